"""Policies that admit services of AWS IoT, and what rules say of them."""

from __future__ import annotations

import json
from typing import Any

from policy_judging import judgement_of
from policy_values import value_of

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.findings.rule import JudgedPolicy, Rule
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.device_advisor_names_suites import DeviceAdvisorNamesSuites
from checkov_aws_iot.rules.source_conditions_agree import SourceConditionsAgree
from checkov_aws_iot.rules.trusted_service_pins_account import TrustedServicePinsAccount
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

PINS = TrustedServicePinsAccount()
AGREE = SourceConditionsAgree()
SUITES = DeviceAdvisorNamesSuites()

ME = "123456789012"
RULE_ARN = f"arn:aws:iot:eu-west-1:{ME}:rule/telemetry"
ACCOUNT_HOLE = Hole("data.aws_caller_identity.current.account_id", HoleKind.ACCOUNT)
OTHER_HOLE = Hole("var.name", HoleKind.OTHER)


def judge(
    rule: Rule,
    document: Any,
    subject: Subject = Subject.TRUST_POLICY,
    holder: Resource | None = None,
    *others: Resource,
    conventions: Conventions = NO_CONVENTIONS,
) -> Judgement:
    graph = ResourceGraph(lambda kind: [found for found in others if found.kind is kind])
    judged = JudgedPolicy(subject, read_document(value_of(document)), holder, graph, conventions)
    return judgement_of(rule, judged)


def admit(
    condition: Any = None, principal: Any = "iot.amazonaws.com", **more: Any
) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": principal}
        if isinstance(principal, (str, list, Text))
        else principal,
        "Action": "sts:AssumeRole",
        **more,
    }
    if condition is not None:
        statement["Condition"] = condition
    return statement


