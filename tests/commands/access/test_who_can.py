"""``checkov-aws-iot who-can``: who is listed is allowed by the authoriser, who is not is denied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from scans import ROOT

from checkov_aws_iot.commands.access.authorize_request import asked_action
from checkov_aws_iot.commands.access.resource_argument import arn_of_resource
from checkov_aws_iot.commands.main import main
from checkov_aws_iot.engine.documents.deployed_documents import BrokenResource, deployed_documents
from checkov_aws_iot.engine.documents.policy_holders import Holder, policy_holders
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.question import Proof
from checkov_aws_iot.policies.comparison.connections import deciding_connections
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.callers.permitted_callers import Permission, permission
from checkov_aws_iot.policies.questions.open_request import possible_answers
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

SCHEMA = json.loads((ROOT / "docs/schemas/who-can.schema.json").read_text(encoding="utf-8"))
SHADOW = "topic/$aws/things/pump-7/shadow/update"
DEVICES = """
resource "aws_iot_thing" "all" {
  for_each = toset(["pump-7", "lamp-1"])
  name     = each.key
}
resource "aws_iot_certificate" "all" {
  for_each = aws_iot_thing.all
  active   = true
}
resource "aws_iot_thing_principal_attachment" "all" {
  for_each  = aws_iot_thing.all
  thing     = each.value.name
  principal = aws_iot_certificate.all[each.key].arn
}
resource "aws_iot_policy_attachment" "all" {
  for_each = aws_iot_thing.all
  policy   = aws_iot_policy.device.name
  target   = aws_iot_certificate.all[each.key].arn
}
"""


def policy(name: str, *statements: dict[str, Any]) -> str:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return f'resource "aws_iot_policy" "{name}" {{\n name = "{name}"\n policy = <<-J\n{document}\nJ\n}}\n'


def allow(resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "iot:Publish", "Resource": resource, **more}


def condition(operator: str, key: str, value: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


ARN = "arn:aws:iot:eu-west-1:123456789012:"
OWN_SHADOW = f"{ARN}topic/$aws/things/$${{iot:Connection.Thing.ThingName}}/shadow/update"


def asked(capsys: pytest.CaptureFixture[str], path: Path, *question: str, code: int = 0) -> Any:
    assert main(["who-can", *question, str(path), "-o", "json"]) == code
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA)
    return found


def configuration(tmp_path: Path, *parts: str) -> Path:
    (tmp_path / "main.tf").write_text("".join(parts), encoding="utf-8")
    return tmp_path


def test_the_thing_of_a_certificate_decides(tmp_path, capsys):
    path = configuration(tmp_path, DEVICES, policy("device", allow(OWN_SHADOW)))
    (one,) = asked(capsys, path, "iot:Publish", SHADOW)["can"]
    assert (one["kind"], one["name"]) == ("certificate", 'aws_iot_certificate.all["pump-7"]')
    assert one["who"] == 'only thing "pump-7"'
    assert one["policies"] == ["aws_iot_policy.device"]
    assert one["attachments"] == ['aws_iot_policy_attachment.all["pump-7"]']


@pytest.mark.parametrize(
    ("statement", "who"),
    [
        (allow("*"), "any device"),
        (allow(OWN_SHADOW), 'only thing "pump-7"'),
        (
            allow("*", **condition("StringEquals", "iot:Connection.Thing.ThingTypeName", "x")),
            'only things of type "x"',
        ),
        (
            allow("*", **condition("StringLike", "iot:ClientId", "pump-*")),
            'only some client ID, for one "pump-lamp"',
        ),
        (
            allow("*", **condition("StringEquals", "iot:Certificate.Subject.CommonName", "a")),
            'only iot:certificate.subject.commonname "a"',
        ),
        (
            allow("*", **condition("StringNotEquals", "iot:ClientId", "pump-8")),
            "any device",
        ),
    ],
)
def test_classes_of_devices(tmp_path, capsys, statement, who):
    path = configuration(tmp_path, policy("device", statement))
    (one,) = asked(capsys, path, "iot:Publish", SHADOW)["can"]
    assert one["kind"] == "holders of"
    assert one["who"] == who


CONNECT = {"Effect": "Allow", "Action": "iot:Connect", "Resource": f"{ARN}client/pump-*"}


def test_a_client_connects_by_the_same_policies(tmp_path, capsys):
    receive = {"Effect": "Allow", "Action": "iot:Receive", "Resource": "*"}
    path = configuration(
        tmp_path,
        policy("pump", CONNECT, receive),
        policy("none", CONNECT, {**receive, **condition("StringEquals", "iot:ClientId", "lamp")}),
    )
    (one,) = asked(capsys, path, "iot:Receive", "topic/a")["can"]
    assert one["name"] == "aws_iot_policy.pump"
    assert one["who"].startswith('only some client ID, for one "pump-')
    assert one["witness"]["identity"]["client_id"].startswith("pump-")


def test_a_deny_of_another_policy_counts(tmp_path, capsys):
    path = configuration(
        tmp_path,
        DEVICES,
        policy("device", allow("*")),
        policy("guard", {**allow(f"{ARN}topic/$aws/*"), "Effect": "Deny"}),
        'resource "aws_iot_policy_attachment" "guard" {\n policy = aws_iot_policy.guard.name\n'
        ' target = aws_iot_certificate.all["pump-7"].arn\n}\n',
    )
    (one,) = asked(capsys, path, "iot:Publish", SHADOW)["can"]
    assert one["name"] == 'aws_iot_certificate.all["lamp-1"]'
    assert one["who"] == "its thing"


def test_policies_in_files_of_their_own(tmp_path, capsys):
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow(f"{ARN}topic/a")]})
    (tmp_path / "pump.json").write_text(document, encoding="utf-8")
    asked(capsys, tmp_path, "iot:Publish", "topic/a", code=1)
    (one,) = asked(capsys, tmp_path, "iot:Publish", "topic/a", "--documents")["can"]
    assert (one["kind"], one["name"]) == ("holders of", "pump.json")


def test_no_one_can(tmp_path, capsys):
    path = configuration(tmp_path, policy("device", allow(f"{ARN}topic/a")))
    assert asked(capsys, path, "iot:Publish", SHADOW, code=1)["can"] == []


def test_not_known(tmp_path, capsys):
    path = configuration(
        tmp_path, 'variable "t" {}\n', policy("device", allow(f"{ARN}topic/${{var.t}}"))
    )
    found = asked(capsys, path, "iot:Publish", SHADOW, code=3)
    assert found["can"] == []
    assert "var.t" in found["unknown"][0]["reason"]


def test_a_role_and_what_gives_it(tmp_path, capsys):
    path = configuration(
        tmp_path,
        """
