"""The only module that starts the ``git`` client; always in a git folder of our own, with an environment of our own."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from keyproof import limits
from keyproof.errors import TargetError
from keyproof.objects.runner import Outcome, Running
from keyproof.passing import passing_file
from keyproof.patterns import regex

_ERROR_BYTES: Final = 8192
_ALLOCATION: Final = "1g"
"""What git may allocate at once: a delta can claim any size for its result."""

_KEPT: Final = ("TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR")
_KEPT_FOR_NETWORK: Final = (
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    "SSH_AUTH_SOCK", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
)  # fmt: skip

_URL_USER = regex(r"(?<=://)[^/@\s]{1,4096}@")
_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def one_line(text: bytes | str, *, bound: int = 300) -> str:
    """Return foreign text as one line without control characters and without the user part of URLs."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = _CONTROL.sub(" ", _URL_USER.sub("", words)).strip()
    return words if len(words) <= bound else words[: bound - 1] + "…"


def program() -> str | None:
    """Return the full path of git; entries of PATH that are not absolute are left out (they may lie in the target)."""
    return shutil.which("git", path=_path())


def _path() -> str:
    listed = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(p for p in listed if p.startswith("/"))


def environment(home: Path, *, protocols: str = "none", network: bool = False) -> dict[str, str]:
    """Return git's whole environment: nothing of the user's or the target's configuration is in force."""
    kept = _KEPT + (_KEPT_FOR_NETWORK if network else ())
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PATH": _path(),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "/bin/false",
        "SSH_ASKPASS": "/bin/false",
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=20",
        "GIT_SSH_VARIANT": "ssh",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_ALLOC_LIMIT": _ALLOCATION,
        "GIT_PAGER": "cat",
        "GIT_ADVICE": "0",
    }


