"""Terraform configurations held in memory."""

from __future__ import annotations

import posixpath
from typing import Any

from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, OneOf, Value


class MemoryReader:
    """A reader of a dictionary of texts by path; it notes what is read."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.read_paths: list[str] = []

    def read(self, path: str) -> str | Unknown:
        path = posixpath.normpath(path)
        if path.startswith("../"):
            return Unknown("lies outside the scanned directory and is not read", path)
        self.read_paths.append(path)
        return self.files.get(path, Unknown("does not exist", path))

    def names(self, directory: str) -> tuple[str, ...]:
        return tuple(
            sorted(name for at, name in map(posixpath.split, self.files) if at == directory)
        )

    def directories(self, directory: str) -> tuple[str, ...]:
        prefix = f"{directory}/" if directory else ""
        below = {path[len(prefix) :] for path in self.files if path.startswith(prefix)}
        return tuple(sorted({path.split("/")[0] for path in below if "/" in path}))


def configuration(files: dict[str, str] | str, *var_files: str) -> Configuration:
    if isinstance(files, str):
        files = {"main.tf": files}
    return Configuration(MemoryReader(files), KNOWN_TYPES, var_files)


def plain(value: Value) -> Any:
    """The value with encoded JSON as it is encoded, holes as ``${origin}``, unknown parts as ``?expression: reason``.

    An undecided value is a dictionary with the key ``condition?`` and the choices.
    """
    if isinstance(value, EncodedJson):
        return plain(value.value)
    if isinstance(value, Text):
        return value.identity
    if isinstance(value, Unknown):
        return f"?{value.expression}: {value.reason}"
    if isinstance(value, OneOf):
        return {f"{value.condition}?": {label: plain(choice) for label, choice in value.choices}}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def document(
    files: dict[str, str] | str, address: str = "aws_iot_policy.p", file: str = "main.tf"
) -> Any:
    """The document of one resource, as :func:`plain` shows it."""
    (instance,) = configuration(files).instances(file, address)
    value = instance.get("policy")
    if isinstance(value, OneOf):
        return plain(OneOf(value.condition, tuple((k, decode(v)) for k, v in value.choices)))
    return plain(decode(value))
