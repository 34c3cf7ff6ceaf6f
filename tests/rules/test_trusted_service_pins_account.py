"""CKV_IOT_301: roles that AWS IoT services may assume."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from trust_policies import (
    ACCOUNT_HOLE,
    AGREE,
    ME,
    OPEN,
    OTHER_HOLE,
    PINNING,
    PINS,
    SUITES,
    admit,
    judge,
    proposed,
    refuse,
    trust,
    user,
    verdict,
)

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.model.service_principals import (
    PRINCIPALS,
    Support,
    Use,
    iot_principal,
)
from checkov_aws_iot.resources.kind_lookup import acting_kinds
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.audit_configuration import AuditConfiguration
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
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence


@pytest.mark.parametrize("condition", PINNING.values(), ids=PINNING)
def test_conditions_that_pin_the_account(condition: Any) -> None:
    judgement = judge(PINS, trust(admit(condition)))
    assert judgement.verdict is Verdict.PASSED, judgement.findings


@pytest.mark.parametrize("condition", OPEN.values(), ids=OPEN)
def test_conditions_that_pin_nothing(condition: Any) -> None:
    judgement = judge(PINS, trust(admit(condition)))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert (
        "can have iot.amazonaws.com assume this role through its own topic rule" in finding.message
    )
    assert finding.witness is not None


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
    assert verdict(PINS, admit(condition)) is Verdict.UNKNOWN


DENIES_THAT_PIN = {
    "StringNotEquals, which holds where the key is absent": refuse(
        {"StringNotEquals": {"aws:SourceAccount": ME}}
    ),
    "StringNotEqualsIfExists": refuse({"StringNotEqualsIfExists": {"aws:SourceAccount": ME}}),
    "StringNotLike": refuse({"StringNotLike": {"aws:SourceAccount": ME}}),
    "ArnNotLike": refuse({"ArnNotLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}),
    "ArnNotEquals": refuse({"ArnNotEquals": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}),
    "for this service": refuse(
        {"StringNotEquals": {"aws:SourceAccount": ME}}, {"Service": ["iot.amazonaws.com"]}
    ),
    "for everybody as AWS": refuse({"StringNotEquals": {"aws:SourceAccount": ME}}, {"AWS": "*"}),
    "for every action": refuse({"StringNotEquals": {"aws:SourceAccount": ME}}, Action="sts:*"),
    "for services only": refuse(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "Bool": {"aws:PrincipalIsAWSService": "true"},
        }
    ),
    "AWS's data perimeter": refuse(
        {
            "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
            "Null": {"aws:SourceAccount": "false"},
            "Bool": {"aws:PrincipalIsAWSService": "true"},
        }
    ),
    "ForAnyValue on a key that is there, beside absence": refuse(
        {"ForAllValues:StringNotEquals": {"aws:SourceAccount": ME}}
    ),
    "for all but an administrator": refuse(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ME}:role/admin"},
        }
    ),
    "unknown account": refuse(
        {"StringNotEquals": {"aws:SourceAccount": Unknown("has no default", "var.account")}}
    ),
}
DENIES_THAT_DO_NOT = {
    "of another service": refuse(
        {"StringNotEquals": {"aws:SourceAccount": ME}}, {"Service": "events.amazonaws.com"}
    ),
    "of everybody but this service": {
        "Effect": "Deny",
        "NotPrincipal": {"Service": "iot.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringNotEquals": {"aws:SourceAccount": ME}},
    },
    "of one bad account": refuse({"StringEquals": {"aws:SourceAccount": "111111111111"}}),
    "of another action": refuse(
        {"StringNotEquals": {"aws:SourceAccount": ME}}, Action="sts:TagSession"
    ),
    "for one administrator": refuse(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ME}:role/admin"},
        }
    ),
    "for people only": refuse(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        }
    ),
    "under another condition": refuse(
        {
            "StringNotEquals": {"aws:SourceAccount": ME},
            "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
        }
    ),
    "ForAnyValue, which does not hold where the key is absent": refuse(
        {"ForAnyValue:StringNotEquals": {"aws:SourceAccount": ME}}
    ),
    "with a star": refuse({"StringNotLike": {"aws:SourceAccount": [ME, "*"]}}),
    "of other organisations that anybody may have": refuse(
        {"StringNotLike": {"aws:SourceOrgID": "o-*"}}
    ),
    "that only asks for the key": refuse({"Null": {"aws:SourceAccount": "true"}}),
}


@pytest.mark.parametrize("statement", DENIES_THAT_PIN.values(), ids=DENIES_THAT_PIN)
def test_a_deny_that_pins_the_account(statement: dict[str, Any]) -> None:
    assert verdict(PINS, admit(), statement) is Verdict.PASSED
    assert verdict(AGREE, admit(), statement) is Verdict.PASSED


@pytest.mark.parametrize("statement", DENIES_THAT_DO_NOT.values(), ids=DENIES_THAT_DO_NOT)
def test_a_deny_that_pins_nothing(statement: dict[str, Any]) -> None:
    assert verdict(PINS, admit(), statement) is Verdict.FAILED


def test_a_deny_of_absence_completes_an_if_exists() -> None:
    halves = (
        admit({"StringEqualsIfExists": {"aws:SourceAccount": ME}}),
        refuse({"Null": {"aws:SourceAccount": "true"}}),
    )
    assert verdict(PINS, *halves) is Verdict.PASSED
    assert verdict(PINS, halves[0]) is Verdict.FAILED


def test_a_deny_of_which_the_condition_is_not_known_may_pin() -> None:
    hidden = refuse(Unknown("has no default", "var.condition"))
    assert verdict(PINS, admit(), hidden) is Verdict.UNKNOWN


def test_an_unknown_statement_does_not_excuse_a_known_fault() -> None:
    document = trust(admit())
    document["Statement"].append(Unknown("has no default", "var.statement"))
    judgement = judge(PINS, document)
    assert judgement.verdict is Verdict.FAILED
    assert len(judgement.unknowns) == 1


class TestWhoIsTrusted:
    @pytest.mark.parametrize("principal", PRINCIPALS, ids=lambda principal: principal.name)
    def test_every_service_of_the_family(self, principal: Any) -> None:
        for written in (principal.domain_name, f"{principal.name}.amazonaws.com.cn"):
            judgement = judge(PINS, trust(admit(None, written)))
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
                        **admit(),
                        "Principal": principal
                        if principal == "*"
                        else admit(None, principal)["Principal"],
                    },
                )
                is Verdict.OUT_OF_SCOPE
            )

    def test_each_service_of_a_list_has_a_finding_of_its_own(self) -> None:
        services = ["credentials.iot.amazonaws.com", "lambda.amazonaws.com", "iot.amazonaws.com"]
        judgement = judge(PINS, trust(admit(None, services)))
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
        assert verdict(PINS, admit(None, mixed)) is Verdict.FAILED

    def test_one_bare_statement_beside_a_conditioned_one(self) -> None:
        judgement = judge(
            PINS, trust(admit({"StringEquals": {"aws:SourceAccount": ME}}), admit(Sid="Second"))
        )
        (finding,) = judgement.findings
        assert finding.message.startswith('Statement[1] "Second": ')

    def test_an_allow_for_everybody_but_one_names_no_service(self) -> None:
        statement = admit()
        statement["NotPrincipal"] = {"AWS": f"arn:aws:iam::{ME}:root"}
        del statement["Principal"]
        assert verdict(PINS, statement) is Verdict.OUT_OF_SCOPE

    def test_a_deny_alone_trusts_nobody(self) -> None:
        assert verdict(PINS, refuse(None, {"Service": "iot.amazonaws.com"})) is Verdict.OUT_OF_SCOPE

    def test_only_assuming_the_role_counts(self) -> None:
        assert verdict(PINS, admit(Action="sts:TagSession")) is Verdict.OUT_OF_SCOPE
        assert verdict(PINS, admit(Action=["sts:TagSession", "sts:assumerole"])) is Verdict.FAILED
        assert verdict(PINS, admit(Action="sts:*")) is Verdict.FAILED
        assert verdict(PINS, admit(Action=Unknown("has no default", "var.a"))) is Verdict.UNKNOWN

    def test_a_domain_that_is_a_hole(self) -> None:
        principal = Text(("iot.", Hole("AWS::URLSuffix", HoleKind.PARTITION)))
        assert verdict(PINS, admit(None, principal)) is Verdict.FAILED

    def test_a_service_that_is_not_known(self) -> None:
        hidden = Text((OTHER_HOLE, ".amazonaws.com"))
        assert verdict(PINS, admit(None, hidden)) is Verdict.UNKNOWN
        suffix = Hole("suffix", HoleKind.PARTITION)
        assert verdict(PINS, admit(None, Text((OTHER_HOLE, ".", suffix)))) is Verdict.UNKNOWN
        pinned = admit({"StringEquals": {"aws:SourceAccount": ME}}, hidden)
        assert judge(PINS, trust(pinned)).findings == ()
        whole = {**admit(), "Principal": Unknown("has no default", "var.principal")}
        assert verdict(PINS, whole) is Verdict.UNKNOWN

    def test_a_document_that_is_not_known(self) -> None:
        assert judge(PINS, Unknown("has no default", "var.trust")).verdict is Verdict.UNKNOWN


FAILING = [
    *(trust(admit(condition)) for condition in OPEN.values()),
    *(trust(admit(), statement) for statement in DENIES_THAT_DO_NOT.values()),
    *(trust(admit(None, principal.domain_name)) for principal in PRINCIPALS),
    trust(admit(None, {"Service": "iot.amazonaws.com", "AWS": f"arn:aws:iam::{ME}:root"})),
]


@pytest.mark.parametrize("document", FAILING, ids=lambda document: str(document)[37:90])
def test_the_proposed_condition_makes_the_rules_pass(document: dict[str, Any]) -> None:
    (finding,) = judge(PINS, document).findings
    mended = copy.deepcopy(document)
    mended["Statement"][0]["Condition"] = proposed(finding.message)
    for rule in (PINS, AGREE):
        assert judge(rule, mended).verdict is Verdict.PASSED
    assert judge(SUITES, mended).verdict in (Verdict.PASSED, Verdict.OUT_OF_SCOPE)


ROLE_ARN = Text(("arn:aws:iam::", ACCOUNT_HOLE, ":role/worker"))
ROLE = Resource("aws_iam_role.worker", Role(name="worker"), ("worker", ROLE_ARN))


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
    document = trust(admit(None, f"{service}.amazonaws.com"))
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
        trust(admit(None, "credentials.iot.amazonaws.com")),
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
    (finding,) = judge(PINS, trust(admit()), Subject.TRUST_POLICY, ROLE, *used_by).findings
    assert "through its own topic rule" in finding.message
    assert proposed(finding.message)["ArnLike"]["aws:SourceArn"] == f"arn:aws:iot:*:{ME}:*"


def test_uses_have_the_names_of_kinds() -> None:
    kinds = {kind.title for kind in acting_kinds()}
    assert {use.value for use in Use if use is not Use.GENERIC} <= kinds


def test_the_partition_of_china() -> None:
    (finding,) = judge(PINS, trust(admit(None, "iot.amazonaws.com.cn"))).findings
    assert proposed(finding.message)["ArnLike"]["aws:SourceArn"].startswith("arn:aws-cn:iot:")


def test_names_of_principals_in_any_case() -> None:
    assert iot_principal("IoT.AmazonAWS.com") == iot_principal("iot.amazonaws.com")
    assert iot_principal("iot.amazonaws.com.evil.com") is None


def test_thousands_of_values_are_judged_or_given_up_in_time() -> None:
    accounts = [f"{n:012}" for n in range(3000)]
    assert verdict(PINS, admit({"StringEquals": {"aws:SourceAccount": accounts}})) is Verdict.PASSED
    patterns = [f"arn:aws:iot:*:{n}*:rule/*" for n in range(2000)]
    assert verdict(PINS, admit({"ArnLike": {"aws:SourceArn": patterns}})) is not Verdict.PASSED
    dead = {
        "StringEquals": {"aws:SourceAccount": [f"{n:011}" for n in range(2000)]},
        "ArnLike": {"aws:SourceArn": [f"arn:aws:iot:*:{n:012}:*" for n in range(2000)]},
    }
    assert verdict(AGREE, admit(dead)) is not Verdict.PASSED
