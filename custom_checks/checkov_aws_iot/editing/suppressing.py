"""The edit that says in a file that a check is not asked about a resource, and why.

Source: Checkov, "Suppressing and Skipping Policies": a comment in the block of Terraform, Metadata of a
resource of CloudFormation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from checkov_aws_iot.engine.candidates.instance_candidate import InstanceCandidate
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.candidates.template_candidates import PresentResource
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.positions.template_places import at
from checkov_aws_iot.positions.yaml_nodes import template_node
from checkov_aws_iot.terraform.syntax.syntax_tree import Source

if TYPE_CHECKING:
    from checkov_aws_iot.editing.judged_project import JudgedProject, Notice
    from checkov_aws_iot.positions.data_nodes import DataNode

REASON: Final = "say why"
"""What stands for the reason until somebody says it."""

_STEPS: Final = ("Metadata", "checkov", "skip")
_HCL: Final = (".tf", ".tofu")


def suppression(judged: JudgedProject, notice: Notice) -> TextEdit | None:
    """The edit, whose text holds ``REASON`` once; ``None`` where there is no place for it."""
    resource = notice.record.resource
    check = notice.record.entry.id
    if resource.framework in (Framework.TERRAFORM, Framework.TERRAFORM_DATA):
        return _comment(judged, notice, check)
    if resource.framework is not Framework.CLOUDFORMATION:
        return None
    logical_id = _logical_id(notice)
    text = judged.lines(resource.span.file).text
    root = template_node(Source(text, resource.span.file))
    node = at(root, ("Resources", logical_id)) if root is not None and logical_id else None
    return _metadata(node, resource.span.file, check) if node is not None else None


def _comment(judged: JudgedProject, notice: Notice, check: str) -> TextEdit | None:
    """A line of its own behind that with the brace of the block."""
    span = notice.record.resource.span
    if not span.file.endswith(_HCL) or span.end_line <= span.start_line:
        return None
    lines = judged.lines(span.file)
    start, following = lines.start_of(span.start_line), lines.start_of(span.start_line + 1)
    header = lines.text[start:following]
    if not header.rstrip().endswith("{"):
        return None
    margin = header[: len(header) - len(header.lstrip())]
    end = "\r\n" if header.endswith("\r\n") else "\n"
    return TextEdit(
        span.file, following, following, f"{margin}  #checkov:skip={check}:{REASON}{end}"
    )


def _logical_id(notice: Notice) -> str:
    for candidate in notice.record.resource.candidates:
        if isinstance(candidate, InstanceCandidate) and isinstance(
            candidate.instance, PresentResource
        ):
            return candidate.instance.resource.logical_id
    return ""


def _metadata(node: DataNode, file: str, check: str) -> TextEdit | None:
    """What is missing of the Metadata, in front of what stands there already."""
    left = list(_STEPS)
    while left and node.pairs and (inner := at(node, (left[0],))) is not None:
        node = inner
        left.pop(0)
    entries = node.items if not left else node.pairs
    if not entries:
        return None
    first = entries[0].start if not left else entries[0][0].start  # type: ignore[index,union-attr]
    text = node.source.text
    is_flow = text[node.start : node.start + 1] in ("{", "[")
    margin = _margin(text, first)
    if is_flow:
        return TextEdit(file, first, first, _in_json(left, check) + _gap(text, node.start, first))
    return TextEdit(file, first, first, _in_yaml(left, check, margin))


def _in_json(left: list[str], check: str) -> str:
    entry = f'{{"id": "{check}", "comment": "{REASON}"}}'
    if not left:
        return f"{entry},"
    inner = f"[{entry}]"
    for step in reversed(left[1:]):
        inner = f'{{"{step}": {inner}}}'
    return f'"{left[0]}": {inner},'


def _gap(text: str, start: int, first: int) -> str:
    """What stands between the bracket and the first entry: what separates entries."""
    return text[start + 1 : first] or " "


def _in_yaml(left: list[str], check: str, margin: str) -> str:
    deeper = margin
    lines = ""
    for number, step in enumerate(left):
        lines += f"{deeper if number else ''}{step}:\n"
        deeper += "  "
    if not left:
        # The dash of the first entry stands in front of the place, and is that of the new one.
        before, _, _ = margin.partition("-")
        return f"id: {check}\n{' ' * len(margin)}comment: {REASON}\n{before}- "
    return f"{lines}{deeper}- id: {check}\n{deeper}  comment: {REASON}\n{margin}"


def _margin(text: str, at_offset: int) -> str:
    return text[text.rfind("\n", 0, at_offset) + 1 : at_offset]
