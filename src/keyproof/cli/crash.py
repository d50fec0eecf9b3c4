"""A crash report that holds no value of the target: types and places in keyproof's own code, no messages, no locals."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

from keyproof.identity import home
from keyproof.version import VERSION


def crash_text(error: BaseException) -> str:
    """Return the report of *error*: exception types, and file, line and function of each frame."""
    lines = [f"keyproof {VERSION}, Python {platform.python_version()}, {sys.platform}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__name__}")
        for frame in traceback.extract_tb(seen.__traceback__):
            place = Path(frame.filename)
            lines.append(f"  {'/'.join(place.parts[-3:])}:{frame.lineno} in {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def write_crash_report(error: BaseException) -> Path:
    """Write the report (mode 0600) and return its path; where nothing can be written, the path is ``/dev/stderr``."""
    path = home() / "crashes" / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.txt"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(crash_text(error))
        return path
    print(crash_text(error), file=sys.stderr)
    return Path("/dev/stderr")
