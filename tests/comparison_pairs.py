"""Generated pairs of documents, compared by the solver and by Z3."""

from __future__ import annotations

import copy
from functools import partial
from random import Random
from typing import Any

import decision_pairs
import z3
from condition_policies import PREFIX, pair, shown
from decision_pairs import Compared, compared, question_of
from policy_values import policy
from z3_oracle import Asked, Document, Query, names, satisfiable

from checkov_aws_iot.policies.authoriser.comparing import newly_allowed
from checkov_aws_iot.policies.authoriser.question import Answer


class _NewQuery(Query):
    """What holds of a request that one document allows and the other does not."""

    def __init__(self, after: Document, before: Document, asked: Asked, way: str) -> None:
        super().__init__(after, asked, way)
        self.before = before

    def spelled(self, field: int) -> list[str]:
        together = {"Statement": [*self.document["Statement"], *self.before["Statement"]]}
        return Query(together, self.asked, self.way).spelled(field)

    def formulas(self, allow: dict[str, Any]) -> list[Any]:
        parts = super().formulas(allow)
        action = self.asked.action.lower()
        by_effect = {
            effect: [
                self.applies(statement)
                for statement in self.before["Statement"]
                if statement["Effect"] == effect and names(statement, action)
            ]
            for effect in ("Allow", "Deny")
        }
        allowed = z3.And(
            z3.Or(*by_effect["Allow"], False), z3.Not(z3.Or(*by_effect["Deny"], False))
        )
        return [*parts, z3.Not(allowed), *self.domains]


def newly_allowed_by_z3(
    after: Document, before: Document, asked: Asked, seconds: float = 2.0
) -> bool | None:
    """Whether there is such a request; ``None`` if Z3 does not say so in that time of one core."""
    return satisfiable(after, asked, partial(_NewQuery, after, before, asked), seconds)


def documents(seed: int) -> tuple[Document, Document, Asked]:
    """The document after and before a change, and the question of that number."""
    document, asked = pair(seed)
    random = Random(seed)
    other = copy.deepcopy(document)
    for _ in range(random.randint(1, 2)):
        _changed(other, random, seed)
    return (document, other, asked) if random.random() < 0.5 else (other, document, asked)


def _changed(document: Document, random: Random, seed: int) -> None:
    statements = document["Statement"]
    more, _ = pair(seed + 1_000_003)
    change = random.randint(0, 6)
    statement = random.choice(statements) if statements else {}
    if change == 0 and len(statements) > 1:
        statements.remove(statement)
    elif change == 1:
        statements.append(random.choice(more["Statement"]))
    elif change == 2:
        statement.pop("Condition", None)
    elif change == 3 and statement:
        statement["Effect"] = "Deny" if statement["Effect"] == "Allow" else "Allow"
    elif change == 4 and isinstance(statement.get("Resource"), list):
        statement["Resource"] = [random.choice(("*", f"{PREFIX}topic/dev/*", f"{PREFIX}*"))]
    elif change == 5:
        random.shuffle(statements)
    elif statement.get("Condition") and more["Statement"][0].get("Condition"):
        statement["Condition"] = more["Statement"][0]["Condition"]


def answer(after: Document, before: Document, asked: Asked) -> Answer:
    """What the solver says."""
    now, old = policy(*after["Statement"]), policy(*before["Statement"])
    connecting = [now] if asked.connected else []
    return newly_allowed([now], [old], question_of(asked, after), connecting=connecting)


def compare(seed: int, seconds: float = 2.0) -> Compared:
    """What both say about the pair of that number."""
    after, before, asked = documents(seed)
    text = f"BEFORE {shown(before, asked)}\nAFTER {shown(after, asked)}"
    theirs = partial(newly_allowed_by_z3, after, before, asked, seconds)
    return compared(seed, answer(after, before, asked), text, theirs)


compare_all = partial(decision_pairs.compare_all, compare=compare)
"""What both say about many pairs, on all processors."""
