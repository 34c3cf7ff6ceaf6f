"""What to write in the place of a Resource that lets a claim certificate do more than provision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.policies.authoriser.resource_names import FILTER, TOPIC
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.remedy import Entries, NoRemedy, Remedy, WithoutStatement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.questions.devices.claim_policy import TEMPLATES, families_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checkov_aws_iot.policies.model.document import Document, Statement
    from checkov_aws_iot.policies.questions.devices.claim_policy import BeyondProvisioning

_NAMED: Final = re.compile(rf"{re.escape(TEMPLATES)}([\w-]+)/provision/")
_WILDCARD: Final = re.compile(r"[*?+#]")
_ON_TOPICS: Final = ("iot:Publish", "iot:Receive")
_SUBSCRIBE: Final = "iot:Subscribe"
_CONNECT: Final = "iot:Connect"
_WHICH: Final = "which template the certificate is for is not known"


def provisioning_resources(
    document: Document, found: BeyondProvisioning, templates: Iterable[str]
) -> Remedy:
    """The topics of provisioning in the place of the Resource, or none where it is about other things.

    ``templates`` are those of the scan; the ones that the policy names come before them.
    """
    if found.element is None:
        return NoRemedy("NotResource has to become the topics of provisioning")
    arn = None if is_everything(found.element.text) else split_resource(found.element.text)
    kind = str(arn.resource_type) if arn is not None else ""
    if kind and not (kind in (TOPIC, FILTER) and _may_provision(str(arn.name if arn else ""))):
        return Entries(()) if len(found.statement.resources) > 1 else WithoutStatement()
    names = set(_templates_of(document)) or set(templates)
    if len(names) != 1:
        return NoRemedy(_WHICH)
    wanted = f"{TEMPLATES}{names.pop()}/provision/*"
    if arn is not None and str(arn.name).startswith(TEMPLATES):
        return Entries((f"{kind}/{wanted}",), are_resources=True)
    topics = (*families_of(document), wanted)
    kinds = (kind,) if kind else tuple(_kinds(found.statement))
    parts = [f"{each}/{topic}" for each in kinds for topic in topics]
    if not kind and covers_action(found.statement, _CONNECT) is True:
        parts.insert(0, "client/*")
    return Entries(tuple(parts), are_resources=True) if parts else WithoutStatement()


def _may_provision(name: str) -> bool:
    """Whether the topics of templates are among those that the name stands for."""
    return TEMPLATES.startswith(_WILDCARD.split(name, maxsplit=1)[0][: len(TEMPLATES)])


def _templates_of(document: Document) -> Iterator[str]:
    """The names of templates that the policy gives."""
    for statement in document.statements:
        for element in statement.resources:
            yield from _NAMED.findall(str(element.text))


def _kinds(statement: Statement) -> Iterator[str]:
    if any(covers_action(statement, action) is True for action in _ON_TOPICS):
        yield TOPIC
    if covers_action(statement, _SUBSCRIBE) is True:
        yield FILTER
