"""Mending the findings of a project, each edit proved before it counts.

An edit counts only if the patched project is judged and its finding is gone, nothing else is found,
and no policy allows a request that it did not allow before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from checkov_aws_iot.engine.documents.deployed_documents import BrokenResource, deployed_documents
from checkov_aws_iot.engine.documents.policy_changes import Comparison, PolicyChange, PolicyState
from checkov_aws_iot.engine.finding_places import place_of
from checkov_aws_iot.engine.records import IsAsked, Record, every_check, records
from checkov_aws_iot.fixes.alignment import with_alignment
from checkov_aws_iot.fixes.narrowing import locked_out, widening
from checkov_aws_iot.fixes.proposal import edits_of
from checkov_aws_iot.fixes.text_edit import EditConflictError, TextEdit, patched
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.positions.location import Location

MOST_ROUNDS: Final = 8
"""A mended entry may show another fault; after so many rounds the rest is left."""

MOST_TRIES: Final = 100
"""How often the project is judged in one round to tell edits that hold from those that do not."""

MAKES_LIVE: Final = "CKV_IOT_205"
"""The check whose findings allow nothing: what mends them allows more."""

_DENIES: Final = "CKV_IOT_204"
"""The check whose findings deny nothing: what mends them may deny too much."""

_FAILED: Final = "FAILED"
_PASSED: Final = "PASSED"
_ACTIONS: Final = frozenset({"Action", "NotAction"})

_Key: TypeAlias = "tuple[str, str, str, str]"


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding, the check that reports it, and the resource and the place that it is at."""

    check: str
    severity: int
    resource: ScannedResource
    finding: Finding
    location: Location | None

    @property
    def key(self) -> _Key:
        """Which answers of which resource it is one of."""
        return _key(self.check, self.resource)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together, the faults that they mend, and what is no longer allowed.

    The offsets of the edits are those of the texts before the round of the fix.
    """

    edits: tuple[TextEdit, ...]
    faults: tuple[Fault, ...]
    changes: tuple[PolicyChange, ...] = ()
    round: int = 0


@dataclass(frozen=True, slots=True)
class Unmended:
    """A fault that is left, and why."""

    fault: Fault
    reason: str


@dataclass(slots=True)
class Mended:
    """The fixes in order, the faults that are left, and the texts of files before and after.

    ``problems`` are the files that could not be read, with the reason.
    """

    fixes: list[Fix] = field(default_factory=list)
    left: list[Unmended] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which faults are to be mended."""

    is_asked: IsAsked
    files: frozenset[str]
    makes_live: bool
    is_meant: Callable[[Fault], bool]


@dataclass(slots=True)
class _State:
    """A project as it was judged."""

    project: Project
    records: list[Record]
    policies: PolicyState
    problems: frozenset[str]

    @classmethod
    def of(cls, project: Project) -> _State:
        resources = list(project.resources())
        documents = [
            one for one in deployed_documents(resources) if not isinstance(one, BrokenResource)
        ]
        found = list(records(resources, every_check))
        return cls(project, found, PolicyState.of(documents), frozenset(project.problems))

    def counts(self) -> Counter[_Key]:
        """How many findings each check has at each resource."""
        counts: Counter[_Key] = Counter()
        for record in self.records:
            if record.result == _FAILED:
                counts[_key(record.entry.id, record.resource)] += len(record.findings)
        return counts

    def passed(self) -> set[_Key]:
        """The checks that each resource passes."""
        return {_key(r.entry.id, r.resource) for r in self.records if r.result == _PASSED}


def mended(
    project: Project,
    is_asked: IsAsked = every_check,
    files: frozenset[str] = frozenset(),
    *,
    makes_live: bool = True,
    is_meant: Callable[[Fault], bool] = lambda _: True,
) -> Mended:
    """The project with every finding mended for which an edit is proved.

    ``is_asked`` says which checks are to be mended; all of them are asked whether an edit is right.
    With ``files``, paths from the root, only what stands in them is. ``makes_live`` says that grants that
    match no request may be mended, after which they allow something; ``is_meant`` tells of each fault whether
    it may be. The project itself is not changed.
    """
    result = Mended()
    wanted = _Wanted(is_asked, files, makes_live, is_meant)
    base = _State.of(project.with_overlay({}))
    result.problems.update(base.project.problems)
    state = base
    refused: dict[tuple[TextEdit, ...], str] = {}
    for number in range(MOST_ROUNDS):
        candidates, left = _candidates(state, wanted)
        waiting = [fix for fix in candidates if fix.edits not in refused]
        chosen = _without_conflicts(waiting)
        accepted = list(_proved(state, base, chosen, result.after, refused))
        if accepted:
            refused = {}
        elif len(chosen) == len(waiting):
            result.left = left + _refused(state, wanted, refused)
            break
        for fix, following, texts in accepted:
            result.fixes.append(Fix(fix.edits, fix.faults, fix.changes, number))
            result.after.update(texts)
            state = following
    else:
        result.left = [
            Unmended(fault, "its edits never came to an end") for fault in _faults(state, wanted)
        ]
    for changed in result.after:
        text = project.reader.read(changed)
        assert isinstance(text, str)
        result.before[changed] = text
    return result


