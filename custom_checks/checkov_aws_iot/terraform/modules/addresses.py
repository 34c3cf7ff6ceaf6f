"""Addresses of Terraform: ``module.m["a.b"].aws_iot_policy.z[0]``.

Source: https://developer.hashicorp.com/terraform/cli/state/resource-addressing
"""

from __future__ import annotations

from checkov_aws_iot.terraform.modules.expansion import Key
from checkov_aws_iot.values.origin import Origin


def is_index(written: str) -> bool:
    """Whether it is the number of an instance; none has ten digits."""
    return written.isdecimal() and len(written) < 10


def split_address(address: str) -> list[tuple[str, Key]]:
    """The names of an address, each with its key; empty if a bracket is not closed."""
    parts: list[tuple[str, Key]] = []
    at = 0
    while at < len(address):
        stop = min((i for i in (address.find(c, at) for c in ".[") if i >= 0), default=len(address))
        name = address[at:stop]
        key: Key = None
        if address[stop : stop + 1] == "[":
            quoted = address[stop + 1 : stop + 2] == '"'
            close = address.find('"]' if quoted else "]", stop + 2)
            if close < 0:
                return []
            written = address[stop + (2 if quoted else 1) : close]
            key = written if quoted or not is_index(written) else int(written)
            stop = close + (2 if quoted else 1)
        parts.append((name, key))
        at = stop + 1
    return parts


def key_suffix(key: Key) -> str:
    """What stands behind the address of an instance with the key: ``[0]``, ``["a"]``, or nothing."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{key}"]'


def origin_of(address: str) -> Origin:
    """The place of the resource, or of the attribute of one, that an address names."""
    parts = split_address(address)
    modules: list[str] = []
    while len(parts) > 1 and parts[0][0] == "module":
        around = f"{modules[-1]}." if modules else ""
        name, key = parts[1]
        modules.append(f"{around}module.{name}{key_suffix(key)}")
        parts = parts[2:]
    is_data = bool(parts) and parts[0][0] == "data"
    names = parts[1:] if is_data else parts
    is_resource = len(names) > 1 and "_" in names[0][0]
    return Origin(
        modules=tuple(modules),
        resource=f"{names[0][0]}.{names[1][0]}" if is_resource and not is_data else "",
        key=key_suffix(names[1][1]) if is_resource else "",
        attribute=names[-1][0] if len(names) > 2 else "",
        is_looked_up=is_data,
    )
