"""Configurations that are made to keep an evaluator busy end soon, with a reason."""

from __future__ import annotations

import time

import pytest
from terraform_files import configuration, plain

from checkov_aws_iot.values.value import EncodedJson

# Of processor time. On an idle machine none of them needs half of it.
# Generous: a machine that is shared is several times slower than one that is not.
MOST_SECONDS = 30

POLICY = 'resource "aws_iot_policy" "p" {{\n  policy = {}\n}}\n'
DOCUMENT = POLICY.format("data.aws_iam_policy_document.d.json")


def chained(count: int, first: str, step: str) -> str:
    lines = [f"  l0 = {first}"]
    lines += [f"  l{i} = {step.replace('@', f'local.l{i - 1}')}" for i in range(1, count)]
    return "locals {\n" + "\n".join(lines) + "\n}\n"


def optional_statements(count: int, others: int) -> str:
    variables = "".join(f'variable "x{i}" {{}}\n' for i in range(count))
    dynamic = "".join(
        f'  dynamic "statement" {{\n    for_each = var.x{i} ? [1] : []\n    content {{\n'
        f'      actions = ["a:{i}"]\n    }}\n  }}\n'
        for i in range(count)
    )
    return variables + f'data "aws_iam_policy_document" "d" {{\n{dynamic}{statements(others)}}}\n'


def statements(count: int) -> str:
    return "".join(
        f'  statement {{\n    sid       = "S{i}"\n    actions   = ["iot:Connect"]\n'
        f'    resources = ["*"]\n  }}\n'
        for i in range(count)
    )


def doubling_documents(count: int) -> str:
    first = 'data "aws_iam_policy_document" "d0" {\n  statement {\n    actions = ["x"]\n  }\n}\n'
    return first + "".join(
        f'data "aws_iam_policy_document" "d{i}" {{\n  source_policy_documents = ['
        f"data.aws_iam_policy_document.d{i - 1}.json, data.aws_iam_policy_document.d{i - 1}.json]\n}}\n"
        for i in range(1, count)
    )


NESTED_BLOCKS = """
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = range(1000)
    content {
      actions = ["a:${statement.value}"]
      dynamic "condition" {
        for_each = range(1000)
        content {
          test     = "StringEquals"
          variable = "k"
          values   = [condition.value]
        }
      }
    }
  }
}
"""

CASES = {
    "doubling strings": (
        chained(60, '"x"', '"${@}${@}"') + POLICY.format("local.l59"),
        "the text grows too long",
    ),
    "doubling lists": (
        chained(60, '["x"]', "[@, @]") + POLICY.format("jsonencode(local.l59)"),
        "the value grows too large",
    ),
    "long chain": (
        chained(2_000, '"x"', "@") + POLICY.format("local.l1999"),
        "is behind more than 60 references",
    ),
    "circle of locals": (
        "locals {\n  a = local.b\n  b = [local.a, local.a]\n}\n" + POLICY.format("local.a"),
        "refers to itself",
    ),
    "circle of documents": (
        'data "aws_iam_policy_document" "d" {\n'
        "  source_policy_documents = [data.aws_iam_policy_document.d.json]\n}\n" + DOCUMENT,
        "refers to itself",
    ),
    "circle of for_each": (
        'resource "aws_iot_policy" "p" {\n  for_each = aws_iot_policy.p\n  policy = each.key\n}\n',
        "depends on a for_each that is not known",
    ),
    "circle of count": (
        (
            "locals {\n  n = length(aws_iot_policy.p)\n}\n"
            'resource "aws_iot_policy" "p" {\n  count  = local.n\n  policy = "${count.index}"\n}\n'
        ),
        "count.index",
    ),
    "count of a thousand million": (
        'resource "aws_iot_policy" "p" {\n  count  = 1000000000\n  policy = count.index\n}\n',
        "depends on a count that is not known",
    ),
    "doubling documents": (
        doubling_documents(40) + POLICY.format("data.aws_iam_policy_document.d39.json"),
        "gave up",
    ),
    "blocks of blocks": (NESTED_BLOCKS + DOCUMENT, "gave up after"),
    "five megabytes": (
        f'locals {{\n  x = "{"x" * 4_900_000}"\n}}\n' + POLICY.format("local.x"),
        "xxxx",
    ),
    "deep brackets": (POLICY.format("[" * 5_000 + "]" * 5_000), "nested"),
    "module that calls itself": (
        'module "m" {\n  source = "./"\n}\noutput "x" {\n  value = module.m.x\n}\n'
        + POLICY.format("module.m.x"),
        "modules call each other more than 20 deep",
    ),
    "NUL": ('locals {\n  x = "\0"\n}\n' + POLICY.format("local.x"), "\0"),
}


@pytest.mark.parametrize("name", CASES)
def test_ends_with_a_reason(name: str) -> None:
    text, expected = CASES[name]
    started = time.process_time()
    (instance,) = configuration(text).instances("main.tf", "aws_iot_policy.p")
    assert expected in str(plain(instance.get("policy")))
    assert time.process_time() - started < MOST_SECONDS


def test_ten_thousand_statements() -> None:
    text = DOCUMENT + f'data "aws_iam_policy_document" "d" {{\n{statements(10_000)}}}\n'
    started = time.process_time()
    (instance,) = configuration(text).instances("main.tf", "aws_iot_policy.p")
    found = instance.get("policy")
    assert isinstance(found, EncodedJson)
    assert len(found.value["Statement"]) == 10_000
    assert time.process_time() - started < MOST_SECONDS


def test_statements_that_may_be_missing_do_not_multiply() -> None:
    started = time.process_time()
    text = DOCUMENT + optional_statements(40, 500)
    (instance,) = configuration(text).instances("main.tf", "aws_iot_policy.p")
    assert len(instance.get("policy").value["Statement"]) == 540
    assert time.process_time() - started < MOST_SECONDS


def test_what_one_document_used_up_another_may_still_need() -> None:
    text = (
        NESTED_BLOCKS
        + DOCUMENT
        + (
            'resource "aws_iot_policy" "q" {\n  policy = local.shared\n}\n'
            'locals {\n  shared = "known"\n}\n'
        )
    )
    found = configuration(text)
    (first,) = found.instances("main.tf", "aws_iot_policy.p")
    (second,) = found.instances("main.tf", "aws_iot_policy.q")
    assert "gave up" in str(plain(first.get("policy")))
    assert second.get("policy") == "known"


@pytest.mark.parametrize(
    "text", ['{"resource":' * 5_000, "[" * 100_000, '"' + "\\" * 100_000, "\0"]
)
def test_hostile_json_syntax(text: str) -> None:
    assert configuration({"main.tf.json": text}).instances("main.tf.json", "aws_iot_policy.p") == ()


@pytest.mark.parametrize(
    "address",
    [
        "", "module", "module.m", "[", 'a.b["', "a" * 100_000, "a.b.c.d", "." * 1_000,
        f"a.b[{'9' * 5_000}]", "a.b[\u00b2]", "a.b[\u0665]",
    ],
)  # fmt: skip
def test_hostile_addresses(address: str) -> None:
    assert configuration('module "m" {}\n').instances("main.tf", address) == ()
