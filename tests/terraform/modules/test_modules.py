"""Modules: what a resource in one is evaluated to, and how addresses find it."""

from __future__ import annotations

from typing import Any

import pytest
from terraform_files import MemoryReader, configuration, document, plain

from checkov_aws_iot.policies.model.document_reading import decode
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.modules.addresses import split_address

MODULE = """
variable "prefix" {}
variable "topics" {
  type    = list(string)
  default = []
}
resource "aws_iot_policy" "p" {
  name   = var.prefix
  policy = jsonencode([var.prefix, var.topics, path.module, aws_iot_thing.t.arn])
}
resource "aws_iot_thing" "t" {
  name = "${var.prefix}-thing"
}
output "thing" {
  value = aws_iot_thing.t.arn
}
output "topics" {
  value = [for topic in var.topics : "${var.prefix}/${topic}"]
}
"""

ARN = "arn:${provider.aws.partition}:iot:${provider.aws.region}:${provider.aws.account_id}"


def called(arguments: str, **others: str) -> dict[str, str]:
    main = f'module "m" {{\n  source = "./modules/policy"\n{arguments}\n}}\n'
    return {"main.tf": main, "modules/policy/main.tf": MODULE, **others}


def in_module(files: dict[str, str], address: str = "module.m.aws_iot_policy.p") -> Any:
    return document(files, address, "modules/policy/main.tf")


def test_inputs_are_evaluated_in_the_caller() -> None:
    files = called('prefix = local.name\n topics = [local.name, "b"]')
    files["names.tf"] = 'locals {\n  name = "caller"\n}\n'
    files["modules/policy/names.tf"] = 'locals {\n  name = "module"\n}\n'
    expected = ["caller", ["caller", "b"], "modules/policy", f"{ARN}:thing/caller-thing"]
    assert in_module(files) == expected


def test_inputs_that_are_not_passed() -> None:
    assert in_module(called("")) == [
        "?module.m.var.prefix: has no default",
        [],
        "modules/policy",
        f"{ARN}:thing/${{module.m.var.prefix}}-thing",
    ]


def test_an_uncalled_look_at_the_module_uses_its_defaults() -> None:
    found = in_module(called('prefix = "a"'), "aws_iot_policy.p")
    assert found[0] == "?var.prefix: has no default"


def test_instances_of_a_repeated_module() -> None:
    files = called('for_each = toset(["a", "b"])\n prefix = each.key\n topics = [each.value]')
    assert in_module(files, 'module.m["b"].aws_iot_policy.p')[:2] == ["b", ["b"]]
    found = configuration(files).instances("modules/policy/main.tf", "module.m.aws_iot_policy.p")
    assert [each.address for each in found] == [
        'module.m["a"].aws_iot_policy.p',
        'module.m["b"].aws_iot_policy.p',
    ]


def test_a_counted_module() -> None:
    files = called('count = 2\n prefix = "n${count.index}"')
    assert in_module(files, "module.m[1].aws_iot_policy.p")[0] == "n1"


def test_holes_of_instances_differ_and_are_equal_to_themselves() -> None:
    main = """
variable "names" {}
module "one" {
  source = "./modules/policy"
}
module "two" {
  source = "./modules/policy"
}
resource "aws_iot_policy" "p" {
  policy = jsonencode([module.one.thing, module.one.thing, module.two.thing])
}
"""
    files = {"main.tf": main, "modules/policy/main.tf": MODULE}
    found = configuration(files)
    (instance,) = found.instances("main.tf", "aws_iot_policy.p")
    first, again, other = instance.get("policy").value
    assert first == again != other
    (thing,) = found.instances("modules/policy/main.tf", "module.one.aws_iot_thing.t")
    assert thing.get("arn") == first


def test_holes_of_parts_of_unknown_values_name_the_instance() -> None:
    text = 'variable "o" {}\noutput "x" {\n  value = "${var.o.name}/${upper(var.o.id)}"\n}\n'
    main = """
module "one" {
  source = "./m"
}
module "two" {
  source = "./m"
}
resource "aws_iot_policy" "p" {
  policy = jsonencode([module.one.x, module.two.x])
}
"""
    (instance,) = configuration({"main.tf": main, "m/main.tf": text}).instances(
        "main.tf", "aws_iot_policy.p"
    )
    one, two = instance.get("policy").value
    assert not set(one.holes) & set(two.holes)


