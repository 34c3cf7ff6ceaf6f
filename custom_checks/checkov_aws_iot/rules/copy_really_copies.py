"""CKV_IOT_503."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
)
from checkov_aws_iot.policies.model.remedy import (
    AssignedValue,
    EnabledVersioning,
    NoRemedy,
    Remedy,
    SelectedObjects,
)
from checkov_aws_iot.resources.copies.backup_copies import (
    copy_actions,
    has_copies,
    is_selected,
    selections_of,
)
from checkov_aws_iot.resources.copies.bucket_copies import replication_rules
from checkov_aws_iot.resources.copies.copy_state import (
    Attempt,
    Fault,
    Mending,
    State,
    in_declared_regions,
)
from checkov_aws_iot.resources.flow.iot_data import iot_data, iot_stores
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.backup.backup_selection import BackupSelection
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.resources.namesakes import can_hold
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.alternatives import Alternative, alternatives_of
from checkov_aws_iot.values.truth import Truth, any_of
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import Value


class CopyReallyCopies(ResourceRule):
    """A copy across Regions really copies.

    ## What it does
    Reads replication configurations of buckets and backup plans with copy actions, and fails where
    they copy nothing, or nothing to another Region: a replication rule that is disabled, a source
    bucket without versioning, objects encrypted with a KMS key that the rule does not select, a
    destination or vault in the same Region, a plan to which nothing is assigned. Read are stores that
    an IoT rule of the scan writes to; where the scan does not show where all of them write, also those
    whose name or tags hold `iot` as a word. Where the
    project's conventions declare `regions`, a copy in none of them is like one in the same Region.

    ## Why is this bad
    Such a copy looks like a protection and is none. Nobody notices until the Region is out of
    service: S3 reports no error for objects that a replication rule leaves out.

    ## What it does not report
    Copies of other data. Configurations that are not there. Destinations and vaults whose Region is
    not known. A local copy beside one in another Region. Backup plans without any copy action: they do not claim to copy.

    ## Use instead
    An enabled rule, a versioned source, `sse_kms_encrypted_objects` where objects are encrypted
    with KMS keys, and a destination whose provider has another Region.

    ## References
    - [What does Amazon S3 replicate?](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html)
    - [Replicating encrypted objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html)
    - [Backup copies across Regions](https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html)
    """

    id = "CKV_IOT_503"
    title = "Ensure a cross-Region copy really copies"
    severity = Severity.LOW
    subjects = (Subject.REPLICATION,)
    best_practice = BestPractice.SECOND_REGION
    is_mended = True

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for everything that keeps the copy from being one."""
        holder, graph = judged.resource, judged.graph
        declared = judged.conventions.regions
        if holder.exists is False:
            yield OUT_OF_SCOPE
        elif is_of(holder, BackupPlan):
            yield from _judge_plan(holder, graph, declared)
        elif is_of(holder, Bucket):
            rules = holder.attributes.replication_rules
            yield from _judge_replication(
                holder, rules, holder.attributes.name, (holder,), graph, declared
            )
        else:
            replication = holder.of(BucketReplication).attributes
            buckets = graph.referred(replication.bucket, Bucket, holder)
            rules = replication.rules
            yield from _judge_replication(
                holder, rules, replication.bucket, buckets, graph, declared
            )


def _judge_replication(
    holder: Resource[Kind],
    rules: Value,
    name: Value,
    buckets: tuple[Resource[Bucket], ...],
    graph: ResourceGraph,
    declared: tuple[str, ...],
) -> Observations:
    data = iot_data(graph)
    held: set[bool | None] = {data.holds(bucket, graph) for bucket in buckets}
    held = held or {data.holds_named(name)}
    if isinstance(rules, Absent) or held == {False}:
        yield OUT_OF_SCOPE
    elif len(buckets) > 1 or None in held:
        yield Unjudged("whether the bucket holds data of devices is not known")
    else:
        bucket = buckets[0] if buckets else None
        for one in alternatives_of(rules):
            attempts = replication_rules(one.value, holder, bucket, graph)
            source = bucket or holder
            placed = tuple(in_declared_regions(each, source, declared) for each in attempts)
            yield from _conclude(placed, one, holder, bucket)


def _judge_plan(
    plan: Resource[BackupPlan], graph: ResourceGraph, declared: tuple[str, ...]
) -> Observations:
    selections, open_question = selections_of(plan, graph)
    concerned = _is_for_iot_data(plan, selections, graph)
    if concerned is False:
        yield OUT_OF_SCOPE
        return
    if isinstance(concerned, Unknown):
        yield Unjudged("whether it is for data of devices is not known")
        return
    for one in alternatives_of(plan.attributes.rules):
        if not has_copies(one.value):
            yield OUT_OF_SCOPE
            continue
        copies = in_declared_regions(copy_actions(plan, graph, one.value), plan, declared)
        yield from _conclude((copies,), one, plan)
        if open_question and not selections:
            yield Unjudged(f"whether a selection belongs to {plan.address} is not known")
        elif not selections:
            yield Finding(
                "no selection assigns resources to the plan, so it backs up and copies nothing; "
                "add a backup selection that names the store",
                span=plan.span,
                choices=one.choices,
                remedy=NoRemedy("what is backed up, and with which role, somebody has to decide"),
            )


def _is_for_iot_data(
    plan: Resource[BackupPlan],
    selections: tuple[Resource[BackupSelection], ...],
    graph: ResourceGraph,
) -> Truth:
    """Whether the plan backs up data of devices, or could, where nothing is assigned to it."""
    stores, data = iot_stores(graph), iot_data(graph)
    if not selections:
        return bool(stores)
    return any_of(
        (
            *(is_selected(store, plan, graph) for store in stores),
            *(
                data.holds_named(resource) is True
                for selection in selections
                for resource in elements(selection.attributes.resources)
            ),
        )
    )


def _conclude(
    attempts: tuple[Attempt, ...],
    one: Alternative,
    holder: Resource[Kind],
    bucket: Resource[Bucket] | None = None,
) -> Observations:
    """A fault of each attempt; a copy within the Region is one only if none may leave it."""
    leaves_region = any(not any(f.local for f in attempt.faults) for attempt in attempts)
    for attempt in attempts:
        for fault in attempt.faults:
            if fault.local and leaves_region:
                continue
            if can_hold((*one.choices, *fault.choices), *holder.created):
                yield Finding(
                    f"{fault.text}; {fault.remedy}",
                    path=fault.path,
                    span=holder.span,
                    choices=tuple(dict.fromkeys((*one.choices, *fault.choices))),
                    remedy=_remedy(fault, bucket),
                )
        if attempt.state is State.UNKNOWN:
            yield Unjudged(attempt.reason)
    yield Proved("whatever is meant to be copied is copied to another Region")


def _remedy(fault: Fault, bucket: Resource[Bucket] | None) -> Remedy:
    if fault.mending is Mending.RULE:
        return AssignedValue("Enabled", argument="status")
    if fault.mending is Mending.SELECTION:
        return SelectedObjects()
    if fault.mending is Mending.VERSIONING and bucket is not None:
        return EnabledVersioning(bucket.address)
    return NoRemedy(f"somebody has to decide: {fault.remedy}")
