"""Every form in which people write a policy in Terraform, and the document that must come out."""

from __future__ import annotations

from typing import Any

import pytest
from terraform_files import configuration, document, plain

from checkov_aws_iot.values.unknown import ABSENT, Unknown

ARN = "arn:${provider.aws.partition}:iot:${provider.aws.region}:${provider.aws.account_id}"

JSON = """
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}
  ]
}
"""


def statements(*resources: Any) -> dict[str, Any]:
    found = [{"Effect": "Allow", "Action": "iot:Connect", "Resource": each} for each in resources]
    return {"Version": "2012-10-17", "Statement": found}


def policy(resource: str) -> str:
    """A policy with one statement; ``resource`` is the expression of its Resource."""
    return f"""
resource "aws_iot_policy" "p" {{
  name = "p"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      "Effect" : "Allow",
      Action   = "iot:Connect"
      Resource = {resource}
    }}]
  }})
}}
"""


def test_jsonencode() -> None:
    assert document(policy('"*"')) == statements("*")


def test_policy_variables_keep_one_dollar() -> None:
    assert document(policy('"client/$${iot:ClientId}"')) == statements("client/${iot:ClientId}")


@pytest.mark.parametrize("written", ["$$aws/things", "$${aws}/things"])
def test_wrong_escapes_stay_what_they_are(written: str) -> None:
    expected = {"$$aws/things": "$$aws/things", "$${aws}/things": "${aws}/things"}[written]
    assert document(policy(f'"{written}"')) == statements(expected)


def test_account_region_and_partition_are_holes() -> None:
    written = """
data "aws_caller_identity" "me" {}
data "aws_region" "here" {}
data "aws_partition" "this" {}
""" + policy(
        '"arn:${data.aws_partition.this.partition}:iot:${data.aws_region.here.name}'
        ':${data.aws_caller_identity.me.account_id}:topic/x"'
    )
    assert document(written) == statements(f"{ARN}:topic/x")


def test_facts_of_the_provider_need_no_block() -> None:
    written = policy('"${data.aws_region.r.name}/${data.aws_caller_identity.c.account_id}"')
    assert document(written) == statements("${provider.aws.region}/${provider.aws.account_id}")


def test_region_of_the_provider_is_known() -> None:
    written = """
provider "aws" {
  region = var.region
}
variable "region" {
  default = "cn-north-1"
}
data "aws_region" "here" {}
resource "aws_iot_thing" "t" {
  name = "t"
}
""" + policy("[data.aws_region.here.name, aws_iot_thing.t.arn]")
    account = "${provider.aws.account_id}"
    assert document(written) == statements(
        ["cn-north-1", f"arn:aws-cn:iot:cn-north-1:{account}:thing/t"]
    )


@pytest.mark.parametrize(
    ("block", "reference", "expected"),
    [
        ('"aws_iot_role_alias" "x" {\n alias = "a"\n}', "arn", f"{ARN}:rolealias/a"),
        ('"aws_iot_thing" "x" {\n name = "t"\n}', "arn", f"{ARN}:thing/t"),
        (
            '"aws_iot_certificate" "x" {\n active = true\n}',
            "arn",
            f"{ARN}:cert/${{aws_iot_certificate.x.id}}",
        ),
        (
            '"aws_iam_role" "x" {\n name = "r"\n path = "/iot/"\n}',
            "arn",
            "arn:${provider.aws.partition}:iam::${provider.aws.account_id}:role/iot/r",
        ),
        (
            '"aws_iam_role" "x" {\n name_prefix = "r-"\n}',
            "arn",
            (
                "arn:${provider.aws.partition}:iam::${provider.aws.account_id}:"
                "role/r-${aws_iam_role.x.name_suffix}"
            ),
        ),
        ('"aws_s3_bucket" "x" {\n bucket = "b"\n}', "arn", "arn:${provider.aws.partition}:s3:::b"),
        ('"aws_s3_bucket" "x" {\n}', "id", "${aws_s3_bucket.x.bucket}"),
        ('"aws_sqs_queue" "x" {\n name = "q"\n}', "arn", ARN.replace("iot", "sqs") + ":q"),
        ('"aws_iot_thing" "x" {\n name = "t"\n}', "name", "t"),
        (
            '"aws_iot_thing" "x" {\n name = "t"\n}',
            "default_client_id",
            "?aws_iot_thing.x.default_client_id: is only known after deployment",
        ),
    ],
)
def test_attributes_of_other_resources(block: str, reference: str, expected: str) -> None:
    kind = block.split('"')[1]
    assert document(f"resource {block}\n" + policy(f"{kind}.x.{reference}")) == statements(expected)


