"""From values to documents: every spelling that people use, and what is no policy."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from checkov_aws_iot.policies.model.condition import Quantifier, split_operator
from checkov_aws_iot.policies.model.document import Effect
from checkov_aws_iot.policies.model.document_reading import decode, read_document
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence

STATEMENT = {"Sid": "A", "Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}
UNKNOWN = Unknown("has no default", "var.x")


@pytest.mark.parametrize(
    "value",
    [
        Mapping({"Statement": Sequence([Mapping(STATEMENT)])}),
        Mapping({"Statement": Mapping(STATEMENT)}),
        EncodedJson(Mapping({"Statement": Mapping(STATEMENT)})),
        json.dumps({"Statement": STATEMENT}),
        json.dumps(json.dumps({"Statement": [STATEMENT]})),
        EncodedJson(json.dumps({"Statement": [STATEMENT]})),
        "\ufeff" + json.dumps({"Statement": [STATEMENT]}),
    ],
)
def test_the_same_document_in_every_spelling(value):
    document = read_document(value)
    assert document.unknowns == ()
    (statement,) = document.statements
    assert statement.sid == "A"
    assert statement.effect is Effect.ALLOW
    assert [element.text for element in statement.actions] == ["iot:Publish"]
    assert [element.text for element in statement.resources] == ["*"]


def test_paths_lead_to_the_elements_as_written():
    document = read_document(
        json.dumps(
            {
                "Statement": [
                    {**STATEMENT, "Resource": ["a", "b"]},
                    {
                        "Effect": "Deny",
                        "NotAction": "iot:Connect",
                        "NotResource": ["c"],
                        "Principal": {"Service": ["x", "y"]},
                        "Condition": {"Bool": {"k": "true"}},
                    },
                ]
            }
        )
    )
    first, second = document.statements
    assert [element.path for element in first.actions] == ["Statement/[0]/Action"]
    assert [element.path for element in first.resources] == [
        "Statement/[0]/Resource/[0]",
        "Statement/[0]/Resource/[1]",
    ]
    assert second.negated_actions
    assert second.negated_resources
    assert [element.path for element in second.actions] == ["Statement/[1]/NotAction"]
    assert [element.path for element in second.resources] == ["Statement/[1]/NotResource/[0]"]
    assert [(p.kind, p.path) for p in second.principals] == [
        ("Service", "Statement/[1]/Principal/Service/[0]"),
        ("Service", "Statement/[1]/Principal/Service/[1]"),
    ]
    assert [c.path for c in second.conditions] == ["Statement/[1]/Condition/Bool/k"]
    only = read_document(Mapping({"Statement": Mapping(STATEMENT)})).statements[0]
    assert only.actions[0].path == "Statement/Action"


def test_labels():
    plain = read_document(Mapping({"Statement": Mapping({"Effect": "Deny"})})).statements[0]
    named = read_document(Mapping({"Statement": Sequence([Mapping(STATEMENT)])})).statements[0]
    assert (plain.label, named.label) == ("Statement[0]", 'Statement[0] "A"')


@pytest.mark.parametrize(
    ("version", "expected"),
    [("2012-10-17", True), ("2008-10-17", False), ("", False), (None, False), (UNKNOWN, True)],
)
def test_which_version_has_variables(version, expected):
    document = read_document(Mapping({"Version": version, "Statement": Mapping(STATEMENT)}))
    assert document.has_variables is expected


HOLE = Hole("var.v", reason="has no default")


@pytest.mark.parametrize(
    ("version", "readings"),
    [
        ("2012-10-17", ["2012-10-17"]),
        ("2008-10-17", ["2008-10-17"]),
        (UNKNOWN, ["2012-10-17", "2008-10-17"]),
        (Text((HOLE,)), ["2012-10-17", "2008-10-17"]),
        (Text(("20", HOLE)), ["2012-10-17", "2008-10-17"]),
        (Text(("2008-", HOLE)), ["2008-${var.v}"]),
    ],
)
def test_a_version_that_is_not_known_has_two_readings(version, readings):
    document = read_document(Mapping({"Version": version, "Statement": Mapping(STATEMENT)}))
    assert [reading.version for reading in document.readings] == readings
    assert all(reading.unknown_version is None for reading in document.readings)
    if len(readings) > 1:
        assert document.unknown_version.reason == "has no default"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (UNKNOWN, "has no default"),
        (ABSENT, "there is no policy document"),
        (None, "is not a policy document"),
        (5, "is not a policy document"),
        (Sequence(), "is not a policy document"),
        ("", "is not valid JSON"),
        ("{", "is not valid JSON"),
        ('{"Statement": // none\n []}', "a comment"),
        (Mapping(), "has no Statement"),
        (Mapping({"Statement": UNKNOWN}), "has no default"),
        (Mapping({"Statement": "x"}), "is not a statement"),
        (Mapping({"Statement": Mapping({"Action": "a"})}), "has no Effect"),
        (Mapping({"Statement": Mapping({"Effect": "allow"})}), "has the Effect allow"),
        (Mapping({"Statement": Mapping({"Effect": UNKNOWN})}), "has no default"),
    ],
)
def test_what_is_no_policy_says_why(value, reason):
    document = read_document(value)
    assert document.statements == ()
    assert reason in str(document.unknowns[0])


def test_unknown_elements_are_told_apart():
    statement = Mapping(
        {
            "Effect": "Allow",
            "Action": Sequence(["iot:Publish", UNKNOWN]),
            "Resource": Text((Hole("var.arn", reason="has no default"),)),
            "Principal": Mapping({"Service": UNKNOWN, "AWS": UNKNOWN}),
            "Condition": Mapping({"Bool": UNKNOWN}),
        }
    )
    (read,) = read_document(Mapping({"Statement": statement})).statements
    assert read.unknown_actions == (UNKNOWN,)
    assert read.unknown_resources == (Unknown("has no default", "var.arn"),)
    assert read.unknown_conditions == (UNKNOWN,)
    assert read.unknown_principals == (UNKNOWN,)
    assert len(read.unknowns) == 5
    assert [element.text for element in read.actions] == ["iot:Publish"]


def test_condition_values_of_every_type_become_text():
    written = Mapping({"Bool": Mapping({"k": Sequence([True, False, 5, "x", UNKNOWN, None])})})
    statement = Mapping({"Effect": "Allow", "Condition": written})
    (condition,) = read_document(Mapping({"Statement": statement})).statements[0].conditions
    assert condition.values[:5] == ("true", "false", "5", "x", UNKNOWN)
    assert isinstance(condition.values[5], Unknown)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", (Quantifier.NONE, "stringequals", False)),
        ("ForAllValues:StringLikeIfExists", (Quantifier.FOR_ALL_VALUES, "stringlike", True)),
        ("foranyvalue:arnlike", (Quantifier.FOR_ANY_VALUE, "arnlike", False)),
        ("BOOLIFEXISTS", (Quantifier.NONE, "bool", True)),
        ("", (Quantifier.NONE, "", False)),
    ],
)
def test_operators_in_parts(operator, expected):
    assert split_operator(operator) == expected


def test_spans_stay_with_the_statements():
    text = '{\n  "Statement": [\n    {\n      "Effect": "Deny"\n    }\n  ]\n}'
    document = read_document(parse_json(text, "policy.json", 10))
    assert document.span == Span("policy.json", 10, 16)
    assert document.statements[0].span == Span("policy.json", 12, 14)


def test_decoding_stops_at_what_is_no_text():
    assert decode(5) == 5
    assert decode("5") == 5
    assert decode(json.dumps(json.dumps("x" * 3))) == Unknown(
        "is not valid JSON: a value is expected (line 1, column 1)", "xxx"
    )


def read(**elements):
    statement = Mapping({"Effect": "Allow", **elements})
    (only,) = read_document(Mapping({"Statement": Sequence([statement])})).statements
    return only


@pytest.mark.parametrize(
    ("written", "principals", "unknown_services"),
    [
        ("*", [("*", "*", "Statement/[0]/Principal")], ()),
        (
            Mapping({"AWS": Sequence(["a", "b"]), "Service": "c"}),
            [
                ("AWS", "a", "Statement/[0]/Principal/AWS/[0]"),
                ("AWS", "b", "Statement/[0]/Principal/AWS/[1]"),
                ("Service", "c", "Statement/[0]/Principal/Service"),
            ],
            (),
        ),
        (Mapping({"AWS": UNKNOWN}), [], ()),
        (Mapping({"Federated": UNKNOWN, "CanonicalUser": UNKNOWN}), [], ()),
        (Mapping({"Service": Sequence(["c", UNKNOWN])}), None, (UNKNOWN,)),
        (UNKNOWN, [], (UNKNOWN,)),
        (None, [], ()),
        (ABSENT, [], (Unknown("is not a Principal", "ABSENT"),)),
        (5, [], (Unknown("is not a Principal", "5"),)),
        (Mapping({"Service": 5}), [], (Unknown("is not a Principal", "5"),)),
    ],
)
def test_principals_in_every_spelling(written, principals, unknown_services):
    found = read(Principal=written)
    if principals is not None:
        assert [(p.kind, p.text, p.path) for p in found.principals] == principals
    assert found.unknown_principals == unknown_services
    assert not found.negated_principals
    assert read(NotPrincipal="*").negated_principals


def test_of_an_element_and_its_negation_the_element_holds():
    both = read(
        Action="a", NotAction="b", Resource="c", NotResource="d", Principal="*", NotPrincipal="e"
    )
    assert [e.text for e in (*both.actions, *both.resources)] == ["a", "c"]
    assert not (both.negated_actions)
    assert not (both.negated_resources)
    assert not (both.negated_principals)


@pytest.mark.parametrize(
    ("elements", "expression"),
    [
        ({"Action": Sequence(["a", 5])}, "5"),
        ({"Resource": Mapping({"Ref": "x"})}, "{'Ref': 'x'}"),
        ({"Condition": "x"}, "'x'"),
        ({"Condition": Mapping({"Bool": "x"})}, "'x'"),
        ({"Resource": Sequence([Sequence(["x" * 100])])}, "['" + "x" * 55 + "..."),
    ],
)
def test_what_has_no_place_there_is_not_known(elements, expression):
    (unknown,) = read(**elements).unknowns
    assert unknown.reason.startswith("is not a ")
    assert unknown.expression == expression


def test_an_unknown_effect_is_what_is_not_known_of_the_statement():
    document = read_document(Mapping({"Statement": Mapping({"Effect": UNKNOWN})}))
    assert document.unknowns == (UNKNOWN,)
    written = Mapping({"Effect": "Permit"}, Span("a.tf", 3, 5))
    (unknown,) = read_document(Mapping({"Statement": Sequence([written])})).unknowns
    assert unknown.reason == ("Statement[0] has the Effect Permit, which is neither Allow nor Deny")
    assert unknown.span == Span("a.tf", 3, 5)


def test_nothing_is_left_out_where_nothing_stands():
    found = read(Action=Sequence(["a", ABSENT, "b"]), Condition=ABSENT, Sid=5)
    assert [(e.text, e.path[-3:]) for e in found.actions] == [("a", "[0]"), ("b", "[2]")]
    assert found.unknowns == ()
    assert found.sid == ""
    assert read(Condition=None).unknowns == ()
    assert read(Sid=Text(("a", Hole("var.x")))).sid == "a${var.x}"


def test_unknown_statements_stand_beside_known_ones():
    statements = Sequence([UNKNOWN, Mapping(STATEMENT), ABSENT, 5, Mapping(STATEMENT)])
    document = read_document(Mapping({"Statement": statements}))
    assert [s.index for s in document.statements] == [1, 4]
    assert document.unknowns == (UNKNOWN, Unknown("is not a statement", "5"))
    inner = Mapping({**STATEMENT, "Action": UNKNOWN})
    document = read_document(Mapping({"Statement": Sequence([UNKNOWN, inner])}))
    assert document.all_unknowns == (UNKNOWN, UNKNOWN)


def test_decoding_ends_after_three_layers():
    text = json.dumps({"a": 1})
    for _ in range(2):
        text = json.dumps(text)
    assert decode(text) == {"a": Decimal(1)} or decode(text) == {"a": 1}
    assert isinstance(decode(json.dumps(text)), str)
    assert decode(EncodedJson(EncodedJson(5))) == 5
