"""CKV_IOT_103."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    OUT_OF_SCOPE,
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
    Unknown,
)
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE, DEVICE
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.questions.policy_profiles import Profile, profile_of
from checkov_aws_iot.resources.kinds.iot.certificate import Certificate
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.principals.attachment_identity import identity_of
from checkov_aws_iot.resources.principals.principal_policies import documents_of_principal
from checkov_aws_iot.resources.principals.repeated_attachments import repeated_block
from checkov_aws_iot.resources.principals.thing_attachments import (
    EXCLUSIVE,
    SharedPrincipal,
    is_known,
    shared_principals,
)

_INSTEAD = f"make one certificate for each thing, or attach with the type {EXCLUSIVE}"


class OneCertificatePerThing(ResourceRule):
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

    id = "CKV_IOT_103"
    title = "Ensure one certificate is attached to one thing"
    severity = Severity.HIGH
    subjects = (Subject.THING_PRINCIPAL_ATTACHMENT,)
    best_practice = BestPractice.OWN_CERTIFICATE

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding if another attachment gives the same principal to a different thing."""
        attachment = judged.resource.of(ThingPrincipalAttachment)
        graph = judged.graph
        principal = identity_of(attachment.attributes.principal, Certificate, graph)
        repeated = repeated_block(attachment) if principal is not None else ""
        if attachment.attributes.type == EXCLUSIVE:
            yield Proved("AWS attaches the principal to no other thing")
        elif _is_claim(judged):
            yield OUT_OF_SCOPE
        elif repeated:
            fault = (
                f'principal "{principal}" is attached to a thing for each element of {repeated}, so '
                f'that device "{DEVICE}" can connect as "{ANOTHER_DEVICE}"'
            )
            yield Finding(f"{fault}; {_INSTEAD}", path="principal", span=attachment.span)
        else:
            if not is_known(attachment, graph):
                yield Unjudged("the principal or the thing is not known before deployment")
            for shared in shared_principals(attachment, graph):
                if isinstance(shared, Unknown):
                    yield Unjudged(str(shared))
                else:
                    yield _finding(judged, shared)
            yield Proved("no attachment of the scan gives the principal to another thing")


def _is_claim(judged: JudgedResource) -> bool:
    """Whether a policy of the scan that grants fleet provisioning is attached to the principal."""
    documents = documents_of_principal(
        judged.resource.of(ThingPrincipalAttachment).attributes.principal, judged.graph
    )
    return any(profile_of(read_document(document)) is Profile.CLAIM for document in documents)


def _finding(judged: JudgedResource, shared: SharedPrincipal) -> Finding:
    fault = (
        f'principal "{shared.principal}" is attached to thing "{shared.thing}" here and to thing '
        f'"{shared.other_thing}" by {shared.other.address}, so that device "{shared.thing}" can '
        f'connect as "{shared.other_thing}"'
    )
    return Finding(
        f"{fault}; {_INSTEAD}",
        path="principal",
        span=judged.resource.span,
        choices=shared.choices,
    )
