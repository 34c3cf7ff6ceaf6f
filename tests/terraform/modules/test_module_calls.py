"""Which modules a module calls."""

from __future__ import annotations

import pytest
from terraform_files import MemoryReader

from checkov_aws_iot.terraform.modules.call_graph import CallGraph
from checkov_aws_iot.terraform.modules.fetched_modules import FetchedModules
from checkov_aws_iot.terraform.modules.module_files import Module
from checkov_aws_iot.terraform.modules.possible_sources import possible_sources


def call(source: str) -> str:
    """A module call."""
    return f'module "m" {{\n  source = {source}\n}}\n'


@pytest.mark.parametrize(
    ("source", "directory"),
    [
        ('"./site"', "envs/site"),
        ('"../site"', "site"),
        ('".././site/"', "site"),
        ('".."', ""),
        ('"."', None),
        ('"../../outside"', None),
        ('"terraform-aws-modules/iam/aws"', None),
        ("var.source", None),
    ],
)
def test_the_directories_that_a_module_calls(source, directory):
    reader = MemoryReader({"envs/main.tf": call(source)})
    graph = CallGraph(lambda directory: Module(reader, directory), FetchedModules(reader))
    found = set(graph.called("envs"))
    assert found == ({directory} if directory is not None else set())
    if directory is not None:
        assert possible_sources(call(source).encode()) == {source.strip('"')}


def test_a_glance_sees_more_than_is_called_and_never_less():
    assert possible_sources(b'module "m" { source = "..\\/site" }') == {"../site"}
    assert possible_sources(b'{"module": {"m": {"source": "./a"}}, "x": "./b"}') == {"./a", "./b"}
    assert possible_sources(b'module "m" { source = "${path.module}/../a" }') == {"../a"}
    assert possible_sources(b'x = "./a"') == frozenset()
    assert possible_sources(None) == frozenset()
