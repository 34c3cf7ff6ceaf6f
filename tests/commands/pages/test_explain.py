"""The pages in the terminal: the same text as the docs, from the pack alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import indent

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import PACK, ROOT

from checkov_aws_iot import scan
from checkov_aws_iot.commands.pages.explain import explain
from checkov_aws_iot.commands.pages.rule_page import resource_types
from checkov_aws_iot.commands.pages.terminal_page import terminal_page
from checkov_aws_iot.commands.pages.topics import suppressing, topics
from checkov_aws_iot.findings.best_practice import BestPractice
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.rules.catalog import CATALOGUE, rules

IDS = ("CKV_IOT_000", *(entry.id for entry in CATALOGUE))


def words(text: str) -> list[str]:
    """The words of a text, whatever its layout."""
    return re.findall(r"[\w$:./*{}-]+", text)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert explain(arguments) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("check_id", IDS)
def test_a_page_says_every_word_of_the_docs_before_the_examples(
    check_id: str, capsys: pytest.CaptureFixture[str]
):
    page = (ROOT / f"docs/checks/{check_id}.md").read_text(encoding="utf-8")
    wanted = words(re.split(r"^## Example|^## How to suppress", page, flags=re.MULTILINE)[0])
    # What a dash or the language of a block says is layout.
    wanted = [word for word in wanted if word.strip("-") and word not in {"json", "hcl"}]
    shown = words(printed(capsys, check_id))
    missing = [word for word in wanted if word not in shown and f"{word}:" not in shown]
    assert missing == []


def test_an_id_may_be_short_or_in_small_letters(capsys: pytest.CaptureFixture[str]):
    texts = {printed(capsys, name) for name in ("CKV_IOT_203", "203", "ckv_iot_203")}
    assert len(texts) == 1


def test_every_topic_has_a_page_and_stands_in_the_list(capsys: pytest.CaptureFixture[str]):
    listed = printed(capsys, "--all")
    for name in (*IDS, *(topic for topic, _ in topics())):
        assert re.search(rf"^{name} ", listed, re.MULTILINE)
        assert len(printed(capsys, name).splitlines()) >= 3


def test_the_page_of_a_best_practice_names_its_checks(capsys: pytest.CaptureFixture[str]):
    shown = printed(capsys, "confused-deputy")
    wanted = {each.id for each in rules() if each.best_practice is BestPractice.CONFUSED_DEPUTY}
    assert set(re.findall(r"CKV_IOT_\d{3}", shown)) == wanted


@pytest.mark.parametrize("name", ["aws_iot_policy", "aws::iot::policy"])
def test_the_page_of_a_resource_type_names_its_checks(
    name: str, capsys: pytest.CaptureFixture[str]
):
    wanted = {each.id for each in rules() if name in {t.lower() for t in resource_types(each)}}
    assert set(re.findall(r"CKV_IOT_\d{3}", printed(capsys, name))) == wanted
    assert "CKV_IOT_101" in wanted


def test_the_pack_alone_is_enough(tmp_path: Path):
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    completed = command("explain", "101", cwd=tmp_path, pack=pack)
    assert (completed.returncode, completed.stderr) == (0, "")
    assert completed.stdout.startswith("CKV_IOT_101: Ensure")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("CKV_IOT_1O1", 'did you mean "CKV_IOT_101"?'),
        ("client-id", 'did you mean "client-ids"?'),
        ("aws_iot_polcy", 'did you mean "aws_iot_policy"?'),
        ("weather", "checkov-aws-iot explain --all lists them"),
    ],
)
def test_a_misspelt_name_ends_with_2_and_a_hint(name: str, hint: str):
    completed = command("explain", name)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (f'checkov-aws-iot: there is no check or topic "{name}"; {hint}\n')


def test_without_a_name_it_says_how_to_get_one():
    completed = command("explain")
    assert completed.returncode == 2
    assert "explain --all" in completed.stderr


def test_a_scan_hints_at_a_misspelt_check(tmp_path: Path):
    completed = command("scan", str(tmp_path), "--check", "CKV_IOT_2O3")
    assert completed.returncode == 2
    assert 'did you mean "CKV_IOT_203"?' in completed.stderr


def test_a_finding_in_the_terminal_names_the_command_and_the_data_formats_do_not(tmp_path: Path):
    policy = CONNECT_POLICY.format(name="open", id="*")
    (tmp_path / "main.tf").write_text(policy, encoding="utf-8")
    completed = command("scan", ".", "--compact", "--quiet", cwd=tmp_path)
    text = " ".join(completed.stdout.split())
    assert text.count("explain") == 1
    assert f"checkov-aws-iot explain CKV_IOT_101 {guideline('CKV_IOT_101')}" in text
    completed = command("scan", ".", "-o", "json", cwd=tmp_path)
    (record,) = (record for _, _, record in reported(completed, "failed_checks"))
    assert record["guideline"].endswith("/CKV_IOT_101.md")
    assert "checkov-aws-iot explain" not in completed.stdout


PAGE = """\
# Title

A paragraph that is
long, with [a link](https://example.com/a/very/long/address/that/is/never/broken).

## Section
```json
{ "code": "is never broken, however long the line is" }

{}
```
- a row that is so long that it needs two lines
- short
"""


def test_a_page_is_laid_out_for_the_width_of_the_terminal():
    assert (
        terminal_page(PAGE, 40, bold=False)
        == """\
Title

  A paragraph that is long, with a link:
  https://example.com/a/very/long/address/that/is/never/broken.

Section

    { "code": "is never broken, however long the line is" }

    {}

  - a row that is so long that it needs
    two lines
  - short
"""
    )
    assert terminal_page("# Title\n", 40, bold=True) == "\x1b[1mTitle\x1b[0m\n"


POLICY = """
Resources:
  Open:
    Type: AWS::IoT::Policy
{metadata}    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Action: iot:Connect, Resource: "*"}}]
"""


def test_a_finding_is_suppressed_as_the_page_says(tmp_path: Path):
    text = suppressing("CKV_IOT_101")
    (comment,) = re.findall(r"```hcl\n(.*?)\n```", text, re.DOTALL)
    (metadata,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    terraform = CONNECT_POLICY.format(name="open", id="*").replace(
        '  name = "open"', f'  {comment}\n  name = "open"'
    )
    (tmp_path / "main.tf").write_text(terraform, encoding="utf-8")
    template = POLICY.format(metadata=indent(metadata, "    "))
    (tmp_path / "stack.template").write_text(template, encoding="utf-8")
    records = scan(tmp_path, checks=["CKV_IOT_101"])["records"]
    reason = "the reason, for whoever reads the code next"
    assert {
        (record["resource"], record["result"], record["comment"].strip()) for record in records
    } == {
        ("aws_iot_policy.open", "SKIPPED", reason),
        ("AWS::IoT::Policy.Open", "SKIPPED", reason),
    }
