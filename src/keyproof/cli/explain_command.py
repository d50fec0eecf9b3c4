"""``keyproof explain``: why a check exists, how it decides, and what to do, for the reader at hand."""

from __future__ import annotations

import inspect

import click

from keyproof import registry
from keyproof.errors import UsageError
from keyproof.model.verdict import Check


@click.command("explain")
@click.argument("name", metavar="CHECK_OR_RULE")
@click.option("--for", "reader", type=click.Choice(["novice", "professional"]), default=None,
              help="Only what this reader needs. Default: all of it.")  # fmt: skip
def command(name: str, reader: str | None) -> int:
    """Explain CHECK_OR_RULE: a check's code (KP001) or name (hardcoded-secret), or a rule's id."""
    for module, check in registry.load_all("keyproof.checks", "CHECK").items():
        if name.upper() == check.code or name.lower() == check.slug:
            click.echo(_check_text(check, module, reader))
            return 0
    from keyproof.detect.rule import some_rules

    for rule in some_rules([name.lower()]).values():
        rows = {"provider": rule.provider, "shape": "any" if rule.id.endswith("-any") else rule.sample,
                "checksum": rule.checksum or "none public", "usual names": ", ".join(rule.env),
                "lifetime": rule.lifetime, "revoke at": rule.revoke, "facts from": rule.source}  # fmt: skip
        click.echo("\n".join([f"{rule.id}: {rule.title}", *(f"  {k}: {v}" for k, v in rows.items() if v)]))
        return 0
    raise UsageError(f"there is no check or rule {name!r}; `keyproof checks` and `keyproof rules` list them")


def _check_text(check: Check, module: str, reader: str | None) -> str:
    import importlib

    teach = check.teaching
    lines = [f"{check.code} {check.slug}", check.title, ""]
    if reader == "novice":
        lines += [teach.why, "", teach.novice, "", "What to do now:"]
    elif reader == "professional":
        lines += [teach.why, "", teach.professional, "", "What to do now:"]
    else:
        lines += [inspect.getdoc(importlib.import_module(f"keyproof.checks.{module}")) or "", ""]
        lines += [
            f"For a novice: {teach.novice}",
            "",
            f"For a professional: {teach.professional}",
            "",
            "What to do now:",
        ]
    lines += [f"  {i}. {step}" for i, step in enumerate(teach.now, 1)]
    lines += ["", "The lasting fix:", *(f"  {i}. {step}" for i, step in enumerate(teach.migrate, 1))]
    if check.cwe:
        lines += [
            "",
            "CWE: " + ", ".join(f"CWE-{n} https://cwe.mitre.org/data/definitions/{n}.html" for n in check.cwe),
        ]
    lines += [f"See: {r}" for r in check.references]
    return "\n".join(lines)
