"""The one file of the pack that Checkov executes: registers the checks, or says that it cannot.

Checkov logs an exception in an external check and goes on, with exit code 0 if nothing else is wrong.
So where the pack cannot be loaded, this file registers CKV_IOT_000, which fails on every AWS IoT
resource: a broken installation is never a green build.
"""

from __future__ import annotations

import sys
from pathlib import Path

OLDEST_CHECKOV = (3, 2, 500)


def load() -> None:
    """All checks are registered, or CKV_IOT_000 in their place."""
    try:
        require_checkov()
        _find_package()
        from checkov_aws_iot.plugin.registration import enter, register

        register()
        enter()
    except Exception as error:  # noqa: BLE001 - whatever it is, the scan must not be green
        _register_failure(error)


def _find_package() -> None:
    """``checkov_aws_iot`` can be imported, also where Checkov was given this directory itself.

    In that case it has put this directory on ``sys.path``, but not the one above.
    """
    parent = str(Path(__file__).resolve().parent.parent)
    if parent not in sys.path:
        sys.path.insert(1, parent)


def require_checkov() -> None:
    """Checkov is recent enough.

    Raises:
        ImportError: it is too old.
    """
    from checkov.version import version

    numbers = tuple(int(number) for number in version.split(".")[:3] if number.isdigit())
    if numbers < OLDEST_CHECKOV:
        oldest = ".".join(map(str, OLDEST_CHECKOV))
        raise ImportError(f"Checkov {version} is too old: {oldest} or later is needed")


def _register_failure(error: Exception) -> None:
    """CKV_IOT_000 is registered; it needs nothing but Checkov."""
    from checkov.cloudformation.checks.resource.base_resource_check import (
        BaseResourceCheck as CloudFormationCheck,
    )
    from checkov.common.bridgecrew.severities import Severities
    from checkov.common.models.enums import CheckCategories, CheckResult
    from checkov.terraform.checks.resource.base_resource_check import (
        BaseResourceCheck as TerraformCheck,
    )

    reason = f"the AWS IoT checks could not be loaded: {type(error).__name__}: {error}"
    print(f"checkov-aws-iot: {reason}", file=sys.stderr)

    class NotLoaded:
        """Fails on everything it is asked about."""

        def scan_entity_conf(self, *_: object) -> CheckResult:
            """Failed, with the reason."""
            self.details = [reason]
            return CheckResult.FAILED

        scan_resource_conf = scan_entity_conf

    for base, types in (
        (TerraformCheck, ["aws_iot_*", "awscc_iot_*"]),
        (CloudFormationCheck, ["AWS::IoT::*"]),
    ):
        check = type("NotLoaded", (NotLoaded, base), {})(
            name="Ensure the AWS IoT checks are loaded",
            id="CKV_IOT_000",
            categories=[CheckCategories.IAM],
            supported_resources=types,
        )
        check.severity = Severities["CRITICAL"]


# Checkov executes this file under its bare name; an import by the dotted name only borrows from it.
if __name__ == Path(__file__).stem:
    load()
