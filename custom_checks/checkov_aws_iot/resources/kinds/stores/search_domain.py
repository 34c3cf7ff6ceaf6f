"""Domains of Amazon OpenSearch Service."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Tagged
from checkov_aws_iot.resources.reading.columns import TagPairs
from checkov_aws_iot.resources.reading.dialects import KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


def _domain(name: str) -> Terraform:
    return Terraform(
        name,
        {"name": "domain_name", "endpoint": "endpoint", "tags": "tags"},
        ("domain_name", "endpoint", "https://endpoint"),
        computed=KNOWN_BY_ARN,
        looked_up=KNOWN_BY_ARN if name == "aws_opensearch_domain" else {},
    )


def _schema(name: str) -> CloudFormation:
    return CloudFormation(
        name,
        {"name": "DomainName", "endpoint": "DomainEndpoint", "tags": TagPairs("Tags")},
        ("DomainArn", "DomainEndpoint", "https://DomainEndpoint"),
        arns=("Arn", "DomainArn"),
    )


@dataclass(frozen=True, slots=True)
class SearchDomain(Tagged):
    """A search domain."""

    title = "search domain"
    arn = "arn:es:domain/{name}"
    types = (
        _domain("aws_opensearch_domain"),
        _domain("aws_elasticsearch_domain"),
        _schema("AWS::OpenSearchService::Domain"),
        _schema("AWS::Elasticsearch::Domain"),
    )

    name: Value = ABSENT
    endpoint: Value = ABSENT
