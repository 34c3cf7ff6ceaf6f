"""Where the entry stands that a finding speaks of.

Nothing here is read or walked through before somebody asks for the place of a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.positions.place import Place, Places
from checkov_aws_iot.positions.references import Frame, frame_of
from checkov_aws_iot.positions.search import Hit, search
from checkov_aws_iot.positions.template_places import TemplatePlaces, at
from checkov_aws_iot.positions.terraform_places import TerraformPlaces
from checkov_aws_iot.positions.text_range import TextRange, range_in
from checkov_aws_iot.positions.yaml_nodes import template_node
from checkov_aws_iot.terraform.syntax.syntax_tree import Block, Source
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.findings.locator import Locator, Step
    from checkov_aws_iot.terraform.modules.instances import ModuleInstance
    from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance
    from checkov_aws_iot.values.file_reader import Reader
    from checkov_aws_iot.values.span import Span

RESOURCE: Final = "the resource"
_CALLER: Final = "the module call"
_REFERENCE: Final = "refers to it"
_STATEMENT: Final = "Statement"
_INTRINSIC: Final = "Fn::"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has to do with a finding, and what it is."""

    range: TextRange
    what: str


@dataclass(frozen=True, eq=False, slots=True)
class Walk:
    """The way that led to a place, for those who change what stands there."""

    places: Places
    place: Place
    start: Place
    path: tuple[Step, ...]
    lines: Span | None

    def at(self, path: tuple[Step, ...], text: str | Text | None = None) -> Walk | None:
        """The walk to another entry of the same document, ``None`` where it does not end there."""
        begin = self.path.index(_STATEMENT) if _STATEMENT in self.path else len(self.path)
        steps = (*self.path[:begin], *path)
        hit = search(self.places, self.start, steps, text, self.lines)
        return replace(self, place=hit.place, path=steps) if hit.is_exact else None

    def statement(self) -> Place | None:
        """The statement that the place is in, ``None`` where that is not clear."""
        if _STATEMENT not in self.path:
            return None
        end = len(self.path) - self.path[::-1].index(_STATEMENT)
        end += end < len(self.path) and isinstance(self.path[end], int)
        hit = search(self.places, self.start, self.path[:end], None, self.lines)
        return hit.place if hit.is_exact else None


@dataclass(frozen=True, slots=True)
class Location:
    """The place of an entry.

    ``is_exact`` says that the range is the entry or the attribute itself; otherwise that is somewhere
    inside of it, or is missing from it. ``text`` is what stands there, as written. ``related`` are the
    resource, the references that lead from it to the entry, and the calls of the modules around it.
    ``walk`` led to it, where it was walked to.
    """

    range: TextRange
    is_exact: bool
    text: str
    related: tuple[Related, ...] = ()
    walk: Walk | None = field(default=None, compare=False, repr=False)


def locate_in_configuration(
    instance: ResourceInstance, locator: Locator, statement: Span | None
) -> Location:
    """The place of an entry of a Terraform resource, which may stand in any file."""
    places = _places_in(instance)
    places.begin()
    block, frame = instance.block, frame_of(instance)
    header = _header(block)
    resource = [Related(header, RESOURCE), *_callers(frame.module)]
    start, rest = _attribute(block, frame, locator.attribute)
    if start is None:
        whole = None if locator.attribute else Place(block, frame)
        walk = Walk(places, whole, whole, (), statement) if whole is not None else None
        return Location(header, False, _first_line(block), tuple(resource[1:]), walk)
    return _located(places, start, (*rest, *locator.path), locator, statement, resource)


def locate_in_template(
    reader: Reader,
    file: str,
    resource: tuple[Step, ...],
    locator: Locator,
    statement: Span | None,
    *,
    properties: tuple[Step, ...],
    replaces: bool = False,
) -> Location | None:
    """The place of an entry in a template; ``resource`` leads to the resource that holds it.

    ``properties`` lead to the mapping in which the way of the locator begins.

    ``replaces`` says that ``${...}`` is replaced in every string of the file.
    """
    text = reader.read(file)
    if isinstance(text, Unknown):
        return None
    places = _places_of(text, file, replaces)
    places.begin()
    root = places.file_root
    node, key = at(root, resource), _key(at(root, resource[:-1]), resource[-1:])
    if root is None or node is None:
        return None
    named = key or node
    whole = places.range_of(Place(named))
    start = at(root, properties)
    related = [Related(whole, RESOURCE)]
    if start is None or at(start, locator.attribute[:1]) is None or not locator.steps:
        first = Place(start, False) if start is not None and not locator.steps else None
        walk = Walk(places, first, first, (), statement) if first is not None else None
        return Location(whole, False, _slice(named), (), walk)
    return _located(places, Place(start, False), locator.steps, locator, statement, related)


