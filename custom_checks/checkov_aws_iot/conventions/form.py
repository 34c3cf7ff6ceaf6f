"""The form of a file of conventions: the schema for editors and what the reader checks are this one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

# A "description" completes the sentence "... must be"; it stands in the schema and in messages.
_TEXT: Final = {"type": "string", "pattern": r"\S", "description": "a text that is not empty"}


def _list_of(item: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": item}


def _mapping(
    properties: dict[str, Any], description: str, required: tuple[str, ...] = ()
) -> dict[str, Any]:
    needed = {"required": list(required)} if required else {}
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "properties": properties,
        **needed,
    }


def form(check_ids: Iterable[str], severities: Iterable[str]) -> dict[str, Any]:
    """The form as a JSON schema, for a pack with these checks."""
    ids = list(check_ids)
    severity = {"enum": list(severities), "description": "a severity"}
    check = {"enum": ids, "description": "the id of a check"}
    ignore = _mapping(
        {
            "check": check,
            "resource": {**_TEXT, "description": "a pattern for resources as reports name them"},
            "path": {**_TEXT, "description": "a pattern for files, or a directory"},
            "reason": _TEXT,
            "until": {
                "type": "string",
                "format": "date",
                "description": "a day such as 2027-01-31",
            },
        },
        "findings that are left out, up to a day",
        ("check", "reason"),
    )
    ignore["anyOf"] = [{"required": ["resource"]}, {"required": ["path"]}]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Conventions of checkov-aws-iot",
        **_mapping(
            {
                "accounts": _list_of(
                    {
                        "type": "string",
                        "pattern": "^[0-9]{12}$",
                        "description": "twelve digits in quotes",
                    },
                    "a list of accounts that count as own",
                ),
                "organizations": _list_of(
                    {
                        "type": "string",
                        "pattern": "^o-[a-z0-9]{10,32}$",
                        "description": "the id of an organization, such as o-a1b2c3d4e5",
                    },
                    "a list of organizations that count as own",
                ),
                "identity": _mapping(
                    {
                        "variables": _list_of(
                            {
                                "type": "string",
                                "pattern": r"^iot:(Connection\.Thing\.Attributes\[[A-Za-z0-9_.,@/:#-]+\]"
                                r"|Certificate\.Subject\.[A-Za-z]+(\.[0-9])?)$",
                                "description": "a policy variable such as "
                                "iot:Connection.Thing.Attributes[serial]",
                            },
                            "a list of variables that tell one device from all others",
                        ),
                        "things": _list_of(
                            {
                                "type": "string",
                                "pattern": r"^[a-zA-Z0-9:_*?-]{1,128}$",
                                "description": "a pattern for the names of things, such as pump-????",
                            },
                            "a list of patterns of which every name of a thing fits one",
                        ),
                    },
                    "a mapping with variables or things",
                ),
                "shared": _list_of(
                    _mapping(
                        {
                            "topic": {
                                "type": "string",
                                "pattern": r"^[^$+#*?\s][^$+#\s]*$",
                                "description": "a pattern such as fleet/broadcast/* that begins"
                                " with text and has no $, + or #",
                            },
                            "reason": _TEXT,
                        },
                        "a topic and the reason why every device may use it",
                        ("topic", "reason"),
                    ),
                    "a list of topics that devices share on purpose",
                ),
                "regions": _list_of(
                    {
                        "type": "string",
                        "pattern": "^[a-z]{2}(-[a-z]+)+-[0-9]+$",
                        "description": "the name of a Region, such as eu-west-1",
                    },
                    "a list of Regions in which copies may be",
                ),
                "severities": _mapping(
                    dict.fromkeys(ids, severity), "a mapping from checks to severities"
                ),
                "ignore": _list_of(ignore, "a list of findings that are left out"),
            },
            "a mapping",
        ),
        "type": ["object", "null"],
    }
