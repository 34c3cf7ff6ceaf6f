"""The Terraform code that a plan was made from, so that its findings stand where somebody wrote them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.projects.configuration_project import ConfigurationProject
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.engine.reading.path_filters import PathFilter
from checkov_aws_iot.engine.reading.scanned_files import files_below
from checkov_aws_iot.terraform.modules.addresses import split_address

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.engine.suppressions import Suppression
    from checkov_aws_iot.values.span import Span


_ByAddress = dict[str, list["ScannedResource"]]


class PlanSources:
    """The code below a directory, an absolute path.

    A plan does not say which root module it is of. It is the one that has most of its resources, and
    where several have equally many, the directory itself; else the plan has no source.
    """

    def __init__(self, root: str, excluded: tuple[str, ...] = ()) -> None:
        self.root = root
        self._excluded = excluded

    def with_sources(
        self, resources: Iterable[ScannedResource], root: str
    ) -> list[ScannedResource]:
        """The resources of a plan; those that are found in the code stand where it has them.

        ``root`` is the root of the scan, which their files are relative to.
        """
        planned = list(resources)
        source = self._source([_plain(resource.name) for resource in planned])
        return [self._placed(resource, source, root) for resource in planned]

    def _placed(self, resource: ScannedResource, source: _ByAddress, root: str) -> ScannedResource:
        written = source.get(_plain(resource.name), [])
        if not written:
            return resource
        exact = [each for each in written if each.name == resource.name]
        found = (exact or written)[0]

        def suppressions() -> tuple[Suppression, ...]:
            return tuple(
                each._replace(file=self._from(root, each.file)) for each in found.suppressions()
            )

        return replace(
            resource,
            span=self._moved(found.span, root),
            caller=self._moved(found.caller, root) if found.caller else None,
            suppressions=suppressions,
            source=replace(found, root=self.root),
        )

    def _moved(self, span: Span, root: str) -> Span:
        return replace(span, file=self._from(root, span.file))

    def _from(self, root: str, file: str) -> str:
        path = os.path.join(self.root, *file.split("/"))
        return os.path.relpath(path, root).replace(os.sep, "/")

    def _source(self, addresses: list[str]) -> _ByAddress:
        """The resources of the root module that the addresses are of, by address without keys."""
        wanted = set(addresses)
        count = Counter(
            {root: len(wanted & resources.keys()) for root, resources in self._roots.items()}
        )
        most = max(count.values(), default=0)
        best = [root for root, number in count.items() if number == most]
        if not most or (len(best) > 1 and "" not in best):
            return {}
        return self._roots["" if "" in best else best[0]]

    @cached_property
    def _roots(self) -> dict[str, _ByAddress]:
        """The resources in the code, by the directory of their root module and by address."""
        files = files_below(self.root, PathFilter(self._excluded))
        reader = ConfinedReader(self.root)
        roots: dict[str, _ByAddress] = {}
        for resource in ConfigurationProject(reader, files.configurations).resources():
            for candidate in resource.candidates[:1]:
                if isinstance(candidate, InstanceCandidate):
                    root = roots.setdefault(candidate.configuration, {})
                    root.setdefault(_plain(resource.name), []).append(resource)
        return roots


def _plain(address: str) -> str:
    """The address without the keys of instances, and as reports name data sources."""
    names = [name for name, _ in split_address(address)]
    return ".".join(name for name in names if name != "data")
