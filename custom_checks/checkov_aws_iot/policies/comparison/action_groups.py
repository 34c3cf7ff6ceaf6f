"""The actions that two sets of documents speak of, those together that both treat alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, One, Run, exactly, pattern_of, wildcards
from checkov_aws_iot.patterns.readable import readable_witness
from checkov_aws_iot.policies.authoriser.question import Question, is_in
from checkov_aws_iot.policies.authoriser.references import ACCOUNT, REGION
from checkov_aws_iot.policies.authoriser.resource_names import names_in_use
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, situations
from checkov_aws_iot.policies.authoriser.solver.formulas import Formula
from checkov_aws_iot.policies.model.actions import (
    Action,
    action_names,
    covers_action,
    find_action,
    resource_patterns,
)
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.granted_to_devices import DEVICE_ACTIONS
from checkov_aws_iot.policies.model.resource_text import split_resource
from checkov_aws_iot.values.unknown import Unknown

MOST_CELLS: Final = 200
MOST_STEPS: Final = 200_000
TOO_MANY: Final = Unknown("has too many actions to be compared")

_TABLED: Final = ("iot", "iotjobsdata", "iotdeviceadvisor", "greengrass")
_NOT_EMPTY: Final = language_of(pattern_of((One(), Run())))
_ACTIONS: Final = language_of(
    pattern_of((One(frozenset(":")), Run(frozenset(":")), ":", One(), ANY_RUN))
)
# Actions that people know, for what a wildcard of another service lets in.
_EXAMPLES: Final = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:DeleteItem",
    "dynamodb:Query",
    "sns:Publish",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "lambda:InvokeFunction",
    "kinesis:PutRecord",
    "firehose:PutRecord",
    "logs:PutLogEvents",
    "cloudwatch:PutMetricData",
    "kms:Decrypt",
    "kms:Encrypt",
    "iam:PassRole",
    "iam:CreateUser",
    "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity",
    "events:PutEvents",
    "states:StartExecution",
    "timestream:WriteRecords",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ec2:DescribeInstances",
]
_SUGGESTIONS: Final = (ANOTHER_DEVICE, f"{ANOTHER_DEVICE}/example")
# In ARNs of these services there is neither Region nor account, or no Region.
_WITHOUT: Final = {"s3": (REGION, ACCOUNT), "iam": (REGION,)}


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """Actions that every statement names alike and that act on the same kinds of resources.

    ``names`` are the actions, or the texts with wildcards that stand for actions of other services.
    ``questions`` ask about the first of them, one for each kind of resource; those of ``last_resort``
    are asked where the others find nothing.
    """

    names: tuple[str, ...]
    example: str
    questions: tuple[Question, ...]
    last_resort: tuple[Question, ...] = ()


def action_groups(
    documents: Sequence[Document], *, iot_policy: bool, of_role: bool = False
) -> tuple[ActionGroup, ...] | Unknown:
    """The groups of all actions that an Allow of the documents may name. Never raises.

    ``of_role`` says that all are about the role that has the policy.
    """
    statements = [s for document in documents for s in document.statements]
    try:
        examples = dict(_examples(statements, iot_policy=iot_policy))
    except PatternTooComplexError:
        return TOO_MANY
    if len(examples) > MOST_CELLS + len(action_names()):
        return TOO_MANY
    groups: dict[object, list[str]] = {}
    asked: dict[object, tuple[tuple[Question, ...], tuple[Question, ...]]] = {}
    for example in examples:
        covered = tuple(_covering(statement, example) for statement in statements)
        allows = (s for s, c in zip(statements, covered, strict=True) if c != "no")
        if all(s.effect is not Effect.ALLOW for s in allows):
            continue
        questions = _questions(example, statements, iot_policy=iot_policy)
        if of_role:
            questions = (Question((example,), service="", iot_policy=False),), ()
        reach = tuple(situations(example, EVERY_ATTACHMENT, iot_policy=iot_policy))
        key = (covered, reach, *(tuple(map(_unnamed, part)) for part in questions))
        groups.setdefault(key, []).append(example)
        asked.setdefault(key, questions)
    return tuple(
        ActionGroup(
            tuple(dict.fromkeys(name for one in members for name in examples[one])),
            members[0],
            *asked[key],
        )
        for key, members in groups.items()
    )


def _covering(statement: Statement, action: str) -> str:
    covered = covers_action(statement, action)
    if covered is statement.negated_actions and statement.unknown_actions:
        return "maybe"
    return "maybe" if isinstance(covered, Unknown) else "yes" if covered else "no"


def _unnamed(question: Question) -> object:
    return (
        question.service,
        question.resource_type,
        question.names,
        question.constraints,
        question.actions if question.actions[0].lower() == "iot:connect" else (),
    )


def _examples(
    statements: Sequence[Statement], *, iot_policy: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """An action for everything that differs, each with the texts that it stands for."""
    texts = list(
        dict.fromkeys(e.text for s in statements for e in s.actions if isinstance(e.text, str))
    )
    literal = [text for text in texts if not set(text) & set("*?")]
    for name in sorted(action_names(), key=_rank):
        if not iot_policy or _is_of_devices(name):
            yield name, (name,)
    for text in literal:
        known = find_action(text)
        if known is not None:
            yield known.name, (known.name,)
        elif not iot_policy or text.partition(":")[0].lower() in _TABLED:
            yield text, (text,)
    if not iot_policy:
        yield from _of_other_services(statements, texts)


_FIRST: Final = ("iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive")


def _rank(name: str) -> tuple[bool, int, bool, str]:
    """What devices do comes first: an example of it says most."""
    at = _FIRST.index(name) if name in _FIRST else len(_FIRST)
    return not _is_of_devices(name), at, not name.startswith("iot:"), name


def _is_of_devices(name: str) -> bool:
    action = find_action(name)
    return name.lower() in DEVICE_ACTIONS or (action is not None and action.data_plane)


def _of_other_services(
    statements: Sequence[Statement], texts: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each action that is spelled out, and one for everything that wildcards tell apart besides."""
    budget = Budget(MOST_STEPS)
    tabled = language_of(*(wildcards(f"{service}:*") for service in _TABLED))
    others = _ACTIONS - tabled
    literal: dict[str, str] = {}
    patterns: dict[str, Language] = {}
    for text in texts:
        if set(text) & set("*?"):
            patterns[text] = language_of(wildcards(text.lower()))
        elif others.contains(text.lower()):
            literal.setdefault(text.lower(), text)
    yield from ((text, (text,)) for text in literal.values())
    cells = [others - language_of(*map(exactly, literal))] if literal else [others]
    for language in patterns.values():
        cells = [
            part
            for cell in cells
            for part in (cell & language, cell - language)
            if not part.is_empty(budget)
        ]
        if len(cells) > MOST_CELLS:
            raise budget.exhausted()
    negated = any(s.negated_actions for s in statements)
    for cell in cells:
        example = _readable(cell, texts, budget)
        covering = [text for text, one in patterns.items() if one.contains(example.lower())]
        if covering or negated:
            yield example, (_narrowest(covering, patterns, budget) or "other actions",)


