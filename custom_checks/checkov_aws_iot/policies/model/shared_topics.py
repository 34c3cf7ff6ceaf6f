"""Topics that a project shares among its devices on purpose, as what judging leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.model.joint_documents import with_denials
from checkov_aws_iot.values.value import Mapping, Sequence

_ON_TOPICS = ("iot:Publish", "iot:RetainPublish", "iot:Receive", "iot:GetRetainedMessage")
_ON_FILTERS = ("iot:Subscribe",)


def without_shared(document: Document, topics: Iterable[str]) -> Document:
    """The document without what it grants on these topics: a Deny takes it back.

    What is left is what the author has to answer for. A request that this document allows, the
    original one allows, too.
    """
    shared = tuple(topics)
    return with_denials(document, [[_denied(shared)]]) if shared else document


@lru_cache
def _denied(topics: tuple[str, ...]) -> Document:
    statements = (
        Mapping(
            {
                "Effect": "Deny",
                "Action": Sequence(actions),
                "Resource": Sequence(f"arn:*:iot:*:*:{kind}/{topic}" for topic in topics),
            }
        )
        for actions, kind in ((_ON_TOPICS, "topic"), (_ON_FILTERS, "topicfilter"))
    )
    return read_document(Mapping({"Version": "2012-10-17", "Statement": Sequence(statements)}))
