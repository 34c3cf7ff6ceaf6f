"""What the Serverless Framework makes of its own file: roles and topic rules of functions."""

from __future__ import annotations

import pytest

PROVIDER = """\
service: fleet
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: logs:PutLogEvents
          Resource: "*"
        - Effect: Allow
          Action: iot:*
          Resource: "*"
functions:
  send:
    handler: send.main
"""
OLDER = """\
service: fleet
provider:
  name: aws
  iamRoleStatements:
    - Effect: Allow
      Action: [iot:Connect, iot:Publish]
      Resource: !Sub arn:aws:iot:${AWS::Region}:${AWS::AccountId}:*
functions:
  send:
    handler: send.main
"""
FUNCTIONS = """\
service: fleet
provider: {name: aws}
functions:
  open:
    handler: a.main
    iamRoleStatements:
      - Effect: Allow
        Action: iot:Publish
        Resource: "*"
  named:
    handler: b.main
    iamRoleStatements:
      - Effect: Allow
        Action: iot:Publish
        Resource: arn:aws:iot:#{AWS::Region}:${aws:accountId}:topic/${self:service}/alarms
  tester:
    handler: c.main
    iamRoleStatements:
      - Effect: Allow
        Action: [iotdeviceadvisor:*, iam:PassRole]
        Resource: "*"
  other:
    handler: d.main
    iamRoleStatements:
      - Effect: Allow
        Action: dynamodb:GetItem
        Resource: "*"
  plain:
    handler: e.main
resources:
  Resources:
    Things: {Type: AWS::IoT::ThingGroup}
"""
WITH_RULES = ("CKV_IOT_001", "CKV_IOT_102", "CKV_IOT_208", "CKV_IOT_209")


@pytest.fixture
def serverless(scan):
    def run(text: str, name: str = "serverless.yml", **files: str):
        return scan({name: text, **files}, frameworks=("serverless",))

    return run


@pytest.mark.parametrize("name", ["serverless.yml", "app/serverless.yaml"])
def test_statements_of_the_default_role(serverless, name: str) -> None:
    found = serverless(PROVIDER, name)
    assert found.of(*WITH_RULES) == {
        ("CKV_IOT_001", "provider"): "PASSED",
        ("CKV_IOT_102", "provider"): "FAILED",
        ("CKV_IOT_208", "provider"): "FAILED",
        ("CKV_IOT_209", "provider"): "PASSED",
    }
    assert found.evaluated_keys("CKV_IOT_208", "provider") == [
        "iam/role/statements/[1]/Resource",
        "iam/role/statements/[1]/Action",
    ]
    lines = found.details("CKV_IOT_208", "provider")
    assert [line.partition(" lets ")[0] for line in lines] == [
        'Statement[1]: Resource "*"',
        'Statement[1]: Action "iot:*"',
    ]
    assert all(line.endswith(f" [{name}:10]") for line in lines)


def test_statements_of_the_default_role_as_they_used_to_be_written(serverless) -> None:
    found = serverless(OLDER)
    assert found.failed("CKV_IOT_102") == found.failed("CKV_IOT_208") == {"provider"}


def test_checkov_copies_them_into_functions_where_nobody_wrote_them(serverless) -> None:
    assert {resource for _, resource in serverless(OLDER).verdicts} == {"provider"}


def test_statements_of_functions(serverless) -> None:
    found = serverless(FUNCTIONS)
    assert found.of(*WITH_RULES) == {
        ("CKV_IOT_001", "open"): "PASSED",
        ("CKV_IOT_001", "named"): "PASSED",
        ("CKV_IOT_001", "tester"): "PASSED",
        ("CKV_IOT_102", "open"): "PASSED",
        ("CKV_IOT_102", "named"): "PASSED",
        ("CKV_IOT_208", "open"): "FAILED",
        ("CKV_IOT_208", "named"): "PASSED",
        ("CKV_IOT_209", "open"): "PASSED",
        ("CKV_IOT_209", "named"): "PASSED",
        ("CKV_IOT_209", "tester"): "FAILED",
    }
    assert found.evaluated_keys("CKV_IOT_208", "open") == ["iamRoleStatements/[0]/Resource"]


def test_a_role_of_its_own_puts_the_statements_out_of_effect(serverless) -> None:
    custom = OLDER.replace(
        "  name: aws\n", "  name: aws\n  role: arn:aws:iam::123456789012:role/r\n"
    )
    assert serverless(custom).verdicts == {}


@pytest.mark.parametrize(
    "role", ["arn:aws:iam::123456789012:role/r", "{Fn::GetAtt: [Own, Arn]}", "!Ref Own", "Own"]
)
def test_a_role_that_stands_elsewhere_puts_the_older_statements_out_of_effect(
    serverless, role: str
) -> None:
    custom = OLDER.replace("  name: aws\n", f"  name: aws\n  iam:\n    role: {role}\n")
    assert serverless(custom).verdicts == {}
    named = OLDER.replace("  name: aws\n", "  name: aws\n  iam:\n    role: {name: own}\n")
    assert serverless(named).failed("CKV_IOT_102") == {"provider"}


