"""Texts of Resource elements: their fields, and matching them against a request."""

from __future__ import annotations

import pytest

from checkov_aws_iot.policies.model.resource_text import (
    is_everything,
    matches_arn,
    split_resource,
    unknown_beginning,
)
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown


@pytest.mark.parametrize(
    ("before", "behind", "fields"),
    [
        ("", ":topic/*", (None, None, None, None, None, "topic/*")),
        ("arn:", ":topic/*", ("arn", None, None, None, None, "topic/*")),
        ("arn:aws:iot:", ":client/a", ("arn", "aws", "iot", None, None, "client/a")),
        ("arn:aws:", ":*", ("arn", "aws", None, None, None, "*")),
    ],
)
def test_an_unknown_text_may_hold_several_fields(before, behind, fields):
    unknown = Text((Hole("local.prefix"),))
    arn = split_resource(Text(tuple(part for part in (before, *unknown.parts, behind) if part)))
    assert arn is not None
    assert arn.fields == tuple(unknown if field is None else field for field in fields)


def test_a_region_is_one_field():
    assert split_resource(Text(("arn:", Hole("region", HoleKind.REGION), ":topic/a"))) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("*", True), ("**", True), ("", False), ("*a", False)]
)
def test_everything(text, expected):
    assert is_everything(text) is expected


REQUEST = "arn:aws:iot:us-east-1:123456789012:topic/a:b/c"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        (REQUEST, True),
        ("arn:aws:iot:us-east-1:123456789012:topic/*", True),
        ("arn:aws:iot:us-east-1:*:topic/*:*", True),
        ("arn:*:iot:*:*:*", True),
        ("arn:aws:iot:*", True),
        ("arn:aws:i?t:*:*:*", True),
        ("arn:aws:iot:*:topic/a:b/c", False),
        ("ARN:aws:iot:*:*:*", False),
        ("arn:aws:IOT:*:*:*", False),
        ("arn:aws:iot:us-east-1:123456789012:TOPIC/*", False),
        ("arn:aws:iot:us-east-?:123456789012:topic/?:b/?", True),
        ("arn:aws:iot::123456789012:topic/*", False),
        ("", False),
    ],
)
def test_matching(pattern, expected):
    assert matches_arn(pattern, REQUEST) is expected


def test_a_resource_of_a_request_that_is_no_arn_is_matched_by_everything_alone():
    assert matches_arn("*", "*") is True
    assert matches_arn("arn:aws:iot:*:*:*", "*") is False


def test_only_an_account_in_its_own_field_is_taken_to_be_that_of_the_request():
    account = Hole("account", HoleKind.ACCOUNT)
    own_field = Text(("arn:aws:iot:us-east-1:", account, ":topic/*"))
    region_field = Text(("arn:aws:iot:", account, ":123456789012:topic/*"))
    in_a_name = Text(("arn:aws:iot:us-east-1:123456789012:topic/", account))
    assert matches_arn(own_field, REQUEST) is True
    assert isinstance(matches_arn(region_field, REQUEST), Unknown)
    assert isinstance(matches_arn(in_a_name, REQUEST), Unknown)


PREFIX, NAME = Hole("local.prefix"), Hole("var.name")
REGION, PARTITION = Hole("region", HoleKind.REGION), Hole("partition", HoleKind.PARTITION)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("arn:aws:iot:*", "arn|aws|iot|*|*|*"),
        ("arn:*", "arn|*|*|*|*|*"),
        ("arn:aws:iot:us-*", "arn|aws|iot|us-*|*|*"),
        ("arn:aws:iot:r:1*", "arn|aws|iot|r|1*|*"),
        ("arn:aws:iot:r:1:", "arn|aws|iot|r|1|"),
        ("arn:aws:iot:r:1:a*", "arn|aws|iot|r|1|a*"),
        # A star alone is "*", which is no ARN, and only the last character stands for more.
        ("*", None),
        ("a*", None),
        ("arn:aws:iot:*:", None),
        ("arn:aws:iot", None),
        ("topic/*", None),
        (Text(("arn:", REGION, ":iot:*")), "arn|${region}|iot|*|*|*"),
        (Text((PREFIX, ":client/*")), f"{PREFIX}|" * 5 + "client/*"),
        (Text((PREFIX, "client/a")), f"{PREFIX}|" * 5 + "client/a"),
        (Text((PREFIX, ":client")), f"{PREFIX}|" * 5 + "client"),
        (Text((PREFIX, ":1:topic/a:b")), f"{PREFIX}|" * 5 + "topic/a:b"),
        (Text((PREFIX, ":client/", NAME)), f"{PREFIX}|" * 5 + "client/${var.name}"),
        (Text((PREFIX, "a*")), None),
        (Text((PREFIX, "/a")), None),
        (Text((PREFIX,)), None),
        (Text((PREFIX, NAME)), None),
        (
            Text(("arn:aws:", PREFIX, ":topic/", NAME)),
            f"arn|aws|{PREFIX}|{PREFIX}|{PREFIX}|topic/{NAME}",
        ),
        # The unknown text nearest to the resource is the one that holds the missing fields.
        (
            Text(("arn:", NAME, ":iot:", PREFIX, ":topic/a")),
            f"arn|{NAME}|iot|{PREFIX}|{PREFIX}|topic/a",
        ),
        (Text(("arn:aws:", PREFIX, ":1:topic/a")), f"arn|aws|{PREFIX}|{PREFIX}|1|topic/a"),
        (Text(("arn:", PREFIX, ":r:1:topic/a")), f"arn|{PREFIX}|{PREFIX}|r|1|topic/a"),
        (Text(("arn:aws:iot:", REGION, ":topic/a")), None),
        (Text(("arn:aws:iot:r:", NAME)), None),
    ],
)
def test_the_fields_that_a_resource_text_stands_for(text, fields):
    arn = split_resource(text)
    assert (arn and "|".join(map(str, arn.fields))) == fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("arn:aws:sqs", "arn|aws|sqs|*|*|*"),
        ("arn:aws:iot:us-east-1", "arn|aws|iot|us-east-1|*|*"),
        ("arn:aws:iot:${aws:RequestedRegion}", "arn|aws|iot|${aws:RequestedRegion}|*|*"),
        ("arn:aws:iot:r:1:topic/a", "arn|aws|iot|r|1|topic/a"),
        ("arn:aws:iot:us-*", "arn|aws|iot|us-*|*|*"),
        (Text(("arn:", PARTITION, ":iam")), "arn|${partition}|iam|*|*|*"),
        # Which fields these are is not known, or they are none of an ARN.
        (Text(("arn:aws:", NAME)), None),
        ("topic/a", None),
        ("*", None),
        ("", None),
    ],
)
def test_aws_completes_the_arns_of_identity_based_policies(text, fields):
    arn = split_resource(text, completes=True)
    assert (arn and "|".join(map(str, arn.fields))) == fields


