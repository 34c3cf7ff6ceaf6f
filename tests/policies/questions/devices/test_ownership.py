"""Names that are fixed, or that say which device they belong to."""

from __future__ import annotations

import pytest
from policy_values import NAME, text

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.deciding import MOST_STEPS
from checkov_aws_iot.policies.authoriser.resource_names import (
    FILTER,
    THING,
    TOPIC,
    Resolution,
    resource_names,
)
from checkov_aws_iot.policies.questions.devices.ownership import (
    belongs_to_one_device,
    depends_on_client_id,
    filters_behind,
    is_bound,
    is_fixed_name,
)
from checkov_aws_iot.values.unknown import Unknown

PLACE = "arn:aws:iot:us-east-1:123456789012:"
THING_NAME = "${iot:Connection.Thing.ThingName}"
CERTIFICATE = "${iot:CertificateId}"
CLIENT_ID = "${iot:ClientId}"
TYPE = "${iot:Connection.Thing.ThingTypeName}"


def pattern(name, kind=TOPIC):
    whole = text(f"{PLACE}{kind}/", *name) if isinstance(name, tuple) else f"{PLACE}{kind}/{name}"
    (only,) = resource_names(whole, kind, Resolution()).patterns
    return only


@pytest.mark.parametrize(
    ("name", "kind", "bound"),
    [
        (THING_NAME, TOPIC, True),
        (f"{THING_NAME}/*", TOPIC, True),
        (f"{THING_NAME}/a", TOPIC, True),
        (f"a/{THING_NAME}", TOPIC, True),
        (f"a/{CERTIFICATE}/*", TOPIC, True),
        # Without a separator "dev1*" is "dev10" too.
        (f"{THING_NAME}*", TOPIC, False),
        (f"{THING_NAME}-*", TOPIC, False),
        (f"{THING_NAME}?", TOPIC, False),
        (f"{THING_NAME}-a", TOPIC, True),
        (f"{THING_NAME}a{THING_NAME}", TOPIC, True),
        (f"*/{THING_NAME}", TOPIC, True),
        (f"a?/{THING_NAME}/b", TOPIC, True),
        (TYPE, TOPIC, False),
        (f"{TYPE}{THING_NAME}", TOPIC, False),
        # The one has one length, so that it is known where it ends.
        (f"*/{CERTIFICATE}{TYPE}", TOPIC, True),
        (f"x/*/{THING_NAME}/*", TOPIC, False),
        (f"*/{THING_NAME}/+", FILTER, True),
        (f"*/{THING_NAME}/#", FILTER, False),
        (f"*{CERTIFICATE}{TYPE}", TOPIC, False),
        (f"{TYPE}/{THING_NAME}/*", TOPIC, True),
        ("a/*", TOPIC, False),
        ("a", TOPIC, False),
        (THING_NAME, THING, True),
        (f"{THING_NAME}/#", FILTER, True),
        (f"{THING_NAME}/+", FILTER, True),
        (f"+/{THING_NAME}", FILTER, True),
        (f"fleet/+/{THING_NAME}/#", FILTER, True),
        (f"?/{THING_NAME}/#", FILTER, False),
        (f"{THING_NAME}#", FILTER, False),
        (f"{THING_NAME}+/a", FILTER, False),
        (f"a/+/{THING_NAME}/*", FILTER, True),
        # In a topic they are plain characters.
        (f"+/{THING_NAME}", TOPIC, True),
    ],
)
def test_what_belongs_to_the_device(name, kind, bound):
    assert is_bound(pattern(name, kind), kind) is bound


