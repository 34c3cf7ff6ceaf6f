"""What the actions of a topic rule need: permissions for their role, on the target that they write to.

Source: AWS IoT Core Developer Guide, the page of each action under "AWS IoT rule actions".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.resources.kinds.flow.delivery_stream import DeliveryStream
from checkov_aws_iot.resources.kinds.flow.message_queue import MessageQueue
from checkov_aws_iot.resources.kinds.flow.notification_topic import NotificationTopic
from checkov_aws_iot.resources.kinds.flow.notification_topic_policy import NotificationTopicPolicy
from checkov_aws_iot.resources.kinds.flow.queue_policy import QueuePolicy
from checkov_aws_iot.resources.kinds.flow.state_machine import StateMachine
from checkov_aws_iot.resources.kinds.flow.stream import Stream
from checkov_aws_iot.resources.kinds.flow.stream_policy import StreamPolicy
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.kinds.stores.bucket_policy import BucketPolicy
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.kinds.stores.table_policy import TablePolicy
from checkov_aws_iot.resources.kinds.stores.timeseries_table import TimeseriesTable
from checkov_aws_iot.resources.kinds.watching.log_group import LogGroup
from checkov_aws_iot.values.access import all_elements, elements
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import OneOf

if TYPE_CHECKING:
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.kinds.identity.role import Role
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Need:
    """What an action needs: one of the permissions, on its target.

    ``target`` is the kind of the target, ``None`` where a permission on anything will do. ``inside``
    stands behind the ARN of the target for what is written in it. ``policy`` is the kind of policies
    of the target, which may admit the role by themselves.
    """

    permissions: tuple[str, ...]
    target: type[Kind] | None = None
    inside: tuple[str | Hole, ...] = ()
    policy: type[Kind] | None = None


_ANY: Final = Hole("what the message says")

NEEDS: Final[dict[str, Need]] = {
    "cloudwatch_alarm": Need(("cloudwatch:SetAlarmState",)),
    "cloudwatch_logs": Need(("logs:PutLogEvents",), LogGroup, (":log-stream:", _ANY)),
    "cloudwatch_metric": Need(("cloudwatch:PutMetricData",)),
    "dynamodb": Need(
        ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        DynamoTable,
        (),
        TablePolicy,
    ),
    "dynamodbv2": Need(("dynamodb:PutItem",), DynamoTable, (), TablePolicy),
    "firehose": Need(("firehose:PutRecord", "firehose:PutRecordBatch"), DeliveryStream),
    "iot_analytics": Need(("iotanalytics:BatchPutMessage",)),
    "iot_events": Need(("iotevents:BatchPutMessage",)),
    "iot_sitewise": Need(("iotsitewise:BatchPutAssetPropertyValue",)),
    "kinesis": Need(("kinesis:PutRecord", "kinesis:PutRecords"), Stream, (), StreamPolicy),
    "location": Need(("geo:BatchUpdateDevicePosition",)),
    "republish": Need(("iot:Publish",)),
    "s3": Need(("s3:PutObject",), Bucket, ("/", _ANY), BucketPolicy),
    "sns": Need(("sns:Publish",), NotificationTopic, (), NotificationTopicPolicy),
    "sqs": Need(("sqs:SendMessage",), MessageQueue, (), QueuePolicy),
    "step_functions": Need(("states:StartExecution",), StateMachine),
    "timestream": Need(("timestream:WriteRecords",), TimeseriesTable),
}
"""By the type of the action. Others are followed by no role, or into what no scan shows."""


def written_arns(target: Resource[Kind], need: Need) -> Iterator[str | Text]:
    """The ARNs of what the action writes in the target."""
    for identifier in target.identifiers:
        for one in all_elements(identifier):
            if isinstance(one, (str, Text)) and arn_of(one) is not None:
                bare = one.removesuffix(":*") if isinstance(one, str) else one
                yield join_text((bare, *need.inside))


def admits_by_itself(target: Resource[Kind], need: Need, graph: ResourceGraph) -> bool:
    """Whether the target has, or may have, a policy that admits the role whatever its own say."""
    written = getattr(target.attributes, "policy", None)
    if written is not None and not isinstance(written, Absent):
        return True
    return need.policy is not None and any(graph.attached(target, need.policy))


def surely_has(role: Resource[Role], arn: Value, graph: ResourceGraph) -> bool:
    """Whether the role has the policy of this ARN, however unknown conditions turn out."""
    return arn in elements(role.attributes.managed_policy_arns) or any(
        attachment.exists is True
        and attachment.attributes.policy_arn == arn
        and not isinstance(attachment.attributes.role, OneOf)
        and graph.means(attachment.attributes.role, role, attachment)
        for attachment in graph.own(RolePolicyAttachment)
    )


def may_have_more_policies(role: Resource[Role], graph: ResourceGraph) -> bool:
    """Whether the scan has a policy or an attachment of which it is not known that it is not the role's."""
    references: Iterator[Value] = (
        reference
        for listed in (
            *(policy.attributes.roles for policy in graph.own(IdentityPolicy)),
            *(attachment.attributes.role for attachment in graph.own(RolePolicyAttachment)),
        )
        for reference in all_elements(listed)
    )
    return any(graph.may_mean(reference, role) for reference in references)
