"""Policies that are typed key by key, and what is kept while they cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS
from checkov_aws_iot.editing.completions import completions
from checkov_aws_iot.editing.document_pages import document_page
from checkov_aws_iot.editing.hovers import word_page
from checkov_aws_iot.editing.mends import edits_for, edits_for_all
from checkov_aws_iot.editing.open_files import OpenFiles
from checkov_aws_iot.editing.session import MOST_SCOPES, Session
from checkov_aws_iot.editing.text_lines import TextLines
from checkov_aws_iot.fixes.text_edit import patched

DATA = """\
data "aws_iam_policy_document" "device" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["arn:aws:iot:eu-west-1:123456789012:client/*"]
  }
}

resource "aws_iot_policy" "device" {
  policy = data.aws_iam_policy_document.device.json
}
"""
YAML = """\
Resources:
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [iot:Connect]
            Resource: !Sub arn:aws:iot:${AWS::Region}:${AWS::AccountId}:client/*
"""
STATEMENT = {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]}, indent=1)
HEREDOC = CONNECT_POLICY.format(name="device", id="*")
TEXTS = {"data.tf": DATA, "main.tf": HEREDOC, "stack.yaml": YAML, "policy.json": DOCUMENT}


def session_of(root: Path, name: str, text: str) -> tuple[Session, str]:
    path = str(root / name)
    session = Session(OpenFiles([str(root)]), NO_CONVENTIONS)
    session.files.put(path, TextLines(text))
    return session, path


def found(session: Session, path: str) -> set[str]:
    return {
        notice.record.entry.id
        for scope in session.live_scopes()
        for notice in session.answers(scope)[path].notices
    }


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_breaks_while_a_policy_is_typed(tmp_path: Path, name: str):
    text = TEXTS[name]
    session, path = session_of(tmp_path, name, "")
    for end in (*range(0, len(text), 3), len(text)):
        typed = text[:end]
        session.files.put(path, TextLines(typed))
        for scope in session.live_scopes():
            answers = session.answers(scope)
            assert not any(answer.is_broken for answer in answers.values())
            if current := session.last(path):
                document_page(*current, end)
        completions(typed, end, path)
        word_page(typed, end, path)
    assert "CKV_IOT_101" in found(session, path)


@pytest.mark.parametrize("name", TEXTS)
def test_each_edit_takes_its_finding_away_from_the_unsaved_text(tmp_path: Path, name: str):
    session, path = session_of(tmp_path, name, TEXTS[name])
    current = session.current(path)
    assert current is not None
    judged, file = current
    (notice,) = [one for one in judged.notices if one.record.entry.id == "CKV_IOT_101"]
    one = patched(TEXTS[name], edits_for(judged, notice))
    assert one == patched(TEXTS[name], edits_for_all(judged, file))
    session.files.put(path, TextLines(one))
    assert found(session, path) == set()


def test_what_is_kept_has_an_end(tmp_path: Path):
    session, _ = session_of(tmp_path, "m0/main.tf", HEREDOC)
    for number in range(1, MOST_SCOPES + 3):
        session.files.put(str(tmp_path / f"m{number}/main.tf"), TextLines(HEREDOC))
    scopes = session.live_scopes()
    assert len(scopes) == MOST_SCOPES + 3
    for scope in scopes:
        session.answers(scope)
    assert sum(session.judged(scope) is not None for scope in scopes) == MOST_SCOPES
