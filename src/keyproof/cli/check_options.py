"""The options of ``keyproof check`` as data: what click is given, and what the everyday command line is read by."""

from __future__ import annotations

from typing import Final

from keyproof import registry

HELP: Final = """Assess TARGET: a folder, a bare git repository, or a git URL (cloned to a temporary place).

Reads the tree and the whole history, decides every check that can be decided without running the server, rates
it, and reports with evidence. Nothing of the target is executed.
"""


class Option:
    """One option. A plain class: what makes one of a list of fields takes a millisecond, and all wait for this."""

    def __init__(
        self,
        name: str,
        words: tuple[str, ...],
        help: str,  # noqa: A002 - click's word
        metavar: str = "",
        *,
        choices: tuple[str, ...] = (),
        many: bool = False,
        number: bool = False,
        off: str = "",
        default: str | int | bool | None = None,
    ) -> None:
        """Without *metavar* and *choices* it is a switch, which *off* (``--no-history``) may switch off.

        *name* is the parameter of `keyproof.cli.check.check` that it sets, *words* are how it is written (``-f``,
        ``--format``). With *many* it may be given several times; with *number* its value is a whole number from 0 on.
        """
        self.name = name
        self.words = words
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.many = many
        self.number = number
        self.off = off
        self.default = default
        self.switch = not metavar and not choices


def options() -> tuple[Option, ...]:
    """Return all of them, in the order of the help."""
    formats = registry.names("keyproof.formats")
    return (
        Option(
            "formats",
            ("-f", "--format"),
            "Report format; may be given several times, each paired with an --output in order. Default: text.",
            choices=formats,
            many=True,
        ),
        Option(
            "outputs",
            ("-o", "--output"),
            "Where the report goes, '-' for standard output; the nth --output takes the nth --format.",
            "FILE",
            many=True,
        ),
        Option(
            "fail_on",
            ("--fail-on",),
            "Exit with 1 from this severity on. Default: high.",
            choices=("high", "medium", "low", "never"),
        ),
        Option(
            "only",
            ("--only",),
            "Only this check, such as KP001; may be given several times. Only what it needs is read.",
            "CODE",
            many=True,
        ),
        Option(
            "classes",
            ("--classes",),
            "Which classes of values count as findings, separated by commas. "
            "Default: live-looking,expired,weak-default.",
            "LIST",
        ),
        Option("server", ("--server",), "Only this server of a target with several.", "NAME"),
        Option("history", ("--history",), "Scan all of git's history. Default: yes.", off="--no-history"),
        Option("since", ("--since",), "Of the history, commits from this date on.", "DATE", default=""),
        Option("max_depth", ("--max-depth",), "Of the history, the newest N commits.", "N", number=True, default=0),
        Option(
            "refs", ("--refs",), "Of the history, this branch or tag ('*' is any text); repeatable.", "NAME", many=True
        ),
        Option(
            "cache",
            ("--cache",),
            "Use and keep what a run before found in which blob. Default: yes.",
            off="--no-cache",
            default=True,
        ),
        Option("config", ("--config",), "Settings file (TOML), instead of ./pyproject.toml.", "FILE"),
        Option(
            "exceptions",
            ("--exceptions",),
            "Accepted risks (TOML): check, scope, justification, owner, expiry date. An expired one counts again.",
            "FILE",
        ),
        Option("baseline", ("--baseline",), "Findings in this file do not count.", "FILE"),
        Option("write_baseline", ("--write-baseline",), "Write the findings of this run to a baseline.", "FILE"),
        Option(
            "fingerprint_key",
            ("--fingerprint-key",),
            "Key file for fingerprints, to share baselines between machines. Default: this user's own random key.",
            "FILE",
        ),
        Option(
            "trust_target_config",
            ("--trust-target-config",),
            "Let the target's own settings count (off: a target never switches anything off for itself).",
            default=False,
        ),
        Option("show_secrets", ("--show-secrets",), "Show the values. The only way to see one.", default=False),
        Option(
            "show_suppressed",
            ("--show-suppressed",),
            "List matches that are not findings, each with its reason.",
            default=False,
        ),
        Option("quiet", ("-q", "--quiet"), "No progress, no closing line.", default=False),
    )
