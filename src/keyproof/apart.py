"""Run a function in a process of its own, on another core, and take its result over a pipe.

The child is a fork: it has what the parent has opened and hands back values, secrets included, through memory alone. A
child that dies (native code works on untrusted bytes there) is an error of its own, not the end of the run.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar, cast

from keyproof import patterns
from keyproof.errors import KeyproofError
from keyproof.model.secret import Secret, Withheld

T = TypeVar("T")


class Died(Exception):  # noqa: N818 - what happened, not a kind of error
    """The child ended without a result."""


def _secret(value: str, public_prefix: str) -> Secret:
    return Secret(value, public_prefix=public_prefix)


def _withheld(mark: str, length: int, public_prefix: str) -> Withheld:
    return Withheld(mark, length, public_prefix=public_prefix)


class Apart(Generic[T]):
    """One call under way in a child process. `result` waits for it; `stop` ends it."""

    def __init__(self, function: Callable[[], T]) -> None:
        """Start *function* in a fork of this process, which must have no other threads."""
        receiving, sending = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # closed by who started us
                stream.flush()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(receiving)
            _work(function, sending)
        os.close(sending)
        self._pipe: io.BufferedReader | None = os.fdopen(receiving, "rb")

    def result(self) -> T:
        """Wait for and return what the function returned.

        Raises:
            Died: the child ended without a result, or the function failed otherwise than below.
            KeyproofError: the function raised it.
        """
        if self._pipe is None:
            raise Died("its result was taken already")
        with self._pipe as pipe:
            raw = pipe.read()
        self._pipe = None
        _, status = os.waitpid(self._pid, 0)
        if not raw:
            raise Died(_how(status))
        good, value = pickle.loads(raw)  # noqa: S301 - from our own fork, over a pipe nobody else holds
        if good:
            return cast("T", value)
        raise value

    def stop(self) -> None:
        """End the child where its result is no longer wanted."""
        if self._pipe is None:
            return
        self._pipe.close()
        self._pipe = None
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def possible() -> bool:
    """Whether a second process can be had and would have a core of its own."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return hasattr(os, "fork") and cores > 1 and threading.active_count() == 1


def _dump(value: object, file: io.BytesIO) -> None:
    pickler = pickle.Pickler(file, protocol=5)
    pickler.dispatch_table = {
        Secret: lambda s: (_secret, (s.reveal(), s.public_prefix)),
        Withheld: lambda w: (_withheld, (w.fingerprint(b"", ""), len(w), w.public_prefix)),
    }
    pickler.dump(value)


def _work(function: Callable[[], Any], sending: int) -> None:
    code = 1
    with suppress(BaseException):  # nothing of the child may run the parent's way out
        buffer = io.BytesIO()
        try:
            outcome: tuple[bool, object] = True, function()
        except KeyproofError as error:
            outcome = False, error
        except Exception as error:
            outcome = False, Died(place_of(error))
        _dump(outcome, buffer)
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(buffer.getbuffer())
        code = 0
        patterns.keep()
    os._exit(code)


def place_of(error: Exception) -> str:
    """Return type and place of *error*, never its text: that may hold a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_filename.rpartition('keyproof/')[2]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"its process ended with {code}"
    with suppress(ValueError):
        return f"its process was ended by {signal.Signals(-code).name}"
    return f"its process was ended by signal {-code}"
