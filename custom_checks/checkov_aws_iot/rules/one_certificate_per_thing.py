"""CKV_IOT_103."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import OUT_OF_SCOPE, Observation, Unjudged
from checkov_aws_iot.policies.document import Document
from checkov_aws_iot.policies.profiles import Profile, profile_of
from checkov_aws_iot.policies.reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

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
    which are shared on purpose; principals and things that are not known before deployment.

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
        if attachment.get("type") == _EXCLUSIVE:
            return
        principal = _identity(attachment.get("principal"), Kind.CERTIFICATE, graph)
        thing = _identity(attachment.get("thing"), Kind.THING, graph)
        repeated = _shared_by_elements(attachment, principal)
        if principal is None or (thing is None and not repeated):
            yield Unjudged("the principal or the thing is not known before deployment")
        elif _is_claim(attachment.get("principal"), graph):
            yield OUT_OF_SCOPE
        elif repeated:
            yield _finding_for_elements(attachment, principal, repeated)
        elif thing is not None:
            yield from _others(attachment, principal, thing, graph)


def _others(
    attachment: Resource, principal: str, thing: str, graph: ResourceGraph
) -> Iterator[Observation]:
    for other in graph.of_kind(Kind.THING_PRINCIPAL_ATTACHMENT):
        if other.address == attachment.address or other.get("type") == _EXCLUSIVE:
            continue
        if _identity(other.get("principal"), Kind.CERTIFICATE, graph) != principal:
            continue
        other_thing = _identity(other.get("thing"), Kind.THING, graph)
        if other_thing is None:
            yield Unjudged("another attachment of this principal is for a thing not known yet")
        elif other_thing != thing:
            yield _finding(attachment, principal, thing, other, other_thing)
            return


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
    for block in _repeatable(attachment.address):
        if _follows_elements(thing, block) and not (
            _follows_elements(of, block) or _is_made_within(of, block)
        ):
            return block
    return ""


def _repeatable(address: str) -> Iterator[str]:
    """The address of a resource, and those of the modules it is in."""
    yield address
    end = 0
    while module := _MODULE.match(address, end):
        end = module.end()
        yield address[: end - 1]


_MODULE = re.compile(r"module\.[^.\[]+(?:\[[^\]]*\])?\.")


def _follows_elements(value: Value, block: str) -> bool:
    """Whether the value depends on what ``each`` or ``count`` stand for in this block."""
    plain = (f"{block} each.", f"{block} count.index")
    return any(
        origin.startswith(plain) or f"(in {block})" in origin or f", in {block})" in origin
        for origin in _origins(value)
    )


def _is_made_within(value: Value, block: str) -> bool:
    """Whether the value is made in this module, so that each element has one of its own."""
    return any(origin.startswith(f"{block}.") for origin in _origins(value))


def _origins(value: Value) -> list[str]:
    if isinstance(value, Unknown):
        return [value.expression, value.source]
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


def _is_claim(principal: Value, graph: ResourceGraph) -> bool:
    """Whether a policy of the scan that grants fleet provisioning is attached to the principal."""
    certificates = graph.referred(principal, Kind.CERTIFICATE)
    for attachment in graph.of_kind(Kind.IOT_POLICY_ATTACHMENT):
        target = attachment.get("target")
        if target != principal and not (
            certificates and graph.referred(target, Kind.CERTIFICATE, attachment) == certificates
        ):
            continue
        for policy in graph.referred(attachment.get("policy"), Kind.IOT_POLICY, attachment):
            if any(profile_of(document) is Profile.CLAIM for document in _documents(policy)):
                return True
    return False


def _documents(policy: Resource) -> Iterator[Document]:
    for alternative in alternatives_of(policy.get("policy")):
        yield read_document(alternative.value)