def locate_in_document(reader: Reader, file: str, locator: Locator) -> Location | None:
    """The place of an entry of a document that is a JSON file, or of the line that is not known."""
    text = reader.read(file)
    if isinstance(text, Unknown):
        return None
    places = _places_of(text, file, False)
    places.begin()
    root = places.file_root
    if root is not None and locator.steps:
        return _located(places, Place(root, False), locator.steps, locator, None, [])
    source = Source(text, file)
    lines = text.split("\n")
    number = locator.lines.start_line if locator.lines is not None else 1
    line = lines[number - 1] if number <= len(lines) else ""
    start = sum(len(each) + 1 for each in lines[: number - 1])
    where = range_in(source, start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
    return Location(where, False, line.strip())


@lru_cache(maxsize=1)
def _places_in(instance: ResourceInstance) -> TerraformPlaces:
    """What was read for one finding about a resource serves the next one."""
    del instance
    return TerraformPlaces()


@lru_cache(maxsize=1)
def _places_of(text: str, file: str, replaces: bool) -> TemplatePlaces:
    root = template_node(Source(text, file))
    return TemplatePlaces(root=_template(root), file_root=root, replaces=replaces)


def _template(root: Any) -> Any:
    """The template in a file, which a Serverless file holds under ``resources``."""
    return at(root, ("resources",)) if at(root, ("Resources",)) is None else root


def _key(parent: Any, steps: tuple[Step, ...]) -> Any:
    pairs = parent.pairs if parent is not None else None
    return next((k for k, _ in pairs or () if (k.text,) == steps), None)


def _located(
    places: Places,
    start: Place,
    path: tuple[Step, ...],
    locator: Locator,
    statement: Span | None,
    related: list[Related],
) -> Location:
    hit = search(places, start, path, locator.text if locator.path else None, statement)
    if locator.text is not None and not locator.path:
        hit = Hit(hit.place, is_exact=False)  # What is not known, inside of an attribute.
    source, first, end = places.text_of(hit.place)
    whole = hit.is_exact and locator.text is None
    where = places.range_of(hit.place, whole=whole)
    exact = hit.is_exact
    if not exact and locator.text is not None:
        inner = _only(source, first, end, locator.text)
        if inner is not None:
            first, end = inner
            where, exact = range_in(source, first, end), True
    hops = [
        Related(places.range_of(Place(hop)) if not isinstance(hop, Block) else _header(hop), what)
        for hop in hit.place.hops
        for what in (_CALLER if isinstance(hop, Block) else _REFERENCE,)
    ]
    unique = dict.fromkeys(one for one in (*related, *hops) if one.range != where)
    walk = Walk(places, hit.place, start, path, statement) if hit.is_exact else None
    return Location(where, exact, source.text[first:end].strip(), tuple(unique), walk)


def _only(source: Source, start: int, end: int, text: str | Text) -> tuple[int, int] | None:
    """The only place between the offsets where the text stands as it is written."""
    written = str(text)
    if len(written) < 2:
        spellings = {f'"{written}"', f"'{written}'"}
    else:
        spellings = {written, written.replace("${", "$${"), written.replace("${", "${!")}
    parameter = {f"${{{written}}}", f"!Ref {written}", f"Ref: {written}", f'"Ref": "{written}"'}
    if written.startswith(_INTRINSIC):
        parameter = _spellings_of_intrinsic(*written.removeprefix(_INTRINSIC).partition(" ")[::2])
    return _only_of(source, start, end, spellings) or _only_of(source, start, end, parameter)


def _spellings_of_intrinsic(name: str, argument: str) -> set[str]:
    """How a template writes an intrinsic function of one plain argument."""
    return {
        f"{sign}{quote}{argument}{quote}"
        for sign in (f"!{name} ", f"{_INTRINSIC}{name}: ", f'"{_INTRINSIC}{name}": ')
        for quote in ("", '"', "'")
    }


def _only_of(source: Source, start: int, end: int, spellings: set[str]) -> tuple[int, int] | None:
    found = {
        (at.start(), at.end())
        for spelling in spellings
        for at in re.finditer(re.escape(spelling), source.text[start:end])
    }
    # One spelling may stand inside of another one: `${x}` in `$${x}`.
    found = {f for f in found if not any(o != f and o[0] <= f[0] and f[1] <= o[1] for o in found)}
    if len(found) != 1:
        return None
    ((first, last),) = found
    return start + first, start + last


# --- Terraform -----------------------------------------------------------------------------------


def _attribute(
    block: Block, frame: Frame, steps: tuple[Step, ...]
) -> tuple[Place | None, tuple[Step, ...]]:
    """The argument, or the nested block, that the first steps mean, and the steps behind it."""
    if not steps:
        return None, ()
    name, rest = steps[0], steps[1:]
    argument = block.body.attributes.get(str(name))
    if argument is not None:
        return Place(argument.expression, frame, key=argument), rest
    index = rest[0] if rest and isinstance(rest[0], int) else 0
    rest = rest[1:] if rest and isinstance(rest[0], int) else rest
    nested = [inner for inner in block.body.blocks if _kind(inner) == name]
    if len(nested) <= index and not (len(nested) == 1 and nested[0].type == "dynamic"):
        return None, ()
    inner = nested[min(index, len(nested) - 1)]
    if inner.type == "dynamic":
        contents = inner.body.blocks_of("content")
        inner = contents[0] if len(contents) == 1 else inner
    if rest:
        found, left = _attribute(inner, frame, rest)
        if found is not None:
            return found, left
    return Place(inner, frame), ()


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _header(block: Block) -> TextRange:
    """The type and the labels of a block, without its body."""
    text = block.source.text
    end = text.find("{", block.start, block.end)
    if not block.source.file.endswith(".json") and end > block.start:
        end = block.start + len(text[block.start : end].rstrip())
        return range_in(block.source, block.start, end)
    return range_in(block.source, block.start, block.end)


def _first_line(block: Block) -> str:
    return block.text.split("\n", 1)[0].rstrip("{ \t\r")


def _callers(module: ModuleInstance | None) -> Iterator[Related]:
    while module is not None and module.call is not None:
        yield Related(_header(module.call), _CALLER)
        module = module.parent


def _slice(node: Any) -> str:
    return str(node.source.text[node.start : node.end])
