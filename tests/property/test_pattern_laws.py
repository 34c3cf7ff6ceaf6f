"""The laws of the wildcard algebra, against matching every word of a small alphabet."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from checkov_aws_iot.patterns.alphabet import Letter, Symbol
from checkov_aws_iot.patterns.language import EVERYTHING, NOTHING, Language, intersection, union
from checkov_aws_iot.patterns.mqtt import delivered_topics, is_filter, split_levels
from checkov_aws_iot.patterns.pattern import One, Pattern, Run, exactly, pattern_of

DEVICE = Symbol("${device}")
ALPHABET: tuple[Letter, ...] = ("a", "b", "/", "z", DEVICE)
LONGEST = 4
WORDS = [word for length in range(LONGEST + 1) for word in product(ALPHABET, repeat=length)]

atoms = st.sampled_from(
    [
        "a",
        "b",
        "/",
        DEVICE,
        One(),
        Run(),
        One(frozenset("/")),
        Run(frozenset("/")),
        Run(frozenset("a")),
    ]
)
atom_lists = st.lists(atoms, max_size=5)
patterns = st.builds(pattern_of, atom_lists)


def combined(children: st.SearchStrategy[Language]) -> st.SearchStrategy[Language]:
    return st.one_of(
        st.builds(Language.__or__, children, children),
        st.builds(Language.__and__, children, children),
        st.builds(Language.__sub__, children, children),
        st.builds(Language.__invert__, children),
    )


languages = st.recursive(
    st.one_of(st.builds(Language, patterns), st.sampled_from([NOTHING, EVERYTHING])),
    combined,
    max_leaves=4,
)


def slowly_matches(
    pattern: list[object], word: tuple[Letter, ...], beside_run: bool = False
) -> bool:
    """Matching by trying everything, with the meaning of ``?`` beside ``*`` written out."""
    if not pattern:
        return not word
    first, rest = pattern[0], pattern[1:]
    if isinstance(first, Run):
        if slowly_matches(rest, word, True):
            return True
        return bool(word) and word[0] not in first.excluded and slowly_matches(pattern, word[1:])
    if not word:
        return False
    if isinstance(first, One):
        return word[0] not in first.excluded and slowly_matches(rest, word[1:])
    return word[0] == first and slowly_matches(rest, word[1:])


def has_symbol(word: tuple[Letter, ...]) -> bool:
    return any(isinstance(letter, Symbol) for letter in word)


def members(language: Language) -> set[tuple[Letter, ...]]:
    return {word for word in WORDS if language.contains(word)}


@given(atom_lists)
@settings(deadline=None)
def test_a_pattern_matches_what_trying_everything_matches(written: list[object]) -> None:
    pattern = pattern_of(written)  # type: ignore[arg-type]
    for word in WORDS:
        if not has_symbol(word):
            assert pattern.matches(word) == slowly_matches(written, word), (str(pattern), word)


def test_a_question_mark_matches_a_symbol_only_beside_a_run() -> None:
    assert not pattern_of([One()]).matches((DEVICE,))
    assert not pattern_of([One(), "a"]).matches((DEVICE, "a"))
    for written in ([One(), Run()], [Run(), One()], [Run(), One(), Run()]):
        pattern = pattern_of(written)
        assert pattern.matches((DEVICE,))
        assert pattern.matches(("a", DEVICE))
        assert not pattern.matches(())


@given(languages, languages)
@settings(deadline=None)
def test_operations_are_those_of_sets(left: Language, right: Language) -> None:
    mine, yours = members(left), members(right)
    assert members(left | right) == mine | yours
    assert members(left & right) == mine & yours
    assert members(left - right) == mine - yours
    assert members(~left) == set(WORDS) - mine
    assert members(union((left, right))) == mine | yours
    assert members(intersection((left, right))) == mine & yours


@given(languages)
@settings(deadline=None)
def test_a_witness_is_a_shortest_word_and_only_emptiness_has_none(language: Language) -> None:
    witness = language.shortest()
    within = members(language)
    assert language.is_empty() == (witness is None)
    if witness is None:
        assert not {word for word in within if not has_symbol(word)}
    else:
        assert language.contains(witness)
        lengths = [len(word) for word in within if not has_symbol(word)]
        assert len(witness) <= min(lengths, default=len(witness))


@given(languages, languages)
@settings(deadline=None)
def test_subset_and_disjoint_agree_with_the_members(left: Language, right: Language) -> None:
    mine, yours = members(left), members(right)
    if left.is_subset(right):
        mentioned = "${device}" in repr(left) + repr(right)
        assert {w for w in mine - yours if mentioned or not has_symbol(w)} == set()
    else:
        witness = (left - right).shortest()
        assert witness is not None
        assert left.contains(witness)
        assert not right.contains(witness)
    if not left.is_disjoint(right):
        common = (left & right).shortest()
        assert common is not None
        assert left.contains(common)
        assert right.contains(common)
    else:
        assert {word for word in mine & yours if not has_symbol(word)} == set()


@given(languages, languages)
@settings(deadline=None)
def test_de_morgan(left: Language, right: Language) -> None:
    assert (~(left | right)).is_equal(~left & ~right)
    assert (~(left & right)).is_equal(~left | ~right)


@given(languages, languages, languages)
@settings(max_examples=50, deadline=None)
def test_union_and_intersection_distribute_and_absorb(
    one: Language, two: Language, three: Language
) -> None:
    assert (one & (two | three)).is_equal((one & two) | (one & three))
    assert (one | (one & two)).is_equal(one)
    assert (one - two - three).is_equal(one - (two | three))


@given(languages)
@settings(deadline=None)
def test_idempotence_and_complement(language: Language) -> None:
    assert (language | language).is_equal(language)
    assert (language & language).is_equal(language)
    assert (~~language).is_equal(language)
    assert (language & ~language).is_empty()
    assert (language | ~language).is_equal(EVERYTHING)


@given(languages, languages)
@settings(deadline=None)
def test_canonical_forms_are_equal_exactly_if_the_languages_are(
    left: Language, right: Language
) -> None:
    if left.canonical() == right.canonical():
        assert members(left) == members(right)
    elif members(left) ^ members(right):
        assert left.canonical() != right.canonical()
    for same in (left | left, ~~left, left | (left & right), left & (left | right)):
        assert same.canonical() == left.canonical()


@given(languages)
@settings(deadline=None)
def test_a_bounded_language_has_no_words_beyond_its_longest(language: Language) -> None:
    states = len(language.canonical().states)
    if language.is_bounded():
        # A word as long as the smallest machine has states would pass through a cycle.
        beyond = Language(pattern_of([One()] * states + [Run()]))
        assert (language & beyond).is_empty()
    else:
        beyond = Language(pattern_of([One()] * (LONGEST + 3) + [Run()]))
        assert not (language & beyond).is_empty()


@given(patterns, st.lists(st.sampled_from(ALPHABET), max_size=3))
@settings(deadline=None)
def test_what_stands_behind_a_word(pattern: Pattern, word: list[Letter]) -> None:
    rests = pattern.behind(word)
    for continuation in WORDS:
        if len(continuation) < LONGEST and not has_symbol((*word, *continuation)):
            whole = (*word, *continuation)
            assert any(rest.matches(continuation) for rest in rests) == pattern.matches(whole)


LEVELS = ["a", "b", "$x", ""]
topics = st.lists(st.sampled_from(LEVELS), min_size=1, max_size=4).map("/".join)
filters = st.lists(st.sampled_from([*LEVELS, "+", "#"]), min_size=1, max_size=4).map("/".join)


def slowly_delivers(filter_levels: tuple[str, ...], topic_levels: tuple[str, ...]) -> bool:
    if not filter_levels or not topic_levels:
        return not filter_levels and not topic_levels
    if filter_levels[0] == "#":
        return True
    if filter_levels[0] not in ("+", topic_levels[0]):
        return False
    return slowly_delivers(filter_levels[1:], topic_levels[1:])


@given(filters, topics)
@settings(max_examples=300, deadline=None)
def test_filters_deliver_what_mqtt_says(written: str, topic: str) -> None:
    levels = tuple(written.split("/"))
    valid = bool(written) and "#" not in levels[:-1]
    hidden = topic.startswith("$") and levels[0] in ("+", "#")
    wanted = valid and not hidden and slowly_delivers(levels, tuple(topic.split("/")))
    assert is_filter(written) == valid
    assert any(pattern.matches(topic) for pattern in delivered_topics(written)) == wanted


@given(st.text(alphabet="ab/", max_size=6))
@settings(deadline=None)
def test_levels_join_again(text: str) -> None:
    assert "/".join("".join(map(str, level)) for level in split_levels(text)) == text
    assert exactly(text).matches(text)
