"""The role behind a role alias or an identity pool."""

from __future__ import annotations

from typing import Any

from policy_values import value_of

from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.value import Mapping, Sequence, Value

ACCOUNT = Hole("account", HoleKind.ACCOUNT)
ROLE_ARN = Text(("arn:aws:iam::", ACCOUNT, ":role/worker"))


def document(*statements: dict[str, Any]) -> Value:
    return value_of({"Version": "2012-10-17", "Statement": list(statements)})


def role(*inline: Value, **attributes: Value) -> Resource:
    policies = Sequence([Mapping({"name": "p", "policy": policy}) for policy in inline])
    return Resource(
        "aws_iam_role.worker",
        Role(**{"name": "worker", "inline_policies": policies, **attributes}),
        (ROLE_ARN, "worker"),
    )
