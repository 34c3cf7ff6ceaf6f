"""Terraform's type conversion functions.

Source: https://developer.hashicorp.com/terraform/language/functions, Type Conversion Functions.
"""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.terraform.evaluation.type_constraints import (
    convert,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC
from checkov_aws_iot.terraform.functions.function import Functions
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()


@FUNCTIONS.define("tostring", 1, nulls=True)
def tostring(arguments: list[Value]) -> Value:
    return convert(arguments[0], "string")


@FUNCTIONS.define("tonumber", 1, nulls=True)
def tonumber(arguments: list[Value]) -> Value:
    return convert(arguments[0], "number")


@FUNCTIONS.define("tobool", 1, nulls=True)
def tobool(arguments: list[Value]) -> Value:
    return convert(arguments[0], "bool")


@FUNCTIONS.define("tolist", 1, nulls=True)
def tolist(arguments: list[Value]) -> Value:
    return convert(arguments[0], ("list", DYNAMIC))


@FUNCTIONS.define("toset", 1, deep=True, nulls=True)
def toset(arguments: list[Value]) -> Value:
    return convert(arguments[0], ("set", DYNAMIC))


@FUNCTIONS.define("tomap", 1, nulls=True)
def tomap(arguments: list[Value]) -> Value:
    return convert(arguments[0], ("map", DYNAMIC))


@FUNCTIONS.define("sensitive", 1, nulls=True, unknowns=True)
def sensitive(arguments: list[Value]) -> Value:
    """The value itself: whether Terraform shows it decides nothing."""
    return arguments[0]


@FUNCTIONS.define("nonsensitive", 1, nulls=True, unknowns=True)
def nonsensitive(arguments: list[Value]) -> Value:
    return arguments[0]


@FUNCTIONS.define("ephemeralasnull", 1, nulls=True)
def ephemeralasnull(arguments: list[Value]) -> Value:
    return arguments[0]
