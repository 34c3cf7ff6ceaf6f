"""Files of expectations about policies: what ``checkov-aws-iot test`` reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.values.nearest_names import did_you_mean
from checkov_aws_iot.values.one_line import one_line

MOST_BYTES: Final = 1_000_000
MOST_EXPECTATIONS: Final = 10_000

_TOP: Final = ("path", "var_files", "values", "tests")
_TEST: Final = (
    "name",
    "path",
    "policies",
    "principal",
    "documents",
    "values",
    "as",
    "allow",
    "deny",
)
_WHO: Final = {
    "thing": str,
    "client_id": str,
    "attached": bool,
    "exclusive": bool,
    "certificate_id": str,
    "certificate": dict,
    "thing_type": str,
    "attributes": dict,
    "source_ip": str,
    "account": str,
    "region": str,
    "context": dict,
}
_REQUEST: Final = re.compile(r"(\S+)(?:\s+(\S.*))?")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One request, and whether it must be allowed. ``resource`` may be empty; ``line`` is where it stands."""

    is_allowed: bool
    action: str
    resource: str
    line: int

    def __str__(self) -> str:
        return f"{'allow' if self.is_allowed else 'deny'} {self.action} {self.resource}".rstrip()


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """Expectations about the same policies and the same caller.

    The policies are resources by address, those of a principal, or documents in JSON files.
    ``values`` are for expressions that are not known, ``who`` says who asks.
    """

    name: str
    line: int
    path: str
    policies: tuple[str, ...]
    principal: str
    documents: tuple[str, ...]
    values: Mapping[str, str]
    who: Mapping[str, Any]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class ExpectationFile:
    """The tests of one file, and the files with values of Terraform variables."""

    file: str
    tests: tuple[PolicyTest, ...]
    var_files: tuple[str, ...] = ()


def read_expectations(file: str) -> ExpectationFile:
    """The tests in the file.

    Raises:
        Complaint: it cannot be read, or is not as the schema says; the sentence names the line.
    """
    reader = _Reader(file)
    top = reader.mapping(reader.root(), _TOP, "the file")
    path = reader.text(top, "path", ".")
    values = reader.texts(top, "values")
    tests = tuple(
        reader.test(node, path, values) for node in reader.sequence(top.get("tests"), "tests")
    )
    if not tests:
        raise Complaint(f"{file} holds no tests")
    if sum(len(test.expectations) for test in tests) > MOST_EXPECTATIONS:
        raise Complaint(f"{file} holds more than {MOST_EXPECTATIONS} expectations")
    return ExpectationFile(file, tests, reader.listed(top, "var_files"))


