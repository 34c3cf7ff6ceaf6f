"""Resources of a Terraform plan in JSON: what they will be after it is applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

_AFTER_APPLY = "is known only after apply; scan the Terraform source as well"
_DELETED = ["delete"]
_MOST_DEPTH = 200


class PlannedInstance:
    """One resource of a plan. It answers like a resource of the source, as far as a plan can."""

    never_created = False

    def __init__(self, change: dict[str, Any], file: str, region: Value) -> None:
        self.type = str(change.get("type", ""))
        self.name = str(change.get("name", ""))
        self.address = str(change.get("address", ""))
        self.file = file
        self.span: Span | None = None
        self._region = region
        described = change.get("change")
        described = described if isinstance(described, dict) else {}
        after = described.get("after")
        unknown = described.get("after_unknown")
        self._after: dict[str, Any] = after if isinstance(after, dict) else {}
        self._unknown: dict[str, Any] = unknown if isinstance(unknown, dict) else {}

    def get(self, name: str) -> Value:
        """The planned value of an argument, ``ABSENT`` if it has none."""
        return _value_of(self._after.get(name), self._unknown.get(name), name, 0)

    def region(self) -> Value:
        """The Region of the resource: its own argument, else that of its provider."""
        own = self._after.get("region")
        return own if isinstance(own, str) and own else self._region


class Plan:
    """A plan file; it has no resources if it is not one."""

    def __init__(self, text: str, file: str) -> None:
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            loaded = None
        plan: dict[str, Any] = loaded if isinstance(loaded, dict) else {}
        configuration = plan.get("configuration")
        self._regions = _regions(configuration if isinstance(configuration, dict) else {})
        self._instances: dict[str, PlannedInstance] = {}
        changes = plan.get("resource_changes")
        for change in changes if isinstance(changes, list) else []:
            if isinstance(change, dict) and _remains(change):
                region = self._region(str(change.get("provider_name", "")))
                instance = PlannedInstance(change, file, region)
                self._instances[instance.address] = instance

    def instance(self, address: str) -> PlannedInstance | None:
        """The resource with that address, if the plan has it."""
        return self._instances.get(address)

    def resources(self, types: frozenset[str]) -> Iterator[PlannedInstance]:
        """All resources of these types."""
        return (found for found in self._instances.values() if found.type in types)

    def _region(self, provider: str) -> Value:
        """The Region of a provider, where the plan has only one configuration of it."""
        known = {region for name, region in self._regions if name == provider}
        if len(known) == 1:
            (region,) = known
            if region:
                return region
            return Text((Hole(f"Region of {provider}", HoleKind.REGION),))
        return Unknown("is not known: the provider has several configurations", "region")


def _remains(change: dict[str, Any]) -> bool:
    described = change.get("change")
    actions = described.get("actions") if isinstance(described, dict) else None
    return change.get("mode", "managed") == "managed" and actions != _DELETED


def _regions(configuration: dict[str, Any]) -> list[tuple[str, str]]:
    regions: list[tuple[str, str]] = []
    providers = configuration.get("provider_config")
    for provider in providers.values() if isinstance(providers, dict) else ():
        if isinstance(provider, dict):
            expressions = provider.get("expressions")
            region = expressions.get("region") if isinstance(expressions, dict) else None
            constant = region.get("constant_value", "") if isinstance(region, dict) else ""
            regions.append((str(provider.get("full_name", "")), str(constant)))
    return regions


def _value_of(after: Any, unknown: Any, name: str, depth: int) -> Value:
    if unknown is True:
        return Unknown(_AFTER_APPLY, name)
    if depth > _MOST_DEPTH:
        return Unknown(f"is nested more than {_MOST_DEPTH} deep", name)
    if isinstance(after, dict):
        inner = unknown if isinstance(unknown, dict) else {}
        names = dict.fromkeys((*after, *inner))
        return Mapping(
            {
                key: value
                for key in names
                if (value := _value_of(after.get(key), inner.get(key), key, depth + 1))
                is not ABSENT
            }
        )
    if isinstance(after, list):
        inners = unknown if isinstance(unknown, list) else []
        return Sequence(
            [
                _value_of(item, inners[index] if index < len(inners) else None, name, depth + 1)
                for index, item in enumerate(after)
            ]
        )
    if after is None:
        return ABSENT
    if isinstance(after, (bool, int, float, str)):
        return after
    return Unknown("is not JSON", name)
