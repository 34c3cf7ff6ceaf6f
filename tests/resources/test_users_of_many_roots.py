"""Who uses a role is read once, however many configurations there are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from terraform_files import configuration

from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.reading.configuration_resources import TerraformGraph
from checkov_aws_iot.values.value import Value

ROOT = """
resource "aws_iam_role" "own" {{ name = "own-{number}" }}
resource "aws_iam_role" "shared" {{ name = "shared-{number}" }}
resource "aws_iot_role_alias" "near" {{
  alias = "near"
  role_arn = aws_iam_role.own.arn
}}
resource "aws_iot_role_alias" "far" {{
  alias = "far"
  role_arn = "arn:aws:iam::123456789012:role/shared-{next}"
}}
variable "unknown" {{}}
resource "aws_iot_role_alias" "unknown" {{
  alias = "unknown"
  role_arn = var.unknown
}}
"""


class Reading:
    """The references of aliases to roles, counted."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, alias: Resource[RoleAlias]) -> Iterator[Value]:
        self.count += 1
        yield alias.attributes.role_arn


def users(count: int) -> tuple[dict[str, list[str]], dict[str, list[str]], int]:
    """The users of each role by the index, those by asking every alias, and the references read."""
    files = {
        f"root{number}/main.tf": ROOT.format(number=number, next=(number + 1) % count)
        for number in range(count)
    }
    scanned = configuration(files)
    graphs = TerraformGraph(scanned)
    reading = Reading()
    indexed: dict[str, list[str]] = {}
    asked: dict[str, list[str]] = {}
    for root in scanned.roots():
        graph = graphs.graph_in(root)
        for role in graph.own(Role):
            key = f"{root}/{role.address}"
            found = graph.users(role, RoleAlias, "role", reading)
            indexed[key] = [alias.address for alias in found]
            asked[key] = [
                alias.address
                for alias in graph.of_kind(RoleAlias)
                if graph.means(alias.attributes.role_arn, role, alias)
            ]
    return indexed, asked, reading.count


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_index_and_every_alias_say_the_same(count: int) -> None:
    indexed, asked, _ = users(count)
    assert indexed == asked
    assert all(len(found) == 1 for found in indexed.values())


def test_twice_the_configurations_are_twice_the_references() -> None:
    assert users(16)[2] <= 2.2 * users(8)[2]


def test_a_role_of_another_configuration_has_the_same_users() -> None:
    scanned = configuration({f"r{n}/main.tf": ROOT.format(number=n, next=1 - n) for n in (0, 1)})
    graph = TerraformGraph(scanned).graph_in("r0")
    (far,) = (role for role in graph.of_kind(Role) if role.address == "r1/aws_iam_role.shared")
    found = graph.users(far, RoleAlias, "role", Reading())
    assert [alias.address for alias in found] == ["aws_iot_role_alias.far"]