def test_data_document() -> None:
    written = """
resource "aws_iot_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["client/&{iot:ClientId}"]
  }
}
"""
    assert document(written) == statements("client/${iot:ClientId}")


def test_data_document_keeps_the_lines_of_its_statements() -> None:
    written = """resource "aws_iot_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  source_policy_documents = [data.aws_iam_policy_document.e.json]
  statement {
    actions = ["iot:Connect"]
  }
}
data "aws_iam_policy_document" "e" {
  statement {
    actions = ["iot:Publish"]
  }
}
"""
    (instance,) = configuration(written).instances("main.tf", "aws_iot_policy.p")
    found = instance.get("policy").value["Statement"]
    assert [str(statement.span) for statement in found] == ["main.tf:11", "main.tf:6"]


def test_data_document_with_an_unknown_number_of_statements() -> None:
    written = """
variable "topics" {}
resource "aws_iot_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = var.topics
    content {
      actions = ["iot:Publish"]
    }
  }
}
"""
    expected = statements("*")
    expected["Statement"].append("?var.topics: has no default")
    assert document(written) == expected


def test_data_document_with_a_statement_that_may_be_missing() -> None:
    written = """
variable "extra" {}
resource "aws_iot_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = var.extra ? ["x"] : []
    content {
      actions   = ["iot:Connect"]
      resources = [statement.value]
    }
  }
}
"""
    expected = statements("*", "x")
    expected["Statement"][1] = {"var.extra?": {"true": expected["Statement"][1], "false": ABSENT}}
    assert document(written) == expected


def test_data_document_that_cannot_be_rendered() -> None:
    written = """
resource "aws_iot_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    sid = "A"
  }
  statement {
    sid = "A"
  }
}
"""
    reason = "is rejected by the provider: has the Sid A twice in statement blocks"
    assert document(written) == f"?data.aws_iam_policy_document.d.json: {reason}"


def test_chains_of_locals() -> None:
    written = """
locals {
  names   = { b = ["x"], a = ["y", "z"] }
  all     = flatten([for key, list in local.names : [for item in list : "${key}/${item}"]])
  extra   = merge({ one = 1 }, { two = 2 })
  joined  = join("+", keys(local.extra))
  first   = try(local.missing.x, coalesce(null, local.joined))
}
""" + policy('concat(local.all, [local.joined, format("%s!", local.joined), one(toset(["o"]))])')
    assert document(written) == statements(["a/y", "a/z", "b/x", "one+two", "one+two!", "o"])


def test_heredoc_with_directives() -> None:
    written = """
variable "clients" {
  default = ["a", "b"]
}
resource "aws_iot_policy" "p" {
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [
        %{~ for i, client in var.clients ~}
        ${i == 0 ? "" : ","}{"Effect": "Allow", "Action": "iot:Connect", "Resource": "${client}/$${iot:ClientId}"}
        %{~ endfor ~}
      ]
    }
  EOF
}
"""
    assert document(written) == statements("a/${iot:ClientId}", "b/${iot:ClientId}")


@pytest.mark.parametrize(
    "expression",
    [
        'file("${path.module}/p.json")',
        'file("p.json")',
        'file("${path.root}/p.json")',
        'templatefile("${path.module}/p.json", {})',
        "data.local_file.f.content",
        "data.template_file.t.rendered",
    ],
)
def test_files(expression: str) -> None:
    main = f"""
resource "aws_iot_policy" "p" {{
  policy = {expression}
}}
data "local_file" "f" {{
  filename = "${{path.module}}/p.json"
}}
data "template_file" "t" {{
  template = file("${{path.module}}/p.json")
}}
"""
    assert document({"main.tf": main, "p.json": JSON}) == statements("*")


def test_template_files_with_variables() -> None:
    text = JSON.replace('"*"', '"${prefix}/$${iot:ClientId}"')
    main = """
resource "aws_iot_policy" "p" {
  policy = templatefile("${path.module}/p.json.tpl", { prefix = "client" })
}
resource "aws_iot_policy" "q" {
  policy = data.template_file.t.rendered
}
data "template_file" "t" {
  template = file("p.json.tpl")
  vars = {
    prefix = "client"
  }
}
"""
    files = {"main.tf": main, "p.json.tpl": text}
    for address in ("aws_iot_policy.p", "aws_iot_policy.q"):
        assert document(files, address) == statements("client/${iot:ClientId}")


