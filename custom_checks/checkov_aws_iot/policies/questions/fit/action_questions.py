"""What an action can be about: a question for each type of resource that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.authoriser.question import Question
from checkov_aws_iot.policies.authoriser.references import REGION
from checkov_aws_iot.policies.authoriser.resource_names import names_in_use
from checkov_aws_iot.policies.model import cast
from checkov_aws_iot.policies.model.actions import Action, resource_patterns

_REGIONS = ((REGION, (cast.REGION, "eu-west-1")),)


def questions_about(
    action: Action, names: Mapping[str, str], other: str, *, iot_policy: bool = True
) -> Iterator[Question]:
    """Questions about resources of each type of the action, and about none where it needs none.

    ``names`` are the last fields of ARNs to try first, by their types; ``other`` is a name for all types.
    """
    if action.on_any_resource or not action.resource_types:
        yield Question((action.name,), service="", iot_policy=iot_policy)
    for kind in action.resource_types:
        service = kind.partition(":")[0]
        for shape in resource_patterns(kind):
            head, slash, rest = shape.partition("/")
            whole = names.get(kind, shape.replace("*", other))
            if slash and rest == "*" and "*" not in head:
                suggestions = (whole.removeprefix(f"{head}/"), other)
                yield Question(
                    (action.name,),
                    head,
                    names_in_use(head),
                    service,
                    suggestions=suggestions,
                    iot_policy=iot_policy,
                    values=_REGIONS,
                )
            else:
                shapes = language_of(wildcards(shape.replace("*", "?*")))
                yield Question(
                    (action.name,),
                    names=shapes,
                    service=service,
                    suggestions=(whole,),
                    iot_policy=iot_policy,
                    values=_REGIONS,
                )
