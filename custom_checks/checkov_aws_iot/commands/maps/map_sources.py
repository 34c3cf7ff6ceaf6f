"""What a map is drawn from: the configurations, plans and templates below a path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.maps.map_drawing import Drawing, things_of
from checkov_aws_iot.commands.maps.map_faults import Faults, Judging
from checkov_aws_iot.commands.maps.map_picture import Picture
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.engine.reading.path_filters import PathFilter
from checkov_aws_iot.engine.reading.scanned_files import files_among, files_below
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.resources.reading.template_resources import CloudFormationGraph
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.terraform.plan.plan_file import Plan
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.resources.graph import ResourceGraph
    from checkov_aws_iot.resources.neutral_resource import Resource


@dataclass(frozen=True, slots=True)
class _Configuration:
    """One deployment: its neutral graph, what is its own, and what fails in it."""

    title: str
    graph: ResourceGraph
    rules: tuple[Resource[TopicRule], ...]
    policies: tuple[Resource[IotPolicy], ...]
    faults: Faults


def pictures(path: str, conventions: Conventions = NO_CONVENTIONS) -> list[Picture]:
    """A picture for every configuration, plan and template below the path that has topic rules.

    Raises:
        Complaint: there is nothing at the path.
    """
    if not os.path.exists(path):
        raise Complaint(f'the path "{path}" does not exist')
    drawn = []
    base = path if os.path.isdir(path) else os.path.dirname(path)
    for found in _configurations(path, conventions):
        picture = Picture(os.path.normpath(os.path.join(base, found.title)).replace(os.sep, "/"))
        drawing = Drawing(picture, found.graph, found.faults)
        for topic_rule in found.rules:
            drawing.rule(topic_rule)
        for policy in found.policies:
            drawing.policy(policy, things_of(policy, found.graph))
        if picture.boxes:
            drawn.append(picture)
    return drawn


def _configurations(path: str, conventions: Conventions) -> Iterator[_Configuration]:
    is_directory = os.path.isdir(path)
    root = path if is_directory else os.path.dirname(os.path.abspath(path))
    only = "" if is_directory else os.path.basename(path)
    files = files_among(root, [os.path.join(root, only)]) if only else None
    files = files or files_below(os.path.abspath(root), PathFilter())
    reader = ConfinedReader(root)
    judged = Judging(os.path.abspath(root), conventions)
    if files.configurations:
        yield from _terraform(reader, only, judged)
    templates = TemplateFiles(reader, KNOWN_TYPES)
    for file in files.templates:
        yield from _template_or_plan(templates, reader, file, judged)


def _terraform(reader: ConfinedReader, only: str, judged: Judging) -> Iterator[_Configuration]:
    configuration = Configuration(reader, KNOWN_TYPES)
    scan = TerraformGraph(configuration)
    for directory in scan.configurations(TopicRule):
        if only and directory:
            continue
        instances = [
            instance
            for instance in configuration.resources(all_types(Framework.TERRAFORM))
            if instance.module.root.directory == directory and not instance.never_created
        ]
        yield _Configuration(
            directory or ".",
            scan.graph_in(directory),
            scan.own(TopicRule, directory),
            scan.own(IotPolicy, directory),
            judged.faults(Framework.TERRAFORM, scan, instances),
        )


def _template_or_plan(
    templates: TemplateFiles, reader: ConfinedReader, file: str, judged: Judging
) -> Iterator[_Configuration]:
    text = reader.read(file)
    if isinstance(text, Unknown):
        return
    if file.endswith(".json") and '"resource_changes"' in text:
        plan = Plan(text, file, KNOWN_TYPES)
        scan = TerraformGraph(plan)
        yield _Configuration(
            file,
            scan.graph_in(""),
            scan.own(TopicRule, ""),
            scan.own(IotPolicy, ""),
            judged.faults(
                Framework.TERRAFORM, scan, plan.resources(all_types(Framework.TERRAFORM))
            ),
        )
        return
    if "AWS::IoT::TopicRule" not in text:
        return
    template = templates.template(file)
    if isinstance(template, Unknown):
        return
    graph = CloudFormationGraph(template)
    resources = list(template.resources(template.types))
    yield _Configuration(
        file,
        graph.graph,
        graph.graph.of_kind(TopicRule),
        graph.graph.of_kind(IotPolicy),
        judged.faults(Framework.CLOUDFORMATION, graph, resources),
    )
