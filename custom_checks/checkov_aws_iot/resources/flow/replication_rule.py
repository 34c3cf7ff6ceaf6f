"""Replication rules of buckets, which a bucket or a resource of its own holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from checkov_aws_iot.resources.reading.columns import Source, record, renamed
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.values.access import elements, mapped
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value


@dataclass(frozen=True, slots=True)
class ReplicationRule(Record):
    """A replication rule.

    ``status`` and ``encrypted_objects`` are ``Enabled`` or ``Disabled``; ``other_filter`` is true if it
    selects by anything but the prefix.
    """

    path: Value = ABSENT
    status: Value = ABSENT
    prefix: Value = ABSENT
    other_filter: Value = ABSENT
    destination: Value = ABSENT
    replica_key: Value = ABSENT
    encrypted_objects: Value = ABSENT


def rules_of_blocks(source: Source, path: str, start: str) -> Value:
    """The rules that the aws provider has at the path; ``start`` is how users know it."""
    return mapped(source.get(path), partial(_rules, source, start, _of_block))


def rules_of_properties(source: Source) -> Value:
    """The rules of a bucket in CloudFormation."""
    path = "ReplicationConfiguration/Rules"
    return mapped(source.get(path), partial(_rules, source, source.where(path), _of_property))


def _rules(
    source: Source, start: str, read: Callable[[Source, str, Value], Value], known: Value
) -> Value:
    if known is None or isinstance(known, Absent):
        return ABSENT
    if isinstance(known, Unknown):
        return known
    return Sequence(
        [
            mapped(rule, partial(read, source, f"{start}/[{index}]"))
            for index, rule in enumerate(elements(known))
        ]
    )


def _of_block(source: Source, path: str, rule: Value) -> Value:
    if not isinstance(rule, Mapping):
        return rule

    def part(*paths: str) -> Value:
        return _first(source, rule, paths)

    tags = ("filter/tag", "filter/tags", "filter/and/tags")
    return record(
        path=path,
        status=source.part(rule, "status"),
        prefix=part("filter/prefix", "filter/and/prefix", "prefix"),
        other_filter=any(
            elements(source.part(rule, tag)) not in ((), ("",), (Mapping(),)) for tag in tags
        ),
        destination=source.part(rule, "destination/bucket"),
        replica_key=part(
            "destination/encryption_configuration/replica_kms_key_id",
            "destination/replica_kms_key_id",
        ),
        encrypted_objects=_selection(source, rule),
    )


def _selection(source: Source, rule: Value) -> Value:
    """Whether encrypted objects are selected: ``status`` today, ``enabled`` in the old block."""
    block = "source_selection_criteria/sse_kms_encrypted_objects"
    status = source.part(rule, f"{block}/status")
    if not isinstance(status, Absent):
        return status

    def word(known: Value) -> Value:
        if isinstance(known, bool):
            return "Enabled" if known else "Disabled"
        return known

    return mapped(source.part(rule, f"{block}/enabled"), word)


def _of_property(source: Source, path: str, rule: Value) -> Value:
    known = renamed(
        source,
        rule,
        status="Status",
        destination="Destination/Bucket",
        replica_key="Destination/EncryptionConfiguration/ReplicaKmsKeyID",
        encrypted_objects="SourceSelectionCriteria/SseKmsEncryptedObjects/Status",
    )
    if not isinstance(known, Mapping):
        return known
    prefix = _first(source, rule, ("Filter/Prefix", "Filter/And/Prefix", "Prefix"))
    tags = ("Filter/TagFilter", "Filter/And/TagFilters")
    other_filter = any(elements(source.part(rule, tag)) for tag in tags)
    return record(path=path, prefix=prefix, other_filter=other_filter, **known)


def _first(source: Source, rule: Value, paths: tuple[str, ...]) -> Value:
    values = (source.part(rule, path) for path in paths)
    return next((v for v in values if not isinstance(v, Absent) and v not in (None, "")), ABSENT)
