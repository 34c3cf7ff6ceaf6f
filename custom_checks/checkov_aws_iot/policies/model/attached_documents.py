"""From what is known of a policy of a role to the documents that it may be."""

from __future__ import annotations

from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.model.managed_policies import managed_document, managed_policy_name
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import Value


def attached_documents(document: Value, arn: Value) -> tuple[Document, ...]:
    """The alternatives of the document, or the AWS managed policy of that ARN.

    Empty if nothing is known of the policy: it is in another scan, or an AWS managed policy that
    is not in the table. Never raises.
    """
    if not isinstance(document, Absent):
        return tuple(
            read_document(alternative.value, completes_arns=True)
            for alternative in alternatives_of(document)
        )
    if isinstance(arn, (str, Text)) and (name := managed_policy_name(arn)):
        managed = managed_document(name)
        return (managed,) if managed else ()
    return ()