def test_outputs_of_modules() -> None:
    main = """
module "m" {
  source = "./modules/policy"
  prefix = "x"
  topics = ["a", "b"]
}
module "each" {
  for_each = { k = "v" }
  source   = "./modules/policy"
  prefix   = each.value
}
module "counted" {
  count  = 2
  source = "./modules/policy"
  prefix = "n${count.index}"
}
resource "aws_iot_policy" "p" {
  policy = jsonencode([
    module.m.topics, module.m.topics[1], module.each["k"].thing, module.counted[*].thing,
    [for k, m in module.each : "${k}=${m.thing}"], module.m.missing,
  ])
}
"""
    files = {"main.tf": main, "modules/policy/main.tf": MODULE}
    assert document(files) == [
        ["x/a", "x/b"],
        "x/b",
        f"{ARN}:thing/v-thing",
        [f"{ARN}:thing/n0-thing", f"{ARN}:thing/n1-thing"],
        [f"k={ARN}:thing/v-thing"],
        "?module.m.missing: is not declared",
    ]


def test_modules_in_modules() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./a"\n  name = "root"\n}\n',
        "a/main.tf": 'variable "name" {}\n'
        'module "b" {\n  source = "../b"\n  name = "${var.name}-a"\n}\n',
        "b/main.tf": 'variable "name" {}\n'
        'resource "aws_iot_policy" "p" {\n  policy = jsonencode([var.name, path.module])\n}\n',
    }
    assert document(files, "module.a.module.b.aws_iot_policy.p", "b/main.tf") == ["root-a", "b"]


@pytest.mark.parametrize("callers", [(), ("env/prod/main.tf",)])
def test_root_modules_below_the_scanned_directory(callers: tuple[str, ...]) -> None:
    call = 'module "m" {\n  source = "../../m"\n  name = "%s"\n}\n'
    files = {
        "env/prod/main.tf": call % "prod",
        "env/test/main.tf": call % "test",
        "m/main.tf": 'variable "name" {}\nresource "aws_iot_policy" "p" {\n'
        '  policy = jsonencode([var.name, path.module, file("${path.module}/x")])\n}\n',
        "m/x": "content",
    }
    found = configuration(files).instances("m/main.tf", "module.m.aws_iot_policy.p", callers)
    documents = [plain(instance.get("policy")) for instance in found]
    prod, test = (["prod", "../../m", "content"], ["test", "../../m", "content"])
    assert documents == ([prod] if callers else [prod, test])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("terraform-aws-modules/iot/aws", "has not been fetched; terraform init fetches it"),
        ("git::https://example.com/m.git", "has not been fetched; terraform init fetches it"),
        ("../outside", "leads outside the scanned directory"),
        ("./missing", "has no Terraform files"),
    ],
)
def test_modules_that_are_not_read(source: str, reason: str) -> None:
    main = f"""
module "m" {{
  source = "{source}"
}}
resource "aws_iot_policy" "p" {{
  policy = module.m.json
}}
"""
    found = document(main)
    assert found.startswith("?module.m.json: ")
    assert reason in found


def test_modules_that_call_each_other_end() -> None:
    files = {
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\noutput "x" {\n  value = module.b.x\n}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\noutput "x" {\n  value = module.a.x\n}\n'
        'resource "aws_iot_policy" "p" {\n  policy = module.a.x\n}\n',
    }
    assert "deep" in document(files, file="b/main.tf")
    assert list(configuration(files).resources(frozenset({"aws_iot_policy"}))) == []


def test_resources_of_the_whole_scan() -> None:
    files = called(
        'for_each = toset(["a", "b"])\n prefix = each.key',
        **{
            "other/main.tf": 'resource "aws_iot_policy" "o" {\n  count = 2\n  policy = "x"\n}\n'
            'resource "aws_iot_thing" "t" {\n  for_each = var.x\n}\n'
        },
    )
    found = configuration(files).resources(frozenset({"aws_iot_policy", "aws_iot_thing"}))
    assert [each.address for each in found] == [
        'module.m["a"].aws_iot_policy.p',
        'module.m["a"].aws_iot_thing.t',
        'module.m["b"].aws_iot_policy.p',
        'module.m["b"].aws_iot_thing.t',
        "aws_iot_policy.o[0]",
        "aws_iot_policy.o[1]",
        "aws_iot_thing.t",
    ]


def test_override_files() -> None:
    files = {
        "main.tf": 'resource "aws_iot_policy" "p" {\n  name = "a"\n  policy = jsonencode(local.x)\n}\n'
        'locals {\n  x = ["main"]\n}\n',
        "override.tf": 'locals {\n  x = ["override"]\n}\n',
        "a_override.tf": 'resource "aws_iot_policy" "p" {\n  name = "b"\n}\n',
    }
    (instance,) = configuration(files).instances("main.tf", "aws_iot_policy.p")
    assert plain(instance.get("policy")) == ["override"]
    assert instance.get("name") == "b"


