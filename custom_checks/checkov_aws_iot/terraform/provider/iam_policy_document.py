"""What the data source ``aws_iam_policy_document`` renders.

Source: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
and what the provider of that version prints; the tests compare with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checkov_aws_iot.terraform.evaluation.scope import Rejected
from checkov_aws_iot.terraform.provider.policy_statements import (
    PolicyDocumentError,
    rendered_conditions,
    rendered_principals,
    rendered_statement,
)
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Text
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


@dataclass(frozen=True)
class RejectedDocument(Rejected):
    """A document, or a statement, with which the provider would stop; ``error`` says why."""

    error: str = ""


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
        own = Sequence(
            [in_every_alternative(_guarded(rendered_statement), b, version) for b in blocks]
        )
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
            return RejectedDocument(f"is rejected by the provider: {error}", error=str(error))

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
        if isinstance(item, RejectedDocument):
            raise PolicyDocumentError(item.error)
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
    return rendered_principals(list(value.items()))


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
    return rendered_conditions(entries)
