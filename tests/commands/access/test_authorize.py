"""``checkov-aws-iot authorize`` on policies, Terraform and templates, through its main function."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from scans import ROOT

from checkov_aws_iot.commands.main import main

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Connect",
            "Effect": "Allow",
            "Action": "iot:Connect",
            "Resource": "arn:aws:iot:eu-west-1:111122223333:client/${iot:Connection.Thing.ThingName}",
        },
        {
            "Sid": "Telemetry",
            "Effect": "Allow",
            "Action": ["iot:Publish", "iot:Receive"],
            "Resource": "arn:aws:iot:*:*:topic/${iot:Connection.Thing.ThingName}/*",
        },
        {
            "Sid": "Office",
            "Effect": "Deny",
            "Action": "iot:Publish",
            "Resource": "arn:aws:iot:*:*:topic/*/admin",
            "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        },
    ],
}
SENSOR = ("--thing", "sensor-1", "--client-id", "sensor-1")


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(POLICY), encoding="utf-8")
    return str(path)


def ask(*arguments):
    return main(["authorize", *arguments])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*SENSOR, "--action", "iot:Connect"), 0),
        ((*SENSOR, "--action", "IOT:connect"), 0),
        (("--thing", "sensor-1", "--client-id", "other", "--action", "iot:Connect"), 1),
        (
            (
                *("--thing", "sensor-1", "--client-id", "other", "--exclusive"),
                *("--action", "iot:Publish", "--topic", "sensor-1/a"),
            ),
            0,
        ),
        ((*SENSOR, "--not-attached", "--action", "iot:Connect"), 1),
        ((*SENSOR, "--action", "iot:Publish", "--topic", "sensor-1/a"), 0),
        ((*SENSOR, "--action", "iot:Publish", "--topic", "sensor-2/a"), 1),
        ((*SENSOR, "--action", "iot:Publish", "--topic", "sensor-1/admin"), 3),
        (
            (
                *SENSOR,
                *("--action", "iot:Publish", "--topic", "sensor-1/admin"),
                *("--source-ip", "10.1.2.3"),
            ),
            0,
        ),
        (
            (
                *SENSOR,
                *("--action", "iot:Publish", "--topic", "sensor-1/admin"),
                *("--context", "aws:SourceIp=11.1.2.3"),
            ),
            1,
        ),
        (
            (
                *SENSOR,
                *("--action", "iot:Receive"),
                *("--resource-arn", "arn:aws:iot:us-east-1:1:topic/sensor-1/x"),
            ),
            0,
        ),
        ((*SENSOR, "--action", "iot:GetThingShadow"), 1),
        (("--action", "iot:ListRetainedMessages"), 1),
    ],
)
def test_the_exit_code_is_the_answer(policy, arguments, code):
    assert ask(policy, *arguments) == code


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--action", "iot:Publish"), "iot:Publish needs --topic"),
        (("--action", "iot:Connect"), "iot:Connect needs --client-id"),
        (("--action", "publish", "--topic", "a"), "is not the name of an action"),
        (("--action", "iot:*", "--topic", "a"), "is not the name of an action"),
        (("--action", "iot:Publsh", "--topic", "a"), 'no action "iot:Publsh"'),
        (("--action", "iot:Publish", "--topic", "a/#"), "is a filter, not a topic"),
        (("--action", "iot:Publish", "--topic", ""), "a topic is not empty"),
        (("--action", "iot:Connect", "--topic", "a"), "is not about a topic"),
        (("--action", "iot:GetThingShadow"), "needs --thing or --resource-arn"),
        (("--action", "iot:AssumeRoleWithCertificate"), "needs --resource-arn"),
        (("--action", "s3:GetObject"), "what does s3:GetObject act on"),
        (("--action", "iot:Publish", "--resource-arn", "topic/a"), "is not an ARN"),
        (
            ("--action", "iot:Publish", "--topic", "a", "--resource-arn", "*"),
            "both say what the request is about",
        ),
        (
            ("--action", "iot:Publish", "--topic", "a", "--exclusive"),
            "--exclusive needs --thing",
        ),
        (
            ("--action", "iot:Publish", "--topic", "a", "--certificate", "Shoe=9"),
            "is no attribute of certificates",
        ),
        (
            ("--action", "iot:Publish", "--topic", "a", "--context", "aws:SourceIp"),
            "--context takes NAME=VALUE",
        ),
        (("--action", "iot:Publish", "--topic", "a", "--resource", "x.y"), "no policy resource"),
        (("--action", "iot:Publsh", "--topic", "a"), 'did you mean "iot:Publish"?'),
        (("--action", "iot:Publish", "--topic", "a", "--account", "12"), "it has twelve digits"),
        (("--action", "iot:Publish", "--topic", "a", "--region", "Mars"), "is no Region such as"),
        (("--action", "iot:Publish", "--topic", "a", "--source-ip", "10.0.0.300"), "no IP address"),
        (("--action", "iot:Publish", "--topic", "a", "--thing", "a b"), "is no name of a thing"),
        (
            ("--action", "iot:Publish", "--topic", "a", "--certificate-id", "abc"),
            "it has 64 hex digits",
        ),
        (
            ("--action", "iot:Publish", "--topic", "a", "--certificate", "ComonName=a"),
            'did you mean "CommonName"?',
        ),
        (("--action",), "expected one argument"),
        (("--topic", "a"), "--action"),
    ],
)
def test_a_question_without_sense_is_refused_with_a_sentence(policy, arguments, sentence, capsys):
    assert ask(policy, *arguments) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is not valid JSON"),
        (b"[]", "is not a policy document"),
        (b'{"Version": "2012-10-17"}', "is not a policy document"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'{"Statement": 5}', "is not a policy document"),
    ],
)
def test_what_is_no_policy_is_refused(tmp_path, content, sentence, capsys):
    path = tmp_path / "policy.json"
    path.write_bytes(content)
    assert ask(str(path), "--action", "iot:Publish", "--topic", "a") == 2
    assert sentence in capsys.readouterr().err


def test_a_missing_file_is_refused(tmp_path, capsys):
    assert ask(str(tmp_path / "none.json"), "--action", "iot:Publish", "--topic", "a") == 2
    assert "does not exist" in capsys.readouterr().err


def test_the_answer_of_the_aws_command_line_is_a_policy_too(tmp_path):
    path = tmp_path / "policy.json"
    path.write_text(json.dumps({"policyName": "x", "policyDocument": json.dumps(POLICY)}))
    assert ask(str(path), *SENSOR, "--action", "iot:Connect") == 0


@pytest.mark.parametrize(
    ("actions", "resource", "request_for", "code"),
    [
        (["iam:PassRole"], "arn:aws:iam", ("iam:PassRole", "arn:aws:iam::111122223333:role/R"), 0),
        (["iot:CreateThing"], "arn:aws:iot", ("iot:CreateThing", "arn:aws:iot:*:1:thing/a"), 0),
        # It may be the policy of a device, and AWS IoT completes nothing.
        (["iot:Connect"], "arn:aws:iot", ("iot:Connect", "arn:aws:iot:*:1:client/a"), 1),
        (["*"], "arn:aws:iot", ("iot:CreateThing", "arn:aws:iot:*:1:thing/a"), 1),
    ],
)
def test_incomplete_arns_of_an_iam_policy_are_completed(
    tmp_path, actions, resource, request_for, code
):
    path = tmp_path / "policy.json"
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}), encoding="utf-8")
    action, arn = request_for
    assert ask(str(path), "--action", action, "--resource-arn", arn) == code


def test_several_policies_are_one_union(policy, tmp_path, capsys):
    more = tmp_path / "quarantine.json"
    more.write_text('{"Statement": {"Effect": "Deny", "Action": "iot:*", "Resource": "*"}}')
    assert ask(policy, str(more), *SENSOR, "--action", "iot:Connect") == 1
    assert f"decided by: {more} Statement[0] (Deny)" in capsys.readouterr().out


def test_the_text_says_who_decided_and_why_the_others_did_not(policy, capsys):
    ask(policy, *SENSOR, "--action", "iot:Publish", "--topic", "sensor-1/a")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "allowed: an Allow applies and no Deny does",
        (
            "  request: iot:Publish on arn:aws:iot:eu-west-1:111122223333:topic/sensor-1/a by client"
            ' "sensor-1" with a certificate attached to thing "sensor-1"'
        ),
        f'  decided by: {policy} Statement[1] "Telemetry" (Allow) [line 1]',
        f'  {policy} Statement[0] "Connect" (Allow) [line 1] does not name iot:Publish',
        (
            f'  {policy} Statement[2] "Office" (Deny) [line 1] "arn:aws:iot:*:*:topic/*/admin" does'
            " not match"
        ),
    ]


def test_json_for_programs(policy, capsys):
    code = ask(
        policy, *SENSOR, "--action", "iot:Publish", "--topic", "sensor-1/admin", "-o", "json"
    )
    answer = json.loads(capsys.readouterr().out)
    assert code == 3
    assert answer["outcome"] == "unknown"
    assert (
        answer["request"]["resource"] == "arn:aws:iot:eu-west-1:111122223333:topic/sensor-1/admin"
    )
    (only,) = answer["answers"]
    assert only["decided_by"]["sid"] == "Office"
    assert [statement["applies"] for statement in only["statements"]] == [False, True, None]


TERRAFORM = """
variable "open" {
  type = bool
}