@pytest.mark.parametrize(
    ("name", "kind", "owned"),
    [
        (f"*/{THING_NAME}", TOPIC, True),
        (f"fleet/*/vehicles/{THING_NAME}/telemetry", TOPIC, True),
        (f"a?/{THING_NAME}/b", TOPIC, True),
        (f"{THING_NAME}#*", TOPIC, True),
        (f"{THING_NAME}{THING_NAME}.*", TOPIC, True),
        (f"*@a{THING_NAME}{THING_NAME}b", TOPIC, True),
        (f"*a{THING_NAME}@b*", TOPIC, False),
        (f"/*dev{THING_NAME}", TOPIC, False),
        (f"{THING_NAME}b*/", TOPIC, False),
        # The name says by its length which device it belongs to.
        (f"{THING_NAME}?", TOPIC, True),
        (f"?{THING_NAME}", TOPIC, True),
        (f"a?{CERTIFICATE}*", TOPIC, True),
        (f"*/{THING_NAME}/state", TOPIC, True),
        (f"pump-?{THING_NAME}/{THING_NAME}", TOPIC, True),
        (f"{CERTIFICATE}*", TOPIC, True),
        (f"{CERTIFICATE}{THING_NAME}", TOPIC, True),
        (f"{THING_NAME}*", TOPIC, False),
        (f"*{THING_NAME}", TOPIC, False),
        (f"*/{THING_NAME}/*", TOPIC, False),
        (f"{TYPE}{THING_NAME}", TOPIC, False),
        ("a/*", TOPIC, False),
        # What is compared is what a filter delivers.
        (f"+/{THING_NAME}", FILTER, True),
        (f"*/{THING_NAME}/*", FILTER, False),
    ],
)
def test_names_of_two_devices_never_meet(name, kind, owned):
    answer = belongs_to_one_device(pattern(name, kind), kind, Budget(MOST_STEPS[True]))
    assert answer is owned


def test_what_is_too_complex_to_tell_is_not_known():
    answer = belongs_to_one_device(pattern(f"*/{THING_NAME}/*"), TOPIC, Budget(10))
    assert isinstance(answer, Unknown)


def test_in_a_shared_subscription_the_filter_behind_the_group_counts():
    (behind,) = filters_behind(pattern(f"$share/{THING_NAME}/a/*", FILTER), FILTER)
    assert behind == pattern("a/*", FILTER)
    plain = pattern("a/*", FILTER)
    assert filters_behind(plain, FILTER) == (plain,)


def test_the_client_id_binds_only_where_it_is_trusted():
    chosen = pattern(f"a/{CLIENT_ID}/*")
    assert is_bound(chosen, TOPIC, trusts_client_id=True)
    assert not is_bound(chosen, TOPIC, trusts_client_id=False)
    assert is_bound(pattern(f"a/{THING_NAME}"), TOPIC, trusts_client_id=False)
    assert depends_on_client_id(chosen)
    assert not depends_on_client_id(pattern(f"a/{THING_NAME}"))


@pytest.mark.parametrize(
    ("name", "kind", "bound"),
    [
        ("pump-7", TOPIC, True),
        ("pump-7/*", TOPIC, True),
        ("a/pump-7/b*", TOPIC, True),
        ("pump-7*", TOPIC, False),
        ("a/pump-7*", TOPIC, False),
        ("pump-70/*", TOPIC, False),
        ("*/pump-7", TOPIC, False),
        ("pump-7/#", FILTER, True),
        ("pump-7", FILTER, True),
        ("+/pump-7", FILTER, False),
    ],
)
def test_a_level_that_is_a_client_id_of_the_policy_binds(name, kind, bound):
    assert is_bound(pattern(name, kind), kind, client_ids={tuple("pump-7")}) is bound


@pytest.mark.parametrize(
    ("name", "kind", "fixed"),
    [
        ("a/b", TOPIC, True),
        ("a/*", TOPIC, False),
        ("a?", TOPIC, False),
        ((NAME,), TOPIC, True),
        (("a/", NAME), TOPIC, True),
        (("a/", NAME, "*"), TOPIC, False),
        (THING_NAME, TOPIC, True),
        ("a/+", FILTER, False),
        ("a/#", FILTER, False),
        ("a/b", FILTER, True),
        ("a/+", TOPIC, True),
    ],
)
def test_fixed_names(name, kind, fixed):
    assert is_fixed_name(pattern(name, kind), kind) is fixed
