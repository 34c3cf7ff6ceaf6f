"""What is wrong with the body of a provisioning template as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aws_iot.cloudformation.pseudo_parameters import (
    CERTIFICATE_FIELDS,
    CERTIFICATE_PREFIX,
)
from checkov_aws_iot.provisioning.names import BodyNames
from checkov_aws_iot.provisioning.template import Problem, ResourceType, TemplateResource
from checkov_aws_iot.values.value import Mapping, Sequence, Value, span_of

_SOURCES = ("CertificateSigningRequest", "CertificateId", "CertificatePem")
_MOST_DEPTH = 100


def problems_of(
    body: Mapping,
    names: BodyNames,
    resources: tuple[TemplateResource, ...],
    *,
    complete: bool,
) -> Iterator[Problem]:
    """Everything that keeps the template from working.

    ``complete`` says that all resources are known; otherwise nothing is missed.

    Source: AWS IoT Core Developer Guide, "Provisioning templates": a certificate and a policy are
    created for the device, a policy has either a name or a document, a certificate one source.
    """
    if complete:
        yield from _missing(resources)
    for resource in resources:
        if resource.type is ResourceType.POLICY:
            yield from _policy_problems(resource)
        elif resource.type is ResourceType.CERTIFICATE:
            yield from _certificate_problems(resource)
    for section in ("Resources", "DeviceConfiguration"):
        yield from _undeclared(body.get(section), section, names, 0)


def _missing(resources: tuple[TemplateResource, ...]) -> Iterator[Problem]:
    for resource_type, consequence in (
        (ResourceType.CERTIFICATE, "a device is registered without an active certificate"),
        (ResourceType.POLICY, "a provisioned device may do nothing"),
    ):
        if all(resource.type is not resource_type for resource in resources):
            yield Problem(
                f"the template has no {resource_type.value} resource, so that {consequence}",
                f"add a resource of the type {resource_type.value}",
                "Resources",
            )


def _policy_problems(resource: TemplateResource) -> Iterator[Problem]:
    named = "PolicyName" in resource.properties
    written = "PolicyDocument" in resource.properties
    if named == written and (named or resource.complete):
        yield Problem(
            f'policy "{resource.logical_id}" has '
            + (
                "both PolicyName and PolicyDocument"
                if named
                else "neither PolicyName nor PolicyDocument"
            ),
            "name an existing policy or write the document, one of both",
            f"{resource.path}/Properties",
            resource.span,
        )
        return
    for name in ("PolicyName", "PolicyDocument"):
        if name in resource.properties and _is_empty(resource.properties[name]):
            yield Problem(
                f'policy "{resource.logical_id}" has an empty {name}',
                "name an existing policy or write the document",
                f"{resource.path}/Properties/{name}",
                resource.span,
            )


def _is_empty(value: Value) -> bool:
    if isinstance(value, str):
        return value.strip() in ("", "{}")
    return value is None or (isinstance(value, Mapping) and not value)


def _certificate_problems(resource: TemplateResource) -> Iterator[Problem]:
    sources = [source for source in _SOURCES if source in resource.properties]
    if len(sources) > 1:
        yield Problem(
            f'certificate "{resource.logical_id}" comes from more than one source: '
            + " and ".join(sources),
            "keep one of them",
            f"{resource.path}/Properties",
            resource.span,
        )


def _no_parameter(written: str, name: str, path: str, value: Value) -> Problem:
    if name.startswith(CERTIFICATE_PREFIX):
        return Problem(
            f"{written} names a parameter that AWS IoT does not have",
            f"use one of {', '.join(CERTIFICATE_FIELDS)} behind {CERTIFICATE_PREFIX}",
            path,
            span_of(value),
        )
    return Problem(
        f"{written} names a parameter that the template does not declare",
        f'declare "{name}" under Parameters',
        path,
        span_of(value),
    )


def _substituted(value: Value) -> list[str]:
    """The parameters that ``Fn::Sub`` puts into a text; names that it brings along are none."""
    text, own = (value[0], value[1:]) if isinstance(value, Sequence) and value else (value, [])
    brought = own[0] if own and isinstance(own[0], Mapping) else {}
    found = _PARAMETER.findall(text) if isinstance(text, str) else []
    return [name for name in found if name not in brought]


# Other names are policy variables, whether or not they are escaped as they should be.
_PARAMETER = re.compile(rf"\$\{{((?:{CERTIFICATE_PREFIX})?[A-Za-z0-9]+)\}}")


def _undeclared(value: Value, path: str, names: BodyNames, depth: int) -> Iterator[Problem]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, Sequence):
        for index, item in enumerate(value):
            yield from _undeclared(item, f"{path}/[{index}]", names, depth + 1)
    elif isinstance(value, Mapping):
        for written, name, key in _named(value):
            if not names.declares(name):
                yield _no_parameter(written, name, f"{path}/{key}", value)
        for key, item in value.items():
            yield from _undeclared(item, f"{path}/{key}", names, depth + 1)


def _named(value: Mapping) -> Iterator[tuple[str, str, str]]:
    """The parameters that an intrinsic function names: as written, the name, and the function."""
    if len(value) != 1:
        return
    ref = value.get("Ref")
    if isinstance(ref, str):
        yield f'Ref "{ref}"', ref, "Ref"
    for name in _substituted(value.get("Fn::Sub")):
        yield f'"${{{name}}}"', name, "Fn::Sub"