resource "aws_iot_policy" "device" {
  name = "device"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Connect"
      Resource = var.open ? "*" : "arn:aws:iot:us-east-1:1:client/$${iot:Connection.Thing.ThingName}"
    }]
  })
}

resource "aws_iot_policy" "many" {
  for_each = toset(["a", "b"])
  name     = each.value
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:Publish"
      Resource = "arn:aws:iot:us-east-1:1:topic/${each.value}"
    }]
  })
}
"""


@pytest.fixture
def terraform(tmp_path):
    path = tmp_path / "main.tf"
    path.write_text(TERRAFORM, encoding="utf-8")
    return str(path)


def test_a_terraform_resource_under_every_condition(terraform, capsys):
    device = ("--resource", "aws_iot_policy.device", "--action", "iot:Connect")
    assert ask(terraform, *device, *SENSOR) == 0
    assert "whatever the conditions turn out to be" in capsys.readouterr().out
    assert ask(terraform, *device, "--client-id", "other") == 3
    output = capsys.readouterr().out
    assert "when `var.open` is true: allowed" in output
    assert "when `var.open` is false: denied" in output


def test_all_instances_of_a_resource_or_one(terraform):
    publish = ("--action", "iot:Publish", "--topic", "b")
    assert ask(terraform, "--resource", "aws_iot_policy.many", *publish) == 0
    assert ask(terraform, "--resource", 'aws_iot_policy.many["b"]', *publish) == 0
    assert ask(terraform, "--resource", 'aws_iot_policy.many["a"]', *publish) == 1


def test_several_resources_need_a_name(terraform, capsys):
    assert ask(terraform, "--action", "iot:Connect", "--client-id", "x") == 2
    assert "name one with --resource" in capsys.readouterr().err


TEMPLATE = """
Parameters:
  Filter:
    Type: String
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Subscribe
            Resource: !Sub arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topicfilter/${Filter}
          - Effect: Deny
            Action: iot:Subscribe
            Resource: !Sub arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topicfilter/admin
