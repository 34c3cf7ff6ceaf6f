"""Where resources of a Terraform configuration were before: what its ``moved`` blocks say.

Source: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument
    from checkov_aws_iot.terraform.modules.configuration import Configuration

MOST_MOVES: Final = 10
"""At most this many moves, one after the other, are followed."""


class MovedAddresses:
    """The ``moved`` blocks of all modules that are asked about."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._moves: dict[str, tuple[tuple[str, str], ...]] = {}

    def before(self, document: DeployedDocument, address: str) -> Iterator[str]:
        """The addresses that a resource had, the last one first; it is in the module of the document.

        Blocks of the root module and of the module itself are looked at.
        """
        module = document.holder.origin.module if document.holder is not None else ""
        places = {"": document.configuration, module: posixpath.dirname(document.span.file)}
        moves = [
            (f"{prefix}.{source}", f"{prefix}.{target}") if prefix else (source, target)
            for prefix, directory in places.items()
            for source, target in self._in(directory)
        ]
        for _ in range(MOST_MOVES):
            address = _moved_back(address, moves)
            if not address:
                return
            yield address

    def _in(self, directory: str) -> tuple[tuple[str, str], ...]:
        if directory not in self._moves:
            self._moves[directory] = tuple(_moves(directory, self._configuration))
        return self._moves[directory]


def _moves(directory: str, configuration: Configuration) -> Iterator[tuple[str, str]]:
    for block in configuration.module(directory).blocks("moved"):
        ends = [block.body.attributes.get(name) for name in ("from", "to")]
        source, target = ("" if end is None else end.expression.text.strip('"') for end in ends)
        if source and target:
            yield source, target


def _moved_back(address: str, moves: list[tuple[str, str]]) -> str:
    for source, target in moves:
        if address == target or address.startswith((f"{target}[", f"{target}.")):
            return source + address[len(target) :]
    return ""
