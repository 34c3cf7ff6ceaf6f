"""Going through the elements of a collection, as ``for`` does."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedSet,
    first_unknown,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import describe
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value, is_null


def iterated(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Yield key and value of each element, in Terraform's order: mappings by key.

    Raises:
        RejectedError: it is no collection.
        NotKnownError: it is not known.
    """
    if isinstance(collection, (Unknown, OneOf)):
        raise NotKnownError(first_unknown(collection) or Unknown("is not known"))
    if isinstance(collection, OpenMapping):
        raise NotKnownError(Unknown("has attributes that are only known after deployment"))
    if isinstance(collection, Mapping):
        for key in sorted(collection):
            yield key, collection[key]
    elif isinstance(collection, TypedSet):
        for item in collection:
            yield item, item
    elif isinstance(collection, Sequence):
        yield from enumerate(collection)
    elif is_null(collection):
        raise RejectedError("is null, and has no elements")
    else:
        kind = "string" if isinstance(collection, Text) else describe(type_of(collection))
        raise RejectedError(f"is a {kind}, and has no elements")
