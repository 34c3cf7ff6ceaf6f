"""What Checkov calls the frameworks in whose reports resources stand."""

from __future__ import annotations

from typing import Final

SOURCE_REPORT: Final = "terraform"
JSON_REPORT: Final = "terraform_json"
PLAN_REPORT: Final = "terraform_plan"
TEMPLATE_REPORT: Final = "cloudformation"
SERVERLESS_REPORT: Final = "serverless"
DOCUMENTS_REPORT: Final = "aws_iot_documents"
"""The report of this pack alone; documents are judged only by request."""

REPORTS: Final = (SOURCE_REPORT, JSON_REPORT, PLAN_REPORT, TEMPLATE_REPORT, SERVERLESS_REPORT)
"""The frameworks that a scan judges."""
