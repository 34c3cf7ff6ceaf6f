"""The client of a request over MQTT is one that the document lets connect."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import judge
from policy_values import ARN, NAME, THING, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Hole
from checkov_aws_iot.values.unknown import Unknown

PUBLISH = "iot:Publish"
SERVER = {"StringEquals": {"iot:ClientId": "server-1"}}
PUMPS = allow("iot:Connect", "client/pump-*")
OWN = allow("iot:Connect", f"client/{THING}")


def publishes(*connecting: Any, condition: Any = None) -> Any:
    grant = allow(PUBLISH, "topic/*", **({"Condition": condition} if condition else {}))
    question = Question((PUBLISH,), "topic", connecting=policy(*connecting))
    return decide(policy(grant), question)


@pytest.mark.parametrize(
    ("connecting", "is_possible"),
    [
        ([PUMPS], False),
        ([allow("iot:Connect", "client/*")], True),
        # A thing may be called so.
        ([OWN], True),
        ([{**OWN, "Condition": {"StringLike": {"iot:ClientId": "pump-*"}}}], False),
        ([allow("iot:Connect", "client/*"), deny("iot:Connect", "client/server-*")], False),
        # The connection may be older than the request.
        (
            [
                allow(
                    "iot:Connect",
                    "client/*",
                    Condition={"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
                )
            ],
            True,
        ),
        # What only a Connect has is its own.
        (
            [
                allow(
                    "iot:Connect",
                    "client/*",
                    Condition={"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"}},
                )
            ],
            True,
        ),
    ],
)
def test_a_client_id_is_one_that_connects(connecting: Any, is_possible: bool) -> None:
    answer = publishes(*connecting, condition=SERVER)
    assert isinstance(answer, Request if is_possible else Proof), answer
    if isinstance(answer, Request):
        assert answer.identity.client_id == "server-1"


def test_the_connection_and_the_request_come_from_one_place() -> None:
    office = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    elsewhere = {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}, **SERVER}
    connect = allow("iot:Connect", "client/*", Condition=office)
    assert isinstance(publishes(connect, condition=elsewhere), Proof)
    assert isinstance(publishes(connect, condition={**office, **SERVER}), Request)


def test_over_https_there_is_no_connection() -> None:
    answer = publishes(PUMPS)
    assert isinstance(answer, Request)
    nobody = publishes(deny("iot:Connect", "*"))
    assert isinstance(nobody, Request)
    assert nobody.identity.client_id == ""


def test_who_may_connect_may_not_be_known() -> None:
    assert isinstance(publishes({**PUMPS, "Resource": UNKNOWN}, condition=SERVER), Unknown)


@pytest.mark.parametrize(
    ("connecting", "verdict"),
    [
        ([PUMPS], Verdict.PASSED),
        ([OWN], Verdict.FAILED),
        # Another policy lets it connect, or none does.
        ([], Verdict.FAILED),
        ([allow("iot:Connect", "topic/pump-*")], Verdict.FAILED),
        ([deny("iot:Connect", "client/server-*")], Verdict.FAILED),
    ],
)
def test_202_counts_clients_that_connect(connecting: Any, verdict: Verdict) -> None:
    document = policy(*connecting, allow("iot:Subscribe", "topicfilter/*", Condition=SERVER))
    assert judge("CKV_IOT_202", document).verdict is verdict


@pytest.mark.parametrize(
    ("check", "resource"), [("CKV_IOT_202", "topic/*"), ("CKV_IOT_203", "topic/a/*")]
)
def test_the_client_of_a_witness_connects(check: str, resource: str) -> None:
    document = policy(allow("iot:Connect", "client/pump-7"), allow(PUBLISH, resource))
    (finding,) = judge(check, document).findings
    assert finding.witness is not None
    assert finding.witness.identity.client_id in ("pump-7", "")
    assert finding.witness.resource.startswith(ARN)


ENTANGLED = allow("iot:Connect", f"client/{THING}${{iot:Certificate.Subject.CommonName}}")


def either_of_two(piece: Any) -> dict[str, Any]:
    names = ["a", text(piece, "a")] if isinstance(piece, Hole) else ["a", f"{piece}a"]
    return {"Condition": {"StringEquals": {"iot:ClientId": names}}}


@pytest.mark.parametrize(("piece", "verdict"), [("dev-", Verdict.PASSED), (NAME, Verdict.UNKNOWN)])
def test_where_it_is_too_entangled_who_connects_that_is_not_known(
    piece: Any, verdict: Verdict
) -> None:
    statements = (
        {**ENTANGLED, **either_of_two(piece)},
        allow("*", "topic*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": ["false"]}}),
        deny("iot:Connect", "client/b*"),
    )
    judgement = judge("CKV_IOT_202", policy(*statements))
    assert judgement.verdict is verdict
    # Over HTTPS there is no connection.
    assert judge("CKV_IOT_202", policy(*statements, allow(PUBLISH, "*"))).verdict is Verdict.FAILED


@pytest.mark.parametrize(("name", "verdict"), [("a", Verdict.PASSED), (NAME, Verdict.UNKNOWN)])
def test_over_https_a_deny_may_apply_to_a_name_that_is_not_known(
    name: Any, verdict: Verdict
) -> None:
    listed = deny(
        "*",
        NotResource=text(f"{ARN}thing/", name),
        Condition={"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}},
    )
    document = policy(allow("iot:UpdateThingShadow", text(f"{ARN}thing/*", name)), listed)
    assert judge("CKV_IOT_202", document).verdict is verdict
