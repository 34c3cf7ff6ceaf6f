"""CKV_IOT_105."""

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
)
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.policies.model.remedy import AssignedValue, NoRemedy, Remedy
from checkov_aws_iot.resources.kinds.iot.authorizer import Authorizer
from checkov_aws_iot.values.alternatives import combinations_of
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import is_undecided


class SignedTokens(ResourceRule):
    """Custom authorizers verify token signatures.

    ## What it does
    Fails for an active custom authorizer with signing disabled (`signing_disabled = true`,
    `SigningDisabled: true`), always or under some condition.

    ## Why is this bad
    With signing AWS IoT calls the function only for tokens that hold a signature of your key. Without
    it anybody on the Internet who knows the endpoint can have the function called, as often as they
    like and with any token, and a fault in its code is all that a forged token needs for the policies
    that it returns.

    ## What it does not report
    Inactive authorizers; an authorizer without a status is active. Whether the function verifies the
    token itself, which is code. For authorizers that ask for user name and password AWS documents no
    signing: skip the finding with a comment that says so.

    ## Use instead
    `signing_disabled = false`, or nothing, with `token_key_name` and `token_signing_public_keys`
    (`TokenKeyName`, `TokenSigningPublicKeys`). The change replaces the authorizer: AWS cannot switch signing on for one that
    is there.

    ## References
    - [Creating and managing custom authorizers](https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html)
    - [aws_iot_authorizer](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iot_authorizer)
    - [AWS::IoT::Authorizer](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iot-authorizer.html)
    """

    id = "CKV_IOT_105"
    title = "Ensure custom authorizers verify token signatures"
    severity = Severity.MEDIUM
    subjects = (Subject.AUTHORIZER,)
    best_practice = BestPractice.OWN_CERTIFICATE
    is_mended = True

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding for every way the authorizer may turn out active and without signing."""
        authorizer = judged.resource.of(Authorizer)
        given = authorizer.attributes
        active = [
            either
            for either in combinations_of(given.status, given.verifies)
            if either.values[0] != "INACTIVE"
        ]
        if not active:
            yield OUT_OF_SCOPE
        for either in active:
            status, verifies = either.values
            if is_undecided(verifies):
                yield Unjudged("whether signing is disabled is not known before deployment")
            elif verifies is not False:
                yield Proved("AWS IoT calls the function for signed tokens alone")
            elif is_undecided(status):
                yield Unjudged("whether the authorizer is active is not known before deployment")
            else:
                yield Finding(
                    "signing is disabled, so anybody can have AWS IoT call the function with a token "
                    f'that was made up for device "{DEVICE}", and nothing but its code keeps them '
                    f"from the policies that it returns; {_advice(given)}",
                    path="verifies",
                    span=authorizer.span,
                    choices=either.choices,
                    remedy=_remedy(given),
                )


def _has_keys(given: Authorizer) -> bool:
    """Whether what signing needs stands there already."""
    return not any(isinstance(v, Absent) or v is None for v in (given.token_key, given.public_keys))


def _advice(given: Authorizer) -> str:
    if _has_keys(given):
        return "enable signing, for which the authorizer has its keys; AWS replaces the authorizer then"
    return "give the authorizer a token key name and the public keys of the signatures"


def _remedy(given: Authorizer) -> Remedy:
    if _has_keys(given):
        return AssignedValue("false")
    return NoRemedy("the key name and the public keys of the signatures are not in the scan")
