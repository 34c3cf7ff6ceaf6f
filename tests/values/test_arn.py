"""ARNs: six fields, what they name, and whether two may name the same."""

from __future__ import annotations

import pytest

from checkov_aws_iot.values.arn import arn_of, split_arn
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown

NAME = Hole("var.name")


def test_the_fields():
    arn = split_arn("arn:aws:greengrass:us-east-1:123456789012:components:a:versions:1.0.0")
    assert arn is not None
    assert arn.fields == (
        "arn",
        "aws",
        "greengrass",
        "us-east-1",
        "123456789012",
        "components:a:versions:1.0.0",
    )


@pytest.mark.parametrize(
    ("resource", "kind", "name"),
    [
        ("topic/a/b", "topic", "a/b"),
        ("topic", "topic", ""),
        ("/thing/a", "", "thing/a"),
        ("", "", ""),
        ("client/${iot:ClientId}", "client", "${iot:ClientId}"),
    ],
)
def test_type_and_name(resource, kind, name):
    arn = split_arn(f"arn:aws:iot:r:1:{resource}")
    assert (arn.resource_type, arn.name) == (kind, name)


@pytest.mark.parametrize("text", ["", "*", "arn", "arn:aws:iot:r:topic/a", "topic/a"])
def test_what_is_no_arn(text):
    assert split_arn(text) is None


def test_colons_inside_of_a_variable_separate_nothing():
    arn = split_arn("arn:aws:iot:${aws:RequestedRegion}:${aws:PrincipalAccount}:topic/a")
    assert (arn.region, arn.account, arn.resource) == (
        "${aws:RequestedRegion}",
        "${aws:PrincipalAccount}",
        "topic/a",
    )


def test_holes_stay_in_their_field():
    account, name = Hole("account", HoleKind.ACCOUNT), Hole("var.name")
    arn = split_arn(Text(("arn:aws:iot:r:", account, ":topic/", name, "/x")))
    assert arn.account == Text((account,))
    assert arn.resource_type == "topic"
    assert arn.name == Text((name, "/x"))


def test_braces_without_a_dollar_are_plain_text():
    assert split_arn("arn:aws:iot:{a:1:x").account == "1"
    assert split_arn("arn:aws:iot:r:1:${a:b}:c").resource == "${a:b}:c"
    assert split_arn("arn:${a:b}:iot:r:1:x").partition == "${a:b}"
    assert split_arn("arn:${a:b:iot:r:1:x") is None
    assert split_arn(Text(("arn:aws:iot:${a:", NAME, "}:1:topic/a"))).account == "1"


@pytest.mark.parametrize("value", ["arn:aws:iot:r:1", "ARN:aws:iot:r:1:x", 7, None, Unknown("x")])
def test_values_that_spell_no_arn(value):
    assert arn_of(value) is None


def test_an_arn_begins_with_plain_text():
    assert arn_of(Text((Hole("x"), ":aws:iot:r:1:topic/a"))) is None
    assert arn_of(Text(("arn", Hole("x"), ":aws:iot:r:1:topic/a"))) is None
    assert arn_of(Text(("arn:aws:iot:r:1:topic/", NAME))).name == Text((NAME,))


PARTITION = Hole("data.aws_partition.me.partition", HoleKind.PARTITION)
REGION = Hole("data.aws_region.me.name", HoleKind.REGION)
ACCOUNT = Hole("data.aws_caller_identity.me.account_id", HoleKind.ACCOUNT)


def test_arns_agree_where_they_differ_in_unknown_fields_alone():
    known = arn_of("arn:aws:iot:us-east-1:1:thing/a")
    derived = arn_of(Text(("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":thing/a")))
    assert known.agrees(derived)
    assert derived.agrees(known)
    assert not known.agrees(arn_of(Text(("arn:aws:iot:", REGION, ":", ACCOUNT, ":thing/b"))))
    assert not known.agrees(arn_of("arn:aws:iot:us-east-1:2:thing/a"))
    assert not arn_of("arn:aws:iam::aws:policy/a").agrees(
        arn_of(Text(("arn:aws:iam::", ACCOUNT, ":policy/a")))
    )


def test_a_path_does_not_tell_two_arns_of_iam_apart():
    assert arn_of("arn:aws:iam::1:role/path/to/a").key == ("iam", "role/a")
    assert arn_of("arn:aws:s3:::bucket/a/b").key == ("s3", "bucket/a/b")
