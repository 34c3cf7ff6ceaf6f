"""Whatever modules call whatever, in however many roots: the engine says what Checkov's runners say.

``CHECKOV_AWS_IOT_TREES=60 pytest tests/engine/test_generated_trees.py`` asks it of sixty new trees.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from command_line import CONNECT_POLICY
from engine_records import by_checkov, by_engine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scans import write_files

from checkov_aws_iot.engine.project import Project

CLIENTS = ("*", "pump-1", "${var.id}", "${var.id}-${count.index}")
REPETITIONS = ("", "count = 2", "count = 0", 'for_each = toset(["a", "b"])', "count = var.number")
DIRECTORIES = ("live/a", "live/b", "modules/x", "modules/y", "modules/y/z")
# A module calls only what comes behind it, so that no calls go in circles.
CALLS = [(i, j) for i in range(len(DIRECTORIES)) for j in range(max(i + 1, 2), len(DIRECTORIES))]

policies = st.lists(
    st.tuples(st.sampled_from(CLIENTS), st.sampled_from(REPETITIONS), st.booleans()), max_size=2
)
calls = st.lists(
    st.tuples(st.sampled_from(CALLS), st.sampled_from(REPETITIONS), st.sampled_from(("*", "a"))),
    max_size=4,
)
statements = st.builds(
    lambda action, resource: {"Effect": "Allow", "Action": action, "Resource": resource},
    st.sampled_from(("iot:*", "iot:Connect", "iot:Publish")),
    st.sampled_from(("*", "arn:aws:iot:eu-west-1:123456789012:client/pump-1")),
)


def module(held: list[tuple[str, str, bool]]) -> str:
    text = 'variable "id" {\n  default = "x"\n}\nvariable "number" {\n  default = 1\n}\n'
    for number, (client, repetition, skipped) in enumerate(held):
        if "count.index" in client and "count" not in repetition:
            continue
        policy = CONNECT_POLICY.format(name=f"p{number}", id=client)
        comment = "\n  # checkov:skip=CKV_IOT_101:known" if skipped else ""
        text += policy.replace("{\n", f"{{\n  {repetition}{comment}\n", 1)
    return text


def call(number: int, source: str, repetition: str, client: str) -> str:
    return f'module "m{number}" {{\n  source = "{source}"\n  {repetition}\n  id = "{client}"\n}}\n'


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """The files of a tree with modules, a template, a Serverless file and a plan."""
    texts = [module(draw(policies)) for _ in DIRECTORIES]
    for number, ((by, to), repetition, client) in enumerate(draw(calls)):
        source = os.path.relpath(DIRECTORIES[to], DIRECTORIES[by])
        source = source if source.startswith(".") else f"./{source}"
        texts[by] += call(number, source, repetition, client)
    files = {
        f"{directory}/main.tf": text for directory, text in zip(DIRECTORIES, texts, strict=True)
    }
    resources = {
        f"P{number}": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": {"Statement": [statement]}},
        }
        for number, statement in enumerate(draw(st.lists(statements, min_size=1, max_size=2)))
    }
    statement = draw(statements)
    files["stack.json"] = json.dumps({"Resources": resources}, indent=1)
    files["serverless.yml"] = json.dumps(
        {
            "service": "s",
            "provider": {"name": "aws", "iam": {"role": {"statements": [statement]}}},
            "resources": {"Resources": resources},
        },
        indent=1,
    )
    planned = {
        "address": "aws_iot_policy.planned",
        "mode": "managed",
        "type": "aws_iot_policy",
        "name": "planned",
        "values": {"name": "p", "policy": json.dumps({"Statement": [statement]})},
    }
    change = {
        "actions": ["create"],
        "before": None,
        "after": planned["values"],
        "after_unknown": {},
    }
    files["plan.json"] = json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.0",
            "planned_values": {"root_module": {"resources": [planned]}},
            "resource_changes": [{**planned, "change": change}],
            "configuration": {"root_module": {}},
        },
        indent=1,
    )
    return files


# A few fixed trees, or as many new ones as CHECKOV_AWS_IOT_TREES says.
NEW_TREES = int(os.environ.get("CHECKOV_AWS_IOT_TREES", "0"))
law = settings(
    max_examples=NEW_TREES or 4,
    deadline=None,
    phases=[Phase.generate],
    derandomize=not NEW_TREES,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@law
@given(trees())
def test_the_same_records(files: dict[str, str]) -> None:
    with TemporaryDirectory() as top:
        write_files(Path(top), files)
        expected = by_checkov(Path(top))
        mine = by_engine(Path(top))
        assert mine == expected
        assert {file for _, _, file, _, _ in mine} >= {
            "/stack.json",
            "/serverless.yml",
            "/plan.json",
        }


@law
@given(
    trees(), st.lists(st.tuples(st.randoms(use_true_random=False), trees()), min_size=3, max_size=3)
)
def test_an_overlay_says_what_the_saved_files_would(
    files: dict[str, str], edits: list[tuple[Random, dict[str, str]]]
) -> None:
    with TemporaryDirectory() as top, TemporaryDirectory() as saved:
        write_files(Path(top), files)
        write_files(Path(saved), files)
        project = Project.of_directory(top, overlay={})
        overlay: dict[str, str | None] = {}
        for random, others in edits:
            name = random.choice(sorted(files))
            overlay[name] = random.choice((others[name], others[name], None))
            project = project.with_overlay(overlay)
            (Path(saved) / name).unlink(missing_ok=True)
            if overlay[name] is not None:
                write_files(Path(saved), {name: overlay[name]})
            assert outcomes(project) == outcomes(Project.of_directory(saved))


def outcomes(project: Project) -> list[tuple[object, ...]]:
    found = [
        (r.entry.id, r.resource.name, r.resource.span, r.result, r.details, r.paths)
        for r in project.records()
    ]
    assert not project.problems
    return found
