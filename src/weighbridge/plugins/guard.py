"""Plugin code run under a time limit, on a thread of its own, with whatever it raises turned into a value."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from weighbridge.errors import InvalidSetting
from weighbridge.plugins.failures import PluginFault, explain

LOAD_SECONDS = 5.0
CALL_SECONDS = 10.0
READ_SECONDS = 60.0
"""For our own code that reads the files of a pack: bounded in size, but large tables on a busy machine take a while."""
TIMEOUT_VARIABLE = "WEIGHBRIDGE_PLUGIN_TIMEOUT"

Result = TypeVar("Result")


@dataclass
class _Job(Generic[Result]):
    function: Callable[[], Result]
    done: threading.Event = field(default_factory=threading.Event)
    result: Result | None = None
    error: BaseException | None = None


class Guard:
    """Runs one call at a time. A call that hangs keeps its thread; the next call gets a new one.

    The thread is a daemon, so a hanging plugin cannot keep the program from ending. Ctrl-C reaches the caller, which
    waits in the main thread; a KeyboardInterrupt that plugin code raises does not. What plugin code prints goes to
    standard error, so that it cannot mix with JSON on standard output.
    """

    def __init__(
        self,
        load_seconds: float = LOAD_SECONDS,
        call_seconds: float = CALL_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.load_seconds, self.call_seconds, self.read_seconds = load_seconds, call_seconds, read_seconds
        self._jobs: queue.SimpleQueue[_Job[Any] | None] | None = None

    @classmethod
    def from_environment(cls) -> Guard:
        """Limits from WEIGHBRIDGE_PLUGIN_TIMEOUT, in seconds. Raises InvalidSetting."""
        stated = os.environ.get(TIMEOUT_VARIABLE)
        if not stated:
            return cls()
        try:
            seconds = float(stated)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= threading.TIMEOUT_MAX:
            raise InvalidSetting(TIMEOUT_VARIABLE, stated, "a positive number of seconds")
        return cls(seconds, seconds, seconds)

    def call(self, function: Callable[[], Result], seconds: float) -> Result:
        """What `function()` returns. Raises PluginFault for anything it raises, and when `seconds` have passed."""
        job = _Job(function)
        if self._jobs is None:
            self._jobs = _start_worker(self)
        self._jobs.put(job)
        with contextlib.redirect_stdout(sys.stderr):
            finished = job.done.wait(seconds)
        if not finished:
            self._jobs = None
            raise PluginFault(
                f"did not return within {seconds:g} s.",
                f"Raise the limit with {TIMEOUT_VARIABLE}=SECONDS, or leave the plugin out with --no-plugin.",
                hung=True,
            )
        if job.error is not None:
            raise explain(job.error) from None
        return job.result  # type: ignore[return-value]  # set whenever there is no error


def _start_worker(owner: Guard) -> queue.SimpleQueue[_Job[Any] | None]:
    jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
    threading.Thread(target=_work, args=(jobs,), name="weighbridge-plugin", daemon=True).start()
    weakref.finalize(owner, jobs.put, None)
    return jobs


def _work(jobs: queue.SimpleQueue[_Job[Any] | None]) -> None:
    while (job := jobs.get()) is not None:
        try:
            job.result = job.function()
        except BaseException as error:  # noqa: BLE001  # SystemExit and KeyboardInterrupt of plugin code, too
            job.error = error
        job.done.set()
        del job
