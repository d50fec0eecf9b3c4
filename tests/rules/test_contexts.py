"""Every kind is found, with its kind and its exact place, however a program or a configuration writes it down."""

from __future__ import annotations

import json
import re

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.model.fact import SecretClass
from tests.each import for_each

CONTEXTS = {
    "python": ("src/app.py", 'import os\n\n{name} = "{value}"\n'),
    "typescript": ("src/app.ts", "const {camel}: string = '{value}';\n"),
    "go": ("main.go", 'package main\n\nvar {camel} = "{value}"\n'),
    "java": ("src/App.java", '  private static final String {name} = "{value}";\n'),
    "c-sharp": ("App.cs", '    public const string {camel} = "{value}";\n'),
    "rust": ("src/main.rs", 'const {name}: &str = "{value}";\n'),
    "shell": ("run.sh", '#!/bin/sh\nexport {name}="{value}"\n'),
    "dockerfile": ("Dockerfile", "FROM python:3.12\nENV {name}={value}\n"),
    "dotenv": (".env", "# settings\n{name}={value}\n"),
    "yaml": ("config.yaml", 'server:\n  {lower}: "{value}"\n'),
    "json": ("config.json", '{{"env": {{"{name}": "{value}"}}}}\n'),
    "markdown": ("README.md", "Set it first:\n\n```sh\nexport {name}={value}\n```\n"),
}
SEED = 7


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(w.capitalize() for w in rest)


def _written(rule: Rule, form: str) -> tuple[str, str, str]:
    """Path, text and the value in it, which may be a part of what the provider gives (a webhook's address)."""
    path, template = CONTEXTS[form]
    given = samples(rule, SEED)[0]
    found = re.search(rule.pattern, given)
    value = found["secret"] if found and "secret" in found.re.groupindex else found[0] if found else given
    name = rule.env[0] if rule.env else re.sub(r"[^A-Z0-9]", "_", f"{rule.provider}_{rule.id}_TOKEN".upper())
    escaped = json.dumps(given)[1:-1] if form == "json" else given
    text = template.format(name=name, camel=_camel(name), lower=name.lower(), value=escaped)
    return path, text, json.dumps(value)[1:-1] if form == "json" else value


@pytest.mark.parametrize("form", CONTEXTS)
@for_each("rule", [r for r in builtin_rules() if not r.raw], called=lambda rule: rule.id)
def test_a_value_is_found_with_its_kind_and_its_place(rule: Rule, form: str, detector: Detector) -> None:
    path, text, value = _written(rule, form)
    start = text.index(value)
    found = [m for m in detector.scan(text.encode(), path) if m.start <= start < m.end]
    assert [m.rule.id for m in found] == [rule.id]
    assert (found[0].start, found[0].end) == (start, start + len(value))
    assert found[0].judgement.secret_class not in (
        SecretClass.PLACEHOLDER,
        SecretClass.MALFORMED,
        SecretClass.REFERENCE,
    )
