"""Run a command once, output thrown away, and return what the kernel says it used."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Seconds and MiB of one finished process with its children."""

    wall: float
    cpu: float
    peak_mib: float
    code: int


def run(command: list[str], env: dict[str, str] | None = None, cwd: str | None = None) -> Run:
    """Start *command*, wait, and account for it. Peak memory is that of the largest single process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **(env or {})}, cwd=cwd,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def alternate(commands: dict[str, list[str]], rounds: int, env: dict[str, str] | None = None) -> dict[str, list[Run]]:
    """Run the commands in turn for *rounds*, the order reversed every other round, after one warm-up each."""
    for command in commands.values():
        run(command, env)
    seen: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name in sorted(commands, reverse=bool(number % 2)):
            seen[name].append(run(commands[name], env))
    return seen


def medians(runs: list[Run]) -> tuple[float, float, float]:
    """Return the median wall seconds, CPU seconds and peak MiB."""
    return (
        statistics.median(r.wall for r in runs),
        statistics.median(r.cpu for r in runs),
        statistics.median(r.peak_mib for r in runs),
    )
