"""What the kinds say about types of resources, for the readers of Terraform and CloudFormation."""

from __future__ import annotations

from functools import cache

from checkov_aws_iot.cloudformation.resource_names import Naming
from checkov_aws_iot.resources.kind_lookup import declaration_of, kind_of
from checkov_aws_iot.resources.reading.columns import References
from checkov_aws_iot.resources.reading.dialects import CloudFormation, ProviderType, Terraform


class KnownTypes:
    """The types of all kinds, each read when it is asked for."""

    def computed_forms(self, resource_type: str, *, data: bool) -> dict[str, str]:
        """By attribute the form of what the provider computes from the arguments."""
        return _computed_forms(resource_type, data)

    def is_caller(self, resource_type: str) -> bool:
        """Whether the ARN says whose account calls, while which instance it is decides nothing."""
        kind = kind_of(resource_type)
        return kind is not None and kind.is_caller

    def reference_lists(self, resource_type: str) -> frozenset[str]:
        """The arguments that are lists of references."""
        declared = declaration_of(resource_type)
        columns = declared.columns.values() if declared is not None else ()
        return frozenset(column.path for column in columns if isinstance(column, References))

    def naming(self, resource_type: str) -> Naming | None:
        """How the type of CloudFormation is named; ``None`` if that is not known."""
        return _naming(resource_type)


KNOWN_TYPES = KnownTypes()


@cache
def _computed_forms(resource_type: str, data: bool) -> dict[str, str]:
    kind, declared = kind_of(resource_type), declaration_of(resource_type)
    if kind is None or not isinstance(declared, (Terraform, ProviderType)):
        return {}
    return declared.computed_forms(kind, data=data)


@cache
def _naming(resource_type: str) -> Naming | None:
    kind, declared = kind_of(resource_type), declaration_of(resource_type)
    if kind is None or not isinstance(declared, CloudFormation) or not declared.arns:
        return None
    arn, reference = declared.arn_form(kind), declared.reference_form(kind)
    return Naming(declared.name_property(), arn, declared.arns, reference)
