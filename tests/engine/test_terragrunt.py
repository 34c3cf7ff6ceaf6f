"""Units of Terragrunt are callers of modules, and their inputs are values of variables."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CONNECT_POLICY
from engine_records import by_checkov, by_engine
from scans import write_files
from terraform_files import configuration, plain

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import records

MODULE = 'variable "id" {\n  type = string\n}\n' + CONNECT_POLICY.format(
    name="device", id="${var.id}"
)
ROOT = """\
locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl"))
  parts   = split("/", path_relative_to_include())
}
inputs = {
  id    = "${local.account.locals.name}-${local.parts[1]}"
  other = local.account.locals.name
}
"""
INCLUDE = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n'


def value(files: dict[str, str], expression: str = "var.x", unit: str = "live/a") -> object:
    """What the expression is in the module that the unit calls."""
    source = f'output "out" {{\n  value = {expression}\n}}\n'
    module = {"modules/m/main.tf": 'variable "x" {\n  type = any\n}\n' + source}
    found = configuration({**module, **files})
    names = [name for name in found.roots() if name.startswith(f"{unit}/terragrunt.hcl")]
    return [plain(root.attribute("out")) for root in map(found._root, names)]


def unit(inputs: str, source: str = '"../../modules/m"', more: str = "") -> str:
    return f"terraform {{\n  source = {source}\n}}\n{more}\ninputs = {{\n  {inputs}\n}}\n"


def found(path: Path, check: str = "CKV_IOT_101") -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (record.resource.name, record.result, record.details)
        for record in records(Project.of_directory(str(path)).resources(), lambda _, __: True)
        if record.entry.id == check
    ]


def test_units_with_the_same_source_are_callers_of_their_own(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "modules/m/main.tf": MODULE,
            "live/root.hcl": ROOT,
            "live/prod/account.hcl": 'locals {\n  name = "*"\n}\n',
            "live/test/account.hcl": 'locals {\n  name = "pump"\n}\n',
            "live/prod/a/terragrunt.hcl": unit("", '"../../../modules//m"', INCLUDE),
            "live/test/a/terragrunt.hcl": unit("", '"../../../modules//m"', INCLUDE),
            "live/test/b/terragrunt.hcl": unit('id = "motor"', '"../../../modules//m"', INCLUDE),
        },
    )
    ((name, result, details),) = found(tmp_path)
    assert (name, result) == ("aws_iot_policy.device", "FAILED")
    assert len(details) == 1
    assert "*-a" in details[0]
    assert by_engine(tmp_path) == by_checkov(tmp_path)
    write_files(tmp_path, {"live/prod/account.hcl": 'locals {\n  name = "valve"\n}\n'})
    assert [result for _, result, _ in found(tmp_path)] == ["PASSED"]


def test_a_module_that_is_called_and_has_units_is_judged_for_both(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "modules/m/main.tf": MODULE,
            "app/main.tf": 'module "m" {\n  source = "../modules/m"\n  id = "pump"\n}\n',
            "live/a/terragrunt.hcl": unit('id = "*"'),
        },
    )
    assert {(name, result) for name, result, _ in found(tmp_path)} == {
        ("aws_iot_policy.device", "FAILED"),
        ("module.m.aws_iot_policy.device", "PASSED"),
    }


def test_a_module_with_its_unit_beside_it(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"a/main.tf": MODULE, "a/terragrunt.hcl": 'inputs = {\n  id = "pump"\n}\n'}
    )
    assert [result for _, result, _ in found(tmp_path)] == ["PASSED"]
    assert by_engine(tmp_path) == by_checkov(tmp_path)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ('x = "a"', "a"),
        ('x = get_env("X", "b")', "b"),
        ('x = upper("a")', "A"),
        ("x = path_relative_to_include()", "."),
        ("x = basename(get_terragrunt_dir())", "a"),
        ("x = basename(get_original_terragrunt_dir())", "a"),
        ('x = file("name.txt")', "beside"),
        ('x = file("${get_terragrunt_dir()}/name.txt")', "beside"),
        ('x = file(find_in_parent_folders("above.txt"))', "above"),
        ('x = basename(dirname(find_in_parent_folders("above.txt")))', "live"),
        ('x = find_in_parent_folders("nowhere.txt", "c")', "c"),
        ('x = read_terragrunt_config("nowhere.hcl", {locals = {y = 1}}).locals.y', 1),
        ('x = read_terragrunt_config("other.hcl").inputs.z', "local"),
        ("x = get_path_from_repo_root()", "live/a"),
        ("x = get_path_to_repo_root()", "../.."),
        ('x = jsondecode(file("../values.json")).a', [1]),
        ('x = yamldecode(file("../values.json"))["a"][0]', 1),
    ],
)  # fmt: skip
def test_inputs_that_are_known(inputs: str, expected: object) -> None:
    files = {
        ".git/HEAD": "ref: refs/heads/main",
        "live/above.txt": "above",
        "live/values.json": '{"a": [1]}',
        "live/a/name.txt": "beside",
        "live/a/other.hcl": 'locals {\n  y = "local"\n}\ninputs = {\n  z = local.y\n}\n',
        "live/a/terragrunt.hcl": unit(inputs),
    }
    assert value(files) == [expected]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ("x = dependency.vpc.outputs.id", "is an output of another unit of Terragrunt"),
        ('x = get_env("X")', "is an environment variable without a default"),
        ('x = run_cmd("touch", "/tmp/x")', "function `run_cmd` is not evaluated"),
        ("x = get_aws_account_id()", "function `get_aws_account_id` is not evaluated"),
        ('x = sops_decrypt_file("s")', "function `sops_decrypt_file` is not evaluated"),
        ('x = read_terragrunt_config("../../../x.hcl").locals', "is a file that is not scanned"),
        ('x = read_terragrunt_config("/etc/x.hcl").locals', "is a file that is not scanned"),
        ('x = file("/etc/passwd")', "outside"),
        ('x = find_in_parent_folders("nowhere.txt")', "is in no directory above that is scanned"),
        ("x = local.missing", "is not declared"),
        ("x = include.missing.locals.y", "is not declared"),
        ("x = values.y", "where a stack of Terragrunt is generated"),
        ("x = get_repo_root()", "the root of a repository that is not scanned"),
        ("x = local.a", "refers to itself"),
        ("x = local.c", "refers to itself"),
    ],
)
def test_inputs_that_are_not_known(inputs: str, reason: str) -> None:
    circle = (
        "locals {\n  a = local.b\n  b = local.a\n"
        '  c = read_terragrunt_config("terragrunt.hcl").locals.c\n}\n'
    )
    (found,) = value({"live/a/terragrunt.hcl": unit(inputs, more=circle)})
    assert str(found).startswith("?")
    assert reason in str(found)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("", {"child": 1, "list": ["c"], "map": {"c": 2}, "parent": 0}),
        ("shallow", {"child": 1, "list": ["c"], "map": {"c": 2}, "parent": 0}),
        ("deep", {"child": 1, "list": ["p", "c"], "map": {"p": 0, "c": 2}, "parent": 0}),
        ("no_merge", {"child": 1, "list": ["c"], "map": {"c": 2}}),
    ],
)
def test_inputs_of_included_files_are_beneath(strategy: str, expected: object) -> None:
    merge = f'  merge_strategy = "{strategy}"\n' if strategy else ""
    include = f'include "r" {{\n  path = "../parent.hcl"\n{merge}}}\n'
    names = ("child", "list", "map", "parent")
    module = "".join(f'variable "{name}" {{\n  type = any\n}}\n' for name in names)
    files = {
        "modules/m/more.tf": module,
        "live/parent.hcl": 'inputs = {\n  child = 0\n  parent = 0\n  list = ["p"]\n  map = { p = 0 }\n}\n',
        "live/a/terragrunt.hcl": unit('child = 1\n  list = ["c"]\n  map = { c = 2 }', more=include),
    }  # fmt: skip
    (found,) = value(files, "{ child = var.child, list = var.list, map = var.map }")
    (parent,) = value(files, "var.parent")
    assert isinstance(found, dict)
    assert found == {key: item for key, item in expected.items() if key != "parent"}  # type: ignore[attr-defined]
    assert (parent == 0) is (strategy != "no_merge")


def test_later_includes_win_over_earlier_ones_and_the_unit_over_all() -> None:
    include = 'include "one" {\n  path = "../1.hcl"\n}\ninclude "two" {\n  path = "../2.hcl"\n}\n'
    files = {
        "live/1.hcl": 'locals {\n  name = "one"\n}\ninputs = {\n  x = local.name\n}\n',
        "live/2.hcl": 'locals {\n  name = "two"\n}\ninputs = {\n  x = local.name\n}\n',
        "live/a/terragrunt.hcl": unit("", more=include),
        "live/b/terragrunt.hcl": unit("x = include.one.locals.name", more=include),
    }
    assert value(files) == ["two"]
    assert value(files, unit="live/b") == ["one"]


def test_the_source_may_come_from_an_included_file() -> None:
    files = {
        "live/root.hcl": "terraform {\n"
        '  source = "${path_relative_from_include()}/../modules//${path_relative_to_include()}"\n}\n',
        "live/m/terragrunt.hcl": INCLUDE + 'inputs = {\n  x = "a"\n}\n',
    }
    assert value(files, unit="live/m") == ["a"]


def test_an_included_file_is_no_unit() -> None:
    files = {
        "live/terragrunt.hcl": unit('x = "parent"', '"../modules/m"'),
        "live/a/terragrunt.hcl": "include {\n  path = find_in_parent_folders()\n}\n",
    }
    assert value(files, unit="live") == []
    # The source of the parent is relative to the unit.
    assert value(files) == []
    files["live/terragrunt.hcl"] = unit(
        'x = "parent"', '"${get_parent_terragrunt_dir()}/../modules/m"'
    )
    assert value(files) == ["parent"]


@pytest.mark.parametrize(
    "source",
    [
        '"git::https://example.com/m.git?ref=v1"',
        '"tfr:///acme/iot/aws?version=1.0.0"',
        '"acme/iot/aws"',
        '"/modules/m"',
        '"../../../modules/m"',
        '"../../../../etc"',
        "local.unknown",
        'get_env("SOURCE")',
        "3",
    ],
)
def test_sources_that_are_not_local(source: str) -> None:
    assert value({"live/a/terragrunt.hcl": unit('x = "a"', source)}) == []


def test_files_of_variables_win_over_inputs() -> None:
    arguments = '  extra_arguments "v" {\n    commands = ["plan"]\n    %s\n  }\n'
    files = {
        "live/a/terragrunt.hcl": unit('x = "input"'),
        "live/b/terragrunt.hcl": unit('x = "input"'),
        "live/b/terraform.tfvars": 'x = "copied"\n',
        "live/common.tfvars": 'x = "common"\n',
    }
    assert value(files) == ["input"]
    assert value(files, unit="live/b") == ["copied"]
    for line, expected in [
        ('arguments = ["-var-file=${get_terragrunt_dir()}/../common.tfvars"]', "common"),
        ('required_var_files = ["../common.tfvars"]', "common"),
        ('optional_var_files = [find_in_parent_folders("common.tfvars")]', "common"),
        ('optional_var_files = ["../none.tfvars"]', "input"),
        ('arguments = ["-lock-timeout=20m"]', "input"),
    ]:
        text = unit('x = "input"').replace('m"\n}', f'm"\n{arguments % line}}}', 1)
        assert value({**files, "live/a/terragrunt.hcl": text}) == [expected]
    for line in (
        'arguments = ["-var-file=${get_aws_account_id()}.tfvars"]',
        'arguments = ["-var", "x=1"]',
        "arguments = local.unknown",
    ):
        text = unit('x = "input"').replace('m"\n}', f'm"\n{arguments % line}}}', 1)
        (found,) = value({**files, "live/a/terragrunt.hcl": text})
        assert "may be set by arguments of Terragrunt" in str(found)


def test_a_variable_without_a_type_takes_text() -> None:
    module = {"modules/m/v.tf": 'variable "y" {}\n'}
    for given, expected in (("1", "1"), ("true", "true"), ('"a"', "a"), ("null", None)):
        files = {**module, "live/a/terragrunt.hcl": unit(f"y = {given}")}
        assert value(files, "var.y") == [expected]
    (found,) = value({**module, "live/a/terragrunt.hcl": unit("y = [1]")}, "var.y")
    assert "as text" in str(found)


def test_what_other_inputs_there_are_is_unknown_if_an_included_file_is() -> None:
    include = 'include "root" {\n  path = get_env("ROOT")\n}\n'
    files = {"live/a/terragrunt.hcl": unit('x = "a"', more=include)}
    assert value(files) == ["a"]
    more = {"modules/m/v.tf": 'variable "y" {\n  type = string\n  default = "d"\n}\n'}
    (found,) = value({**more, **files}, "var.y")
    assert "is an environment variable" in str(found)


HOSTILE = {
    "broken": "inputs = {",
    "binary": "\0\1",
    "inputs that are text": 'terraform {\n  source = "../../modules/m"\n}\ninputs = "x"\n',
    "itself included": unit("x = 1", more='include "a" {\n  path = "terragrunt.hcl"\n}\n'),
    "an include that needs itself": unit("x = 1", more='include "a" {\n  path = include.a.locals.p\n}\n'),
    "a locals bomb": unit(
        "x = local.v40", more="locals {\n  v0 = [1]\n" + "".join(f"  v{n} = [local.v{n - 1}, local.v{n - 1}]\n" for n in range(1, 41)) + "}\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end(name: str) -> None:
    found = value({"live/a/terragrunt.hcl": HOSTILE[name]})
    assert all(
        not isinstance(one, str) or one.startswith("?") or one == "1" for one in found
    ) or found == [1]
