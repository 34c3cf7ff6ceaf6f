"""The policy of a claim certificate becomes that of provisioning, where the template is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended

ARN = "arn:aws:iot:us-east-1:123456789012"
CREATE = "$aws/certificates/create/*"
PROVISION = "$aws/provisioning-templates/{}/provision/*"
FLEET = (
    'resource "aws_iot_provisioning_template" "{0}" {{\n  name                  = "{0}"\n'
    '  provisioning_role_arn = "arn:aws:iam::123456789012:role/p"\n  template_body = "{{}}"\n}}\n'
)


def policy(*statements: tuple[str, list[str]]) -> str:
    listed = "".join(
        f'      {{ Effect = "Allow", Action = "iot:{action}", Resource = [{_listed(resources)}] }},\n'
        for action, resources in statements
    )
    return (
        'resource "aws_iot_policy" "claim" {\n  name = "claim"\n  policy = jsonencode({\n'
        f'    Version = "2012-10-17"\n    Statement = [\n{listed}    ]\n  }})\n}}\n'
    )


def _listed(resources: list[str]) -> str:
    return ", ".join(f'"{one}"' if one == "*" else f'"{ARN}:{one}"' for one in resources)


def topics(name: str, kind: str = "topic") -> list[str]:
    return [f"{kind}/{CREATE}", f"{kind}/{PROVISION.format(name)}"]


CASES = {
    "a template by a wildcard": (
        ("Publish", topics("*")),
        ("Publish", topics("fleet")),
    ),
    "a filter for everything": (
        ("Subscribe", ["topicfilter/*"]),
        ("Subscribe", topics("fleet", "topicfilter")),
    ),
    "another topic beside them": (
        ("Publish", [*topics("fleet"), "topic/news"]),
        ("Publish", topics("fleet")),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_but_the_topics_of_provisioning_is_left(tmp_path: Path, case: str):
    before, expected = CASES[case]
    named = ("Publish", topics("fleet"))
    after, left = result_of(tmp_path, policy(named, before))
    assert (after, left) == (policy(named, expected), [])


def test_the_only_template_of_the_scan_is_the_one(tmp_path: Path):
    after, left = result_of(tmp_path, FLEET.format("fleet") + policy(("Publish", topics("*"))))
    assert left == []
    assert after == FLEET.format("fleet") + policy(("Publish", topics("fleet")))


@pytest.mark.parametrize("templates", [(), ("a", "b")])
def test_without_one_or_with_several_it_is_left(tmp_path: Path, templates: tuple[str, ...]):
    scanned = "".join(map(FLEET.format, templates))
    after, left = result_of(tmp_path, scanned + policy(("Publish", topics("*"))))
    assert left == ["which template the certificate is for is not known"]
    assert after == ""


def test_a_statement_about_something_else_is_left(tmp_path: Path):
    text = policy(("Publish", topics("fleet")), ("GetThingShadow", ["thing/a"]))
    _, left = result_of(tmp_path, text)
    assert left == ["the statement has to go: a claim certificate needs nothing of it"]


def test_no_thing_is_named_in_it(tmp_path: Path):
    """The certificate of a batch belongs to none, so that a variable for it has no value."""
    text = policy(("Publish", topics("fleet")), ("GetThingShadow", ["*"]))
    after, _ = result_of(tmp_path, text, "CKV_IOT_202")
    assert "ThingName" not in after


def result_of(root: Path, text: str, check: str = "CKV_IOT_403") -> tuple[str, list[str]]:
    """The file afterwards, and why findings are left."""
    (root / "main.tf").write_text(text, encoding="utf-8")
    result = mended(Project.of_directory(str(root)), lambda entry, _: entry.id == check)
    return result.after.get("main.tf", ""), [one.reason for one in result.left]
