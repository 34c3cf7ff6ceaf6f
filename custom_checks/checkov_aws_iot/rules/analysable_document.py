"""CKV_IOT_001."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import BestPractice, Rule, Severity, Subject


class AnalysableDocument(Rule):
    """The policy can be analysed before deployment.

    ## What it does
    Fails where another rule of this pack could not decide, because a policy document or a part of it
    is not known before deployment, is not valid JSON, would be rejected by Terraform, or made the
    rule itself break. The detail names the expression and the reason. It also fails where that other
    rule was filtered out or skipped.

    ## Why is this bad
    A policy that nobody could read is not a policy without faults. Without this check such a policy
    would look like a clean one.

    ## What it does not report
    An unknown account id, Region or partition, and unknown pieces inside names: no rule needs them.
    IAM identity, trust and resource policies, unless what is known of them names an AWS IoT action or
    service principal, or an AWS IoT resource of the same scan refers to the role, function or
    resource that holds them. Provisioning templates that name their policy by `PolicyName`.

    ## Use instead
    A default for the variable, a variable file (`--var-file`), or, for values that only exist after
    deployment, an expression that keeps them out of whole actions and resources. In a Terraform plan
    one computed attribute hides the whole document: scan the source as well.

    ## References
    - [How variables are scanned](https://www.checkov.io/2.Basics/Handling%20Variables.html)
    """

    id = "CKV_IOT_001"
    title = "Ensure the policy can be analysed before deployment"
    severity = Severity.LOW
    subjects = (
        Subject.IOT_POLICY,
        Subject.EMBEDDED_IOT_POLICY,
        Subject.IDENTITY_POLICY,
        Subject.TRUST_POLICY,
        Subject.RESOURCE_POLICY,
    )
    best_practice = BestPractice.ANALYSIS
