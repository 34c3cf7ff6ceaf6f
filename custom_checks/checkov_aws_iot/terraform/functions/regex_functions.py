"""``regex`` and ``regexall``.

Source: https://developer.hashicorp.com/terraform/language/functions/regex
"""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.terraform.functions.function import Functions, known_text
from checkov_aws_iot.terraform.functions.go_regex import find_pattern, find_pattern_everywhere
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()


@FUNCTIONS.define("regex", 2)
def regex(arguments: list[Value]) -> Value:
    return find_pattern(known_text(arguments[0]), known_text(arguments[1]))


@FUNCTIONS.define("regexall", 2)
def regexall(arguments: list[Value]) -> Value:
    return find_pattern_everywhere(known_text(arguments[0]), known_text(arguments[1]))
