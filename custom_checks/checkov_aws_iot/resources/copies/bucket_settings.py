"""What a bucket is set to, by itself and by resources of their own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.copies.copy_state import State
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_encryption import BucketEncryption
from checkov_aws_iot.resources.kinds.stores.bucket_versioning import BucketVersioning
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.alternatives import Choice, combinations_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Setting:
    """Whether a bucket has a setting.

    ``met`` and ``lacking`` are the choices under which it has it, and has it not; ``is_open`` says
    that there are others under which it is not known.
    """

    met: tuple[tuple[Choice, ...], ...] = ()
    lacking: tuple[tuple[Choice, ...], ...] = ()
    is_open: bool = False

    @property
    def state(self) -> State:
        """``COPIES`` where it certainly has it, ``DOES_NOT`` where it may certainly lack it."""
        if self.lacking:
            return State.DOES_NOT
        return State.UNKNOWN if self.is_open else State.COPIES


def versioning_of(bucket: Resource[Bucket], graph: ResourceGraph) -> Setting:
    """Whether versioning of the bucket is enabled."""
    sure, maybe = graph.attached(bucket, BucketVersioning)
    separate = [_where_there(one, one.attributes.status) for one in sure]
    return _setting_of((bucket.attributes.versioning, *separate), maybe, {"Enabled"})


def encryption_of(bucket: Resource[Bucket], graph: ResourceGraph) -> Setting:
    """Whether objects of the bucket are encrypted with a key of KMS."""
    sure, maybe = graph.attached(bucket, BucketEncryption)
    separate = [_where_there(one, one.attributes.algorithm) for one in sure]
    wanted = {"aws:kms", "aws:kms:dsse"}
    return _setting_of((bucket.attributes.encryption, *separate), maybe, wanted)


def _where_there(one: Resource[Kind], value: Value) -> Value:
    """The value where the resource is there, ``ABSENT`` where it is not."""
    if one.exists is False:
        return ABSENT
    if not one.is_certain:
        return Unknown(f"whether {one.address} is there is not known")
    for created in one.created:
        value = mapped(created, lambda there, value=value: value if there is True else ABSENT)  # type: ignore[misc]
    return value


def _setting_of(
    given: tuple[Value, ...], maybe: tuple[Resource[Kind], ...], wanted: set[str]
) -> Setting:
    """When one of the values is a wanted one.

    ``given`` is what the bucket and resources of their own say, ``maybe`` are those of which it is
    not known which bucket they are for.
    """
    met: list[tuple[Choice, ...]] = []
    lacking: list[tuple[Choice, ...]] = []
    is_open = False
    for combination in combinations_of(*given):
        if any(isinstance(value, str) and value in wanted for value in combination.values):
            met.append(combination.choices)
        elif maybe or any(isinstance(value, (Unknown, Text)) for value in combination.values):
            is_open = True
        else:
            lacking.append(combination.choices)
    return Setting(tuple(met), tuple(lacking), is_open)
