"""What the caller knows about the types of a provider, which Terraform's language does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class ProviderTypes(Protocol):
    """The types of resources and data sources of the providers."""

    def computed_forms(self, resource_type: str, *, data: bool) -> Mapping[str, str]:
        """By attribute the form of what the provider computes from the arguments.

        ``{name}`` stands for an argument, ``{/name}`` for one with exactly one slash in front,
        ``{:region}`` for the Region, as for ``partition``, ``account`` and ``dns_suffix``.
        """

    def is_caller(self, resource_type: str) -> bool:
        """Whether the ARN says whose account calls, while which instance it is decides nothing."""

    def reference_lists(self, resource_type: str) -> frozenset[str]:
        """The arguments that are lists of references, of which a plan may show nothing."""
