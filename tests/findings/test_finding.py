"""What users read of findings that are there in some cases only."""

from __future__ import annotations

from checkov_aws_iot.findings.finding import Finding, detail_lines
from checkov_aws_iot.values.alternatives import Choice

PATH = "Statement/[0]/Resource"


def wide(name: str, *choices: Choice, path: str = PATH, fault: str = "is wide") -> Finding:
    return Finding(f'Resource "{name}" {fault}; use "{name}/own"', path, choices=choices)


def stage(label: str) -> Choice:
    return Choice("Stage", label)


def test_the_same_in_several_cases_is_one_line() -> None:
    findings = [wide(f"{each}-*", stage(each)) for each in ("dev", "test", "prod")]
    assert detail_lines(findings) == [
        'Resource "dev-*" is wide; use "dev-*/own" (when `Stage` is dev, and likewise test, prod)'
    ]


def test_cases_of_several_conditions_are_counted() -> None:
    size = Choice("Size", "big")
    findings = [wide("a", stage("dev")), wide("b", stage("prod"), size), wide("c", size)]
    assert detail_lines(findings[:2]) == [
        'Resource "a" is wide; use "a/own" (when `Stage` is dev, and likewise in 1 other case)'
    ]
    assert detail_lines(findings) == [
        'Resource "a" is wide; use "a/own" (when `Stage` is dev, and likewise in 2 other cases)'
    ]


def test_what_is_not_the_same_has_lines_of_its_own() -> None:
    for other in (
        wide("b", stage("prod"), path="Statement/[1]/Resource"),
        wide("b", stage("prod"), fault="is open"),
        wide("b", stage("dev")),
        wide("b"),
    ):
        findings = [wide("a", stage("dev")), other]
        assert detail_lines(findings) == [str(each) for each in findings]


def test_two_faults_of_one_element_are_two_lines_in_every_case() -> None:
    findings = [wide(f"{a}-{n}", stage(a)) for a in ("dev", "prod") for n in ("x", "y")]
    lines = detail_lines(findings)
    assert [line.partition(" is")[0] for line in lines] == ['Resource "dev-x"', 'Resource "dev-y"']
    assert all(line.endswith("(when `Stage` is dev, and likewise prod)") for line in lines)
