"""One entry becomes several in the layout that the list has."""

from __future__ import annotations

import pytest
from edited_entries import ARN, after, only_entry

from checkov_aws_iot.fixes.list_items import several

ONE, TWO = f"{ARN}topic/a", f"{ARN}topic/b"


def terraform(resource: str) -> dict[str, str]:
    return {
        "main.tf": 'resource "aws_iot_policy" "p" {\n  name = "p"\n  policy = jsonencode({\n'
        "    Statement = [{\n"
        f'      Effect   = "Allow"\n      Action   = "iot:Publish"\n      Resource = {resource}\n'
        "    }]\n  })\n}\n"
    }


def template(resource: str, indent: int = 10) -> dict[str, str]:
    return {
        "stack.yaml": "Resources:\n  P:\n    Type: AWS::IoT::Policy\n    Properties:\n"
        "      PolicyDocument:\n        Statement:\n        - Effect: Allow\n"
        f"          Action: iot:Publish\n          Resource:{resource}\n"
    }


def json_template(resource: str) -> dict[str, str]:
    return {
        "stack.template": '{\n "Resources": {\n  "P": {\n   "Type": "AWS::IoT::Policy",\n'
        '   "Properties": {"PolicyDocument": {"Statement": [{\n'
        f'    "Effect": "Allow",\n    "Action": "iot:Publish",\n    "Resource": {resource}\n'
        "   }]}}\n  }\n }\n}\n"
    }


ANY = f"{ARN}topic/*"
LAYOUTS = [
    ("alone", terraform, '"{0}"', '["{0}", "{1}"]'),
    ("on one line", terraform, '["{0}", "x"]', '["{0}", "{1}", "x"]'),
    ("in lines", terraform, '[\n        "x",\n        "{0}", # why\n      ]', '[\n        "x",\n        "{0}",\n        "{1}", # why\n      ]'),
    ("block sequence", template, "\n          - x\n          - {0}", "\n          - x\n          - {0}\n          - {1}"),
    ("sequence of substitutions", template, "\n            - !Sub {0}", "\n            - !Sub {0}\n            - !Sub {1}"),
    ("value of a mapping", template, " {0}", "\n            - {0}\n            - {1}"),
    ("substitution of a mapping", template, " !Sub '{0}'", "\n            - !Sub '{0}'\n            - !Sub '{1}'"),
    ("flow sequence", template, ' ["{0}"]', ' ["{0}", "{1}"]'),
    ("JSON alone", json_template, '"{0}"', '[\n      "{0}",\n      "{1}"\n    ]'),
    ("JSON list", json_template, '[\n     "{0}"\n    ]', '[\n     "{0}",\n     "{1}"\n    ]'),
    ("JSON substitution", json_template, '{{"Fn::Sub": "{0}"}}', '[\n      {{"Fn::Sub": "{0}"}},\n      {{"Fn::Sub": "{1}"}}\n    ]'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("around", "before", "expected"), [case[1:] for case in LAYOUTS], ids=[c[0] for c in LAYOUTS]
)
def test_the_others_are_added_as_the_first_is_written(tmp_path, around, before, expected):
    files = around(before.format(ANY))
    entry = only_entry(tmp_path, files)
    edits = several(entry, [ONE, TWO])
    assert edits is not None
    assert after(files, edits) == around(expected.format(ONE, TWO))


def test_one_content_is_a_change_of_the_string_alone(tmp_path):
    files = terraform(f'"{ANY}"')
    edits = several(only_entry(tmp_path, files), [ONE])
    assert edits is not None
    assert after(files, edits) == terraform(f'"{ONE}"')


REGION, ACCOUNT = (
    "${data.aws_region.current.name}",
    "${data.aws_caller_identity.current.account_id}",
)


@pytest.mark.parametrize("before", ["", f'"arn:aws:iot:{ACCOUNT}:x:thing/y", '])
def test_interpolations_are_written_again_as_they_are(tmp_path, before):
    """Also where other texts with interpolations stand in front of the entry."""
    around = f"arn:aws:iot:{REGION}:{ACCOUNT}:topic/"
    document = (
        '{{"Statement": [{{"Effect": "Allow", "Action": "iot:Publish", "Resource": [{0}]}}]}}'
    )
    resource = (
        'data "aws_region" "current" {{}}\ndata "aws_caller_identity" "current" {{}}\n'
        'resource "aws_iot_policy" "p" {{\n  name   = "p"\n  policy = <<EOF\n{0}\nEOF\n}}\n'
    )
    files = {"main.tf": resource.format(document.format(f'{before}"{around}*"'))}
    entry = only_entry(tmp_path, files)
    texts = [entry.with_end(entry.content, entry.content.replace("*", end)) for end in "ab"]
    edits = several(entry, [text for text in texts if text is not None])
    assert edits is not None
    expected = resource.format(document.format(f'{before}"{around}a", "{around}b"'))
    assert after(files, edits) == {"main.tf": expected}
