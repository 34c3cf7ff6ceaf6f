"""Examples that stand alone: a resource of ``iac_examples`` with all that it refers to, and nothing else.

Which example is shown is found out by judging: the shortest piece of the file that, scanned alone, has
the verdict that the name of its resource states.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checkov_aws_iot.engine.project import Project

LONGEST = 60
"""At most this many lines; a longer example is left to the directory of examples."""

VERDICTS = {"fail": "FAILED", "pass": "PASSED"}

_HEAD = re.compile(
    r'(resource|data|variable|module|provider|output)((?: "[^"]+")+) \{|(locals|terraform) \{'
)
_SECTION = re.compile(r"([A-Z]\w+):")
_ENTRY = re.compile(r"  (\w+):")
_WORD = re.compile(r"[\w.]+")


@dataclass(frozen=True)
class Block:
    """A piece of a file: its names, by which others refer to it, and its text."""

    names: tuple[str, ...]
    text: str
    section: str = ""

    def refers_to(self, other: Block) -> bool:
        """Whether the text mentions the other block."""
        return any(re.search(rf"(?<![\w.]){re.escape(n)}(?![\w-])", self.text) for n in other.names)


@cache
def example(directory: Path, check_id: str, verdict: str, language: str) -> str:
    """The text of the example that has the verdict, in Terraform or CloudFormation; empty if none is short."""
    path = directory / {"hcl": "main.tf", "yaml": "stack.template"}[language]
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    blocks = list(_terraform(text) if language == "hcl" else _template(text))
    for block in blocks:
        if not _states(block, verdict):
            continue
        for chosen in _choices(block, blocks):
            shown = _joined(chosen, blocks, language)
            if shown.count("\n") < LONGEST and has_verdict(shown, path.name, check_id, verdict):
                return shown
    return ""


def has_verdict(text: str, file: str, check_id: str, verdict: str) -> bool:
    """Whether the check has this verdict, and no other, on what the text holds."""
    with tempfile.TemporaryDirectory() as root:
        Path(root, file).write_text(text, encoding="utf-8")
        found = Project.of_directory(root).records(lambda entry, _: entry.id == check_id)
        return {record.result for record in found} == {VERDICTS[verdict]}


def _states(block: Block, verdict: str) -> bool:
    name = re.split(r"[.:]", block.names[0])[-1]
    return name.lower().startswith(verdict)


def _choices(block: Block, blocks: list[Block]) -> Iterator[list[Block]]:
    """The block with what it refers to, and then also with what refers to that."""
    chosen = _closed([block], blocks)
    yield chosen
    users = [b for b in blocks if b not in chosen and not _is_example(b)]
    users = [b for b in users if any(b.refers_to(other) for other in chosen)]
    yield _closed([*chosen, *users], blocks)


def _is_example(block: Block) -> bool:
    return any(_states(block, verdict) for verdict in (*VERDICTS, "unknown"))


def _closed(chosen: list[Block], blocks: list[Block]) -> list[Block]:
    pending = list(chosen)
    closed = list(chosen)
    while pending:
        current = pending.pop()
        for other in blocks:
            if other not in closed and current.refers_to(other):
                closed.append(other)
                pending.append(other)
    return [block for block in blocks if block in closed or block.names[0].startswith("provider")]


def _joined(chosen: list[Block], blocks: list[Block], language: str) -> str:
    if language == "hcl":
        locals_ = [block.text for block in chosen if block.section == "locals"]
        rest = [block.text for block in chosen if block.section != "locals"]
        head = ["locals {\n" + "\n".join(locals_) + "\n}"] if locals_ else []
        return "\n\n".join((*head, *rest)) + "\n"
    lines: list[str] = []
    for section in dict.fromkeys(block.section for block in blocks):
        entries = [block.text for block in chosen if block.section == section]
        if entries:
            lines += [f"{section}:", *entries]
    return "\n".join(lines) + "\n"


def _terraform(text: str) -> Iterator[Block]:
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        head = _HEAD.match(lines[at])
        if not head:
            at += 1
            continue
        end = at if lines[at].endswith("}") else lines.index("}", at)
        body = lines[at : end + 1]
        if head[3] == "locals":
            yield from _locals(body[1:-1])
        elif not head[3]:
            labels = re.findall(r'"([^"]+)"', head[2])
            yield Block((_address(head[1], labels),), "\n".join(body))
        at = end + 1


def _address(kind: str, labels: list[str]) -> str:
    prefix = {"resource": "", "variable": "var."}.get(kind, f"{kind}.")
    return prefix + ".".join(labels)


def _locals(lines: list[str]) -> Iterator[Block]:
    entry: list[str] = []
    for line in lines:
        if re.match(r"  \w+ +=", line) and entry:
            yield _local(entry)
            entry = []
        if line.strip() or entry:
            entry.append(line)
    if entry:
        yield _local(entry)


def _local(lines: list[str]) -> Block:
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    name = re.match(r"\s*(\w+)", next(x for x in lines if not x.lstrip().startswith("#")))
    return Block((f"local.{name[1] if name else ''}",), "\n".join(lines), "locals")


def _template(text: str) -> Iterator[Block]:
    section, entry = "", list[str]()
    for line in [*text.splitlines(), "End:"]:
        heading, name = _SECTION.match(line), _ENTRY.match(line)
        if (heading or name) and entry:
            while not entry[-1].strip() or entry[-1].lstrip().startswith("#"):
                entry.pop()
            yield _entry(entry, section)
            entry = []
        if heading:
            section = heading[1]
        elif name:
            entry = [line]
        elif entry:
            entry.append(line)


def _entry(lines: list[str], section: str) -> Block:
    name = _ENTRY.match(lines[0])
    return Block((name[1] if name else "",), "\n".join(lines), section)
