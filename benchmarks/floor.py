"""Makes the floor: as many checks on the same resource types that all pass at once."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

HEAD = """\
from checkov.cloudformation.checks.resource.base_resource_check import (
    BaseResourceCheck as CloudFormationCheck,
)
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck as DataCheck
from checkov.terraform.checks.resource.base_resource_check import (
    BaseResourceCheck as TerraformCheck,
)


def passing(base, check_id, types):
    class Passing(base):
        def __init__(self):
            super().__init__(check_id, check_id, [CheckCategories.IAM], types)

        def scan_resource_conf(self, conf):
            return CheckResult.PASSED

        def scan_data_conf(self, conf):
            return CheckResult.PASSED

    return Passing()


"""


def make_floor(directory: Path) -> int:
    """An external-checks directory with the floor stands in ``directory``; the number of checks."""
    # Importing Checkov takes a second, so only here.
    from checkov.cloudformation.checks.resource.registry import cfn_registry
    from checkov.terraform.checks.data.registry import data_registry
    from checkov.terraform.checks.resource.registry import resource_registry

    from checkov_aws_iot.plugin.registration import register

    register()
    lines = []
    for base, registry in (
        ("TerraformCheck", resource_registry),
        ("DataCheck", data_registry),
        ("CloudFormationCheck", cfn_registry),
    ):
        everything = chain.from_iterable(registry.checks.values())
        ours = {check.id: check for check in everything if check.id.startswith("CKV_IOT_")}
        for check in ours.values():
            floor_id = check.id.replace("CKV_IOT_", "CKV_FLOOR_")
            types = tuple(check.supported_entities)
            lines.append(f"passing({base}, {floor_id!r}, {types!r})\n")
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "__init__.py").write_text("", encoding="utf-8")
    (directory / "floor_checks.py").write_text(HEAD + "".join(lines), encoding="utf-8")
    return len(lines)


def main() -> None:
    """Make the floor from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    print(make_floor(parser.parse_args().directory), "checks")


if __name__ == "__main__":
    main()
