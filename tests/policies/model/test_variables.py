"""Policy variables in texts."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.alphabet import symbol_of
from checkov_aws_iot.patterns.pattern import ANY_CHARACTER, ANY_RUN, pattern_of
from checkov_aws_iot.policies.model.variables import (
    Escape,
    Literal,
    Variable,
    documented_variable,
    is_substituted,
    parse_variables,
    substitute,
    variables_of,
)
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown

SITE = Hole("var.site")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("a*", (Literal("a*"),)),
        ("${iot:ClientId}", (Variable("iot:ClientId"),)),
        ("a${iot:ClientId}b", (Literal("a"), Variable("iot:ClientId"), Literal("b"))),
        ("$${iot:ClientId}", (Literal("$"), Variable("iot:ClientId"))),
        ("${*}${?}${$}", (Escape("*"), Escape("?"), Escape("$"))),
        ("$(*)", (Literal("$(*)"),)),
        ("${", (Literal("${"),)),
        ("a${b", (Literal("a${b"),)),
        ("${}", (Variable(""),)),
        ("${aws:username, 'x'}", (Variable("aws:username", "x"),)),
        ("${ iot:ClientId }", (Variable("iot:ClientId"),)),
        ("$aws/things", (Literal("$aws/things"),)),
        ("${a${b}}", (Variable("a${b"), Literal("}"))),
        (Text(("a", SITE, "${x}")), (Literal("a"), SITE, Variable("x"))),
        (
            Text(("${iot:Certificate.", SITE, "}")),
            (Variable("iot:Certificate.${var.site}", known=False),),
        ),
    ],
)
def test_parts(text, parts):
    assert parse_variables(text) == parts


def test_a_document_without_variables_has_text_only():
    assert parse_variables("${*}${iot:ClientId}", has_variables=False) == (
        Literal("${*}${iot:ClientId}"),
    )


@pytest.mark.parametrize(
    ("name", "identifies"),
    [
        ("iot:ClientId", False),
        ("IOT:clientid", False),
        ("iot:Connection.Thing.ThingName", True),
        ("iot:Connection.Thing.ThingTypeName", False),
        ("iot:Connection.Thing.Attributes[site]", False),
        ("iot:Connection.Thing.IsAttached", False),
        ("iot:CertificateId", True),
        ("iot:Certificate.SerialNumber", True),
        ("iot:Certificate.Subject.CommonName", True),
        ("iot:Certificate.Subject.CommonName.0", True),
        ("iot:Certificate.Subject.SerialNumber", True),
        ("iot:Certificate.Subject.Organization", False),
        ("iot:Certificate.Issuer.CommonName", False),
        (
            "iot:Certificate.Subject.AlternativeName.DNSName",
            False,
        ),
        ("aws:SourceIp", False),
        ("iot:DomainName", False),
        ("cognito-identity.amazonaws.com:sub", True),
        ("cognito-identity.amazonaws.com:aud", False),
        ("aws:username", True),
        ("aws:userid", False),
        ("credentials-iot:ThingName", True),
        ("aws:PrincipalTag/site", False),
    ],
)
def test_whether_a_variable_identifies_a_device(name, identifies):
    facts = documented_variable(name)
    assert facts is not None
    assert facts.identifies_device is identifies


@pytest.mark.parametrize(
    "name",
    [
        "iot:Thing.ThingName",
        "iot:ThingName",
        "iot:thing.name",
        "AWSthingName",
        "iot:SourceIp",
        "iot:Connection.Thing.Attributes",
        "iot:Connection.Thing.Attributes[]",
        "iot:Connection.Thing.ThingName.0",
        "iot:Certificate.Subject.Shoe",
        "aws",
        "",
    ],
)
def test_what_is_not_documented(name):
    assert documented_variable(name) is None


def test_substitution():
    values = {
        "iot:clientid": "a",
        "iot:certificate.issuer.title": "a*",
        "open": Unknown("is not known"),
    }
    assert substitute("x${IOT:ClientId}*y", values) == pattern_of((*"xa", ANY_RUN, "y"))
    assert substitute("${*}*", values) == pattern_of(("*", ANY_RUN))
    assert substitute("${none}", values) is None
    assert substitute("${none, 'd'}", values) == pattern_of(("d",))
    assert substitute("${iot:Certificate.Issuer.Title}", values) is None
    assert substitute("${open}", values) == Unknown("is not known")
    assert substitute(Text((SITE, "*")), values) == pattern_of((symbol_of(SITE), ANY_RUN))


@pytest.mark.parametrize("character", "*$+?#")
def test_values_that_aws_does_not_substitute(character):
    attribute = "iot:certificate.subject.commonname"
    assert not is_substituted(attribute, f"a{character}")
    assert not is_substituted(attribute, "a" * 1025)
    assert is_substituted(attribute, "a" * 1024)
    assert is_substituted(attribute, "a/b:c d")
    # Only attributes of certificates are looked at.
    assert is_substituted("iot:clientid", f"a{character}")
    assert substitute("x/${iot:ClientId}", {"iot:clientid": f"a{character}"}) == pattern_of(
        (*f"x/a{character}",)
    )


def test_texts_with_holes_in_every_place():
    floor = Hole("var.floor")
    assert parse_variables(Text((SITE, "${*}", floor, "a"))) == (
        SITE,
        Escape("*"),
        floor,
        Literal("a"),
    )
    assert parse_variables(Text((SITE, floor))) == (SITE, floor)
    assert parse_variables(Text(("${x}", SITE, "${y")), has_variables=True) == (
        Variable("x"),
        SITE,
        Literal("${y"),
    )
    assert parse_variables(Text(("${x, '", SITE, "'}"))) == (
        Variable("x", "${var.site}", known=False),
    )
    assert parse_variables(Text(("${*}", SITE)), has_variables=False) == (Literal("${*}"), SITE)


def test_more_holes_than_there_are_marks():
    holes = tuple(Hole(f"var.x{n}") for n in range(2100))
    parts = parse_variables(Text(holes))
    assert len(parts) == 2100
    assert parts[:2000] == holes[:2000]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("${x}", "${x}"),
        ("${ x , ' a ' }", "${x, ' a '}"),
        ("${x,}", "${x, ''}"),
        ("${x,y,z}", "${x, 'y,z'}"),
    ],
)
def test_how_a_variable_is_shown(text, shown):
    (variable,) = variables_of(text)
    assert str(variable) == shown


def test_variables_from_left_to_right():
    found = variables_of(Text(("${a}x${*}", SITE, "${B}")))
    assert [variable.key for variable in found] == ["a", "b"]
    assert variables_of("plain") == ()


@pytest.mark.parametrize(
    ("name", "in_iot_policies", "needs_thing"),
    [
        ("iot:ClientId", True, False),
        ("iot:Connection.Thing.ThingName", True, True),
        ("iot:Connection.Thing.ThingTypeName", True, True),
        ("iot:Connection.Thing.Attributes[a]", True, True),
        ("iot:Connection.Thing.IsAttached", True, False),
        ("iot:CertificateId", True, False),
        ("iot:Certificate.Subject.CommonName.List", True, False),
        ("aws:SourceIp", True, False),
        ("cognito-identity.amazonaws.com:sub", True, False),
        ("aws:username", False, False),
        ("aws:PrincipalAccount", False, False),
        ("aws:PrincipalTag/a", False, False),
        ("iot:ResourceTag/a", False, False),
        ("credentials-iot:ThingName", False, False),
        ("credentials-iot:ThingTypeName", False, False),
    ],
)
def test_where_a_variable_has_a_value(name, in_iot_policies, needs_thing):
    facts = documented_variable(name)
    assert facts.in_iot_policies is in_iot_policies
    assert facts.needs_thing is needs_thing


def test_substitution_of_several_parts():
    values = {"a": "1", "open": Unknown("is not known", "open"), "empty": ""}
    assert substitute("x${a}${a}?", values) == pattern_of((*"x11", ANY_CHARACTER))
    assert substitute("${empty}", values) == pattern_of(())
    assert substitute("a${empty}b", values) == pattern_of((*"ab",))
    assert substitute("plain*", values) == pattern_of((*"plain", ANY_RUN))
    # What has no value matches nothing, whatever else is not known.
    assert substitute("${open}${none}", values) is None
    assert substitute("${open}${a}", values) == Unknown("is not known", "open")
    hidden = substitute(Text(("${iot:", SITE, "}")), values)
    assert isinstance(hidden, Unknown)
    assert hidden.expression == "${iot:${var.site}}"
    assert substitute(Text((SITE, "${a}", SITE)), values) == pattern_of(
        (symbol_of(SITE), "1", symbol_of(SITE))
    )