PROVIDERS = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
provider "aws" {
  alias  = "unknown"
  region = var.region
}
provider "aws" {
  alias = "open"
}
variable "region" {}
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", "eu-west-1"),
        ("provider = aws.west", "us-west-2"),
        ('provider = "aws.west"', "us-west-2"),
        ('region = "eu-north-1"', "eu-north-1"),
        ('provider = aws.west\n  region = "eu-north-1"', "eu-north-1"),
        ("provider = aws.unknown", "${var.region}"),
        ("region = var.region", "${var.region}"),
        ("provider = aws.open", "${provider.aws.open.region}"),
        ("provider = aws.missing", "${provider.aws.missing.region}"),
    ],
)
def test_region_of_a_resource(arguments: str, expected: str) -> None:
    written = PROVIDERS + f'resource "aws_iot_policy" "p" {{\n  {arguments}\n  name = "p"\n}}\n'
    (instance,) = configuration(written).instances("main.tf", "aws_iot_policy.p")
    assert plain(instance.region()) == expected


def test_every_provider_has_configurations_of_its_own() -> None:
    written = PROVIDERS + (
        'provider "awscc" {\n  region = "ap-south-1"\n}\n'
        'resource "aws_iot_policy" "p" {}\n'
        'resource "awscc_iot_policy" "p" {}\n'
    )
    found = configuration(written)
    regions = [
        plain(instance.region())
        for address in ("aws_iot_policy.p", "awscc_iot_policy.p")
        for instance in found.instances("main.tf", address)
    ]
    assert regions == ["eu-west-1", "ap-south-1"]


@pytest.mark.parametrize(
    ("arguments", "inside", "expected"),
    [
        ("", "", "eu-west-1"),
        ("providers = {\n aws = aws.west\n}", "", "us-west-2"),
        ("providers = {\n # aws = aws\n aws = aws.west // it is\n}", "", "us-west-2"),
        ('providers = {\n "aws" = "aws.west"\n}', "", "us-west-2"),
        ("providers = {\n aws.inner : aws.west }", "provider = aws.inner", "us-west-2"),
        ("providers = {\n aws.inner = aws.west\n}", "provider = aws.inner", "us-west-2"),
        ("providers = {\n aws.inner = aws.west\n}", "", "eu-west-1"),
    ],
)
def test_region_in_a_module(arguments: str, inside: str, expected: str) -> None:
    files = {
        "main.tf": PROVIDERS + f'module "m" {{\n  source = "./m"\n  {arguments}\n}}\n',
        "m/main.tf": f'resource "aws_iot_policy" "p" {{\n  {inside}\n  name = "p"\n}}\n',
    }
    (instance,) = configuration(files).instances("m/main.tf", "module.m.aws_iot_policy.p")
    assert plain(instance.region()) == expected


def test_only_needed_files_are_parsed() -> None:
    files = called('prefix = "x"')
    files["broken.tf"] = 'resource "aws_sns_topic" "t" {\n'
    files["modules/other/main.tf"] = "also broken {"
    reader = MemoryReader(files)
    from checkov_aws_iot.terraform.modules.configuration import Configuration

    found = Configuration(reader, KNOWN_TYPES)
    (instance,) = found.instances(
        "modules/policy/main.tf", "module.m.aws_iot_policy.p", ("main.tf",)
    )
    assert plain(instance.get("policy"))[0] == "x"
    assert "modules/other/main.tf" not in reader.read_paths
    assert len(reader.read_paths) == len(set(reader.read_paths))


def test_a_broken_file_says_so_where_it_may_matter() -> None:
    files = {
        "main.tf": 'resource "aws_iot_policy" "p" {\n  policy = var.x\n}\n',
        "variables.tf": 'variable "x" {\n  default = "a"\n',
    }
    assert document(files).startswith("?variables.tf: is not valid HCL")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_iot_policy.p", [("aws_iot_policy", None), ("p", None)]),
        ("aws_iot_policy.p[3]", [("aws_iot_policy", None), ("p", 3)]),
        ('a.b["c.d[0]"]', [("a", None), ("b", "c.d[0]")]),
        ('module.m["k"].a.b', [("module", None), ("m", "k"), ("a", None), ("b", None)]),
        ('a.b["', []),
        ("", []),
    ],
)
def test_addresses(address: str, expected: list[tuple[str, Any]]) -> None:
    assert split_address(address) == expected


def test_of_many_root_modules_each_has_its_own_values_however_often_it_is_asked() -> None:
    shared = (
        'variable "id" {}\nresource "aws_iot_policy" "p" {\n  policy = jsonencode([var.id])\n}\n'
    )
    call = 'module "m" {{\n  source = "../shared"\n  id     = "{}"\n}}\n'
    roots = {f"root{number}/main.tf": call.format(number) for number in range(60)}
    found = configuration({**roots, "shared/main.tf": shared})
    for _ in range(2):
        for number in range(60):
            (instance,) = found.instances(
                "shared/main.tf", "module.m.aws_iot_policy.p", (f"root{number}/main.tf",)
            )
            assert plain(decode(instance.get("policy"))) == [str(number)]
    assert len(list(found.resources(frozenset({"aws_iot_policy"})))) == 60
