"""Resources of a Terraform plan in JSON: what they will be after it is applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checkov_aws_iot.terraform.modules.addresses import origin_of
from checkov_aws_iot.terraform.plan.plan_configuration import PlanConfiguration, Target
from checkov_aws_iot.terraform.provider.provider_types import ProviderTypes
from checkov_aws_iot.values.json_text import without_half_pairs
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import ABSENT, Absent, Reason, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

_DELETED = ["delete"]
_MOST_DEPTH = 200


class PlannedInstance:
    """One resource of a plan. It answers like a resource of the source, as far as a plan can."""

    never_created = False

    def __init__(
        self,
        change: dict[str, Any],
        file: str,
        configuration: PlanConfiguration,
        types: ProviderTypes,
    ) -> None:
        self.type = str(change.get("type", ""))
        self.name = str(change.get("name", ""))
        self.address = str(change.get("address", ""))
        self.file = file
        self.span: Span | None = None
        self._configuration = configuration
        self._lists = types.reference_lists(self.type)
        self._module_address = str(change.get("module_address", ""))
        index = change.get("index")
        self._key = "" if index is None else f"[{json.dumps(index)}]"
        self._arguments = configuration.arguments(self._module_address, self.type, self.name)
        described = change.get("change")
        described = described if isinstance(described, dict) else {}
        after = described.get("after")
        unknown = described.get("after_unknown")
        self._after: dict[str, Any] = after if isinstance(after, dict) else {}
        self._unknown: dict[str, Any] = unknown if isinstance(unknown, dict) else {}

    def origin(self) -> Origin:
        """The place of the resource."""
        return origin_of(self.address)

    def get(self, name: str) -> Value:
        """The planned value of an argument, ``ABSENT`` if it has none.

        What is computed is ``Unknown``, with the attribute that it will be taken from where the
        configuration names only one. What is computed though nobody has written it is absent.
        """
        unknown = self._unknown.get(name)
        if self._arguments is None:
            return self._value(self._after.get(name), unknown, name, None, 0)
        written = self._arguments.get(name)
        if unknown is True and written is None:
            return ABSENT
        return self._value(self._after.get(name), unknown, name, written, 0)

    def attribute(self, name: str) -> Value:
        """What a reference to the attribute means, also where nobody has written it."""
        value = self.get(name)
        if isinstance(value, Absent):
            origin = replace(self.origin(), attribute=name)
            return Unknown(Reason.AFTER_APPLY, f"{self.address}.{name}", origin=origin)
        return value

    def region(self) -> Value:
        """The Region of the resource: its own argument, else that of its provider."""
        own = self._after.get("region")
        if isinstance(own, str) and own:
            return own
        return self._configuration.region(self._module_address, self.type, self.name)

    def _value(self, after: Any, unknown: Any, name: str, written: Any, depth: int) -> Value:
        if unknown is True:
            return self._computed(name, written)
        if depth > _MOST_DEPTH:
            return Unknown(f"is nested more than {_MOST_DEPTH} deep", name)
        if isinstance(after, dict):
            inner = unknown if isinstance(unknown, dict) else {}
            inside = written if isinstance(written, dict) else {}
            values = {
                key: self._value(after.get(key), inner.get(key), key, inside.get(key), depth + 1)
                for key in dict.fromkeys((*after, *inner))
            }
            return Mapping({key: value for key, value in values.items() if value is not ABSENT})
        if isinstance(after, list):
            inners = unknown if isinstance(unknown, list) else []
            return Sequence(
                [
                    self._value(item, _at(inners, index), name, _block(written, index), depth + 1)
                    for index, item in enumerate(after)
                ]
            )
        if after is None:
            return ABSENT
        if isinstance(after, str):
            return without_half_pairs(after)
        if isinstance(after, (bool, int, float)):
            return after
        return Unknown("is not JSON", name)

    def _computed(self, name: str, written: Any) -> Value:
        targets = self._configuration.targets(written, self._module_address, self._key)
        if name in self._lists and targets:
            return Sequence([_reference(target, name) for target in targets])
        return _reference(targets[0] if len(targets) == 1 else None, name)


class Plan:
    """A plan file; it has no resources if it is not one."""

    def __init__(self, text: str, file: str, types: ProviderTypes) -> None:
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            loaded = None
        plan: dict[str, Any] = loaded if isinstance(loaded, dict) else {}
        configuration = PlanConfiguration(plan)
        self._instances: dict[str, PlannedInstance] = {}
        changes = plan.get("resource_changes")
        for change in changes if isinstance(changes, list) else []:
            if isinstance(change, dict) and _remains(change):
                instance = PlannedInstance(change, file, configuration, types)
                self._instances[instance.address] = instance

    def instance(self, address: str) -> PlannedInstance | None:
        """The resource with that address, if the plan has it."""
        return self._instances.get(address)

    def roots(self) -> tuple[str, ...]:
        """A plan has one configuration."""
        return ("",)

    def resources(
        self,
        types: frozenset[str],
        root: str | None = None,  # noqa: ARG002 - there is but one
    ) -> Iterator[PlannedInstance]:
        """All resources of these types."""
        return (found for found in self._instances.values() if found.type in types)


def _remains(change: dict[str, Any]) -> bool:
    described = change.get("change")
    actions = described.get("actions") if isinstance(described, dict) else None
    return change.get("mode", "managed") == "managed" and actions != _DELETED


def _reference(target: Target, name: str) -> Value:
    """What is only known after apply, named after what it is taken from.

    Where the only reference is known and the value is not, the value is made by a function. A plan
    does not tell an interpolation with one reference from that reference alone.
    """
    if not isinstance(target, str):
        return Unknown(Reason.AFTER_APPLY, name)
    return Unknown(Reason.AFTER_APPLY, target, origin=origin_of(target))


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None


def _block(written: Any, index: int) -> Any:
    """The expressions of one of several blocks; an argument with a list has one for all of it."""
    return _at(written, index) if isinstance(written, list) else written
