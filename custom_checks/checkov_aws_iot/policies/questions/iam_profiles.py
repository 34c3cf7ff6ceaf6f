"""Which IAM policies the rules about data-plane actions judge."""

from __future__ import annotations

from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.callers.pass_role import names_iot
from checkov_aws_iot.policies.questions.policy_profiles import Profile, profile_of


def caller_profile(document: Document, *, used_by_devices: bool) -> Profile | None:
    """The profile of an IAM policy for callers of AWS IoT; ``None`` if it is not for them.

    A policy that names no action of AWS IoT is none of them, nor is one for those who run the tests
    of Device Advisor.
    """
    if not names_iot(document):
        return None
    profile = profile_of(document, identity_policy=True, used_by_devices=used_by_devices)
    return None if profile is Profile.OPERATOR else profile
