"""Whatever is asked of the judging thread, it goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from checkov_aws_iot.commands.language_server.judging_thread import JudgingThread


@pytest.fixture
def thread() -> Iterator[JudgingThread]:
    judging = JudgingThread()
    judging.start()
    yield judging
    judging.stop()


def test_a_question_that_is_cancelled_or_fails_ends_nothing(thread: JudgingThread):
    is_free = threading.Event()
    held = thread.ask(lambda: is_free.wait(10))
    cancelled = thread.ask(lambda: 1)
    assert cancelled.cancel()
    is_free.set()
    assert held.result(10)
    with pytest.raises(CancelledError):
        cancelled.result(10)
    with pytest.raises(ZeroDivisionError):
        thread.ask(lambda: 1 // 0).result(10)
    assert thread.ask(lambda: 2).result(10) == 2


def test_a_judgement_that_fails_is_one_line(
    thread: JudgingThread, capsys: pytest.CaptureFixture[str]
):
    thread.judge("key", [].pop)
    thread.advance(iter(lambda: {}["missing"], None))
    done = threading.Event()
    thread.judge("other", done.set)
    assert done.wait(10)
    assert thread.ask(lambda: 3).result(10) == 3
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("checkov-aws-iot: the language server failed (IndexError")


def test_questions_come_first_and_what_waits_twice_is_done_once(thread: JudgingThread):
    is_free = threading.Event()
    order: list[str] = []
    first = thread.ask(lambda: is_free.wait(10))
    thread.advance(order.append(str(step)) for step in range(2))
    thread.judge("key", lambda: order.append("old"))
    thread.judge("key", lambda: order.append("new"))
    last = thread.ask(lambda: order.append("question"))
    is_free.set()
    first.result(10)
    last.result(10)
    done = threading.Event()
    thread.advance(done.set() for _ in range(1))
    assert done.wait(10)
    assert order == ["question", "new", "0", "1"]
