"""Where values of Terraform that are not known come from."""

from __future__ import annotations

import pytest
from terraform_files import MemoryReader

from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.modules.addresses import origin_of
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

FILES = {
    "main.tf": """
        variable "names" {}
        module "site" {
          source   = "./site"
          for_each = var.names
          name     = each.value
        }
        resource "aws_iot_thing" "by_hand" {
          name = upper(var.names)
        }
        resource "aws_iot_thing" "anew" {
          name = max(var.names, uuid())
        }
        resource "aws_iot_thing" "each" {
          for_each = var.names
          name     = "pump-${each.key}"
        }
        data "aws_iam_policy" "admin" { name = "IAMFullAccess" }
        resource "aws_iot_thing" "copied" {
          name = aws_iot_thing.unnamed.name
        }
        resource "aws_iot_thing" "unnamed" {}
        resource "aws_iot_thing" "path" {
          name = data.aws_iam_policy.admin.path
        }
    """,
    "site/main.tf": """
        variable "name" {}
        variable "room" {}
        resource "aws_iot_thing" "own" { name = var.name }
        resource "aws_iot_thing" "other" { name = var.room }
        resource "aws_iot_thing" "joined" { name = join("-", [var.room]) }
    """,
}


def name_origin(address: str, file: str = "main.tf") -> Origin:
    """The origin of the name of the one instance."""
    (instance,) = Configuration(MemoryReader(FILES), KNOWN_TYPES).instances(file, address)
    value = instance.get("name")
    if isinstance(value, Unknown):
        return value.origin
    assert isinstance(value, Text)
    return value.holes[0].origin


def test_a_variable_is_the_same_wherever_it_stands():
    origin = name_origin("aws_iot_thing.by_hand")
    assert origin.is_stable
    assert not origin.elements_of
    assert not name_origin("aws_iot_thing.anew").is_stable


def test_what_differs_for_each_element_names_the_block():
    assert name_origin("aws_iot_thing.each").elements_of == ("aws_iot_thing.each",)
    inside = name_origin("module.site.aws_iot_thing.own", "site/main.tf")
    assert inside.elements_of == ("module.site",)
    assert inside.modules == ()


def test_what_is_made_in_a_module_names_the_module():
    origin = name_origin("module.site.aws_iot_thing.other", "site/main.tf")
    assert (origin.modules, origin.attribute) == (("module.site",), "room")
    joined = name_origin("module.site.aws_iot_thing.joined", "site/main.tf")
    assert (joined.modules, joined.attribute) == (("module.site",), "room")


def test_an_attribute_names_its_resource():
    origin = name_origin("aws_iot_thing.copied")
    assert (origin.resource, origin.attribute) == ("aws_iot_thing.unnamed", "name")
    assert not origin.is_looked_up
    looked_up = name_origin("aws_iot_thing.path")
    assert (looked_up.resource, looked_up.attribute) == ("", "path")
    assert looked_up.is_looked_up


@pytest.mark.parametrize(
    ("address", "modules", "resource", "key", "attribute"),
    [
        ("aws_iot_thing.x", (), "aws_iot_thing.x", "", ""),
        ("aws_iot_thing.x.arn", (), "aws_iot_thing.x", "", "arn"),
        ("aws_iot_thing.x[0].arn", (), "aws_iot_thing.x", "[0]", "arn"),
        (
            'module.m["a.b"].module.n.aws_iot_thing.x["c"].tags.Owner',
            ('module.m["a.b"]', 'module.m["a.b"].module.n'),
            "aws_iot_thing.x",
            '["c"]',
            "Owner",
        ),
        ("data.aws_iam_policy.x.path", (), "", "", "path"),
        ("module.m.thing_arn", ("module.m",), "", "", ""),
        ("var.name", (), "", "", ""),
        ('aws_iot_thing.x["', (), "", "", ""),
        ("", (), "", "", ""),
    ],
)
def test_the_origin_that_an_address_names(address, modules, resource, key, attribute):
    origin = origin_of(address)
    assert (origin.modules, origin.resource) == (modules, resource)
    assert (origin.key, origin.attribute) == (key, attribute)
    assert origin.is_looked_up is address.startswith("data.")
