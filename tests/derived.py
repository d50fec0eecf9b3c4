"""What keyproof derives, worked out once for all tests and processes, as a build does it (``tools/derive.py``).

The gate has it made anew. A run beside it takes what an earlier one made of the same code and rules.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
MADE_OF = ("src/keyproof/detect", "src/keyproof/rules", "src/keyproof/clients", "src/keyproof/patterns.py", "src/keyproof/kept.py",
           "tools/derive.py", "uv.lock")  # fmt: skip
PLACE = "KEYPROOF_TEST_DERIVED"
WAIT = 300
_begun: list[subprocess.Popen[bytes]] = []


def parent() -> Path:
    """Return the folder for what is worth keeping from run to run; another user's is not taken."""
    found = Path(tempfile.gettempdir()) / f"keyproof-tests-{os.getuid()}"
    found.mkdir(mode=0o700, exist_ok=True)
    if found.is_symlink() or found.stat().st_uid != os.getuid():
        raise PermissionError(f"{found} is another user's")
    return found


def begin() -> Callable[[], None]:
    """Start the work where it is to be done, say in the environment where it will lie; return what ends it."""
    is_gate = bool(os.environ.get("KEYPROOF_GATE"))
    folder = parent() / (f"gate-{os.getpid()}" if is_gate else _digest())
    os.environ[PLACE] = str(folder)
    for old in parent().iterdir():
        if time.time() - old.stat().st_mtime > 86_400:
            shutil.rmtree(old, ignore_errors=True)
    if is_gate:
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        os.utime(folder)
        return lambda: None
    process = subprocess.Popen([sys.executable, str(ROOT / "tools" / "derive.py"), str(folder)])
    _begun.append(process)

    def end() -> None:
        process.kill()
        process.wait()
        if is_gate:
            shutil.rmtree(folder, ignore_errors=True)

    return end


def wait() -> Path:
    """Return the folder it lies in, when it does."""
    folder = Path(os.environ[PLACE])
    for process in _begun:  # none in a worker, whose parent began it
        process.wait()
    until = time.monotonic() + WAIT
    while not folder.exists():
        if time.monotonic() > until:
            raise TimeoutError("tools/derive.py failed, or takes too long")
        time.sleep(0.05)
    return folder


def _digest() -> str:
    found = hashlib.sha256()
    for name in MADE_OF:
        path = ROOT / name
        for file in (
            [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".py", ".c", ".h", ".toml"))
        ):
            found.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:32]
