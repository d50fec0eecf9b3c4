"""Write the generated part of the docs: checks, rules, clients, command line, schema.

``python tools/docs.py`` writes; with ``--check`` it writes nothing and fails when a file is not up to date.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from pathlib import Path

from keyproof import registry
from keyproof.cli.group import COMMANDS, keyproof
from keyproof.detect.rule import Rule, builtin_rules, rules_of_any_shape
from keyproof.formats.json import schema
from keyproof.model.verdict import Check

DOCS = Path(__file__).parent.parent / "docs"
MADE = "<!-- made by tools/docs.py; edit the code, not this file -->\n"


def check_page(module: str, check: Check) -> str:
    """Return the page of one check: its docstring, its facts, its teaching."""
    found = import_module(f"keyproof.checks.{module}")
    teach = check.teaching
    cwe = ", ".join(f"[CWE-{n}](https://cwe.mitre.org/data/definitions/{n}.html)" for n in check.cwe) or "none"
    cases = "\n".join(f"- {case.title}: **{case.expected}**" for case in found.cases())
    parts = [
        MADE,
        f"# {check.code} {check.slug}\n",
        f"**{check.title}**\n",
        "| weight of a failure | group | CWE |\n| --- | --- | --- |",
        f"| {check.severity.value} | {check.group} | {cwe} |\n",
        (inspect.getdoc(found) or "") + "\n",
        "## What it decides\n",
        cases + "\n",
        "## For a novice\n",
        teach.novice + "\n",
        "## For a professional\n",
        teach.professional + "\n",
        "## What to do now\n",
        "\n".join(f"{i}. {step}" for i, step in enumerate(teach.now, 1)) + "\n",
        "## The lasting fix\n",
        "\n".join(f"{i}. {step}" for i, step in enumerate(teach.migrate, 1)) + "\n",
    ]
    if check.references:
        parts += ["## See\n", "\n".join(f"- {r}" for r in check.references) + "\n"]
    return "\n".join(parts)


def rule_section(rule: Rule) -> str:
    """Return what is known of one credential kind; the shape is a template, never a value."""
    rows = {
        "shape": f"`{rule.sample}`",
        "pattern": f"`{rule.pattern.replace('|', chr(92) + '|')}`",
        "checksum": rule.checksum,
        "needs nearby": "" if rule.named else ", ".join(rule.context),
        "told by a name with": ", ".join(rule.context) if rule.named else "",
        "which calls it": ", ".join(rule.words),
        "usual names": ", ".join(f"`{e}`" for e in rule.env),
        "lifetime": rule.lifetime,
        "public by design": "yes" if rule.public else "",
        "test mode": "yes" if rule.test else "",
        "could be verified with": rule.verify,
        "revoke at": rule.revoke,
        "facts from": rule.source,
    }
    table = "\n".join(f"| {k} | {v} |" for k, v in rows.items() if v)
    return f"## {rule.id}\n\n{rule.title}\n\n| | |\n| --- | --- |\n{table}\n"


def slug(name: str) -> str:
    """Return *name* as a file name."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def page_of(provider: str, rules: list[Rule]) -> str:
    """Return the name of the page that *rules*, all of *provider*, stand on: those told by a name alone share one."""
    if all(rule.named for rule in rules):
        return f"by-name-{slug(provider)[:1]}"
    return slug(provider)


def rule_pages() -> dict[str, str]:
    """Return the pages of credential kinds and their index."""
    by_provider: dict[str, list[Rule]] = {}
    for rule in builtin_rules():
        by_provider.setdefault(rule.provider, []).append(rule)
    listed = sorted(by_provider.items(), key=lambda item: item[0].lower())
    pages: dict[str, str] = {}
    for provider, rules in listed:
        path = f"rules/{page_of(provider, rules)}.md"
        shared = path.startswith("rules/by-name-")
        if path not in pages:
            pages[path] = (
                f"{MADE}\n# {'Kinds told by the name of a value: ' + path[-4].upper() if shared else provider}\n"
            )
        pages[path] += "".join(f"\n{rule_section(rule)}" for rule in rules)
    rows = "\n".join(
        f"| [{provider}]({page_of(provider, rules)}.md#{rules[0].id}) | "
        f"{', '.join(f'[{r.id}]({page_of(provider, rules)}.md#{r.id})' for r in rules)} |"
        for provider, rules in listed
    )
    total = sum(len(r) for r in by_provider.values())
    pages["rules/index.md"] = (
        f"{MADE}\n# Credential kinds\n\n{total} kinds of {len(by_provider)} providers.\n\n"
        "A value of any other shape that only its name says to be a credential is called by its provider, too, where "
        f"the name tells that (`QDRANT_CLOUD_KEY`: `qdrant-any`): {len(rules_of_any_shape())} providers.\n\n"
        f"| provider | kinds |\n| --- | --- |\n{rows}\n"
    )
    return pages


def check_pages() -> dict[str, str]:
    """Return a page for each check and their index."""
    checks = registry.load_all("keyproof.checks", "CHECK")
    pages = {f"checks/{c.code.lower()}.md": check_page(m, c) for m, c in checks.items()}
    rows = "\n".join(
        f"| [{c.code}]({c.code.lower()}.md) | {c.slug} | {c.severity.value} | {c.title} |"
        for c in sorted(checks.values(), key=lambda c: c.code)
    )
    pages["checks/index.md"] = (
        f"{MADE}\n# Checks\n\n| code | name | weight | what |\n| --- | --- | --- | --- |\n{rows}\n"
    )
    return pages


def cli_page() -> str:
    """Return the command line's own help, whole."""
    import click

    texts = [keyproof.get_help(click.Context(keyproof, info_name="keyproof", terminal_width=100))]
    for name in COMMANDS:
        command = import_module(f"keyproof.cli.{name}_command").command
        texts.append(command.get_help(click.Context(command, info_name=f"keyproof {name}", terminal_width=100)))
    return MADE + "\n# Command line\n\n" + "\n".join(f"```\n{t}\n```\n" for t in texts)


def pages() -> dict[str, str]:
    """Return every generated file by its path under ``docs/``."""
    return {**check_pages(), **rule_pages(), "cli.md": cli_page(), "schema/report-v1.json": schema()}


def main() -> int:
    """Write the pages, or with ``--check`` say which are not up to date."""
    made = pages()
    stale = [n for n, text in made.items() if not (DOCS / n).is_file() or (DOCS / n).read_text("utf-8") != text]
    folders = ("checks", "rules", "schema")
    extra = [
        str(p.relative_to(DOCS)) for d in folders for p in (DOCS / d).glob("*") if str(p.relative_to(DOCS)) not in made
    ]
    if "--check" in sys.argv:
        for name in stale + extra:
            print(f"docs/{name} is not up to date: run python tools/docs.py", file=sys.stderr)
        return 1 if stale or extra else 0
    for name in stale:
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[name], "utf-8")
    for name in extra:
        (DOCS / name).unlink()
    print(f"{len(stale)} written, {len(extra)} removed, {len(made)} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
