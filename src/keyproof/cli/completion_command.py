"""``keyproof completion``: the script that makes a shell complete keyproof's words."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from keyproof.errors import UsageError


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of SHELL; for bash: keyproof completion bash >> ~/.bash_completion."""
    from keyproof.cli.group import keyproof

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"no completion for {shell}; there is bash, zsh and fish")
    click.echo(kind(keyproof, {}, "keyproof", "_KEYPROOF_COMPLETE").source())
    return 0