class _Process:
    """One git process in its own process group, so that its children end with it."""

    def __init__(
        self, command: list[str], *, env: dict[str, str], cwd: Path, feed: IO[bytes] | int | None, out: IO[bytes] | int
    ) -> None:
        self._errors = passing_file()
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL if feed is None else feed,
            stdout=out,
            stderr=self._errors,
            start_new_session=True,
        )
        self.out: IO[bytes] = self._process.stdout or self._errors
        self.stdin: IO[bytes] | None = self._process.stdin

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *exc: object) -> None:
        self.kill()
        for stream in (self._process.stdout, self._process.stdin, self._errors):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def kill(self) -> None:
        """End the process and its children, now."""
        if self._process.poll() is None:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def ended(self) -> bool:
        """Whether it has; does not wait."""
        return self._process.poll() is not None

    def finish(self, seconds: float | None = None, watch: Callable[[], bool] | None = None) -> Outcome:
        """Wait for the end, at most *seconds*, and while *watch* (asked five times a second) says True."""
        seconds = limits.GIT_SECONDS if seconds is None else seconds
        end = time.monotonic() + seconds
        timed_out = False
        while True:
            try:
                self._wait(min(0.2 if watch else seconds, max(0.01, end - time.monotonic())))
                break
            except subprocess.TimeoutExpired:
                timed_out = time.monotonic() >= end
                if timed_out or (watch is not None and not watch()):
                    self.kill()
                    break
        return Outcome(code=self._process.returncode, error=self.errors(), timed_out=timed_out)

    def _wait(self, seconds: float) -> None:
        """As ``Popen.wait``, which looks only every 50 ms where a time is given: longer than most commands take."""
        if self._process.poll() is None and hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                handle = os.pidfd_open(self._process.pid)
                try:
                    ended = select.poll()
                    ended.register(handle, select.POLLIN)
                    ended.poll(seconds * 1000)
                finally:
                    os.close(handle)
                if self._process.poll() is None:
                    raise subprocess.TimeoutExpired("git", seconds)
        self._process.wait(seconds)

    def errors(self) -> str:
        """Return the end of standard error as one line."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _ERROR_BYTES))
        return one_line(self._errors.read(_ERROR_BYTES))


class Git:
    """git bound to one repository: the git folder *git_dir* is ours, *objects* and *index* are the target's."""

    def __init__(
        self, git_dir: Path, objects: Path, *, work_tree: Path | None = None, index: Path | None = None
    ) -> None:
        """*work_tree* is the top of the target's tree where it has one on disk."""
        found = program()
        if found is None:
            raise TargetError("git is not installed; install git 2.31 or newer to read repositories and their history")
        self._program = found
        self._cwd = git_dir
        self._env = environment(git_dir) | {"GIT_DIR": str(git_dir), "GIT_OBJECT_DIRECTORY": str(objects)}
        if work_tree is not None:
            self._env["GIT_WORK_TREE"] = str(work_tree)
            self._cwd = work_tree
        if index is not None:
            self._env["GIT_INDEX_FILE"] = str(index)

    def at(self, folder: Path) -> Git:
        """Return the same client with *folder* (inside the work tree) as its current folder."""
        other = object.__new__(Git)
        other._program, other._env, other._cwd = self._program, self._env, folder
        return other

    def forget_index(self) -> None:
        """Go on as if the target had no index."""
        self._env = self._env | {"GIT_INDEX_FILE": self._env["GIT_DIR"] + "/no-index"}

    def _start(self, args: tuple[str, ...], feed: IO[bytes] | int | None, out: IO[bytes] | int) -> _Process:
        command = [self._program, "--no-pager", *args]
        return _Process(command, env=self._env, cwd=self._cwd, feed=feed, out=out)

    def run(self, *args: str, feed: bytes | None = None, seconds: float | None = None) -> Outcome:
        """Run to the end with the whole output in memory; for small outputs only."""
        with passing_file() as out, passing_file() as given:
            given.write(feed or b"")
            given.seek(0)
            outcome = self.spool(out, *args, feed=given, seconds=seconds)
            out.seek(0)
            return Outcome(code=outcome.code, out=out.read(), error=outcome.error, timed_out=outcome.timed_out)

    @contextlib.contextmanager
    def beside(self, *args: str) -> Iterator[Callable[[float], Outcome]]:
        """Start, and give what waits for the end, at most so many seconds; for small outputs only."""
        with passing_file() as out, self._start(args, None, out) as process:

            def outcome(seconds: float) -> Outcome:
                ended = process.finish(seconds)
                out.seek(0)
                return Outcome(code=ended.code, out=out.read(), error=ended.error, timed_out=ended.timed_out)

            yield outcome

    def spool(
        self, into: IO[bytes], *args: str, feed: IO[bytes] | None = None, seconds: float | None = None
    ) -> Outcome:
        """Run to the end with the output written to the file *into*."""
        with self._start(args, feed, into) as process:
            return process.finish(seconds)

    def write(self, into: IO[bytes], *args: str) -> Running:
        """Start, with the output written to the file *into*."""
        return self._start(args, None, into)

    def start(self, *args: str, feed: IO[bytes] | int | None = None) -> Running:
        """Start, with *feed* as standard input and the output as a stream."""
        return self._start(args, feed, subprocess.PIPE)

    def talk(self, *args: str) -> _Process:
        """Start with both ends open, to ask and be answered."""
        return self._start(args, subprocess.PIPE, subprocess.PIPE)


def clone(url: str, into: Path, *, protocol: str, options: tuple[str, ...] = ()) -> Outcome:
    """Clone *url* as a bare repository at *into*: no checkout, hooks, templates or submodules.

    The size of *into* is watched; past ``limits.CLONE_BYTES`` the clone is ended and the error says so.
    """
    found = program()
    if found is None:
        raise TargetError("git is not installed; install git 2.31 or newer to clone repositories")
    too_big = False

    def small_enough() -> bool:
        nonlocal too_big
        too_big = _bytes_under(into) > limits.CLONE_BYTES
        return not too_big

    home = into.parent
    command = [
        found, "-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", "-c", "http.followRedirects=initial",
        "-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=60",
        "clone", "--bare", "--quiet", "--template=", "--no-recurse-submodules", *options, "--", url, str(into),
    ]  # fmt: skip
    env = environment(home, protocols=protocol, network=True)
    with _Process(command, env=env, cwd=home, feed=None, out=subprocess.DEVNULL) as process:
        outcome = process.finish(watch=small_enough)
    if too_big:
        return Outcome(code=1, error=f"it is larger than {limits.CLONE_BYTES // limits.MIB} MiB")
    return outcome


def _bytes_under(folder: Path) -> int:
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += (Path(parent) / name).lstat().st_size
    return total
