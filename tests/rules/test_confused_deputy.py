"""Rules 301 to 304: on whose behalf AWS IoT services may use roles and resources."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from policy_values import value_of

from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Judgement, Verdict, conclude
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.model.lambda_permission import argument_of, permission_document
from checkov_aws_iot.policies.model.service_principals import (
    PRINCIPALS,
    Support,
    Use,
    iot_principal,
)
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kind_lookup import acting_kinds
from checkov_aws_iot.resources.kinds.flow.lambda_function import Function
from checkov_aws_iot.resources.kinds.identity.function_permission import FunctionPermission
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.audit_configuration import AuditConfiguration
from checkov_aws_iot.resources.kinds.iot.authorizer import Authorizer
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.job_template import JobTemplate
from checkov_aws_iot.resources.kinds.iot.logging_options import LoggingOptions
from checkov_aws_iot.resources.kinds.iot.mitigation_action import MitigationAction
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.resources.kinds.iot.security_profile import SecurityProfile
from checkov_aws_iot.resources.kinds.iot.suite_definition import SuiteDefinition
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.device_advisor_names_suites import DeviceAdvisorNamesSuites
from checkov_aws_iot.rules.judged import JudgedPolicy
from checkov_aws_iot.rules.resource_policy_pins_account import ResourcePolicyPinsAccount
from checkov_aws_iot.rules.source_conditions_agree import SourceConditionsAgree
from checkov_aws_iot.rules.trusted_service_pins_account import TrustedServicePinsAccount
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

PINS = TrustedServicePinsAccount()
AGREE = SourceConditionsAgree()
SUITES = DeviceAdvisorNamesSuites()
RESOURCE = ResourcePolicyPinsAccount()

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
) -> Judgement:
    graph = ResourceGraph(lambda kind: [found for found in others if found.kind is kind])
    judged = JudgedPolicy(subject, read_document(value_of(document)), holder, graph)
    return conclude(rule.judge(judged))  # type: ignore[attr-defined]


def allow(
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


def deny(condition: Any = None, principal: Any = "*", **more: Any) -> dict[str, Any]:
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
    "organisation": {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}},
    "organisation paths": {
        "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-*/*"}
    },
    "wildcard account with a pinned account": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:rule/telemetry"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
    "ARN without account beside the account": {
        "ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
    "account that is a hole": {"StringEquals": {"aws:SourceAccount": Text((ACCOUNT_HOLE,))}},
    "account that deployment fills in": {"StringEquals": {"aws:SourceAccount": ""}},
    "ARN whose account deployment fills in": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:eu-west-1::rule/telemetry"}
    },
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
    "ARN without account": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}},
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
    "source address": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    "ARN that repeats the caller": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:${aws:SourceAccount}:*"}
    },
}


@pytest.mark.parametrize("condition", PINNING.values(), ids=PINNING)
def test_conditions_that_pin_the_account(condition: Any) -> None:
    judgement = judge(PINS, trust(allow(condition)))
    assert judgement.verdict is Verdict.PASSED, judgement.findings


@pytest.mark.parametrize("condition", OPEN.values(), ids=OPEN)
def test_conditions_that_pin_nothing(condition: Any) -> None:
    judgement = judge(PINS, trust(allow(condition)))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert (
        "can have iot.amazonaws.com assume this role through its own topic rule" in finding.message
    )
    assert finding.witness is not None


@pytest.mark.parametrize("condition", {**PINNING, **OPEN}.values(), ids={**PINNING, **OPEN})
def test_what_some_request_meets_is_not_reported_as_dead(condition: Any) -> None:
    assert verdict(AGREE, allow(condition)) is Verdict.PASSED


UNKNOWN = {
    "ARN that is not known": {"ArnLike": {"aws:SourceArn": Unknown("has no default", "var.arn")}},
    "exact ARN that is not known": {
        "StringEquals": {"aws:SourceArn": Unknown("has no default", "var.arn")}
    },
    "pattern of accounts that is not known": {
        "StringLike": {"aws:SourceAccount": Unknown("has no default", "var.accounts")}
    },
    "ARN that begins with something unknown": {
        "ArnLike": {"aws:SourceArn": Text((OTHER_HOLE, "/*"))}
    },
    "condition that is not known": Unknown("has no default", "var.condition"),
    "operator that is not known": {"ArnLike": Unknown("has no default", "var.keys")},
    "operator that AWS does not have": {"StringMatches": {"aws:SourceAccount": ME}},
}


@pytest.mark.parametrize("condition", UNKNOWN.values(), ids=UNKNOWN)
def test_conditions_that_decide_and_are_not_known(condition: Any) -> None:
    assert verdict(PINS, allow(condition)) is Verdict.UNKNOWN


DENIES_THAT_PIN = {
    "StringNotEquals, which holds where the key is absent": deny(
        {"StringNotEquals": {"aws:SourceAccount": ME}}
    ),
    "StringNotEqualsIfExists": deny({"StringNotEqualsIfExists": {"aws:SourceAccount": ME}}),
    "StringNotLike": deny({"StringNotLike": {"aws:SourceAccount": ME}}),
    "ArnNotLike": deny({"ArnNotLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}),
    "ArnNotEquals": deny({"ArnNotEquals": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}),
    "for this service": deny(
        {"StringNotEquals": {"aws:SourceAccount": ME}}, {"Service": ["iot.amazonaws.com"]}
    ),
    "for everybody as AWS": deny({"StringNotEquals": {"aws:SourceAccount": ME}}, {"AWS": "*"}),
    "for every action": deny({"StringNotEquals": {"aws:SourceAccount": ME}}, Action="sts:*"),
    "for services only": deny(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "Bool": {"aws:PrincipalIsAWSService": "true"},
        }
    ),
    "AWS's data perimeter": deny(
        {
            "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
            "Null": {"aws:SourceAccount": "false"},
            "Bool": {"aws:PrincipalIsAWSService": "true"},
        }
    ),
    "ForAnyValue on a key that is there, beside absence": deny(
        {"ForAllValues:StringNotEquals": {"aws:SourceAccount": ME}}
    ),
    "for all but an administrator": deny(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ME}:role/admin"},
        }
    ),
    "unknown account": deny(
        {"StringNotEquals": {"aws:SourceAccount": Unknown("has no default", "var.account")}}
    ),
}
DENIES_THAT_DO_NOT = {
    "of another service": deny(
        {"StringNotEquals": {"aws:SourceAccount": ME}}, {"Service": "events.amazonaws.com"}
    ),
    "of everybody but this service": {
        "Effect": "Deny",
        "NotPrincipal": {"Service": "iot.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringNotEquals": {"aws:SourceAccount": ME}},
    },
    "of one bad account": deny({"StringEquals": {"aws:SourceAccount": "111111111111"}}),
    "of another action": deny(
        {"StringNotEquals": {"aws:SourceAccount": ME}}, Action="sts:TagSession"
    ),
    "for one administrator": deny(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ME}:role/admin"},
        }
    ),
    "for people only": deny(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        }
    ),
    "under another condition": deny(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
        }
    ),
    "ForAnyValue, which does not hold where the key is absent": deny(
        {"ForAnyValue:StringNotEquals": {"aws:SourceAccount": ME}}
    ),
    "with a star": deny({"StringNotLike": {"aws:SourceAccount": [ME, "*"]}}),
    "of other organisations that anybody may have": deny(
        {"StringNotLike": {"aws:SourceOrgID": "o-*"}}
    ),
    "that only asks for the key": deny({"Null": {"aws:SourceAccount": "true"}}),
}


@pytest.mark.parametrize("statement", DENIES_THAT_PIN.values(), ids=DENIES_THAT_PIN)
def test_a_deny_that_pins_the_account(statement: dict[str, Any]) -> None:
    assert verdict(PINS, allow(), statement) is Verdict.PASSED
    assert verdict(AGREE, allow(), statement) is Verdict.PASSED


@pytest.mark.parametrize("statement", DENIES_THAT_DO_NOT.values(), ids=DENIES_THAT_DO_NOT)
def test_a_deny_that_pins_nothing(statement: dict[str, Any]) -> None:
    assert verdict(PINS, allow(), statement) is Verdict.FAILED


def test_a_deny_of_absence_completes_an_if_exists() -> None:
    halves = (
        allow({"StringEqualsIfExists": {"aws:SourceAccount": ME}}),
        deny({"Null": {"aws:SourceAccount": "true"}}),
    )
    assert verdict(PINS, *halves) is Verdict.PASSED
    assert verdict(PINS, halves[0]) is Verdict.FAILED


def test_a_deny_of_which_the_condition_is_not_known_may_pin() -> None:
    hidden = deny(Unknown("has no default", "var.condition"))
    assert verdict(PINS, allow(), hidden) is Verdict.UNKNOWN


def test_an_unknown_statement_does_not_excuse_a_known_fault() -> None:
    document = trust(allow())
    document["Statement"].append(Unknown("has no default", "var.statement"))
    judgement = judge(PINS, document)
    assert judgement.verdict is Verdict.FAILED
    assert len(judgement.unknowns) == 1


class TestWhoIsTrusted:
    @pytest.mark.parametrize("principal", PRINCIPALS, ids=lambda principal: principal.name)
    def test_every_service_of_the_family(self, principal: Any) -> None:
        for written in (principal.domain_name, f"{principal.name}.amazonaws.com.cn"):
            judgement = judge(PINS, trust(allow(None, written)))
            (finding,) = judgement.findings
            assert f"can have {written} assume this role" in finding.message
            undocumented = "AWS does not document" in finding.message
            assert undocumented == (principal.support is Support.UNDOCUMENTED)
            assert finding.path == "Statement/[0]/Principal/Service"

    @pytest.mark.parametrize(
        "principal",
        [
            "lambda.amazonaws.com",
            "ec2.amazonaws.com",
            "ecs-tasks.amazonaws.com",
            "events.amazonaws.com",
            "notiot.amazonaws.com",
            "iot.example.com",
            ["lambda.amazonaws.com", "sagemaker.amazonaws.com"],
            {"AWS": "arn:aws:iam::123456789012:root"},
            {"AWS": "iot.amazonaws.com"},
            {"Federated": "cognito-identity.amazonaws.com"},
            "*",
            {"AWS": Unknown("has no default", "var.account")},
        ],
        ids=str,
    )
    def test_others_are_out_of_scope(self, principal: Any) -> None:
        for rule in (PINS, AGREE, SUITES):
            assert (
                verdict(
                    rule,
                    {
                        **allow(),
                        "Principal": principal
                        if principal == "*"
                        else allow(None, principal)["Principal"],
                    },
                )
                is Verdict.OUT_OF_SCOPE
            )

    def test_each_service_of_a_list_has_a_finding_of_its_own(self) -> None:
        services = ["credentials.iot.amazonaws.com", "lambda.amazonaws.com", "iot.amazonaws.com"]
        judgement = judge(PINS, trust(allow(None, services)))
        paths = [finding.path for finding in judgement.findings]
        assert paths == [
            "Statement/[0]/Principal/Service/[0]",
            "Statement/[0]/Principal/Service/[2]",
        ]
        assert all("in a statement of its own" in f.message for f in judgement.findings)
        assert "rolealias/*" in judgement.findings[0].message
        assert "rolealias/*" not in judgement.findings[1].message

    def test_a_service_beside_an_account(self) -> None:
        mixed = {"Service": "iot.amazonaws.com", "AWS": f"arn:aws:iam::{ME}:root"}
        assert verdict(PINS, allow(None, mixed)) is Verdict.FAILED

    def test_one_bare_statement_beside_a_conditioned_one(self) -> None:
        judgement = judge(
            PINS, trust(allow({"StringEquals": {"aws:SourceAccount": ME}}), allow(Sid="Second"))
        )
        (finding,) = judgement.findings
        assert finding.message.startswith('Statement[1] "Second": ')

    def test_an_allow_for_everybody_but_one_names_no_service(self) -> None:
        statement = allow()
        statement["NotPrincipal"] = {"AWS": f"arn:aws:iam::{ME}:root"}
        del statement["Principal"]
        assert verdict(PINS, statement) is Verdict.OUT_OF_SCOPE

    def test_a_deny_alone_trusts_nobody(self) -> None:
        assert verdict(PINS, deny(None, {"Service": "iot.amazonaws.com"})) is Verdict.OUT_OF_SCOPE

    def test_only_assuming_the_role_counts(self) -> None:
        assert verdict(PINS, allow(Action="sts:TagSession")) is Verdict.OUT_OF_SCOPE
        assert verdict(PINS, allow(Action=["sts:TagSession", "sts:assumerole"])) is Verdict.FAILED
        assert verdict(PINS, allow(Action="sts:*")) is Verdict.FAILED
        assert verdict(PINS, allow(Action=Unknown("has no default", "var.a"))) is Verdict.UNKNOWN

    def test_a_domain_that_is_a_hole(self) -> None:
        principal = Text(("iot.", Hole("AWS::URLSuffix", HoleKind.PARTITION)))
        assert verdict(PINS, allow(None, principal)) is Verdict.FAILED

    def test_a_service_that_is_not_known(self) -> None:
        hidden = Text((OTHER_HOLE, ".amazonaws.com"))
        assert verdict(PINS, allow(None, hidden)) is Verdict.UNKNOWN
        suffix = Hole("suffix", HoleKind.PARTITION)
        assert verdict(PINS, allow(None, Text((OTHER_HOLE, ".", suffix)))) is Verdict.UNKNOWN
        pinned = allow({"StringEquals": {"aws:SourceAccount": ME}}, hidden)
        assert judge(PINS, trust(pinned)).findings == ()
        whole = {**allow(), "Principal": Unknown("has no default", "var.principal")}
        assert verdict(PINS, whole) is Verdict.UNKNOWN

    def test_a_document_that_is_not_known(self) -> None:
        assert judge(PINS, Unknown("has no default", "var.trust")).verdict is Verdict.UNKNOWN


DEAD = {
    "accounts that differ": {
        "ArnLike": {"aws:SourceArn": RULE_ARN},
        "StringEquals": {"aws:SourceAccount": "999999999999"},
    },
    "no account of several agrees": {
        "ArnLike": {"aws:SourceArn": [RULE_ARN, "arn:aws:iot:*:222222222222:*"]},
        "StringEquals": {"aws:SourceAccount": ["333333333333", "444444444444"]},
    },
    "wildcard under StringEquals": {"StringEquals": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}},
    "star as account under StringEquals": {"StringEquals": {"aws:SourceAccount": "*"}},
    "account with a colon": {"StringEquals": {"aws:SourceAccount": f"{ME}:"}},
    "account with dashes": {"StringEquals": {"aws:SourceAccount": "1234-5678-9012"}},
    "account that lost its first digit": {"StringEquals": {"aws:SourceAccount": "12345678901"}},
    "account ARN": {"StringEquals": {"aws:SourceAccount": f"arn:aws:iam::{ME}:root"}},
    "ARN with two colons": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}::*"}},
    "ARN with a short account": {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:1234:*"}},
    "five fields": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:eu-west-1:{ME}"}},
    "name instead of an ARN": {"ArnLike": {"aws:SourceArn": "telemetry"}},
    "pseudo parameter that nobody replaced": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:${AWS::AccountId}:rule/*"}
    },
    "absent and equal": {
        "Null": {"aws:SourceAccount": "true"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
}


@pytest.mark.parametrize("condition", DEAD.values(), ids=DEAD)
def test_conditions_that_no_request_meets(condition: Any) -> None:
    judgement = judge(AGREE, trust(allow(condition)))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert "iot.amazonaws.com cannot assume this role for any account" in finding.message
    assert finding.path.startswith("Statement/[0]/Condition/")
    assert verdict(PINS, allow(condition)) is Verdict.PASSED, "a dead statement grants nothing"


ALIVE = {
    "one account of several agrees": {
        "ArnLike": {"aws:SourceArn": [RULE_ARN, "arn:aws:iot:*:222222222222:*"]},
        "StringEquals": {"aws:SourceAccount": ["222222222222", "333333333333"]},
    },
    "one right account beside a wrong one": {"StringEquals": {"aws:SourceAccount": [f"{ME}:", ME]}},
    "accounts that may be the same": {
        "ArnLike": {"aws:SourceArn": RULE_ARN},
        "StringEquals": {"aws:SourceAccount": Text((ACCOUNT_HOLE,))},
    },
    "account that is not known": {
        "ArnLike": {"aws:SourceArn": RULE_ARN},
        "StringEquals": {"aws:SourceAccount": Unknown("has no default", "var.account")},
    },
    "ARN of an audit": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:eu-west-1:{ME}:"}},
    "account and organisation": {
        "StringEquals": {"aws:SourceAccount": ME, "aws:SourceOrgID": "o-a1b2c3d4e5"}
    },
    "organisation and its paths": {
        "StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
        "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/r-ab12/*"},
    },
    "absence": {"Null": {"aws:SourceAccount": "true"}},
    "account that deployment fills in": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:eu-west-1::rule/telemetry"},
        "StringEquals": {"aws:SourceAccount": ""},
    },
}


@pytest.mark.parametrize("condition", ALIVE.values(), ids=ALIVE)
def test_conditions_that_some_request_meets(condition: Any) -> None:
    assert verdict(AGREE, allow(condition)) is Verdict.PASSED


def test_a_deny_that_leaves_nothing() -> None:
    mine = allow({"StringEquals": {"aws:SourceAccount": ME}})
    judgement = judge(
        AGREE, trust(mine, deny({"StringNotEquals": {"aws:SourceAccount": "222222222222"}}))
    )
    (finding,) = judgement.findings
    assert finding.path == "Statement/[1]/Condition/StringNotEquals/aws:SourceAccount"
    assert verdict(AGREE, mine, deny()) is Verdict.PASSED, "closing a role on purpose is no mistake"


def test_a_condition_without_a_policy_variable_in_an_old_version_is_dead() -> None:
    condition = {"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}}
    assert judge(AGREE, trust(allow(condition), version="2008-10-17")).verdict is Verdict.FAILED
    assert judge(AGREE, trust(allow(condition))).verdict is Verdict.PASSED


SUITE = f"arn:aws:iotdeviceadvisor:us-east-1:{ME}:suitedefinition/ygp6rxa3tzvn"
NAMED_SUITES = {
    "one suite": {"ArnLike": {"aws:SourceArn": SUITE}},
    "two suites": {"ArnLike": {"aws:SourceArn": [SUITE, SUITE + "2"]}},
    "every suite of the account": {
        "ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suitedefinition/*"}
    },
    "account pinned by the other key": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iotdeviceadvisor:*:*:suitedefinition/*"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
    "exact text": {"StringEquals": {"aws:SourceArn": SUITE}},
    "account that is a hole": {
        "ArnLike": {
            "aws:SourceArn": Text(
                ("arn:aws:iotdeviceadvisor:*:", ACCOUNT_HOLE, ":suitedefinition/*")
            )
        }
    },
}
OTHER_SOURCES = {
    "no condition": None,
    "account alone": {"StringEquals": {"aws:SourceAccount": ME}},
    "suite run": {"ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suiterun/a/b"}},
    "everything of the service": {
        "ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:*"}
    },
    "another service": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:suitedefinition/*"}},
    "prefix of the type": {"ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suite*"}},
    "one of two values": {
        "ArnLike": {"aws:SourceArn": [SUITE, f"arn:aws:iot:*:{ME}:rule/telemetry"]}
    },
    "wildcard account alone": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iotdeviceadvisor:*:*:suitedefinition/*"}
    },
    "wildcard account beside a hole": {
        "ArnLike": {
            "aws:SourceArn": Text(
                (
                    "arn:",
                    Hole("partition", HoleKind.PARTITION),
                    ":iotdeviceadvisor:*:*:suitedefinition/*",
                )
            )
        }
    },
    "wildcard partition": {
        "ArnLike": {"aws:SourceArn": f"arn:*:iotdeviceadvisor:*:{ME}:suitedefinition/*"}
    },
    "wildcard service": {"ArnLike": {"aws:SourceArn": f"arn:aws:*:*:{ME}:suitedefinition/*"}},
    "IfExists": {"ArnLikeIfExists": {"aws:SourceArn": SUITE}},
}


@pytest.mark.parametrize("condition", NAMED_SUITES.values(), ids=NAMED_SUITES)
def test_roles_of_device_advisor_that_name_suites(condition: Any) -> None:
    assert verdict(SUITES, allow(condition, "iotdeviceadvisor.amazonaws.com")) is Verdict.PASSED


@pytest.mark.parametrize("condition", OTHER_SOURCES.values(), ids=OTHER_SOURCES)
def test_roles_of_device_advisor_for_anything(condition: Any) -> None:
    judgement = judge(SUITES, trust(allow(condition, "iotdeviceadvisor.amazonaws.com")))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert f"arn:aws:iotdeviceadvisor:*:{ME}:suitedefinition/*" in finding.message


def test_suites_named_by_a_deny() -> None:
    enforcing = deny({"ArnNotLike": {"aws:SourceArn": SUITE}})
    assert (
        verdict(SUITES, allow(None, "iotdeviceadvisor.amazonaws.com"), enforcing) is Verdict.PASSED
    )


def test_suites_that_are_not_known() -> None:
    condition = {"ArnLike": {"aws:SourceArn": Unknown("has no default", "var.suites")}}
    assert verdict(SUITES, allow(condition, "iotdeviceadvisor.amazonaws.com")) is Verdict.UNKNOWN


def test_a_role_of_another_service_has_no_suites() -> None:
    assert verdict(SUITES, allow()) is Verdict.OUT_OF_SCOPE


# --- what to write instead -------------------------------------------------------------------------


def proposed(message: str) -> Any:
    """The condition that a message proposes."""
    start = message.index('"Condition": ') + len('"Condition": ')
    return json.JSONDecoder().raw_decode(message, start)[0]


FAILING = [
    *(trust(allow(condition)) for condition in OPEN.values()),
    *(trust(allow(), statement) for statement in DENIES_THAT_DO_NOT.values()),
    *(trust(allow(None, principal.domain_name)) for principal in PRINCIPALS),
    trust(allow(None, {"Service": "iot.amazonaws.com", "AWS": f"arn:aws:iam::{ME}:root"})),
]


@pytest.mark.parametrize("document", FAILING, ids=lambda document: str(document)[37:90])
def test_the_proposed_condition_makes_the_rules_pass(document: dict[str, Any]) -> None:
    (finding,) = judge(PINS, document).findings
    mended = copy.deepcopy(document)
    mended["Statement"][0]["Condition"] = proposed(finding.message)
    for rule in (PINS, AGREE):
        assert judge(rule, mended).verdict is Verdict.PASSED
    assert judge(SUITES, mended).verdict in (Verdict.PASSED, Verdict.OUT_OF_SCOPE)


@pytest.mark.parametrize("condition", DEAD.values(), ids=DEAD)
def test_the_condition_proposed_for_a_dead_statement_revives_it(condition: Any) -> None:
    (finding,) = judge(AGREE, trust(allow(condition))).findings
    mended = trust(allow(proposed(finding.message)))
    assert judge(AGREE, mended).verdict is Verdict.PASSED
    assert judge(PINS, mended).verdict is Verdict.PASSED


@pytest.mark.parametrize("condition", OTHER_SOURCES.values(), ids=OTHER_SOURCES)
def test_the_condition_proposed_for_device_advisor_names_suites(condition: Any) -> None:
    (finding,) = judge(SUITES, trust(allow(condition, "iotdeviceadvisor.amazonaws.com"))).findings
    mended = trust(allow(proposed(finding.message), "iotdeviceadvisor.amazonaws.com"))
    assert judge(SUITES, mended).verdict is Verdict.PASSED


ROLE_ARN = Text(("arn:aws:iam::", ACCOUNT_HOLE, ":role/worker"))
ROLE = Resource("aws_iam_role.worker", Role(name="worker"), ("worker", ROLE_ARN))


def user(kind: type[Kind], **attributes: Value) -> Resource:
    return Resource(f"a.{kind.__name__.lower()}", kind(**attributes), (), "eu-west-1")


USERS = {
    "topic rule": (
        user(
            TopicRule,
            name="telemetry",
            actions=Sequence([Mapping({"type": "s3", "role_arn": ROLE_ARN})]),
        ),
        "iot",
        "rule/telemetry",
    ),
    "error action of a topic rule": (
        user(
            TopicRule,
            name="telemetry",
            error_actions=Sequence([Mapping({"type": "s3", "role_arn": ROLE_ARN})]),
        ),
        "iot",
        "rule/telemetry",
    ),
    "provisioning template": (
        user(ProvisioningTemplate, name="fleet", role_arn=ROLE_ARN),
        "iot",
        "provisioningtemplate/fleet",
    ),
    "CA certificate with a body": (
        user(
            CaCertificate,
            registration_config=Mapping({"role_arn": ROLE_ARN, "template_body": "{}"}),
        ),
        "iot",
        "cacert/*",
    ),
    "CA certificate with a named template": (
        user(
            CaCertificate,
            registration_config=Mapping({"role_arn": ROLE_ARN, "template_name": "jitp"}),
        ),
        "iot",
        "provisioningtemplate/jitp",
    ),
    "role alias": (
        user(RoleAlias, name="camera", role_arn=ROLE_ARN),
        "credentials.iot",
        "rolealias/camera",
    ),
    "suite definition": (
        user(SuiteDefinition, name="Suite", role_arn=ROLE_ARN),
        "iotdeviceadvisor",
        "suitedefinition/*",
    ),
    "job template": (user(JobTemplate, name="j", role_arn=ROLE_ARN), "iot", "job/*"),
    "mitigation action": (
        user(MitigationAction, name="isolate", role_arn=ROLE_ARN),
        "iot",
        "mitigationaction/isolate",
    ),
    "security profile": (
        user(SecurityProfile, name="behaviour", alert_role_arns=Sequence([ROLE_ARN])),
        "iot",
        "securityprofile/behaviour",
    ),
    "audit": (user(AuditConfiguration, role_arn=ROLE_ARN), "iot", "*"),
    "logging": (user(LoggingOptions, role_arn=ROLE_ARN), "iot", "*"),
    "nothing": (user(Thing, name="pump"), "iot", "*"),
}


@pytest.mark.parametrize(("used_by", "service", "resource"), USERS.values(), ids=USERS)
def test_the_proposed_arn_is_that_of_what_uses_the_role(
    used_by: Resource, service: str, resource: str
) -> None:
    document = trust(allow(None, f"{service}.amazonaws.com"))
    (finding,) = judge(PINS, document, Subject.TRUST_POLICY, ROLE, ROLE, used_by).findings
    arn = proposed(finding.message)["ArnLike"]["aws:SourceArn"]
    assert arn.split(":", 5)[5] == resource
    assert arn.split(":", 5)[4] == ME


def test_every_alias_that_uses_the_role_is_proposed() -> None:
    aliases = [
        Resource(f"alias.{n}", RoleAlias(name=n, role_arn=ROLE_ARN)) for n in ("front", "rear")
    ]
    (finding,) = judge(
        PINS,
        trust(allow(None, "credentials.iot.amazonaws.com")),
        Subject.TRUST_POLICY,
        ROLE,
        ROLE,
        *aliases,
    ).findings
    assert proposed(finding.message)["ArnLike"]["aws:SourceArn"] == [
        f"arn:aws:iot:*:{ME}:rolealias/front",
        f"arn:aws:iot:*:{ME}:rolealias/rear",
    ]


def test_a_role_that_logging_uses_as_well_is_left_to_it() -> None:
    actions = Sequence([Mapping({"type": "s3", "role_arn": ROLE_ARN})])
    rule = Resource("rule.t", TopicRule(name="t", actions=actions))
    logging = Resource("logging.l", LoggingOptions(role_arn=ROLE_ARN))
    used_by = (ROLE, rule, logging)
    (finding,) = judge(PINS, trust(allow()), Subject.TRUST_POLICY, ROLE, *used_by).findings
    assert "through its own topic rule" in finding.message
    assert proposed(finding.message)["ArnLike"]["aws:SourceArn"] == f"arn:aws:iot:*:{ME}:*"


def test_uses_have_the_names_of_kinds() -> None:
    kinds = {kind.title for kind in acting_kinds()}
    assert {use.value for use in Use if use is not Use.GENERIC} <= kinds


def test_the_partition_of_china() -> None:
    (finding,) = judge(PINS, trust(allow(None, "iot.amazonaws.com.cn"))).findings
    assert proposed(finding.message)["ArnLike"]["aws:SourceArn"].startswith("arn:aws-cn:iot:")


def test_names_of_principals_in_any_case() -> None:
    assert iot_principal("IoT.AmazonAWS.com") == iot_principal("iot.amazonaws.com")
    assert iot_principal("iot.amazonaws.com.evil.com") is None


# --- resource policies -----------------------------------------------------------------------------


def permission(**arguments: Value) -> Judgement:
    written: dict[str, Value] = {
        "action": "lambda:InvokeFunction",
        "function": "on-message",
        "principal": "iot.amazonaws.com",
        **arguments,
    }
    holder = Resource("p", FunctionPermission(function="on-message"))
    document = permission_document(Mapping(written))
    return judge(RESOURCE, document, Subject.RESOURCE_POLICY, holder)


class TestLambdaPermissions:
    def test_without_source(self) -> None:
        judgement = permission()
        (finding,) = judgement.findings
        assert 'call "lambda:InvokeFunction"' in finding.message
        assert (
            f'the source account "{ME}" and the source ARN "arn:aws:iot:*:{ME}:*"'
            in finding.message
        )
        assert argument_of(finding.path) == "principal"

    @pytest.mark.parametrize(
        "arguments",
        [
            {"source_arn": "*"},
            {"source_arn": "arn:aws:iot:*:*:rule/telemetry"},
            {"source_arn": None},
            {"source_account": ""},
            {"principal_org_id": "o-a1b2c3d4e5"},
            {"event_source_token": "token"},
        ],
        ids=str,
    )
    def test_with_a_source_that_pins_nothing(self, arguments: dict[str, Value]) -> None:
        assert permission(**arguments).verdict is Verdict.FAILED

    @pytest.mark.parametrize(
        "arguments",
        [
            {"source_arn": RULE_ARN},
            {"source_account": ME},
            {"source_arn": "arn:aws:s3:::bucket", "source_account": ME},
            {"source_arn": Text(("arn:aws:iot:*:", ACCOUNT_HOLE, ":rule/", OTHER_HOLE))},
            {"source_account": Unknown("has no default", "var.account")},
        ],
        ids=str,
    )
    def test_with_a_source_that_pins(self, arguments: dict[str, Value]) -> None:
        assert permission(**arguments).verdict is Verdict.PASSED

    def test_with_a_source_that_is_not_known(self) -> None:
        assert (
            permission(source_arn=Unknown("has no default", "var.arn")).verdict is Verdict.UNKNOWN
        )

    @pytest.mark.parametrize(
        "principal", ["apigateway.amazonaws.com", ME, f"arn:aws:iam::{ME}:root", "*"]
    )
    def test_for_others(self, principal: str) -> None:
        assert permission(principal=principal).verdict is Verdict.OUT_OF_SCOPE

    def test_accounts_that_differ_are_dead(self) -> None:
        document = permission_document(
            Mapping(
                {
                    "action": "lambda:InvokeFunction",
                    "principal": "iot.amazonaws.com",
                    "source_arn": RULE_ARN,
                    "source_account": "999999999999",
                }
            )
        )
        (finding,) = judge(AGREE, document, Subject.RESOURCE_POLICY).findings
        assert argument_of(finding.path) == "source_arn"
        assert judge(RESOURCE, document, Subject.RESOURCE_POLICY).verdict is Verdict.PASSED

    def test_an_argument_that_may_be_absent(self) -> None:
        choice = OneOf("var.restrict", (("true", RULE_ARN), ("false", None)))
        document = permission_document(
            Mapping({"action": "a:B", "principal": "iot.amazonaws.com", "source_arn": choice})
        )
        verdicts = [
            judge(RESOURCE, alternative.value, Subject.RESOURCE_POLICY).verdict
            for alternative in alternatives_of(document)
        ]
        assert verdicts == [Verdict.PASSED, Verdict.FAILED]

    @pytest.mark.parametrize(
        ("caller", "resource"),
        [
            (
                user(
                    TopicRule,
                    name="telemetry",
                    actions=Sequence([Mapping({"type": "lambda", "target": "on-message"})]),
                ),
                "rule/telemetry",
            ),
            (
                user(
                    ProvisioningTemplate,
                    name="fleet",
                    hook=Mapping({"target_arn": "on-message"}),
                ),
                "provisioningtemplate/fleet",
            ),
            (user(Authorizer, name="tokens", function="on-message"), "authorizer/tokens"),
        ],
        ids=["rule", "hook", "authorizer"],
    )
    def test_the_proposed_arn_is_that_of_the_caller(self, caller: Resource, resource: str) -> None:
        function = Resource("f", Function(name="on-message"), ("on-message",))
        holder = Resource("p", FunctionPermission(function="on-message"))
        document = permission_document(
            Mapping({"action": "lambda:InvokeFunction", "principal": "iot.amazonaws.com"})
        )
        (finding,) = judge(
            RESOURCE, document, Subject.RESOURCE_POLICY, holder, function, caller
        ).findings
        match = re.search(r'source ARN "([^"]+)"', finding.message)
        assert match is not None
        arn = match[1]
        assert arn == f"arn:aws:iot:eu-west-1:{ME}:{resource}"
        assert permission(source_arn=arn, source_account=ME).verdict is Verdict.PASSED


def bucket(condition: Any = None, **more: Any) -> dict[str, Any]:
    return allow(condition, Action="s3:PutObject", Resource="arn:aws:s3:::data/*", **more)


class TestResourcePolicies:
    def verdict(self, *statements: dict[str, Any]) -> Verdict:
        return judge(RESOURCE, trust(*statements), Subject.RESOURCE_POLICY).verdict

    @pytest.mark.parametrize("condition", PINNING.values(), ids=PINNING)
    def test_conditions_that_pin(self, condition: Any) -> None:
        assert self.verdict(bucket(condition)) is Verdict.PASSED

    @pytest.mark.parametrize("condition", OPEN.values(), ids=OPEN)
    def test_conditions_that_do_not(self, condition: Any) -> None:
        document = trust(bucket(condition))
        (finding,) = judge(RESOURCE, document, Subject.RESOURCE_POLICY).findings
        document["Statement"][0]["Condition"] = proposed(finding.message)
        assert judge(RESOURCE, document, Subject.RESOURCE_POLICY).verdict is Verdict.PASSED

    def test_a_bucket_for_everybody_names_no_service(self) -> None:
        public = {**bucket(), "Principal": "*"}
        assert self.verdict(public) is Verdict.OUT_OF_SCOPE

    def test_a_deny_has_to_cover_action_and_resource(self) -> None:
        condition = {"StringNotEquals": {"aws:SourceAccount": ME}}

        def refusing(action: str, resource: str) -> dict[str, Any]:
            return deny(condition, Action=action, Resource=resource)

        assert self.verdict(bucket(), refusing("s3:*", "*")) is Verdict.PASSED
        assert (
            self.verdict(bucket(), refusing("S3:putobject", "arn:aws:s3:::data/*"))
            is Verdict.PASSED
        )
        assert (
            self.verdict(bucket(), refusing("s3:*", "arn:aws:s3:::data/private/*"))
            is Verdict.FAILED
        )
        assert self.verdict(bucket(), refusing("s3:GetObject", "*")) is Verdict.FAILED
        two = bucket(Sid="Two")
        two["Action"] = ["s3:PutObject", "s3:GetBucketAcl"]
        assert self.verdict(two, refusing("s3:PutObject", "*")) is Verdict.FAILED

    def test_a_deny_by_not_action(self) -> None:
        refusing = deny({"StringNotEquals": {"aws:SourceAccount": ME}}, Resource="*")
        del refusing["Action"]
        assert self.verdict(bucket(), {**refusing, "NotAction": "s3:GetObject"}) is Verdict.PASSED
        assert self.verdict(bucket(), {**refusing, "NotAction": "s3:Put*"}) is Verdict.FAILED

    def test_resources_with_the_same_hole_are_the_same(self) -> None:
        objects = Text((Hole("aws_s3_bucket.data.arn"), "/*"))
        refusing = deny(
            {"StringNotEquals": {"aws:SourceAccount": ME}}, Action="s3:*", Resource=objects
        )
        assert self.verdict({**bucket(), "Resource": objects}, refusing) is Verdict.PASSED


# --- hostile input ---------------------------------------------------------------------------------


def test_thousands_of_values_are_judged_or_given_up_in_time() -> None:
    accounts = [f"{n:012}" for n in range(3000)]
    assert verdict(PINS, allow({"StringEquals": {"aws:SourceAccount": accounts}})) is Verdict.PASSED
    patterns = [f"arn:aws:iot:*:{n}*:rule/*" for n in range(2000)]
    assert verdict(PINS, allow({"ArnLike": {"aws:SourceArn": patterns}})) is not Verdict.PASSED
    dead = {
        "StringEquals": {"aws:SourceAccount": [f"{n:011}" for n in range(2000)]},
        "ArnLike": {"aws:SourceArn": [f"arn:aws:iot:*:{n:012}:*" for n in range(2000)]},
    }
    assert verdict(AGREE, allow(dead)) is not Verdict.PASSED


def test_thousands_of_actions_are_given_up() -> None:
    many = bucket()
    many["Action"] = [f"s3:Action{n}" for n in range(100)]
    many["Resource"] = [f"arn:aws:s3:::data/{n}" for n in range(100)]
    judgement = judge(RESOURCE, parse_json(json.dumps(trust(many))), Subject.RESOURCE_POLICY)
    assert judgement.verdict is Verdict.UNKNOWN
