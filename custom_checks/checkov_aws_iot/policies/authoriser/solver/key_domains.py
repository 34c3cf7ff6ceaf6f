"""What values the unknowns of a question may have, by their names.

Source: AWS IoT Core Developer Guide, "Thing policy variables", "X.509 Certificate AWS IoT Core policy
variables"; IAM User Guide, "AWS global condition context keys".
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Final

from checkov_aws_iot.patterns.language import EVERYTHING, NOTHING, Language, language_of
from checkov_aws_iot.patterns.pattern import Among, One, Pattern, Run, exactly, pattern_of
from checkov_aws_iot.policies.authoriser.identity import (
    ALWAYS_PRESENT,
    CLIENT_ID,
    IS_ATTACHED,
    THING_NAME,
)
from checkov_aws_iot.policies.authoriser.references import ACCOUNT, PARTITION, REGION, own_key
from checkov_aws_iot.policies.authoriser.solver.lines import Scale
from checkov_aws_iot.policies.model.variables import documented_variable

CLIENT: Final = CLIENT_ID.lower()
THING: Final = THING_NAME.lower()
ATTACHED: Final = IS_ATTACHED.lower()
NOW, EPOCH = "aws:currenttime", "aws:epochtime"
_THING_KEYS = "iot:connection.thing."
_ALWAYS = frozenset(key.lower() for key in ALWAYS_PRESENT)

_MULTIVALUED = frozenset(
    (
        "iot:connectattributes",
        "iot:certificate.availablekeys",
        "iot:thinggrouparn",
        "iot:tunneldestinationservice",
        "aws:tagkeys",
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:resourceorgpaths",
        "aws:sourceorgpaths",
        "aws:principalservicenameslist",
        "cognito-identity.amazonaws.com:amr",
    )
)
_MORE_IOT_KEYS = frozenset(
    (
        "iot:connectattributes",
        "iot:lastwilltopic",
        "iot:topic",
        "iot:thinggrouparn",
        "iot:tunneldestinationservice",
        "iot:clientmode",
        "iot:delete",
        "iot:jobid",
    )
)
_BOOLEANS = frozenset(
    (
        ATTACHED,
        "iot:delete",
        "aws:securetransport",
        "aws:multifactorauthpresent",
        "aws:viaawsservice",
        "aws:principalisawsservice",
        "aws:ec2instancesourcevpc",
    )
)
_SCALES = {
    NOW: Scale.MOMENT,
    EPOCH: Scale.MOMENT,
    "aws:tokenissuetime": Scale.MOMENT,
    "aws:multifactorauthage": Scale.WHOLE_NUMBER,
    "aws:sourceip": Scale.ADDRESS,
    "aws:vpcsourceip": Scale.ADDRESS,
}

_PARTITIONS = (
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
)
# Those of the question, of variables that are not substituted and of what fills a word, too.
_PRINTABLE = frozenset(map(chr, range(32, 127)))
_NOT_EMPTY = language_of(pattern_of((One(), Run())))
_TRUTHS = language_of(exactly("true"), exactly("false"))


def is_thing_key(key: str) -> bool:
    """Whether the key has a value only in a connection of an attached thing."""
    return key.startswith(_THING_KEYS) and key != ATTACHED


def is_documented(key: str) -> bool:
    """Whether a key of AWS IoT is one; keys of other services are taken to be."""
    return (
        not key.startswith("iot:")
        or key in _MORE_IOT_KEYS
        or key.startswith("iot:commandexecutionparameter")
        or documented_variable(key) is not None
    )


def is_always_present(key: str) -> bool:
    """Whether every request has a value for the key."""
    return key in _ALWAYS


def scale_of(key: str) -> Scale | None:
    """The line that the values of the key are on, if its name says so."""
    return _SCALES.get(own_key(key))


_WITH_ONE_VALUE = (
    "iot:",
    "aws:",
    "cognito-identity.amazonaws.com:",
    "credentials-iot:",
    "resource:",
    "hole:",
)


def is_multivalued(key: str, *, quantified: bool) -> bool:
    """Whether the key may have several values at once; ``quantified``: a set operator is used on it.

    Global keys, those of AWS IoT and of whom it gives credentials to are documented. Of others the
    operators tell.
    """
    key = own_key(key)
    if key in _MULTIVALUED or (key.startswith("iot:certificate.") and key.endswith(".list")):
        return True
    return quantified and not key.startswith(_WITH_ONE_VALUE)


class Universes:
    """The values that each unknown may have, over the characters of a document.

    ``marks`` stand for texts that are not known, which may be fields of the resource. ``places`` are the
    partitions, Regions and accounts that the document spells out, by their unknown: that is where it is
    deployed.
    """

    def __init__(
        self,
        characters: frozenset[str],
        marks: tuple[str, ...] = (),
        places: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._characters = characters | _PRINTABLE
        self._marks = language_of(*map(exactly, marks))
        self._places = places or {}
        self._made: dict[str, Language] = {}

    def of(self, unknown: str) -> Language:
        """The values of an unknown that are texts."""
        if unknown not in self._made:
            places = self._places.get(unknown)
            own = own_key(unknown)
            universe = language_of(*map(exactly, places)) if places else self._universe(own)
            if unknown in (PARTITION, REGION, ACCOUNT) and self._marks != NOTHING:
                universe |= self._marks
            self._made[unknown] = universe
        return self._made[unknown]

    def _universe(self, unknown: str) -> Language:
        name = unknown.rpartition("#")[0] or unknown
        if name in _BOOLEANS:
            return _TRUTHS
        if name == PARTITION:
            return language_of(*map(exactly, _PARTITIONS))
        if name == ACCOUNT or re.fullmatch(r"aws:[a-z]+account", name):
            return language_of(Pattern((Among(frozenset(string.digits)),) * 12))
        if name == REGION:
            one = self._one_of(f"{string.ascii_lowercase}{string.digits}-")
            return language_of(pattern_of((one, Run(one.excluded))))
        if name in (THING, "credentials-iot:thingname"):
            one = self._one_of(f"{string.ascii_letters}{string.digits}:_-")
            return language_of(pattern_of((one, Run(one.excluded))))
        if name in ("iot:certificateid", "credentials-iot:awscertificateid"):
            return language_of(Pattern((Among(frozenset("0123456789abcdef")),) * 64))
        if name == "iot:connectattributes":
            return language_of(exactly("PersistentConnect"), exactly("LastWill"))
        if name.startswith("iot:certificate.") and name.endswith(("commonname", "serialnumber")):
            return language_of(pattern_of((One(frozenset("/")), Run(frozenset("/")))))
        if name.startswith("hole:"):
            return language_of(pattern_of((One(frozenset("*?")), Run(frozenset("*?")))))
        return _NOT_EMPTY if name.startswith("iot:") else EVERYTHING

    def _one_of(self, wanted: str) -> One:
        """One of these characters, as far as the document can tell characters apart."""
        return One(self._characters - frozenset(wanted))
