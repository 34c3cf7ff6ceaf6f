"""Laws that what rules say of a policy obeys, each checked on one policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

from brute_force import (
    ATTACHED,
    CLIENT_ID,
    DEVICE,
    IDS,
    PREFIX,
    THING,
    Connections,
    Context,
    Device,
    OwnIds,
    Statement,
    allows_request,
    bound_by_attachment,
    foreign_ids,
    longer_ids,
)
from law_policies import (
    NEW,
    OLD,
    any_statement,
    client_policy,
    device_policy,
    document_of,
    iam_policy,
    judged,
    judgement,
    without_escapes,
)
from mended_policies import mended

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.questions.devices.foreign_clients import foreign_clients
from checkov_aws_iot.policies.questions.policy_profiles import Profile
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Hole, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

REACH = ("101", "202", "203")
ORDERLESS = ("101", "201", "202", "203", "204", "205")


# Laws --------------------------------------------------------------------------------------


def law_of_foreign_clients(statements: list[Statement], version: str = NEW) -> None:
    """101 fails exactly if some client ID is foreign, attached either way.

    What it shows is foreign, and allowed by the authoriser and by brute force. Where it shows
    nothing, no word of up to four pieces is foreign.
    """
    document = document_of(statements, version)
    variables = version == NEW
    found = list(foreign_clients(document, Profile.DEVICE))
    for one in found:
        if isinstance(one, Unknown):
            assert _is_too_complex(one.reason), one
            continue
        identity = one.request.identity
        assert authorise((document,), one.request).outcome is Outcome.ALLOWED, one.request
        device = _device(identity)
        assert identity.client_id not in OwnIds(statements, device, variables=variables), one
        assert Connections(
            statements, exclusive=identity.exclusive, device=device, variables=variables
        ).allows(identity.client_id), one.request
    if not found:
        for foreign in _foreign(statements, bound_by_attachment(statements), variables):
            raise AssertionError(f"{foreign} is foreign")


def _foreign(
    shared: list[Statement], exclusive: list[Statement], variables: bool = True
) -> Iterator[str]:
    """What brute force finds where things are attached in common, and where exclusively."""
    for words in (lambda: IDS, longer_ids):
        yield from foreign_ids(shared, exclusive=False, words=words(), variables=variables)
        yield from foreign_ids(exclusive, exclusive=True, words=words(), variables=variables)


def _device(identity: Identity) -> Device:
    """The device, whose certificate has an ID and a name even if the request does not need them."""
    name = dict(identity.certificate).get("subject.commonname", DEVICE.name)
    return Device(identity.thing_name, identity.certificate_id or DEVICE.certificate, name)


def law_of_exclusive_attachment(statements: list[Statement]) -> None:
    """With exclusive attachment known, being attached binds nothing."""
    found = list(foreign_clients(document_of(statements), Profile.DEVICE, exclusive=True))
    if not found:
        for foreign in _foreign(statements, statements):
            raise AssertionError(f"{foreign} is foreign")


def law_of_the_authoriser(statements: list[Statement], chance: Random) -> None:
    """The authoriser and brute force decide alike."""
    document = document_of(statements)
    certificate = (("Subject.CommonName", DEVICE.name),)
    for exclusive in (False, True):
        connections = Connections(statements, exclusive=exclusive, promised=True)
        for client_id in chance.sample([one for one in IDS.ids if "*" not in one], 3):
            identity = Identity(client_id, DEVICE.thing, exclusive, DEVICE.certificate, certificate)
            resource = f"{PREFIX}client/{client_id}"
            allowed = any(
                authorise(
                    (document,), Request("iot:Connect", resource, identity, tuple(context.items()))
                ).outcome
                is Outcome.ALLOWED
                for context in connections.contexts
            )
            assert allowed is connections.allows(client_id), (client_id, exclusive)


def law_of_witnesses(statements: list[Statement]) -> None:
    """Every witness is allowed, by the authoriser and by brute force, and every finding has one."""
    document = document_of(statements)
    for check in REACH:
        found = judgement(check, statements)
        # What would take too long is not known, and says so.
        assert all(_is_too_complex(one.reason) for one in found.unknowns), found.unknowns
        for finding in found.findings:
            assert finding.witness is not None, finding.message
            outcome = authorise((document,), finding.witness).outcome
            assert outcome is Outcome.ALLOWED, finding.message
            assert is_allowed(statements, finding.witness), finding.message


def law_of_proposals(check: str, statements: list[Statement]) -> None:
    """The element that a finding is about allows no witness any more once it is what the finding proposes."""
    for finding in judgement(check, statements).findings:
        alone = _alone(statements, finding.path)
        after = document_of(
            mended(
                {"Statement": alone}, (replace(finding, path=_PLACE.sub("[0]", finding.path, 1)),)
            )["Statement"]
        )
        for witness in filter(None, (finding.witness, finding.second)):
            outcome = authorise((after,), witness).outcome
            assert outcome is Outcome.DENIED, (finding.message, witness)


_PLACE = re.compile(r"\[(\d+)\]")


def _alone(statements: list[Statement], path: str) -> list[Statement]:
    """The statement of the path without its other elements of that kind, and all that is denied."""
    _, index, key, *element = path.split("/")
    allow = dict(statements[int(index[1:-1])])
    if element and key in NOTHING:
        allow[key] = [
            text if at == int(element[0][1:-1]) else NOTHING[key]
            for at, text in enumerate(allow[key])
        ]
    return [allow, *(one for one in statements if one["Effect"] == "Deny")]


NOTHING = {"Resource": f"{PREFIX}nowhere/a", "Action": "iot:Nothing"}


def _is_too_complex(reason: str) -> bool:
    return "wildcards" in reason


def is_allowed(statements: list[Statement], request: Request) -> bool:
    """Whether brute force allows the request."""
    identity = request.identity
    variables = {**_device(identity).keys, CLIENT_ID: identity.client_id}
    context: Context = {key.lower(): values for key, values in request.context}
    asked = request.action, str(request.resource)
    if request.action not in OVER_MQTT:
        # There is no connection, and that the key is missing is no way around a Deny.
        del variables[CLIENT_ID], variables[THING]
        context[ATTACHED.lower()] = ("false",)
        denials = [one for one in statements if one["Effect"] == "Deny"]
        if not allows_request([_ANYTHING, *denials], *asked, variables, context):
            return False
        context[ATTACHED.lower()] = ()
        return allows_request(statements, *asked, variables, context)
    if not identity.attached:
        del variables[THING]
    context.setdefault(ATTACHED.lower(), ("true" if identity.attached else "false",))
    return allows_request(statements, *asked, variables, context)


OVER_MQTT = ("iot:Connect", "iot:Publish", "iot:RetainPublish", "iot:Subscribe", "iot:Receive")
_ANYTHING: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
UNHEARD = "zqzq"
STRANGERS = (
    ("iot:Publish", f"topic/$aws/things/{UNHEARD}/shadow/update"),
    ("iot:Subscribe", f"topicfilter/$aws/things/{UNHEARD}/shadow/update"),
    ("iot:Subscribe", "topicfilter/$aws/things/+/shadow/update"),
    ("iot:Subscribe", "topicfilter/#"),
    ("iot:UpdateThingShadow", f"thing/{UNHEARD}"),
)


WHO_ASKS: list[Any] = [
    {
        "DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2027-02-01T00:00:00Z"},
    },
    {"StringLike": {"iot:Certificate.Subject.CommonName": "pump-*"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-7"}},
    {"StringLike": {"iot:DomainName": "*.example.com"}},
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
]
WHO_CALLS: list[Any] = [
    WHO_ASKS[0],
    *WHO_ASKS[2:],
    {"StringLike": {"aws:PrincipalTag/team": "pump-*"}},
    {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}},
    {"DateGreaterThan": {"aws:TokenIssueTime": "2031-01-01T00:00:00Z"}},
]


def law_of_who_asks(
    checks: tuple[str, ...], statements: list[Statement], condition: Statement
) -> None:
    """A condition on who asks, when or from where never makes a rule pass."""
    if any("Condition" in statement for statement in statements):
        return
    narrowed = [
        {**statement, "Condition": condition} if statement["Effect"] == "Allow" else statement
        for statement in statements
    ]
    for check in checks:
        if judgement(check, statements).verdict is Verdict.FAILED:
            after = judgement(check, narrowed)
            assert after.verdict is Verdict.FAILED or after.unknowns, (check, condition)


def law_of_strangers(statements: list[Statement]) -> None:
    """202 fails if a thing is reached that nobody wrote about; what it passes, 203 reports no more."""
    passed = judgement("202", statements).verdict is Verdict.PASSED
    identity = Identity(client_id="sensor-1", thing_name="sensor-1")
    for thing in ("sensor-1", "") if passed else ():
        for action, resource in STRANGERS:
            if action == "iot:Subscribe" and never_connects(statements):
                continue
            request = Request(action, PREFIX + resource, replace(identity, thing_name=thing))
            assert not is_allowed(statements, request), request
    for finding in judgement("203", statements).findings if passed else ():
        name = finding.witness.resource.partition("/")[2] if finding.witness else ""
        # Behind the name of a thing AWS has topics such as this one, and not whatever one likes. To
        # choose one's client ID is 203's alone.
        chosen = finding.witness and finding.witness.identity.client_id != identity.client_id
        reserved = name.startswith("$aws/things/another-device/") and name.endswith("/update")
        assert chosen or not reserved, finding.message


def never_connects(statements: list[Statement]) -> bool:
    """Whether no client ID is left, whatever else is attached to the device."""
    anything: Statement = {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}
    return not any(
        Connections([*statements, anything], exclusive=exclusive).allowed(IDS)
        for exclusive in (False, True)
    )


def law_of_another_deny(statements: list[Statement], another: Statement) -> None:
    """A Deny makes no policy fail. One of many wildcards may make it too complex to tell."""
    narrowed = [*statements, {**another, "Effect": "Deny"}]
    if judgement("101", statements).verdict is Verdict.PASSED:
        assert judgement("101", narrowed).verdict is not Verdict.FAILED
    if {judgement(check, statements).verdict for check in ("202", "203")} == {Verdict.PASSED}:
        for check in ("202", "203"):
            assert judgement(check, narrowed).verdict is not Verdict.FAILED, check


def law_of_writing(statements: list[Statement], chance: Random) -> None:
    """Order, Sids, and lists of one decide nothing."""
    written = [dict(statement) for statement in statements]
    chance.shuffle(written)
    for number, statement in enumerate(written):
        statement["Sid"] = f"S{number}"
        for key in ("Action", "NotAction", "Resource", "NotResource"):
            if isinstance(statement.get(key), str):
                statement[key] = [statement[key]]
    for check in ORDERLESS:
        before, after = judgement(check, statements), judgement(check, written)
        assert before.verdict is after.verdict, check


def law_of_holes(statements: list[Statement], piece: str) -> None:
    """An unknown piece of a name counts as the fixed text that it is, or the verdict is open.

    What 202 cannot tell because of a Deny is left to 203.
    """
    denials = [one for one in statements if one["Effect"] == "Deny" and piece in str(one)]
    document = read_document(with_holes(statements, piece))
    for check in REACH[:2] if denials else REACH:
        known, verdict = judgement(check, statements).verdict, judged(check, document).verdict
        assert verdict in (Verdict.UNKNOWN, known), (check, verdict, piece)


def with_holes(statements: list[Statement], piece: str) -> Value:
    """The policy in which nobody knows the piece of its texts."""

    def opened(value: Any) -> Value:
        if isinstance(value, dict):
            return Mapping({key: opened(one) for key, one in value.items()})
        if isinstance(value, list):
            return Sequence(map(opened, value))
        first, *rest = value.split(piece)
        hole = Hole("var.piece", reason="has no default")
        return join_text([first, *(part for text in rest for part in (hole, text))])

    return Mapping({"Version": NEW, "Statement": opened(statements)})


def obeys_all(seed: int) -> None:
    """The policies that the seed makes obey all laws.

    Raises:
        AssertionError: one does not; the message holds the policy.
    """
    chance = Random(seed)
    connecting, device, another = (
        client_policy(chance),
        device_policy(chance),
        any_statement(chance),
    )
    calling = iam_policy(Random(seed))
    widened = (("101", connecting), ("202", device), ("203", device), ("208", calling))
    for law, policy in (
        (lambda: law_of_foreign_clients(connecting), connecting),
        (lambda: law_of_foreign_clients(without_escapes(connecting), OLD), connecting),
        (lambda: law_of_exclusive_attachment(connecting), connecting),
        (lambda: law_of_the_authoriser(connecting, chance), connecting),
        (lambda: law_of_another_deny(connecting, client_policy(chance)[0]), connecting),
        (lambda: law_of_witnesses(device), device),
        (lambda: law_of_strangers(device), device),
        *((partial(law_of_proposals, check, policy), policy) for check, policy in widened),
        (
            lambda: law_of_who_asks(("202", "203"), device, Random(seed).choice(WHO_ASKS)),
            device,
        ),
        (lambda: law_of_who_asks(("208", "209"), calling, Random(seed).choice(WHO_CALLS)), calling),
        (lambda: law_of_another_deny(device, another), [*device, another]),
        (lambda: law_of_holes(connecting, "dev"), connecting),
        (lambda: law_of_holes(device, "pump-"), device),
        (lambda: law_of_writing(device, chance), device),
        (lambda: law_of_writing(connecting, chance), connecting),
    ):
        try:
            law()
        except AssertionError as error:  # noqa: PERF203 - the policy belongs to the message
            raise AssertionError(f"seed {seed}: {error}\n{json.dumps(policy, indent=1)}") from error
