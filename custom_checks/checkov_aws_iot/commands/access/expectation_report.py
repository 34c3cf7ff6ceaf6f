"""The results of ``test``, as text and as JUnit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from checkov_aws_iot.policies.authoriser.authorisation import Outcome
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.commands.access.expectation_run import Result

MOST_STATEMENTS: Final = 8
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Results = Mapping[str, Sequence["Result"]]
"""The results by the file that they are of."""


def as_text(results: Results, *, verbose: bool) -> str:
    """What does not hold, with the statements that decide; all of it if ``verbose``."""
    lines: list[str] = []
    passed = failed = 0
    for file, found in results.items():
        for result in found:
            passed += result.holds
            failed += not result.holds
            if not result.holds:
                lines.append(
                    f"FAILED {_place(file, result)} {result.test.name}: {result.expectation}"
                )
                lines.append(f"  {_reason(result)}")
                lines.extend(f"    {line}" for line in _statements(result))
            elif verbose:
                lines.append(
                    f"ok     {_place(file, result)} {result.test.name}: {result.expectation}"
                )
    lines.append(f"{passed} passed, {failed} failed")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _place(file: str, result: Result) -> str:
    return f"{file}:{result.expectation.line}"


def _reason(result: Result) -> str:
    if result.outcome is None:
        return result.reason
    verb = "is not known" if result.outcome is Outcome.UNKNOWN else f"is {result.outcome.value}"
    return f"{verb}: {result.reason}"


def _statements(result: Result) -> Iterator[str]:
    answers = result.decision.answers if result.decision else ()
    for answer in answers[:MOST_STATEMENTS]:
        statement = answer.statement
        where = f" [{statement.span}]" if statement.span else ""
        label = result.labels[answer.document]
        yield f"{label} {statement.label} ({statement.effect.value}){where} {answer.reason}"
    if len(answers) > MOST_STATEMENTS:
        yield f"and {len(answers) - MOST_STATEMENTS} more"


def as_junit(results: Results) -> str:
    """The results as JUnit: a suite for each file, a case for each expectation."""
    suites = [_suite(file, found) for file, found in results.items()]
    total = sum(map(len, results.values()))
    failed = sum(not result.holds for found in results.values() for result in found)
    head = f'<testsuites name="checkov-aws-iot test" tests="{total}" failures="{failed}">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *suites, "</testsuites>", ""])


def _suite(file: str, found: Sequence[Result]) -> str:
    failed = sum(not result.holds for result in found)
    head = f'  <testsuite name={_attribute(file)} tests="{len(found)}" failures="{failed}">'
    return "\n".join([head, *(_case(file, result) for result in found), "  </testsuite>"])


def _case(file: str, result: Result) -> str:
    head = (
        f"    <testcase classname={_attribute(result.test.name)} name={_attribute(str(result.expectation))}"
        f' file={_attribute(file)} line="{result.expectation.line}"'
    )
    if result.holds:
        return f"{head}/>"
    kind = result.outcome.value if result.outcome else "error"
    text = "\n".join([_reason(result), *_statements(result)])
    message = f'<failure type="{kind}" message={_attribute(_reason(result))}>{escape(_clean(text))}</failure>'
    return f"{head}>\n      {message}\n    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(one_line(_clean(text)))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
