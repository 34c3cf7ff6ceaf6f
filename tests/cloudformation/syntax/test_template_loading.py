"""What is read as a template, and input that is meant to hurt."""

from __future__ import annotations

import json
import sys
import time

import pytest
from template_texts import Files, template

from checkov_aws_iot.cloudformation.syntax.template_loading import TemplateFiles, parse_file
from checkov_aws_iot.cloudformation.template import Template
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

POLICY = "Resources: {P: {Type: AWS::IoT::Policy, Properties: {A: %s}}}"


def reason(text: str, file: str = "stack.template") -> str:
    files = Files()
    files.texts[file] = text
    found = TemplateFiles(files, KNOWN_TYPES).template(file)
    assert isinstance(found, Unknown)
    return str(found)


class TestWhatIsATemplate:
    @pytest.mark.parametrize("file", ["a.yaml", "a.yml", "a.json", "a.template", "d/e.template"])
    def test_files_that_checkov_reads(self, file: str) -> None:
        assert isinstance(parse_file(POLICY % "1", file), dict)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "has no Resources"),
            ("a: b", "has no Resources"),
            ("Resources: [a]", "has no Resources"),
            ("- Resources", "has no Resources"),
            ("Resources: {A: 1, A: 2}", "Duplicate"),
            ("Resources: {A: [}", "is no template"),
            ("Resources: &a [*a]", "is no template"),
            ("Resources:\n  A:\n    B: !GetAtt\n      c: d\n", "is no template"),
            ('{"Resources": {"A": "\\/", }}', "neither YAML nor JSON"),
        ],
    )
    def test_what_is_none(self, text: str, words: str) -> None:
        assert words in reason(text)

    def test_other_files(self) -> None:
        assert "is no kind of file" in reason(POLICY % "1", "a.txt")

    def test_a_file_is_parsed_once(self) -> None:
        files = Files(a__template=POLICY % "1")
        templates = TemplateFiles(files, KNOWN_TYPES)
        first = templates.template("a.template")
        assert isinstance(first, Template)
        files.texts.clear()
        assert templates.template("a.template") is first
        assert isinstance(templates.template("b.template"), Unknown)

    def test_the_last_few_are_kept(self) -> None:
        files = Files(**{f"f{n}__template": POLICY % n for n in range(12)})
        templates = TemplateFiles(files, KNOWN_TYPES)
        first = templates.template("f0.template")
        for n in range(1, 12):
            templates.template(f"f{n}.template")
        assert templates.template("f0.template") is not first

    def test_includes_are_not_followed(self, tmp_path: object) -> None:
        text = f"resources:\n  Resources:\n    - ${{file({tmp_path}/secret.yml)}}\nprovider: aws\n"
        assert "has no Resources" in reason(text, "serverless.yml")


