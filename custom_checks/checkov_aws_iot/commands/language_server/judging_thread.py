"""The thread in which everything is worked out that takes time, the most urgent first."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.engine.judging import Broken, guarded

_T = TypeVar("_T")


class JudgingThread:
    """One thread: questions of the user first, then judgements, then the steps of what may take long."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._questions: deque[Callable[[], None]] = deque()
        self._judgements: dict[object, Callable[[], None]] = {}
        self._steps: deque[Iterator[object]] = deque()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="judging", daemon=True)

    def start(self) -> None:
        """The thread works from now on."""
        self._thread.start()

    def stop(self) -> None:
        """The thread ends after what it does at present."""
        with self._wake:
            self._is_over = True
            self._wake.notify()

    def ask(self, question: Callable[[], _T]) -> Future[_T]:
        """The answer, before anything that waits."""
        future: Future[_T] = Future()
        self._add(lambda: self._questions.append(lambda: _answer(future, question)))
        return future

    def judge(self, key: object, judgement: Callable[[], None]) -> None:
        """The judgement is made when its turn comes; one that waits under the same key is not."""
        self._add(lambda: self._judgements.update({key: judgement}))

    def advance(self, steps: Iterator[object]) -> None:
        """The steps are made one by one, whenever there is nothing else."""
        self._add(lambda: self._steps.append(steps))

    def _add(self, add: Callable[[], Any]) -> None:
        with self._wake:
            add()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not (self._is_over or self._questions or self._judgements or self._steps):
                    self._wake.wait()
                if self._is_over:
                    return
                work = self._next()
            result = guarded(work, "the language server")
            if isinstance(result, Broken):
                tell(str(result))

    def _next(self) -> Callable[[], None]:
        if self._questions:
            return self._questions.popleft()
        if self._judgements:
            return self._judgements.pop(next(iter(self._judgements)))
        return self._step

    def _step(self) -> None:
        steps = self._steps.popleft()
        if next(steps, self) is not self:
            self._steps.appendleft(steps)


def _answer(future: Future[_T], question: Callable[[], _T]) -> None:
    if not future.set_running_or_notify_cancel():
        return  # The user does not wait for it any more.
    try:
        future.set_result(question())
    except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for the answer
        future.set_exception(error)
