"""Expectations about policies, and what ``authorize`` answers to each."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.access.authorize import answer
from checkov_aws_iot.commands.access.authorize_request import asked_action, asked_request
from checkov_aws_iot.commands.access.policy_sources import (
    PolicySource,
    combinations,
    policy_sources,
)
from checkov_aws_iot.commands.access.resource_argument import arn_of_resource, require_fitting
from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.commands.project_paths import project_at, tell_problems
from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument, deployed_documents
from checkov_aws_iot.engine.documents.policy_holders import Holder, policy_holders
from checkov_aws_iot.policies.authoriser.authorisation import Decision, Outcome
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.given_values import with_given
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.commands.access.expectation_file import (
        Expectation,
        ExpectationFile,
        PolicyTest,
    )

_OF_PRINCIPALS = (Subject.IOT_POLICY, Subject.EMBEDDED_IOT_POLICY, Subject.IDENTITY_POLICY)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one expectation; ``outcome`` is ``None`` if the question makes no sense.

    ``labels`` name the policies of the ``decision``.
    """

    test: PolicyTest
    expectation: Expectation
    outcome: Outcome | None
    reason: str
    labels: tuple[str, ...] = ()
    decision: Decision | None = None

    @property
    def holds(self) -> bool:
        """Whether it is as expected; what is not known is not."""
        wanted = Outcome.ALLOWED if self.expectation.is_allowed else Outcome.DENIED
        return self.outcome is wanted


@dataclass(slots=True)
class ExpectationRun:
    """The tests of one file; a project is read once for all of them.

    ``is_incomplete`` says that something could not be read that may be about AWS IoT.
    """

    source: ExpectationFile
    is_incomplete: bool = False
    _documents: dict[str, tuple[DeployedDocument, ...]] = field(default_factory=dict)
    _holders: dict[str, tuple[Holder, ...]] = field(default_factory=dict)

    def results(self) -> Iterator[Result]:
        """The results, in the order of the file."""
        for test in self.source.tests:
            try:
                sources = self._sources(test)
            except Complaint as complaint:
                for expectation in test.expectations:
                    yield Result(test, expectation, None, str(complaint))
                continue
            for expectation in test.expectations:
                yield _result(test, expectation, sources)

    def _sources(self, test: PolicyTest) -> list[PolicySource]:
        """The policies that the test is about, with the values that it gives."""
        found: list[PolicySource] = []
        for file in test.documents:
            found.extend(policy_sources([self._beside(file)], []))
        path = self._beside(test.path)
        if test.principal:
            found.extend(self._of_principal(test, path))
        for address in test.policies:
            meant = [
                one
                for one in self._in(path)
                if one.subject in _OF_PRINCIPALS and _is_meant(one.address, address)
            ]
            if not meant:
                raise Complaint(f'there is no policy "{address}" in "{test.path}"')
            found.extend(_as_sources(meant, test))
        return found

    def _of_principal(self, test: PolicyTest, path: str) -> Iterator[PolicySource]:
        if path not in self._holders:
            self._holders[path] = policy_holders(self._in(path))
        holders = [one for one in self._holders[path] if one.name == test.principal]
        if not holders:
            raise Complaint(
                f'there is no principal "{test.principal}" with a policy in "{test.path}"'
            )
        for holder in holders:
            for documents in holder.policies.values():
                yield from _as_sources(documents, test)
            for name, document in holder.managed:
                yield PolicySource(name, (document,))

    def _in(self, path: str) -> tuple[DeployedDocument, ...]:
        if path not in self._documents:
            project = project_at(path, tuple(map(self._beside, self.source.var_files)))
            found = list(deployed_documents(project.resources()))
            known = tuple(one for one in found if isinstance(one, DeployedDocument))
            for one in found:
                if not isinstance(one, DeployedDocument):
                    tell(f"{one_line(one.address)} {one_line(str(one.reason))}")
            unread = tell_problems(project)
            self.is_incomplete = self.is_incomplete or unread or len(known) < len(found)
            self._documents[path] = known
        return self._documents[path]

    def _beside(self, path: str) -> str:
        """A path of the file, which is relative to where the file stands."""
        return os.path.normpath(os.path.join(os.path.dirname(self.source.file), path))


def _is_meant(address: str, wanted: str) -> bool:
    bare = address.rpartition(".")[2] if address.startswith("AWS::") else address
    return wanted in (address, bare) or address.startswith(f"{wanted}[")


def _as_sources(documents: Sequence[DeployedDocument], test: PolicyTest) -> Iterator[PolicySource]:
    by_place: dict[tuple[str, str], list[DeployedDocument]] = {}
    for one in documents:
        by_place.setdefault((one.address, one.place), []).append(one)
    for (address, _), alternatives in by_place.items():
        chosen = [one for one in alternatives if _is_chosen(one.held.choices, test)]
        read = (
            read_document(
                with_given(one.held.value, test.values),
                completes_arns=one.held.document.completes_arns,
            )
            for one in chosen
        )
        yield PolicySource(address, tuple(read), tuple(one.held.choices for one in chosen))


def _is_chosen(choices: Sequence[Choice], test: PolicyTest) -> bool:
    return all(test.values.get(one.condition, one.label) == one.label for one in choices)


def _result(test: PolicyTest, expectation: Expectation, sources: Sequence[PolicySource]) -> Result:
    labels = tuple(source.label for source in sources)
    documents = [document for source in sources for document in source.documents]
    try:
        arguments = _arguments(test, expectation, documents)
        request = asked_request(arguments, documents)
        answers = [
            (choices, answer(chosen, request, attached=arguments.attached))
            for choices, chosen in combinations(sources)
        ]
    except Complaint as complaint:
        return Result(test, expectation, None, str(complaint))
    wanted = Outcome.ALLOWED if expectation.is_allowed else Outcome.DENIED
    if not answers:
        return Result(test, expectation, None, "the values leave no alternative of the policies")
    # The one that is not as expected says more than one that is.
    choices, decision = next((one for one in answers if one[1].outcome is not wanted), answers[0])
    when = f" when {' and '.join(map(str, choices))}" if choices else ""
    return Result(test, expectation, decision.outcome, f"{decision.reason}{when}", labels, decision)


def _arguments(
    test: PolicyTest, expectation: Expectation, documents: Sequence[object]
) -> Namespace:
    """What ``authorize`` would be asked."""
    who = test.who
    resource = expectation.resource
    if resource:
        require_fitting(expectation.action, asked_action(expectation.action), resource)
        resource = arn_of_resource(resource, documents)  # type: ignore[arg-type]
    return Namespace(
        action=expectation.action,
        topic=None,
        resource_arn=resource,
        client_id=who.get("client_id", ""),
        thing=who.get("thing", ""),
        attached=who.get("attached", True),
        exclusive=who.get("exclusive", False),
        certificate_id=who.get("certificate_id", ""),
        certificate=_pairs(who.get("certificate", {})),
        thing_type=who.get("thing_type", ""),
        attribute=_pairs(who.get("attributes", {})),
        account=who.get("account", ""),
        region=who.get("region", ""),
        source_ip=who.get("source_ip", ""),
        context=_pairs(who.get("context", {})),
    )


def _pairs(values: dict[str, tuple[str, ...]]) -> list[str]:
    return [f"{name}={value}" for name, given in values.items() for value in given]
