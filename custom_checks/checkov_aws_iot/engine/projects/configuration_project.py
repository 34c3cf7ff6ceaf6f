"""The Terraform modules of a scan, and their resources under the addresses that reports print."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.candidates.unresolved import UnresolvedCandidate
from checkov_aws_iot.engine.projects.report_names import JSON_REPORT, SOURCE_REPORT
from checkov_aws_iot.engine.reading.first_look import may_hold_subject
from checkov_aws_iot.engine.reading.outside_modules import outside_resources
from checkov_aws_iot.engine.suppressions import SkipComments, Suppression
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.terraform.modules.addresses import key_suffix
from checkov_aws_iot.terraform.modules.configuration import MOST_MODULES, Configuration
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.modules.instances import ModuleInstance
from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.terraform.modules.call_graph import Call, UnfetchedModule
    from checkov_aws_iot.terraform.modules.instance_scope import ModuleView
    from checkov_aws_iot.terraform.modules.module_files import Parse
    from checkov_aws_iot.terraform.syntax.syntax_tree import Block
    from checkov_aws_iot.terraform.terragrunt.units import StrayUnit
    from checkov_aws_iot.values.span import Span


_Member = TypeVar("_Member", ResourceInstance, ModuleInstance)
_Calls = tuple["Span", ...]
"""The blocks of the module calls that lead to a resource, outermost first."""


class ConfigurationProject:
    """The configurations below a root.

    ``files`` are the names of the files of each directory that is scanned. Other directories are
    read where one of these calls them, or refers to what is in them.
    """

    def __init__(
        self,
        reader: ConfinedReader,
        files: Mapping[str, list[str]],
        var_files: tuple[str, ...] = (),
        *,
        follow_calls: bool = True,
        loaded: Mapping[tuple[str, str], str] | None = None,
        parse: Parse | None = None,
    ) -> None:
        self._reader = reader
        self._files = files
        self._follow_calls = follow_calls
        self._comments = SkipComments(reader)
        self._left = MOST_MODULES
        self._holding: dict[str, bool] = {}
        self.configuration = Configuration(reader, KNOWN_TYPES, var_files, loaded, parse)
        self.graph = TerraformGraph(self.configuration)

    def resources(self) -> Iterator[ScannedResource]:
        """All resources and data sources that rules judge, module by module.

        Those of a module that several root modules call under one address are one resource.
        """
        called: dict[tuple[str, str, Span], list[ScannedResource]] = {}
        for resource in self._resources():
            if resource.caller is None:
                yield resource
            else:
                key = (resource.report, resource.name, resource.span)
                called.setdefault(key, []).append(resource)
        for calls in called.values():
            yield from _as_one(calls)

    def _resources(self) -> Iterator[ScannedResource]:
        called = self._called() if self._follow_calls else frozenset()
        for directory, names in self._files.items():
            is_root = directory not in called or self.configuration.is_unit(directory)
            if is_root and self._holds(directory):
                yield from self._in_modules(self.configuration.root_modules(directory), "", ())
            if any(name.endswith(".json") and self._mentions(directory, name) for name in names):
                yield from self._in_json(self.configuration.root_modules(directory))

    def candidates(
        self, file: str, address: str, callers: tuple[str, ...] = ()
    ) -> tuple[Candidate, ...]:
        """What a resource may be that somebody else found, by file and address; see ``instances``.

        Nothing if it is never created, or its file is not read.
        """
        if file.startswith("../"):
            outside = Unknown("lies outside the scanned directory and is not read", file)
            return (UnresolvedCandidate(outside),)
        instances = self.configuration.instances(file, address, callers)
        if instances:
            return _candidates(instances, self.graph)
        directory, name = posixpath.split(file)
        if not self.configuration.module(directory).reads(name):
            return ()
        return (UnresolvedCandidate(Unknown(f"is not found in {file}", address)),)

    def suppressed(self, candidates: tuple[Candidate, ...]) -> frozenset[str]:
        """The checks that comments in the block, and in the calls of its module, suppress."""
        found: set[str] = set()
        instance = getattr(candidates[0], "instance", None) if candidates else None
        if isinstance(instance, ResourceInstance):
            module: ModuleView | None = instance.module
            found.update(each.check_id for each in self._comments.in_block(instance.block.span))
            while isinstance(module, ModuleInstance):
                span = module.call.span if module.call else None
                comments = self._comments.in_block(span) if span else ()
                found.update(each.check_id for each in comments)
                module = module.parent
        return frozenset(found)

    def problems(self) -> Iterator[tuple[str, str]]:
        """The scanned files that cannot be read, with the reason."""
        for directory, names in self._files.items():
            module = self.configuration.module(directory)
            for name in filter(module.reads, names):
                problem = module.problem(name, "iot")
                if problem is not None:
                    yield module.path(name), problem.reason

    def unfetched(self) -> tuple[UnfetchedModule, ...]:
        """The modules that are called, and that nothing has fetched into the scanned directory."""
        if not self._follow_calls:
            return ()
        called = self._called()
        roots = (directory for directory in self._files if directory not in called)
        return tuple(self.configuration.call_graph.unfetched(roots))

    def stray_units(self, scanned: Iterable[str]) -> tuple[StrayUnit, ...]:
        """Those of the scanned units of Terragrunt whose modules are not in the scan."""
        files = frozenset(scanned)
        strays = self.configuration.stray_units() if files and self._follow_calls else ()
        return tuple(unit for unit in strays if unit.file in files)

    def _called(self) -> frozenset[str]:
        graph = self.configuration.call_graph
        return frozenset(source for directory in self._files for source in graph.called(directory))

    def _holds(self, directory: str) -> bool:
        """Whether the module or one that it calls may hold what rules judge."""
        if directory not in self._holding:
            self._holding[directory] = False  # Modules that call each other hold what others do.
            calls = self.configuration.call_graph.calls(directory)
            self._holding[directory] = self._mentions_any(directory) or (
                self._follow_calls and any(map(self._calls_holder, calls))
            )
        return self._holding[directory]

    def _calls_holder(self, call: Call) -> bool:
        if call.directory is not None:
            return self._holds(call.directory)
        return bool(call.source or call.outside)

    def _mentions_any(self, directory: str) -> bool:
        names = self.configuration.module(directory).files
        return any(self._mentions(directory, name) for name in names)

    def _mentions(self, directory: str, name: str) -> bool:
        text = self._reader.read(posixpath.join(directory, name))
        return not isinstance(text, Unknown) and may_hold_subject(text.encode())

    def _in_modules(
        self, modules: tuple[ModuleInstance, ...], prefix: str, pushed: _Calls
    ) -> Iterator[ScannedResource]:
        """The resources of a module; ``modules`` are the instances that its records mean."""
        self._left -= len(modules)
        if self._left < 0:
            return
        module = modules[0].module
        if self._mentions_any(module.directory):
            for data, kind in _TYPES:
                for block in module.blocks("data" if data else "resource", kind):
                    if len(block.labels) == 2 and self._is_scanned(block, prefix):
                        yield from self._of_block(modules, prefix, block, pushed)
        calls = self.configuration.call_graph.calls(module.directory) if self._follow_calls else ()
        for call in calls:
            if self._calls_holder(call):
                yield from self._in_called(modules, prefix, call, pushed)

    def _in_called(
        self, modules: tuple[ModuleInstance, ...], prefix: str, call: Call, pushed: _Calls
    ) -> Iterator[ScannedResource]:
        """The resources of the module that is called."""
        address = f"{prefix}module.{call.name}"
        inner: _Calls = (*pushed, call.span)
        if call.outside:
            yield from outside_resources(
                self._reader.root,
                call.outside,
                address,
                SOURCE_REPORT,
                partial(self._comments.in_block, call.span),
            )
            return
        groups = [module.calls(call.name) for module in modules]
        for printed, called in _by_address(groups, address).items():
            yield from self._in_modules(tuple(called), f"{printed}.", inner)

    def _is_scanned(self, block: Block, prefix: str) -> bool:
        """Whether the file of the block is; where it is called, it is whatever is excluded."""
        directory, name = posixpath.split(block.span.file)
        return not name.endswith(".json") and (
            bool(prefix) or name in self._files.get(directory, ())
        )

    def _of_block(
        self, modules: tuple[ModuleInstance, ...], prefix: str, block: Block, pushed: _Calls
    ) -> Iterator[ScannedResource]:
        data = block.type == "data"
        kind, name = block.labels
        groups = [module.resources(data, kind, name) for module in modules]
        # Checkov leaves "data." out, and names no instances of data sources.
        for address, instances in _by_address(
            groups, f"{prefix}{kind}.{name}", keyed=not data
        ).items():
            yield self._scanned(SOURCE_REPORT, address, block, instances, pushed)

    def _in_json(self, roots: tuple[ModuleInstance, ...]) -> Iterator[ScannedResource]:
        for data, kind in _TYPES:
            for block in roots[0].module.blocks("data" if data else "resource", kind):
                directory, name = posixpath.split(block.span.file)
                listed = name.endswith(".json") and name in self._files.get(directory, ())
                if listed and len(block.labels) == 2:
                    groups = [root.resources(data, *block.labels) for root in roots]
                    members = [one for g in groups if isinstance(g, Group) for one in g.members()]
                    address = ".".join(block.labels)
                    yield self._scanned(JSON_REPORT, address, block, members, None)

    def _scanned(
        self,
        report: str,
        address: str,
        block: Block,
        instances: list[ResourceInstance],
        pushed: _Calls | None,
    ) -> ScannedResource:
        def suppressions() -> tuple[Suppression, ...]:
            if pushed is None:
                return ()
            own = self._comments.in_block(block.span)
            return own + tuple(
                found for call in reversed(pushed) for found in self._comments.in_block(call)
            )

        return ScannedResource(
            report,
            Framework.TERRAFORM_DATA if block.type == "data" else Framework.TERRAFORM,
            block.labels[0],
            address,
            block.span,
            _candidates(instances, self.graph),
            suppressions,
            pushed[-1] if pushed else None,
        )


def _as_one(calls: list[ScannedResource]) -> Iterator[ScannedResource]:
    """One resource for all calls; those with other suppressions have records of their own."""
    if len(calls) == 1:
        yield from calls
        return
    alike: dict[frozenset[str], list[ScannedResource]] = {}
    for call in calls:
        suppressed = frozenset(each.check_id for each in call.suppressions())
        alike.setdefault(suppressed, []).append(call)
    for same in alike.values():
        candidates = tuple(candidate for call in same for candidate in call.candidates)
        yield replace(same[0], candidates=candidates)


_TYPES: Final = (
    *((False, kind) for kind in sorted(all_types(Framework.TERRAFORM))),
    *((True, kind) for kind in sorted(all_types(Framework.TERRAFORM_DATA))),
)


def _candidates(
    instances: Iterable[ResourceInstance], graph: TerraformGraph
) -> tuple[Candidate, ...]:
    return tuple(
        InstanceCandidate(instance, graph) for instance in instances if not instance.never_created
    )


def _by_address(
    groups: list[Group[_Member] | Unknown | None], address: str, *, keyed: bool = True
) -> dict[str, list[_Member]]:
    """The instances under the addresses that are printed: with a key where it is certain."""
    members: dict[str, list[_Member]] = {}
    for group in groups:
        if not isinstance(group, Group):
            continue
        expansion = group.expansion
        keys = expansion.all_keys()
        if keyed and keys and not expansion.is_open and not isinstance(expansion.keys, OneOf):
            for key in keys:
                members.setdefault(address + key_suffix(key), []).append(group.member(key))
        else:
            members.setdefault(address, []).extend(group.members())
    return members
