"""Keys of a request: in any case, and three ways of not being given."""

from __future__ import annotations

from checkov_aws_iot.policies.authoriser.request_context import RequestContext, request_context
from checkov_aws_iot.values.unknown import Unknown


def test_names_of_keys_are_not_case_sensitive() -> None:
    context = request_context([("AWS:SourceIp", "192.0.2.1"), ("aws:TagKeys", ("a", "b"))])
    assert context.get("aws:sourceIP") == ("192.0.2.1",)
    assert context.get("AWS:TAGKEYS") == ("a", "b")


def test_the_last_value_of_a_key_counts() -> None:
    context = request_context([("aws:SourceIp", "192.0.2.1"), ("AWS:SOURCEIP", ("192.0.2.2",))])
    assert context.get("aws:SourceIp") == ("192.0.2.2",)


def test_a_key_that_is_not_there_is_absent() -> None:
    assert RequestContext().get("aws:SourceIp") == ()
    assert request_context([("aws:SourceIp", ())]).get("aws:SourceIp") == ()


def test_a_key_may_not_be_known_or_only_its_value() -> None:
    unknown = Unknown("is not known")
    context = request_context([("a", unknown), ("b", (unknown,))])
    assert context.get("a") is unknown
    assert context.get("b") == (unknown,)
