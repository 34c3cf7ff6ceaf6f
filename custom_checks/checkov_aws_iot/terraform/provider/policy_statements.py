"""Statements of ``aws_iam_policy_document`` as the provider renders them from blocks.

Source: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar
from zlib import crc32

from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, Value

_LISTS = (
    ("actions", "Action", False),
    ("not_actions", "NotAction", False),
    ("resources", "Resource", True),
    ("not_resources", "NotResource", True),
)
_FIRST_VERSION = "2008-10-17"

_Entry = TypeVar("_Entry")


class PolicyDocumentError(ValueError):
    """The provider would stop with an error. The message says why, as a clause."""


def _blocks(arguments: Mapping, name: str) -> Iterator[Mapping | Unknown]:
    value = arguments.get(name)
    if isinstance(value, (Mapping, Unknown)):
        # JSON syntax writes a single block without a list.
        yield value
    elif isinstance(value, Sequence):
        for item in value:
            if isinstance(item, (Mapping, Unknown)):
                yield item
            elif item is not ABSENT:
                raise PolicyDocumentError(f"has a {name} that is not a block")
    elif value is not None and not isinstance(value, Absent):
        raise PolicyDocumentError(f"has a {name} that is not a block")


def rendered_statement(block: Value, version: Value) -> Value:
    """The statement of a block; raises what the provider would stop with."""
    if isinstance(block, (Unknown, Absent)):
        return block
    if not isinstance(block, Mapping):
        raise PolicyDocumentError("has a statement that is not a block")
    statement = Mapping({}, block.span)
    sid = block.get("sid")
    if sid is not None and sid is not ABSENT and sid != "":
        statement["Sid"] = _string(sid, "sid")
    effect = block.get("effect")
    statement["Effect"] = "Allow" if effect is None or effect is ABSENT else effect
    for argument, name, has_variables in _LISTS:
        value = _set(block.get(argument), argument)
        if value is not None:
            statement[name] = _with_variables(value, version) if has_variables else value
    for argument, name in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        principals = _principal_blocks(block, argument, version)
        if principals is not None:
            statement[name] = principals
    conditions = _condition_blocks(block, version)
    if conditions is not None:
        statement["Condition"] = conditions
    return statement


def _principal_blocks(block: Mapping, argument: str, version: Value) -> Value:
    entries: list[tuple[str, Value]] = []
    sort_keys: list[str | None] = []
    for item in _blocks(block, argument):
        if isinstance(item, Unknown):
            return item
        kind = _string(item.get("type"), "type")
        if not isinstance(kind, str):
            return (
                kind
                if isinstance(kind, Unknown)
                else Unknown("has a type that is not known", str(kind))
            )
        identifiers = _set(item.get("identifiers"), "identifiers")
        sort_keys.append(_hash_of_principal(kind, identifiers))
        if identifiers is None:
            identifiers = Sequence()
        entries.append((kind, _with_variables(identifiers, version)))
    return rendered_principals(_in_set_order(entries, sort_keys))


def rendered_principals(entries: list[tuple[str, Value]]) -> Value:
    """The Principal element of pairs of a type and identifiers."""
    if not entries:
        return None
    if len(entries) == 1 and entries[0][0] == "*" and entries[0][1] in ("*", ["*"]):
        return "*"
    merged: dict[str, Value] = {}
    for kind, listed in entries:
        identifiers = listed
        if isinstance(listed, Sequence):
            identifiers = Sequence(sorted(listed, key=_sort_key, reverse=True))
        if kind not in merged:
            merged[kind] = identifiers
        else:
            merged[kind] = Sequence([*_as_list(merged[kind]), *_as_list(identifiers)])
    return Mapping({kind: merged[kind] for kind in sorted(merged)})


def _condition_blocks(block: Mapping, version: Value) -> Value:
    entries: list[tuple[str, str, Value]] = []
    sort_keys: list[str | None] = []
    for item in _blocks(block, "condition"):
        if isinstance(item, Unknown):
            return item
        test = _string(item.get("test"), "test")
        variable = _string(item.get("variable"), "variable")
        for name in (test, variable):
            if isinstance(name, Unknown):
                return name
            if isinstance(name, Text):
                return Unknown("has a name that is not known", str(name))
        values = _list(item.get("values"))
        sort_keys.append(_hash_of_condition(str(test), values, str(variable)))
        entries.append((str(test), str(variable), _with_variables(values, version)))
    return rendered_conditions(_in_set_order(entries, sort_keys))


def rendered_conditions(entries: list[tuple[str, str, Value]]) -> Value:
    """The Condition element of tests, each with its key and values."""
    merged: dict[str, dict[str, list[Value]]] = {}
    for test, variable, values in entries:
        merged.setdefault(test, {}).setdefault(variable, []).extend(_as_list(values))
    if not merged:
        return None
    return Mapping(
        {
            test: Mapping(
                {
                    variable: values[0] if len(values) == 1 else Sequence(values)
                    for variable, values in sorted(variables.items())
                }
            )
            for test, variables in sorted(merged.items())
        }
    )


# Strings, lists and sets as the schema of the data source converts them.


def _string(value: Value, name: str) -> Value:
    if isinstance(value, (str, Text, Unknown, EncodedJson)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    raise PolicyDocumentError(f"has a {name} that is not a string")


def _strings(value: Value, name: str) -> list[Value] | Unknown | None:
    if value is None or isinstance(value, Absent):
        return None
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Sequence):
        raise PolicyDocumentError(f"has {name} that are not a list")
    return [_string(item, name) for item in value if item is not ABSENT]


def _list(value: Value) -> Value:
    items = _strings(value, "values")
    return items if isinstance(items, Unknown) else Sequence(items or ())


def _set(value: Value, name: str) -> Value:
    """The set in the order in which the provider prints it, one element alone as itself."""
    items = _strings(value, name)
    if items is None or isinstance(items, Unknown):
        return items
    # JSON text as an element has no hash, and nobody writes it twice.
    encoded: list[Value] = [item for item in items if isinstance(item, EncodedJson)]
    others = dict.fromkeys(item for item in items if not isinstance(item, EncodedJson))
    distinct = [*others, *encoded]
    if not distinct:
        return None
    if len(distinct) == 1:
        return distinct[0]
    return Sequence(sorted(distinct, key=_sort_key, reverse=True))


def _sort_key(value: Value) -> str:
    return value.identity if isinstance(value, Text) else str(value)


def _as_list(value: Value) -> list[Value]:
    return list(value) if isinstance(value, Sequence) else [value]


def _with_variables(value: Value, version: Value) -> Value:
    if isinstance(value, Sequence):
        return Sequence([_with_variables(item, version) for item in value])
    if not isinstance(value, (str, Text)):
        return value
    parts = (value,) if isinstance(value, str) else value.parts
    if version == _FIRST_VERSION and any(isinstance(p, str) and "&{" in p for p in parts):
        raise PolicyDocumentError(f"has &{{ in a document of version {_FIRST_VERSION}")
    return join_text(part.replace("&{", "${") if isinstance(part, str) else part for part in parts)


# Blocks of the types "principals" and "condition" are sets. Their order shows where two of them
# are for the same principal type or condition key: it is that of the decimal CRC-32 of their text.


def _in_set_order(entries: list[_Entry], hashes: list[str | None]) -> list[_Entry]:
    if any(key is None for key in hashes):
        return entries
    distinct = {str(key): entry for key, entry in zip(hashes, entries, strict=True)}
    return [distinct[key] for key in sorted(distinct)]


def _hash_of_principal(kind: str, identifiers: Value) -> str | None:
    items = _as_list(identifiers) if identifiers is not None else []
    if not all(isinstance(item, str) for item in items):
        return None
    ordered = sorted((str(item) for item in items), key=lambda item: _crc(f"{item};"))
    return _crc("identifiers:{" + "".join(f"{item};" for item in ordered) + f"}};type:{kind};")


def _hash_of_condition(test: str, values: Value, variable: str) -> str | None:
    items = _as_list(values)
    if not all(isinstance(item, str) for item in items):
        return None
    listed = "".join(f"{item};" for item in items)
    return _crc(f"test:{test};values:({listed});variable:{variable};")


def _crc(text: str) -> str:
    return str(crc32(text.encode("utf-8", "surrogatepass")))
