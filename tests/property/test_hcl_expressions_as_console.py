"""Generated expressions are what the real ``terraform console`` says, or unknown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hcl_scopes import evaluated, outcome
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from terraform_console import console
from typed_expressions import ANY

from checkov_aws_iot.terraform.functions.json_encoding import encode

EXPRESSIONS_A_RUN = 60
RUNS = int(os.environ.get("GENERATED_RUNS", "6"))
"""With 85 runs of each grammar there are more than 10 000 expressions."""
LONGEST = 400

NAMES = st.sampled_from(["a", "b", "c", "key", "x-y"])
PLAIN = st.text(alphabet="abc ,./:*-_<>&AZ09é", max_size=6)
STRINGS = PLAIN.map(lambda text: f'"{text}"')
NUMBERS = st.one_of(
    st.integers(-20, 20).map(str), st.sampled_from(["0.5", "1.25", "3.0", "1e2", "0.1", "7"])
)
BOOLS = st.sampled_from(["true", "false"])
TYPED_NULLS = st.sampled_from(
    [
        "tostring(null)",
        "tonumber(null)",
        "tobool(null)",
        "tolist(null)",
        "toset(null)",
        "tomap(null)",
        "one(tolist([]))",
        "one(compact([]))",
        "(true ? null : [])",
        "(true ? null : {})",
        '(true ? null : "a")',
        "(true ? null : [1])",
        "(true ? null : { a = 1 })",
    ]
)
REJECTED = st.sampled_from(
    [
        "null.a",
        "[][0]",
        "{}.a",
        "upper(null)",
        "[1][2]",
        '"${null}"',
        "1 + null",
        "!null",
        "[null][0].a",
    ]
)
LEAVES = st.one_of(
    STRINGS, STRINGS, NUMBERS, NUMBERS, BOOLS, BOOLS, st.just("null"), REJECTED, TYPED_NULLS
)

OPERATORS = ["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"]
UNARY_FUNCTIONS = [
    "length",
    "upper",
    "lower",
    "tostring",
    "tonumber",
    "tobool",
    "tolist",
    "toset",
    "tomap",
    "keys",
    "values",
    "flatten",
    "sort",
    "distinct",
    "compact",
    "reverse",
    "sum",
    "jsonencode",
    "trimspace",
    "title",
    "strrev",
    "one",
    "abs",
    "ceil",
    "floor",
    "signum",
    "base64encode",
    "urlencode",
    "md5",
    "alltrue",
    "anytrue",
    "max",
    "min",
    "chomp",
    "coalesce",
    "concat",
    "merge",
    "setunion",
    "jsondecode",
    "yamldecode",
    "yamlencode",
    "range",
]
BINARY_FUNCTIONS = [
    "join",
    "split",
    "contains",
    "element",
    "index",
    "concat",
    "merge",
    "coalesce",
    "lookup",
    "trim",
    "trimprefix",
    "trimsuffix",
    "startswith",
    "endswith",
    "strcontains",
    "setunion",
    "setintersection",
    "setsubtract",
    "setproduct",
    "zipmap",
    "chunklist",
    "format",
    "formatlist",
    "range",
    "max",
    "min",
    "regex",
    "regexall",
    "indent",
    "coalescelist",
    "try",
    "pow",
]
TERNARY_FUNCTIONS = [
    "replace",
    "substr",
    "slice",
    "lookup",
    "format",
    "merge",
    "concat",
    "matchkeys",
]


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions with ``inner`` inside them."""
    lists = st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    keys = st.one_of(NAMES.map(lambda name: f'"{name}"'), inner.map(lambda text: f"({text})"))
    objects = st.lists(st.tuples(keys, inner), max_size=3).map(
        lambda items: "{" + ", ".join(f"{key} = {value}" for key, value in items) + "}"
    )
    binary = st.tuples(inner, st.sampled_from(OPERATORS), inner).map(" ".join)
    unary = st.tuples(st.sampled_from("-!"), inner).map(lambda parts: f"{parts[0]}{parts[1]}")
    guards = inner.map(lambda text: f"({text}) != null")
    branches = st.one_of(inner, inner, lists, objects)
    conditional = st.tuples(st.one_of(BOOLS, BOOLS, guards, inner), branches, branches).map(
        lambda parts: f"{parts[0]} ? {parts[1]} : {parts[2]}"
    )
    tried = st.one_of(
        st.lists(branches, min_size=1, max_size=3).map(lambda texts: f"try({', '.join(texts)})"),
        branches.map(lambda text: f"can({text})"),
    )
    templates = st.lists(
        st.one_of(
            st.text(alphabet="ab c-/$%", max_size=4).filter(lambda text: text[-1:] not in "$%"),
            inner.map(lambda text: f"${{{text}}}"),
            inner.map(lambda text: f"${{~ {text} ~}}"),
            st.tuples(BOOLS, inner).map(
                lambda p: f"%{{ if {p[0]} }}${{{p[1]}}}%{{ else }}-%{{ endif }}"
            ),
            lists.map(lambda text: f"%{{ for x in {text} }}<${{x}}>%{{ endfor }}"),
        ),
        max_size=3,
    ).map(lambda parts: f'"{"".join(parts)}"')
    bracketed = inner.map(lambda text: f"({text})")
    steps = st.sampled_from(
        ["[0]", "[1]", '["a"]', ".a", ".b", "[*]", ".*.a", "[*].a", "[*][0]", ".0"]
    )
    traversals = st.tuples(st.one_of(lists, objects, bracketed), steps).map("".join)
    bodies = st.one_of(
        inner,
        st.sampled_from(["v", "k", "[k, v]", "{ v = v }", '"${k}=${v}"', "v == k", "upper(v)"]),
    )
    sources = st.one_of(lists, objects, bracketed)
    conditions = st.sampled_from(["", " if k != 1", ' if v != "a"', " if true", " if v"])
    for_lists = st.tuples(sources, bodies, conditions).map(
        lambda p: f"[for k, v in {p[0]} : {p[1]}{p[2]}]"
    )
    for_objects = st.tuples(sources, bodies, bodies, st.sampled_from(["", "..."]), conditions).map(
        lambda p: f"{{for k, v in {p[0]} : {p[1]} => {p[2]}{p[3]}{p[4]}}}"
    )
    arguments = st.one_of(inner, lists, objects)
    calls = st.one_of(
        st.tuples(st.sampled_from(UNARY_FUNCTIONS), arguments).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(st.sampled_from(BINARY_FUNCTIONS), arguments, arguments).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]})"
        ),
        st.tuples(st.sampled_from(TERNARY_FUNCTIONS), arguments, arguments, arguments).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]}, {p[3]})"
        ),
        st.tuples(st.sampled_from(["concat", "merge", "max", "setunion", "join"]), lists).map(
            lambda p: f"{p[0]}({p[1]}...)"
        ),
    )
    return st.one_of(
        lists,
        objects,
        binary,
        unary,
        conditional,
        conditional.map(lambda text: f"({text})"),
        conditional,
        tried,
        templates,
        bracketed,
        traversals,
        for_lists,
        for_objects,
        calls,
        calls,
        calls,
    )


