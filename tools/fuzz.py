"""Coverage-guided fuzzing of the path from text to verdict.

Usage: python -m tools.fuzz TARGET [--minutes 10] [--corpus DIR] [--seed N]

Targets are terraform, template, json_template, document and plan. Inputs begin as the examples and
the documented policies. A fault ends the run and leaves its input in ``crash-...``; write a test
with it before mending it. Needs the distribution ``atheris``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "custom_checks")]

with atheris.instrument_imports(include=["checkov_aws_iot"]):
    import text_to_verdict as path

EXAMPLES = str(ROOT / "iac_examples")
LONGEST = 6_000
SECONDS_EACH = 10
MEGABYTES = 2_500

TOKENS = (
    '"*"', '"Statement"', '"Effect": "Allow"', '"Deny"', '"NotAction"', '"NotResource"', '"Condition"',
    '"ForAllValues:StringLike"', '"BoolIfExists"', '"Null"', "iot:Connect", "iot:Publish", "iot:Receive",
    "iot:Subscribe", "client/", "topic/", "topicfilter/", "thing/", "$aws/things/", "${iot:ClientId}",
    "${iot:Connection.Thing.ThingName}", "$${iot:ClientId}", "&{iot:ClientId}", "${*}", "${", "%{ for x in y }",
    "%{ if true ~}", "%{ endif }", "%{ endfor }", "<<-EOF\n", "\nEOF\n", "jsonencode(", "templatefile(", "merge(",
    "flatten(", "for k, v in ", "try(", "format(", "regex(", "range(", "each.key", "each.value", "count.index",
    "var.x", "local.x", "module.m.x", "data.aws_iam_policy_document.x.json", "dynamic ", "content {", "for_each = ",
    "count = ", "...", "[*]", ".*.", "? 1 : 0", "null", "!Sub ", "!If ", "!Ref ", "!Join ", "!GetAtt ", "Fn::If",
    "Fn::Sub", "Fn::Join", "Fn::Split", "Fn::Select", "Fn::FindInMap", "Fn::ForEach::X", "Fn::Transform", "Fn::Length",
    "Fn::ToJsonString", "Fn::Cidr", "AWS::NoValue", "AWS::Region", "Conditions:", "Condition: ", "Mappings:", "&a ",
    "*a", "<<: *a", "Parameters:", "AWS::IoT::Certificate::Id", "\\u0000", "\u00e9", "\U0001f600", "2012-10-17",
    "1e308", "-1", "0x10", "arn:aws:iot:", "after_unknown", "planned_values", "\x00",
)  # fmt: skip


def documented() -> list[str]:
    """The documented policies, each as JSON."""
    lines = (ROOT / "tests/cases/documented_policies.jsonl").read_text(encoding="utf-8")
    return [json.dumps(json.loads(line)["policy"], indent=1) for line in lines.splitlines()]


def blocks(texts: list[str]) -> list[str]:
    """The texts, and each top-level block of theirs, so that small inputs are there to begin with."""
    parts = [part for text in texts for part in text.split("\n\n") if part.strip()]
    return [text for text in dict.fromkeys([*texts, *parts]) if len(text) <= LONGEST]


def stacks() -> list[str]:
    """The templates of the examples."""
    return list(path.seeds(EXAMPLES, [".template"]))


def json_stacks() -> list[str]:
    """The documented policies in templates written in JSON, and templates of the CDK."""
    bodies = documented()
    return [
        json.dumps({"Resources": {"P": {"Type": kind, "Properties": {name: json.loads(body)}}}})
        for body in bodies
        for kind, name in (
            ("AWS::IoT::Policy", "PolicyDocument"),
            ("AWS::IAM::Role", "AssumeRolePolicyDocument"),
            ("AWS::IoT::ProvisioningTemplate", "TemplateBody"),
        )
    ] + list(path.seeds(str(ROOT / "tests/fixtures"), [".template"]))


TARGETS: dict[str, tuple[Callable[[str], object], Callable[[], list[str]]]] = {
    "terraform": (
        lambda text: path.judge_terraform({"main.tf": text}),
        lambda: blocks(list(path.seeds(EXAMPLES, [".tf"]))),
    ),
    "template": (lambda text: path.judge_template(text, "s.template"), stacks),
    "json_template": (lambda text: path.judge_template(text, "s.json"), json_stacks),
    "document": (path.judge_document, documented),
    "plan": (
        path.judge_plan,
        lambda: list(path.seeds(str(ROOT / "tests/frameworks/plans"), [".json"])),
    ),
}


class Mutation:
    """Half of the changes are libFuzzer's, half move lines and tokens of the seeds about."""

    def __init__(self, texts: list[str]) -> None:
        self._lines = [line for text in texts for line in text.splitlines(keepends=True)]

    def __call__(self, data: bytes, longest: int, seed: int) -> bytes:
        """An input changed in one or a few places."""
        chance = random.Random(seed)  # noqa: S311 - nothing here is secret
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        text = data.decode("utf-8", "replace")
        for _ in range(chance.choice((1, 1, 2, 4))):
            text = self._changed(text, chance)
        return text.encode("utf-8", "replace")[:longest]

    def _changed(self, text: str, chance: random.Random) -> str:
        lines = text.splitlines(keepends=True) or [""]
        at = chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, chance.choice(self._lines))
        elif kind == 2:
            lines[at] = chance.choice(self._lines)
        elif kind == 3:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 4:
            lines[at:at] = lines[at : at + chance.randrange(1, 6)]
        else:
            where = chance.randrange(len(lines[at]) + 1)
            token = chance.choice(TOKENS)
            cut = where + (chance.randrange(8) if chance.random() < 0.5 else 0)
            lines[at] = lines[at][:where] + token + lines[at][cut:]
        return "".join(lines)


def main() -> None:
    """Fuzz one target until a fault or the end of the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--corpus", default="")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    judge, texts_of = TARGETS[arguments.target]
    texts = texts_of()
    corpus = arguments.corpus or tempfile.mkdtemp(prefix="fuzz-")
    os.makedirs(corpus, exist_ok=True)
    for number, text in enumerate(texts):
        Path(corpus, f"seed-{number:04}").write_text(text, encoding="utf-8")

    def test_one_input(data: bytes) -> None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return
        judge(text)

    options = [
        f"-max_total_time={int(arguments.minutes * 60)}",
        f"-max_len={max(LONGEST, *map(len, texts))}",
        f"-timeout={SECONDS_EACH}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-seed={arguments.seed}",
        "-print_final_stats=1",
        "-verbosity=1",
        corpus,
    ]
    atheris.Setup([sys.argv[0], *options], test_one_input, custom_mutator=Mutation(texts))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
