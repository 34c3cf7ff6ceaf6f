"""Who refers to whom."""

from __future__ import annotations

import pytest
from neutral_graphs import made, resource

from checkov_aws_iot.cloudformation.pseudo_parameters import pseudo_parameter
from checkov_aws_iot.resources.foreign import foreign
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.kinds.flow.delivery_stream import DeliveryStream
from checkov_aws_iot.resources.kinds.flow.stream import Stream
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.thing import Thing
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.region import Distance, arn_region, distance
from checkov_aws_iot.terraform.modules.addresses import origin_of
from checkov_aws_iot.values.arn import arn_of
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import OneOf, Value

PARTITION = Hole("aws.partition", HoleKind.PARTITION)
ACCOUNT = Hole("aws.account", HoleKind.ACCOUNT)
REGION = Hole("aws.region", HoleKind.REGION)


def later(address: str) -> Unknown:
    """An attribute that Terraform knows later."""
    return Unknown(Reason.AFTER_DEPLOYMENT, address, origin=origin_of(address))


STREAM_ARN = join_text(["arn:", PARTITION, ":kinesis:", REGION, ":", ACCOUNT, ":stream/raw"])
ROLE_ARN = join_text(["arn:", PARTITION, ":iam::", ACCOUNT, ":role/devices/gateway"])

STREAM = resource(Stream, "aws_kinesis_stream.raw", "raw", STREAM_ARN)
ROLE = resource(Role, "aws_iam_role.gateway", "gateway", ROLE_ARN)
PLAN = resource(BackupPlan, "aws_backup_plan.daily", later("aws_backup_plan.daily.id"))
GRAPH = made(STREAM, ROLE, PLAN)


@pytest.mark.parametrize(
    ("reference", "kind", "found"),
    [
        ("raw", Stream, STREAM),
        (STREAM_ARN, Stream, STREAM),
        ("arn:aws:kinesis:eu-west-1:111122223333:stream/raw", Stream, STREAM),
        ("arn:aws:kinesis:eu-west-1:111122223333:stream/other", Stream, None),
        ("arn:aws:firehose:eu-west-1:111122223333:stream/raw", Stream, None),
        ("raw", DeliveryStream, None),
        ("gateway", Role, ROLE),
        ("arn:aws:iam::111122223333:role/devices/gateway", Role, ROLE),
        # A role found by its name alone: the path is not known, the name is unique without it.
        (
            join_text(
                [
                    "arn:",
                    PARTITION,
                    ":iam::",
                    ACCOUNT,
                    ":role",
                    Hole("data.aws_iam_role.r.path", origin=Origin(attribute="path")),
                    "gateway",
                ]
            ),
            Role,
            ROLE,
        ),
        ("arn:aws:iam::111122223333:role/devices/other", Role, None),
        ("arn:aws:iam::111122223333:policy/devices/gateway", Role, None),
        (Unknown("for any reason", "aws_backup_plan.daily.id"), BackupPlan, PLAN),
        (Text((Hole("aws_backup_plan.daily.id"),)), BackupPlan, PLAN),
        (later("aws_backup_plan.weekly.id"), BackupPlan, None),
        (Unknown("has no default"), BackupPlan, None),
        (OneOf("var.a", (("true", "nothing"), ("false", "raw"))), Stream, STREAM),
        ("", Stream, None),
        (ABSENT, Stream, None),
        (None, Stream, None),
    ],
)
def test_references(reference: Value, kind: type[Kind], found: object):
    assert GRAPH.referred(reference, kind) == ((found,) if found else ())


def test_an_account_that_is_known_and_differs_is_another_resource():
    known = resource(Stream, "known", "arn:aws:kinesis:eu-west-1:111122223333:stream/raw")
    graph = made(known)
    assert graph.referred("arn:aws:kinesis:eu-west-1:444455556666:stream/raw", Stream) == ()
    assert graph.referred("arn:aws:kinesis:us-east-1:111122223333:stream/raw", Stream) == ()


def test_equal_identifiers_win_over_arns_that_only_agree():
    exact = "arn:aws:kinesis:eu-west-1:111122223333:stream/raw"
    own = resource(Stream, "own", exact)
    graph = made(STREAM, own)
    assert graph.referred(exact, Stream) == (own,)


