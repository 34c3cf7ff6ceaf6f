"""Policies made to blow the solver up: each is decided, or given up, within its steps.

``benchmarks/hostile_conditions.py`` prints how long they take.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from policy_values import policy

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.pattern import Pattern, wildcards
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.decision import NOT_ALLOWED
from checkov_aws_iot.policies.authoriser.question import Proof, Question, differs, value_of
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
IOT_LENGTH, IAM_LENGTH = 2_048, 10_240
# No measure of speed, but of an end: a search without a bound would take longer on any machine.
MOST_SECONDS = 20
NOT_ITS_THING = differs("iot:ClientId", Pattern((value_of("iot:Connection.Thing.ThingName"),)))
QUESTIONS = {
    "reserved topics": Question(
        ("iot:Publish", "iot:Subscribe"), "topic", language_of(wildcards("$aws/things/*"))
    ),
    "other clients": Question(("iot:Connect",), "client", constraints=(NOT_ITS_THING,)),
}


def when(**condition: Any) -> dict[str, Any]:
    return {**ALLOW, "Condition": condition}


def deny(**elements: Any) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Action": "*",
        **({} if "NotResource" in elements else {"Resource": "*"}),
        **elements,
    }


def keys(count: int, value: Callable[[int], Any]) -> dict[str, Any]:
    return {f"k:{at}": value(at) for at in range(count)}


HOSTILE: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "Denies with many conditions": lambda n: [
        ALLOW,
        *(deny(Condition={"StringEquals": {f"k:{i}{j}": "a" for j in range(3)}}) for i in range(n)),
    ],
    "Denies of a chain": lambda n: [
        ALLOW,
        *(deny(Condition={"StringNotEquals": {f"k:{i}": f"${{k:{i + 1}}}"}}) for i in range(n)),
    ],
    "a chain": lambda n: [when(StringEquals=keys(n, lambda i: f"a${{k:{i + 1}}}"))],
    "a loose chain": lambda n: [when(StringLike=keys(n, lambda i: f"*${{k:{i + 1}}}*"))],
    "circles": lambda n: [
        when(StringLike=keys(n, lambda i: [f"*${{k:{(i + 1) % n}}}?", f"?${{k:{(i + 2) % n}}}*"]))
    ],
    "runs": lambda n: [when(StringLike={"k:a": "*a?" * n}, StringNotLike={"k:a": "*?a" * n})],
    "single characters": lambda n: [
        when(StringLike={"k:a": "*" + "?" * n + "a"}, StringNotLike={"k:a": "a" + "?" * n + "*"})
    ],
    "entangled names": lambda n: [
        {**ALLOW, "Resource": [f"{PREFIX}topic/*{'a*b?' * 3}{i}" for i in range(n)]},
        deny(Resource=[f"{PREFIX}topic/*{'b*a?' * 3}*"]),
    ],
    "names with variables": lambda n: [
        ALLOW,
        deny(NotResource=[f"{PREFIX}topic/${{k:{i}}}/*${{k:{i + 1}}}" for i in range(n)]),
    ],
    "defaults": lambda n: [
        when(StringLike=keys(n, lambda i: "".join(f"${{k:{j},'a'}}" for j in range(i, i + 3))))
    ],
    "several values": lambda n: [
        ALLOW,
        *(
            deny(Condition={"ForAllValues:StringNotLike": {"aws:TagKeys": f"*{i}*"}})
            for i in range(n)
        ),
    ],
    "regardless of case": lambda n: [
        when(StringNotEqualsIgnoreCase={"k": [f"{'ab' * 24}{i}" for i in range(n)]})
    ],
    "many Allows": lambda n: [
        *({**ALLOW, "Resource": f"{PREFIX}topic/{i}"} for i in range(n)),
        deny(Resource=f"{PREFIX}topic/*"),
    ],
    "numbers": lambda n: [
        ALLOW,
        *(
            deny(
                Condition={
                    "NumericLessThan": {"k:a": f"{i}"},
                    "NumericGreaterThan": {"k:a": f"{i - 2}"},
                }
            )
            for i in range(n)
        ),
    ],
}


def fitting(make: Callable[[int], list[dict[str, Any]]], length: int) -> list[dict[str, Any]]:
    """The longest such document of that length."""

    def fits(count: int) -> bool:
        document = {"Version": "2012-10-17", "Statement": make(count)}
        return len(json.dumps(document, separators=(",", ":"))) <= length

    high = 2
    while fits(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return make(low)


def asked(name: str, *, iot_policy: bool) -> Question:
    """The question about an IoT policy or an IAM policy."""
    return replace(QUESTIONS[name], iot_policy=iot_policy)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("iot_policy", [True, False], ids=["IoT", "IAM"])
def test_hostile_policies_are_answered_within_their_steps(make, question, iot_policy):
    document = policy(*fitting(make, IOT_LENGTH if iot_policy else IAM_LENGTH))
    started = time.process_time()
    answer = decide(document, asked(question, iot_policy=iot_policy))
    assert isinstance(answer, (Request, Proof, Unknown))
    assert not (isinstance(answer, Unknown) and answer.reason == NOT_ALLOWED)
    assert time.process_time() - started < MOST_SECONDS
