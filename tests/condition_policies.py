"""Small policies with every operator of conditions, and questions about them, made by chance."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from z3_oracle import Asked

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
THING = "iot:Connection.Thing.ThingName"
COMMON_NAME = "iot:Certificate.Subject.CommonName"
WORDS = ("a", "b", "ab", "dev-1", "pump-1", "x/y", "A", "site")
LIKE = ("*", "a*", "dev-*", "pump-?", "*1", "a*b", "?", "*-*", "d?v*")
TEXT_KEYS = (
    "iot:ClientId",
    THING,
    COMMON_NAME,
    "iot:Connection.Thing.ThingTypeName",
    "iot:Connection.Thing.Attributes[site]",
    "iot:DomainName",
    "iot:CertificateId",
    "iot:NoSuchKey",
    "aws:PrincipalTag/team",
    "aws:RequestTag/team",
    "aws:SourceVpce",
    "cognito-identity.amazonaws.com:sub",
)
VARIABLES = (
    "iot:ClientId",
    THING,
    COMMON_NAME,
    "aws:PrincipalTag/team",
    "iot:Connection.Thing.ThingTypeName",
)
ACCOUNTS = ("123456789012", "210987654321")
ACCOUNT_KEYS = ("aws:SourceAccount", "aws:PrincipalAccount", "aws:ResourceAccount")
DATES = ("2024-01-01T00:00:00Z", "2024-06-01T12:00:00Z", "2025-01-01", "1704067200")
NETWORKS = ("10.0.0.0/8", "10.1.0.0/16", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "::/0")
COMPARISONS = (
    "Equals",
    "NotEquals",
    "LessThan",
    "LessThanEquals",
    "GreaterThan",
    "GreaterThanEquals",
)
ACTIONS = ("iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive", "iot:GetThingShadow")
KINDS = {
    "iot:Connect": "client",
    "iot:Publish": "topic",
    "iot:Subscribe": "topicfilter",
    "iot:Receive": "topic",
    "iot:GetThingShadow": "thing",
}


class Maker:
    """Makes documents and questions; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._action = self._pick(ACTIONS)

    def _pick(self, items: Any) -> Any:
        return self._random.choice(items)

    def _some(self, make: Any, most: int = 2) -> list[Any]:
        return [make() for _ in range(self._random.randint(1, most))]

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def document(self) -> dict[str, Any]:
        statements = [self._statement("Allow") for _ in range(self._random.randint(1, 2))]
        statements += [self._statement("Deny") for _ in range(self._random.randint(0, 3))]
        return {"Version": "2012-10-17", "Statement": statements}

    def question(self) -> Asked:
        action = self._action
        kind = KINDS[action]
        names = {
            "client": (
                ("*", ()),
                ("*", (f"${{{THING}}}",)),
                ("*", ("a*", f"${{{THING}}}", f"${{{THING}}}/*")),
            ),
            "thing": (("*", ()), ("*", (f"${{{THING}}}", f"${{{THING}}}/*")), ("dev-*", ())),
        }.get(
            kind,
            (
                ("*", ()),
                ("$aws/*", ()),
                ("*", (f"*/${{{THING}}}/*",)),
                ("dev/*", ("dev/a/*", "dev/${iot:ClientId}/*")),
            ),
        )
        like, unlike = self._pick(names)
        return Asked(
            action,
            kind,
            like,
            unlike,
            self._chance(0.15),
            self._pick(ACCOUNTS) if self._chance(0.1) else "",
            self._chance(0.2),
        )

    def _statement(self, effect: str) -> dict[str, Any]:
        denies = effect == "Deny"
        statement: dict[str, Any] = {"Effect": effect}
        negated = self._chance(0.15)
        actions = self._pick(
            (["iot:*"], ["*"], [self._pick(ACTIONS), self._pick(ACTIONS)], ["iot:Con*", "iot:P*"])
        )
        if self._chance(0.7):
            actions = [self._action, *actions[:1]]
        statement["NotAction" if negated else "Action"] = (
            [self._pick(ACTIONS)] if negated else actions
        )
        negated = self._chance(0.3 if denies else 0.1)
        statement["NotResource" if negated else "Resource"] = self._some(self._resource, 3)
        if self._chance(0.8):
            condition: dict[str, Any] = {}
            for _ in range(self._random.randint(1, 3)):
                operator, key, values = self._condition()
                if not any(ATTACHED in keys for keys in condition.values()) or key != ATTACHED:
                    condition.setdefault(operator, {})[key] = values
            statement["Condition"] = condition
        return statement

    def _resource(self) -> str:
        if self._chance(0.3):
            return "*"
        kind = KINDS[self._action if self._chance(0.7) else self._pick(ACTIONS)]
        prefix = self._pick(
            (
                PREFIX,
                PREFIX,
                PREFIX,
                "arn:aws:iot:*:*:",
                "arn:aws:iot:us-*:123456789012:",
                "arn:*:iot:*:${aws:PrincipalAccount}:",
                "arn:aws:iot:eu-west-1:*:",
            )
        )
        variable = f"${{{self._pick(VARIABLES)}}}"
        simple = (
            "*",
            self._pick(WORDS),
            self._pick(LIKE),
            variable,
            f"{variable}/*",
            f"dev/{variable}/*",
        )
        rare = (
            f"$aws/things/{variable}/shadow/*",
            f"{variable}*",
            f"{self._pick(WORDS)}-{variable}",
            f"dev/*/{variable}",
            "${iot:Connection.Thing.ThingTypeName, 'none'}/*",
            f"{variable}/${{iot:ClientId}}",
        )
        name = self._pick(simple if self._chance(0.65) else rare)
        return f"{prefix}{self._pick(('*', '*')) if self._chance(0.1) else f'{kind}/{name}'}"

    def _condition(self) -> tuple[str, str, Any]:
        make = self._pick(
            (
                self._text,
                self._text,
                self._text,
                self._arn,
                self._number,
                self._date,
                self._address,
                self._truth,
                self._set,
                self._account,
                self._null,
            )
        )
        operator, key, values = make()
        if operator != "Null" and ":" not in operator and self._chance(0.2):
            operator += "IfExists"
        return operator, key, values

    def _text(self) -> tuple[str, str, Any]:
        key = self._pick(TEXT_KEYS)
        negation = "Not" if self._chance(0.3) else ""
        variables = self._chance(0.25)

        def value() -> str:
            variable = f"${{{self._pick(VARIABLES)}}}"
            if variables:
                return str(
                    self._pick(
                        (variable, f"dev-{variable}", f"{variable}-*", variable, f"*{variable}*")
                    )
                )
            return str(self._pick(WORDS))

        kind = self._random.random()
        if kind < 0.15 and not variables:
            return f"String{negation}EqualsIgnoreCase", key, self._some(value)
        if kind < 0.55:
            return f"String{negation}Equals", key, [v.replace("*", "") for v in self._some(value)]
        if variables:
            return f"String{negation}Like", key, self._some(value)
        quantifier = self._pick(("", "", "", "", "ForAnyValue:", "ForAllValues:"))
        return f"{quantifier}String{negation}Like", key, self._some(lambda: self._pick(LIKE))

    def _arn(self) -> tuple[str, str, Any]:
        values = (
            f"{PREFIX}topic/a",
            f"{PREFIX}topic/a*",
            "arn:aws:iot:*:123456789012:topic/*",
            "arn:aws:iot:*",
            "arn:*:s3:::bucket",
            f"{PREFIX}topic/${{iot:ClientId}}",
            f"{PREFIX}topic/${{iot:ClientId}}/*",
            "*",
        )
        negation = "Not" if self._chance(0.3) else ""
        kind = self._pick(("Equals", "Like"))
        return (
            f"Arn{negation}{kind}",
            self._pick(("iot:LastWillTopic", "aws:SourceArn")),
            self._some(lambda: self._pick(values)),
        )

    def _number(self) -> tuple[str, str, Any]:
        key = self._pick(("aws:MultiFactorAuthAge", "ecommerce:Weight", "aws:EpochTime"))
        numbers = {
            "aws:MultiFactorAuthAge": ("0", "1", "2", "300"),
            "ecommerce:Weight": ("0", "1", "1.5", "-2"),
        }
        values = numbers.get(key, ("1704067200", "1704067201", "1717243200"))
        return f"Numeric{self._pick(COMPARISONS)}", key, self._some(lambda: self._pick(values))

    def _date(self) -> tuple[str, str, Any]:
        key = self._pick(
            ("aws:CurrentTime", "aws:CurrentTime", "aws:TokenIssueTime", "aws:EpochTime")
        )
        return f"Date{self._pick(COMPARISONS)}", key, self._some(lambda: self._pick(DATES))

    def _address(self) -> tuple[str, str, Any]:
        return (
            self._pick(("IpAddress", "NotIpAddress")),
            "aws:SourceIp",
            self._some(lambda: self._pick(NETWORKS)),
        )

    def _truth(self) -> tuple[str, str, Any]:
        key = self._pick((ATTACHED, ATTACHED, "aws:SecureTransport", "aws:MultiFactorAuthPresent"))
        return "Bool", key, self._pick(("true", "false", ["true", "false"]))

    def _set(self) -> tuple[str, str, Any]:
        quantifier = self._pick(("ForAllValues", "ForAnyValue"))
        negation = "Not" if self._chance(0.3) else ""
        if self._chance(0.4):
            values = self._some(lambda: self._pick(("PersistentConnect", "LastWill", "other")))
            return f"{quantifier}:String{negation}Equals", "iot:ConnectAttributes", values
        if self._chance(0.5):
            return (
                f"{quantifier}:String{negation}Like",
                "aws:TagKeys",
                self._some(lambda: self._pick(LIKE[1:])),
            )
        return (
            f"{quantifier}:String{negation}Equals",
            "aws:TagKeys",
            self._some(lambda: self._pick(WORDS)),
        )

    def _account(self) -> tuple[str, str, Any]:
        values = (*ACCOUNTS, "${aws:PrincipalAccount}", "${aws:SourceAccount}")
        negation = "Not" if self._chance(0.3) else ""
        return (
            f"String{negation}Equals",
            self._pick(ACCOUNT_KEYS),
            self._some(lambda: self._pick(values)),
        )

    def _null(self) -> tuple[str, str, Any]:
        return (
            "Null",
            self._pick((*TEXT_KEYS, "aws:TagKeys", "aws:SourceArn")),
            self._pick(("true", "false")),
        )


ATTACHED = "iot:Connection.Thing.IsAttached"


def pair(seed: int) -> tuple[dict[str, Any], Asked]:
    """The document and the question of that number."""
    maker = Maker(seed)
    return maker.document(), maker.question()


def shown(document: dict[str, Any], asked: Asked) -> str:
    """Both for a message."""
    return f"{asked}\n{json.dumps(document, indent=1)}"
