"""Checkov's parser of templates, without the package that it stands in.

Importing ``checkov.cloudformation`` imports every check of Checkov for templates, and from there much
of the rest: two seconds. The parser itself needs nothing of it, so its file is loaded alone.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from types import ModuleType

_PARSER = "checkov.cloudformation.parser.cfn_yaml"


def _module() -> ModuleType:
    """The parser that Checkov has imported, or one of our own.

    Raises:
        ImportError: this version of Checkov has its parser elsewhere.
    """
    if _PARSER in sys.modules:
        return sys.modules[_PARSER]
    top, *steps = _PARSER.split(".")
    package = find_spec(top)
    for place in (package.submodule_search_locations if package else None) or ():
        file = Path(place, *steps).with_suffix(".py")
        spec = spec_from_file_location("checkov_aws_iot_template_parser", file)
        if file.is_file() and spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise ImportError(f"there is no {_PARSER}", name=_PARSER)


_LOADED = _module()
TEMPLATE = _LOADED.ContentType.CFN
SERVERLESS = _LOADED.ContentType.SLS


def loads(text: str, file: str, content_type: object) -> object:
    """What the text of a template or Serverless file holds, with marks of the lines.

    Raises:
        yaml.YAMLError: it is no YAML, or has a key twice.
        ValueError, AttributeError, TypeError, LookupError: an intrinsic is not written as it should be.
    """
    return cast("object", _LOADED.loads(text, file, content_type))
