"""Policies that no sample request meets: what hides a fault, in HCL and in CloudFormation."""

from __future__ import annotations

from typing import Any

import pytest
import test_documented_cases as documented
from policy_values import ARN, THING, allow, deny
from scans import Scan, scan_with_runners

DATA = ["iot:Publish", "iot:Subscribe", "iot:Receive"]
CONNECT = allow("iot:Connect", f"client/{THING}")
SERVICE = {"Service": "iot.amazonaws.com"}
CASES: list[dict[str, Any]] = []


def case(kind: str, name: str, expect: dict[str, str], *statements: Any) -> None:
    """Note a policy with the verdicts that it deserves, by the number of the check."""
    CASES.append(
        {
            "id": f"{kind} {name} {len(CASES)}",
            "kind": kind,
            "policy": {"Version": "2012-10-17", "Statement": list(statements)},
            "expect": {f"CKV_IOT_{number}": verdict for number, verdict in expect.items()},
        }
    )


def under(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def trust(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": SERVICE, "Action": "sts:AssumeRole", **more}


def window(low: str, high: str, key: str, kind: str) -> dict[str, Any]:
    return {"Condition": {f"{kind}GreaterThan": {key: low}, f"{kind}LessThan": {key: high}}}


NOW = window("2031-01-01T00:00:00Z", "2031-01-02T00:00:00Z", "aws:CurrentTime", "Date")
WHO = {
    "names of things": under("StringLike", "iot:Connection.Thing.ThingName", "pump-*"),
    "names of clients": under("StringLike", "iot:ClientId", "dev-*"),
    "one client": under("StringEquals", "iot:ClientId", "pump-1"),
    "client is common name": under(
        "StringEquals", "iot:ClientId", "${iot:Certificate.Subject.CommonName}"
    ),
    "common name is client": under(
        "StringEquals", "iot:Certificate.Subject.CommonName", "${iot:ClientId}"
    ),
    "type": under("StringEquals", "iot:Connection.Thing.ThingTypeName", "pump"),
    "attribute": under("StringLike", "iot:Connection.Thing.Attributes[site]", "a*"),
    "no thing": under("Null", "iot:Connection.Thing.ThingName", "true"),
    "if exists": under("StringLikeIfExists", "iot:Connection.Thing.ThingName", "pump-*"),
    "any of": under("ForAnyValue:StringEquals", "iot:ConnectAttributes", ["PersistentConnect"]),
    "all of": under("ForAllValues:StringEquals", "iot:ConnectAttributes", ["LastWill"]),
}
WHEN = {
    "window": NOW,
    "seconds": window("1700000000", "1700000002", "aws:EpochTime", "Numeric"),
    "age": under("NumericLessThan", "aws:MultiFactorAuthAge", "10"),
    "token": under("DateGreaterThan", "aws:TokenIssueTime", "2031-01-01T00:00:00Z"),
    "own account": under("StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}"),
    "tags": under("StringEquals", "aws:PrincipalTag/x", "${aws:RequestTag/x}"),
    "network": under("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "2001:db8::/32"]),
}
for name, condition in (WHO | WHEN).items():
    case("iot_policy", name, {"202": "FAILED"}, CONNECT, allow(DATA, "*", **condition))
    denied = deny(DATA, "*", **condition)
    if name != "network":
        case("iot_policy", f"not {name}", {"202": "FAILED"}, CONNECT, allow(DATA, "*"), denied)
    fetched = allow(["iot:Connect", *DATA], "*", **condition)
    case("iot_policy", f"with Connect, {name}", {"202": "FAILED"}, fetched)
    case("iam_identity_policy", name, {"102": "FAILED", "208": "FAILED"}, fetched)
    passed = allow("iam:PassRole", "*", **condition)
    case("iam_identity_policy", name, {"209": "FAILED"}, allow("iotdeviceadvisor:*"), passed)
for name, condition in WHEN.items():
    alias = allow("iot:AssumeRoleWithCertificate", "*", **condition)
    case("iot_policy", f"alias {name}", {"206": "FAILED"}, CONNECT, alias)
    connecting = allow("iot:Connect", "*", **condition)
    case("iot_policy", f"connecting {name}", {"101": "FAILED"}, connecting)
for condition in (
    under("StringEquals", "iot:ClientId", "${aws:username}"),
    under("StringLike", "iot:ClientId", "dev-*"),
    under("StringEquals", "iot:Connection.Thing.ThingTypeName", "pump"),
    under("StringLike", "iot:Certificate.Subject.CommonName", "*"),
    under("Null", "iot:ClientId", "false"),
):
    case(
        "iam_identity_policy",
        "keys of devices",
        {"205": "FAILED", "208": "FAILED"},
        allow(["iot:Publish", "iot:Subscribe"], "*", **condition),
    )
OWN_TOPICS = {
    "Effect": "Deny",
    "Action": "iot:Publish",
    "NotResource": f"{ARN}topic/{THING}/*",
}
for condition, verdict in (
    (under("StringNotLike", "iot:ClientId", "server-*"), "FAILED"),
    (under("StringNotEquals", "iot:ClientId", "server-1"), "FAILED"),
    (under("StringNotEqualsIgnoreCase", "iot:ClientId", "SERVER"), "FAILED"),
    (under("Bool", "iot:Connection.Thing.IsAttached", "true"), "FAILED"),
    (under("StringNotEqualsIfExists", "iot:Connection.Thing.ThingTypeName", "x"), "FAILED"),
    ({}, "PASSED"),
):
    case(
        "iot_policy",
        "all but its own topics denied",
        {"202": verdict},
        CONNECT,
        allow("iot:Publish", "*"),
        OWN_TOPICS | condition,
    )
for name, verdict in {
    f"$share/{THING}/*": "FAILED",
    "$share/g/#": "FAILED",
    "$share/*": "FAILED",
    "$share/?/#": "FAILED",
    "$share/g/$aws/things/+/shadow/update": "FAILED",
    "$share/${iot:ClientId}/*": "FAILED",
    "$share/sensor-1/*": "FAILED",
    f"$share/g/{THING}/#": "PASSED",
    "$share/g/fixed": "PASSED",
}.items():
    case(
        "iot_policy",
        "shared",
        {"202": verdict},
        CONNECT,
        allow("iot:Subscribe", f"topicfilter/{name}"),
        allow("iot:Receive", "topic/*"),
    )
OWN_NAME = under("StringEquals", "iot:ClientId", THING)
for condition, verdict in (
    (under("StringLike", "iot:Certificate.Subject.CommonName", "*${iot:ClientId}"), "FAILED"),
    (under("StringLike", "iot:ClientId", "*-${iot:Certificate.Subject.CommonName}"), "FAILED"),
    (under("StringEquals", "iot:ClientId", "${iot:Certificate.Issuer.CommonName}"), "FAILED"),
    (under("StringEqualsIfExists", "iot:Certificate.SerialNumber", "${iot:ClientId}"), "FAILED"),
    (under("StringNotEquals", "iot:Connection.Thing.ThingTypeName", "${iot:ClientId}"), "FAILED"),
    (under("StringLike", "iot:ClientId", "a/${iot:CertificateId}"), "PASSED"),
    (under("StringEquals", "iot:ClientId", "${iot:CertificateId}"), "PASSED"),
    (OWN_NAME, "PASSED"),
):
    for resource in ("*", "client/*"):
        grant = allow("iot:Connect", resource, **condition)
        case("iot_policy", "client ID and certificate", {"101": verdict}, grant)
for operator, value in (("Like", "server-*"), ("NotLike", "dev-*"), ("NotEquals", "dev-1")):
    some = under(f"String{operator}", "iot:ClientId", value)
    for clients, verdict in (("client/*", "FAILED"), ("client/dev-1", "PASSED")):
        granted = allow("iot:Subscribe", "topicfilter/a/*", **some)
        case(
            "iot_policy",
            f"clients that connect, {operator}",
            {"203": verdict},
            allow("iot:Connect", clients),
            granted,
        )
VAULT = deny("iot:Subscribe", "topicfilter/site/vault/*")
for name, verdict in {
    "$share/g/site/*": "FAILED",
    f"$share/{THING}/site/#": "FAILED",
    "$sh*": "FAILED",
    "site/+/door": "FAILED",
    "$share/g/site/hall/*": "PASSED",
    "site/hall/*": "PASSED",
}.items():
    grant = allow("iot:Subscribe", f"topicfilter/{name}")
    case("iot_policy", "around", {"204": verdict}, CONNECT, grant, VAULT)
    case(
        "iot_policy",
        "around in time",
        {"204": verdict},
        CONNECT,
        {**grant, **NOW},
        VAULT | under("StringLike", "iot:Connection.Thing.ThingName", "pump-*"),
    )
CLIENT = {"StringEquals": {"iot:ClientId": "x"}}
for condition in (
    {"Condition": {**CLIENT, "StringNotEquals": {"iot:ClientId": "x"}}},
    window("2031-01-02T00:00:00Z", "2031-01-01T00:00:00Z", "aws:CurrentTime", "Date"),
    window("17", "18", "aws:EpochTime", "Numeric"),
    {"Condition": {"Null": {"iot:ClientId": "true"}, **CLIENT}},
    under("StringEquals", "iot:NoSuchKey", "x"),
):
    case(
        "iot_policy",
        "never",
        {"202": "PASSED", "205": "FAILED"},
        CONNECT,
        allow("iot:Publish", "*", **condition),
    )
    denial = deny("iot:Publish", "topic/b", **condition)
    case("iot_policy", "never", {"204": "FAILED"}, allow("iot:Publish", "topic/a"), denial)
for role in (
    "arn:aws:iam::210987654321:role/*",
    "arn:aws-cn:iam::*:role/*",
    "arn:aws:iam::????????????:role/*",
    "arn:aws:iam",
    "arn:*:iam::*:role/*",
    "arn:aws:iam::123456789012:*",
):
    case(
        "iam_identity_policy",
        "roles",
        {"209": "FAILED"},
        allow("iotdeviceadvisor:*"),
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": role},
    )
for place in (
    "arn:aws:iot",
    "arn:aws:iot:us-east-1",
    "arn:aws:iot:*",
    "arn:aws:iot:::",
    "arn:*:iot",
):
    expected = "PASSED" if place.endswith(":::") else "FAILED"
    for check, action in (("102", "iot:Connect"), ("208", "iot:Publish")):
        grant = {"Effect": "Allow", "Action": action, "Resource": place}
        case("iam_identity_policy", "completed", {check: expected}, grant)
for condition, expect in (
    (under("StringEquals", "aws:SourceOrgID", "o-exampleorgid"), {"301": "PASSED"}),
    (
        under("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-exampleorgid/r-ab12/*"),
        {"301": "PASSED"},
    ),
    (under("StringLike", "aws:SourceAccount", "210987654321*"), {"301": "PASSED"}),
    (under("StringEquals", "aws:SourceAccount", ["123456789012"]), {"301": "PASSED"}),
    (under("StringEqualsIfExists", "aws:SourceAccount", "123456789012"), {"301": "FAILED"}),
    (under("StringEquals", "aws:SourceAccount", ""), {"302": "FAILED"}),
    (under("StringEquals", "aws:SourceAccount", None), {"302": "FAILED"}),
    (under("StringLike", "aws:SourceAccount", "*"), {"301": "FAILED"}),
    (
        under("ArnLike", "aws:SourceArn", "arn:aws:s3:::bucket"),
        {"301": "PASSED", "302": "FAILED"},
    ),
    (NOW, {"301": "FAILED"}),
    (under("Null", "aws:SourceAccount", "false"), {"301": "FAILED"}),
):
    case("trust_policy", "trust", expect, trust(**condition))
for element in (
    {},
    {"Effect": "allow"},
    {"Effect": "ALLOW"},
    {"Effect": None},
    {"Effect": "Permit"},
):
    statement = {key: value for key, value in trust().items() if key != "Effect"} | element
    case("trust_policy", "effect", {"001": "FAILED"}, statement)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scan]:
    directory = tmp_path_factory.mktemp("adversarial")
    (directory / "main.tf").write_text(documented.terraform(CASES), encoding="utf-8")
    template = documented.cloudformation(CASES)
    (directory / "case.template").write_text(template, encoding="utf-8")
    return {
        framework: scan_with_runners(directory, frameworks=(framework,))
        for framework in ("terraform", "cloudformation")
    }


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
@pytest.mark.parametrize("index", range(len(CASES)), ids=[case["id"] for case in CASES])
def test_what_no_sample_request_meets(scanned: dict[str, Scan], index: int, framework: str) -> None:
    one, scan = CASES[index], scanned[framework]
    resource = f"{documented.type_of(one, framework)}.{documented.name_of(one)}"
    for check_id, expected in one["expect"].items():
        details = scan.details(check_id, resource)
        assert scan.verdicts.get((check_id, resource)) == expected, (one["policy"], details)
