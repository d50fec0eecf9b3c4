"""The command line: one file a command, loaded on use.

``keyproof --help`` imports click and nothing else of weight; a command's module is imported when it is called.
"""

from __future__ import annotations

import errno
import gc
import sys

from keyproof.cli.exits import INTERNAL, USAGE
from keyproof.errors import KeyproofError


def main() -> None:
    """Run keyproof. The only place where errors become exit codes."""
    from keyproof.cli.group import keyproof

    gc.set_threshold(100_000, 20, 20)  # facts and trees are many and hold no cycles: a fifth of the time otherwise
    try:
        code = keyproof.main(prog_name="keyproof", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
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


def _other(error: Exception) -> int:
    import click

    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
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
