"""Which documents decide who connects before a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checkov_aws_iot.policies.authoriser.comparing import newly_allowed
from checkov_aws_iot.policies.authoriser.connecting import CONNECT, grants_of_connections
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.document import Document


def deciding_connections(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents as far as they decide who connects; none if that is left to others.

    So it is if they let no client connect: a policy that does is attached beside them. The documents are IoT policies.
    """
    if not any(any(grants_of_connections(document)) for document in documents):
        return ()
    deciding = tuple(
        replace(
            d, statements=tuple(s for s in d.statements if covers_action(s, CONNECT) is not False)
        )
        for d in documents
    )
    answer = newly_allowed(deciding, (), Question((CONNECT,), "client"))
    return () if isinstance(answer, Proof) else deciding