def test_files_outside_are_not_read() -> None:
    main = 'resource "aws_iot_policy" "p" {\n  policy = file("../../secret.json")\n}\n'
    found = document({"env/main.tf": main}, file="env/main.tf")
    assert "lies outside the scanned directory" in found


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "default"),
        ({"terraform.tfvars": 'x = "tfvars"'}, "tfvars"),
        ({"terraform.tfvars": 'x = "a"', "terraform.tfvars.json": '{"x": "json"}'}, "json"),
        ({"terraform.tfvars": 'x = "a"', "a.auto.tfvars": 'x = "auto"'}, "auto"),
        ({"b.auto.tfvars": 'x = "b"', "a.auto.tfvars": 'x = "a"'}, "b"),
        ({"b.auto.tfvars": 'x = "b"', "c.auto.tfvars.json": '{"x": "c"}'}, "c"),
        ({"other.tfvars": 'x = "other"'}, "default"),
    ],
)
def test_variables_are_set_by_files_in_order(files: dict[str, str], expected: str) -> None:
    main = 'variable "x" {\n  default = "default"\n}\n' + policy("var.x")
    assert document({"main.tf": main, **files}) == statements(expected)


def test_variables_are_set_by_chosen_files_last() -> None:
    files = {
        "main.tf": 'variable "x" {}\n' + policy("var.x"),
        "a.auto.tfvars": 'x = "auto"',
        "env/one.tfvars": 'x = "one"',
        "env/two.tfvars": 'x = "two"',
    }
    found = configuration(files, "env/one.tfvars", "env/two.tfvars")
    (instance,) = found.instances("main.tf", "aws_iot_policy.p")
    assert plain(instance.get("policy")) == statements("two")


def test_variable_without_a_value() -> None:
    written = 'variable "x" {}\n' + policy('["${var.x}/y", var.x]')
    assert document(written) == statements(["${var.x}/y", "?var.x: has no default"])


def test_whole_policy_without_a_value() -> None:
    written = 'variable "x" {}\nresource "aws_iot_policy" "p" {\n  policy = var.x\n}\n'
    assert document(written) == "?var.x: has no default"


def test_resource_with_for_each() -> None:
    written = """
resource "aws_iot_policy" "p" {
  for_each = { a = "one", "b.c" = "two" }
  policy   = data.aws_iam_policy_document.d[each.key].json
}
data "aws_iam_policy_document" "d" {
  for_each = { a = "one", "b.c" = "two" }
  statement {
    actions   = ["iot:Connect"]
    resources = ["${each.key}/${each.value}"]
  }
}
"""
    assert document(written, 'aws_iot_policy.p["a"]') == statements("a/one")
    assert document(written, 'aws_iot_policy.p["b.c"]') == statements("b.c/two")
    found = configuration(written).instances("main.tf", "aws_iot_policy.p")
    assert [each.address for each in found] == ['aws_iot_policy.p["a"]', 'aws_iot_policy.p["b.c"]']


@pytest.mark.parametrize("given", ["var.things", "toset(var.things)"])
@pytest.mark.parametrize("declared", ["", "default = []"])
def test_a_data_source_beside_it_with_the_same_keys_that_are_not_known(
    given: str, declared: str
) -> None:
    written = f"""
variable "things" {{
  {declared}
}}
resource "aws_iot_policy" "p" {{
  for_each = {given}
  policy   = data.aws_iam_policy_document.d[each.key].json
}}
data "aws_iam_policy_document" "d" {{
  for_each = {given}
  statement {{
    actions   = ["iot:Connect"]
    resources = ["client/${{each.key}}"]
  }}
}}
"""
    address = "data.aws_iam_policy_document.d"
    assert document(written) == statements(f"client/${{{address} each.key}}")


