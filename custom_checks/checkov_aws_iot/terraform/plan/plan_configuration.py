"""What the configuration inside a plan says about values that only the apply will show.

A plan shows no value that is computed, not even as the reference it was written as. Its
``configuration`` part names the references of every argument, which is enough to see which
resource is meant and which provider it belongs to.

Source: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.value import Value

_MOST_STEPS = 30
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")
_CALL = re.compile(r"module\.([^.\[]+)(\[[^\]]*\])?")
_REPEATED = ("each.", "count.", "self.", "path.", "terraform.")


@dataclass(frozen=True, slots=True)
class Known:
    """A value that the plan shows after all."""

    value: Any


Target: TypeAlias = Union[Known, str, None]
"""A value, the full address of an attribute that is computed, or nothing that can be told."""


class PlanConfiguration:
    """The ``configuration`` of a plan, with the values that the plan shows."""

    def __init__(self, plan: dict[str, Any]) -> None:
        configuration = _mapping(plan.get("configuration"))
        self._root = _mapping(configuration.get("root_module"))
        self._providers = _mapping(configuration.get("provider_config"))
        self._variables = _mapping(plan.get("variables"))
        self._after: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        self._data: dict[str, dict[str, Any]] = {}
        for change in _list(plan.get("resource_changes")):
            described = _mapping(_mapping(change).get("change"))
            after = _mapping(described.get("after")), _mapping(described.get("after_unknown"))
            self._after[str(_mapping(change).get("address"))] = after
        state = _mapping(_mapping(plan.get("prior_state")).get("values"))
        self._read_data(_mapping(state.get("root_module")), 0)

    def arguments(self, module: str, kind: str, name: str) -> dict[str, Any] | None:
        """The expressions of a resource, by argument; ``None`` if the plan does not have them."""
        resource = self._resource(module, kind, name)
        return None if resource is None else _mapping(resource.get("expressions"))

    def target(self, expression: object, module: str, key: str = "") -> Target:
        """What an expression with a single reference means. ``key`` is the ``[...]`` of the owner."""
        references = single_references(expression)
        if len(references) != 1:
            return None
        return self._resolve(references[0], module, key, 0)

    def targets(self, expression: object, module: str, key: str = "") -> tuple[Target, ...]:
        """What each reference of the expression means."""
        return tuple(
            self._resolve(reference, module, key, 0) for reference in single_references(expression)
        )

    def region(self, module: str, kind: str, name: str) -> Value:
        """The Region of the provider of a resource; a hole that names the provider if unknown."""
        resource = self._resource(module, kind, name) or {}
        key = str(resource.get("provider_config_key", ""))
        while key not in self._providers and ":" in key:
            # A module without configuration of its own uses that of its caller.
            path, _, bare = key.rpartition(":")
            above = path.rpartition(".module.")[0] if ".module." in path else ""
            key = f"{above}:{bare}" if above else bare
        owner = key.rpartition(":")[0]
        expressions = _mapping(_mapping(self._providers.get(key)).get("expressions"))
        region = _mapping(expressions.get("region"))
        value = region.get("constant_value")
        if isinstance(value, str) and value:
            return value
        found = self.target(region, owner)
        if isinstance(found, Known) and isinstance(found.value, str) and found.value:
            return found.value
        origin = found if isinstance(found, str) else f"provider.{key or kind}.region"
        return Text((Hole(origin, HoleKind.REGION, "is not shown by the plan"),))

    def _resolve(self, reference: str, module: str, key: str, depth: int) -> Target:
        if depth > _MOST_STEPS:
            return None
        prefix = f"{module}." if module else ""
        first, *rest = _steps(reference)
        if first == "var" and rest:
            return self._variable(rest[0], module, depth)
        if first == "module" and len(rest) > 1:
            return self._output(reference, module, key, depth)
        if first == "data":
            return self._data_value(prefix + reference)
        if first in ("local", "each", "count", "path", "self", "terraform") or not rest:
            return None
        return self._attribute(reference, prefix, module, key, depth)

    def _attribute(self, reference: str, prefix: str, module: str, key: str, depth: int) -> Target:
        address, _, attribute = reference.rpartition(".")
        if address.count(".") == 0:
            # The resource as a whole: an index that is computed from the owner's own key.
            whole = prefix + reference
            return whole + key if whole + key in self._after else whole
        full = prefix + address
        after, unknown = self._after.get(full, ({}, {}))
        if after.get(attribute) is not None:
            return Known(after[attribute])
        if unknown.get(attribute) is True:
            kind, _, name = re.sub(r"\[[^\]]*\]", "", address).partition(".")
            written = (self.arguments(module, kind, name) or {}).get(attribute)
            own_key = address[address.index("[") :] if "[" in address else ""
            references = single_references(written) if written is not None else ()
            if len(references) == 1:
                found = self._resolve(references[0], module, own_key, depth + 1)
                if found is not None:
                    return found
        return f"{full}.{attribute}"

    def _variable(self, name: str, module: str, depth: int) -> Target:
        if not module:
            value = _mapping(self._variables.get(name)).get("value")
            return Known(value) if value is not None else None
        above, call, key = _caller(module)
        described = self._call(above, call)
        expression = _mapping(_mapping(described.get("expressions")).get(name))
        if not expression:
            variables = _mapping(_mapping(described.get("module")).get("variables"))
            default = _mapping(variables.get(name)).get("default")
            return Known(default) if default is not None else None
        if "constant_value" in expression:
            return Known(expression["constant_value"])
        references = single_references(expression)
        return self._resolve(references[0], above, key, depth + 1) if len(references) == 1 else None

    def _output(self, reference: str, module: str, key: str, depth: int) -> Target:
        match = _CALL.match(reference)
        if match is None:
            return None
        output = _steps(reference[match.end() + 1 :])
        described = self._call(module, match[1])
        outputs = _mapping(_mapping(described.get("module")).get("outputs"))
        expression = _mapping(_mapping(outputs.get(output[0] if output else "")).get("expression"))
        if "constant_value" in expression:
            return Known(expression["constant_value"])
        references = single_references(expression)
        if len(references) != 1:
            return None
        inside = f"{module}.{match[0]}" if module else match[0]
        return self._resolve(references[0], inside, key, depth + 1)

    def _data_value(self, address: str) -> Target:
        whole, _, attribute = address.rpartition(".")
        value = self._data.get(whole, {}).get(attribute)
        return Known(value) if value is not None else address

    def _read_data(self, module: dict[str, Any], depth: int) -> None:
        for resource in _list(module.get("resources")):
            if _mapping(resource).get("mode") == "data":
                self._data[str(resource.get("address"))] = _mapping(resource.get("values"))
        if depth < _MOST_STEPS:
            for child in _list(module.get("child_modules")):
                self._read_data(_mapping(child), depth + 1)

    def _module(self, address: str) -> dict[str, Any]:
        module = self._root
        for match in _CALL.finditer(address):
            call = _mapping(_mapping(module.get("module_calls")).get(match[1]))
            module = _mapping(call.get("module"))
        return module

    def _call(self, module: str, name: str) -> dict[str, Any]:
        return _mapping(_mapping(self._module(module).get("module_calls")).get(name))

    def _resource(self, module: str, kind: str, name: str) -> dict[str, Any] | None:
        for resource in _list(self._module(module).get("resources")):
            found = _mapping(resource)
            if (found.get("mode"), found.get("type"), found.get("name")) == ("managed", kind, name):
                return found
        return None


def single_references(expression: object) -> tuple[str, ...]:
    """The references of an expression without the shorter forms that Terraform lists beside them."""
    references = [str(one) for one in _list(_mapping(expression).get("references"))]
    return tuple(
        one
        for one in dict.fromkeys(references)
        if not one.startswith(_REPEATED)
        and not any(other.startswith((f"{one}.", f"{one}[")) for other in references)
    )


def _caller(module: str) -> tuple[str, str, str]:
    """The address of the calling module, the name of the call, and its key; empty if it is none."""
    calls = list(_CALL.finditer(module))
    if not calls:
        return "", "", ""
    last = calls[-1]
    return module[: last.start()].rstrip("."), last[1], last[2] or ""


def _steps(reference: str) -> list[str]:
    return [match[1] or match[2] or "" for match in _STEP.finditer(reference)]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
