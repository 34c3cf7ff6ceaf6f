"""Modules outside the scanned directory that something inside it calls.

They are not judged: the user has not said that they may be read. That there is something to judge in
them is told all the same, so their resources are listed.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.candidates.unresolved import UnresolvedCandidate
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.terraform.modules.module_files import Module
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.suppressions import Suppression

_BLOCKS: Final = {"resource": Framework.TERRAFORM, "data": Framework.TERRAFORM_DATA}


def outside_resources(
    root: str,
    source: str,
    address: str,
    report: str,
    suppressions: Callable[[], tuple[Suppression, ...]],
) -> Iterator[ScannedResource]:
    """The resources of the called module that rules judge, with nothing known of any of them.

    ``source`` is the directory of the module, relative to the root; ``address`` is that of the call.
    """
    module = Module(ConfinedReader(os.path.join(root, source)), "")
    for block_type, framework in _BLOCKS.items():
        for kind in sorted(all_types(framework)):
            for block in module.blocks(block_type, kind):
                file = posixpath.join(source, block.span.file)
                outside = Unknown("lies outside the scanned directory and is not read", file)
                if len(block.labels) == 2 and not file.endswith(".json"):
                    yield ScannedResource(
                        report,
                        framework,
                        kind,
                        f"{address}.{kind}.{block.labels[1]}",
                        Span(file, block.span.start_line, block.span.end_line),
                        (UnresolvedCandidate(outside),),
                        suppressions,
                    )
