"""What a rule says where a reference means one of several resources, and it is not known which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Observation, Unjudged


def of_one_among(each: Sequence[Iterable[Observation]], what: str) -> Iterator[Observation]:
    """The observations, if they decide alike whichever resource is meant; else that it is not known.

    ``each`` holds the observations of every resource that may be meant, ``what`` says what they are.
    """
    listed = [tuple(observations) for observations in each]
    failing = [any(isinstance(one, Finding) for one in observations) for observations in listed]
    if all(failing) or not any(failing):
        for observations in listed:
            yield from observations
    else:
        yield Unjudged(f"which {what} of the same name is meant is not known")
