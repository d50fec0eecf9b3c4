"""The top of the command line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from keyproof.version import VERSION

COMMANDS = {
    "check": "Assess a target and report.",
    "explain": "Explain a check or a rule, for a novice or a professional.",
    "checks": "List the checks.",
    "rules": "List the credential kinds that are recognised.",
    "schema": "Print the JSON Schema of the report.",
    "completion": "Print the shell completion script.",
}
"""Name → one line, so that the help needs no import. The module is ``keyproof.cli.<name>_command``."""

EPILOG = """\b
Exit codes:
  0  nothing at or above --fail-on (default: high)
  1  findings at or above --fail-on
  2  wrong usage, or the target cannot be read at all
  3  internal error; a report without any value of the target was written
  4  nothing worse, but the target could not be read whole

\b
Environment:
  NO_COLOR            no colour
  KEYPROOF_HOME       where the fingerprint key and crash reports are kept
  KEYPROOF_CACHE_DIR  where the compiled rules are cached

\b
Examples:
  keyproof check .
  keyproof check https://github.com/org/server
  keyproof check . --format sarif --output keyproof.sarif --format text
  keyproof explain KP001 --for novice
"""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"keyproof.cli.{cmd_name}_command").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"keyproof {VERSION}")
        ctx.exit()


@click.group(
    cls=_Lazy, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Print the version."
)
def keyproof() -> None:
    """Evaluate how an MCP server handles credentials.

    keyproof reads a server's code, configuration, documentation and git history, decides each check with evidence,
    and rates it HIGH (do not use), MEDIUM (use with caution) or LOW (acceptable). Nothing of the target is executed,
    nothing leaves this machine, and no secret's value is shown unless you say --show-secrets.
    """
