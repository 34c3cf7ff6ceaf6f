"""CKV_IOT_504."""

from __future__ import annotations

from collections.abc import Iterator

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
    Unknown,
)
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.questions.roles.needed_permissions import allows_one, lets_rule_call
from checkov_aws_iot.resources.flow.rule_targets import (
    NEEDS,
    Need,
    admits_by_itself,
    may_have_more_policies,
    surely_has,
    written_arns,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.flow.lambda_function import Function
from checkov_aws_iot.resources.kinds.identity.function_permission import FunctionPermission
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.principals.joint_policies import policies_of_role
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import Alternative, Choice, alternatives_of
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import ABSENT, Absent
from checkov_aws_iot.values.value import OneOf, Value


class WorkingRules(ResourceRule):
    """IoT rules have the permissions that their actions need.

    ## What it does
    Follows every action of a topic rule, and its error action, to its role and its target. Fails if
    no policy of the role allows what the action has to do on that target (`s3:PutObject` on the
    bucket, `kinesis:PutRecord` on the stream), and if a Lambda function of the scan has no permission
    for `iot.amazonaws.com` that covers the rule.

    ## Why is this bad
    AWS IoT accepts the rule all the same. Every message that it selects is then lost, and nobody is
    told: the devices see no error, and the store stays empty.

    ## What it does not report
    Roles, policies and targets outside of the scan. A target with a policy of its own, which may admit the role. What Deny statements, conditions and boundaries take back. Actions on
    OpenSearch, Kafka, HTTP endpoints and InfluxDB. Rules that SAM and the Serverless Framework make of
    events, together with their permissions.

    ## Use instead
    In the role of the action, the one permission that it needs, on its target:
    ```json
    {
      "Effect": "Allow",
      "Action": "kinesis:PutRecord",
      "Resource": "arn:aws:kinesis:us-east-1:123456789012:stream/telemetry"
    }
    ```
    For a function `aws_lambda_permission` (`AWS::Lambda::Permission`) with the ARN of the rule as source.

    ## References
    - [Granting an AWS IoT rule the access it requires](https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html)
    - [AWS IoT rule actions](https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html)
    - [Lambda action](https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html)
    """

    id = "CKV_IOT_504"
    title = "Ensure IoT rules have the permissions that their actions need"
    severity = Severity.MEDIUM
    subjects = (Subject.TOPIC_RULE,)
    best_practice = BestPractice.SECOND_REGION

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every action that is allowed nothing of what it has to do."""
        given = judged.resource.of(TopicRule).attributes
        actions = () if given.is_event else (given.actions, given.error_actions)
        said = [
            observation
            for listed in actions
            for one in _each_action(listed)
            for observation in _judge(judged, one)
        ]
        yield from said or [OUT_OF_SCOPE]


def _each_action(listed: Value) -> Iterator[Alternative]:
    """Every way in which each action may turn out, with the conditions on the list around it."""
    if isinstance(listed, OneOf):
        for label, choice in listed.choices:
            for one in _each_action(choice):
                around = Choice(listed.condition, label)
                yield Alternative(one.value, (around, *one.choices))
        return
    for action in elements(listed):
        yield from alternatives_of(action)


def _judge(judged: JudgedResource, one: Alternative) -> Observations:
    kind = item(one.value, "type")
    if isinstance(kind, (Unknown, Absent)):
        yield from () if isinstance(one.value, Absent) else (Unjudged("an action is not known"),)
    elif kind == "lambda":
        yield from _judge_call(judged, one)
    elif isinstance(kind, str) and kind in NEEDS:
        yield from _judge_role(judged, one, kind, NEEDS[kind])


def _judge_role(judged: JudgedResource, one: Alternative, kind: str, need: Need) -> Observations:
    graph, rule = judged.graph, judged.resource
    roles = graph.referred(item(one.value, "role_arn"), Role, rule)
    if len(roles) != 1:
        yield Unjudged(f"the role of the action {kind} is not in the scan")
        return
    targets: tuple[Resource[Kind], ...] = ()
    if need.target is not None:
        targets = graph.referred(item(one.value, "target"), need.target, rule)
        if len(targets) != 1:
            yield Unjudged(f"the target of the action {kind} is not in the scan")
            return
    (role,) = roles
    held = [
        (p.is_sure or surely_has(role, p.arn, graph), attached_documents(p.document, p.arn))
        for p in policies_of_role(role, graph)
    ]
    sure = [found[0] for is_sure, found in held if is_sure and len(found) == 1]
    documents = [document for _, found in held for document in found]
    arns = tuple(written_arns(targets[0], need)) if targets else None
    if targets and not arns:
        yield Unjudged(f"the ARN of {targets[0].address} is not known")
        return
    allowed = allows_one(documents, need.permissions, arns)
    is_open = not all(found for _, found in held) or any(d.unknowns for d in documents)
    if allows_one(sure, need.permissions, arns) is True:
        yield Proved(f"the role of the action {kind} may do what the action needs")
    elif allowed is not False or is_open or may_have_more_policies(role, graph):
        yield Unjudged(f"what {role.address} may do is not known")
    elif targets and admits_by_itself(targets[0], need, graph):
        yield Unjudged(f"whether the policy of {targets[0].address} admits the role is not judged")
    else:
        on = f" on {targets[0].address}" if targets else ""
        yield _finding(
            judged,
            one,
            f"{role.address} allows no {' or '.join(need.permissions)}{on}, so that every message of "
            f"the rule for {kind} is lost; allow {need.permissions[0]} in a policy of the role",
        )


def _judge_call(judged: JudgedResource, one: Alternative) -> Observations:
    graph, rule = judged.graph, judged.resource
    functions = graph.referred(item(one.value, "target"), Function, rule)
    if len(functions) != 1:
        yield Unjudged("the function of the action is not in the scan")
        return
    surely, maybe = graph.attached(functions[0], FunctionPermission)
    answers = [
        (permission, _lets_call(permission, judged.resource.of(TopicRule), graph))
        for permission in (*surely, *maybe)
        if permission.exists is not False
    ]
    admitting = [permission for permission, answer in answers if answer is not False]
    if any(answer is True and p in surely and p.exists for p, answer in answers):
        yield Proved("the function lets AWS IoT call it for the rule")
    elif admitting:
        yield Unjudged(f"whether {admitting[0].address} covers the rule is not known")
    else:
        yield _finding(
            judged,
            one,
            f"{functions[0].address} has no permission that lets iot.amazonaws.com call it for this "
            "rule, so that every message of the rule for it is lost; add a Lambda permission with the "
            "ARN of the rule as its source",
        )


def _finding(judged: JudgedResource, one: Alternative, message: str) -> Finding:
    path = item(one.value, "path")
    return Finding(
        message,
        path=path if isinstance(path, str) else "",
        span=judged.resource.span,
        choices=one.choices,
    )


def _lets_call(
    permission: Resource[FunctionPermission], rule: Resource[TopicRule], graph: ResourceGraph
) -> Truth:
    """Whether the permission is for the rule; one that names a rule by reference is for that one."""
    given = permission.attributes
    named = graph.referred(given.source_arn, TopicRule, permission)
    if named and rule not in named:
        return False
    arns = tuple(
        text for text in rule.identifiers if isinstance(text, (str, Text)) and arn_of(text)
    )
    source = ABSENT if named == (rule,) else given.source_arn
    return lets_rule_call(given.principal, given.action, source, arns)
