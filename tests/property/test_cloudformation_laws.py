"""Laws of the evaluation of templates, over generated ones."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from template_texts import Files

from checkov_aws_iot.cloudformation.evaluation import INTRINSICS
from checkov_aws_iot.cloudformation.template import Template
from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.provisioning.template_body import read_template
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import OneOf, Value

NAMES = st.sampled_from(["A", "B", "C", "AWS::Region", "AWS::NoValue", "P", "M", "a.b", ""])
TEXTS = st.one_of(
    NAMES,
    st.text(alphabet="ab/:*${}!.AP", max_size=12),
    st.sampled_from(["${A}", "${P.Arn}", "${!iot:ClientId}", "${iot:ClientId}", "{", '{"a": 1}']),
)
SCALARS = st.one_of(TEXTS, st.integers(-3, 300), st.booleans(), st.floats(allow_nan=False))
CALLED = st.sampled_from([*INTRINSICS, "Fn::ForEach::L", "Fn::Equals", "Fn::Not", "Condition"])


def nodes(leaves: Any = SCALARS) -> Any:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(TEXTS, inner, max_size=3),
            st.dictionaries(CALLED, st.one_of(inner, st.lists(inner, max_size=4)), max_size=2),
        ),
        max_leaves=12,
    )


def template(**sections: Any) -> Template:
    return Template(sections, "stack.template", Files(), KNOWN_TYPES)


def property_of(node: Any, **sections: Any) -> Value:
    resources = {"P": {"Type": "AWS::IoT::Policy", "Properties": {"A": node}}}
    resource = template(Resources=resources, **sections).resource("P")
    assert resource is not None
    return resource.get("A")


@settings(max_examples=300, deadline=None)
@given(nodes(), nodes(), nodes(), nodes())
def test_nothing_raises(node: Any, parameter: Any, condition: Any, mapping: Any) -> None:
    value = property_of(
        node,
        Parameters={
            "A": {"Default": parameter},
            "B": parameter,
            "C": {"AllowedValues": [parameter]},
        },
        Conditions={"A": condition, "B": {"Fn::Not": [condition]}, "C": {"Condition": "B"}},
        Mappings={"M": mapping, "A": {"A": {"A": mapping}}},
    )
    for alternative in alternatives_of(value):
        json.dumps(decode(alternative.value), default=str)


@settings(max_examples=200, deadline=None)
@given(nodes())
def test_no_provisioning_template_raises(node: Any) -> None:
    body = {
        "Parameters": {"A": {}},
        "Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": node}},
    }
    found = read_template(json.dumps(body))
    assert found.problems or found.unknowns or found.policies


PLAIN = st.text(alphabet="abc/*+", max_size=6)


@given(st.lists(PLAIN, min_size=1, max_size=6))
def test_splitting_what_was_joined_gives_the_parts(parts: list[str]) -> None:
    joined = {"Fn::Join": ["|", parts]}
    assert property_of({"Fn::Split": ["|", joined]}) == parts
    for index, part in enumerate(parts):
        assert property_of({"Fn::Select": [index, {"Fn::Split": ["|", joined]}]}) == part


@given(
    st.lists(st.one_of(PLAIN, st.just({"Ref": "A"}), st.just({"Ref": "AWS::Region"})), max_size=6)
)
def test_join_and_sub_agree(parts: list[Any]) -> None:
    names = {f"v{index}": part for index, part in enumerate(parts)}
    text = "".join(f"${{{name}}}" for name in names)
    parameters = {"A": {"Type": "String"}}
    assert property_of({"Fn::Sub": [text, names]}, Parameters=parameters) == property_of(
        {"Fn::Join": ["", parts]}, Parameters=parameters
    )


@given(st.text(max_size=20))
def test_text_without_variables_stays_what_it_is(text: str) -> None:
    assert property_of({"Fn::Sub": text.replace("$", "")}) == text.replace("$", "")
    assert property_of(text) == text


@given(nodes(PLAIN), nodes(PLAIN))
def test_a_decided_condition_chooses_one_branch(one: Any, other: Any) -> None:
    conditions = {"Yes": {"Fn::Equals": ["a", "a"]}, "No": {"Fn::Equals": ["a", "b"]}}
    for name, branch in (("Yes", one), ("No", other)):
        chosen = property_of({"Fn::If": [name, one, other]}, Conditions=conditions)
        assert repr(chosen) == repr(property_of(branch, Conditions=conditions))


@given(PLAIN, PLAIN)
def test_an_open_condition_gives_both(one: str, other: str) -> None:
    conditions = {"Open": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}}
    found = property_of({"Fn::If": ["Open", one, other]}, Conditions=conditions)
    if one == other:
        assert found == one
    else:
        assert found == OneOf("Open", (("true", one), ("false", other)))


@given(st.recursive(PLAIN, lambda inner: st.dictionaries(PLAIN, inner, max_size=3), max_leaves=6))
def test_json_text_reads_back(node: Any) -> None:
    wrapped = {"k": node}
    assert decode(property_of({"Fn::ToJsonString": wrapped})) == wrapped
    inside = property_of({"Fn::Join": ["", [" ", {"Fn::ToJsonString": wrapped}]]})
    assert decode(inside) == wrapped


@given(st.lists(st.sampled_from(["a", {"Ref": "AWS::NoValue"}, "b"]), max_size=8))
def test_no_value_removes(items: list[Any]) -> None:
    assert property_of(items) == [item for item in items if isinstance(item, str)]
    assert property_of({"x": {"Ref": "AWS::NoValue"}}) == {}
    assert property_of({"Ref": "AWS::NoValue"}) is ABSENT
