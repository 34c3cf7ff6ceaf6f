"""Terraform's hash functions, of strings and of files.

Source: https://developer.hashicorp.com/terraform/language/functions, Hash and Crypto Functions.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable
from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.functions.function import Functions, known_text
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()


def _digest(algorithm: str, text: str) -> bytes:
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).digest()


def hexadecimal(algorithm: str, text: str) -> str:
    """The hash in hexadecimal digits."""
    return _digest(algorithm, text).hex()


def in_base64(algorithm: str, text: str) -> str:
    """The hash in base64."""
    return base64.b64encode(_digest(algorithm, text)).decode("ascii")


HASHES: Final[dict[str, Callable[[str], str]]] = {
    "md5": lambda text: hexadecimal("md5", text),
    "sha1": lambda text: hexadecimal("sha1", text),
    "sha256": lambda text: hexadecimal("sha256", text),
    "sha512": lambda text: hexadecimal("sha512", text),
    "base64sha256": lambda text: in_base64("sha256", text),
    "base64sha512": lambda text: in_base64("sha512", text),
}

_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _define(name: str, compute: Callable[[str], str]) -> None:
    @FUNCTIONS.define(name, 1)
    def run(arguments: list[Value]) -> Value:
        return compute(known_text(arguments[0]))


for _name, _compute in HASHES.items():
    _define(_name, _compute)


@FUNCTIONS.define("uuidv5", 2)
def uuidv5(arguments: list[Value]) -> Value:
    written, name = known_text(arguments[0]), known_text(arguments[1])
    namespace = _NAMESPACES.get(written)
    if namespace is None:
        try:
            namespace = uuid.UUID(written)
        except ValueError:
            raise RejectedError("has an invalid namespace") from None
    return str(uuid.uuid5(namespace, name))