def test_completed_fields_match_every_request():
    assert matches_arn("arn:aws:iot", REQUEST) is False
    completed = split_resource("arn:aws:iot", completes=True)
    assert matches_arn(":".join(map(str, completed.fields)), REQUEST) is True


@pytest.mark.parametrize(
    ("text", "hole"),
    [
        (Text((PREFIX, "a*")), PREFIX),
        (Text((PREFIX,)), PREFIX),
        (Text((PREFIX, ":client/a")), None),
        (Text(("arn:aws:iot:", REGION, ":topic/a")), None),
        ("*", None),
        ("nonsense", None),
    ],
)
def test_an_unknown_beginning_hides_which_arn_it_is(text, hole):
    assert unknown_beginning(text) == hole


VALUES = {
    "iot:clientid": "a",
    "star": "*",
    "iot:certificate.subject.commonname": "*",
    "open": Unknown("is not known", "open"),
}


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("arn:aws:iot:r:1:topic/${iot:ClientId}", "arn:aws:iot:r:1:topic/a", True),
        ("arn:aws:iot:r:1:topic/${iot:ClientId}", "arn:aws:iot:r:1:topic/b", False),
        ("arn:aws:iot:r:1:topic/${star}", "arn:aws:iot:r:1:topic/*", True),
        ("arn:aws:iot:r:1:topic/${star}", "arn:aws:iot:r:1:topic/b", False),
        (
            "arn:aws:iot:r:1:topic/${iot:Certificate.Subject.CommonName}",
            "arn:aws:iot:r:1:topic/*",
            False,
        ),
        ("arn:aws:iot:r:1:topic/${nothing}", "arn:aws:iot:r:1:topic/a", False),
        ("arn:aws:iot:r:1:topic/${open}", "arn:aws:iot:r:1:topic/a", None),
        ("arn:aws:iot:r:2:topic/${open}", "arn:aws:iot:r:1:topic/a", False),
        ("arn:aws:iot:r:1:topic/a", "arn:aws:iot:r:1:client/a", False),
        ("arn:aws:iot:q:1:topic/a", "arn:aws:iot:r:1:topic/a", False),
        ("arn:aws-cn:iot:r:1:topic/a", "arn:aws:iot:r:1:topic/a", False),
        (Text(("arn:", PARTITION, ":iot:", REGION, ":1:topic/a")), "arn:aws:iot:r:1:topic/a", True),
        (Text(("arn:aws:iot:", REGION, "x:1:topic/a")), "arn:aws:iot:r:1:topic/a", False),
        (Text(("arn:aws:iot:", REGION, "*:1:topic/a")), "arn:aws:iot:r:1:topic/a", None),
        (Text((PREFIX, ":topic/a")), "arn:aws:iot:r:1:topic/a", None),
        (Text((PREFIX, ":topic/a")), "arn:aws:iot:r:1:topic/b", False),
        (Text((PREFIX, "a")), "arn:aws:iot:r:1:topic/b", None),
        ("arn:aws:iot:r:1:topic/a", Text(("arn:aws:iot:", REGION, ":1:topic/a")), True),
        ("arn:aws:iot:r:1:topic/a", Text(("arn:aws:iot:r:1:topic/", NAME)), None),
        (Text(("arn:aws:iot:r:1:topic/", NAME)), Text(("arn:aws:iot:r:1:topic/", NAME)), True),
    ],
)
def test_matching_with_values_and_holes(pattern, arn, expected):
    found = matches_arn(pattern, arn, VALUES)
    assert (None if isinstance(found, Unknown) else found) is expected


def test_the_unknown_is_named():
    found = matches_arn(Text((PREFIX, "a")), REQUEST)
    assert (found.reason, found.expression) == ("is not known", "local.prefix")
    with_reason = Hole("local.prefix", reason="has no default")
    assert matches_arn(Text((with_reason, "a")), REQUEST).reason == "has no default"


def test_a_star_behind_a_variable_is_that_of_a_name():
    assert split_resource("arn:aws:iot:123456789012:topic/${iot:ClientId}/*") is None
