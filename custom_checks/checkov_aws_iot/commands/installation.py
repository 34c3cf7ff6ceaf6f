"""Whether this installation can scan at all."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from checkov_aws_iot.commands.complaint import Complaint


def require_working_installation() -> None:
    """Checkov and the parser of HCL that it needs can be imported, and all checks are registered.

    Raises:
        Complaint: they cannot, or fewer checks are registered than the pack has.
    """
    _require_own_parser()
    try:
        import checkov.main  # noqa: F401 - importing it is the test
    except ImportError as error:
        raise Complaint(f"Checkov cannot be imported: {error}") from error
    from checkov_aws_iot.checkov_aws_iot_loader import require_checkov

    try:
        require_checkov()
    except ImportError as error:
        raise Complaint(str(error)) from error
    _require_checks()


def require_engine() -> None:
    """All that the engine needs can be imported, every rule included.

    Raises:
        Complaint: something cannot.
    """
    _require_own_parser()
    from checkov_aws_iot.checkov_aws_iot_loader import require_checkov

    try:
        require_checkov()
        from checkov_aws_iot.rules.catalog import rules

        rules()
    except Exception as error:
        raise Complaint(_not_loaded(error)) from error


def _not_loaded(error: Exception) -> str:
    if isinstance(error, ImportError) and error.name is None:
        return str(error)
    return f"the AWS IoT checks could not be loaded: {type(error).__name__}: {error}"


def _require_own_parser() -> None:
    # Checkov's fork and its original install the same package `hcl2`; the later one wins.
    try:
        import hcl2
    except ImportError as error:
        raise Complaint(f"the parser of Terraform cannot be imported: {error}") from error
    if hasattr(hcl2, "START_LINE"):
        return
    try:
        found = f"python-hcl2 {version('python-hcl2')}"
    except PackageNotFoundError:
        found = "another distribution"
    raise Complaint(
        f"{found} has overwritten the package hcl2 that Checkov needs; run: pip uninstall -y "
        "python-hcl2 && pip install --force-reinstall --no-deps bc-python-hcl2"
    )


def _require_checks() -> None:
    from checkov.common.checks.base_check_registry import BaseCheckRegistry
    from checkov.runner_filter import RunnerFilter

    try:
        from checkov_aws_iot.plugin.registration import register
        from checkov_aws_iot.rules.catalog import CATALOGUE

        register()
    except Exception as error:
        raise Complaint(_not_loaded(error)) from error
    registered = {check.id for check in BaseCheckRegistry.get_all_registered_checks()}
    missing = [entry.id for entry in CATALOGUE if entry.id not in registered]
    if missing:
        raise Complaint(f"these checks could not be registered: {', '.join(missing)}")
    for entry in CATALOGUE:
        RunnerFilter.notify_external_check(entry.id)
