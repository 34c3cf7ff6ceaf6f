"""Where each subject lives: resource types and attributes, in every framework.

Of resources their kinds say it, so that the frameworks cannot drift apart; what is no resource stands
here.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from checkov_aws_iot.resources.kind_index import DATA, TYPES
from checkov_aws_iot.resources.reading.document_place import Form, Place
from checkov_aws_iot.resources.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable


class Framework(Enum):
    """Where resources are written; Checkov has a registry of checks for each but the last."""

    TERRAFORM = "Terraform"
    TERRAFORM_DATA = "Terraform data source"
    CLOUDFORMATION = "CloudFormation"
    SERVERLESS_PROVIDER = "provider of a Serverless file"
    SERVERLESS_FUNCTION = "function of a Serverless file"
    FILE = "file"
    """Documents that are files of their own; only the command looks for them."""


_Places = dict[str, tuple[Place, ...]]


def _at(*paths: str, form: Form = Form.DOCUMENT) -> tuple[Place, ...]:
    return tuple(Place(tuple(path.split("/")), form) for path in paths)


# What Checkov calls a part of a Serverless file, whichever part, if the provider is AWS.
_SERVERLESS = "serverless_aws"

_SERVERLESS_PROVIDER: dict[Subject, _Places] = {
    Subject.IDENTITY_POLICY: {
        _SERVERLESS: _at("iam/role/statements", "iamRoleStatements", form=Form.STATEMENTS)
    },
}
_SERVERLESS_FUNCTION: dict[Subject, _Places] = {
    Subject.IDENTITY_POLICY: {_SERVERLESS: _at("iamRoleStatements", form=Form.STATEMENTS)},
}

_FILES: dict[Subject, _Places] = {
    Subject.IOT_POLICY: {
        "IoT policy file": _at("", "policyDocument", "PolicyDocument", "policyDocuments/*")
    },
    Subject.EMBEDDED_IOT_POLICY: {
        "provisioning template file": _at("", "templateBody", form=Form.TEMPLATE_BODY),
        "policy in a provisioning template file": _at("", "templateBody", form=Form.TEMPLATE_BODY),
    },
    Subject.IDENTITY_POLICY: {"IAM policy file": _at("", "policyDocument", "PolicyDocument")},
    Subject.TRUST_POLICY: {"trust policy file": _at("", "policyDocument", "PolicyDocument")},
    Subject.RESOURCE_POLICY: {"resource policy file": _at("", "policyDocument", "PolicyDocument")},
}

# What is no resource: parts of a Serverless file, and documents in files of their own.
_PLACES: dict[Framework, dict[Subject, _Places]] = {
    Framework.SERVERLESS_PROVIDER: _SERVERLESS_PROVIDER,
    Framework.SERVERLESS_FUNCTION: _SERVERLESS_FUNCTION,
    Framework.FILE: _FILES,
}
_WHOLE: dict[Framework, dict[Subject, tuple[str, ...]]] = {
    Framework.SERVERLESS_FUNCTION: {Subject.TOPIC_RULE: (_SERVERLESS,)},
    Framework.FILE: {
        Subject.PROVISIONING_TEMPLATE: (
            "provisioning template file",
            "provisioning template file without its policies",
        ),
    },
}
_RESOURCES = {
    Framework.TERRAFORM: lambda name: not name.startswith(("AWS::", DATA)),
    Framework.TERRAFORM_DATA: lambda name: name.startswith(DATA),
    Framework.CLOUDFORMATION: lambda name: name.startswith("AWS::"),
}

DOCUMENT_SUBJECTS = frozenset(
    {
        Subject.IOT_POLICY,
        Subject.EMBEDDED_IOT_POLICY,
        Subject.IDENTITY_POLICY,
        Subject.TRUST_POLICY,
        Subject.RESOURCE_POLICY,
    }
)
"""The subjects that are policy documents; the others are whole resources."""


def places_of(framework: Framework, subject: Subject, resource_type: str) -> tuple[Place, ...]:
    """The attributes of a resource of this type that hold documents of the subject."""
    if framework in _PLACES:
        return _PLACES[framework].get(subject, {}).get(resource_type, ())
    if subject not in DOCUMENT_SUBJECTS or subject.name not in _subjects_of(resource_type):
        return ()
    # Registering checks needs types alone, and is done in every process.
    from checkov_aws_iot.resources.kind_lookup import places_in

    return places_in(resource_type, subject)


def is_whole_resource(framework: Framework, subject: Subject, resource_type: str) -> bool:
    """Whether a resource of this type is, as a whole, what the subject means."""
    if framework in _PLACES:
        return resource_type in _WHOLE.get(framework, {}).get(subject, ())
    name = DATA + resource_type if framework is Framework.TERRAFORM_DATA else resource_type
    return subject not in DOCUMENT_SUBJECTS and subject.name in _subjects_of(name)


def types_of(framework: Framework, subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The resource types that hold one of the subjects, each once, subject by subject."""
    types: dict[str, None] = {}
    for subject in subjects:
        if framework in _PLACES:
            types.update(dict.fromkeys(_PLACES[framework].get(subject, ())))
            types.update(dict.fromkeys(_WHOLE.get(framework, {}).get(subject, ())))
        else:
            types.update(dict.fromkeys(_resource_types(framework).get(subject.name, ())))
    return tuple(types)


def all_types(framework: Framework) -> frozenset[str]:
    """Every resource type that some rule may judge."""
    return frozenset(types_of(framework, Subject))


def _subjects_of(resource_type: str) -> list[str]:
    return TYPES.get(resource_type, "").split(" ")[1:]


@cache
def _resource_types(framework: Framework) -> dict[str, list[str]]:
    """The types of the framework by the name of the subject that they are or hold."""
    types: dict[str, list[str]] = {}
    for name in filter(_RESOURCES[framework], TYPES):
        for subject in _subjects_of(name):
            types.setdefault(subject, []).append(name.removeprefix(DATA))
    return types
