"""The neutral resources of a Terraform configuration or plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.frameworks import (
    cloudformation_readings,
    cloudformation_store_readings,
    terraform_identity_readings,
    terraform_iot_readings,
    terraform_store_readings,
)
from checkov_aws_iot.frameworks.cloudformation_reading import ProviderProperties, snake_case
from checkov_aws_iot.resources.graph import ResourceGraph

if TYPE_CHECKING:
    from checkov_aws_iot.frameworks.cloudformation_reading import Reading as SchemaReading
    from checkov_aws_iot.frameworks.terraform_reading import Instance, Reading
    from checkov_aws_iot.resources.kind import Kind
    from checkov_aws_iot.resources.resource import Resource

_READINGS: dict[str, Reading] = {
    **terraform_identity_readings.READINGS,
    **terraform_iot_readings.READINGS,
    **terraform_store_readings.READINGS,
}


def schema_type(cloudformation_type: str) -> str:
    """The type in the awscc provider: ``AWS::IoT::TopicRule`` is ``awscc_iot_topic_rule``."""
    _, service, resource = cloudformation_type.split("::")
    return f"awscc_{service.lower()}_{snake_case(resource)}"


_SCHEMA_READINGS: dict[str, SchemaReading] = {
    schema_type(name): reading
    for name, reading in {
        **cloudformation_readings.READINGS,
        **cloudformation_store_readings.READINGS,
    }.items()
    if not name.startswith("AWS::Serverless::")
}

_DATA_READINGS = terraform_iot_readings.DATA_READINGS


class TerraformGraph:
    """The resources of one scan, by kind, each read when it is asked for.

    ``instances`` gives all resources of some types; those that are never created are left out.
    """

    def __init__(self, instances: Callable[[frozenset[str]], Iterable[Instance]]) -> None:
        self._instances = instances
        self.graph = ResourceGraph(self._of_kind)

    def resource(self, instance: Instance) -> Resource | None:
        """The instance in neutral words; ``None`` if it is of no kind that rules read."""
        return next(_read(instance), None)

    def _of_kind(self, kind: Kind) -> Iterator[Resource]:
        types = frozenset(
            (
                *(name for name, reading in _READINGS.items() if reading.kind is kind),
                *(name for name, reading in _SCHEMA_READINGS.items() if reading.kind is kind),
            )
        )
        for instance in self._instances(types) if types else ():
            if not getattr(instance, "never_created", False):
                yield from _read(instance)


def _read(instance: Instance) -> Iterator[Resource]:
    reading = _READINGS.get(instance.type)
    schema_reading = _SCHEMA_READINGS.get(instance.type)
    if reading is None and schema_reading is None:
        reading = _DATA_READINGS.get(instance.type.removeprefix("data."))
    if reading is not None:
        yield from reading.read(instance)
    elif schema_reading is not None:
        yield from schema_reading.read(ProviderProperties(instance))
