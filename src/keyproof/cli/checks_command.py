"""``keyproof checks``: what is checked."""

from __future__ import annotations

import click

from keyproof import registry
from keyproof.model.verdict import Check


@click.command("checks")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """List the checks: code, name, weight of a failure, title."""
    checks: list[Check] = sorted(registry.load_all("keyproof.checks", "CHECK").values(), key=lambda c: c.code)
    if as_json:
        import msgspec

        rows = [{"code": c.code, "slug": c.slug, "title": c.title, "group": c.group, "severity": c.severity.value,
                 "cwe": list(c.cwe)} for c in checks]  # fmt: skip
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
        return 0
    wide = max(len(c.slug) for c in checks)
    for check in checks:
        click.echo(f"{check.code}  {check.slug:<{wide}}  {check.severity.value:<6}  {check.title}")
    return 0
