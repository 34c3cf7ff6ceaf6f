"""CKV_IOT_209: which roles a user of Device Advisor may pass, and to whom."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from device_policies import MET_BY_SOME, NEVER_MET
from policy_judging import judge, messages
from policy_values import policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.rules.device_advisor_role import DeviceAdvisorRole
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

RULE = DeviceAdvisorRole()
ROLE = "arn:aws:iam::123456789012:role/DeviceAdvisorDeviceRole"
SERVICE = "iotdeviceadvisor.amazonaws.com"
TO_SERVICE = {"StringEquals": {"iam:PassedToService": SERVICE}}
ADVISOR = {"Effect": "Allow", "Action": "iotdeviceadvisor:StartSuiteRun", "Resource": "*"}


def passing(resource=ROLE, condition=TO_SERVICE, action="iam:PassRole", **more):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return {**statement, "Condition": condition} if condition else statement


def verdict(*statements):
    return judge(RULE, policy(*statements)).verdict


@pytest.mark.parametrize(
    "statement",
    [
        passing("*"),
        passing("arn:aws:iam::*:role/*"),
        passing("arn:aws:iam::123456789012:role/*"),
        passing("arn:aws:iam::123456789012:*"),
        passing("arn:aws:iam::123456789012:role/?*"),
        passing([ROLE, "*"]),
        passing(action="*", resource="*"),
        passing(action="iam:*", resource="*"),
        passing(action="iam:Pass*", resource="*"),
        {"Effect": "Allow", "NotAction": "iam:CreateUser", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "NotResource": "arn:aws:iam::123456789012:role/admin",
            "Condition": TO_SERVICE,
        },
    ],
)
def test_any_role(statement):
    judgement = judge(RULE, policy(ADVISOR, statement))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert 'pass the role "Administrator"' in finding.message


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {},
        {"StringEqualsIfExists": {"iam:PassedToService": SERVICE}},
        {"StringLike": {"iam:PassedToService": "*"}},
        {"StringLike": {"iam:PassedToService": "iot*.amazonaws.com"}},
        {"StringEquals": {"iam:PassedToService": [SERVICE, "lambda.amazonaws.com"]}},
        {"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        {"ForAllValues:StringEquals": {"iam:PassedToService": SERVICE}},
        {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
        {"Null": {"iam:PassedToService": "false"}},
    ],
)
def test_any_service(condition):
    (finding,) = judge(RULE, policy(ADVISOR, passing(condition=condition))).findings
    document = policy(ADVISOR, passing(condition=condition))
    assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
    mended = policy(ADVISOR, passing())
    assert authorise((mended,), finding.witness).outcome is Outcome.DENIED


@pytest.mark.parametrize(
    "statements",
    [
        (passing(),),
        (passing("arn:aws:iam::*:role/DeviceAdvisorDeviceRole"),),
        (passing("arn:aws:iam::123456789012:role/device-advisor/*"),),
        (passing(["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b"]),),
        (passing(condition={"stringequals": {"IAM:PassedToService": SERVICE}}),),
        (passing(condition={"StringLike": {"iam:PassedToService": [SERVICE]}}),),
        (passing(condition={**TO_SERVICE, "Bool": {"aws:MultiFactorAuthPresent": "true"}}),),
        (
            passing("*"),
            {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": ROLE},
        ),
        (
            passing(condition=None),
            {
                "Effect": "Deny",
                "Action": "iam:PassRole",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"iam:PassedToService": SERVICE}},
            },
        ),
        ({"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"},),
        (passing("your-device-role-arn"),),
        (),
    ],
)
def test_limited_to_the_device_role(statements):
    assert verdict(ADVISOR, *statements) is Verdict.PASSED


def test_scope():
    assert verdict(passing("*", None)) is Verdict.OUT_OF_SCOPE
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    assert verdict(everything) is Verdict.OUT_OF_SCOPE
    endpoint = {"Effect": "Allow", "Action": "iot:DescribeEndpoint", "Resource": "*"}
    assert verdict(endpoint, passing("*", None)) is Verdict.PASSED
    denied = {"Effect": "Deny", "Action": "iotdeviceadvisor:*", "Resource": "*"}
    assert verdict(denied, passing("*", None)) is Verdict.PASSED
    named = {"Effect": "Allow", "Action": "IotDeviceAdvisor:*", "Resource": "*"}
    assert verdict(named, passing("*", None)) is Verdict.FAILED


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            passing("*", Sid="Pass"),
            (
                'Statement[1] "Pass": Resource "*" lets the caller pass the role "Administrator" to'
                " iotdeviceadvisor.amazonaws.com;"
                " use arn:aws:iam::<account>:role/<device role of Device Advisor>"
            ),
        ),
        (
            passing(condition=None),
            (
                f'Statement[1]: Resource "{ROLE}" lets the caller pass the role'
                ' "DeviceAdvisorDeviceRole" to ec2.amazonaws.com;'
                ' use "StringEquals": {"iam:PassedToService": "iotdeviceadvisor.amazonaws.com"}'
            ),
        ),
        (
            passing(condition={"StringEqualsIfExists": {"iam:PassedToService": SERVICE}}),
            (
                f'Statement[1]: Resource "{ROLE}" lets the caller pass the role'
                ' "DeviceAdvisorDeviceRole" to any service;'
                ' use "StringEquals": {"iam:PassedToService": "iotdeviceadvisor.amazonaws.com"}'
            ),
        ),
    ],
)
def test_the_message(statement, message):
    assert messages(RULE, policy(ADVISOR, statement)) == [message]


class TestUnknown:
    def verdict(self, **elements):
        statement = Mapping(
            {
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": ROLE,
                "Condition": Mapping({"StringEquals": Mapping({"iam:PassedToService": SERVICE})}),
                **elements,
            }
        )
        both = Sequence([Mapping(ADVISOR), statement])
        return judge(RULE, read_document(Mapping({"Statement": both}))).verdict

    def test_elements(self):
        unknown = Unknown("has no default", "var.x")
        assert self.verdict() is Verdict.PASSED
        assert self.verdict(Resource=unknown) is Verdict.UNKNOWN
        assert self.verdict(Resource=Sequence(["*", unknown])) is Verdict.FAILED
        assert self.verdict(Condition=unknown) is Verdict.UNKNOWN
        assert self.verdict(Action=unknown) is Verdict.UNKNOWN

    def test_an_unknown_service(self):
        value = Mapping({"iam:PassedToService": Unknown("has no default", "var.service")})
        assert self.verdict(Condition=Mapping({"StringEquals": value})) is Verdict.UNKNOWN

    def test_a_role_with_an_unknown_name_is_one_role(self):
        account = Hole("data.aws_caller_identity.me.account_id", HoleKind.ACCOUNT)
        role = Text(("arn:aws:iam::", account, ":role/", Hole("var.role")))
        assert self.verdict(Resource=role) is Verdict.PASSED
        assert self.verdict(Resource=role, Condition=Mapping()) is Verdict.FAILED


@pytest.mark.parametrize("condition", MET_BY_SOME, ids=str)
@pytest.mark.parametrize("resource", ["*", ROLE])
def test_who_asks_or_when_limits_no_role(resource, condition):
    document = policy(ADVISOR, passing(resource, condition))
    (finding,) = judge(RULE, document).findings
    assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:iam::210987654321:role/*",
        "arn:aws-cn:iam::*:role/*",
        "arn:aws:iam::????????????:role/*",
        "arn:aws:iam",
        "arn:aws:iam::123456789012",
    ],
)
def test_any_role_of_any_account_or_partition(resource):
    document = replace(policy(ADVISOR, passing(resource)), completes_arns=True)
    (finding,) = judge(RULE, document).findings
    assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
    mended = policy(ADVISOR, passing())
    assert authorise((mended,), finding.witness).outcome is Outcome.DENIED


def test_a_role_that_is_excluded_by_name_leaves_all_others():
    statement = {**passing(), "NotResource": "arn:aws:iam::123456789012:role/Administrator"}
    del statement["Resource"]
    assert verdict(ADVISOR, statement) is Verdict.FAILED


@pytest.mark.parametrize("condition", NEVER_MET, ids=str)
def test_what_no_request_can_meet_passes_no_role(condition):
    assert verdict(ADVISOR, passing("*", condition)) is Verdict.PASSED


def tagged(count, value):
    return {"StringEquals": {f"aws:PrincipalTag/{at}": value(at) for at in range(count)}}


OPEN_ROLES = [f"arn:aws:iam::{at:012}:role/*" for at in range(100)]
HOSTILE = {
    "accounts": [passing(OPEN_ROLES)],
    "accounts and Denies": [
        passing(OPEN_ROLES, None),
        *(
            {
                "Effect": "Deny",
                "Action": "iam:PassRole",
                "Resource": "*",
                "Condition": tagged(at, str),
            }
            for at in range(2, 20)
        ),
    ],
    "roles": [passing([f"{ROLE}{at}" for at in range(150)])],
    "a chain": [passing("*", tagged(120, lambda at: f"a${{aws:PrincipalTag/{at + 1}}}"))],
    "runs": [passing("*", {"StringLike": {"aws:PrincipalTag/x": "*a?" * 2_000}})],
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_hostile_policies_are_judged_within_their_steps(statements):
    document = policy(ADVISOR, *statements)
    started = time.process_time()
    judgement = judge(RULE, document)
    # No measure of speed, but of an end: a search without a bound would take longer on any machine.
    assert time.process_time() - started < 20
    assert all("entangled" in unknown.reason for unknown in judgement.unknowns)