def _readable(cell: Language, texts: Sequence[str], budget: Budget) -> str:
    words = ("Object", "Item", "Example", "Examples")
    made = (text.replace("*", word).replace("?", "x") for text in texts for word in words)
    for word in islice(chain((t for t in texts if ":" in t), _EXAMPLES, made), 1_000):
        if cell.contains(word.lower(), budget) and not set(word) & set("*?"):
            return word
    return "".join(map(str, readable_witness(cell, (), budget=budget) or ()))


def _narrowest(texts: list[str], patterns: dict[str, Language], budget: Budget) -> str:
    found = ""
    for text in texts:
        if not found or patterns[text].is_subset(patterns[found], budget):
            found = text
    return found


def _questions(
    name: str, statements: Sequence[Statement], *, iot_policy: bool
) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    action = find_action(name)
    if action is not None:
        return tuple(_about(action, iot_policy=iot_policy)), ()
    services = dict.fromkeys([name.partition(":")[0].lower(), *_services(statements, name)])
    asked = tuple(
        Question(
            (name,),
            names=_NOT_EMPTY,
            service=service,
            suggestions=("example",),
            iot_policy=iot_policy,
            constraints=tuple(_without(service)),
        )
        for service in services
    )
    return asked, (Question((name,), service="", iot_policy=iot_policy),)


def _without(service: str) -> Iterator[Formula]:
    empty = language_of(pattern_of(()))
    return (is_in(unknown, empty) for unknown in _WITHOUT.get(service, ()))


def _about(action: Action, *, iot_policy: bool) -> Iterator[Question]:
    """One question for each kind of resource that the action is about."""
    for kind in action.resource_types:
        service, _, name = kind.partition(":")
        patterns = resource_patterns(kind)
        if patterns == (f"{name}/*",):
            yield Question(
                (action.name,),
                name,
                names_in_use(name) & _NOT_EMPTY,
                service=service,
                suggestions=_SUGGESTIONS,
                iot_policy=iot_policy,
            )
        else:
            languages = language_of(*map(wildcards, patterns))
            yield Question((action.name,), names=languages, service=service, iot_policy=iot_policy)
    if action.on_any_resource:
        yield Question((action.name,), service="", iot_policy=iot_policy)


def _services(statements: Iterable[Statement], name: str) -> Iterator[str]:
    """The services of the ARNs beside the action."""
    for statement in statements:
        if covers_action(statement, name) is False:
            continue
        for element in statement.resources:
            arn = split_resource(element.text)
            if arn and isinstance(arn.service, str) and arn.service.isalnum():
                yield arn.service
