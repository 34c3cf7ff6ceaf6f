"""Where a resource holds policy documents, as its author writes them."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Form(Enum):
    """How an attribute holds policy documents."""

    DOCUMENT = "document"
    """The attribute is the document."""

    INLINE_DOCUMENT = "inline document"
    """The attribute is a document if it has statements; else it names a policy of AWS, or one that stands elsewhere."""

    MANAGED_POLICIES = "managed policies"
    """The attribute is the ARN of a managed policy, or a list of them."""

    TEMPLATE_BODY = "template body"
    """The attribute is a provisioning template whose policy resources hold documents."""

    STATEMENTS = "statements"
    """The attribute is the list of the statements of a document."""

    PERMISSION = "permission"
    """The resource as a whole is one statement of a function's resource policy."""


class Place(NamedTuple):
    """An attribute that holds documents, as its author writes it.

    ``path`` leads to it from the resource; ``*`` stands for every item of a list. ``required`` says
    that the resource means nothing without it. ``arguments`` are those of a permission, each with its
    neutral name in front.
    """

    path: tuple[str, ...]
    form: Form = Form.DOCUMENT
    required: bool = False
    arguments: tuple[tuple[str, str], ...] = ()
