"""Prints how long policies take that are made to blow up the algebra of wildcards.

Usage: python benchmarks/hostile_policies.py [RUNS]

Every policy has at most 2 048 characters, as many as AWS takes, and is judged by all rules as an IoT
policy. Printed are CPU milliseconds, the best of some runs: the longest first. Beside other work on the same
cores they may be twice as many.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "custom_checks")]

LONGEST = 2_048
ARN = "arn:aws:iot:*:*:"
THING = "${iot:Connection.Thing.ThingName}"
VARIABLES = (
    THING,
    "${iot:ClientId}",
    "${iot:CertificateId}",
    "${iot:Connection.Thing.ThingTypeName}",
)


def policy(*statements: dict[str, object]) -> str:
    """The policy, with as many of its statements as fit."""
    kept = list(statements)
    while True:
        text = json.dumps({"Version": "2012-10-17", "Statement": kept}, separators=(",", ":"))
        if len(text) <= LONGEST:
            return text
        kept.pop(len(kept) // 2)


def statement(
    effect: str, action: object, names: list[str], key: str = "Resource"
) -> dict[str, object]:
    """A statement on the names, each ``type/name``."""
    return {
        "Effect": effect,
        "Action": action,
        key: [name if name == "*" else ARN + name for name in names],
    }


def hostile() -> Iterator[tuple[str, str]]:
    """Policies by name."""
    allow = statement(
        "Allow", ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"], ["*"]
    )
    for kind, action in (
        ("client", "iot:Connect"),
        ("topic", "iot:Publish"),
        ("topicfilter", "iot:Subscribe"),
        ("thing", "iot:UpdateThingShadow"),
    ):
        shapes = {
            "stars": ["*" + "a*" * n for n in range(1, 40)],
            "letters": ["*" + "*".join("abcdefghij"[:n]) + "*" for n in range(1, 11)] * 3,
            "questions": ["?" * n + "*" for n in range(1, 60)],
            "queries-and-stars": ["?*" * n + "b" for n in range(1, 40)],
            "far-apart": [f"*{a}{'?' * n}{b}*" for n in range(1, 30) for a in "ab" for b in "ab"],
            "long-far-apart": [f"*a{'?' * (n * 7)}b*" for n in range(1, 14)],
            "variables": [f"{v}*{w}" for v in VARIABLES for w in VARIABLES],
            "variables-and-stars": [f"*{v}?{w}*" for v in VARIABLES for w in VARIABLES],
            "mqtt": ["+/" * n + "#" for n in range(1, 30)]
            + ["*/+/" * n + "*" for n in range(1, 20)],
            "reserved": [f"$aws/things/{'?' * n}*/shadow/*" for n in range(1, 30)],
        }
        for name, names in shapes.items():
            whole = [f"{kind}/{one}" for one in names]
            yield (
                f"{kind} {name} allowed",
                policy(*(statement("Allow", action, [one]) for one in whole)),
            )
            yield (
                f"{kind} {name} denied",
                policy(allow, *(statement("Deny", action, [one]) for one in whole)),
            )
            yield (
                f"{kind} {name} all but denied",
                policy(allow, *(statement("Deny", action, [one], "NotResource") for one in whole)),
            )
            yield (
                f"{kind} {name} both",
                policy(
                    *(
                        statement("Allow" if n % 2 else "Deny", action, [one])
                        for n, one in enumerate(whole)
                    )
                ),
            )
    for seed in range(60):
        yield f"random {seed}", random_policy(random.Random(seed))  # noqa: S311


def random_policy(chance: random.Random) -> str:
    """Statements with names of many wildcards and few letters."""
    pieces = ["*", "?", "a", "b", "/", "??", "+", "#", *VARIABLES[:2]]
    kinds = ["client", "topic", "topicfilter", "thing"]
    statements = [statement("Allow", "iot:*", ["*"])]
    for _ in range(30):
        names = [
            f"{chance.choice(kinds)}/" + "".join(chance.choices(pieces, k=chance.randint(2, 24)))
            for _ in range(chance.randint(1, 4))
        ]
        key = chance.choice(["Resource", "Resource", "NotResource"])
        statements.append(statement(chance.choice(["Allow", "Deny"]), "iot:*", names, key))
    return policy(*statements)


def main() -> None:
    from text_to_verdict import judge_policy

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    figures = []
    policies = list(hostile())
    # Rules and tables are loaded before anything is measured.
    judge_policy(policies[0][1])
    for name, text in policies:
        times = []
        for number in range(runs):
            # Answers about statements are kept: those of another name are others.
            named = text.replace('"Effect"', f'"Sid":"S{number}","Effect"')
            start = time.process_time()
            judge_policy(named)
            times.append(time.process_time() - start)
        figures.append((min(times) * 1000, name, len(text)))
    figures.sort(reverse=True)
    for milliseconds, name, length in figures[:15]:
        print(f"{milliseconds:7.1f} ms {length:5} characters  {name}")
    above = sum(milliseconds > 100 for milliseconds, _, _ in figures)
    print(f"{len(figures)} policies, {above} above 100 ms")


if __name__ == "__main__":
    main()
