"""CKV_IOT_502."""

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
    Unknown,
)
from checkov_aws_iot.resources.flow.topic_rule import CANNOT_FAIL
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.alternatives import Alternative, alternatives_of
from checkov_aws_iot.values.value import Mapping


class RuleErrorAction(ResourceRule):
    """IoT rules keep the messages that an action could not deliver.

    ## What it does
    Fails for a topic rule that hands data to another service and has no error action. The events of
    the type `IoTRule` of a SAM function, and `iot` of one of the Serverless Framework, are topic rules,
    too, and cannot have one.

    ## Why is this bad
    When an action fails - the role may not write, the table is throttled, the bucket is gone - AWS
    IoT tries again for a while and then drops the message. Without an error action nobody is told,
    and the data cannot be delivered later.

    ## What it does not report
    Rules that only republish or set CloudWatch metrics and alarms. What the error action itself
    does is not judged.

    ## Use instead
    An error action to a store that does not share the fate of the first one, such as a queue. In
    place of such an event, an `AWS::IoT::TopicRule` and an `AWS::Lambda::Permission` that names
    it.

    ## References
    - [Error handling](https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html)
    """

    id = "CKV_IOT_502"
    title = "Ensure IoT rules have an error action"
    severity = Severity.LOW
    subjects = (Subject.TOPIC_RULE,)
    best_practice = BestPractice.SECOND_REGION

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding if some action may fail and no error action is there to notice."""
        rule = judged.resource.of(TopicRule)
        both = Mapping(
            {"actions": rule.attributes.actions, "errors": rule.attributes.error_actions}
        )
        alternatives = list(alternatives_of(both))
        failing = [_failing(one) for one in alternatives]
        for one, kinds in zip(alternatives, failing, strict=True):
            # The alternative with all these actions and more says everything that this one would.
            if not any(kinds < others for others in failing):
                yield from _judge(one, rule)


def _named(rule: Resource[TopicRule]) -> str:
    if rule.attributes.is_event:
        paths = [item(action, "path") for action in elements(rule.attributes.actions)]
        return f"the event {paths[0]}"
    return rule.address


def _remedy(rule: Resource[TopicRule]) -> str:
    if rule.attributes.is_event:
        return (
            "such an event has no error action, so write the topic rule itself, with a queue, say"
        )
    return "add an error action, such as a queue"


def _failing(one: Alternative) -> frozenset[str]:
    """The kinds of actions that may fail, where the rule has no error action."""
    if elements(item(one.value, "errors")):
        return frozenset()
    kinds = (item(action, "type") for action in elements(item(one.value, "actions")))
    return frozenset(kind for kind in kinds if isinstance(kind, str)) - CANNOT_FAIL


def _judge(one: Alternative, rule: Resource[TopicRule]) -> Observations:
    actions = elements(item(one.value, "actions"))
    errors = elements(item(one.value, "errors"))
    kinds = [item(action, "type") for action in actions]
    failing = [kind for kind in kinds if isinstance(kind, str) and kind not in CANNOT_FAIL]
    if any(not isinstance(error, Unknown) for error in errors):
        if failing:
            yield Proved("an error action receives what the actions cannot deliver")
            return
    elif errors:
        yield Unjudged(f"whether the rule has an error action is not known: {errors[0]}")
        return
    elif failing:
        names = ", ".join(dict.fromkeys(failing))
        yield Finding(
            f"a message that {_named(rule)} cannot deliver to {names} is dropped without a "
            f"trace; {_remedy(rule)}",
            span=rule.span,
            choices=one.choices,
        )
        return
    if any(not isinstance(kind, str) for kind in kinds):
        yield Unjudged("which actions the rule has is not known")
    else:
        yield OUT_OF_SCOPE