"""


@pytest.mark.parametrize("address", [(), ("--resource", "Policy")])
def test_a_template(tmp_path, address):
    path = tmp_path / "stack.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    subscribe = ("--action", "iot:Subscribe", "--topic")
    assert ask(str(path), *address, *subscribe, "admin") == 1
    assert ask(str(path), *address, *subscribe, "news") == 3


def test_help_is_no_error(capsys):
    assert ask("--help") == 0
    assert "Exit code 0: allowed" in capsys.readouterr().out


def test_the_example_of_the_readme(repository, monkeypatch, capsys):
    readme = (repository / "README.md").read_text(encoding="utf-8")
    section = readme.partition("<!-- authorize command -->")[2]
    _, command, _, output, *_ = re.split(r"```(?:console|text)?\n", section)
    program, *arguments = shlex.split(command)
    monkeypatch.chdir(repository)
    assert program == "checkov-aws-iot"
    assert main(arguments) == 1
    assert capsys.readouterr().out == output


def allow(resource, action="iot:Publish", **condition):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


OWN_TOPIC = "arn:aws:iot:eu-west-1:111122223333:topic/${iot:Connection.Thing.ThingName}/a"
TOPIC = "arn:aws:iot:eu-west-1:111122223333:topic/a"


@pytest.mark.parametrize(
    ("statements", "given", "code", "added"),
    [
        ([allow(TOPIC)], "", 0, ""),
        ([allow(TOPIC, StringLike={"iot:ClientId": "dev-*"})], "", 3, "--client-id dev-"),
        ([allow(TOPIC, StringLike={"iot:ClientId": "dev-*"})], "--client-id dev-1", 0, ""),
        ([allow(TOPIC, StringLike={"iot:ClientId": "dev-*"})], "--client-id pump", 1, ""),
        (
            [allow(TOPIC, StringEquals={"iot:Certificate.Subject.CommonName": "x"})],
            "--client-id c",
            3,
            "--certificate Subject.CommonName=x",
        ),
        (
            [allow(TOPIC, StringEquals={"iot:Certificate.Subject.CommonName": "x"})],
            "--certificate CommonName=y",
            1,
            "",
        ),
        (
            [allow(TOPIC, IpAddress={"aws:SourceIp": "10.1.0.0/16"})],
            "",
            3,
            "--context aws:SourceIp=10.1.",
        ),
        (
            [allow(TOPIC, DateGreaterThan={"aws:CurrentTime": "2031-01-01T00:00:00Z"})],
            "",
            3,
            "--context aws:CurrentTime=2031-",
        ),
        ([allow(TOPIC, Bool={"iot:Connection.Thing.IsAttached": "true"})], "", 3, "--client-id "),
        (
            [allow(TOPIC, Bool={"iot:Connection.Thing.IsAttached": "true"})],
            "--not-attached",
            1,
            "",
        ),
        # Whatever it is.
        (
            [
                allow(TOPIC, StringEquals={"iot:ClientId": "x"}),
                allow(TOPIC, StringNotEquals={"iot:ClientId": "x"}),
            ],
            "",
            0,
            "",
        ),
        (
            [
                allow(
                    TOPIC,
                    StringEquals={"iot:ClientId": "x"},
                    StringNotEquals={"iot:ClientId": "x"},
                )
            ],
            "",
            1,
            "",
        ),
        (
            [
                allow(TOPIC),
                {
                    **allow(TOPIC, StringEquals={"aws:SourceVpce": "vpce-1"}),
                    "Effect": "Deny",
                },
            ],
            "",
            3,
            "",
        ),
    ],
)
def test_what_is_not_given_may_be_anything(tmp_path, statements, given, code, added, capsys):
    path = tmp_path / "policy.json"
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    publish = ("--action", "iot:Publish", "--topic", "a")
    assert ask(str(path), *publish, *given.split()) == code
    output = capsys.readouterr().out
    assert ("depends on what is not given" in output) is (code == 3)
    assert f"allowed with {added}" in output or not added


def test_what_has_to_be_added_makes_it_allowed(tmp_path, capsys):
    path = tmp_path / "policy.json"
    condition = {
        "StringLike": {"iot:Certificate.Subject.CommonName": "c-*"},
        "IpAddress": {"aws:SourceIp": "10.1.0.0/16"},
    }
    document = {"Version": "2012-10-17", "Statement": allow(OWN_TOPIC, **condition)}
    path.write_text(json.dumps(document))
    publish = (str(path), "--action", "iot:Publish", "--topic", "pump-7/a")
    assert ask(*publish) == 3
    advice = capsys.readouterr().out.partition("allowed with ")[2].splitlines()[0]
    assert ask(*publish, *shlex.split(advice)) == 0
    assert "--thing pump-7" in advice


def test_the_policies_of_a_plan(capsys):
    plan = str(ROOT / "tests/terraform/plan/plans/places.json")
    question = ("--action", "iot:Connect", "--client-id", "any")
    assert ask(plan, "--resource", "aws_iot_policy.one", *question) == 0
    assert "aws_iot_policy.one Statement[0]" in capsys.readouterr().out
    assert ask(plan, "--resource", 'module.sub["x"].aws_iot_policy.open', *question) == 0
    assert ask(plan, "--resource", "aws_iot_policy.on", *question) == 2
    assert 'did you mean "aws_iot_policy.one"?' in capsys.readouterr().err


def test_values_of_variables_decide(tmp_path, capsys):
    text = """
variable "client" {}
resource "aws_iot_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "iot:Connect"
    Resource = "arn:aws:iot:eu-west-1:123456789012:client/${var.client}"
  }] })
}
"""
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (tmp_path / "prod.tfvars").write_text('client = "pump"\n', encoding="utf-8")
    question = [str(tmp_path), "--action", "iot:Connect", "--client-id", "pump"]
    assert ask(*question) == 3
    assert ask(*question, "--var-file", str(tmp_path / "prod.tfvars")) == 0
    assert ask(*question, "--var-file", "nowhere.tfvars") == 2
    assert "nowhere.tfvars" in capsys.readouterr().err
