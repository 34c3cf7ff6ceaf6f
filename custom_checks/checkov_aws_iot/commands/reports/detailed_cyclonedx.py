"""Checkov's bill of materials in CycloneDX, with what was found about each resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checkov.common.output.cyclonedx import CycloneDX

from checkov_aws_iot.commands.reports.finding_entries import reported_findings

if TYPE_CHECKING:
    from checkov.common.output.record import Record


class DetailedCycloneDX(CycloneDX):
    """A vulnerability has a line for each finding under ``detail``, with its place."""

    def create_iac_vulnerability(self, resource: Record, component: Any) -> Any:
        """The vulnerability that a failed record is."""
        vulnerability: Any = super().create_iac_vulnerability(resource, component)
        vulnerability.detail = "\n".join(
            f"{finding['file']}:{finding['start_line']}: {finding['message']}"
            for finding in reported_findings(resource)
        )
        return vulnerability
