"""The Globals section of SAM templates."""

from __future__ import annotations

from checkov_aws_iot.cloudformation.syntax.template_nodes import entry, items_of

_PREFIX = "AWS::Serverless::"
MOST_MERGED = 20


def with_globals(globals_section: object, resource_type: str, properties: object) -> object:
    """The properties of a resource together with what Globals says about its type.

    Mappings are merged, lists follow those of Globals, anything else replaces them.

    Source: AWS SAM Developer Guide, "Globals section of the AWS SAM template".
    """
    if not resource_type.startswith(_PREFIX):
        return properties
    shared = entry(globals_section, resource_type.removeprefix(_PREFIX))
    if not isinstance(shared, dict):
        return properties
    return _merged(shared, properties, MOST_MERGED)


def _merged(shared: object, own: object, depth: int) -> object:
    if own is None:
        return shared
    if isinstance(shared, dict) and isinstance(own, dict) and depth:
        merged = dict(items_of(shared))
        for key, value in items_of(own):
            merged[key] = _merged(merged.get(key), value, depth - 1)
        return merged
    if isinstance(shared, list) and isinstance(own, list):
        return [*shared, *own]
    return own
