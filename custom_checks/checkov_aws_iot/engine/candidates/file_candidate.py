"""A document in a file of its own as a candidate for judging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.engine.reading.document_kinds import DocumentKind
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Value

if TYPE_CHECKING:
    from checkov_aws_iot.engine.reading.document_kinds import RecognisedDocument
    from checkov_aws_iot.values.file_reader import Reader
    from checkov_aws_iot.values.span import Span

_TEMPLATES = (DocumentKind.PROVISIONING_TEMPLATE, DocumentKind.TEMPLATE_ALONE)


class FileCandidate:
    """A file that holds one document; who uses it, nobody says."""

    def __init__(self, document: RecognisedDocument, reader: Reader) -> None:
        self._document = document
        self.reader = reader
        self.graph = ResourceGraph(lambda _: ())

    @property
    def span(self) -> Span:
        """All of the file."""
        return self._document.span

    def get(self, attribute: str) -> Value:
        """The document, under the key where it stands."""
        return self._document.value if attribute == self._document.attribute else ABSENT

    def neutral(self) -> Resource[Kind] | None:
        """The provisioning template, of which only the body is known; ``None`` for a policy."""
        document = self._document
        if document.kind not in _TEMPLATES:
            return None
        elsewhere = Unknown("is given where the template is created")
        return Resource(
            document.span.file,
            ProvisioningTemplate(
                template_body=document.value, type=elsewhere, hook=elsewhere, role_arn=elsewhere
            ),
            span=document.span,
            written_at={"template_body": document.attribute},
        )
