"""``keyproof check`` for click: its help, and what it says of a wrong command line."""

from __future__ import annotations

from typing import Any

import click

from keyproof.cli.check_options import HELP, Option, options


def _option(option: Option) -> click.Option:
    words = (option.name, *option.words)
    if option.switch:
        shown = f"{option.words[-1]}/{option.off}" if option.off else ""
        words = (option.name, shown) if shown else words
        return click.Option(words, is_flag=True, default=option.default, help=option.help)
    kind: Any = click.Choice(option.choices) if option.choices else click.IntRange(min=0) if option.number else None
    default = () if option.many else option.default
    return click.Option(
        words, type=kind, multiple=option.many, metavar=option.metavar or None, default=default, help=option.help
    )


def _run(**given: Any) -> int:
    from keyproof.cli.check import check

    return check(**given)


command = click.Command(
    "check",
    context_settings={"max_content_width": 100},
    callback=_run,
    help=HELP,
    params=[click.Argument(["target"], metavar="TARGET"), *map(_option, options())],
)
