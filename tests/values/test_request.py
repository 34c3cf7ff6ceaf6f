"""When AWS finds a thing for a connection."""

from __future__ import annotations

import pytest

from checkov_aws_iot.values.request import Identity


@pytest.mark.parametrize(
    ("identity", "attached"),
    [
        (Identity(), False),
        (Identity(client_id="a"), False),
        (Identity("a", "a"), True),
        (Identity("b", "a"), False),
        (Identity("b", "a", exclusive=True), True),
        (Identity("b", "", exclusive=True), False),
        (Identity("", ""), False),
    ],
)
def test_attached(identity, attached):
    assert identity.attached is attached
