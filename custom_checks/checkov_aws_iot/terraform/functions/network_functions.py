"""Terraform's functions of IP addresses.

Source: https://developer.hashicorp.com/terraform/language/functions, IP Network Functions.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, Union

from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import TypedList
from checkov_aws_iot.terraform.functions.function import (
    Functions,
    beyond,
    known_text,
    whole_argument,
)
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()
_PREFIX: Final = re.compile(r"[0-9a-fA-F:.]+/\d{1,3}", re.ASCII)
_MOST_SUBNETS: Final = 1_000

Network = Union[IPv4Network, IPv6Network]


def _network(value: Value) -> Network:
    text = known_text(value)
    if _PREFIX.fullmatch(text) is None:
        raise RejectedError("has an invalid CIDR prefix")
    if re.search(r"(?:^|[./])0\d", text):
        raise beyond("the CIDR prefix has leading zeros")
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise RejectedError("has an invalid CIDR prefix") from None


def _subnet(network: Network, bits: int, number: int) -> Network:
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen:
        raise RejectedError("does not have that many bits left")
    if not 0 <= number < 2**bits:
        raise RejectedError("has no subnet of that number")
    start = int(network.network_address) + (number << (network.max_prefixlen - length))
    return type(network)((start, length))


@FUNCTIONS.define("cidrsubnet", 3)
def cidrsubnet(arguments: list[Value]) -> Value:
    bits, number = whole_argument(arguments[1]), whole_argument(arguments[2])
    return str(_subnet(_network(arguments[0]), bits, number))


@FUNCTIONS.define("cidrsubnets", 1, None)
def cidrsubnets(arguments: list[Value]) -> Value:
    network = _network(arguments[0])
    if len(arguments) > _MOST_SUBNETS:
        raise beyond(f"more than {_MOST_SUBNETS} subnets")
    position = int(network.network_address)
    end = position + network.num_addresses
    subnets: list[Value] = []
    for argument in arguments[1:]:
        bits = whole_argument(argument)
        length = network.prefixlen + bits
        if bits < 1 or length > network.max_prefixlen:
            raise RejectedError("does not have that many bits left")
        size = 1 << (network.max_prefixlen - length)
        position = (position + size - 1) // size * size
        if position + size > end:
            raise RejectedError("has no room for its subnets")
        subnets.append(str(type(network)((position, length))))
        position += size
    return TypedList(subnets, "string")


@FUNCTIONS.define("cidrhost", 2)
def cidrhost(arguments: list[Value]) -> Value:
    network, number = _network(arguments[0]), whole_argument(arguments[1])
    if not -network.num_addresses <= number < network.num_addresses:
        raise RejectedError("has no host of that number")
    return str(network[number])


@FUNCTIONS.define("cidrnetmask", 1)
def cidrnetmask(arguments: list[Value]) -> Value:
    network = _network(arguments[0])
    if not isinstance(network, IPv4Network):
        raise RejectedError("needs an IPv4 prefix")
    return str(network.netmask)
