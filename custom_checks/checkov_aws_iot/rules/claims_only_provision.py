"""CKV_IOT_403."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.findings.rule import (
    BestPractice,
    Finding,
    JudgedPolicy,
    Observations,
    PolicyRule,
    Proved,
    Severity,
    Subject,
    Unknown,
)
from checkov_aws_iot.policies.advice.claim_remedy import provisioning_resources
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.model.document import Document, Effect
from checkov_aws_iot.policies.questions.devices.claim_policy import (
    BeyondProvisioning,
    beyond_provisioning,
    families_of,
)
from checkov_aws_iot.policies.questions.policy_profiles import Profile, profile_of
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate


class ClaimsOnlyProvision(PolicyRule):
    """A claim certificate can do nothing but ask for an identity.

    ## What it does
    Judges IoT policies that grant topics named as `$aws/provisioning-templates/...`: the policies
    of claim certificates. Fails where such a policy allows anything but connecting and the topics
    `$aws/certificates/create*` and `$aws/provisioning-templates/<template>/provision/*` of
    templates that it names: other topics, wildcards in the name of the template, shadows, jobs,
    role aliases.

    ## Why is this bad
    A claim certificate is the same in a whole batch of devices and stays in their firmware. Whoever
    reads it out of one of them has all that it allows, and it cannot be revoked without stopping
    the batch from being provisioned.

    ## What it does not report
    `iot:Connect` on any client ID, which is how AWS documents claim policies: the device has no name
    yet. Policies without provisioning topics; whether a template is guarded by a hook is
    CKV_IOT_401.

    ## Use instead
    ```json
    {
      "Effect": "Allow",
      "Action": ["iot:Publish", "iot:Receive"],
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/certificates/create-from-csr/*",
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/provisioning-templates/fleet/provision/*"
      ]
    }
    ```
    and the same names as `topicfilter/...` for `iot:Subscribe`. With `create-from-csr` the private
    key never leaves the device; `create/*` does not match those topics, nor the other way round.

    ## References
    - [Security best practices in AWS IoT Core](https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html)
    - [Provisioning devices that don't have device certificates](https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html)
    """

    id = "CKV_IOT_403"
    title = "Ensure claim certificates can only provision"
    severity = Severity.HIGH
    subjects = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY)
    best_practice = BestPractice.JUST_IN_TIME
    is_mended = True

    def judge(self, judged: JudgedPolicy) -> Observations:
        """Yield a finding for each grant of a claim policy that goes beyond provisioning."""
        document = judged.document
        if profile_of(document) is not Profile.CLAIM:
            yield from _what_may_be_a_claim(document)
            yield Proved("it grants no topic of fleet provisioning")
            return
        for found in beyond_provisioning(document):
            yield found if isinstance(found, Unknown) else _finding(judged, found)
        yield Proved("with the claim certificate a device can only provision itself")


def _what_may_be_a_claim(document: Document) -> Iterator[Unknown]:
    """What is not known of a policy and may grant the topics of provisioning."""
    for statement in document.statements:
        if statement.effect is Effect.ALLOW:
            yield from statement.unknown_actions
            yield from statement.unknown_resources


def _finding(judged: JudgedPolicy, found: BeyondProvisioning) -> Finding:
    document, statement = judged.document, found.statement
    if found.element is None:
        written, path = "NotResource", f"{statement.path}/NotResource"
    else:
        written, path = f'Resource "{found.element.text}"', found.element.path
    creating = ", ".join(f"topic/{family}" for family in families_of(document))
    return Finding(
        f"{statement.label}: {written} lets everybody with the claim certificate "
        f"{described_request(found.request)}; use {creating} and "
        "topic/$aws/provisioning-templates/<template>/provision/*",
        path=path,
        span=statement.span,
        witness=found.request,
        remedy=provisioning_resources(document, found, _templates(judged)),
    )


def _templates(judged: JudgedPolicy) -> Iterator[str]:
    """The names of the templates for fleets in the scan."""
    for template in judged.graph.of_kind(ProvisioningTemplate):
        attributes = template.attributes
        if isinstance(attributes.name, str) and attributes.type != "JITP":
            yield attributes.name