class TestHostileInput:
    @pytest.fixture(autouse=True)
    def in_time(self):
        start = time.process_time()
        yield
        assert time.process_time() - start < 30

    def value(self, expression: str, rest: str = "") -> Value:
        resource = template(f"{rest}\n{POLICY % expression}\n").resource("P")
        assert resource is not None
        return resource.get("A")

    @pytest.mark.parametrize("element", ["[*{0}, *{0}, *{0}]", "{{x: *{0}, y: *{0}, z: *{0}}}"])
    def test_aliases_that_unfold_to_a_billion_values(self, element: str) -> None:
        lines = ["A0: &a0 [x]"]
        lines += [f"A{n}: &a{n} {element.format(f'a{n - 1}')}" for n in range(1, 30)]
        assert "unfolds to more than" in reason("\n".join([*lines, POLICY % "*a29"]))

    def test_merge_keys_that_double(self) -> None:
        lines = ["A0: &a0 {x: 1}"]
        lines += [f"A{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40)]
        assert "unfolds to more than" in reason("\n".join([*lines, POLICY % "*a39"]))

    def test_harmless_aliases_are_followed(self) -> None:
        assert self.value("[*a, *a]", "A: &a [1]") == [[1], [1]]

    def test_deep_nesting(self) -> None:
        found = parse_file(POLICY % ("[" * 5000 + "]" * 5000), "stack.template")
        assert isinstance(found, (Unknown, dict))
        deep = self.value("[" * 90 + "]" * 90)
        while isinstance(deep, list) and deep:
            deep = deep[0]
        assert "nested more than" in str(deep)

    def test_text_that_doubles(self) -> None:
        expression = '"x"'
        for _ in range(35):
            expression = f"{{Fn::Sub: ['${{a}}${{a}}', {{a: {expression}}}]}}"
        assert "more than 1000000 characters" in str(self.value(expression))

    def test_conditions_that_double(self) -> None:
        conditions = ["Conditions:", "  C0: !Equals [!Ref AWS::Region, x]"]
        conditions += [
            f"  C{n}: !And [!Condition C{n - 1}, !Condition C{n - 1}]" for n in range(1, 20)
        ]
        conditions += [f"  D{n}: !Or [!Condition C{n}, !Condition D{n + 1}]" for n in range(19)]
        conditions += ["  D19: !Not [!Condition D0]"]
        found = self.value("[!If [C19, a, b], !If [D0, a, b]]", "\n".join(conditions))
        assert isinstance(found, list)
        assert len(list(alternatives_of(found[0]))) == 2
        assert "depends on itself" in str(found[1])

    def test_many_independent_conditions(self) -> None:
        names = [f"P{n}" for n in range(30)]
        parameters = [f"  {name}: {{Type: String}}" for name in names]
        conditions = [f"  C{name}: !Equals [!Ref {name}, x]" for name in names]
        items = ", ".join(f"!If [C{name}, a, b]" for name in names)
        rest = "\n".join(["Parameters:", *parameters, "Conditions:", *conditions])
        found = self.value(f"!Join ['', [{items}]]", rest)
        assert "too many unknown conditions" in str(found)

    def test_loops_inside_loops(self) -> None:
        body = "{'k': 'v'}"
        numbers = "[" + ", ".join(map(str, range(200))) + "]"
        for depth in range(6):
            body = f"{{'Fn::ForEach::L{depth}': [I{depth}, {numbers}, {body}]}}"
        assert isinstance(self.value(body), (Unknown, dict))

    def test_many_resources_are_linear(self) -> None:
        small, large = self.calls(125), self.calls(500)
        assert large < 4.5 * small

    def calls(self, count: int) -> int:
        """How many functions are called to evaluate so many resources that refer to each other."""
        resources = {
            f"R{n}": {
                "Type": "AWS::IoT::Policy",
                "Condition": f"C{n}",
                "Properties": {
                    "PolicyName": {"Fn::Sub": f"${{R{n + 1}}}-{n}"},
                    "D": {"Fn::If": [f"C{n}", {"Fn::GetAtt": [f"R{n - 1}", "Arn"]}, "x"]},
                },
            }
            for n in range(count)
        }
        conditions = {
            f"C{n}": {"Fn::Equals": [{"Ref": "AWS::Region"}, f"r{n}"]} for n in range(count)
        }
        definition = {"Conditions": conditions, "Resources": resources}
        found = template(json.dumps(definition), "stack.json")
        counted = 0

        def count_call(frame: object, event: str, argument: object) -> None:
            nonlocal counted
            counted += event == "call"

        policies = list(found.resources(frozenset({"AWS::IoT::Policy"})))
        assert len(policies) == count
        before = sys.getprofile()
        sys.setprofile(count_call)
        try:
            for policy in policies:
                policy.present(policy.get("D"))
                policy.reference()
        finally:
            sys.setprofile(before)
        return counted

    @pytest.mark.parametrize(
        "name",
        [
            "Ref",
            "Fn::GetAtt",
            "Fn::Sub",
            "Fn::Join",
            "Fn::Split",
            "Fn::Select",
            "Fn::If",
            "Fn::FindInMap",
            "Fn::ImportValue",
            "Fn::Base64",
            "Fn::ToJsonString",
            "Fn::Length",
            "Fn::ForEach::X",
            "Fn::Transform",
            "Fn::Cidr",
            "Fn::GetAZs",
            "Fn::Equals",
        ],
    )
    @pytest.mark.parametrize(
        "arguments",
        [
            "5",
            "true",
            "''",
            "[]",
            "{}",
            "[[]]",
            "[1, 2, 3, 4, 5]",
            "[{}, {}, {}]",
            "{Ref: X}",
            "[{Ref: AWS::NoValue}, {Ref: AWS::NoValue}]",
            "2012-10-17",
            "[a, {Fn::If: [C, [b], {c: d}]}]",
            "[{Ref: AWS::Region}, {Ref: AWS::Region}, x]",
        ],
    )
    def test_any_arguments_of_any_intrinsic(self, name: str, arguments: str) -> None:
        rest = f"Conditions: {{C: {{Fn::Equals: [{{Ref: AWS::Region}}, {arguments}]}}}}"
        self.value(f"{{{name!r}: {arguments}}}", rest)
        self.value(f"[a, {{Fn::Sub: ['${{x}}', {{x: {{{name!r}: {arguments}}}}}]}}]", rest)

    @pytest.mark.parametrize(
        "section", ["Parameters", "Mappings", "Conditions", "Outputs", "Globals", "Transform"]
    )
    @pytest.mark.parametrize(
        "content",
        [
            "5",
            "[]",
            "{X: 5}",
            "{X: []}",
            "{X: {Type: 5, Default: []}}",
            "{X: {Ref: X}}",
            "{X: {AllowedValues: {a: b}}}",
        ],
    )
    def test_any_content_of_any_section(self, section: str, content: str) -> None:
        text = f"{section}: {content}\n" + POLICY % (
            "[!Ref X, !Sub '${X}', !GetAtt X.Y, !FindInMap [X, Y, Z], !If [X, a, b], !Ref P]"
        )
        found = template(text)
        resource = found.resource("P")
        assert resource is not None
        assert isinstance(resource.get("A"), list)
        found.output("X")

    @pytest.mark.parametrize(
        "resource",
        [
            "5",
            "[]",
            "{}",
            "{Type: 5}",
            "{Type: [a]}",
            "{Type: AWS::IoT::Policy, Condition: [a]}",
            "{Type: AWS::IoT::Policy, Properties: 5}",
            "{Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: [a]}, Metadata: 7}",
        ],
    )
    def test_any_resource(self, resource: str) -> None:
        found = template(f"Resources: {{X: {resource}, P: {{Type: AWS::IoT::Thing}}}}")
        for kind in found.types:
            for each in found.resources(frozenset({kind})):
                each.present(each.get("A/B"))
                each.reference()
                each.attribute("Outputs.X")
                assert each.address
