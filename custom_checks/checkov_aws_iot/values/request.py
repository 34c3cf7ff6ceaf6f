"""One concrete request to AWS: what a witness is, and what the authoriser answers."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.values.text import Text


@dataclass(frozen=True, slots=True)
class Identity:
    """The device (or other caller) that a request comes from, as the registry and CA know it.

    ``thing_name`` is the thing that the principal is attached to, empty if it is attached to none.
    ``exclusive`` says that the attachment is of the type ``EXCLUSIVE_THING``; otherwise thing
    variables exist only while ``client_id`` equals the thing name. ``certificate`` holds
    certificate attributes under their names in policy variables, such as
    ``("Subject.CommonName", "sensor-1")`` for ``iot:Certificate.Subject.CommonName``;
    ``thing_attributes`` those of the thing.
    """

    client_id: str | Text = ""
    thing_name: str = ""
    exclusive: bool = False
    certificate_id: str = ""
    certificate: tuple[tuple[str, str], ...] = ()
    thing_type: str = ""
    thing_attributes: tuple[tuple[str, str], ...] = ()

    @property
    def attached(self) -> bool:
        """Whether AWS finds a thing for the connection, so that thing variables have values."""
        return bool(self.thing_name) and (self.exclusive or self.client_id == self.thing_name)


@dataclass(frozen=True, slots=True)
class Request:
    """A call of ``action`` on ``resource``, a full ARN, by ``identity``.

    ``context`` gives further condition keys with their values. Keys that are not listed are absent,
    except those that follow from the identity, and those that every request has, such as
    ``aws:SourceIp``, which are not known. A hole in the resource is a part of the name that the
    policy itself does not know.
    """

    action: str
    resource: str | Text
    identity: Identity = Identity()
    context: tuple[tuple[str, tuple[str, ...]], ...] = ()