def test_a_role_that_stands_elsewhere_has_no_statements(serverless) -> None:
    role = PROVIDER[: PROVIDER.index("    role:")] + "    role: arn:aws:iam::123456789012:role/r\n"
    assert serverless(role).verdicts == {}


def test_a_provider_that_is_but_a_name(serverless) -> None:
    assert serverless("service: s\nprovider: aws\nfunctions: {f: {handler: a.b}}\n").verdicts == {}


def test_what_is_not_known_is_told_beside_what_is(serverless) -> None:
    text = FUNCTIONS.replace(
        "      - Effect: Allow\n        Action: iot:Publish\n        Resource: arn",
        "      - ${self:custom.more}\n"
        "      - Effect: Allow\n        Action: iot:Publish\n        Resource: arn",
    )
    found = serverless(text)
    assert found.failed("CKV_IOT_001") == {"named"}
    assert "named" not in found.passed("CKV_IOT_208")
    assert found.details("CKV_IOT_001", "named") == [
        "iamRoleStatements: `self:custom.more` is a variable of the Serverless Framework"
    ]


def test_what_stands_in_another_file_is_not_known(serverless) -> None:
    text = "service: s\nprovider:\n  name: aws\n  iamRoleStatements:\n    - ${file(more.yml)}\n"
    more = "Effect: Allow\nAction: iot:*\nResource: '*'\n"
    assert serverless(text, **{"more.yml": more}).verdicts == {}


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("${file(iot.yml):actions}", "file(iot.yml):actions"),
        ("${file(iot.${opt:stage}.yml):actions}", "file(iot.${opt:stage}.yml):actions"),
    ],
)
def test_an_action_from_another_file_is_not_known(serverless, written: str, action: str) -> None:
    before = "Action: iot:Publish\n        Resource: arn"
    after = f"Action: [iot:Publish, '{written}']\n        Resource: arn"
    found = serverless(FUNCTIONS.replace(before, after))
    # Whatever the action is, it is one on this topic.
    assert found.of("CKV_IOT_209") == {
        ("CKV_IOT_209", "open"): "PASSED",
        ("CKV_IOT_209", "tester"): "FAILED",
    }
    assert found.details("CKV_IOT_001", "named") == [
        f"iamRoleStatements: `{action}` is a variable of the Serverless Framework"
    ]


def test_skips_stand_in_the_function(serverless) -> None:
    text = FUNCTIONS.replace(
        "    handler: a.main\n", "    # checkov:skip=CKV_IOT_208:for a test\n    handler: a.main\n"
    )
    assert serverless(text).verdicts["CKV_IOT_208", "open"] == "SKIPPED"


def test_other_providers_are_nobodys_business(serverless) -> None:
    assert serverless(PROVIDER.replace("name: aws", "name: azure")).verdicts == {}


EVENTS = """\
service: fleet
provider: {name: aws}
functions:
  activate-device:
    handler: a.main
    events:
      - schedule: rate(1 day)
      - iot:
          sql: SELECT * FROM '$aws/events/certificates/registered/#'
      - iot: {sql: SELECT * FROM 'alarms', enabled: false}
  daily:
    handler: b.main
    events: [{schedule: rate(1 day)}]
  plain: {handler: c.main}
resources:
  Resources:
    Authority:
      Type: AWS::IoT::CACertificate
      Properties: {CACertificatePem: pem, Status: ACTIVE, AutoRegistrationStatus: ENABLE}
"""


def test_topic_rules_that_are_events_of_functions(serverless) -> None:
    found = serverless(EVENTS)
    assert found.of("CKV_IOT_404", "CKV_IOT_501", "CKV_IOT_502") == {
        ("CKV_IOT_404", "AWS::IoT::CACertificate.Authority"): "PASSED",
        ("CKV_IOT_502", "activate-device"): "FAILED",
    }
    assert [
        line.partition(" cannot ")[0] for line in found.details("CKV_IOT_502", "activate-device")
    ] == [f"a message that the event events/[{index}]/iot" for index in (1, 2)]
    silent = serverless(EVENTS.replace("certificates/registered", "presence/connected"))
    assert silent.failed("CKV_IOT_404") == {"AWS::IoT::CACertificate.Authority"}


def test_an_event_that_stands_in_another_file_is_a_rule_on_some_topic(serverless) -> None:
    included = EVENTS.replace("SELECT * FROM 'alarms', enabled: false}", "SELECT * FROM 'alarms'}")
    included = included.replace(
        "iot:\n          sql: SELECT * FROM '$aws/events/certificates/registered/#'",
        "iot: ${file(event.yml)}",
    )
    found = serverless(included, **{"event.yml": "sql: SELECT * FROM 'x'\n"})
    assert found.of("CKV_IOT_404", "CKV_IOT_502") == {("CKV_IOT_502", "activate-device"): "FAILED"}
    assert len(found.details("CKV_IOT_502", "activate-device")) == 2