def _key(check: str, resource: ScannedResource) -> _Key:
    return check, resource.report, resource.span.file, f"{resource.type} {resource.name}"


def _faults(state: _State, wanted: _Wanted) -> Iterator[Fault]:
    """The findings that are to be mended, the gravest first."""
    failed = [
        r for r in state.records if r.result == _FAILED and wanted.is_asked(r.entry, r.resource)
    ]
    failed.sort(key=lambda r: (-r.entry.severity, r.resource.span.file, r.resource.span.start_line))
    for record in failed:
        for finding in record.findings:
            place = place_of(record.resource, finding)
            where = place.range.file if place is not None else record.resource.span.file
            fault = Fault(record.entry.id, record.entry.severity, record.resource, finding, place)
            if (not wanted.files or where in wanted.files) and wanted.is_meant(fault):
                yield fault


def _candidates(state: _State, wanted: _Wanted) -> tuple[list[Fix], list[Unmended]]:
    """The fixes that could be, one for each set of edits, and the faults without any."""
    by_edits: dict[tuple[TextEdit, ...], list[Fault]] = {}
    left: list[Unmended] = []
    for fault in _faults(state, wanted):
        edits = edits_of(fault.finding, fault.location)
        if fault.check == MAKES_LIVE and not wanted.makes_live and not isinstance(edits, str):
            edits = f"it makes a grant live; --check {MAKES_LIVE} asks for it"
        if isinstance(edits, str):
            left.append(Unmended(fault, edits))
        else:
            laid_out = _with_line_ends(state, _aligned(state, edits))
            by_edits.setdefault(laid_out, []).append(fault)
    return [Fix(edits, tuple(faults)) for edits, faults in by_edits.items()], left


def _refused(
    state: _State, wanted: _Wanted, refused: dict[tuple[TextEdit, ...], str]
) -> list[Unmended]:
    candidates, _ = _candidates(state, wanted)
    return [
        Unmended(fault, refused.get(fix.edits, "another edit changes the same place"))
        for fix in candidates
        for fault in fix.faults
    ]


def _without_conflicts(candidates: Sequence[Fix]) -> list[Fix]:
    """As many of the fixes as change different places, the first ones first.

    Which resources a statement needs is known only when its actions are: those come first.
    """
    chosen: list[Fix] = []
    taken: list[TextEdit] = []
    statements: set[object] = set()
    for fix in sorted(candidates, key=lambda fix: not _changes_actions(fix)):
        new = [edit for edit in fix.edits if edit not in taken]
        own = {_statement(fault) for fault in fix.faults}
        if any(edit.meets(other) for edit in new for other in taken) or own & statements:
            continue
        chosen.append(fix)
        taken += new
        if _changes_actions(fix):
            statements |= own
    return chosen


def _changes_actions(fix: Fix) -> bool:
    return any(_ACTIONS & set(fault.finding.locator.path) for fault in fix.faults)


def _statement(fault: Fault) -> object:
    """The statement that a fault is in, whichever resource it was found at."""
    return fault.finding.span or (fault.key, fault.finding.locator.path[:2])


_Judged: TypeAlias = "tuple[_State, dict[str, str], tuple[PolicyChange, ...]]"
_Accepted: TypeAlias = "tuple[Fix, _State, dict[str, str]]"


@dataclass(slots=True)
class _Refusal:
    """Why fixes do not hold together: what is wrong at resources that some of them are about.

    ``reason`` is the first thing that is wrong, wherever that is.
    """

    reason: str = ""
    blamed: dict[Fix, str] = field(default_factory=dict)

    def add(self, reason: str, fixes: Iterable[Fix]) -> None:
        """The fixes are to blame."""
        self.reason = self.reason or reason
        for fix in fixes:
            self.blamed.setdefault(fix, reason)


def _proved(
    state: _State,
    base: _State,
    fixes: Sequence[Fix],
    texts: dict[str, str],
    refused: dict[tuple[TextEdit, ...], str],
) -> Iterator[_Accepted]:
    """The fixes that hold together; where some do not, smaller groups of them are tried."""
    held: list[Fix] = []
    last: _Judged | None = None
    waiting = [list(fixes)] if fixes else []
    tries = MOST_TRIES
    while waiting and tries:
        group = waiting.pop(0)
        tries -= 1
        judged = _judged(state, base, [*held, *group], texts)
        if not isinstance(judged, _Refusal):
            held += group
            last = judged
            continue
        parts = _parts(group, judged)
        waiting[:0] = parts
        if not parts:
            refused.update({fix.edits: judged.blamed.get(fix, judged.reason) for fix in group})
    for group in waiting:
        for fix in group:
            refused[fix.edits] = "there are too many edits to prove each of them"
    if last is not None:
        following, new, changes = last
        for fix in held:
            yield Fix(fix.edits, fix.faults, _about(changes, fix)), following, new


