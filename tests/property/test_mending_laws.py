"""No edit lets a policy allow more, as brute force says, which knows nothing of this pack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from brute_force import PREFIX, Statement
from law_policies import any_statement, client_policy
from policy_laws import is_allowed

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended
from checkov_aws_iot.values.request import Identity, Request

POLICIES = 3
REQUESTS = 400
ACTIONS = {
    "iot:Connect": "client",
    "iot:Publish": "topic",
    "iot:RetainPublish": "topic",
    "iot:Receive": "topic",
    "iot:Subscribe": "topicfilter",
    "iot:GetThingShadow": "thing",
    "iot:UpdateThingShadow": "thing",
    "iot:DeleteThing": "thing",
}
PIECES = ("a", "b", "/", "-", "dev", "pump-1", "$aws/things/", "/shadow/update", "z")
THINGS = ("pump-1", "a", "z-thing")


def policy(chance: Random, number: int) -> list[Statement]:
    """Statements about connecting, or about anything."""
    if number % 2:
        return client_policy(chance)
    return [any_statement(chance) for _ in range(chance.randint(1, 4))]


def template(policies: list[list[Statement]]) -> str:
    resources = {
        f"P{number}": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": {"Version": "2012-10-17", "Statement": statements}},
        }
        for number, statements in enumerate(policies)
    }
    return json.dumps({"Resources": resources}, indent=2)


def request(chance: Random) -> Request:
    """A request of some device; a filter without wildcards gives one topic, as a policy sees it."""
    action = chance.choice(list(ACTIONS))
    thing = chance.choice(THINGS)
    client = chance.choice((thing, "a", "dev-a"))
    name = "".join(chance.choices((*PIECES, thing, client), k=chance.randint(1, 4)))
    if action == "iot:Connect":
        client = name
    identity = Identity(client, thing, exclusive=chance.random() < 0.5, certificate_id="5f2e9c")
    return Request(action, f"{PREFIX}{ACTIONS[action]}/{name}", identity)


def changes(root: Path, seed: int) -> Iterator[tuple[list[Statement], list[Statement]]]:
    """The policies of the seed that are mended, before and after."""
    chance = Random(seed)
    before = [policy(chance, number) for number in range(POLICIES)]
    (root / "main.template").write_text(template(before), encoding="utf-8")
    result = mended(Project.of_directory(str(root)), makes_live=False)
    if result.after:
        loaded: dict[str, Any] = json.loads(result.after["main.template"])
        for old, resource in zip(before, loaded["Resources"].values(), strict=True):
            new = resource["Properties"]["PolicyDocument"]["Statement"]
            if old != new:
                yield old, new


def test_what_was_denied_is_denied_afterwards(tmp_path: Path):
    count = 0
    for seed in range(8):
        chance = Random(seed)
        for old, new in changes(tmp_path, seed):
            count += 1
            for _ in range(REQUESTS):
                asked = request(chance)
                assert is_allowed(old, asked) or not is_allowed(new, asked), (asked, old, new)
    assert count >= 3, count
