"""Blocks and arguments of generated files stand where they were written, however that looks."""

from __future__ import annotations

from typing import Any

import hcl2
from hypothesis import given, settings
from hypothesis import strategies as st

from checkov_aws_iot.terraform.syntax.hcl_files import parse_hcl
from checkov_aws_iot.terraform.syntax.syntax_tree import Body

Structure = dict[str, Any]

names = st.sampled_from(["a", "b_1", "for-each", "c"])
types = st.sampled_from(["resource", "x"])
labels = st.lists(st.sampled_from(["aws_iot_policy", "l-1", "{"]), max_size=2)
gaps = st.sampled_from(["", "\n", "\n  \n", "\n# a = { \n", '\n// "\n', "\n/* } */\n", "\n\t"])
ends = st.sampled_from(["\n", " \n", " # b = 2\n", "\n\n", "\r\n"])


def bodies(depth: int) -> st.SearchStrategy[list[Any]]:
    argument = st.tuples(names, st.integers(0, 9))
    inner = bodies(depth - 1) if depth else st.just([])
    block = st.tuples(types, labels, inner, gaps)
    one_line = st.tuples(types, labels, argument)
    item = st.tuples(gaps, st.one_of(argument, block, one_line), ends)
    # Terraform accepts no name twice; blocks may repeat.
    return st.lists(item, max_size=4, unique_by=lambda one: _argument_name(one[1]) or object())


def _argument_name(item: Any) -> str | None:
    return item[0] if isinstance(item[1], int) else None


def written(items: list[Any]) -> str:
    """The text of a body."""
    return "".join(gap + _text(item) + end for gap, item, end in items)


def _text(item: Any) -> str:
    if _argument_name(item):
        return f"{item[0]} = {item[1]}"
    head = " ".join([item[0], *(label if label.isalpha() else f'"{label}"' for label in item[1])])
    if len(item) == 3:
        return f"{head} {{ {_text(item[2])} }}"
    return f"{head} {{{item[3]}{written(item[2])}}}"


def as_library(items: list[Any]) -> Structure:
    """What the parser's own reading of the whole text gives for a body."""
    result: Structure = {}
    for _, item, _ in items:
        if _argument_name(item):
            result[item[0]] = [item[1]]
        else:
            body = as_library([("", item[2], "")] if len(item) == 3 else item[2])
            for label in reversed(item[1]):
                body = {label: body}
            result.setdefault(item[0], []).append(body)
    return result


def as_read(body: Body) -> Structure:
    """The same of a body of ours."""
    result: Structure = {
        name: [int(argument.expression.text)] for name, argument in body.attributes.items()
    }
    for block in body.blocks:
        inner = as_read(block.body)
        for label in reversed(block.labels):
            inner = {label: inner}
        result.setdefault(block.type, []).append(inner)
    return result


def without_lines(read: Any) -> Any:
    """What the library read, without the lines that it adds."""
    if isinstance(read, dict):
        return {key: without_lines(one) for key, one in read.items() if not key.startswith("__")}
    return [without_lines(one) for one in read] if isinstance(read, list) else read


@settings(max_examples=300, deadline=None)
@given(bodies(2))
def test_blocks_and_arguments_are_those_of_the_whole_parser(items: list[Any]) -> None:
    text = written(items)
    assert as_read(parse_hcl(text)) == as_library(items)
    assert without_lines(hcl2.loads(text)) == as_library(items)
