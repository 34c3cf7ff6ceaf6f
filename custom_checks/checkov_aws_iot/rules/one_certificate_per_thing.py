"""CKV_IOT_103."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Unjudged
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.questions.policy_profiles import Profile, profile_of
from checkov_aws_iot.resources.arn import Field, split_arn
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.alternatives import Combination, alternatives_of, combinations_of
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence, Value

_EXCLUSIVE = "EXCLUSIVE_THING"


class OneCertificatePerThing(Rule):
    """One certificate is attached to one thing.

    ## What it does
    Looks at every attachment of a principal to a thing and fails if the same principal - the same
    certificate resource, or the same literal ARN - is attached to another thing as well, also
    where a `for_each` or `count` repeats the attachment, or the module it is in, for things that
    are not known.

    ## Why is this bad
    AWS IoT knows a device by its certificate. A certificate that belongs to two things lets either
    of them connect under the name of the other, read its shadow and take over its session, and
    neither can be revoked alone.

    ## What it does not report
    Attachments of the type `EXCLUSIVE_THING`, which AWS itself keeps unique; claim certificates,
    which are shared on purpose; things that are not known before deployment, and principals unless
    both attachments name them by the same parameter of a template, or the same variable or
    expression of Terraform.

    ## Use instead
    One certificate for each thing: put the certificate under the same `for_each` as the thing, or
    let devices obtain their own through fleet or just-in-time provisioning.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Exclusive thing associations](https://docs.aws.amazon.com/iot/latest/developerguide/exclusive-thing.html)
    """

    id: ClassVar[str] = "CKV_IOT_103"
    title: ClassVar[str] = "Ensure one certificate is attached to one thing"
    severity: ClassVar[Severity] = Severity.HIGH
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.THING_PRINCIPAL_ATTACHMENT,)

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding if another attachment gives the same principal to a different thing."""
        attachment, graph = judged.resource, judged.graph
        of, to = attachment.get("principal"), attachment.get("thing")
        principal = _identity(of, Kind.CERTIFICATE, graph)
        repeated = _shared_by_elements(attachment, principal)
        if attachment.get("type") == _EXCLUSIVE:
            return
        if _is_claim(of, graph):
            yield OUT_OF_SCOPE
        elif principal is not None and repeated:
            yield _finding_for_elements(attachment, principal, repeated)
        else:
            if not repeated and not all(
                _is_known(either, graph) for either in combinations_of(of, to)
            ):
                yield Unjudged("the principal or the thing is not known before deployment")
            yield from _others(attachment, graph)


def _is_known(either: Combination, graph: ResourceGraph) -> bool:
    principal, thing = either.values
    return (
        _identity(principal, Kind.CERTIFICATE, graph) is not None
        and _identity(thing, Kind.THING, graph) is not None
    )


def _others(attachment: Resource, graph: ResourceGraph) -> Iterator[Observation]:
    """What other attachments do with the same principal, under conditions in which both are there."""
    for other in graph.of_kind(Kind.THING_PRINCIPAL_ATTACHMENT):
        if other.address == attachment.address or not _may_meet(attachment, other):
            continue
        for either in combinations_of(*_decisive(attachment), *_decisive(other)):
            own, theirs = either.values[:4], either.values[4:]
            for observed in _observed(attachment, own, other, theirs, graph):
                if isinstance(observed, Finding):
                    yield replace(observed, choices=either.choices)
                    return
                yield observed


def _may_meet(attachment: Resource, other: Resource) -> bool:
    """Whether both may be there at once; one that is supposed is surely beside what always is."""
    if attachment.is_supposed == other.is_supposed:
        return True
    return not (attachment.created if other.is_supposed else other.created)


def _decisive(attachment: Resource) -> tuple[Value, Value, Value, Value]:
    created = Sequence(attachment.created)
    return attachment.get("principal"), attachment.get("thing"), attachment.get("type"), created


def _observed(
    attachment: Resource,
    own: tuple[Value, ...],
    other: Resource,
    theirs: tuple[Value, ...],
    graph: ResourceGraph,
) -> Iterator[Observation]:
    for _, _, kind, created in (own, theirs):
        if kind == _EXCLUSIVE or (isinstance(created, Sequence) and False in created):
            return
    principal, same = (
        _identity(one[0], Kind.CERTIFICATE, graph) or _expression(one[0]) for one in (own, theirs)
    )
    one_place = attachment.region == other.region
    if not principal or (same != principal and not _agree(own[0], theirs[0], one_place=one_place)):
        return
    thing, other_thing = (_identity(one[1], Kind.THING, graph) for one in (own, theirs))
    if thing is None or other_thing is None:
        yield Unjudged("another attachment of this principal is for a thing not known yet")
    elif other_thing != thing:
        yield _finding(attachment, principal, thing, other, other_thing)


def _finding(
    attachment: Resource, principal: str, thing: str, other: Resource, other_thing: str
) -> Finding:
    return Finding(
        f'principal "{principal}" is attached to thing "{thing}" here and to thing "{other_thing}" '
        f'by {other.address}, so that device "{thing}" can connect as "{other_thing}"; '
        f"make one certificate for each thing, or attach with the type {_EXCLUSIVE}",
        path="principal",
        span=attachment.span,
    )


def _shared_by_elements(attachment: Resource, principal: str | None) -> str:
    """The block that makes another thing for each element it is repeated for, not another principal.

    That is the attachment or a module it is in; empty if there is none. Such a block is judged as it
    is written, for several elements, though none is known.
    """
    if principal is None:
        return ""
    thing, of = attachment.get("thing"), attachment.get("principal")
    for block in (attachment.address, *attachment.origin.modules):
        if _follows_elements(thing, block) and not (
            _follows_elements(of, block) or _is_made_within(of, block)
        ):
            return block
    return ""


def _follows_elements(value: Value, block: str) -> bool:
    """Whether the value is another one for each element of this block."""
    return any(block in origin.elements_of for origin in _origins(value))


def _is_made_within(value: Value, block: str) -> bool:
    """Whether the value is made in this module, so that each element has one of its own."""
    return any(block in origin.modules for origin in _origins(value))


def _origins(value: Value) -> list[Origin]:
    if isinstance(value, Unknown):
        return [value.origin]
    return [hole.origin for hole in value.holes] if isinstance(value, Text) else []


def _finding_for_elements(attachment: Resource, principal: str, repeated: str) -> Finding:
    return Finding(
        f'principal "{principal}" is attached to a thing for each element of {repeated}, '
        'so that device "sensor-1" can connect as "another-device"; '
        f"make one certificate for each thing, or attach with the type {_EXCLUSIVE}",
        path="principal",
        span=attachment.span,
    )


def _identity(reference: Value, kind: Kind, graph: ResourceGraph) -> str | None:
    """What tells one principal or thing from another; ``None`` if that is not known."""
    referred = graph.referred(reference, kind)
    if len(referred) == 1:
        name = referred[0].get("name")
        return name if isinstance(name, str) else referred[0].address
    if isinstance(reference, str):
        return reference
    # An account or Region that is not known is the same for both ends of a comparison, so a text
    # with such holes still names one thing; a text that is nothing but a hole names none.
    if isinstance(reference, Text) and any(isinstance(part, str) for part in reference.parts):
        return reference.identity
    return None


def _expression(reference: Value) -> str:
    """The expression of a value that is not known, where equal ones have the same value.

    Otherwise others may depend on the same as well: two elements of one list, say.
    """
    if isinstance(reference, Text) and len(reference.parts) == 1:
        reference = Unknown.of(reference.holes[0])
    is_same = isinstance(reference, Unknown) and reference.origin.is_stable
    return reference.expression if is_same and isinstance(reference, Unknown) else ""


def _agree(one: Value, other: Value, *, one_place: bool) -> bool:
    """Whether two ARNs, of which one may spell out what the other leaves open, are the same.

    The partition is that of the account; the Region and the account are the same in ``one_place``.
    """
    ours, theirs = split_arn(one), split_arn(other)
    if ours is None or theirs is None or ours.key != theirs.key:
        return False
    return (
        _meet(ours.partition, theirs.partition)
        and (ours.region == theirs.region or (one_place and _meet(ours.region, theirs.region)))
        and (ours.account == theirs.account or (one_place and _meet(ours.account, theirs.account)))
    )


def _meet(one: Field, other: Field) -> bool:
    return one == other or isinstance(one, Text) is not isinstance(other, Text)


def _is_claim(principal: Value, graph: ResourceGraph) -> bool:
    """Whether a policy of the scan that grants fleet provisioning is attached to the principal."""
    certificates = graph.referred(principal, Kind.CERTIFICATE)
    for attachment in graph.of_kind(Kind.IOT_POLICY_ATTACHMENT):
        target = attachment.get("target")
        if not _is_target(target, principal) and not (
            certificates and graph.referred(target, Kind.CERTIFICATE, attachment) == certificates
        ):
            continue
        for policy in graph.referred(attachment.get("policy"), Kind.IOT_POLICY, attachment):
            if any(profile_of(document) is Profile.CLAIM for document in _documents(policy)):
                return True
    return False


def _is_target(target: Value, principal: Value) -> bool:
    if target == principal or _agree(target, principal, one_place=True):
        return True
    written = _expression(principal)
    return bool(written) and _expression(target) == written


def _documents(policy: Resource) -> Iterator[Document]:
    for alternative in alternatives_of(policy.get("policy")):
        yield read_document(alternative.value)
