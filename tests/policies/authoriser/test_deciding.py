"""What the solver decides: a request that the authoriser allows, a proof, or unknown with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policy_values import ACCOUNT, NAME, PARTITION, REGION, UNKNOWN, policy, text

from checkov_aws_iot.patterns.language import EVERYTHING, language_of
from checkov_aws_iot.patterns.pattern import ANY_RUN, Pattern, exactly, pattern_of, wildcards
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.deciding import decide, decide_for_two
from checkov_aws_iot.policies.authoriser.question import (
    Proof,
    Question,
    differs,
    fits,
    is_absent,
    is_in,
    is_outside,
    name_differs,
    value_of,
)
from checkov_aws_iot.policies.authoriser.references import PATH
from checkov_aws_iot.policies.authoriser.situations import Attachment
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
CLIENT, THING = "iot:ClientId", "iot:Connection.Thing.ThingName"
COMMON_NAME = "iot:Certificate.Subject.CommonName"
RESERVED = language_of(wildcards("$aws/things/*"))
PUBLISH = Question(("iot:Publish",), "topic", RESERVED)
CONNECT = Question(("iot:Connect",), "client")
NOT_ITS_THING = differs(CLIENT, Pattern((value_of(THING),)))


def allow(resource="*", action="iot:*", **elements):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action="iot:*", **elements):
    return {"Effect": "Deny", "Action": action, **elements}


def asked(question: Question, *statements, **document) -> Request | Proof | Unknown:
    """The answer; a request is one that the authoriser allows."""
    return answered(policy(*statements, **document), question)


def answered(document: Document, question: Question) -> Request | Proof | Unknown:
    answer = decide(document, question)
    if isinstance(answer, Request):
        assert authorise((document,), answer).outcome is Outcome.ALLOWED
    return answer


def of(*constraints, question=CONNECT, **changes) -> Question:
    from dataclasses import replace

    return replace(question, constraints=constraints, **changes)


WHO_ASKS = {
    "thing names": {"StringLike": {THING: "pump-*"}},
    "one client": {"StringEquals": {CLIENT: "pump-1"}},
    "common name of client": {"StringEquals": {CLIENT: f"${{{COMMON_NAME}}}"}},
    "client of common name": {"StringEquals": {COMMON_NAME: f"${{{CLIENT}}}"}},
    "clients": {"StringLike": {CLIENT: "dev-*"}},
    "window of dates": {
        "DateGreaterThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2024-01-01T00:00:02Z"},
    },
    "window of seconds": {
        "NumericGreaterThan": {"aws:EpochTime": "1704067200"},
        "NumericLessThan": {"aws:EpochTime": "1704067202"},
    },
    "one moment by two keys": {
        "DateEquals": {"aws:CurrentTime": "2024-01-01T00:00:00Z"},
        "NumericEquals": {"aws:EpochTime": "1704067200"},
    },
    "age of a login": {"NumericLessThan": {"aws:MultiFactorAuthAge": "1"}},
    "time of a token": {"DateGreaterThan": {"aws:TokenIssueTime": "2024-01-01T00:00:00Z"}},
    "equal accounts": {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
    "equal tags": {"StringEquals": {"aws:PrincipalTag/x": "${aws:RequestTag/x}"}},
    "a network": {"IpAddress": {"aws:SourceIp": "10.1.2.3/32"}},
    "an address as a text": {"StringEquals": {"aws:SourceIp": ["a", "2001:db8::1"]}},
    "addresses as texts": {"StringLike": {"aws:SourceIp": "10.1.*"}},
    "another text than that of an address": {"StringNotEquals": {"aws:SourceIp": "a"}},
    "outside of networks": {"NotIpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
    "features": {"ForAllValues:StringEquals": {"iot:ConnectAttributes": "LastWill"}},
    "two features": {
        "ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"},
        "ForAnyValue:StringLike": {"iot:ConnectAttributes": "Persistent*"},
    },
    "a number between two": {"NumericGreaterThan": {"x:y": "1"}, "NumericLessThan": {"x:y": "1.5"}},
    "regardless of case": {"StringEqualsIgnoreCase": {"aws:SourceVpce": "VPCE-1"}},
    "type of thing": {"StringEquals": {"iot:Connection.Thing.ThingTypeName": "pump"}},
    "attribute": {"StringEquals": {"iot:Connection.Thing.Attributes[site]": "x"}},
    "a will": {"ArnEquals": {"iot:LastWillTopic": f"{PREFIX}topic/${{{CLIENT}}}/will"}},
    "attached": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
    "absent": {"Null": {"aws:SourceVpce": "true"}},
}


@pytest.mark.parametrize("condition", WHO_ASKS.values(), ids=WHO_ASKS)
def test_a_condition_on_who_asks_leaves_a_request(condition):
    assert isinstance(asked(PUBLISH, allow(Condition=condition)), Request)


NEVER = {
    "equal and not equal": {"StringEquals": {CLIENT: "x"}, "StringNotEquals": {CLIENT: "x"}},
    "a pattern and none of it": {"StringLike": {CLIENT: "a*"}, "StringNotLike": {CLIENT: "?*"}},
    "no such date": {
        "DateGreaterThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2024-01-01T00:00:01Z"},
    },
    "one moment, two dates": {
        "DateEquals": {"aws:CurrentTime": "2024-01-01T00:00:00Z"},
        "NumericEquals": {"aws:EpochTime": "1704067201"},
    },
    "no age below none": {"NumericLessThan": {"aws:MultiFactorAuthAge": "0"}},
    "no number": {"NumericGreaterThan": {"x:y": "1"}, "NumericLessThan": {"x:y": "1"}},
    "disjoint networks": {
        "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
        "NotIpAddress": {"aws:SourceIp": "10.0.0.0/7"},
    },
    "every network": {"NotIpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}},
    "a text that is no address": {"StringEquals": {"aws:SourceIp": "a"}},
    "texts of which none is an address": {"StringLike": {"aws:SourceIp": ["corp-*", "x?"]}},
    "an address as a text, in another network": {
        "StringEquals": {"aws:SourceIp": ["10.1.2.3", "::1"]},
        "IpAddress": {"aws:SourceIp": "192.0.2.0/24"},
    },
    "a text that is no date": {"StringEqualsIgnoreCase": {"aws:CurrentTime": "Today"}},
    "no address at all": {"Null": {"aws:SourceIp": "true"}},
    "absent with a value": {
        "Null": {"aws:SourceVpce": "true"},
        "StringLike": {"aws:SourceVpce": "*"},
    },
    "undocumented key": {"StringLike": {"iot:ThingName": "*"}},
    "neither true nor false": {"Bool": {"aws:SecureTransport": "maybe"}},
    "no such feature": {"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "Will"}},
    "an account of letters": {"StringLike": {"aws:SourceAccount": "12345678901a"}},
    "slash in a common name": {"StringEquals": {COMMON_NAME: "a/b"}},
    "wildcards of equality": {
        "StringEquals": {"aws:SourceVpce": "vpce-*"},
        "StringNotLike": {"aws:SourceVpce": "*"},
    },
    "ARN of five fields": {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*"}},
    "two services of one ARN": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:*"},
        "StringLike": {"aws:SourceArn": "arn:aws:s3:*"},
    },
    "not itself": {
        "StringEquals": {"aws:PrincipalTag/x": "${aws:RequestTag/x}"},
        "StringNotEquals": {"aws:RequestTag/x": "${aws:PrincipalTag/x}"},
    },
}


@pytest.mark.parametrize("condition", NEVER.values(), ids=NEVER)
def test_a_condition_that_no_request_meets_is_proved(condition):
    assert isinstance(asked(PUBLISH, allow(Condition=condition)), Proof)


FOREIGN_CLIENTS = {
    "a will of the client": (
        "client/*",
        {"ArnEquals": {"iot:LastWillTopic": f"{PREFIX}topic/${{{CLIENT}}}"}},
    ),
    "its unit": (
        "client/*",
        {"StringEquals": {"iot:Certificate.Subject.OrganizationalUnit": f"${{{CLIENT}}}"}},
    ),
    "names that begin with it": ("client/*", {"StringLike": {COMMON_NAME: f"${{{CLIENT}}}*"}}),
    "exclusive common name": ("client/*", {"StringEquals": {COMMON_NAME: f"${{{THING}}}"}}),
    "thing names": ("client/*", {"StringLike": {THING: "pump-*"}}),
    "one thing": ("client/*", {"StringEquals": {THING: "pump-1"}}),
    "type of thing": ("client/*", {"StringEquals": {"iot:Connection.Thing.ThingTypeName": "pump"}}),
    "attribute of the thing": (
        "client/*",
        {"StringLike": {"iot:Connection.Thing.Attributes[a]": "*"}},
    ),
    "a hash in the middle": ("client/*#*", {}),
    "begins with the thing name": (f"client/${{{THING}}}*", {}),
}


@pytest.mark.parametrize(("resource", "condition"), FOREIGN_CLIENTS.values(), ids=FOREIGN_CLIENTS)
def test_a_client_id_that_is_not_the_thing_name(resource, condition):
    answer = asked(of(NOT_ITS_THING), allow(PREFIX + resource, Condition=condition))
    assert isinstance(answer, Request)
    assert answer.identity.client_id != answer.identity.thing_name


OWN = {
    "thing name": (f"client/${{{THING}}}", {}),
    "compared thing name": ("client/*", {"StringEquals": {CLIENT: f"${{{THING}}}"}}),
    "thing of the client": ("client/*", {"StringEquals": {THING: f"${{{CLIENT}}}"}}),
    "by way of the common name": (
        f"client/${{{COMMON_NAME}}}",
        {"StringEquals": {COMMON_NAME: f"${{{THING}}}"}},
    ),
}


@pytest.mark.parametrize(("resource", "condition"), OWN.values(), ids=OWN)
def test_a_client_id_that_is_the_thing_name_is_proved(resource, condition):
    assert isinstance(
        asked(of(NOT_ITS_THING), allow(PREFIX + resource, Condition=condition)), Proof
    )


def test_the_attachment_is_asked_for():
    statement = allow(
        f"{PREFIX}client/*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    )
    same = of(NOT_ITS_THING, attachments=(Attachment.NON_EXCLUSIVE,))
    exclusive = of(NOT_ITS_THING, attachments=(Attachment.EXCLUSIVE,))
    none = of(attachments=(Attachment.NONE,))
    assert isinstance(asked(same, statement), Proof)
    assert isinstance(asked(exclusive, statement), Request)
    assert isinstance(asked(none, statement), Proof)


def test_a_shadow_is_read_over_https_where_no_connection_has_a_thing():
    question = Question(("iot:GetThingShadow",), "thing")
    assert isinstance(asked(question, allow(f"{PREFIX}thing/${{{THING}}}")), Proof)
    assert isinstance(asked(question, allow(Condition={"StringLike": {CLIENT: "*"}})), Proof)
    assert isinstance(asked(question, allow(f"{PREFIX}thing/${{{COMMON_NAME}}}")), Request)


DENIED = {
    "everything": (deny(Resource="*"),),
    "both sides of a moment": (
        deny(Resource="*", Condition={"DateLessThan": {"aws:CurrentTime": "2024-01-01"}}),
        deny(Resource="*", Condition={"DateGreaterThanEquals": {"aws:CurrentTime": "2024-01-01"}}),
    ),
    "where it holds and where not": (
        deny(Resource="*", Condition={"StringEquals": {"aws:SourceVpce": "a"}}),
        deny(Resource="*", Condition={"StringNotEquals": {"aws:SourceVpce": "a"}}),
    ),
    "all but its own": (deny(NotResource=f"{PREFIX}topic/own/${{{THING}}}/*"),),
    "unless attached, and if": (
        deny(Resource="*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": "false"}}),
        deny(Resource=f"{PREFIX}topic/*", Condition={"Null": {THING: "false"}}),
        deny(Resource="arn:aws:iot:*:*:topic/$aws/things/*"),
    ),
}


@pytest.mark.parametrize("denials", DENIED.values(), ids=DENIED)
def test_what_denies_leave_nothing_of_is_proved(denials):
    assert isinstance(asked(PUBLISH, allow(), *denials), Proof)


ESCAPED = {
    "a client": deny(
        NotResource=f"{PREFIX}topic/own/*", Condition={"StringNotLike": {CLIENT: "server-*"}}
    ),
    "an absent key": deny(Resource="*", Condition={"StringEquals": {"aws:SourceVpce": "a"}}),
    "a Region of two": deny(
        Resource=[f"{PREFIX}*", "arn:aws:iot:eu-west-1:123456789012:topic/own/*"]
    ),
    "another topic": deny(Resource="arn:aws:iot:*:*:topic/$aws/things/a*"),
    "another action": deny("iot:Connect", Resource="*"),
    "an organisation": deny(
        Resource="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}
    ),
    "several values": deny(
        Resource="*", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}
    ),
    "a variable without a value": deny(Resource="arn:aws:iot:*:*:topic/*/${iot:Thing.Name}*"),
}


@pytest.mark.parametrize("denial", ESCAPED.values(), ids=ESCAPED)
def test_a_way_past_a_deny_is_found(denial):
    assert isinstance(asked(PUBLISH, allow(), denial), Request)


def test_stand_ins_are_fresh():
    listed = [
        "another-device",
        "gadget",
        "unit",
        "pump",
        "us-east-1",
        "111122223333",
        "123412341234",
    ]
    statement = allow(Condition={"StringNotEquals": {"aws:SourceAccount": listed, CLIENT: listed}})
    stranger = is_outside("aws:SourceAccount", language_of(exactly("123456789012")))
    answer = asked(of(stranger, is_in("aws:SourceAccount", EVERYTHING)), statement)
    assert isinstance(answer, Request)
    assert dict(answer.context)["aws:sourceaccount"][0] not in listed


@pytest.mark.parametrize(("value", "taken"), [("pump-7", True), ("lamp-7", False)])
def test_values_to_try_first_are_taken_where_they_can_be(value, taken):
    key = "iot:Certificate.Subject.CommonName"
    question = of(question=CONNECT, values=((key, (value,)),))
    found = asked(question, allow(Condition={"StringLike": {key: "pump-*"}}))
    assert (dict(found.identity.certificate)["subject.commonname"] == value) is taken


def test_a_pinned_account_is_proved():
    stranger = is_outside("aws:SourceAccount", language_of(exactly("123456789012")))
    question = Question(("sts:AssumeRole",), service="", constraints=(stranger,), iot_policy=False)
    pinned = allow(
        action="sts:AssumeRole", Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}}
    )
    organisation = allow(
        action="sts:AssumeRole", Condition={"StringEquals": {"aws:SourceOrgID": "o-exampleorgid"}}
    )
    by_arn = allow(
        action="sts:AssumeRole",
        Condition={"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:123456789012:*"}},
    )
    strange_arn = is_outside("aws:SourceArn", language_of(wildcards("arn:*:*:*:123456789012:*")))
    other_organisation = is_outside("aws:SourceOrgID", language_of(exactly("o-exampleorgid")))
    assert isinstance(asked(question, pinned), Proof)
    assert isinstance(asked(question, organisation), Request)
    assert isinstance(
        asked(of(stranger, other_organisation, question=question), organisation), Proof
    )
    assert isinstance(asked(of(stranger, strange_arn, question=question), by_arn), Proof)


def test_keys_that_iam_does_not_know_may_have_any_value():
    question = Question(("iot:Publish",), "topic", RESERVED, iot_policy=False)
    assert isinstance(
        asked(question, allow(Condition={"StringEquals": {CLIENT: "${aws:username}"}})), Request
    )


def test_a_name_that_is_not_its_own():
    own = pattern_of((*"fleet/", ANY_RUN, "/", value_of(THING), "/", ANY_RUN))
    question = Question(("iot:Publish",), "topic", constraints=(name_differs("topic/", own),))
    assert isinstance(asked(question, allow(f"{PREFIX}topic/fleet/*/${{{THING}}}/data")), Proof)
    assert isinstance(asked(question, allow(f"{PREFIX}topic/fleet/${{{THING}}}*")), Request)


def test_a_default_counts_where_the_variable_has_no_value():
    statement = allow(f"{PREFIX}topic/$aws/things/${{aws:SourceVpce, 'none'}}")
    given = of(question=PUBLISH, names=language_of(exactly("$aws/things/none")))
    other = of(
        is_absent("aws:SourceVpce"), question=PUBLISH, names=language_of(exactly("$aws/things/x"))
    )
    assert isinstance(asked(given, statement), Request)
    assert isinstance(asked(other, statement), Proof)


def test_variables_are_plain_text_without_the_version():
    statement = allow(f"{PREFIX}topic/$aws/things/${{{THING}}}")
    plain = of(question=PUBLISH, names=language_of(exactly(f"$aws/things/${{{THING}}}")))
    assert isinstance(asked(plain, statement, version="2008-10-17"), Request)


def test_a_part_that_is_not_known_stays_in_the_request():
    answer = asked(
        PUBLISH,
        allow(
            text(
                "arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":topic/$aws/things/", NAME, "/*"
            )
        ),
    )
    assert isinstance(answer, Request)
    assert NAME in getattr(answer.resource, "holes", ())


def test_a_field_that_is_not_known_stays_in_the_request():
    answer = asked(PUBLISH, allow(text("arn:aws:iot:", NAME, ":123456789012:topic/*")))
    assert isinstance(answer, Request)
    assert NAME in getattr(answer.resource, "holes", ())


def test_what_is_not_known_is_unknown_where_it_decides():
    unknown_condition = allow(Condition=UNKNOWN)
    assert isinstance(asked(PUBLISH, unknown_condition), Unknown)
    assert isinstance(asked(PUBLISH, unknown_condition, allow()), Request)
    assert isinstance(asked(PUBLISH, unknown_condition, deny(Resource="*")), Proof)
    assert isinstance(asked(PUBLISH, allow(), deny(Resource="*", Condition=UNKNOWN)), Unknown)
    assert isinstance(asked(PUBLISH, allow(), deny(Resource=UNKNOWN)), Unknown)
    assert isinstance(
        asked(PUBLISH, allow(UNKNOWN), deny("iot:Connect", Resource=UNKNOWN)), Unknown
    )
    assert isinstance(asked(PUBLISH, UNKNOWN), Unknown)
    assert isinstance(asked(PUBLISH, allow(), UNKNOWN), Unknown)


def test_a_deny_of_a_name_that_is_not_known_leaves_the_others():
    kept = text("arn:aws:iot:*:*:topic/$aws/things/", NAME, "/*")
    assert isinstance(asked(PUBLISH, allow(), deny(NotResource=kept)), Request)
    assert isinstance(asked(PUBLISH, allow(kept), deny(NotResource=kept)), Request)
    assert isinstance(asked(PUBLISH, allow(kept), deny(Resource=kept)), Proof)


def test_an_operator_that_aws_does_not_have_is_unknown():
    assert isinstance(asked(PUBLISH, allow(Condition={"StringMatches": {CLIENT: "x"}})), Unknown)


ONE_NAME = {
    "no separator": f"topic/${{{THING}}}*",
    "everything": "*",
    "between two runs": f"topic/*/${{{THING}}}/*",
    "a type": "topic/${iot:Connection.Thing.ThingTypeName}/data",
    "a client": f"topic/${{{CLIENT}}}x*",
}


@pytest.mark.parametrize("resource", ONE_NAME.values(), ids=ONE_NAME)
def test_two_devices_have_one_name(resource):
    document = policy(allow(PREFIX + resource if resource != "*" else "*"))
    answer = decide_for_two(document, Question(("iot:Publish",), "topic"))
    assert isinstance(answer, tuple)
    one, other = answer
    assert one.resource == other.resource
    assert one.identity.thing_name == "" or one.identity.thing_name != other.identity.thing_name
    assert {authorise((document,), request).outcome for request in answer} == {Outcome.ALLOWED}


NAMES_APART = {
    "a level": f"topic/fleet/${{{THING}}}/*",
    "the whole name": f"topic/${{{THING}}}",
    "a certificate": "topic/${iot:CertificateId}*",
    "at the end": f"topic/fleet/data/${{{THING}}}",
}


@pytest.mark.parametrize("resource", NAMES_APART.values(), ids=NAMES_APART)
def test_names_of_two_devices_never_meet(resource):
    document = policy(allow(PREFIX + resource))
    assert isinstance(decide_for_two(document, Question(("iot:Publish",), "topic")), Proof)


@pytest.mark.parametrize(
    ("name", "is_apart"),
    [
        ((value_of("iot:CertificateId"), ANY_RUN), True),
        ((value_of("iot:CertificateId"), value_of(THING)), True),
        ((value_of("iot:Certificate.Issuer.Country"), ANY_RUN), False),
        ((value_of("iot:Certificate.Issuer.Country"), "/", "a"), False),
    ],
    ids=str,
)
def test_keys_that_the_question_alone_speaks_of_have_values_and_tell_devices_apart(name, is_apart):
    question = Question(("iot:Subscribe",), constraints=(fits(PATH, pattern_of(name)),))
    assert isinstance(decide_for_two(policy(allow()), question), Proof) is is_apart


def test_a_role_has_no_region():
    question = Question(
        ("iam:PassRole",), "role", service="iam", iot_policy=False, has_region=False
    )
    answer = asked(question, allow("arn:aws:iam::210987654321:role/*", action="iam:*"))
    assert isinstance(answer, Request)
    assert str(answer.resource).startswith("arn:aws:iam::210987654321:role/")


def test_a_thing_name_holds_no_character_that_keeps_it_from_being_substituted():
    condition = {"StringEqualsIfExists": {THING: f"${{{THING}}}"}}
    question = of(is_in(THING, EVERYTHING))
    assert isinstance(asked(question, allow(), deny(Resource="*", Condition=condition)), Proof)


@pytest.mark.parametrize("completes", [True, False])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_arns_of_identity_policies_are_completed(effect: str, completes: bool):
    everything = {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}
    short = {"Effect": effect, "Action": "iot:Publish", "Resource": "arn:aws:iot"}
    document = policy(*([everything, short] if effect == "Deny" else [short]))
    document = replace(document, completes_arns=completes)
    within = (is_in("resource:partition", language_of(wildcards("aws"))),)
    answer = decide(
        document, Question(("iot:Publish",), "topic", constraints=within, iot_policy=False)
    )
    assert isinstance(answer, Request) is ((effect == "Allow") is completes)
    assert isinstance(answer, (Request, Proof))


@pytest.mark.parametrize(
    "place",
    [
        "us-east-1:123456789012",
        "$REGION:$ACCOUNT",
        "REGION:ACCOUNT_ID",
        "<%= region %>:<%= account %>",
        "${REGION}:${ACCOUNT}",
        "*:*",
    ],
)
def test_a_placeholder_for_the_place_of_deployment_hides_nothing(place):
    statement = allow(
        f"arn:aws:iot:{place}:topic/*", "iot:Publish", Condition=WHO_ASKS["thing names"]
    )
    assert isinstance(asked(PUBLISH, statement), Request)


@pytest.mark.parametrize("action", ["iot:Connect", "iot:Publish"])
def test_a_client_id_that_no_thing_can_have_is_taken_by_a_device_without_that_tie(action):
    question = CONNECT if action == "iot:Connect" else PUBLISH
    resource = f"{PREFIX}client/x/y" if action == "iot:Connect" else "*"
    statement = allow(resource, action, Condition={"StringEquals": {CLIENT: "x/y"}})
    assert isinstance(asked(question, statement), Request)


NAME_0, NAME_1, NAMES = (f"{COMMON_NAME}.{form}" for form in ("0", "1", "List"))


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        # The plain name is the first value, and the list holds it.
        ({"StringEquals": {COMMON_NAME: "a", NAME_0: "b"}}, Unknown),
        ({"StringEquals": {COMMON_NAME: "a", NAME_0: "a"}}, Request),
        ({"StringEquals": {COMMON_NAME: "a"}, "ForAnyValue:StringEquals": {NAMES: "b"}}, Unknown),
        ({"StringEquals": {COMMON_NAME: "a"}, "ForAnyValue:StringLike": {NAMES: "a*"}}, Request),
        ({"StringEquals": {COMMON_NAME: "a"}, "ForAllValues:StringEquals": {NAMES: "b"}}, Unknown),
        ({"StringEquals": {COMMON_NAME: "a", NAME_1: "b"}}, Unknown),
        ({"StringEquals": {COMMON_NAME: "a"}, "StringNotEquals": {COMMON_NAME: "a"}}, Proof),
        # One form alone is like any key.
        ({"StringEquals": {NAME_1: "b"}}, Request),
        ({"ForAnyValue:StringEquals": {NAMES: "b"}}, Request),
    ],
)
def test_forms_of_an_attribute_of_the_certificate(condition, answer):
    found = decide(policy(allow(Condition=condition)), CONNECT)
    assert isinstance(found, answer), found


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalTag/team": "red"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
        {"StringNotLike": {"aws:SourceVpce": "vpce-*"}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": "10"}},
        {"Null": {"iot:DomainName": "true"}},
    ],
)
def test_a_deny_on_a_key_that_decides_nothing_beside_an_allow_on_everything(condition):
    document = policy(allow(action="*"), deny(action="*", Condition=condition))
    (found,) = (decide(document, PUBLISH),)
    assert isinstance(found, Request)
    assert authorise((document,), found).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("key", "has_several"),
    [
        ("cognito-identity.amazonaws.com:sub", False),
        ("cognito-identity.amazonaws.com:aud", False),
        ("cognito-identity.amazonaws.com:amr", True),
        ("credentials-iot:AwsCertificateId", False),
        ("ecommerce:tags", True),
    ],
)
def test_set_operators_make_no_set_of_what_has_one_value(key: str, has_several: bool) -> None:
    statements = (
        allow(Condition={"ForAnyValue:StringLike": {key: "dev-*"}}),
        deny(Resource="*", Condition={"ForAllValues:StringLike": {key: ["*1", "d?v*"]}}),
    )
    answer = asked(replace(CONNECT, iot_policy=False), *statements)
    assert isinstance(answer, Request if has_several else Proof)


@pytest.mark.parametrize("more", [f"${{{THING}}}", f"${{{CLIENT}}}", f"*${{{THING}}}*"])
def test_no_client_id_is_as_long_as_itself_and_more(more):
    longer = allow(f"{PREFIX}client/${{{CLIENT}}}{more}")
    assert isinstance(asked(of(attachments=(Attachment.EXCLUSIVE,)), longer), Proof)


@pytest.mark.parametrize(
    ("variable", "is_left"), [(CLIENT, False), (COMMON_NAME, True), ("iot:CertificateId", True)]
)
def test_a_client_id_with_wildcards_is_substituted_and_an_attribute_is_not(variable, is_left):
    head = f"{PREFIX}client/"
    denial = deny("iot:Connect", Resource=f"{head}${{{variable}}}")
    starred = of(is_in(CLIENT, language_of(exactly("a*"))), is_in(COMMON_NAME, EVERYTHING))
    assert isinstance(asked(starred, allow(), denial), Request) is is_left


def test_a_client_id_with_a_colon_is_no_field_of_an_arn():
    equal = {"ArnEquals": {"iot:LastWillTopic": f"arn:aws:${{{CLIENT}}}:r:1:topic/a"}}
    named = [of(is_in(CLIENT, language_of(exactly(name)))) for name in ("a*", "a:b")]
    answers = [asked(question, allow(Condition=equal)) for question in named]
    assert [isinstance(answer, Request) for answer in answers] == [True, False]
