"""Text that something fills in on the way to the deployed template."""

from __future__ import annotations

import re
from typing import Final

from checkov_aws_iot.cloudformation.pseudo_parameters import pseudo_parameter
from checkov_aws_iot.values.text import Hole, Text, join_text

# "{{resolve:ssm:/path}}" of CloudFormation, and "#{AWS::Region}" of a plugin of the Serverless
# Framework, which also fills in the files that its own file includes.
_PLACEHOLDER: Final = re.compile(r"\{\{(resolve:[^{}]*)\}\}|#\{(AWS::\w+)\}")


def with_dynamic_references(text: str | Text) -> str | Text:
    """The text with dynamic references as holes, and pseudo parameters as what they stand for.

    Source: AWS CloudFormation User Guide, "Get values stored in other services using dynamic
    references".
    """
    parts = text.parts if isinstance(text, Text) else (text,)
    if not any(isinstance(part, str) and _PLACEHOLDER.search(part) for part in parts):
        return text
    return join_text(piece for part in parts for piece in _pieces(part))


def _pieces(part: str | Hole) -> list[str | Hole | Text]:
    if isinstance(part, Hole):
        return [part]
    pieces: list[str | Hole | Text] = []
    end = 0
    for match in _PLACEHOLDER.finditer(part):
        value = pseudo_parameter(match[2]) if match[2] else None
        hole = Hole(match[1] or match[2], reason="is looked up at deployment")
        pieces += [part[end : match.start()], value if isinstance(value, Text) else hole]
        end = match.end()
    return [*pieces, part[end:]]