resource "aws_iam_role" "r" {
  name                = "r"
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/AWSIoTDataAccess"]
}
resource "aws_iot_role_alias" "r" {
  alias    = "r"
  role_arn = aws_iam_role.r.arn
}
""",
    )
    (one,) = asked(capsys, path, "iot:Publish", SHADOW)["can"]
    assert (one["kind"], one["who"]) == ("role", "any caller that has it")
    assert one["given_by"] == [{"kind": "role alias", "name": "aws_iot_role_alias.r"}]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (("iot:Publish", "client/a"), 'iot:Publish is about topic/*, not "client/a"'),
        (("iot:Publish", "topic/+"), "is a filter, not a topic"),
        (("iot:Publsh", "topic/a"), 'AWS IoT has no action "iot:Publsh"'),
        (("s3:GetObject", "bucket/a"), "is not an ARN, which s3:GetObject needs"),
        (("iot:Publish", "arn:x"), '"arn:x" is not an ARN'),
        (("iot:*", "topic/a"), "is not the name of an action"),
        (("iot:Publish",), "required: RESOURCE"),
    ],
)
def test_usage_errors_are_one_sentence(capsys, question, sentence):
    assert main(["who-can", *question]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_text(tmp_path, capsys):
    path = configuration(tmp_path, DEVICES, policy("device", allow(OWN_SHADOW)))
    assert main(["who-can", "iot:Publish", SHADOW, str(path)]) == 0
    assert capsys.readouterr().out == (
        f"iot:Publish on {SHADOW}: 1 of 2 with a policy can\n"
        "\n"
        'certificate aws_iot_certificate.all["pump-7"]\n'
        '  only thing "pump-7"\n'
        '  by aws_iot_policy.device, through aws_iot_policy_attachment.all["pump-7"]\n'
        f"  such as iot:Publish on {ARN}{SHADOW},"
        ' client ID "pump-7", attached to thing "pump-7"\n'
        "\n"
    )


@pytest.fixture(scope="module")
def holders() -> tuple[Holder, ...]:
    project = Project.of_directory(str(ROOT / "iac_examples"))
    found = deployed_documents(project.resources())
    return policy_holders(one for one in found if not isinstance(one, BrokenResource))


def connects(documents: Sequence[Document], request: Request) -> bool | None:
    """Whether the client of the request may connect; ``None`` if it has none, or none at all may."""
    client = request.identity.client_id
    if not client or not deciding_connections(documents):
        return None
    place = ":".join(request.resource.split(":")[:5])
    asked = replace(request, action="iot:Connect", resource=f"{place}:client/{client}")
    return authorise(documents, asked).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iot:Connect", "client/sensor-1"),
        ("iot:Publish", SHADOW),
        ("iot:Subscribe", "topicfilter/#"),
        ("iot:Receive", "topic/building/control_room/door"),
    ],
)
def test_the_examples_have_the_answers_of_authorize(holders, action, resource):
    assert asked_action(action) is not None
    listed = unlisted = unknown = 0
    for holder in holders:
        for _, documents in holder.alternatives():
            arn = arn_of_resource(resource, documents)
            found = permission(documents, action, arn, iot_policy=holder.is_device)
            if isinstance(found, Permission):
                listed += 1
                assert authorise(documents, found.request).outcome is Outcome.ALLOWED
                assert connects(documents, found.request) is not False
            elif isinstance(found, Proof):
                unlisted += 1
                request = Request(action, arn)
                possible = possible_answers(documents, request, attachment_given=False)
                if possible is None:
                    assert authorise(documents, request).outcome is Outcome.DENIED, holder.name
                else:
                    allowed = possible.allowed
                    assert allowed is None or connects(documents, allowed) is False, holder.name
            else:
                assert isinstance(found, Unknown)
                unknown += 1
    assert unknown < listed
    assert listed > 10
    assert unlisted > 20
