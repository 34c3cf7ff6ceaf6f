"""AWS managed policies, by ARN and name, and what is attached to a role."""

from __future__ import annotations

import pytest
from policy_values import NAME, PARTITION, UNKNOWN, text, value_of

from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.attached_documents import attached_documents
from checkov_aws_iot.policies.model.managed_policies import managed_document, managed_policy_name
from checkov_aws_iot.terraform.modules.addresses import origin_of
from checkov_aws_iot.values.text import Hole, HoleKind
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import OneOf


def looked_up(expression, beginning="policy"):
    account = Hole("account", HoleKind.ACCOUNT)
    path = Hole(expression, origin=origin_of(expression))
    return text("arn:aws:iam::", account, f":{beginning}", path, "IAMFullAccess")


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::aws:policy/AWSIoTFullAccess", "AWSIoTFullAccess"),
        ("arn:aws:iam::aws:policy/service-role/AWSIoTLogging", "AWSIoTLogging"),
        (text("arn:", PARTITION, ":iam::aws:policy/IAMFullAccess"), "IAMFullAccess"),
        ("arn:aws:iam::123456789012:policy/AWSIoTFullAccess", ""),
        ("arn:aws:iot::aws:policy/AWSIoTFullAccess", ""),
        ("arn:aws:iam::aws:role/AWSIoTFullAccess", ""),
        ("AWSIoTFullAccess", ""),
        (looked_up("data.aws_iam_policy.x.path"), "IAMFullAccess"),
        (looked_up('module.m["a"].data.aws_iam_policy.x[0].path'), "IAMFullAccess"),
        (looked_up("aws_iam_policy.x.path"), ""),
        (looked_up("data.aws_iam_policy.x.name"), ""),
        (looked_up("data.aws_iam_policy.x.path", "policy/fleet/"), ""),
    ],
)
def test_names_of_managed_policies(arn, name):
    assert managed_policy_name(arn) == name


@pytest.mark.parametrize(
    ("name", "action", "allowed"),
    [
        ("AdministratorAccess", "iam:CreateUser", True),
        ("AWSIoTFullAccess", "iot:Publish", True),
        ("AWSIoTFullAccess", "s3:GetObject", False),
        ("AWSIoTDataAccess", "iot:Connect", True),
        ("AWSIoTDataAccess", "iot:CreateThing", False),
        ("AWSIoTConfigReadOnlyAccess", "iot:DescribeThing", True),
        ("AWSIoTConfigReadOnlyAccess", "iot:CreateThing", False),
        ("PowerUserAccess", "iot:Publish", True),
        ("PowerUserAccess", "iam:CreateUser", False),
    ],
)
def test_what_they_allow_on_everything(name, action, allowed):
    (only,) = managed_document(name).statements
    assert covers_action(only, action) is allowed
    assert [e.text for e in only.resources] == ["*"]
    assert managed_document(name).has_variables
    assert only.label == "Statement[0]"
    assert [e.path for e in only.actions][:1] == ["Statement/[0]/Action/[0]"]


def test_others_are_not_known():
    assert managed_document("AmazonEC2FullAccess") is None
    assert managed_document("") is None


WRITTEN = value_of({"Statement": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}]})
MANAGED = "arn:aws:iam::aws:policy/AWSIoTFullAccess"


@pytest.mark.parametrize(
    ("document", "arn", "actions"),
    [
        (WRITTEN, ABSENT, [["iot:Publish"]]),
        # What is written goes before what the ARN says.
        (WRITTEN, MANAGED, [["iot:Publish"]]),
        (ABSENT, MANAGED, [["iot:*", "iotjobsdata:*"]]),
        (ABSENT, "arn:aws:iam::aws:policy/Other", []),
        (ABSENT, "arn:aws:iam::123456789012:policy/AWSIoTFullAccess", []),
        (ABSENT, text("arn:aws:iam::aws:policy/", NAME), []),
        (ABSENT, UNKNOWN, []),
        (ABSENT, ABSENT, []),
        (OneOf("var.a", (("true", WRITTEN), ("false", "nonsense"))), ABSENT, [["iot:Publish"], []]),
    ],
)
def test_what_is_attached(document, arn, actions):
    found = attached_documents(document, arn)
    assert [[e.text for s in one.statements for e in s.actions] for one in found] == actions
