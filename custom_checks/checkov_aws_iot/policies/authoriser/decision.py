"""One question about one document: a request, a proof that there is none, or what is not known.

For each Allow the search looks for values of all unknowns that meet it. Where a Deny applies to the
request that they are, the search goes on with each way past that Deny. What no branch leaves a value
for is proved not to be allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import exactly, pattern_of
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, applies_to, outcome_of
from checkov_aws_iot.policies.authoriser.connecting import (
    CONNECT,
    Connection,
    name_for,
    needs_connection,
    said_of,
)
from checkov_aws_iot.policies.authoriser.document_texts import (
    Filling,
    keys_in,
    marks_of,
    places_of,
    texts_of,
)
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.authoriser.references import (
    ACCOUNT,
    CONNECTING,
    PARTITION,
    PATH,
    REGION,
    Mode,
    NotModelledError,
    own_key,
    refer,
    unknown_for,
)
from checkov_aws_iot.policies.authoriser.situations import (
    Attachment,
    Situation,
    different_attachments,
    situations,
)
from checkov_aws_iot.policies.authoriser.solver.branches import Branch, taken_apart
from checkov_aws_iot.policies.authoriser.solver.cells import Cells, Emptiness, Simple
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    Every,
    Fits,
    Formula,
    InLanguage,
    Present,
    Some,
    both,
    key_of_other,
    keys_of,
)
from checkov_aws_iot.policies.authoriser.solver.fresh_words import Fresh
from checkov_aws_iot.policies.authoriser.solver.key_domains import (
    ATTACHED,
    CLIENT,
    THING,
    Universes,
)
from checkov_aws_iot.policies.authoriser.solver.solving import Gap, Solver
from checkov_aws_iot.policies.authoriser.statements import Translation
from checkov_aws_iot.policies.authoriser.witness import request_of
from checkov_aws_iot.policies.model import cast
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.condition import Quantifier
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.variables import documented_variable
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

OF_A_BRANCH, OF_A_PART = 40, 12
"""Steps of the budget that looking at alternatives takes, beside those of patterns."""

NOT_ALLOWED = "the authoriser does not allow the request that was found"
"""Never the answer; if it is, one of the two is wrong."""
NO_PLACE = "depends on a text that is not known"


class Decision:
    """One question about one document, in which nothing but texts of names is not known."""

    def __init__(
        self,
        document: Document,
        original: Document,
        question: Question,
        budget: Budget,
        callers: tuple[str, ...],
        connection: Connection | None = None,
    ) -> None:
        self._callers = callers
        self._document = document
        self._original = original
        self._question = question
        if connection is None and question.connecting is not None:
            connection = Connection.of(question.connecting.statements)
        self._connection = connection
        if connection is not None:
            deciding = (*connection.grants, *connection.denials)
            document = replace(document, statements=(*document.statements, *deciding))
        texts = tuple(texts_of(document))
        self._holes = marks_of(texts)
        text = "\n".join(map(str, texts))
        places = places_of(document, question)
        self._universes = Universes(frozenset(text), tuple(self._holes), places)
        self._fresh = Fresh(text)
        self._mentioned = frozenset(keys_in(document))
        self._quantified = frozenset(
            c.key.lower()
            for s in document.statements
            for c in s.conditions
            if c.quantifier is not Quantifier.NONE
        )
        suggestions: dict[str, tuple[str, ...]] = {
            REGION: (cast.REGION,),
            PARTITION: (cast.PARTITION,),
            ACCOUNT: (cast.ACCOUNT,),
        }
        suggestions |= {key.lower(): values for key, values in question.values}
        suggestions[PATH] = tuple(question.head + name for name in question.suggestions)
        for mark, hole in self._holes.items():
            suggestions[unknown_for(hole)] = (mark,)
        self._solver = Solver(Emptiness(budget), self._fresh, suggestions)
        self._attachments = question.attachments
        if len(callers) == 1:
            connects = any(action.lower() == "iot:connect" for action in question.actions)
            self._attachments = different_attachments(
                question.attachments, self._decisive_keys(), connects=connects
            )
        self._branches = 0
        self._gap = ""

    def answer(self) -> tuple[Request, ...] | Proof | Unknown:
        """The answer; a gap in one branch leaves the others to be looked at."""
        try:
            for requests in self._requests():
                return requests
        except PatternTooComplexError as error:
            self._gap = self._gap or str(error)
        if self._gap:
            return Unknown(self._gap)
        return Proof(f"every alternative is empty: {self._branches} looked at")

    def _decisive_keys(self) -> tuple[str, ...]:
        """The keys that the question and the document speak of."""
        asked = (key for part in self._question.constraints for key in keys_of(part))
        return (*asked, *self._mentioned)

    def _requests(self) -> Iterator[tuple[Request, ...]]:
        for action in self._question.actions:
            grants = [s for s in self._document.statements if _covers(s, action, Effect.ALLOW)]
            if not grants:
                continue
            denials = [s for s in self._document.statements if _covers(s, action, Effect.DENY)]
            for situation in situations(
                action, self._attachments, iot_policy=self._question.iot_policy
            ):
                for chosen in product(grants, repeat=len(self._callers)):
                    found = self._found(action, situation, chosen, denials)
                    if found is not None:
                        yield found

    def _found(
        self,
        action: str,
        situation: Situation,
        grants: tuple[Statement, ...],
        denials: list[Statement],
    ) -> tuple[Request, ...] | None:
        document = self._document
        translation = Translation(
            document.has_variables, situation, self._question.service, document.completes_arns
        )
        try:
            asked = (*self._asked(action, situation), *self._question.constraints)
            each = (both((*asked, translation.applies(grant))) for grant in grants)
            wanted = both(
                (
                    *map(said_of, each, self._callers),
                    *self._difference(len(self._callers)),
                )
            )
        except NotModelledError as error:
            self._gap = self._gap or str(error)
            return None
        return self._search(wanted, action, translation, denials)

    def _difference(self, callers: int) -> Iterator[Formula]:
        """What tells two devices apart: keys of which no two devices have the same value."""
        if callers == 1:
            return
        for key in dict.fromkeys((THING, *self._decisive_keys())):
            facts = documented_variable(key)
            if facts is not None and facts.identifies_device:
                value = pattern_of((refer(key_of_other(key), Mode.RAW),))
                yield Every(key, Fits(value, negated=True))

    def _asked(self, action: str, situation: Situation) -> Iterator[Formula]:
        """What holds of every request of the question in the situation."""
        if self._question.service:
            yield Some(PATH, (InLanguage(self._question.paths),))
            yield from (Present(unknown) for unknown in (PARTITION, REGION, ACCOUNT))
        if situation.attachment is None:
            return
        if not situation.mqtt:
            yield Present(ATTACHED, present=False)
            return
        yield Present(CLIENT)
        if ATTACHED in self._mentioned:
            (truth,) = situation.attached(for_deny=False)
            yield Some(ATTACHED, (InLanguage(language_of(exactly(truth[0]))),))
        if action.lower() == "iot:connect" and self._question.service:
            yield Some(PATH, (Fits(pattern_of((*self._question.head, refer(CLIENT, Mode.RAW)))),))
        if situation.has_thing:
            yield Present(THING)
        if situation.attachment is Attachment.NON_EXCLUSIVE:
            yield Some(CLIENT, (Fits(pattern_of((refer(THING, Mode.RAW),))),))

    def _search(
        self, wanted: Formula, action: str, translation: Translation, denials: list[Statement]
    ) -> tuple[Request, ...] | None:
        """Depth first over the alternatives, and over the ways past the Denies that apply."""
        stack = [Branch((), (wanted,))]
        while stack:
            branch = stack.pop()
            self._branches += 1
            self._solver.emptiness.budget.spend(
                OF_A_BRANCH + OF_A_PART * (len(branch.simple) + len(branch.pending))
            )
            cells = self._cells(branch.simple, translation.situation)
            if not cells.is_possible or any(
                self._solver.emptiness.of(cell.language) for cell in cells.cells.values()
            ):
                continue
            if branch.pending:
                stack.extend(taken_apart(branch))
                continue
            values = self._solver.solve(cells)
            if isinstance(values, Gap):
                self._gap = self._gap or values.reason
            elif values is not None:
                found = self._tried(branch, cells, values, action, translation, denials)
                if isinstance(found, tuple):
                    return found
                stack.extend(found)
        return None

    def _tried(
        self,
        branch: Branch,
        cells: Cells,
        values: dict[str, str],
        action: str,
        translation: Translation,
        denials: list[Statement],
    ) -> tuple[Request, ...] | list[Branch]:
        """The requests with these values, or the ways past a Deny that applies to one of them."""
        requests: list[Request] = []
        for caller in self._callers:
            given = self._given(cells, values, caller)
            found = self._tried_for(caller, branch, given, values, action, translation, denials)
            if not isinstance(found, Request):
                return found
            requests.append(found)
        if self._connection is not None and needs_connection(action, translation.situation):
            given = self._given(cells, values, CONNECTING)
            found = self._connected(self._connection, branch, given, values, translation)
            if not isinstance(found, Request):
                return found
        return tuple(requests)

    def _connected(
        self,
        connection: Connection,
        branch: Branch,
        given: dict[str, tuple[str, ...]],
        values: dict[str, str],
        translation: Translation,
    ) -> Request | list[Branch]:
        """The Connect of the client; most may connect with the values that are there already."""
        denials = list(connection.denials)
        if branch.connects:
            return self._tried_for(CONNECTING, branch, given, values, CONNECT, translation, denials)
        given = {**given, PATH: tuple(f"client/{one}" for one in given[CLIENT])}
        situation = translation.situation
        request = request_of(CONNECT, "iot", given, situation, self._mentioned, self._holes)
        if request is not None and self._lets_connect(request):
            return request
        try:
            allowed = connection.allowed(translation)
        except NotModelledError as error:
            self._gap = self._gap or str(error)
            return []
        return [Branch(branch.simple, (allowed,), connects=True)]

    def _tried_for(
        self,
        caller: str,
        branch: Branch,
        given: dict[str, tuple[str, ...]],
        values: dict[str, str],
        action: str,
        translation: Translation,
        denials: list[Statement],
    ) -> Request | list[Branch]:
        situation, service = translation.situation, self._question.service
        plain = request_of(action, service, given, situation, self._mentioned, {})
        assert plain is not None
        filled = Filling({unknown_for(h): m for m, h in self._holes.items()} | values)
        for denial in denials:
            if self._applies(filled.statement(denial), plain, situation):
                return self._past(denial, branch, translation, caller)
        request = request_of(action, service, given, situation, self._mentioned, self._holes)
        if request is None:
            self._gap = self._gap or NO_PLACE
        elif self._lets_connect(request) if caller == CONNECTING else self._is_answer(request):
            return request
        else:
            self._gap = self._gap or NOT_ALLOWED
        return []

    def _is_answer(self, request: Request) -> bool:
        """Whether the authoriser says of the request what was asked for."""
        return outcome_of((self._original,), request) is Outcome.ALLOWED

    def _lets_connect(self, request: Request) -> bool:
        who = self._question.connecting
        return who is not None and outcome_of((who,), request) is Outcome.ALLOWED

    def _past(
        self, denial: Statement, branch: Branch, translation: Translation, caller: str
    ) -> list[Branch]:
        try:
            escapes = said_of(translation.escapes(denial), caller)
            return [branch.having(branch.simple, (escapes,))]
        except NotModelledError as error:
            self._gap = self._gap or str(error)
            return []

    def _applies(self, denial: Statement, request: Request, situation: Situation) -> bool:
        """Whether the Deny applies, or may for one of the values of what AWS documents as present."""
        requests = [request]
        if ATTACHED in self._mentioned:
            requests.extend(
                replace(request, context=(*request.context, (ATTACHED, given)))
                for given in situation.attached(for_deny=True)
            )
        return any(applies_to(self._document, denial, one) is not False for one in requests)

    def _cells(self, simple: tuple[Simple, ...], situation: Situation) -> Cells:
        return Cells(simple, situation, self._universes, self._quantified)

    def _given(
        self, cells: Cells, values: dict[str, str], caller: str
    ) -> dict[str, tuple[str, ...]]:
        keys = dict.fromkeys((*cells.elements, *(name for name in values if "#" not in name)))
        return {
            own_key(key): cells.value_of(key, values)
            for key in keys
            if name_for(caller)(own_key(key)) == key
        }


def _covers(statement: Statement, action: str, effect: Effect) -> bool:
    return statement.effect is effect and covers_action(statement, action) is not False