class _Reader:
    """The nodes of one YAML file, each with its line."""

    def __init__(self, file: str) -> None:
        self._file = file

    def root(self) -> yaml.Node:
        try:
            with open(self._file, "rb") as opened:
                content = opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise Complaint(f'"{self._file}" cannot be read: {error.strerror}') from None
        if len(content) > MOST_BYTES:
            raise Complaint(f'"{self._file}" is longer than {MOST_BYTES} bytes')
        try:
            text = content.decode("utf-8-sig")
            # What an alias stands for may be anything, and many times as much as is written.
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                if isinstance(event, yaml.AliasEvent):
                    raise self.complaint(event, "an alias is not read here")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise Complaint(f"{self._file}:{line}: {error.problem or 'is not YAML'}") from None
        except (ValueError, RecursionError, yaml.YAMLError) as error:
            if isinstance(error, Complaint):
                raise
            raise Complaint(f'"{self._file}" is not YAML that can be read here') from None
        if node is None:
            raise Complaint(f'"{self._file}" is empty')
        return node

    def complaint(self, at: Any, text: str) -> Complaint:
        """What is wrong, with the line of a node or event."""
        return Complaint(f"{self._file}:{at.start_mark.line + 1}: {one_line(text)}")

    def mapping(self, node: yaml.Node, known: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
        """The members of a mapping by their names, all of which must be known if some are."""
        if not isinstance(node, yaml.MappingNode):
            raise self.complaint(node, f"{what} is no mapping")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.scalar(key)
            if known and name not in known:
                hint = did_you_mean(name, known)
                raise self.complaint(key, f'{what} has no member "{name}"{hint}')
            if name in found:
                raise self.complaint(key, f'{what} has "{name}" twice')
            found[name] = value
        return found

    def scalar(self, node: yaml.Node) -> str:
        """The text of a plain value."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.complaint(node, "a text is expected")
        return str(node.value)

    def sequence(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """The items of a list; nothing is none."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.complaint(node, f"{what} is no list")
        return list(node.value)

    def text(self, members: Mapping[str, yaml.Node], name: str, default: str = "") -> str:
        """The text of a member."""
        return self.scalar(members[name]) if name in members else default

    def texts(self, members: Mapping[str, yaml.Node], name: str) -> dict[str, str]:
        """A member that is a mapping of texts."""
        if name not in members:
            return {}
        inner = self.mapping(members[name], (), name)
        return {key: self.scalar(value) for key, value in inner.items()}

    def listed(self, members: Mapping[str, yaml.Node], name: str) -> tuple[str, ...]:
        """A member that is a text or a list of texts."""
        node = members.get(name)
        if isinstance(node, yaml.ScalarNode):
            return (str(node.value),)
        return tuple(map(self.scalar, self.sequence(node, name)))

    def test(self, node: yaml.Node, path: str, values: Mapping[str, str]) -> PolicyTest:
        """One test."""
        members = self.mapping(node, _TEST, "a test")
        ways = [name for name in ("policies", "principal", "documents") if name in members]
        if not ways:
            raise self.complaint(node, "a test needs policies, a principal or documents")
        if len(ways) > 1 and "principal" in ways:
            raise self.complaint(
                node, "the policies of a test are those of its principal, or others"
            )
        expectations = tuple(
            expectation
            for name, is_allowed in (("allow", True), ("deny", False))
            for item in self.sequence(members.get(name), name)
            for expectation in self._expectations(item, is_allowed=is_allowed)
        )
        if not expectations:
            raise self.complaint(node, "a test needs something to allow or to deny")
        return PolicyTest(
            self.text(members, "name") or f"line {node.start_mark.line + 1}",
            node.start_mark.line + 1,
            self.text(members, "path", path),
            self.listed(members, "policies"),
            self.text(members, "principal"),
            self.listed(members, "documents"),
            {**values, **self.texts(members, "values")},
            self._who(members.get("as")),
            expectations,
        )

    def _who(self, node: yaml.Node | None) -> dict[str, Any]:
        if node is None:
            return {}
        found: dict[str, Any] = {}
        for name, value in self.mapping(node, tuple(_WHO), "as").items():
            if _WHO[name] is dict:
                inner = self.mapping(value, (), name)
                found[name] = {key: self.listed(inner, key) for key in inner}
            elif _WHO[name] is bool:
                text = self.scalar(value).lower()
                if text not in ("true", "false"):
                    raise self.complaint(value, f"{name} is true or false")
                found[name] = text == "true"
            else:
                found[name] = self.scalar(value)
        return found

    def _expectations(self, node: yaml.Node, *, is_allowed: bool) -> Iterator[Expectation]:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            parts = _REQUEST.fullmatch(str(node.value).strip())
            if parts is None:
                raise self.complaint(node, "a request is an action and a resource")
            yield Expectation(is_allowed, parts[1], parts[2] or "", line)
            return
        members = self.mapping(node, ("action", "resource"), "a request")
        actions = self.listed(members, "action")
        if not actions:
            raise self.complaint(node, "a request needs an action")
        for action in actions:
            for resource in self.listed(members, "resource") or ("",):
                yield Expectation(is_allowed, action, resource, line)
