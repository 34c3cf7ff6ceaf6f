"""The policy documents that a user names: files of documents, and resources of configurations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.project_paths import variable_files
from checkov_aws_iot.engine.documents.policy_resources import (
    policy_types,
    template_documents,
    template_policies,
    terraform_documents,
)
from checkov_aws_iot.engine.projects.plan_project import is_plan
from checkov_aws_iot.engine.reading.document_kinds import is_identity_policy
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.plan.plan_file import Plan, PlannedInstance
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.nearest_names import did_you_mean
from checkov_aws_iot.values.value import Mapping, Value

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.held_documents import HeldDocument
    from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance

MOST_BYTES = 5_000_000
MOST_COMBINATIONS = 64

_TERRAFORM = (".tf", ".tf.json")
_TEMPLATES = (".yaml", ".yml", ".template")
# How the AWS command line and CloudFormation call a document inside of something.
_WRAPPERS = ("policyDocument", "PolicyDocument", "Document")


@dataclass(frozen=True, slots=True)
class PolicySource:
    """One policy, or the alternatives that it may be. Documents and choices are parallel."""

    label: str
    documents: tuple[Document, ...]
    choices: tuple[tuple[Choice, ...], ...] = ((),)


def policy_sources(
    paths: Sequence[str], addresses: Sequence[str], var_files: Sequence[str] = ()
) -> list[PolicySource]:
    """The policies in the files, in order; ``var_files`` are values of Terraform variables.

    Raises:
        Complaint: a file is missing, is not a policy, or does not have one of the addresses.
    """
    found: list[PolicySource] = []
    used: set[str] = set()
    names: list[str] = []
    values = variable_files(var_files)
    for path in paths:
        if not os.path.exists(path):
            raise Complaint(f'the path "{path}" does not exist')
        if os.path.isdir(path) or path.endswith(_TERRAFORM):
            sources = _of_terraform(path, addresses, values, names)
        elif path.endswith(_TEMPLATES):
            sources = _of_template(path, addresses, names)
        else:
            sources = _of_json(path, addresses, names)
        used.update(address for address, _ in sources)
        found.extend(source for _, source in sources)
    missing = [address for address in addresses if address not in used]
    if missing:
        hint = did_you_mean(missing[0], names)
        where = " or ".join(paths)
        raise Complaint(f'there is no policy resource "{missing[0]}" in {where}{hint}')
    return found


def combinations(
    sources: Sequence[PolicySource],
) -> Iterator[tuple[tuple[Choice, ...], tuple[Document, ...]]]:
    """Every way the policies may turn out together; equal conditions always choose alike.

    Raises:
        Complaint: there are too many ways.
    """
    count = 0
    for taken in product(*(range(len(source.documents)) for source in sources)):
        picked = list(zip(sources, taken, strict=True))
        choices = tuple(dict.fromkeys(c for source, i in picked for c in source.choices[i]))
        labels: dict[str, str] = {}
        if any(labels.setdefault(c.condition, c.label) != c.label for c in choices):
            continue
        count += 1
        if count > MOST_COMBINATIONS:
            raise Complaint("the policies depend on too many unknown conditions")
        yield choices, tuple(source.documents[i] for source, i in picked)


def _of_json(
    path: str, addresses: Sequence[str], names: list[str]
) -> list[tuple[str, PolicySource]]:
    text = _text(path)
    if is_plan(text):
        plan = Plan(text, path, KNOWN_TYPES)
        return _of_instances(plan.resources(policy_types()), addresses, path, names)
    try:
        value = parse_json(text, path)
    except JsonTextError as error:
        raise Complaint(f'"{path}" is not valid JSON: {error}') from None
    if isinstance(value, Mapping) and isinstance(value.get("Resources"), Mapping):
        return _of_template(path, addresses, names)
    if isinstance(value, Mapping) and "Statement" not in value:
        value = next((value[key] for key in _WRAPPERS if key in value), value)
    return [("", PolicySource(path, (_document(value, path),)))]


def _document(value: Value, path: str) -> Document:
    document = read_document(value)
    if not document.statements and document.unknowns:
        raise Complaint(f'"{path}" is not a policy document: {document.unknowns[0]}')
    return replace(document, completes_arns=is_identity_policy(document))


def _text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Complaint(f'"{path}" cannot be read: {error.strerror}') from None
    if len(content) > MOST_BYTES:
        raise Complaint(f'"{path}" is longer than {MOST_BYTES} bytes')
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Complaint(f'"{path}" is not UTF-8 text') from None


def _of_terraform(
    path: str, addresses: Sequence[str], var_files: tuple[str, ...], names: list[str]
) -> list[tuple[str, PolicySource]]:
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.terraform.modules.configuration import Configuration

    is_directory = os.path.isdir(path)
    root = path if is_directory else os.path.dirname(os.path.abspath(path))
    configuration = Configuration(ConfinedReader(root, var_files), KNOWN_TYPES, var_files)
    resources = [
        instance
        for instance in configuration.resources(policy_types())
        if is_directory or addresses or instance.span.file == os.path.basename(path)
    ]
    return _of_instances(resources, addresses, path, names)


def _of_instances(
    resources: Iterable[ResourceInstance | PlannedInstance],
    addresses: Sequence[str],
    path: str,
    names: list[str],
) -> list[tuple[str, PolicySource]]:
    instances = list(resources)
    names += (instance.address for instance in instances)
    wanted = _wanted([instance.address for instance in instances], addresses, path)
    return [
        (wanted[instance.address], source)
        for instance in instances
        if instance.address in wanted
        for source in _held(instance.address, terraform_documents(instance))
    ]


def _of_template(
    path: str, addresses: Sequence[str], found: list[str]
) -> list[tuple[str, PolicySource]]:
    from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.values.unknown import Unknown

    root, name = os.path.split(os.path.abspath(path))
    template = TemplateFiles(ConfinedReader(root), KNOWN_TYPES).template(name)
    if isinstance(template, Unknown):
        raise Complaint(f'"{path}" is not a CloudFormation template: {template}')
    resources = {resource.logical_id: resource for resource in template_policies(template)}
    found += (resource.address for resource in resources.values())
    names = [address.rpartition(".")[2] for address in addresses]
    wanted = _wanted(list(resources), names, path)
    given = dict(zip(names, addresses, strict=True))
    return [
        (given.get(wanted[logical_id], ""), source)
        for logical_id, resource in resources.items()
        if logical_id in wanted
        for source in _held(logical_id, template_documents(resource))
    ]


def _wanted(found: list[str], addresses: Sequence[str], path: str) -> dict[str, str]:
    """The addresses among those found that are asked for, each with how it was asked for."""
    if not addresses:
        if len(found) == 1:
            return {found[0]: ""}
        several = ", ".join(found[:5]) or "no policy"
        if len(found) > 5:
            several += f" and {len(found) - 5} more"
        raise Complaint(f'"{path}" holds {several}; name one with --resource')
    # An address without a key means all instances of the resource.
    return {
        name: address
        for address in addresses
        for name in found
        if name == address or name.startswith(f"{address}[")
    }


def _held(label: str, documents: Sequence[HeldDocument]) -> Iterator[PolicySource]:
    """One source for each place of the resource that holds a document."""
    by_path: dict[str, list[HeldDocument]] = {}
    for held in documents:
        by_path.setdefault(held.path, []).append(held)
    for path, alternatives in by_path.items():
        yield PolicySource(
            label if len(by_path) == 1 else f"{label} {path}",
            tuple(held.document for held in alternatives),
            tuple(held.choices for held in alternatives),
        )
