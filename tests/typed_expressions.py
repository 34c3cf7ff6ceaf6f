"""Generated Terraform expressions that mostly have the types which their parts need.

Strings, numbers, bools, lists and mappings are made of each other, with nulls that have a type.
"""

from __future__ import annotations

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]


def _formatted(form: str, *parts: Texts) -> Texts:
    return st.tuples(*parts).map(lambda found: form.format(*found))


def _call(names: str, *arguments: Texts) -> Texts:
    called = st.sampled_from(names.split())
    return st.tuples(called, *arguments).map(lambda p: f"{p[0]}({', '.join(p[1:])})")


def _conditional(branch: Texts) -> Texts:
    other = st.one_of(branch, branch, st.just("null"), ANY)
    return _formatted("({} ? {} : {})", BOOLS, branch, other)


def _tried(candidate: Texts) -> Texts:
    return st.one_of(_call("try", candidate), _call("try", candidate, ANY))


def _listed(items: Texts, form: str = "[{}]") -> Texts:
    return st.lists(items, max_size=3).map(lambda found: form.format(", ".join(found)))


A = st.just('"a"')
NAMES = st.just('["a", "b"]')
STRING_LEAVES = st.sampled_from(
    ['"a"', '"b"', '""', '"1"', '"0.5"', '"true"', "tostring(null)", "null", '"x-y"', '"é"']
)
NUMBER_LEAVES = st.sampled_from(["0", "1", "2", "0.5", "-3", "1e2", "tonumber(null)", "null"])
BOOL_LEAVES = st.sampled_from(["true", "false", "tobool(null)", "null"])
LIST_LEAVES = st.sampled_from(
    [
        "[]",
        "tolist(null)",
        "toset(null)",
        '["a", "b"]',
        "[1, null]",
        "null",
        'toset(["b", "a"])',
        "tolist([])",
        "[tostring(null), 1]",
        "[tonumber(null)]",
        "compact([])",
    ]
)
MAPPING_LEAVES = st.sampled_from(
    [
        "{}",
        "tomap(null)",
        "{ a = 1 }",
        '{ a = "x", b = null }',
        "null",
        "tomap({})",
        'tomap({ a = "1" })',
        "{ a = tostring(null) }",
        "{ b = [1] }",
    ]
)
ITEMS = st.sampled_from(
    [
        "v",
        "k",
        "[v]",
        "{ a = v }",
        "v == null",
        "coalesce(v, 1)",
        "v != null ? v : 1",
        "try(v.a, v)",
    ]
)
FILTERS = st.sampled_from(["", " if v != null", ' if v != "a"'])

ANY: Texts = st.deferred(lambda: st.one_of(STRINGS, NUMBERS, BOOLS, LISTS, MAPPINGS))
STRINGS: Texts = st.deferred(
    lambda: st.one_of(
        STRING_LEAVES,
        STRING_LEAVES,
        _call("upper tostring trimspace jsonencode one coalesce yamlencode", ANY),
        _call("join", st.just('","'), LISTS),
        _conditional(STRINGS),
        _formatted('"${{{}}}-${{{}}}"', STRINGS, NUMBERS),
        _tried(STRINGS),
        _formatted("{}{}", LISTS, st.sampled_from(["[0]", "[1]"])),
        _formatted("{}{}", MAPPINGS, st.sampled_from([".a", ".b", '["a"]'])),
        _call("element", LISTS, NUMBERS),
        _call("lookup", MAPPINGS, A, STRINGS),
        _call("coalesce try", ANY, ANY),
    )
)
NUMBERS: Texts = st.deferred(
    lambda: st.one_of(
        NUMBER_LEAVES,
        NUMBER_LEAVES,
        _call("length", st.one_of(LISTS, MAPPINGS, STRINGS)),
        _call("max min", NUMBERS, NUMBERS),
        _conditional(NUMBERS),
        _formatted("({} {} {})", NUMBERS, st.sampled_from("+-*"), NUMBERS),
        _call("tonumber sum one", ANY),
        _call("coalesce", NUMBERS, ANY),
        _call("index", LISTS, ANY),
        _tried(NUMBERS),
        _call("lookup", MAPPINGS, A, NUMBERS),
    )
)
BOOLS: Texts = st.deferred(
    lambda: st.one_of(
        BOOL_LEAVES,
        BOOL_LEAVES,
        _formatted("({} {} {})", ANY, st.sampled_from(["==", "!="]), ANY),
        _formatted("({} {} {})", BOOLS, st.sampled_from(["&&", "||"]), BOOLS),
        _call("contains", LISTS, ANY),
        _call("alltrue anytrue can tobool", LISTS),
        _call("can", ANY),
        _formatted("({} != null)", ANY),
        _conditional(BOOLS),
    )
)
LISTS: Texts = st.deferred(
    lambda: st.one_of(
        LIST_LEAVES,
        LIST_LEAVES,
        _listed(ANY),
        _call("tolist toset distinct compact flatten reverse sort", LISTS),
        _call("values keys", MAPPINGS),
        _call(
            "concat setunion setintersection setsubtract coalescelist setproduct merge",
            LISTS,
            LISTS,
        ),
        _call("slice", LISTS, st.just("0"), NUMBERS),
        _conditional(LISTS),
        _formatted("{}{}", LISTS, st.sampled_from(["[*]", "[*].a", ".*.a", "[*][0]"])),
        _formatted("{}[*]", MAPPINGS),
        _formatted(
            "[for k, v in {} : {}{}]", st.one_of(LISTS, MAPPINGS), st.one_of(ITEMS, ANY), FILTERS
        ),
        _call("chunklist", LISTS, st.just("1")),
        _call("matchkeys", LISTS, LISTS, LISTS),
        _tried(LISTS),
    )
)
MAPPINGS: Texts = st.deferred(
    lambda: st.one_of(
        MAPPING_LEAVES,
        MAPPING_LEAVES,
        st.dictionaries(st.sampled_from("abc"), ANY, max_size=3).map(
            lambda items: "{ " + ", ".join(f"{k} = {v}" for k, v in items.items()) + " }"
        ),
        _call("merge", MAPPINGS, MAPPINGS),
        _listed(MAPPINGS, "merge([{}]...)"),
        _call("tomap", MAPPINGS),
        _conditional(MAPPINGS),
        _tried(MAPPINGS),
        _formatted("{{for k, v in {} : k => {}}}", st.one_of(MAPPINGS, LISTS), ITEMS),
        _call("zipmap", NAMES, LISTS),
    )
)