def _parts(group: list[Fix], refusal: _Refusal) -> list[list[Fix]]:
    """The group in parts that may hold: those without blame, and one for each resource; else halves.

    There are none where each of the fixes is to blame for what is wrong at a resource of its own.
    """
    blamed = [fix for fix in group if fix in refusal.blamed]
    others = [fix for fix in group if fix not in refusal.blamed]
    if not blamed or others:
        half = len(group) // 2
        parts = [others, blamed] if blamed else [group[:half], group[half:]]
        return [part for part in parts if part] if len(group) > 1 else []
    first: dict[object, Fix] = {}
    for fix in group:
        if not any(_resource(fault) in first for fault in fix.faults):
            first.update((_resource(fault), fix) for fault in fix.faults)
    alone = [fix for fix in group if any(fix is one for one in first.values())]
    return [alone, [fix for fix in group if fix not in alone]] if len(alone) < len(group) else []


def _resource(fault: Fault) -> object:
    return fault.key[1:]


def _about(changes: Iterable[PolicyChange], fix: Fix) -> tuple[PolicyChange, ...]:
    lines = {(f.resource.span.file, f.resource.span.start_line) for f in fix.faults}
    names = {f.resource.name for f in fix.faults}
    return tuple(
        c
        for c in changes
        if c.address in names or (c.span and (c.span.file, c.span.start_line) in lines)
    )


def _judged(
    state: _State, base: _State, fixes: Sequence[Fix], texts: dict[str, str]
) -> _Judged | _Refusal:
    """The project after the fixes with what they change, or why they are not right."""
    new = dict(texts)
    edits = dict.fromkeys(edit for fix in fixes for edit in fix.edits)
    for file in dict.fromkeys(edit.file for edit in edits):
        text = state.project.reader.read(file)
        if isinstance(text, Unknown):
            return _Refusal(f"{file} {text.reason}")
        try:
            new[file] = patched(text, (edit for edit in edits if edit.file == file))
        except EditConflictError:
            return _Refusal("another edit changes the same place")
    following = _State.of(base.project.with_overlay(new))
    if following.problems - state.problems:
        return _Refusal("the file could not be read after the edit")
    refusal = _Refusal()
    _note_findings(state, following, fixes, refusal)
    if refusal.reason:
        return refusal
    comparison = Comparison(
        state.policies, following.policies, lambda *_: iter(()), any_client=True
    )
    changes = tuple(comparison.changes())
    _note_changes(state, following, fixes, changes, refusal)
    return refusal if refusal.reason else (following, new, changes)


def _note_findings(
    state: _State, following: _State, fixes: Sequence[Fix], refusal: _Refusal
) -> None:
    """Whether the findings after the edits are those before without the mended ones."""
    before, after = state.counts(), following.counts()
    passed = following.passed()
    mended_here = Counter(fault.key for fix in fixes for fault in fix.faults)
    for key, count in mended_here.items():
        own = [fix for fix in fixes if any(fault.key == key for fault in fix.faults)]
        if after[key] > before[key] - count:
            refusal.add("the finding would still be there", own)
        elif not after[key] and key not in passed:
            refusal.add("the check could no longer be sure after the edit", own)
    for key in after:
        if after[key] > before[key]:
            near = (fix for fix in fixes if any(f.key[1:] == key[1:] for f in fix.faults))
            refusal.add(f"{key[0]} would be found at {key[3].partition(' ')[2]}", near)


def _note_changes(
    state: _State,
    following: _State,
    fixes: Sequence[Fix],
    changes: Iterable[PolicyChange],
    refusal: _Refusal,
) -> None:
    """Whether a policy allows more than before, or a Deny takes everything away."""
    for change in changes:
        near = [fix for fix in fixes if _about((change,), fix)]
        # What a principal has by all of its policies is nobody's alone.
        checks = {fault.check for fix in near or fixes for fault in fix.faults}
        more = "" if MAKES_LIVE in checks else widening(change, state.policies, following.policies)
        if not more and _DENIES in checks:
            more = locked_out(change, state.policies, following.policies)
        if more:
            refusal.add(more, near)


def _aligned(state: _State, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
    """The edits, and those that keep the equals signs of HCL in one column."""
    aligned: list[TextEdit] = []
    for file in dict.fromkeys(edit.file for edit in edits):
        own = [edit for edit in edits if edit.file == file]
        text = state.project.reader.read(file)
        is_hcl = file.endswith((".tf", ".tofu"))
        aligned += with_alignment(text, own) if is_hcl and isinstance(text, str) else own
    return tuple(aligned)


def _with_line_ends(state: _State, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
    """The edits with the line ends that the files have there."""
    return tuple(
        replace(edit, text=edit.text.replace("\n", _line_end(state, edit)))
        if "\n" in edit.text
        else edit
        for edit in edits
    )


def _line_end(state: _State, edit: TextEdit) -> str:
    """How the line of the edit ends, or the one before it where that is the last."""
    text = state.project.reader.read(edit.file)
    assert isinstance(text, str)
    at = text.find("\n", edit.end)
    at = at if at >= 0 else text.rfind("\n", 0, edit.start)
    return "\r\n" if text[max(at - 1, 0) : at + 1] == "\r\n" else "\n"
