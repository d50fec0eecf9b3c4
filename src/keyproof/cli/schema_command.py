"""``keyproof schema``: the JSON Schema of the report."""

from __future__ import annotations

import click


@click.command("schema")
def command() -> int:
    """Print the JSON Schema (2020-12) of the JSON report."""
    from keyproof.formats.json import schema

    click.echo(schema(), nl=False)
    return 0
