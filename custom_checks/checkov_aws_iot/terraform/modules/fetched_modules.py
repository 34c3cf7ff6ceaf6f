"""Modules from git, a registry or an archive, where something has fetched them into the scanned root.

`terraform init` and `terraform get` keep them below `.terraform/modules` of the root module, and
list them by the path of the call; Checkov downloads them to `.external_modules` of the scanned
directory, by their source.

Source: https://developer.hashicorp.com/terraform/language/modules/sources and
https://www.checkov.io/7.Scan%20Examples/Terraform.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping as Object
from checkov_aws_iot.values.value import Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.values.file_reader import Reader

TERRAFORMS: Final = ".terraform/modules/modules.json"
CHECKOVS: Final = ".external_modules"
MOST_MODULES: Final = 20_000

_FETCHERS: Final = re.compile(r"^(?:git|hg|s3|gcs)::")
_PROTOCOL: Final = re.compile(r"^[a-z+]+://")
_USER: Final = re.compile(r"^[^/@]*@")
_REFERENCE: Final = re.compile(r"[?&]ref=([^&]*)")
_DEFAULT_HOSTS: Final = ("registry.terraform.io/", "registry.opentofu.org/")
_REGISTRY: Final = re.compile(r"^(?:[\w.-]+\.[\w.-]+(?::\d+)?/)?([\w-]+)/([\w-]+)/([\w-]+)$")
_EXACT_VERSION: Final = re.compile(r"^=?\s*(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$")
_LATEST: Final = "HEAD"
_GIT_USER: Final = "git@"  # Checkov leaves other users out of the path.
_OUTSIDE: Final = Unknown("is a module outside the scanned directory, which is not read")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a module comes from: ``address`` without protocol and user, and a directory in it."""

    address: str
    directory: str
    reference: str
    user: str = field(default="", compare=False)

    @classmethod
    def of(cls, written: str) -> Source:
        """The parts of a source as it is written, or as Terraform lists it."""
        bare, _, query = written.partition("?")
        bare = _PROTOCOL.sub("", _FETCHERS.sub("", bare))
        user = _USER.match(bare)
        bare = bare[user.end() :] if user else bare
        for host in _DEFAULT_HOSTS:
            bare = bare.removeprefix(host)
        address, _, directory = bare.partition("//")
        reference = _REFERENCE.search(f"?{query}")
        return cls(
            address.replace(":", "/", 1).removesuffix(".git").strip("/"),
            directory.strip("/"),
            reference[1] if reference else "",
            user[0] if user else "",
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """What Terraform lists of one module call. ``directory`` is relative to the scanned root."""

    source: str
    version: str
    directory: str


class FetchedModules:
    """The directories of the fetched modules of a scan. Reads nothing before it is asked.

    ``loaded`` are the directories that Checkov has loaded, by source and version as written.
    """

    def __init__(self, reader: Reader, loaded: Mapping[tuple[str, str], str] | None = None) -> None:
        self._reader = reader
        self._loaded = loaded or {}
        self._listed: dict[str, dict[str, _Entry]] = {}

    def directory(
        self, root: str, path: tuple[str, ...], source: str, version: str
    ) -> str | Unknown:
        """The directory of a module that is called with this source, from the scanned root.

        ``root`` is the directory of the root module, ``path`` the names of the calls on the way.
        """
        entry = self._entries(root).get(".".join(path))
        if entry is not None:
            return _checked(entry, source, version)
        found = self._loaded.get((source, version or "latest"))
        if found is None:
            found = self._downloaded(Source.of(source), version)
        if found is None:
            return Unknown("has not been fetched; terraform init fetches it")
        return _inside(found) or _OUTSIDE

    def _entries(self, root: str) -> dict[str, _Entry]:
        if root not in self._listed:
            self._listed[root] = dict(self._read(root))
        return self._listed[root]

    def _read(self, root: str) -> Iterator[tuple[str, _Entry]]:
        path = posixpath.join(root, TERRAFORMS)
        text = self._reader.read(path)
        if isinstance(text, Unknown):
            return
        try:
            listed = parse_json(text, path)
        except JsonTextError:
            return
        modules = listed.get("Modules") if isinstance(listed, Object) else None
        for module in modules[:MOST_MODULES] if isinstance(modules, Sequence) else ():
            key, source, directory = (_text(module, name) for name in ("Key", "Source", "Dir"))
            if key and directory:
                there = directory if directory.startswith("/") else posixpath.join(root, directory)
                yield key, _Entry(source, _text(module, "Version"), there)

    def _downloaded(self, source: Source, version: str) -> str | None:
        """Where Checkov puts a module with this source: by host, path and reference."""
        registry = _REGISTRY.match(source.address)
        if registry:
            namespace, name, provider = registry.groups()
            archive = f"registry.terraform.io/{namespace}/{name}/{provider}"
            # The registry takes its modules from repositories of this name.
            repository = f"github.com/{namespace}/terraform-{provider}-{name}"
            exact = _EXACT_VERSION.match(version)
            found = self._one_of(archive, exact[1] if exact else "") or self._one_of(repository, "")
        else:
            user = source.user if source.user == _GIT_USER else ""
            found = self._existing(user + source.address, source.reference or _LATEST)
        return posixpath.join(found, source.directory) if found else None

    def _existing(self, *names: str) -> str | None:
        path = posixpath.join(CHECKOVS, *names)
        inside = _inside(path)
        if inside is None or not inside.startswith(f"{CHECKOVS}/"):
            return None
        return inside if self._reader.names(inside) or self._reader.directories(inside) else None

    def _one_of(self, address: str, version: str) -> str | None:
        """The only version that is there; that of several cannot be told without the registry."""
        if version:
            return self._existing(address, version)
        there = self._reader.directories(f"{CHECKOVS}/{address}")
        return self._existing(address, there[0]) if len(there) == 1 else None


def _checked(entry: _Entry, source: str, version: str) -> str | Unknown:
    """The directory of the entry, if it holds what the call asks for."""
    exact = _EXACT_VERSION.match(version)
    if Source.of(entry.source) != Source.of(source) or (
        exact and entry.version and entry.version != exact[1]
    ):
        return Unknown("is another module than the one that was fetched")
    return _inside(entry.directory) or _OUTSIDE


def _inside(path: str) -> str | None:
    """The path, if it is one below the scanned root."""
    path = posixpath.normpath(path)
    if path.startswith(("/", "../")) or path in ("..", ".") or "\0" in path:
        return None
    return path


def _text(module: Value, name: str) -> str:
    value = module.get(name) if isinstance(module, Object) else None
    return value if isinstance(value, str) else ""
