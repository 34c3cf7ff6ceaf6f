"""What the data source ``aws_iam_policy_document`` renders.

Source: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
and what the provider of that version prints; the tests compare with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar
from zlib import crc32

from checkov_aws_iot.terraform.evaluation.scope import Rejected
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

ARGUMENTS = (
    "version",
    "policy_id",
    "source_policy_documents",
    "override_policy_documents",
    "statement",
)
"""The arguments and blocks that decide what is rendered."""

_FIELDS = (
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
)
_FIELD_OF = {name.lower(): name for name in _FIELDS}
_LISTS = (
    ("actions", "Action", False),
    ("not_actions", "NotAction", False),
    ("resources", "Resource", True),
    ("not_resources", "NotResource", True),
)
_FIRST_VERSION = "2008-10-17"
_REJECTED = "is rejected by the provider: "

_Entry = TypeVar("_Entry")


class PolicyDocumentError(ValueError):
    """The provider would stop with an error. The message says why, as a clause."""


def render_policy_document(arguments: Mapping) -> Value:
    """The document that the data source renders from its arguments.

    ``arguments`` holds those of :data:`ARGUMENTS` that are written, blocks as lists of mappings.
    The result is a ``Mapping`` in the provider's order, with the spans of the ``statement`` blocks;
    what is not known is ``Unknown`` where it stands, and a statement that depends on an unknown
    condition is a ``OneOf``. Where such a condition decides how documents are merged, the result is
    a ``OneOf`` of documents. What the provider would reject is ``Unknown``. Never raises.
    """
    version = arguments.get("version")
    if version is None or isinstance(version, Absent):
        version = "2012-10-17"
    sources = _each(arguments, "source_policy_documents")
    overrides = _each(arguments, "override_policy_documents")
    own = _each(arguments, "statement")
    if not isinstance(own, OneOf):
        # JSON syntax writes a single block without a list.
        absent = own is None or isinstance(own, Absent)
        blocks = own if isinstance(own, Sequence) else Sequence([] if absent else [own])
        own = Sequence([in_every_alternative(_guarded(_statement), b, version) for b in blocks])
    parts = [sources, own, overrides, version, arguments.get("policy_id", ABSENT)]
    merge = _guarded(_merged)
    if _is_undecided(parts):
        return in_every_alternative(merge, *parts)
    return merge(*parts)


def _each(arguments: Mapping, name: str) -> Value:
    """The argument; each of a list of documents decoded."""
    value = arguments.get(name, ABSENT)
    if name == "statement" or not isinstance(value, Sequence):
        return value
    return Sequence(
        [
            in_every_alternative(_guarded(_document), item, f"{name}[{index}]")
            for index, item in enumerate(value)
        ]
    )


def _guarded(compute: Callable[..., Value]) -> Callable[..., Value]:
    def run(*arguments: Value) -> Value:
        try:
            return compute(*arguments)
        except PolicyDocumentError as error:
            return Rejected(f"{_REJECTED}{error}")

    return run


def _is_undecided(parts: list[Value]) -> bool:
    """Whether an unknown condition decides more than what stands in a statement of its own."""
    sources, own, overrides, *others = parts
    if any(isinstance(part, OneOf) for part in parts):
        return True
    merged = [item for part in (sources, overrides) if isinstance(part, Sequence) for item in part]
    if any(isinstance(item, OneOf) for item in (*merged, *others)):
        return True
    undecided = isinstance(own, Sequence) and any(isinstance(item, OneOf) for item in own)
    return undecided and any(item is not ABSENT for item in merged)


def _merged(
    sources: Value, own: Value, overrides: Value, version: Value, policy_id: Value
) -> Value:
    merged = _Merged()
    sids: set[str] = set()
    for source in _decided(sources, "source_policy_documents"):
        if isinstance(source, Mapping):
            _add_sids(source["Statement"], sids, "in source_policy_documents")
        merged.take(source)
    statements = Sequence(_checked(own))
    _add_sids(statements, set(), "in statement blocks")
    identifier = "" if policy_id is None or isinstance(policy_id, Absent) else policy_id
    merged.take(Mapping({"Version": version, "Id": identifier, "Statement": statements}))
    for override in _decided(overrides, "override_policy_documents"):
        merged.take(override)
    return merged.document()


def _checked(value: Value) -> Iterator[Value]:
    """The items, unless the provider would reject one of them."""
    for item in value if isinstance(value, Sequence) else ():
        if isinstance(item, Rejected) and item.reason.startswith(_REJECTED):
            raise PolicyDocumentError(item.reason.removeprefix(_REJECTED))
        yield item


def _decided(value: Value, name: str) -> Iterator[Mapping | Unknown]:
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, Sequence):
        for item in _checked(value):
            if isinstance(item, (Mapping, Unknown)):
                yield item
    elif value is not None and not isinstance(value, Absent):
        raise PolicyDocumentError(f"has a {name} that is not a list")


class _Merged:
    """Documents merged in order: a statement replaces an earlier one of the same ``Sid``."""

    def __init__(self) -> None:
        self.version: Value = ""
        self.id: Value = ""
        self.statements: list[Value] = []
        self._at: dict[str, int] = {}

    def take(self, document: Mapping | Unknown) -> None:
        if isinstance(document, Unknown):
            self.statements.append(document)
            return
        if document["Id"] != "":
            self.id = document["Id"]
        version = document["Version"]
        if isinstance(version, Unknown) or str(version) > str(self.version):
            self.version = version
        statements = document["Statement"]
        if not isinstance(statements, Sequence):
            self.statements.append(statements)
            return
        for statement in statements:
            sid = _sid(statement)
            if not sid:
                self.statements.append(statement)
            elif sid in self._at:
                self.statements[self._at[sid]] = statement
            else:
                self._at[sid] = len(self.statements)
                self.statements.append(statement)

    def document(self) -> Mapping:
        document = Mapping()
        if self.version != "":
            document["Version"] = self.version
        if self.id != "":
            document["Id"] = self.id
        if self.statements:
            document["Statement"] = Sequence(self.statements)
        return document


def _sid(statement: Value) -> str:
    if not isinstance(statement, Mapping):
        return ""
    sid = statement.get("Sid", "")
    return str(sid) if isinstance(sid, (str, Text)) else ""


def _add_sids(statements: Value, sids: set[str], where: str) -> None:
    for statement in statements if isinstance(statements, Sequence) else ():
        sid = _sid(statement)
        if sid in sids:
            raise PolicyDocumentError(f"has the Sid {sid} twice {where}")
        if sid:
            sids.add(sid)


# The documents to merge with.


def _document(item: Value, where: str) -> Value:
    if item is None:
        raise PolicyDocumentError(f"has a null as {where}")
    if item == "" or isinstance(item, Absent):
        return ABSENT
    if isinstance(item, EncodedJson):
        decoded = item.value
    elif isinstance(item, (str, Text)):
        try:
            span = getattr(item, "span", None)
            decoded = parse_json(item, span.file, span.start_line) if span else parse_json(item)
        except JsonTextError as error:
            raise PolicyDocumentError(f"has a {where} that is not valid JSON: {error}") from None
    else:
        decoded = item
    if isinstance(decoded, Unknown):
        return decoded
    if decoded is None:
        decoded = Mapping()
    if not isinstance(decoded, Mapping):
        raise PolicyDocumentError(f"has a {where} that is not a policy document")
    fields = {key.lower(): value for key, value in decoded.items()}
    return Mapping(
        {
            "Version": _text_or_unknown(fields.get("version"), where),
            "Id": _text_or_unknown(fields.get("id"), where),
            "Statement": _decoded_statements(fields.get("statement"), where),
        }
    )


def _text_or_unknown(value: Value, where: str) -> Value:
    if value is None or isinstance(value, Absent):
        return ""
    if isinstance(value, (str, Text, Unknown)):
        return value
    raise PolicyDocumentError(f"has a {where} that is not a policy document")


def _decoded_statements(value: Value, where: str) -> Value:
    if value is None or isinstance(value, Absent):
        return Sequence()
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Sequence):
        raise PolicyDocumentError(f"has a {where} whose Statement is not a list")
    return Sequence([_decoded_statement(item, where) for item in value], value.span)


def _decoded_statement(item: Value, where: str) -> Value:
    if isinstance(item, Unknown):
        return item
    if not isinstance(item, Mapping):
        raise PolicyDocumentError(f"has a {where} with a Statement that is not an object")
    # The provider reads names without regard to case, and the last of equal ones holds.
    fields: dict[str, Value] = {}
    for key, value in item.items():
        if key.lower() in _FIELD_OF:
            fields[_FIELD_OF[key.lower()]] = value
    statement = Mapping({}, item.span)
    for name in _FIELDS:
        value = fields.get(name)
        if name in ("Principal", "NotPrincipal"):
            value = _decoded_principals(value, where)
        elif name == "Condition":
            value = _decoded_conditions(value, where)
        if value is None or isinstance(value, Absent) or (value == "" and name in _FIELDS[:2]):
            continue
        statement[name] = value
    return statement


def _decoded_principals(value: Value, where: str) -> Value:
    if value is None or isinstance(value, (Absent, Unknown)):
        return value
    if isinstance(value, (str, Text)):
        return "*"
    if not isinstance(value, Mapping):
        raise PolicyDocumentError(f"has a {where} with a Principal that is not an object")
    return _principals(list(value.items()))


def _decoded_conditions(value: Value, where: str) -> Value:
    if value is None or isinstance(value, (Absent, Unknown)):
        return value
    if not isinstance(value, Mapping):
        raise PolicyDocumentError(f"has a {where} with a Condition that is not an object")
    entries: list[tuple[str, str, Value]] = []
    for test, variables in value.items():
        if isinstance(variables, Unknown):
            return variables
        if not isinstance(variables, Mapping):
            raise PolicyDocumentError(f"has a {where} with a {test} that is not an object")
        for variable, listed in variables.items():
            if isinstance(listed, bool):
                entries.append((test, variable, "true" if listed else "false"))
            elif isinstance(listed, (str, Text, Unknown, Sequence)):
                entries.append((test, variable, listed))
            # Numbers are lost: the provider reads strings, lists and booleans.
    return _conditions(entries)


# The document of the blocks.


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


def _statement(block: Value, version: Value) -> Value:
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
    return _principals(_in_set_order(entries, sort_keys))


def _principals(entries: list[tuple[str, Value]]) -> Value:
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
    return _conditions(_in_set_order(entries, sort_keys))


def _conditions(entries: list[tuple[str, str, Value]]) -> Value:
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
