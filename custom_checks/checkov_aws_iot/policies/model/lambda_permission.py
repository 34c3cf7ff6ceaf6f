"""The policy statement behind the arguments of a Lambda permission."""

from __future__ import annotations

from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.text import HoleKind, Text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

# Condition operator and key that Lambda makes of an argument.
# https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
_CONDITIONS = (
    ("source_arn", "ArnLike", "aws:SourceArn"),
    ("source_account", "StringEquals", "aws:SourceAccount"),
    ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
    ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
    ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
)
_ELEMENTS = {
    "Statement/[0]/Action": "action",
    "Statement/[0]/Resource": "function",
    "Statement/[0]/Principal/Service": "principal",
    "Statement/[0]/Principal": "principal",
}


def permission_document(arguments: Mapping) -> Mapping:
    """The document with the one statement that the permission adds to the policy of the function.

    ``arguments`` holds, under neutral names, ``action``, ``function`` (name or ARN), ``principal``,
    ``statement_id``, and where they are written ``source_arn``, ``source_account``,
    ``principal_org_id``, ``event_source_token``, ``function_url_auth_type``. An argument that is
    ``null`` or an empty string is one that is not written; one of several values stays that in the
    document. :func:`argument_of` turns paths of the document back into arguments. Never raises.
    """
    conditions = Mapping()
    for argument, operator, key in _CONDITIONS:
        value = mapped(arguments.get(argument, ABSENT), _written)
        if not isinstance(value, Absent):
            keys = conditions.setdefault(operator, Mapping())
            if isinstance(keys, Mapping):
                keys[key] = value
    statement = Mapping(
        {
            "Sid": arguments.get("statement_id", ""),
            "Effect": "Allow",
            "Principal": mapped(arguments.get("principal", ABSENT), _principal),
            "Action": arguments.get("action", ABSENT),
            "Resource": arguments.get("function", ABSENT),
        },
        arguments.span,
    )
    if conditions:
        statement["Condition"] = conditions
    return Mapping(
        {"Version": "2012-10-17", "Statement": Sequence([statement], arguments.span)},
        arguments.span,
    )


def argument_of(path: str) -> str:
    """The argument, under its neutral name, that made the element of the document at ``path``.

    ``Statement/[0]/Condition/ArnLike/aws:SourceArn`` is ``source_arn``; a path to the statement as
    a whole, or one that no argument made, is empty.
    """
    for argument, operator, key in _CONDITIONS:
        if path == f"Statement/[0]/Condition/{operator}/{key}":
            return argument
    return _ELEMENTS.get(path, "")


def _written(value: Value) -> Value:
    return ABSENT if value is None or value == "" else value


def _principal(value: Value) -> Value:
    """A principal with a dot in it is a service; others are accounts, ARNs of IAM, or ``*``."""
    if isinstance(value, (Unknown, Absent)) or value == "*":
        return value
    text = str(value)
    holes = value.holes if isinstance(value, Text) else ()
    if text.isdigit() or text.startswith("arn:") or any(h.kind is HoleKind.ACCOUNT for h in holes):
        return Mapping({"AWS": value})
    return Mapping({"Service": value})