@pytest.mark.parametrize(
    ("reference", "may"),
    [
        (Unknown("has no default", "var.stream"), True),
        (Unknown("has no default"), True),
        (Text((Hole("var.prefix"), "-raw")), True),
        (OneOf("c", (("true", "x"), ("false", Unknown("has no default", "var.s")))), True),
        ("other", False),
        (later("aws_kinesis_stream.other.arn"), False),
        (later("module.m.aws_sqs_queue.q.arn"), False),
        (later('module.m["a"].aws_kinesis_stream.raw[0].arn'), True),
        (join_text(["arn:aws:sqs:", REGION, ":", ACCOUNT, ":", Hole("var.q")]), False),
        (join_text(["arn:aws:kinesis:", REGION, ":", ACCOUNT, ":stream/", Hole("var.q")]), True),
    ],
)
def test_what_may_mean_a_resource(reference: Value, may: bool):
    assert GRAPH.may_mean(reference, STREAM) is may


def test_resources_are_read_once_and_only_when_asked_for():
    asked: list[Kind] = []

    def read(kind: type[Kind]):
        asked.append(kind)
        return [resource(kind, "b"), resource(kind, "a")]

    from checkov_aws_iot.resources.graph import ResourceGraph

    graph = ResourceGraph(read)
    assert asked == []
    for _ in range(2):
        assert [found.address for found in graph.of_kind(Thing)] == ["a", "b"]
    assert asked == [Thing]
    assert graph.at("b", Thing) is graph.of_kind(Thing)[1]
    assert graph.at("c", Thing) is None


def test_unknowns_of_another_configuration_are_not_ours():
    unknown = Unknown("has no default", "var.name")
    own = resource(
        Bucket,
        "aws_s3_bucket.b",
        "known",
        Text((Hole("var.prefix"), "-b")),
        unknown,
        region=Text((REGION,)),
        versioning=OneOf("var.c", (("true", unknown),)),
    )
    seen = foreign(own, "envs/prod")
    graph = made(seen)
    assert graph.referred("known", Bucket) == (seen,)
    assert graph.referred(unknown, Bucket) == ()
    assert graph.referred(Text((Hole("var.prefix"), "-b")), Bucket) == ()
    assert distance(own.region, seen.region) is Distance.UNKNOWN
    assert seen.address == "envs/prod/aws_s3_bucket.b"
    choice = seen.attributes.versioning
    assert isinstance(choice, OneOf)
    assert choice.condition == "envs/prod/var.c"


STACK = pseudo_parameter("AWS::Region")


@pytest.mark.parametrize(
    ("one", "another", "expected"),
    [
        ("us-east-1", "us-east-1", Distance.SAME),
        ("us-east-1", "eu-west-1", Distance.OTHER),
        (Text((REGION,)), Text((REGION,)), Distance.SAME),
        (Text((REGION,)), Text((Hole("aws.b.region", HoleKind.REGION),)), Distance.UNKNOWN),
        (Text((REGION,)), "us-east-1", Distance.UNKNOWN),
        (Unknown("x"), Unknown("x"), Distance.UNKNOWN),
        (ABSENT, ABSENT, Distance.UNKNOWN),
        ("", "", Distance.UNKNOWN),
        (STACK, STACK, Distance.SAME),
        (STACK, "us-east-1", Distance.OTHER),
        (OneOf("c", (("a", "us-east-1"), ("b", "us-west-1"))), "eu-west-1", Distance.OTHER),
        (OneOf("c", (("a", "us-east-1"), ("b", "us-west-1"))), "us-west-1", Distance.UNKNOWN),
    ],
)
def test_regions(one: Value, another: Value, expected: Distance):
    assert distance(one, another) is expected
    assert distance(another, one) is expected


def test_regions_in_arns():
    assert arn_region("arn:aws:backup:eu-west-1:111122223333:backup-vault:v") == "eu-west-1"
    assert arn_region("arn:aws:s3:::bucket") is ABSENT
    assert arn_region("bucket") is ABSENT
    assert arn_region(Unknown("x")) is ABSENT


@pytest.mark.parametrize(
    "text", ["", "arn:aws:s3", "arn:aws:iam::1:", "ARN:aws:iot:r:a:x", "::::::", 5, None]
)
def test_what_is_no_arn(text: Value):
    arn = arn_of(text)
    assert arn is None or arn.resource == ""


def test_fields_of_an_arn_may_hold_colons_and_holes():
    arn = arn_of(Text(("arn:aws:lambda:", REGION, ":1:function:", Hole("f"), ":live")))
    assert arn is not None
    assert arn.region == Text((REGION,))
    assert arn.resource == Text(("function:", Hole("f"), ":live"))
