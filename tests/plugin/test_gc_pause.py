"""Judging leaves Python's garbage collector as it was."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from checkov_aws_iot.plugin.gc_pause import collector_at_rest, pass_over_what_is_there


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    """The collector is on before each test, and after it whatever the test did."""
    gc.enable()
    yield
    gc.enable()
    gc.unfreeze()


def test_the_collector_rests_inside_and_works_afterwards() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), collector_at_rest():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_whoever_turned_it_off_finds_it_off() -> None:
    gc.disable()
    with collector_at_rest():
        assert not gc.isenabled()
    assert not gc.isenabled()


class Circle:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_exists_is_passed_over_and_what_comes_later_is_not() -> None:
    gc.unfreeze()
    before = Circle()
    pass_over_what_is_there()
    assert gc.get_freeze_count() > 0
    assert not any(found is before for found in gc.get_objects())
    freed = weakref.ref(Circle())
    gc.collect()
    assert freed() is None
