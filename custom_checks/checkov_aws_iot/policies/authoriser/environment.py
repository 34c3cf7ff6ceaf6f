"""The account, Region and partition that a policy is deployed to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text


@dataclass(frozen=True, slots=True)
class Environment:
    """Texts for an account, Region or partition that is not known; empty leaves the hole."""

    partition: str = ""
    region: str = ""
    account: str = ""

    def filled(self, text: str | Text) -> str | Text:
        """The text with its account, Region and partition holes filled."""
        if isinstance(text, str):
            return text
        return join_text(self._piece(part) for part in text.parts)

    def filled_condition(self, condition: Condition) -> Condition:
        """The condition with the values filled."""
        if not any(isinstance(value, Text) for value in condition.values):
            return condition
        values = tuple(self.filled(v) if isinstance(v, Text) else v for v in condition.values)
        return replace(condition, values=values)

    def _piece(self, part: str | Hole) -> str | Hole:
        if isinstance(part, str):
            return part
        substitutes = {
            HoleKind.PARTITION: self.partition,
            HoleKind.REGION: self.region,
            HoleKind.ACCOUNT: self.account,
        }.get(part.kind)
        return substitutes or part


def environment_of(arn: str | Text) -> Environment:
    """Where the resource of an ARN lives, as far as the ARN says so."""
    split = split_arn(arn)
    if split is None:
        return Environment()
    partition, region, account = (
        field if isinstance(field, str) else ""
        for field in (split.partition, split.region, split.account)
    )
    return Environment(partition, region, account)
