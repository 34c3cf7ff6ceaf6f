"""Which edits count: the first that holds, without others that do not, and never one that allows more."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes import mending
from checkov_aws_iot.fixes.mending import Mended, mended

ARN = "arn:aws:iot:us-east-1:123456789012"
OWN = "$${iot:Connection.Thing.ThingName}"


def policy(name: str, *statements: str) -> str:
    listed = "".join(f"      {{ {one} }},\n" for one in statements)
    return (
        f'resource "aws_iot_policy" "{name}" {{\n  name = "{name}"\n  policy = jsonencode({{\n'
        f'    Version = "2012-10-17"\n    Statement = [\n{listed}    ]\n  }})\n}}\n'
    )


def allow(action: str, *resources: str) -> str:
    listed = ", ".join(f'"{ARN}:{one}"' for one in resources)
    return f'Effect = "Allow", Action = "iot:{action}", Resource = [{listed}]'


def result_of(root: Path, text: str) -> Mended:
    (root / "main.tf").write_text(text, encoding="utf-8")
    return mended(Project.of_directory(str(root)))


CONNECT = allow("Connect", f"client/{OWN}")
DEAD = [
    # A spelling that would reach all things, were it right, becomes the device's own.
    ("topicfilter/$${aws}/things/*/shadow/*", f"topicfilter/$aws/things/{OWN}/shadow/*"),
    # And one that is right as it is stays what it was meant to be.
    (f"topicfilter/$${{aws}}/things/{OWN}/jobs/*", f"topicfilter/$aws/things/{OWN}/jobs/*"),
    ("topic/news", "topicfilter/news"),
]


@pytest.mark.parametrize(("dead", "expected"), DEAD)
def test_a_grant_that_matches_nothing_becomes_one_that_is_no_other_fault(tmp_path, dead, expected):
    result = result_of(tmp_path, policy("a", CONNECT, allow("Subscribe", "topicfilter/b", dead)))
    assert result.left == []
    assert result.after["main.tf"] == policy(
        "a", CONNECT, allow("Subscribe", "topicfilter/b", expected)
    )


def test_what_aws_tells_of_events_is_not_opened_to_devices(tmp_path):
    dead = allow("Subscribe", "topicfilter/b", "topic/$aws/events/jobExecution/*")
    result = result_of(tmp_path, policy("a", CONNECT, dead))
    assert result.after["main.tf"] == policy("a", CONNECT, allow("Subscribe", "topicfilter/b"))


def test_one_name_of_a_thing_becomes_a_condition_on_the_device(tmp_path):
    result = result_of(tmp_path, policy("a", allow("Publish", "topic/$aws/things/pump/jobs/*")))
    assert result.left == []
    text = result.after["main.tf"]
    assert f"topic/$aws/things/{OWN}/jobs/*" in text
    assert '"iot:Connection.Thing.ThingName" = "pump"' in text


def test_topics_that_are_named_for_all_devices_are_left(tmp_path):
    result = result_of(tmp_path, policy("a", CONNECT, allow("Receive", "topic/broadcast/*"),
                                        allow("Subscribe", "topicfilter/broadcast/*")))  # fmt: skip
    assert result.after == {}
    assert {one.reason for one in result.left} == {
        "its name says that devices share it: write out the names that there are"
    }


def test_an_edit_that_does_not_hold_takes_no_other_with_it(tmp_path, monkeypatch):
    """Each policy has one edit that holds; every third one has another that does not."""
    bad = f'Effect = "Allow", Action = "iot:Publish", NotResource = "{ARN}:topic/admin/*"'
    good = allow("Connect", "client/*")
    parts = [policy(f"p{n}", good, *([bad] if n % 3 == 0 else [])) for n in range(12)]
    judged = []
    judge = mending._judged
    monkeypatch.setattr(mending, "_judged", lambda *given: judged.append(given) or judge(*given))
    result = result_of(tmp_path, "\n".join(parts))
    mended_here = {fault.resource.name for fix in result.fixes for fault in fix.faults}
    assert mended_here == {f"aws_iot_policy.p{n}" for n in range(12)}
    assert {one.fault.resource.name for one in result.left} == {
        f"aws_iot_policy.p{n}" for n in range(0, 12, 3)
    }
    assert len(judged) <= 8


def test_what_makes_a_grant_live_hides_nothing_that_another_edit_adds(tmp_path):
    """The policy without a dead grant has an edit that allows more; it is refused all the same."""
    dead = policy("dead", CONNECT, allow("Subscribe", "topic/news"))
    open_ = policy(
        "open", f'Effect = "Allow", Action = "iot:Publish", NotResource = "{ARN}:topic/admin/*"'
    )
    result = result_of(tmp_path, dead + open_)
    assert [fault.check for fix in result.fixes for fault in fix.faults] == ["CKV_IOT_205"]
    assert open_ in result.after["main.tf"]


COGNITO = """
resource "aws_cognito_identity_pool_roles_attachment" "a" {{
  identity_pool_id = "us-east-1:0"
  roles = {{ authenticated = aws_iam_role.a.arn }}
}}

resource "aws_iam_role" "a" {{
  name = "a"
}}

resource "aws_iam_role_policy" "a" {{
  role = aws_iam_role.a.id
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}]
  }})
}}
"""


def test_actions_that_need_other_resources_are_not_taken_away(tmp_path):
    actions = '["iot:Connect", "iot:AttachPolicy"]'
    result = result_of(tmp_path, COGNITO.format(actions=actions))
    assert "main.tf" not in result.after
    assert "the statement is for iot:AttachPolicy as well, which needs other resources" in {
        one.reason for one in result.left
    }
    result = result_of(tmp_path, COGNITO.format(actions='"iot:Connect"'))
    assert "client/$${cognito-identity.amazonaws.com:sub}" in result.after["main.tf"]
