"""The replication of a bucket gets what it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.members import Unclear, add_member, margin_at
from checkov_aws_iot.fixes.string_entry import string_entry
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.policies.model.remedy import EnabledVersioning
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import Block, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.policies.model.remedy import SelectedObjects
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.terraform.modules.module_files import Module

_UNCLEAR: Final = "the replication is written in a way that is not changed by a program"
_BUCKET: Final = "aws_s3_bucket"
_VERSIONING: Final = "aws_s3_bucket_versioning"
_ENABLED: Final = "Enabled"
_SELECTION: Final = "source_selection_criteria"
_SELECTED: Final = {"SseKmsEncryptedObjects": {"Status": _ENABLED}}


def copy_edits(
    walk: Walk, remedy: SelectedObjects | EnabledVersioning
) -> tuple[TextEdit, ...] | str:
    """The edits after which the bucket is replicated, or why there are none."""
    is_template = isinstance(walk.place.node, DataNode)
    try:
        if isinstance(remedy, EnabledVersioning):
            return _versioned(walk) if is_template else (_versioning(walk, remedy.bucket),)
        if is_template:
            return add_member(walk, walk.place, {"SourceSelectionCriteria": _SELECTED})
        return (_selection(walk),)
    except Unclear as unclear:
        return str(unclear)


def _versioned(walk: Walk) -> tuple[TextEdit, ...]:
    """The bucket of a template with versioning."""
    found = list(walk.places.entries(walk.place, "VersioningConfiguration"))
    if not found:
        return add_member(walk, walk.place, {"VersioningConfiguration": {"Status": _ENABLED}})
    status = [one for each in found for one in walk.places.entries(each, "Status")]
    entry = string_entry(_at(walk, status[0])) if len(status) == 1 else None
    if entry is None:
        raise Unclear(_UNCLEAR)
    return (entry.edit(_ENABLED),)


def _at(walk: Walk, place: object) -> Walk:
    from dataclasses import replace

    return replace(walk, place=place)  # type: ignore[arg-type]


def _versioning(walk: Walk, address: str) -> TextEdit:
    """The versioning of a bucket of the same module: its status, or a resource for it."""
    module: Module = walk.place.frame.module.module
    kind, _, name = address.partition(".")
    buckets = list(module.blocks("resource", _BUCKET, name)) if kind == _BUCKET else []
    if len(buckets) != 1 or _is_in_json(buckets[0]) or _is_repeated(buckets[0]):
        raise Unclear(_UNCLEAR)
    statuses = list(_statuses(module, address))
    if statuses:
        return _enabled(statuses)
    return _new_resource(buckets[0], name)


def _is_in_json(block: Block) -> bool:
    return block.source.file.endswith(".json")


def _is_repeated(block: Block) -> bool:
    return bool({"count", "for_each"} & block.body.attributes.keys())


def _statuses(module: Module, address: str) -> Iterator[Block]:
    """The blocks that hold the status of the bucket's versioning."""
    for block in module.blocks("resource", _VERSIONING):
        bucket = block.body.attributes.get("bucket")
        if bucket is not None and bucket.expression.text.strip().startswith(f"{address}."):
            yield from block.body.blocks_of("versioning_configuration")


def _enabled(statuses: list[Block]) -> TextEdit:
    status = statuses[0].body.attributes.get("status") if len(statuses) == 1 else None
    expression = status.expression if status is not None else None
    if not isinstance(expression, Template) or expression.source.file.endswith(".json"):
        raise Unclear(_UNCLEAR)
    end = expression.start + len(expression.text.rstrip())
    return TextEdit(expression.source.file, expression.start, end, json.dumps(_ENABLED))


def _new_resource(bucket: Block, name: str) -> TextEdit:
    text = (
        f'\n\nresource "{_VERSIONING}" "{name}" {{\n  bucket = {_BUCKET}.{name}.id\n\n'
        f'  versioning_configuration {{\n    status = "{_ENABLED}"\n  }}\n}}'
    )
    declares = f"{bucket.source.file}:{_VERSIONING}.{name}"
    end = bucket.start + len(bucket.text.rstrip())
    return TextEdit(bucket.source.file, end, end, text, declares)


def _selection(walk: Walk) -> TextEdit:
    """The selection as the last block of the rule."""
    rule = walk.place.node
    if not isinstance(rule, Block) or _is_in_json(rule) or rule.body.blocks_of(_SELECTION):
        raise Unclear(_UNCLEAR)
    text = rule.source.text
    end = text.rfind("}", rule.start, rule.end)
    margin = margin_at(text, end)
    if margin is None:
        raise Unclear(_UNCLEAR)
    at = text.rfind("\n", 0, end) + 1
    block = (
        f"\n{margin}  {_SELECTION} {{\n{margin}    sse_kms_encrypted_objects {{\n"
        f'{margin}      status = "{_ENABLED}"\n{margin}    }}\n{margin}  }}\n'
    )
    return TextEdit(rule.source.file, at, at, block)
