"""What is said about the words of a policy."""

from __future__ import annotations

import pytest

from checkov_aws_iot.editing.policy_words import action_page, variable_page
from checkov_aws_iot.policies.model.actions import action_names
from checkov_aws_iot.policies.model.variables import documented_names, documented_variable


@pytest.mark.parametrize("name", documented_names())
def test_every_variable_says_whether_it_binds(name: str):
    facts = documented_variable(name)
    assert facts is not None
    page = variable_page(name)
    assert page.startswith(f"**`${{{name}}}`** stands for ")
    assert ("**Binds**" in page) is facts.identifies_device
    assert ("**Does not bind**" in page) is not facts.identifies_device
    assert ("In a policy of AWS IoT it has no value" in page) is not facts.in_iot_policies


def test_what_conventions_declare_binds():
    name = "iot:Connection.Thing.Attributes[serial]"
    assert "**Does not bind**" in variable_page(name)
    assert "**Binds**: the conventions" in variable_page(name, (name,))


@pytest.mark.parametrize("name", ["AWS::Region", "local", "each.value"])
def test_what_is_no_policy_variable_has_no_page(name: str):
    assert variable_page(name) == ""


def test_a_variable_that_aws_does_not_have_is_told():
    assert "no such policy variable" in variable_page("iot:Nonsense")


@pytest.mark.parametrize("name", action_names())
def test_every_action_says_what_is_checked(name: str):
    page = action_page(name)
    assert page.startswith(f"**`{name}`**")
    assert "AWS checks the resource" in page or "`Resource` has to be `*`" in page


def test_a_wildcard_says_what_it_names():
    page = action_page("iot:*Retained*")
    assert "names 2 actions: `iot:GetRetainedMessage`, `iot:ListRetainedMessages`" in page
    assert action_page("iot:Nonsense") == ""
