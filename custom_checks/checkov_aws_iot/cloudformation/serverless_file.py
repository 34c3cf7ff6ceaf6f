"""A file of the Serverless Framework: more than the template that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.cloudformation.syntax.template_nodes import entry, items_of
from checkov_aws_iot.cloudformation.syntax.template_spans import comment_lines
from checkov_aws_iot.values.unknown import ABSENT

if TYPE_CHECKING:
    from checkov_aws_iot.cloudformation.template import Template
    from checkov_aws_iot.values.span import Span
    from checkov_aws_iot.values.value import Value

# Whoever reads the file puts a blank behind "file", lest Checkov's parser follow it.
_INCLUDED: Final = re.compile(r"\$\{file ?\(([^(){}$:]+)\)\}")


class ServerlessFile:
    """The file as Checkov's parser reads it, and the template in it, which may be empty.

    No method raises.
    """

    def __init__(self, definition: object, template: Template) -> None:
        self._definition = definition
        self.template = template

    @property
    def is_for_aws(self) -> bool:
        """Whether the provider is AWS: the name of it, or a section with this name."""
        provider = entry(self._definition, "provider")
        if isinstance(provider, dict):
            provider = entry(provider, "name")
            return isinstance(provider, str) and provider.lower() == "aws"
        return provider == "aws"

    def provider(self) -> ServerlessSection | None:
        """The provider; ``None`` if it is but a name."""
        return self._section(self._definition, "provider")

    def function(self, name: str) -> ServerlessSection | None:
        """The function of this name; ``None`` if there is none, or if it stands in another file."""
        return self._section(entry(self._definition, "functions"), name)

    def functions(self) -> Iterator[tuple[str, ServerlessSection]]:
        """The functions with their names, those that stand in the file itself."""
        for name, node in items_of(entry(self._definition, "functions")):
            if isinstance(node, dict):
                yield name, ServerlessSection(self.template, node)

    def included_resources(self) -> Iterator[str]:
        """The paths of the files that hold resources of the stack, from the directory of the file."""
        resources = entry(self._definition, "resources")
        parts = resources if isinstance(resources, list) else [resources]
        for part in (*parts, entry(resources, "Resources")):
            match = _INCLUDED.fullmatch(part) if isinstance(part, str) else None
            if match:
                yield match[1]

    def _section(self, within: object, name: str) -> ServerlessSection | None:
        node = entry(within, name)
        return ServerlessSection(self.template, node) if isinstance(node, dict) else None


class ServerlessSection:
    """A mapping of the file. Its expressions are those of the template, for they end up there."""

    def __init__(self, template: Template, node: object) -> None:
        self.template = template
        self._node = node

    @property
    def span(self) -> Span | None:
        """The lines of the section."""
        return self.template.span(self._node)

    @property
    def comment_lines(self) -> Span | None:
        """The lines in which skip comments of the section may stand."""
        return comment_lines(self._node, self.template.file)

    def get(self, name: str) -> Value:
        """The value under the name, ``ABSENT`` if it is not written.

        Statements for the default role have no effect where the provider names another role.

        Source: Serverless Framework documentation, "IAM", section "Custom IAM Roles".
        """
        if name == "iamRoleStatements" and self._has_custom_role():
            return ABSENT
        return self.template.value_at(self._node, (name,))

    def _has_custom_role(self) -> bool:
        """Whether a role is named that stands elsewhere, in the place of today or the older one."""
        role = entry(entry(self._node, "iam"), "role")
        is_reference = any(key == "Ref" or key.startswith("Fn::") for key, _ in items_of(role))
        return entry(self._node, "role") is not None or isinstance(role, str) or is_reference
