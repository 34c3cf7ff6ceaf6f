"""Which Region, account and partition a provider configuration stands for.

Source: https://developer.hashicorp.com/terraform/language/providers/configuration and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (partitions)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from checkov_aws_iot.terraform.provider.computed_attributes import Placement
from checkov_aws_iot.terraform.provider.declared import DeclaredModule
from checkov_aws_iot.terraform.syntax.syntax_tree import Block
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.text import Hole, HoleKind, Text, as_hole
from checkov_aws_iot.values.unknown import Absent, Reason, Unknown
from checkov_aws_iot.values.value import OneOf, Value

_PARTITIONS: Final = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
)
_CREDENTIALS: Final = frozenset(
    {"access_key", "profile", "shared_credentials_files", "shared_config_files", "token"}
)
_CREDENTIAL_BLOCKS: Final = frozenset({"assume_role", "assume_role_with_web_identity"})


@dataclass(frozen=True, eq=False)
class Provider:
    """A provider configuration: ``name`` as in ``provider = aws.west``, and the module that has it.

    ``block`` is ``None`` where nobody configures it, so that the environment decides.
    """

    module: DeclaredModule
    name: str
    block: Block | None

    @cached_property
    def unconfigured(self) -> Placement | None:
        """Where a resource will be if nobody says so here, ``None`` if the Region is configured."""
        if self.block is not None and "region" in self.block.body.attributes:
            return None
        return _placed(self, self.region())

    def region(self) -> Value:
        """Its Region: a ``str`` where it is known, otherwise a hole, or a ``OneOf`` of these."""
        value = self._argument("region")
        if value is None or isinstance(value, Absent):
            return _hole(f"{self._address}.region", HoleKind.REGION)
        return as_region(value)

    @property
    def account_origin(self) -> str:
        """Names the account. Configurations without credentials of their own share one."""
        body = self.block.body if self.block else None
        if body is not None and (
            _CREDENTIALS & body.attributes.keys()
            or any(block.type in _CREDENTIAL_BLOCKS for block in body.blocks)
        ):
            return f"{self._address}.account_id"
        return f"provider.{self.name.partition('.')[0]}.account_id"

    @property
    def _address(self) -> str:
        return f"{self.module.prefix}provider.{self.name}"

    def _argument(self, name: str) -> Value:
        argument = self.block.body.attributes.get(name) if self.block else None
        return self.module.evaluate(argument.expression) if argument is not None else None


def placement_in(provider: Provider, region: Value) -> Placement:
    """Where a resource of the provider will be; ``region`` is its own argument, or ``ABSENT``."""
    if region is None or isinstance(region, Absent):
        return provider.unconfigured or _placed(provider, provider.region())
    return _placed(provider, as_region(region))


def _placed(provider: Provider, region: Value) -> Placement:
    return Placement(
        partition=_of_region(region, 1, provider),
        region=region,
        account=_hole(provider.account_origin, HoleKind.ACCOUNT),
        dns_suffix=_of_region(region, 2, provider),
    )


def as_region(value: Value) -> Value:
    """The value as a Region: what is not known is a hole of that kind."""
    return mapped(value, _as_region)


def _as_region(value: Value) -> Value:
    if isinstance(value, Unknown):
        return Text((as_hole(value, HoleKind.REGION),))
    if isinstance(value, Text) and len(value.parts) == 1:
        (hole,) = value.holes
        return Text((replace(hole, kind=HoleKind.REGION),))
    return value


def _of_region(region: Value, column: int, provider: Provider) -> Value:
    """The partition, or the domain of the partition, that a Region belongs to."""
    if isinstance(region, OneOf):
        choices = tuple(
            (label, _of_region(value, column, provider)) for label, value in region.choices
        )
        return (
            choices[0][1]
            if len({value for _, value in choices}) == 1
            else OneOf(region.condition, choices)
        )
    if isinstance(region, str):
        for row in _PARTITIONS:
            if region.startswith(row[0]):
                return row[column]
        return ("", "aws", "amazonaws.com")[column]
    name = "provider." + provider.name.partition(".")[0]
    if column == 1:
        return _hole(f"{name}.partition", HoleKind.PARTITION)
    return _hole(f"{name}.dns_suffix", HoleKind.OTHER)


def _hole(origin: str, kind: HoleKind) -> Text:
    return Text((Hole(origin, kind, Reason.PROVIDER),))
