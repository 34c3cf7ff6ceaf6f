"""Values that an edit adds, and how each way of writing spells them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, Union

from checkov_aws_iot.fixes.caller_identity import IDENTITY, CallerIdentity
from checkov_aws_iot.policies.model.cast import ACCOUNT

if TYPE_CHECKING:
    from checkov_aws_iot.policies.model.remedy import AddedCondition

Member: TypeAlias = Union[str, "list[str]", "Mapping[str, Member]"]
"""What stands behind a key: a text, several, or a mapping."""


class ArnOf(str):
    """The ARN of the resource of a template that has this name."""

    __slots__ = ()


ACCOUNT_MARK: Final = "\ue001"
"""Stands for the expression of the account in a text that is encoded before it is written."""


def grouped(remedy: AddedCondition) -> dict[str, dict[str, Member]]:
    """The condition as the mapping of operators that a statement has."""
    operators: dict[str, dict[str, Member]] = {}
    for operator, key, values in remedy.lines:
        operators.setdefault(operator, {})[key] = values[0] if len(values) == 1 else list(values)
    return operators


def in_hcl(value: Member, margin: str, identity: CallerIdentity) -> str:
    """The value as an expression behind a key at this margin; a mapping takes lines of its own."""
    if isinstance(value, Mapping):
        inner = margin + "  "
        lines = "".join(f"{inner}{hcl_pair(k, v, inner, identity)}\n" for k, v in value.items())
        return f"{{\n{lines}{margin}}}"
    if isinstance(value, list):
        return f"[{', '.join(in_hcl(one, margin, identity) for one in value)}]"
    if ACCOUNT not in value:
        return json.dumps(value)
    account = f"data.{IDENTITY}.{identity.name()}.account_id"
    if value == ACCOUNT:
        return account
    return json.dumps(value).replace(ACCOUNT, f"${{{account}}}")


def hcl_pair(key: str, value: Member, margin: str, identity: CallerIdentity) -> str:
    """The item of an object; a key that is no name has quotes."""
    name = key if key.isidentifier() else json.dumps(key)
    return f"{name} = {in_hcl(value, margin, identity)}"


def hcl_line(key: str, value: Member, identity: CallerIdentity) -> str:
    """The item of an object that stands on one line."""
    name = key if key.isidentifier() else json.dumps(key)
    if isinstance(value, Mapping):
        inner = ", ".join(hcl_line(k, v, identity) for k, v in value.items())
        return f"{name} = {{ {inner} }}"
    return f"{name} = {in_hcl(value, '', identity)}"


def in_template(value: Member) -> object:
    """The value with the references of a CloudFormation template."""
    if isinstance(value, Mapping):
        return {key: in_template(item) for key, item in value.items()}
    if isinstance(value, list):
        return [in_template(item) for item in value]
    if isinstance(value, ArnOf):
        return {"Fn::GetAtt": [str(value), "Arn"]}
    if value == ACCOUNT:
        return {"Ref": "AWS::AccountId"}
    if ACCOUNT in value:
        partition = value.replace("arn:aws:", "arn:${AWS::Partition}:", 1)
        return {"Fn::Sub": partition.replace(ACCOUNT, "${AWS::AccountId}")}
    return value


def marked(value: Member) -> object:
    """The value with marks for the account."""
    if isinstance(value, Mapping):
        return {key: marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    return value.replace(ACCOUNT, ACCOUNT_MARK)


def names_account(value: Member) -> bool:
    """Whether the account is a part of it."""
    if isinstance(value, Mapping):
        return any(map(names_account, value.values()))
    return any(map(names_account, value)) if isinstance(value, list) else ACCOUNT in value


def yaml_lines(key: str, value: object, margin: str, step: str = "  ") -> str:
    """The pair of a block mapping, on lines of its own."""
    inner = margin + step
    if isinstance(value, dict) and not _is_intrinsic(value):
        items = "".join(yaml_lines(k, v, inner, step) for k, v in value.items())
        return f"\n{margin}{key}:{items}"
    if isinstance(value, list):
        return f"\n{margin}{key}:" + "".join(f"\n{inner}- {yaml_scalar(v)}" for v in value)
    return f"\n{margin}{key}: {yaml_scalar(value)}"


def yaml_scalar(value: object) -> str:
    """The value in one line."""
    if isinstance(value, dict):
        ((name, argument),) = value.items()
        if isinstance(argument, list):
            argument = ".".join(argument)
        return f"!{name.removeprefix('Fn::')} {argument}"
    text = str(value)
    return json.dumps(text) if text[:1] in "*&!{}[]%@`'\"#|>-?:,$ " or ": " in text else text


def _is_intrinsic(value: dict[str, object]) -> bool:
    return set(value) in ({"Ref"}, {"Fn::Sub"}, {"Fn::GetAtt"})
