"""Checkov's parser of templates, without all that Checkov imports along with it.

The package in which it stands imports every check for CloudFormation and every runner, which takes two
seconds; the parser needs neither.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.cloudformation.syntax.node_tags import mend_nodes

if TYPE_CHECKING:
    from types import ModuleType

TEMPLATE_SUFFIXES: Final = frozenset({".yml", ".yaml", ".json", ".template"})
"""The files that Checkov reads as templates."""

SERVERLESS_FILES: Final = tuple(
    os.getenv("CKV_SLS_FILE_MASK", "serverless.yml,serverless.yaml").split(",")
)
"""The names of the files that Checkov reads as Serverless files."""

_MODULE = "checkov.cloudformation.parser.cfn_yaml"


def _parser() -> ModuleType:
    """The module with the parser: Checkov's, if it is there already, or a copy of its own."""
    if _MODULE in sys.modules:
        return sys.modules[_MODULE]
    checkov = find_spec("checkov")
    assert checkov is not None
    assert checkov.origin is not None
    file = Path(checkov.origin).parent.joinpath(*_MODULE.split(".")[1:]).with_suffix(".py")
    spec = spec_from_file_location("checkov_aws_iot.cloudformation.syntax.cfn_yaml", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"Checkov has no parser of templates in {file}")
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


_CFN_YAML = _parser()


def parse_template(text: str, file: str, *, serverless: bool) -> object:
    """What Checkov's parser makes of a text, but for keys and timestamps; raises what it raises."""
    kinds = _CFN_YAML.ContentType
    if not text:
        return {}
    loader: Any = _CFN_YAML.MarkedLoader(text, file, kinds.SLS if serverless else kinds.CFN)
    loader.add_multi_constructor("!", _CFN_YAML.multi_constructor)
    root = loader.get_single_node()
    if root is None:
        return {}
    mend_nodes(root)
    return loader.construct_document(root) or {}