EXPRESSIONS = st.recursive(LEAVES, compound, max_leaves=8)


GRAMMARS = {"any": EXPRESSIONS, "typed": ANY.filter(lambda text: len(text) < LONGEST)}


@pytest.mark.oracle
@pytest.mark.parametrize("grammar", GRAMMARS)
@pytest.mark.parametrize("run", range(RUNS))
def test_generated(run: int, grammar: str, tmp_path: Path) -> None:
    texts: list[str] = []

    @settings(
        max_examples=EXPRESSIONS_A_RUN,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(GRAMMARS[grammar])
    def collect(text: str) -> None:
        texts.append(text)

    # In CI every run has its own examples, and they are the same every time.
    (seed(run)(collect) if "CI" in os.environ else collect)()
    assert len(texts) >= EXPRESSIONS_A_RUN // 2
    different: list[str] = []
    unknown = 0
    for text, theirs in zip(texts, console(texts, tmp_path), strict=True):
        value = evaluated(text)
        ours = outcome(value)
        if not isinstance(encode(value), str) and not ours.startswith("rejected: "):
            # Which one it is depends on something unknown, such as a negative zero.
            unknown += 1
        elif (None if ours.startswith("rejected: ") else ours) != theirs:
            different.append(f"{text}\n    terraform: {theirs}\n    ours:      {ours}")
    print(f"{len(texts)} generated, {unknown} unknown, {len(different)} different")  # noqa: T201
    assert not different, "\n".join(different)
