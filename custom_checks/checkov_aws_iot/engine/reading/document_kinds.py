"""What a JSON file that belongs to nothing holds: a policy, a provisioning template, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from checkov_aws_iot.policies.model.actions import find_action, matching_actions
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import decode, read_document
from checkov_aws_iot.policies.model.granted_to_devices import DEVICE_ACTIONS
from checkov_aws_iot.policies.model.service_principals import iot_principal
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Value

MOST_POLICIES = 50
"""More policies of one template are judged together, as one document."""

WHOLE = ""
"""The attribute of a file that is the document itself."""

# How requests to AWS call the document in them; such files are given to its command line.
_POLICY_WRAPPERS = ("policyDocument", "PolicyDocument")
_TEMPLATE_WRAPPER = "templateBody"
# What the function of a custom authorizer answers holds a list of documents.
_ANSWER = "policyDocuments"

# Only a stack has one of these sections.
_STACK_SECTIONS = ("AWSTemplateFormatVersion", "Outputs", "Conditions", "Transform", "Rules")
_TEMPLATE_TYPES = frozenset({"AWS::IoT::Thing", "AWS::IoT::Certificate", "AWS::IoT::Policy"})
# Only a provisioning template has one of these; anything else might be a stack.
_TEMPLATE_MARK = re.compile(
    r'"(?:AWS::IoT::Certificate::|DeviceConfiguration"|OverrideSettings"|CertificateId"|ThingGroups")'
)
_RESOURCE_TYPE = re.compile(r'"(AWS::\w{1,64}::\w{1,64})"')

_SERVICES = ("iot", "iotjobsdata", "greengrass")
_POLICY_MARK = re.compile(r'"(?:iot|iotjobsdata|iotdeviceadvisor|greengrass):[\w*?]', re.IGNORECASE)
_PRINCIPAL_MARK = re.compile(r"iot[\w.]{0,40}\.amazonaws|greengrass\.amazonaws", re.IGNORECASE)
_LINE = re.compile(r"\(line (\d+), column \d+\)$")


class DocumentKind(Enum):
    """What a file holds; the value is the name of that kind of file in the table of subjects."""

    IOT_POLICY = "IoT policy file"
    IDENTITY_POLICY = "IAM policy file"
    TRUST_POLICY = "trust policy file"
    RESOURCE_POLICY = "resource policy file"
    PROVISIONING_TEMPLATE = "provisioning template file"
    TEMPLATE_ALONE = "provisioning template file without its policies"
    """Its policies are judged elsewhere; what it is as a template is not."""
    EMBEDDED_POLICY = "policy in a provisioning template file"


@dataclass(frozen=True, slots=True)
class RecognisedDocument:
    """What a file holds. ``attribute`` is the key under which it does, or empty.

    ``path`` leads to a policy inside a provisioning template and is empty for what is not inside.
    """

    kind: DocumentKind
    attribute: str
    value: Value = field(hash=False)
    span: Span
    path: str = ""

    @property
    def name(self) -> str:
        """How records call it: the path of the file, and the one inside the file."""
        return f"{self.span.file}:{self.path}" if self.path else self.span.file


def recognised(text: str, file: str) -> RecognisedDocument | None:
    """What AWS IoT document the text of the file is; ``None`` if it is none. Never raises.

    Only documents that are certainly about AWS IoT count: policies that name its actions or its
    service principals, and templates that only provisioning understands. Text that is broken and
    shows the same signs counts as a document that is not valid JSON. Takes linear time.
    """
    span = Span(file, 1, max(1, len(text.splitlines())))
    template = _looks_like_template(text)
    if not template and not _looks_like_policy(text):
        return None
    try:
        value = parse_json(text, file)
    except JsonTextError as error:
        if template:
            return RecognisedDocument(DocumentKind.PROVISIONING_TEMPLATE, WHOLE, text, span)
        return RecognisedDocument(DocumentKind.IOT_POLICY, WHOLE, _broken(error, file), span)
    if not isinstance(value, Mapping):
        return None
    for attribute, held in _held(value):
        is_answer = isinstance(held, list)
        found = DocumentKind.IOT_POLICY if is_answer else _kind(held, text)
        if found is not None:
            return RecognisedDocument(found, attribute, held, span)
    return None


def taken_apart(document: RecognisedDocument) -> Iterator[RecognisedDocument]:
    """A provisioning template and each of its policies by itself; any other document as it is.

    A policy is the template without the other policies: its intrinsics need the rest.
    """
    body = decode(document.value)
    resources = body.get("Resources") if isinstance(body, Mapping) else None
    policies = _policies(resources) if isinstance(resources, Mapping) else []
    if (
        document.kind is not DocumentKind.PROVISIONING_TEMPLATE
        or not isinstance(body, Mapping)
        or not isinstance(resources, Mapping)
        or not 0 < len(policies) <= MOST_POLICIES
    ):
        yield document
        return
    yield replace(document, kind=DocumentKind.TEMPLATE_ALONE)
    others = {name: held for name, held in resources.items() if name not in policies}
    for name in policies:
        kept = Mapping({**others, name: resources[name]}, resources.span)
        yield replace(
            document,
            kind=DocumentKind.EMBEDDED_POLICY,
            value=Mapping({**body, "Resources": kept}, body.span),
            path=f"Resources/{name}",
        )


def _policies(resources: Mapping) -> list[str]:
    """The logical ids of the policies that are written in the template, not only named."""
    return [
        name
        for name, resource in resources.items()
        if isinstance(resource, Mapping)
        and resource.get("Type") == "AWS::IoT::Policy"
        and isinstance(properties := resource.get("Properties"), Mapping)
        and "PolicyDocument" in properties
    ]


def _broken(error: JsonTextError, file: str) -> Unknown:
    at = _LINE.search(str(error))
    line = int(at[1]) if at else 1
    return Unknown(f"is not valid JSON: {error}", file, Span(file, line, line))


def _looks_like_policy(text: str) -> bool:
    written = '"Statement"' in text or '\\"Statement\\"' in text
    return written and bool(_POLICY_MARK.search(text) or _PRINCIPAL_MARK.search(text))


def _looks_like_template(text: str) -> bool:
    plain = text.replace('\\"', '"')
    return (
        '"Resources"' in plain
        and _TEMPLATE_MARK.search(plain) is not None
        and not any(f'"{section}"' in plain for section in _STACK_SECTIONS)
        and _TEMPLATE_TYPES.issuperset(_RESOURCE_TYPE.findall(plain))
    )


def _held(value: Mapping) -> Iterator[tuple[str, Value]]:
    yield WHOLE, value
    for attribute in (*_POLICY_WRAPPERS, _TEMPLATE_WRAPPER):
        if attribute in value:
            yield attribute, value[attribute]
    answers = value.get(_ANSWER)
    if isinstance(answers, list) and answers:
        yield _ANSWER, answers


def _kind(value: Value, text: str) -> DocumentKind | None:
    if isinstance(value, str):
        encoded = value
        try:
            value = parse_json(encoded)
        except JsonTextError:
            return _kind_of_broken(encoded)
    if not isinstance(value, Mapping):
        return None
    if "Statement" in value:
        return kind_of_policy(read_document(value))
    resources = value.get("Resources")
    if isinstance(resources, Mapping) and _looks_like_template(text):
        return DocumentKind.PROVISIONING_TEMPLATE
    return None


def _kind_of_broken(text: str) -> DocumentKind | None:
    if _looks_like_policy(text):
        return DocumentKind.IOT_POLICY
    return DocumentKind.PROVISIONING_TEMPLATE if _looks_like_template(text) else None


def is_identity_policy(document: Document) -> bool:
    """Whether a policy that stands for itself is an identity-based one of IAM, not one of AWS IoT.

    A policy of actions that devices have may be either, and counts as one of AWS IoT.
    """
    if any(statement.principals for statement in document.statements):
        return False
    names_actions = any(action != "*" for action in _actions(document))
    return names_actions and kind_of_policy(document) is not DocumentKind.IOT_POLICY


def kind_of_policy(document: Document) -> DocumentKind | None:
    """Which policy a document is; ``None`` if it has nothing to do with AWS IoT."""
    principals = [p for statement in document.statements for p in statement.principals]
    if principals:
        if not any(iot_principal(principal.text) for principal in principals):
            return None
        assumed = any(a.startswith("sts:") for a in _actions(document))
        return DocumentKind.TRUST_POLICY if assumed else DocumentKind.RESOURCE_POLICY
    actions = _actions(document)
    services = {action.partition(":")[0] for action in actions}
    if not any(service.startswith("iot") or service == "greengrass" for service in services):
        return None
    if services <= {*_SERVICES, "*"} and all(map(_may_be_of_device, actions)):
        return DocumentKind.IOT_POLICY
    return DocumentKind.IDENTITY_POLICY


def _actions(document: Document) -> list[str]:
    return [
        "".join(str(element.text).lower().split())
        for statement in document.statements
        for element in statement.actions
    ]


def _may_be_of_device(action: str) -> bool:
    """Whether the action of a policy leaves it open that the policy is one of a device.

    What nobody knows leaves that open; an action of the control plane does not.
    """
    if action in DEVICE_ACTIONS:
        return True
    if "*" not in action and "?" not in action:
        known = find_action(action)
        return known is None or known.data_plane
    matching = matching_actions(action)
    return not matching or any(
        found.data_plane or found.name.lower() in DEVICE_ACTIONS for found in matching
    )
