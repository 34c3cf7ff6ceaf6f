"""``Fn::Cidr``."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import islice

from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence, Value


def cidr(arguments: object, scope: Scope) -> Value:
    """``[block, count, bits]``: the first ``count`` blocks of a network, ``bits`` for hosts.

    Source: AWS CloudFormation Template Reference, Fn::Cidr: count is 1 to 256, bits are the
    "inverse of subnet mask".
    """
    if not isinstance(arguments, list) or len(arguments) not in (2, 3):
        return Unknown("takes a block, a count and a number of bits", "Fn::Cidr")
    block, count, *bits = (scope.evaluate(argument) for argument in arguments)
    return in_every_alternative(_blocks, block, count, bits[0] if bits else "")


def _blocks(block: Value, count: Value, bits: Value) -> Value:
    for value in (block, count, bits):
        if isinstance(value, Unknown):
            return value
    try:
        network = ip_network(str(block), strict=False)
        width = int(str(bits)) if bits != "" else (8 if network.version == 4 else 64)
        wanted = int(str(count))
        if not 1 <= wanted <= 256:
            return Unknown("takes a count from 1 to 256", "Fn::Cidr")
        subnets = network.subnets(new_prefix=network.max_prefixlen - width)
        blocks = [str(subnet) for subnet in islice(subnets, wanted)]
    except ValueError as error:
        return Unknown(f"is malformed: {error}", "Fn::Cidr")
    if len(blocks) < wanted:
        return Unknown(f"asks for more than {len(blocks)} blocks", "Fn::Cidr")
    return Sequence(blocks)
