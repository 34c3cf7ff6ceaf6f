"""Policy variables in texts."""

from __future__ import annotations

import pytest

from checkov_aws_iot.policies.variables import (
    Controller,
    Escape,
    Literal,
    Variable,
    documented_variable,
    is_substituted,
    parse_variables,
    substitute,
)
from checkov_aws_iot.policies.wildcard_text import Wildcard, WildcardText
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
    ("name", "controller", "identifies"),
    [
        ("iot:ClientId", Controller.CLIENT, False),
        ("IOT:clientid", Controller.CLIENT, False),
        ("iot:Connection.Thing.ThingName", Controller.REGISTRY, True),
        ("iot:Connection.Thing.ThingTypeName", Controller.REGISTRY, False),
        ("iot:Connection.Thing.Attributes[site]", Controller.REGISTRY, False),
        ("iot:Connection.Thing.IsAttached", Controller.REGISTRY, False),
        ("iot:CertificateId", Controller.AWS, True),
        ("iot:Certificate.SerialNumber", Controller.CERTIFICATE_AUTHORITY, True),
        ("iot:Certificate.Subject.CommonName", Controller.CERTIFICATE_AUTHORITY, True),
        ("iot:Certificate.Subject.CommonName.0", Controller.CERTIFICATE_AUTHORITY, True),
        ("iot:Certificate.Subject.SerialNumber", Controller.CERTIFICATE_AUTHORITY, True),
        ("iot:Certificate.Subject.Organization", Controller.CERTIFICATE_AUTHORITY, False),
        ("iot:Certificate.Issuer.CommonName", Controller.CERTIFICATE_AUTHORITY, False),
        (
            "iot:Certificate.Subject.AlternativeName.DNSName",
            Controller.CERTIFICATE_AUTHORITY,
            False,
        ),
        ("aws:SourceIp", Controller.NETWORK, False),
        ("iot:DomainName", Controller.NETWORK, False),
        ("cognito-identity.amazonaws.com:sub", Controller.AWS, True),
        ("cognito-identity.amazonaws.com:aud", Controller.AWS, False),
        ("aws:username", Controller.AWS, True),
        ("aws:userid", Controller.AWS, False),
        ("credentials-iot:ThingName", Controller.AWS, True),
        ("aws:PrincipalTag/site", Controller.AWS, False),
    ],
)
def test_who_controls_what_and_whether_it_identifies_a_device(name, controller, identifies):
    facts = documented_variable(name)
    assert facts is not None
    assert facts.controller is controller
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
    values = {"iot:clientid": "a", "bad": "a*", "open": Unknown("is not known")}
    assert substitute("x${IOT:ClientId}*y", values) == WildcardText(("xa", Wildcard.ANY, "y"))
    assert substitute("${*}*", values) == WildcardText(("*", Wildcard.ANY))
    assert substitute("${none}", values) is None
    assert substitute("${none, 'd'}", values) == WildcardText(("d",))
    assert substitute("${bad}", values) is None
    assert substitute("${open}", values) == Unknown("is not known")
    assert substitute(Text((SITE, "*")), values) == WildcardText((SITE, Wildcard.ANY))


@pytest.mark.parametrize("character", "*$+?#")
def test_values_that_aws_does_not_substitute(character):
    assert not is_substituted(f"a{character}")
    assert not is_substituted("a" * 1025)
    assert is_substituted("a" * 1024)
    assert is_substituted("a/b:c d")