def refuse(condition: Any = None, principal: Any = "*", **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Deny", "Principal": principal, "Action": "sts:AssumeRole", **more}
    if condition is not None:
        statement["Condition"] = condition
    return statement


def trust(*statements: dict[str, Any], version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def verdict(rule: Rule, *statements: dict[str, Any]) -> Verdict:
    return judge(rule, trust(*statements)).verdict


PINNING = {
    "ArnLike, full ARN": {"ArnLike": {"aws:SourceArn": RULE_ARN}},
    "ArnLike, wildcards in Region and resource": {
        "ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}
    },
    "ArnEquals is ArnLike": {"ArnEquals": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:rule/*"}},
    "StringEquals on the full ARN": {"StringEquals": {"aws:SourceArn": RULE_ARN}},
    "StringLike on an ARN with the account": {
        "StringLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}
    },
    "StringEquals on the account": {"StringEquals": {"aws:SourceAccount": ME}},
    "StringEqualsIgnoreCase": {"StringEqualsIgnoreCase": {"aws:SourceAccount": ME}},
    "StringLike on one account": {"StringLike": {"aws:SourceAccount": ME}},
    "list of accounts": {"StringEquals": {"aws:SourceAccount": [ME, "210987654321"]}},
    "ForAnyValue": {"ForAnyValue:StringEquals": {"aws:SourceAccount": ME}},
    "keys and operators in any case": {"stringequals": {"AWS:sourceaccount": ME}},
    "account and a star, which nothing is left for": {
        "StringLike": {"aws:SourceAccount": "210987654321*"}
    },
    "organisation": {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}},
    "organisation of AWS's examples": {"StringEquals": {"aws:SourceOrgID": "o-exampleorgid"}},
    "paths of the organisation of AWS's examples": {
        "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-exampleorgid/r-ab12/*"}
    },
    "organisation paths": {
        "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-*/*"}
    },
    "wildcard account with a pinned account": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:rule/telemetry"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
    "account that is a hole": {"StringEquals": {"aws:SourceAccount": Text((ACCOUNT_HOLE,))}},
    "account that is not known at all": {
        "StringEquals": {"aws:SourceAccount": Unknown("has no default", "var.account")}
    },
    "ARN with an account that is a hole": {
        "ArnLike": {"aws:SourceArn": Text(("arn:aws:iot:*:", ACCOUNT_HOLE, ":rule/*"))}
    },
    "ARN of which everything but the type is a hole": {
        "ArnLike": {
            "aws:SourceArn": Text(
                (
                    "arn:",
                    Hole("partition", HoleKind.PARTITION),
                    ":iot:",
                    Hole("region", HoleKind.REGION),
                    ":",
                    ACCOUNT_HOLE,
                    ":rule/",
                    OTHER_HOLE,
                )
            )
        }
    },
    "account of the resource as policy variable": {
        "StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}
    },
    "another key beside it": {
        "StringEquals": {"aws:SourceAccount": ME, "sts:ExternalId": "x"},
    },
    "IfExists with a Null that asks for the key": {
        "StringEqualsIfExists": {"aws:SourceAccount": ME},
        "Null": {"aws:SourceAccount": "false"},
    },
}

OPEN = {
    "no condition": None,
    "empty condition": {},
    "empty operator": {"StringEquals": {}},
    "IfExists": {"StringEqualsIfExists": {"aws:SourceAccount": ME}},
    "ArnLikeIfExists": {"ArnLikeIfExists": {"aws:SourceArn": RULE_ARN}},
    "ForAllValues": {"ForAllValues:StringEquals": {"aws:SourceAccount": ME}},
    "Null asks for presence only": {"Null": {"aws:SourceArn": "false"}},
    "Null asks for absence": {"Null": {"aws:SourceArn": "true"}},
    "negated in an Allow": {"StringNotEquals": {"aws:SourceAccount": "111111111111"}},
    "ArnNotLike in an Allow": {"ArnNotLike": {"aws:SourceArn": "arn:aws:iot:*:1:*"}},
    "star as account": {"StringLike": {"aws:SourceAccount": "*"}},
    "prefix of accounts": {"StringLike": {"aws:SourceAccount": "1234*"}},
    "question marks": {"StringLike": {"aws:SourceAccount": "????????????"}},
    "star among the values": {"StringLike": {"aws:SourceAccount": [ME, "*"]}},
    "star ARN": {"ArnLike": {"aws:SourceArn": "*"}},
    "star ARN among the values": {"ArnLike": {"aws:SourceArn": [RULE_ARN, "*"]}},
    "wildcard account": {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:rule/telemetry"}},
    "only stars": {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:*"}},
    "ARN with fewer than six fields": {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*"}},
    "ARN with two fields": {"ArnLike": {"aws:SourceArn": "arn:*"}},
    "StringLike without account": {"StringLike": {"aws:SourceArn": "arn:aws:iot:*"}},
    "StringLike with the account in the name": {
        "StringLike": {"aws:SourceArn": f"arn:aws:iot:*{ME}*"}
    },
    "StringLike on a rule name": {"StringLike": {"aws:SourceArn": "*:rule/telemetry"}},
    "any organisation": {"StringLike": {"aws:SourceOrgID": "o-*"}},
    "any organisation path": {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "*/ou-ab12-*/*"}},
    "ForAllValues on paths": {"ForAllValues:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/*"}},
    "account of the principal": {"StringEquals": {"aws:PrincipalAccount": ME}},
    "organisation of the principal": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
    "external id": {"StringEquals": {"sts:ExternalId": ME}},
    "window of dates": {
        "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2032-01-01T00:00:00Z"},
    },
    "window of seconds": {
        "NumericGreaterThan": {"aws:EpochTime": "1931536000"},
        "NumericLessThan": {"aws:EpochTime": "1941536000"},
    },
    "age of a second factor": {"NumericLessThan": {"aws:MultiFactorAuthAge": "20"}},
    "tag of the request": {"StringLike": {"aws:RequestTag/site": "pump-?"}},
    "the stand-ins for strangers, refused": {
        "StringNotEquals": {
            "aws:SourceAccount": ["111122223333", "444455556666", "777788889999", "999999999999"],
            "aws:SourceOrgID": "o-exampleorgid",
        }
    },
    "source address": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    "ARN that repeats the caller": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:${aws:SourceAccount}:*"}
    },
}


def proposed(message: str) -> Any:
    """The condition that a message proposes."""
    start = message.index('"Condition": ') + len('"Condition": ')
    return json.JSONDecoder().raw_decode(message, start)[0]


def user(kind: type[Kind], **attributes: Value) -> Resource:
    return Resource(f"a.{kind.__name__.lower()}", kind(**attributes), (), "eu-west-1")
