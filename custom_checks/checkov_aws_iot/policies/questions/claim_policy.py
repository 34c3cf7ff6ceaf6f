"""What a claim certificate may do beyond asking for an identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.patterns.alphabet import Letter, Symbol, Word
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, Atom, One, Pattern, Run, pattern_of
from checkov_aws_iot.patterns.readable import readable_witness
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances, Grant
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.example_request import (
    example_arn,
    example_device,
    name_of_hole,
    satisfying_context,
)
from checkov_aws_iot.policies.authoriser.identity import values_of
from checkov_aws_iot.policies.authoriser.resource_names import FILTER, TOPIC, Resolution
from checkov_aws_iot.policies.model.actions import Action, actions_of
from checkov_aws_iot.policies.model.cast import (
    ACCOUNT,
    ANOTHER_DEVICE,
    ANOTHER_TEMPLATE,
    COMPONENT,
    OTHER_ALIAS,
    OTHER_DEVICE,
    OTHER_JOB,
    PARTITION,
    REGION,
    SHADOW_TOPIC,
)
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

CREATE = "$aws/certificates/create"
TEMPLATES = "$aws/provisioning-templates/"
_PROVISION = "/provision/"

# What a device does with the topics of provisioning, each with the type of its resources.
_ON_TOPICS = (
    ("iot:Publish", TOPIC),
    ("iot:RetainPublish", TOPIC),
    ("iot:Subscribe", FILTER),
    ("iot:Receive", TOPIC),
    ("iot:GetRetainedMessage", TOPIC),
)
_ACCEPTED = frozenset(("iot:Connect", *(action for action, _ in _ON_TOPICS)))
# Besides the data plane of AWS IoT, what an IoT policy authorises; other actions mean nothing in it.
_ALSO_AUTHORISED = (
    "iot:AssumeRoleWithCertificate",
    "greengrass:Discover",
    "greengrass:GetComponentVersionArtifact",
    "greengrass:GetConnectivityInfo",
    "greengrass:GetDeploymentConfiguration",
    "greengrass:ListThingGroupsForCoreDevice",
    "greengrass:PutCertificateAuthorities",
    "greengrass:ResolveComponentCandidates",
    "greengrass:UpdateConnectivityInfo",
    "greengrass:VerifyClientDeviceIdentity",
    "greengrass:VerifyClientDeviceIoTCertificateAssociation",
)
_SUGGESTIONS = {
    TOPIC: (
        SHADOW_TOPIC,
        f"{TEMPLATES}{ANOTHER_TEMPLATE}{_PROVISION}json",
        f"{OTHER_DEVICE}/data",
    ),
    FILTER: (
        "#",
        "$aws/things/+/shadow/update",
        f"{TEMPLATES}{ANOTHER_TEMPLATE}{_PROVISION}json/accepted",
        f"{OTHER_DEVICE}/#",
    ),
}
_FILLINGS = (ANOTHER_TEMPLATE, "json", OTHER_DEVICE, "x")
_EXAMPLES = {
    "iot:rolealias": f"rolealias/{OTHER_ALIAS}",
    "iot:job": f"job/{OTHER_JOB}",
    "greengrass:componentversion": COMPONENT,
}


@dataclass(frozen=True, slots=True)
class BeyondProvisioning:
    """A grant that no device needs to ask for an identity, and a request that it allows.

    ``element`` is the Resource that reaches too far, ``None`` for a NotResource.
    """

    statement: Statement
    element: Element | None
    request: Request


def beyond_provisioning(document: Document) -> Iterator[BeyondProvisioning | Unknown]:
    """Everything that a claim policy allows beside connecting and the topics of provisioning.

    The topics are ``$aws/certificates/create*``, which has both ``create`` and
    ``create-from-csr``, and ``$aws/provisioning-templates/<template>/provision/*`` of templates
    whose name the policy fixes. What a Deny takes back is not granted. Unknown is what may be such
    a grant. Never raises.

    Source: AWS IoT Core Developer Guide, "Provisioning devices that don't have device certificates
    using fleet provisioning".
    """
    allowed = AllowedNames(document)
    circumstances = Circumstances(Resolution(has_variables=document.has_variables))
    reported: set[tuple[int, str]] = set()
    for action, resource_type in _ON_TOPICS:
        grants = list(allowed.grants(action, resource_type, circumstances))
        accepted = _accepted(grants)
        for grant in grants:
            key = (grant.statement.index, grant.element.path if grant.element else "")
            if key in reported:
                continue
            denied = allowed.denied(action, resource_type, circumstances, grant.arn)
            beyond = grant.names - denied - accepted
            observation = _witnessed(allowed, grant, beyond, action, resource_type)
            if observation is not None:
                reported.add(key)
                yield observation
    for statement in document.statements:
        if statement.effect is Effect.ALLOW:
            yield from statement.unknown_actions
            yield from _other_actions(document, statement)


def families_of(document: Document) -> tuple[str, ...]:
    """The topics of ``$aws/certificates`` that the policy names: with a CSR, without, or both."""
    families: list[str] = []
    for family in (f"{CREATE}/", f"{CREATE}-from-csr/"):
        if any(family in str(e.text) for s in document.statements for e in s.resources):
            families.append(f"{family}*")
    return tuple(families) or (f"{CREATE}/*",)


def _witnessed(
    allowed: AllowedNames, grant: Grant, beyond: Language, action: str, resource_type: str
) -> BeyondProvisioning | Unknown | None:
    """The grant with a request on one of the names beyond provisioning, if there is one."""
    suggestions = (*_SUGGESTIONS[resource_type], *_FILLINGS)
    try:
        word = readable_witness(
            beyond, suggestions, grant.patterns, allowed.budget, names=(ANOTHER_DEVICE,)
        )
    except PatternTooComplexError as error:
        return Unknown(f"is too complex to judge: {error}", str(_text(grant)))
    if word is None:
        return None
    if grant.doubt is not None:
        return grant.doubt
    request = _request(allowed.document, grant, action, resource_type, word)
    return BeyondProvisioning(grant.statement, grant.element, request)


def _accepted(grants: list[Grant]) -> Language:
    """The names of the type that the provisioning of devices is about."""
    patterns = [pattern_of((*CREATE, ANY_RUN))]
    for grant in grants:
        for pattern in grant.patterns:
            template = _fixed_template(pattern)
            if template:
                patterns.append(pattern_of((*TEMPLATES, *template, *_PROVISION, ANY_RUN)))
    return language_of(*patterns)


def _fixed_template(pattern: Pattern) -> tuple[Atom, ...]:
    """The name of the template in a topic, empty unless the policy fixes it."""
    start = len(TEMPLATES)
    if pattern.atoms[:start] != tuple(TEMPLATES):
        return ()
    name: list[Atom] = []
    for atom in pattern.atoms[start:]:
        if atom == "/":
            return tuple(name)
        if isinstance(atom, (One, Run)) or atom in ("+", "#"):
            return ()
        if isinstance(atom, Symbol) and not atom.hole:
            return ()
        name.append(atom)
    return ()


def _other_actions(document: Document, statement: Statement) -> Iterator[BeyondProvisioning]:
    """Actions beside those on topics, once for each Resource that one of them can use."""
    others = [
        action
        for action in actions_of(statement)
        if action.name in _ALSO_AUTHORISED or (action.data_plane and action.name not in _ACCEPTED)
    ]
    others.sort(key=lambda action: action.name != _ALSO_AUTHORISED[0])
    elements: tuple[Element | None, ...] = statement.resources
    if statement.negated_resources:
        elements = (None,)
    for element in elements:
        for action in others:
            request = _allowed_request(document, statement, element, action)
            if request is not None:
                yield BeyondProvisioning(statement, element, request)
                break


def _allowed_request(
    document: Document, statement: Statement, element: Element | None, action: Action
) -> Request | None:
    base = Request(
        action.name, "*", example_device(document), satisfying_context(statement.conditions)
    )
    alone = replace(
        document,
        statements=(
            *(s for s in document.statements if s.effect is Effect.DENY),
            replace(statement, resources=(element,)) if element else statement,
        ),
    )
    values = {k: v for k, v in values_of(base).variables.items() if isinstance(v, str)}
    for resource in _resources(action, element, values):
        request = replace(base, resource=resource)
        if authorise((alone,), request).outcome is Outcome.ALLOWED:
            return request
    return None


def _resources(action: Action, element: Element | None, values: dict[str, str]) -> Iterator[str]:
    if action.on_any_resource or not action.resource_types:
        yield "*"
    for kind in action.resource_types:
        service, _, name = kind.partition(":")
        anything = _EXAMPLES.get(kind, f"{name}/{OTHER_DEVICE}")
        candidates = [f"arn:{PARTITION}:{service}:{REGION}:{ACCOUNT}:{anything}"]
        if element is not None:
            arn = example_arn(element.text, values, OTHER_DEVICE, anything)
            candidates += [arn] if arn else []
        begins = anything.partition("other")[0]
        for candidate in candidates:
            fields = candidate.split(":", 5)
            if len(fields) == 6 and fields[2] == service and fields[5].startswith(begins):
                yield candidate


def _request(
    document: Document, grant: Grant, action: str, resource_type: str, word: Word
) -> Request:
    """The request for the name, with the partition, Region and account of the grant."""
    device = example_device(document)
    base = Request(action, "*", device, satisfying_context(grant.statement.conditions))
    values = {k: v for k, v in values_of(base).variables.items() if isinstance(v, str)}
    arn = example_arn(grant.element.text, values, "x", "x") if grant.element else None
    prefix = arn.split(":", 5)[:5] if arn and arn.count(":") >= 5 else None
    fields = prefix or ["arn", PARTITION, "iot", REGION, ACCOUNT]
    name = "".join(_plain(letter, values) for letter in word)
    return replace(base, resource=":".join((*fields, f"{resource_type}/{name}")))


def _plain(letter: Letter, values: dict[str, str]) -> str:
    """The letter in a request of the device that has these values of policy variables."""
    if isinstance(letter, str):
        return letter
    if letter.hole:
        return name_of_hole(letter.hole)
    return values.get(letter.name[2:-1], str(letter))


def _text(grant: Grant) -> str:
    return str(grant.element.text) if grant.element else "NotResource"
