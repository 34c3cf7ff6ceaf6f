"""From the value of an attribute to a provisioning template."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.cloudformation.evaluation import evaluate
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.provisioning.consistency import problems_of
from checkov_aws_iot.provisioning.names import BodyNames
from checkov_aws_iot.provisioning.template import (
    EmbeddedPolicy,
    Problem,
    ProvisioningTemplate,
    ResourceType,
    TemplateResource,
)
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Value

_TYPES = {resource_type.value: resource_type for resource_type in ResourceType}


def read_template(value: Value) -> ProvisioningTemplate:
    """The provisioning template that the value of an attribute holds. Never raises.

    ``value`` is a string (a JSON text, maybe with holes), an ``EncodedJson`` or a mapping; it
    holds no ``OneOf``. Parameters that devices supply become holes, so
    ``{"Fn::Join": ["", ["topic/", {"Ref": "SerialNumber"}]]}`` is ``topic/`` and a hole.

    Source: AWS IoT Core Developer Guide, "Provisioning templates".
    """
    body = _decoded(value)
    if isinstance(body, Problem):
        unknown = Unknown(body.text)
        return ProvisioningTemplate(
            policies=(EmbeddedPolicy("", unknown),), problems=(body,), unknowns=(unknown,)
        )
    if isinstance(body, Unknown):
        return ProvisioningTemplate(policies=(EmbeddedPolicy("", body),), unknowns=(body,))
    names = BodyNames(body)
    scope = Scope(names, evaluate)
    unknowns: list[Unknown] = []
    resources = tuple(_resources(body.get("Resources"), scope, unknowns))
    policies = tuple(_policies(resources))
    declared = body.get("Parameters")
    return ProvisioningTemplate(
        parameters=tuple(declared) if isinstance(declared, Mapping) else (),
        resources=resources,
        policies=(*policies, *(EmbeddedPolicy("Resources", unknown) for unknown in unknowns)),
        problems=tuple(problems_of(body, names, resources, complete=not unknowns)),
        unknowns=tuple(unknowns),
    )


def _decoded(value: Value) -> Mapping | Problem | Unknown:
    for _ in range(3):
        if isinstance(value, EncodedJson):
            value = value.value
        elif isinstance(value, (str, Text)):
            if isinstance(value, Text) and len(value.parts) == 1:
                (hole,) = value.holes
                return Unknown.of(hole)
            try:
                span = getattr(value, "span", None)
                value = parse_json(value, span.file, span.start_line) if span else parse_json(value)
            except JsonTextError as error:
                if isinstance(value, Text):
                    # The part that is not known may be what makes it valid.
                    return Unknown(f"is not valid JSON as far as it is known: {error}")
                return Problem(
                    f"the template body is not valid JSON: {error}",
                    "write the body as JSON, or let jsonencode or Fn::ToJsonString write it",
                )
        else:
            break
    if isinstance(value, (Unknown, Mapping)):
        return value
    if isinstance(value, Absent) or value is None:
        return Unknown("there is no template body")
    return Problem(
        "the template body is no JSON object",
        "write an object with Parameters and Resources",
    )


def _resources(
    declared: Value, scope: Scope, unknowns: list[Unknown]
) -> Iterator[TemplateResource]:
    if isinstance(declared, Unknown):
        unknowns.append(declared)
    if not isinstance(declared, Mapping):
        return
    for logical_id, resource in declared.items():
        if isinstance(resource, Unknown):
            unknowns.append(resource)
        if not isinstance(resource, Mapping):
            continue
        written = resource.get("Type")
        if isinstance(written, (Unknown, Text)):
            unknowns.append(Unknown("is the type of a resource and not known", str(written)))
            continue
        properties = scope.evaluate(resource.get("Properties"))
        if isinstance(properties, Unknown):
            unknowns.append(properties)
        yield TemplateResource(
            logical_id=logical_id,
            type=_TYPES.get(written) if isinstance(written, str) else None,
            properties=properties if isinstance(properties, Mapping) else Mapping(),
            path=f"Resources/{logical_id}",
            span=resource.span,
            complete=not isinstance(properties, Unknown),
        )


def _policies(resources: tuple[TemplateResource, ...]) -> Iterator[EmbeddedPolicy]:
    for resource in resources:
        if resource.type is ResourceType.POLICY and "PolicyDocument" in resource.properties:
            path = f"{resource.path}/Properties/PolicyDocument"
            for alternative in alternatives_of(resource.properties["PolicyDocument"]):
                yield EmbeddedPolicy(path, alternative.value, alternative.choices)
