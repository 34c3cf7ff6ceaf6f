"""Attributes of certificates that a document names in several forms: plain, ``.List`` and ``.N``.

Source: AWS IoT Core Developer Guide, "X.509 Certificate AWS IoT Core policy variables".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checkov_aws_iot.patterns.pattern import pattern_of
from checkov_aws_iot.policies.authoriser.references import Mode, refer
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    Every,
    Fits,
    Formula,
    Present,
    Some,
    both,
    either,
)

_FORM = re.compile(r"(iot:certificate\.(?:subject|issuer)\.[a-z0-9.]+?)(?:\.([0-9]{1,3}|list))?")


def several_forms(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """The attributes of which the keys are several forms, each with its keys by form."""
    attributes: dict[str, dict[str, str]] = {}
    for key in dict.fromkeys(keys):
        if match := _FORM.fullmatch(key):
            attributes.setdefault(match[1], {})[match[2] or ""] = key
    return {name: forms for name, forms in attributes.items() if len(forms) > 1}


def of_one_value(attributes: dict[str, dict[str, str]]) -> Iterator[Formula]:
    """What holds of a certificate that has each of the attributes once, or not at all."""
    for plain, forms in attributes.items():
        equal = Fits(pattern_of((refer(plain, Mode.RAW),)))
        for form, key in forms.items():
            if form == "":
                continue
            if form not in ("list", "0"):
                yield Present(key, present=False)
                continue
            same = Every(key, equal) if form == "list" else Some(key, (equal,))
            yield either(
                (
                    both((Present(plain, present=False), Present(key, present=False))),
                    both((Present(plain), Present(key), same)),
                )
            )