@pytest.mark.parametrize(
    ("repeated", "key"),
    [
        ("for_each = var.on ? { a = 1, (var.things) = 1 } : {}", "each.key"),
        ("for_each = var.things", "each.key"),
        ("count = var.things", "count.index"),
    ],
)
def test_the_arn_of_a_rule_beside_it_with_the_same_keys_that_are_not_known(
    repeated: str, key: str
) -> None:
    written = f"""
variable "on" {{ default = false }}
variable "things" {{}}
resource "aws_iot_topic_rule" "r" {{
  {repeated}
  name = "r_${{{key}}}"
}}
resource "aws_iot_certificate" "c" {{
  {repeated}
}}
resource "aws_iot_policy" "p" {{
  {repeated}
  policy = aws_iot_topic_rule.r[{key}].arn
}}
resource "aws_iot_policy" "q" {{
  {repeated}
  policy = aws_iot_certificate.c[{key}].arn
}}
"""
    (rule,) = configuration(written).instances("main.tf", "aws_iot_policy.p")
    assert f":rule/r_${{aws_iot_topic_rule.r {key}}}" in plain(rule.get("policy"))
    # Whose certificate it is would decide something.
    (certificate,) = configuration(written).instances("main.tf", "aws_iot_policy.q")
    assert isinstance(certificate.get("policy"), Unknown)


def test_a_data_source_whose_keys_are_known_but_not_which_one() -> None:
    written = """
variable "which" {}
resource "aws_iot_policy" "p" {
  policy   = data.aws_iam_policy_document.d[var.which].json
}
data "aws_iam_policy_document" "d" {
  for_each = toset(["a", "b"])
  statement {
    actions   = ["iot:Connect"]
    resources = ["client/${each.key}"]
  }
}
"""
    assert document(written).startswith("?")


def test_resource_with_count() -> None:
    written = policy('"c/${count.index}"').replace('name = "p"', "count = 2")
    assert document(written, "aws_iot_policy.p[1]") == statements("c/1")


@pytest.mark.parametrize(
    ("written", "index", "never"),
    [
        ("0", "${aws_iot_policy.p count.index}", True),
        ("var.enabled ? 1 : 0", "0", False),
        ("var.none", "${aws_iot_policy.p count.index}", False),
        ("var.unknown ? 1 : 0", "0", False),
    ],
)
def test_resource_that_is_not_created_by_default_is_judged_as_written(
    written: str, index: str, never: bool
) -> None:
    text = """
variable "enabled" {
  default = false
}
variable "none" {
  default = 0
}
variable "unknown" {}
""" + policy('"c/${count.index}"').replace('name = "p"', f"count = {written}")
    (instance,) = configuration(text).instances("main.tf", "aws_iot_policy.p")
    assert instance.never_created is never
    assert plain(instance.get("policy")) == statements(f"c/{index}")


@pytest.mark.parametrize("written", ["{}", "[]", "toset([])"])
def test_literally_nothing_for_each_is_never_created(written: str) -> None:
    text = policy('"*"').replace('name = "p"', f"for_each = {written}")
    (instance,) = configuration(text).instances("main.tf", "aws_iot_policy.p")
    assert instance.never_created


def test_one_unknown_element_of_for_each_is_the_key() -> None:
    text = 'variable "x" {}\n' + policy('"${each.key}/${each.value}"').replace(
        'name = "p"', 'for_each = toset(["a-${var.x}"])'
    )
    assert document(text) == statements("a-${var.x}/a-${var.x}")


def test_unknown_for_each_leaves_holes() -> None:
    text = 'variable "x" {}\n' + policy('"${each.key}/${each.value}"').replace(
        'name = "p"', "for_each = var.x"
    )
    address = "aws_iot_policy.p"
    assert document(text) == statements(f"${{{address} each.key}}/${{{address} each.value}}")
    keyed = document(text, 'aws_iot_policy.p["k"]')
    assert keyed == statements(f'k/${{{address}["k"] each.value}}')


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("data.terraform_remote_state.x.outputs.policy", "is read at plan time"),
        ("data.http.x.response_body", "is read at plan time"),
        ("base64decode(var.x)", "has no default"),
        ("aws_iot_policy.p.policy", "refers to itself"),
        ("local.a", "refers to itself"),
    ],
)
def test_what_cannot_be_known_says_why(expression: str, expected: str) -> None:
    written = f"""
variable "x" {{}}
locals {{
  a = local.b
  b = "x${{local.a}}"
}}
data "terraform_remote_state" "x" {{
  backend = "s3"
}}
data "http" "x" {{
  url = "https://example.com"
}}
resource "aws_iot_policy" "p" {{
  policy = {expression}
}}
"""
    assert expected in str(document(written))


def test_yaml_from_a_file() -> None:
    """The text of a file knows its lines, which the parser of YAML in C is not prepared for."""
    files = {
        "main.tf": policy('yamldecode(file("names.yaml")).names[0]'),
        "names.yaml": "names: [x]\n",
    }
    assert document(files) == statements("x")
