"""What a claim certificate may do beyond asking for an identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import EVERYTHING, Language, language_of
from checkov_aws_iot.patterns.limits import PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, Atom, One, Pattern, Run, pattern_of
from checkov_aws_iot.patterns.readable import readable_witness
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances, Grant
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.question import Question, name_differs
from checkov_aws_iot.policies.authoriser.references import ACCOUNT as ACCOUNT_OF_RESOURCE
from checkov_aws_iot.policies.authoriser.references import Mode, refer, unknown_for
from checkov_aws_iot.policies.authoriser.resource_names import FILTER, TOPIC, Resolution
from checkov_aws_iot.policies.model.actions import actions_of
from checkov_aws_iot.policies.model.cast import (
    ACCOUNT,
    ANOTHER_DEVICE,
    ANOTHER_TEMPLATE,
    COMPONENT,
    OTHER_ALIAS,
    OTHER_DEVICE,
    OTHER_JOB,
    SHADOW_TOPIC,
)
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.questions.fit.action_questions import questions_about
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
_PLACE = ((ACCOUNT_OF_RESOURCE, (ACCOUNT,)),)
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
    yield from document.unknowns
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
            beyond = grant.names - denied - language_of(*accepted)
            suggestions = _SUGGESTIONS[resource_type]
            asked = Question((action,), resource_type, suggestions=suggestions, values=_PLACE)
            observation = _witnessed(allowed, grant, accepted, beyond, asked)
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
    allowed: AllowedNames,
    grant: Grant,
    accepted: tuple[Pattern, ...],
    beyond: Language,
    asked: Question,
) -> BeyondProvisioning | Unknown | None:
    """The grant with a request on one of the names beyond provisioning, if there is one."""
    fillings = (*asked.suggestions, *_FILLINGS)
    try:
        word = readable_witness(
            beyond, fillings, grant.patterns, allowed.budget, names=(ANOTHER_DEVICE,)
        )
    except PatternTooComplexError as error:
        return Unknown(f"is too complex to judge: {error}", str(_text(grant)))
    alone = _alone(allowed.document, grant.statement, grant.element)
    readable = ("".join(map(str, word)),) if word else ()
    fixed = [pattern for pattern in accepted if not pattern.has_symbols]
    open_patterns = (_with_references(pattern) for pattern in accepted if pattern.has_symbols)
    question = replace(
        asked,
        names=EVERYTHING - language_of(*fixed),
        suggestions=(*readable, *asked.suggestions),
        constraints=(name_differs(asked.head, *open_patterns),),
    )
    answer = decide(alone, question)
    if isinstance(answer, Unknown):
        return grant.doubt or answer
    if isinstance(answer, Request):
        return BeyondProvisioning(grant.statement, grant.element, answer)
    return None


def _with_references(pattern: Pattern) -> Pattern:
    """The pattern as the solver reads it: a text that is not known is the same in every place."""
    return pattern_of(
        refer(unknown_for(a.hole), Mode.RAW) if isinstance(a, Symbol) and a.hole else a
        for a in pattern.atoms
    )


def _alone(document: Document, statement: Statement, element: Element | None) -> Document:
    """The document with one Resource of one Allow, and everything that is denied."""
    kept = replace(statement, resources=(element,)) if element else statement
    denials = (s for s in document.statements if s.effect is Effect.DENY)
    return replace(document, statements=(*denials, kept), unknowns=())


def _accepted(grants: list[Grant]) -> tuple[Pattern, ...]:
    """The names of the type that the provisioning of devices is about."""
    patterns = [pattern_of((*CREATE, ANY_RUN))]
    for grant in grants:
        for pattern in grant.patterns:
            template = _fixed_template(pattern)
            if template:
                patterns.append(pattern_of((*TEMPLATES, *template, *_PROVISION, ANY_RUN)))
    return tuple(patterns)


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


def _other_actions(
    document: Document, statement: Statement
) -> Iterator[BeyondProvisioning | Unknown]:
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
        alone = _alone(document, statement, element)
        unknown: Unknown | None = None
        for question in chain.from_iterable(
            questions_about(action, _EXAMPLES, OTHER_DEVICE) for action in others
        ):
            answer = decide(alone, question)
            if isinstance(answer, Request):
                yield BeyondProvisioning(statement, element, answer)
                break
            if isinstance(answer, Unknown):
                unknown = unknown or answer
        else:
            if unknown is not None:
                yield unknown


def _text(grant: Grant) -> str:
    return str(grant.element.text) if grant.element else "NotResource"
