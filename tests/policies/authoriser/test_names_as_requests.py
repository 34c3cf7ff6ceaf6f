"""Laws: names and grants worked out as languages agree with asking about every single name."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from policy_values import policy

from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.resource_names import (
    FILTER,
    TOPIC,
    Resolution,
    names_in_use,
    resource_names,
)
from checkov_aws_iot.policies.model.actions import find_action
from checkov_aws_iot.policies.model.resource_text import matches_arn
from checkov_aws_iot.policies.questions.fit.resource_fit import can_fit, fault_of
from checkov_aws_iot.values.request import Request

ARN = "arn:aws:iot:us-east-1:123456789012:"
KINDS = ("client", TOPIC, FILTER, "thing")
NAMES = ["".join(letters) for n in (1, 2, 3) for letters in product("a/+x", repeat=n)]
ACTIONS = {"client": "iot:Connect", TOPIC: "iot:Publish", FILTER: "iot:Subscribe"}

pieces = st.sampled_from(["a", "/", "*", "?", "+", "x", "topic/", "topicfilter/", "client/", "t*"])
resources = st.one_of(
    st.sampled_from(["*", "arn:aws:iot:*", f"{ARN}*", "topic/a", "arn:aws:s3:::topic/a"]),
    st.lists(pieces, max_size=4).map(lambda parts: ARN + "".join(parts)),
    st.tuples(st.sampled_from(KINDS), st.lists(pieces, max_size=3)).map(
        lambda pair: f"{ARN}{pair[0]}/{''.join(pair[1])}"
    ),
)


@given(resources, st.sampled_from(KINDS))
def test_a_text_stands_for_the_names_whose_arns_it_matches(text: str, kind: str):
    names = resource_names(text, kind, Resolution()).language
    for name in NAMES:
        assert names.contains(name) is matches_arn(text, f"{ARN}{kind}/{name}"), name


@given(resources, st.sampled_from(sorted(ACTIONS)))
def test_what_is_said_to_match_nothing_matches_nothing(text: str, kind: str):
    action = find_action(ACTIONS[kind])
    if fault_of(text, has_variables=True) or not can_fit(action, text):
        for name in NAMES:
            if names_in_use(kind).contains(name):
                assert matches_arn(text, f"{ARN}{kind}/{name}") is False


statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Allow", "Deny"]),
        "Action": st.sampled_from(["iot:Publish", "iot:*", "iot:Subscribe", "*"]),
    }
).flatmap(
    lambda statements: st.tuples(
        st.sampled_from(["Resource", "Resource", "NotResource"]), st.lists(resources, max_size=2)
    ).map(lambda pair: {**statements, pair[0]: pair[1]})
)


@given(st.lists(statements, min_size=1, max_size=3))
def test_what_is_granted_and_not_denied_is_allowed(statements: list[dict[str, object]]):
    document = policy(*statements)
    allowed, asked = AllowedNames(document), Circumstances(Resolution())
    for kind in (TOPIC, FILTER):
        action = ACTIONS[kind]
        grants = list(allowed.grants(action, kind, asked))
        denied = allowed.denied(action, kind, asked, None)
        for name in NAMES:
            if not names_in_use(kind).contains(name):
                continue
            reached = any(grant.names.contains(name) for grant in grants)
            outcome = authorise((document,), Request(action, f"{ARN}{kind}/{name}")).outcome
            expected = reached and not denied.contains(name)
            assert (outcome is Outcome.ALLOWED) is expected, (name, kind)
