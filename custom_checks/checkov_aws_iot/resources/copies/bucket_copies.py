"""Copies of S3 buckets: replication rules.

Replication: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
Objects encrypted with KMS keys: .../replication-config-for-kms-objects.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from checkov_aws_iot.resources.copies.bucket_settings import encryption_of, versioning_of
from checkov_aws_iot.resources.copies.copy_state import (
    Attempt,
    Fault,
    Mending,
    State,
    conclude_attempt,
    unknown_reason,
    worst_attempt,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.encryption_key import EncryptionKey
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.resources.namesakes import can_hold
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.region import Distance, arn_region, distance, region_name
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Value

# Substitution templates of rule actions, ${topic()}, and of delivery streams, !{timestamp:yyyy}.
_NOT_KNOWN = Unknown("is not known before deployment")
_TEMPLATE = re.compile(r"[$!]\{")

NO_RULE = "no replication rule"
ADD_RULE = "replicate the bucket to one in another Region"


def bucket_replications(
    bucket: Resource[Bucket], graph: ResourceGraph, key: Value = ABSENT
) -> Iterator[Attempt]:
    """Every replication configuration of the bucket, and whether it copies objects with such a key.

    ``key`` is the key that a rule action writes, substitution templates included; without one, the
    filters of the replication rules are not judged.
    """
    for holder, rules in _rule_lists(bucket, graph):
        yield worst_attempt(rules, partial(_whole, holder, bucket, graph, key))


def replication_rules(
    rules: Value,
    holder: Resource[Kind],
    bucket: Resource[Bucket] | None,
    graph: ResourceGraph,
    key: Value = ABSENT,
) -> tuple[Attempt, ...]:
    """One attempt for every replication rule in ``rules``, which ``holder`` holds for ``bucket``.

    ``rules`` holds no ``OneOf``; ``bucket`` is ``None`` where it is not in the scan.
    """
    return tuple(
        _RuleJudge(index, holder, bucket, graph, key)(rule)
        for index, rule in enumerate(elements(rules))
    )


def _whole(
    holder: Resource[Kind], bucket: Resource[Bucket], graph: ResourceGraph, key: Value, rules: Value
) -> Attempt:
    attempts = replication_rules(rules, holder, bucket, graph, key)
    for state in (State.COPIES, State.UNKNOWN):
        for attempt in attempts:
            if attempt.state is state:
                return attempt
    faults = [fault for attempt in attempts for fault in attempt.faults]
    if not faults:
        faults.append(Fault(NO_RULE, ADD_RULE))
    place = next((attempt.place for attempt in attempts if attempt.place), None)
    return conclude_attempt(holder, "replication", faults, (), place)


def _rule_lists(
    bucket: Resource[Bucket], graph: ResourceGraph
) -> Iterator[tuple[Resource[Kind], Value]]:
    own = bucket.attributes.replication_rules
    if not isinstance(own, Absent):
        yield bucket, own
    sure, maybe = graph.attached(bucket, BucketReplication)
    for replication in sure:
        yield replication, replication.attributes.rules
    for replication in maybe:
        yield replication, Unknown(f"which bucket {replication.address} is for is not known")


class _RuleJudge:
    """Judges one alternative of one replication rule."""

    def __init__(
        self,
        index: int,
        holder: Resource[Kind],
        bucket: Resource[Bucket] | None,
        graph: ResourceGraph,
        key: Value,
    ) -> None:
        self.index = index
        self.holder = holder
        self.bucket = bucket
        self.graph = graph
        self.key = key
        self.faults: list[Fault] = []
        self.reasons: list[str] = []

    def __call__(self, rule: Value) -> Attempt:
        self.faults, self.reasons = [], []
        place = None
        name = f"replication rule {self.index}"
        if isinstance(rule, Mapping):
            self.status(rule)
            place = self.destination(rule)
            self.filter(rule)
            self.versioning()
            self.encryption(rule)
            if place is not None:
                name = f"replication to {place.address}"
        else:
            self.reasons.append(unknown_reason(rule, name))
        return conclude_attempt(self.holder, name, self.faults, self.reasons, place)

    def fault(
        self,
        text: str,
        remedy: str,
        rule: Mapping | None = None,
        local: bool = False,
        choices: tuple[Choice, ...] = (),
        mending: Mending | None = None,
    ) -> None:
        if not can_hold(
            choices, *self.holder.created, *(self.bucket.created if self.bucket else ())
        ):
            return
        path = item(rule, "path") if rule is not None else ""
        path = path if isinstance(path, str) else ""
        self.faults.append(Fault(text, remedy, path, local, choices, mending))

    def status(self, rule: Mapping) -> None:
        status = rule.get("status", ABSENT)
        if isinstance(status, str) and status != "Enabled":
            self.fault(
                f"its replication rule is {status}",
                "set its status to Enabled",
                rule,
                mending=Mending.RULE,
            )
        elif status != "Enabled":
            self.reasons.append(unknown_reason(status, "the status of its replication rule"))

    def destination(self, rule: Mapping) -> Resource[Kind] | None:
        """Where the copy lies; notes what speaks against a copy in another Region."""
        region = (self.bucket or self.holder).region
        wanted = rule.get("destination", ABSENT)
        found = self.graph.referred(wanted, Bucket, self.holder)
        if found:
            distances = {distance(region, bucket.region) for bucket in found}
            verdict = distances.pop() if len(distances) == 1 else Distance.UNKNOWN
        else:
            verdict = self.key_distance(region, rule.get("replica_key", ABSENT))
        if verdict is Distance.SAME:
            where = f" ({region_name(region)})" if isinstance(region, str) else ""
            target = found[0].address if found else str(wanted)
            self.fault(
                f"its replication to {target} stays in the same Region{where}",
                "replicate to a bucket in another Region",
                rule,
                local=True,
            )
        elif verdict is Distance.UNKNOWN:
            target = found[0].address if found else f'"{wanted}"'
            self.reasons.append(f"the Region of the destination {target} is not known")
        return found[0] if found else None

    def key_distance(self, region: Value, key: Value) -> Distance:
        """A key for the replicas lies in the Region of the destination bucket."""
        keys = self.graph.referred(key, EncryptionKey, self.holder)
        regions = [found.region for found in keys] or [arn_region(key)]
        return distance(region, regions[0])

    def filter(self, rule: Mapping) -> None:
        if isinstance(self.key, Absent):
            return
        if rule.get("other_filter", ABSENT) is True:
            self.fault(
                "its replication rule selects objects by tag, and AWS IoT writes none",
                "let the filter select the prefix that the rule writes",
                rule,
            )
            return
        prefix = rule.get("prefix", ABSENT)
        covered = covers(prefix, self.key)
        if covered is False:
            self.fault(
                f'its replication covers "{prefix}", not the key "{self.key}"',
                "let the filter cover the key that the rule writes",
                rule,
            )
        elif isinstance(covered, Unknown):
            self.reasons.append(f'whether "{prefix}" covers the key "{self.key}" is not known')

    def versioning(self) -> None:
        if self.bucket is None:
            return
        setting = versioning_of(self.bucket, self.graph)
        for choices in setting.lacking:
            self.fault(
                "versioning of the source bucket is not enabled, which replication needs",
                f"enable versioning of {self.bucket.address}",
                choices=choices,
                mending=Mending.VERSIONING,
            )
        if setting.is_open:
            self.reasons.append(f"the versioning of {self.bucket.address} is not known")

    def encryption(self, rule: Mapping) -> None:
        if self.bucket is None:
            return
        setting = encryption_of(self.bucket, self.graph)
        selected = rule.get("encrypted_objects", ABSENT)
        has_key = not isinstance(rule.get("replica_key", ABSENT), Absent)
        if selected == "Enabled" and has_key:
            return
        if setting.is_open or (setting.met and isinstance(selected, Unknown)):
            self.reasons.append(f"the encryption of {self.bucket.address} is not known")
            return
        for choices in setting.met:
            self.fault(
                "its objects are encrypted with a KMS key, and the replication rule does not select them",
                "select sse_kms_encrypted_objects and name a replica KMS key",
                rule,
                choices=choices,
                mending=Mending.SELECTION if has_key else None,
            )


def covers(prefix: Value, key: Value) -> Truth:
    """Whether every key that the rule action may write begins with the prefix; or it is not known.

    A key ends, for this question, at its first substitution template: ``raw/${topic()}`` begins
    with ``raw/`` and goes on with anything.
    """
    if isinstance(prefix, Absent) or prefix in (None, ""):
        return True
    if not isinstance(prefix, (str, Text)) or not isinstance(key, (str, Text)):
        return _NOT_KNOWN
    fixed, ends = _fixed_start(key)
    if isinstance(prefix, Text):
        known, _ = _fixed_start(prefix)
        if str(key).startswith(str(prefix)) and isinstance(key, Text):
            return True
        return _NOT_KNOWN if known.startswith(fixed) or fixed.startswith(known) else False
    if fixed.startswith(prefix):
        return True
    return _NOT_KNOWN if prefix.startswith(fixed) and not ends else False


def _fixed_start(text: str | Text) -> tuple[str, bool]:
    """The text up to its first part that is not known, and whether that is all of it."""
    first = text if isinstance(text, str) else text.parts[0]
    if not isinstance(first, str):
        return "", False
    fixed = _TEMPLATE.split(first, maxsplit=1)[0]
    return fixed, fixed == text
