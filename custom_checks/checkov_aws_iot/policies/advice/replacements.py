"""Replacements for a Resource that grants too much."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.policies.authoriser.allowed_names import Grant
from checkov_aws_iot.policies.authoriser.resource_names import CLIENT, FILTER, THING
from checkov_aws_iot.policies.model.actions import grants_action
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.model.variables import documented_variable, variables_of
from checkov_aws_iot.policies.questions.policy_profiles import Profile, is_for_cores, profile_of
from checkov_aws_iot.values.arn import FIELDS
from checkov_aws_iot.values.one_line import one_line
from checkov_aws_iot.values.text import Hole, Text, join_text

THING_NAME = "${iot:Connection.Thing.ThingName}"
CORE_NAME = "<name of the core>"
CLIENT_ID = "<client ID>"
IAM_THING_NAME = "${credentials-iot:ThingName}"
COGNITO_IDENTITY = "${cognito-identity.amazonaws.com:sub}"

_RESERVED = ["$aws", "things"]
_COGNITO = "cognito-identity.amazonaws.com:"


@dataclass(frozen=True, slots=True)
class DeviceNames:
    """The texts that name the device in a client ID, in topics, and as a thing.

    ``is_claim`` says that the certificate is that of a batch, which is no thing yet.
    """

    client: str
    topic: str
    thing: str
    is_claim: bool = False


def names_of_devices(document: Document, *, cognito: bool) -> DeviceNames:
    """The texts that name the devices for which the document is meant.

    Greengrass cores have no thing variables, and identities of Amazon Cognito are mostly no things.
    ``cognito`` says that the policy is attached to one; a document that names such an identity, and
    no thing, is for them as well.
    """
    profile = profile_of(document)
    if is_for_cores(document, profile):
        return DeviceNames(f"{CORE_NAME}*", CORE_NAME, CORE_NAME)
    if cognito or _names_cognito(document):
        return DeviceNames(COGNITO_IDENTITY, COGNITO_IDENTITY, COGNITO_IDENTITY)
    is_claim = profile is Profile.CLAIM
    return DeviceNames(THING_NAME, name_of_device(document), THING_NAME, is_claim)


def _names_cognito(document: Document) -> bool:
    keys = [
        key.lower()
        for statement in document.statements
        for key in (
            *(v.name for e in statement.resources for v in variables_of(e.text)),
            *(condition.key for condition in statement.conditions),
        )
    ]
    things = any(key.startswith("iot:connection.thing.") for key in keys)
    return not things and any(key.startswith(_COGNITO) for key in keys)


def name_of_device(document: Document) -> str:
    """The variable by which topics should name the device: the one its client ID is bound to.

    That is the name of the thing, unless the document connects by another one that identifies it.
    """
    variables = [
        f"${{{variable.name}}}"
        for statement in document.statements
        if grants_action(statement, "iot:Connect") and not statement.negated_resources
        for element in statement.resources
        for variable in variables_of(element.text)
        if (facts := documented_variable(variable.name)) and facts.identifies_device
    ]
    return THING_NAME if not variables or THING_NAME in variables else variables[0]


def instead_of(grant: Grant, resource_type: str, device: str = THING_NAME, thing: str = "") -> str:
    """The resource part in which ``device`` stands where the grant leaves the device open.

    What is written before and behind that level of the name stays. Where the device stands further
    behind, what is open before it goes. Where the name of a thing has to stand, it is ``thing``, if
    that is given.
    """
    return own_part(_name_of(grant, resource_type), resource_type, device, thing)


def own_part(name: str, resource_type: str, device: str, thing: str = "") -> str:
    """The resource part with this name in which ``device`` stands where the name is open."""
    if resource_type == THING:
        return f"{THING}/{thing or device}"
    if resource_type == CLIENT:
        # Other than Connect these actions come over HTTPS, where no thing variable has a value.
        return f"{CLIENT}/{CLIENT_ID if device in (THING_NAME, CORE_NAME) else device}"
    end = "#" if resource_type == FILTER and name.endswith("#") else "*"
    levels = name.split("/")
    at = next((i for i, level in enumerate(levels) if _is_open(level)), 0)
    if levels[0].startswith("$") and not levels[0].startswith("${"):
        if levels[1:2] not in ([], ["things"]) and not _is_open(levels[1]):
            return f"the {resource_type} names that are needed"
        rest = levels[len(_RESERVED) + 1 :]
        return "/".join((resource_type, *_RESERVED, thing or device, *(rest or [end])))
    rest = levels[at + 1 :]
    if device in rest:
        return "/".join((resource_type, *levels[:at], *rest[rest.index(device) :]))
    if not rest and levels[at] != "${iot:ClientId}":
        rest = [end]
    return "/".join((resource_type, *levels[:at], device, *rest))


def replacement_of(grant: Grant, instead: str) -> str | Text | None:
    """The Resource with ``instead`` as its resource part; ``None`` where that is no whole text.

    The fields in front of it stay as they are written, holes included.
    """
    if grant.element is None or "<" in instead or " " in instead:
        return None
    text = grant.element.text
    fields: list[str | Hole] = []
    missing = FIELDS - 1
    for part in text.parts if isinstance(text, Text) else (text,):
        if isinstance(part, str) and part.count(":") >= missing:
            pieces = part.split(":", missing)
            return join_text((*fields, ":".join(pieces[:-1]), ":", instead))
        fields.append(part)
        missing -= part.count(":") if isinstance(part, str) else 0
    return None


def quoted_element(grant: Grant) -> str:
    """The element of the policy that grants, as its author wrote it."""
    if grant.element is not None:
        return f'Resource "{one_line(str(grant.element.text))}"'
    texts = ", ".join(f'"{one_line(str(e.text))}"' for e in grant.statement.resources)
    return f"NotResource {texts}"


def _name_of(grant: Grant, resource_type: str) -> str:
    """The name as written, ``*`` where the text leaves the type open as well."""
    if grant.element is None or is_everything(grant.element.text):
        return "*"
    arn = split_resource(grant.element.text)
    if arn is None or arn.resource_type != resource_type:
        return "*"
    return str(arn.name)


def _is_open(level: str) -> bool:
    return "*" in level or "?" in level or level in ("+", "#") or "${iot:ClientId}" in level
