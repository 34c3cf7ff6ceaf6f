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
from checkov_aws_iot.resources.copies.backup_copies import copy_actions, has_copies, selections_of
from checkov_aws_iot.resources.copies.bucket_copies import replication_rules
from checkov_aws_iot.resources.copies.copy_state import Attempt, State, in_declared_regions
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_replication import BucketReplication
from checkov_aws_iot.resources.neutral_resource import Resource, is_of
from checkov_aws_iot.values.alternatives import Alternative, alternatives_of
from checkov_aws_iot.values.unknown import Absent


class CopyReallyCopies(ResourceRule):
    """A copy across Regions really copies.

    ## What it does
    Reads replication configurations of buckets and backup plans with copy actions, and fails where
    they copy nothing, or nothing to another Region: a replication rule that is disabled, a source
    bucket without versioning, objects encrypted with a KMS key that the rule does not select, a
    destination or vault in the same Region, a plan to which nothing is assigned. Where the project's
    conventions declare `regions`, a copy in none of them is like one in the same Region.

    ## Why is this bad
    Such a copy looks like a protection and is none. Nobody notices until the Region is out of
    service: S3 reports no error for objects that a replication rule leaves out.

    ## What it does not report
    Destinations and vaults whose Region is not known. A local copy beside one in another Region.
    Backup plans without any copy action: they do not claim to copy.

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
        if is_of(holder, BackupPlan):
            yield from _judge_plan(holder, graph, declared)
            return
        if is_of(holder, Bucket):
            rules = holder.attributes.replication_rules
            buckets: tuple[Resource[Bucket], ...] = (holder,)
        else:
            replication = holder.of(BucketReplication).attributes
            rules = replication.rules
            buckets = graph.referred(replication.bucket, Bucket, holder)
        if isinstance(rules, Absent):
            yield OUT_OF_SCOPE
            return
        bucket = buckets[0] if buckets else None
        for one in alternatives_of(rules):
            attempts = replication_rules(one.value, holder, bucket, graph)
            source = bucket or holder
            placed = tuple(in_declared_regions(each, source, declared) for each in attempts)
            yield from _conclude(placed, one, holder)


def _judge_plan(
    plan: Resource[BackupPlan], graph: ResourceGraph, declared: tuple[str, ...]
) -> Observations:
    for one in alternatives_of(plan.attributes.rules):
        if not has_copies(one.value):
            yield OUT_OF_SCOPE
            continue
        copies = in_declared_regions(copy_actions(plan, graph, one.value), plan, declared)
        yield from _conclude((copies,), one, plan)
        selections, open_question = selections_of(plan, graph)
        if open_question and not selections:
            yield Unjudged(f"whether a selection belongs to {plan.address} is not known")
        elif not selections:
            yield Finding(
                "no selection assigns resources to the plan, so it backs up and copies nothing; "
                "add a backup selection that names the store",
                span=plan.span,
                choices=one.choices,
            )


def _conclude(
    attempts: tuple[Attempt, ...], one: Alternative, holder: Resource[Kind]
) -> Observations:
    """A fault of each attempt; a copy within the Region is one only if none may leave it."""
    leaves_region = any(not any(f.local for f in attempt.faults) for attempt in attempts)
    for attempt in attempts:
        for fault in attempt.faults:
            if not (fault.local and leaves_region):
                yield Finding(
                    f"{fault.text}; {fault.remedy}",
                    path=fault.path,
                    span=holder.span,
                    choices=tuple(dict.fromkeys((*one.choices, *fault.choices))),
                )
        if attempt.state is State.UNKNOWN:
            yield Unjudged(attempt.reason)
    yield Proved("whatever is meant to be copied is copied to another Region")
