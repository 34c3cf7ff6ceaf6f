"""CKV_IOT_501."""

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
from checkov_aws_iot.resources.copies.copy_state import State
from checkov_aws_iot.resources.copies.store_copies import copies_of
from checkov_aws_iot.resources.flow.data_flow import Flow, flows
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.region import region_name


class CopyInSecondRegion(ResourceRule):
    """Data stored by IoT rules has a copy in a second Region.

    ## What it does
    Follows the data of a topic rule, through delivery streams and data streams, to the stores that
    the scan defines, and fails for every store that provably has no copy in another Region: no
    replication, replica, connection or replicator of its own kind, and no backup plan that copies it
    to a vault elsewhere. A copy that does not work - a disabled replication rule, a filter that
    leaves out the key the rule writes, a destination in the same Region - is no copy. Where the
    project's conventions declare `regions`, neither is one in another Region than those.

    ## Why is this bad
    AWS IoT keeps what it keeps within one Region, and so does a topic rule: its actions reach only
    resources of the rule's own Region. When that Region is out of service, or its store is deleted,
    what the devices have sent is gone unless the store itself is copied elsewhere.

    ## What it does not report
    Stores that the scan does not define, copies whose Region is not known, functions and HTTP
    endpoints, whose code decides, and tables that a custom resource refers to: there the rule says
    nothing. Nor does it about Kafka in CloudFormation: the action names brokers and the network they
    are in, and no attribute of a cluster gives its brokers, so nothing ties the two. Rules that store
    nothing, such as republishing, metrics and alarms, are out of scope. Replication copies
    new objects only; objects from before need S3 Batch Replication.

    ## Use instead
    Replicate the bucket to one in another Region, give the table a replica, or let AWS Backup copy
    its recovery points to a vault in another Region.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Disaster Recovery for AWS IoT](https://docs.aws.amazon.com/solutions/latest/disaster-recovery-for-aws-iot/welcome.html)
    - [Replicating objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html)
    - [Global tables](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html)
    - [Backup copies across Regions](https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html)
    """

    id = "CKV_IOT_501"
    title = "Ensure data stored by IoT rules has a copy in a second Region"
    severity = Severity.MEDIUM
    subjects = (Subject.TOPIC_RULE,)
    best_practice = BestPractice.SECOND_REGION

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every store without a copy; out of scope if nothing is stored."""
        found = tuple(flows(judged.resource.of(TopicRule), judged.graph))
        if not found:
            yield OUT_OF_SCOPE
        for flow in found:
            yield from _judge(flow, judged)


def _judge(flow: Flow, judged: JudgedResource) -> Observations:
    if flow.store is None:
        yield Unjudged(flow.reason)
        return
    copies = copies_of(flow.store, judged.graph, flow.key, judged.conventions.regions)
    if copies.state is State.UNKNOWN:
        yield Unjudged(copies.reason)
    elif copies.state is State.DOES_NOT:
        yield Finding(
            f"{flow} ({region_name(flow.store.region)}): {', '.join(copies.lacks)}; {copies.remedy}",
            path=flow.path,
            span=flow.through[0].span,
            choices=tuple(dict.fromkeys((*flow.choices, *copies.choices))),
        )
    else:
        yield Proved(f"{flow} has a copy in another Region")
