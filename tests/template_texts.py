"""Templates of tests, read as the pack reads them."""

from __future__ import annotations

from textwrap import dedent, indent

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles
from checkov_aws_iot.cloudformation.template import Template
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


class Files:
    """A directory that exists only in a test."""

    def __init__(self, **texts: str) -> None:
        self.texts = {name.replace("__", "."): text for name, text in texts.items()}

    def read(self, path: str) -> str | Unknown:
        return self.texts.get(path, Unknown("does not exist", path))

    def names(self, directory: str) -> tuple[str, ...]:
        return tuple(sorted(self.texts))


def template(text: str, file: str = "stack.template", **others: str) -> Template:
    """The template with this text, in a directory with the other files."""
    files = Files(**others)
    files.texts[file] = dedent(text)
    found = TemplateFiles(files, KNOWN_TYPES).template(file)
    assert isinstance(found, Template), found
    return found


SURROUNDINGS = """\
Parameters:
  Default: {Type: String, Default: fleet}
  Open: {Type: String}
  Number: {Type: Number, Default: 7}
  List: {Type: CommaDelimitedList, Default: "a, b,c"}
  OpenList: {Type: CommaDelimitedList}
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Preferred: {Type: String, Default: prod, AllowedValues: [dev, prod]}
  Single: {Type: String, AllowedValues: [only]}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /path}
Mappings:
  Accounts:
    eu-west-1: {Id: "111122223333", Same: x}
    us-east-1: {Id: "444455556666", Same: x}
Conditions:
  Always: !Equals [a, a]
  Never: !Equals [a, b]
  IsProd: !Equals [!Ref Stage, prod]
  IsOpen: !Equals [!Ref Open, "yes"]
  IsNotOpen: !Not [!Condition IsOpen]
  Round: !Not [!Condition Round]
  RoundA: !And [!Condition RoundB, !Condition Always]
  RoundB: !Or [!Condition RoundA, !Condition Never]
Resources:
  Named: {Type: "AWS::IoT::Thing", Properties: {ThingName: pump-1}}
  Unnamed: {Type: "AWS::IoT::Thing"}
  Subject:
    Type: AWS::IoT::Policy
    Properties:
      Value:
"""


def evaluated(expression: str) -> Value:
    """The value of an expression in YAML, among the declarations above."""
    text = SURROUNDINGS + indent(dedent(expression), " " * 8)
    resource = template(text).resource("Subject")
    assert resource is not None
    return resource.get("Value")
