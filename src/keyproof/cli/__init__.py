"""The command line: one file a command, loaded on use.

``keyproof --help`` imports click and nothing else of weight; a command's module is imported when it is called, and the
everyday ``keyproof check`` goes without click.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from typing import NoReturn

from keyproof.cli.exits import INTERNAL, USAGE
from keyproof.cli.later import load_msgspec, postpone
from keyproof.errors import KeyproofError


def start() -> NoReturn:
    """Run keyproof as the process that the installed command is: `main`, and then the shortest way out.

    What Python does at its end, to free one by one what goes anyway, is a sixth of a small run.
    """
    code: object = None
    try:
        main()
    except SystemExit as end:
        code = end.code
    if not isinstance(code, int):
        sys.exit(str(code) if code is not None else 0)
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except OSError:  # Python says it
        sys.exit(code)
    os._exit(code)


def main() -> None:
    """Run keyproof; ends with SystemExit. The only place where errors become exit codes."""
    postpone()
    gc.set_threshold(500_000, 20, 20)  # facts and trees are many and hold no cycles: a fifth of the time otherwise
    try:
        sys.exit(_run())
    except KeyproofError as error:
        _say(str(error))
        sys.exit(USAGE)
    except KeyboardInterrupt:
        _say("stopped")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        sys.exit(_other(error))
    finally:
        if patterns := sys.modules.get("keyproof.patterns"):
            patterns.keep()


def _run() -> int:
    from keyproof.cli.plain import plain

    given = plain(sys.argv[1:])
    if given is not None:
        load_msgspec()
        from keyproof.cli.check import check

        return check(**given)
    from keyproof.cli.group import keyproof

    code = keyproof.main(prog_name="keyproof", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _other(error: Exception) -> int:
    if click := sys.modules.get("click"):
        if isinstance(error, click.exceptions.Exit):
            return int(error.exit_code)
        if isinstance(error, click.Abort):
            _say("stopped")
            return 130
        if isinstance(error, click.ClickException):
            _say(error.format_message())
            return USAGE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        _say(f"cannot write: {error.strerror}")
        return USAGE
    from keyproof.cli.crash import write_crash_report

    _say(f"internal error ({type(error).__name__}); the report without any value of the target is in "
         f"{write_crash_report(error)}: please send it to us")  # fmt: skip
    return INTERNAL


def _say(text: str) -> None:
    from keyproof.neutral import neutral

    print(f"keyproof: {neutral(text)}", file=sys.stderr)
