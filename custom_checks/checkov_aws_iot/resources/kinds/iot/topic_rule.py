"""Topic rules and what their actions do with the data.

Actions: https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Opposite, Source, renamed, snake_case
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import all_elements, each, elements, item, mapped
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value


@dataclass(frozen=True, slots=True)
class Action(Record):
    """An action of a topic rule.

    ``path`` leads to it as its author wrote it, ``s3/[0]`` or ``TopicRulePayload/Actions/[1]/S3``;
    ``target`` is the store, stream or function, by name, ARN or URL.
    """

    type: Value = ABSENT
    path: Value = ABSENT
    target: Value = ABSENT
    role_arn: Value = ABSENT
    key: Value = ABSENT
    """Of a bucket."""
    database: Value = ABSENT
    """Of Timestream."""
    brokers: Value = ABSENT
    """The bootstrap servers of Kafka."""


class _Action(NamedTuple):
    """How an action is written: by the aws provider as a block, by CloudFormation as a key.

    ``keys`` are properties; the arguments of the aws provider are these in snake case.
    """

    type: str
    block: str
    property: str
    keys: dict[str, str]


_ACTIONS = (
    _Action("cloudwatch_alarm", "cloudwatch_alarm", "CloudwatchAlarm", {"target": "AlarmName"}),
    _Action("cloudwatch_logs", "cloudwatch_logs", "CloudwatchLogs", {"target": "LogGroupName"}),
    _Action("cloudwatch_metric", "cloudwatch_metric", "CloudwatchMetric", {"target": "MetricName"}),
    _Action("dynamodb", "dynamodb", "DynamoDB", {"target": "TableName"}),
    _Action("dynamodbv2", "dynamodbv2", "DynamoDBv2", {"target": "PutItem/TableName"}),
    _Action("opensearch", "elasticsearch", "Elasticsearch", {"target": "Endpoint"}),
    _Action("opensearch", "", "OpenSearch", {"target": "Endpoint"}),
    _Action("firehose", "firehose", "Firehose", {"target": "DeliveryStreamName"}),
    _Action("http", "http", "Http", {"target": "Url"}),
    _Action("influxdb", "", "InfluxDB", {"target": "DestinationArn"}),
    _Action("iot_analytics", "iot_analytics", "IotAnalytics", {"target": "ChannelName"}),
    _Action("iot_events", "iot_events", "IotEvents", {"target": "InputName"}),
    _Action("iot_sitewise", "", "IotSiteWise", {}),
    _Action(
        "kafka",
        "kafka",
        "Kafka",
        {"target": "DestinationArn", "brokers": "ClientProperties/bootstrap.servers"},
    ),
    _Action("kinesis", "kinesis", "Kinesis", {"target": "StreamName"}),
    _Action("lambda", "lambda", "Lambda", {"target": "FunctionArn"}),
    _Action("location", "", "Location", {"target": "TrackerName"}),
    _Action("republish", "republish", "Republish", {"target": "Topic"}),
    _Action("s3", "s3", "S3", {"target": "BucketName", "key": "Key"}),
    _Action("sns", "sns", "Sns", {"target": "TargetArn"}),
    _Action("sqs", "sqs", "Sqs", {"target": "QueueUrl"}),
    _Action("step_functions", "step_functions", "StepFunctions", {"target": "StateMachineName"}),
    _Action(
        "timestream",
        "timestream",
        "Timestream",
        {"target": "TableName", "database": "DatabaseName"},
    ),
)
_BY_BLOCK = {action.block: action for action in _ACTIONS if action.block}


# --- the aws provider: a block for each action ---------------------------------------------------


def _blocks(source: Source) -> Value:
    return _merged(source, {name: source.get(name) for name in _BY_BLOCK}, "")


def _error_blocks(source: Source) -> Value:
    """The actions inside the error block, of which there is at most one."""

    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return Sequence([known])
        listed: list[Value] = []
        for element in elements(known):
            if isinstance(element, Mapping):
                inside = {name: element.get(name, ABSENT) for name in _BY_BLOCK}
                listed.extend(all_elements(_merged(source, inside, "error_action/[0]/")))
            else:
                listed.append(element)
        return Sequence(listed)

    return mapped(source.get("error_action"), read)


def _merged(source: Source, by_block: dict[str, Value], start: str) -> Value:
    """All actions of a rule in one list; blocks that may be missing are ``OneOf`` elements."""
    listed: list[Value] = []
    for name, value in by_block.items():
        read = partial(_block_at, source, name, f"{start}{name}")
        if isinstance(value, OneOf):
            listed.extend(mapped(value, partial(read, at)) for at in range(_longest(value)))
        else:
            for at, element in enumerate(elements(value)):
                listed.append(mapped(element, partial(read, at, only=True)))
    return Sequence(listed)


def _longest(value: Value) -> int:
    """How many blocks there are at most."""
    if isinstance(value, OneOf):
        return max((_longest(choice) for _, choice in value.choices), default=0)
    return len(elements(value))


def _block_at(
    source: Source, name: str, path: str, index: int, value: Value, *, only: bool = False
) -> Value:
    """The action of the only block, or of the one at ``index`` in a list, if there is one."""
    if not only:
        listed = elements(value)
        value = listed[index] if index < len(listed) else ABSENT
    keys = {neutral: _snake_path(path) for neutral, path in _BY_BLOCK[name].keys.items()}
    arguments = renamed(source, value, role_arn="role_arn", **keys)
    if not isinstance(arguments, Mapping):
        return arguments
    return Mapping({"type": _BY_BLOCK[name].type, "path": f"{path}/[{index}]", **arguments})


def _snake_path(path: str) -> str:
    return "/".join(map(snake_case, path.split("/")))


# --- CloudFormation: a list of objects with one key each -----------------------------------------


def _objects(source: Source) -> Value:
    start = "TopicRulePayload/Actions"

    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return Sequence([known])
        return Sequence(
            [
                mapped(element, partial(_object, source, f"{start}/[{at}]"))
                for at, element in enumerate(elements(known))
            ]
        )

    return mapped(source.get(start), read)


def _error_objects(source: Source) -> Value:
    path = "TopicRulePayload/ErrorAction"
    return each(source.get(path), partial(_object, source, path))


def _object(source: Source, path: str, value: Value) -> Value:
    """The neutral action. An object with several keys is not valid; the first one counts."""
    if not isinstance(value, Mapping):
        return value
    for action in _ACTIONS:
        arguments = source.part(value, action.property)
        if not isinstance(arguments, Absent) and arguments is not None:
            where = source.where(f"{path}/{action.property}")
            return mapped(arguments, partial(_arguments, source, action, where))
    return Unknown("is an action that is not known", ", ".join(value))


def _arguments(source: Source, action: _Action, path: str, value: Value) -> Value:
    arguments = renamed(source, value, role_arn="RoleArn", **action.keys)
    if not isinstance(arguments, Mapping):
        return arguments
    return Mapping({"type": action.type, "path": path, **arguments})


@dataclass(frozen=True, slots=True)
class TopicRule(Kind):
    """A topic rule; ``actions`` and ``error_actions`` are lists of :class:`Action`.

    ``is_event`` says that it is one that SAM or the Serverless Framework makes of an event of a
    function: it calls the function and can have no error action.
    """

    title = "topic rule"
    arn = "arn:iot:rule/{name}"
    subjects = (Subject.TOPIC_RULE,)
    acts = True
    is_caller = True
    types = (
        Terraform(
            "aws_iot_topic_rule",
            {
                "name": "name",
                "sql": "sql",
                "enabled": "enabled",
                "actions": _blocks,
                "error_actions": _error_blocks,
            },
            ("name",),
            computed=NAMED,
        ),
        CloudFormation(
            "AWS::IoT::TopicRule",
            {
                "name": "RuleName",
                "sql": "TopicRulePayload/Sql",
                "enabled": Opposite("TopicRulePayload/RuleDisabled"),
                "actions": _objects,
                "error_actions": _error_objects,
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    sql: Value = ABSENT
    enabled: Value = ABSENT
    actions: Value = ABSENT
    error_actions: Value = ABSENT
    is_event: bool = False

    def used_roles(self) -> Iterator[Value]:
        """The roles of its actions."""
        for action in self._all_actions():
            yield item(action, "role_arn")

    def called_functions(self) -> Iterator[Value]:
        """The functions that its actions call."""
        for action in self._all_actions():
            if item(action, "type") == "lambda":
                yield item(action, "target")

    def _all_actions(self) -> Iterator[Value]:
        yield from elements(self.actions)
        yield from elements(self.error_actions)
