"""``keyproof rules``: the credential kinds that are recognised."""

from __future__ import annotations

import click


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--provider", metavar="TEXT", default="", help="Only providers whose name holds this.")
def command(as_json: bool, provider: str) -> int:
    """List the credential kinds: id, provider, title, and whether a checksum settles the matter."""
    from keyproof.detect.rule import builtin_rules

    rules = [r for r in builtin_rules() if provider.lower() in r.provider.lower()]
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode([msgspec.structs.asdict(rule) for rule in rules]), indent=2))
        return 0
    wide = max((len(r.id) for r in rules), default=0)
    for rule in rules:
        mark = " (checksum)" if rule.checksum else " (public by design)" if rule.public else ""
        mark += " (by its name)" if rule.named else ""
        click.echo(f"{rule.id:<{wide}}  {rule.provider}: {rule.title}{mark}")
    click.echo(f"{len(rules)} kinds", err=True)
    return 0
