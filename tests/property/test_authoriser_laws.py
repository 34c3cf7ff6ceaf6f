"""Laws of the authoriser, on policies well formed and weird."""

from __future__ import annotations

import json
import os
from typing import Any

from generated_policies import (
    actions,
    policies,
    requests,
    resources,
    statements,
    with_lists,
    with_statements,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

# More than CI has time for: CHECKOV_AWS_IOT_EXAMPLES=500.
EXAMPLES = 60 * int(os.environ.get("CHECKOV_AWS_IOT_EXAMPLES", "1"))
law = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(policy: Value, request: Request) -> Outcome:
    return authorise((read_document(policy),), request).outcome


ALLOWING = {Outcome.DENIED: 0, Outcome.UNKNOWN: 1, Outcome.ALLOWED: 2}


@law
@given(policies(), statements(effects=("Deny",)), requests)
def test_another_deny_never_allows_more(policy: Mapping, denial: Mapping, request: Request) -> None:
    more = with_statements(policy, [*policy["Statement"], denial])
    assert ALLOWING[outcome(more, request)] <= ALLOWING[outcome(policy, request)]


@law
@given(policies(), statements(effects=("Allow",)), requests)
def test_another_allow_never_allows_less(policy: Mapping, grant: Mapping, request: Request) -> None:
    more = with_statements(policy, [*policy["Statement"], grant])
    assert ALLOWING[outcome(more, request)] >= ALLOWING[outcome(policy, request)]


@law
@given(policies(), requests, st.randoms())
def test_the_order_of_statements_and_their_names_decide_nothing(
    policy: Mapping, request: Request, random: Any
) -> None:
    listed = [
        Mapping({**item, "Sid": f"S{n}"}) if isinstance(item, Mapping) else item
        for n, item in enumerate(policy["Statement"])
    ]
    random.shuffle(listed)
    assert outcome(with_statements(policy, listed), request) is outcome(policy, request)


@law
@given(policies(), requests)
def test_one_item_is_a_list_of_one(policy: Mapping, request: Request) -> None:
    assert outcome(with_lists(policy), request) is outcome(policy, request)


@law
@given(policies(), requests)
def test_statements_in_one_document_or_in_many(policy: Mapping, request: Request) -> None:
    apart = [
        read_document(with_statements(policy, [statement])) for statement in policy["Statement"]
    ]
    assert authorise(apart, request).outcome is outcome(policy, request)


@law
@given(policies(), requests)
def test_the_decisive_statement_applies_and_says_what_the_outcome_says(
    policy: Mapping, request: Request
) -> None:
    decision = authorise((read_document(policy),), request)
    decisive = decision.decisive
    assert len(decision.answers) == sum(isinstance(s, Mapping) for s in policy["Statement"])
    if decision.outcome is Outcome.ALLOWED:
        assert decisive is not None
        assert decisive.applies is True
        assert decisive.statement.effect.value == "Allow"
        assert not any(
            a.applies is True and a.statement.effect.value == "Deny" for a in decision.answers
        )
    elif decision.outcome is Outcome.DENIED and decisive is not None:
        assert decisive.applies is True
        assert decisive.statement.effect.value == "Deny"


@law
@given(policies(), requests)
def test_what_is_unknown_agrees_with_every_way_it_may_turn_out(
    policy: Mapping, request: Request
) -> None:
    known = outcome(policy, request)
    statements_only = [item for item in policy["Statement"] if isinstance(item, Mapping)]
    for replacement in ("iot:Nothing", "*", request.action, str(request.resource)):
        turned_out = with_statements(
            policy, [_replaced(item, replacement) for item in statements_only]
        )
        assert known in (Outcome.UNKNOWN, outcome(turned_out, request))


def _replaced(value: Value, replacement: str) -> Value:
    """Every unknown element as one that is known."""
    if isinstance(value, Mapping):
        return Mapping({key: _replaced(item, replacement) for key, item in value.items()})
    if isinstance(value, Sequence):
        return Sequence([_replaced(item, replacement) for item in value])
    return replacement if isinstance(value, Unknown) else value


@law
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), actions, resources),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["Statement", "Effect", "Action", "Resource", "Condition", "x"]),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=12,
    ),
    requests,
)
def test_anything_at_all_gets_an_answer(value: Any, request: Request) -> None:
    document = read_document(json.dumps(value))
    assert isinstance(document, Document)
    decision = authorise((document,), request)
    assert isinstance(decision.outcome, Outcome)
    for answer in decision.answers:
        assert answer.reason
