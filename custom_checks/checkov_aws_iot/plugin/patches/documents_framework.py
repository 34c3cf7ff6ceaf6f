"""The framework of JSON documents among those of Checkov.

Needed by Checkov 3.2.500 to 3.3.30: it runs no framework that it has no category for, and takes no
other name for ``--framework``.
"""

from __future__ import annotations

from checkov.common.bridgecrew.check_type import checkov_runners
from checkov.common.bridgecrew.code_categories import CodeCategoryMapping, CodeCategoryType

from checkov_aws_iot.engine.document_files import CHECK_TYPE


def add_documents_framework() -> None:
    """Checkov runs the framework without a licence and takes its name as an option; idempotent."""
    CodeCategoryMapping[CHECK_TYPE] = CodeCategoryType.IAC
    if CHECK_TYPE not in checkov_runners:
        checkov_runners.append(CHECK_TYPE)
