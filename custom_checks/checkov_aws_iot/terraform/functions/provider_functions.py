"""The functions of the provider hashicorp/aws.

Source: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/functions/arn_parse and
those beside it. What the tests compare with is the provider of that version.
"""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.functions.function import Functions, known_text, text_of
from checkov_aws_iot.values.text import join_text
from checkov_aws_iot.values.value import Mapping, Value

FUNCTIONS: Final = Functions()
_PARTS: Final = ("partition", "service", "region", "account_id", "resource")


@FUNCTIONS.define("provider::aws::arn_parse", 1)
def arn_parse(arguments: list[Value]) -> Value:
    return Mapping(zip(_PARTS, _parts(known_text(arguments[0])), strict=True))


@FUNCTIONS.define("provider::aws::arn_build", 5)
def arn_build(arguments: list[Value]) -> Value:
    pieces = [piece for argument in arguments for piece in (":", text_of(argument))]
    return join_text(["arn", *pieces])


@FUNCTIONS.define("provider::aws::trim_iam_role_path", 1)
def trim_iam_role_path(arguments: list[Value]) -> Value:
    parts = _parts(known_text(arguments[0]))
    *_, service, region, _, resource = parts
    if service != "iam" or region or not resource.startswith("role/"):
        raise RejectedError("needs the ARN of a role")
    return ":".join(["arn", *parts[:4], f"role/{resource.rpartition('/')[2]}"])


def _parts(arn: str) -> list[str]:
    prefix, *parts = arn.split(":", 5)
    if prefix != "arn" or len(parts) != len(_PARTS):
        raise RejectedError("needs an ARN")
    return parts
