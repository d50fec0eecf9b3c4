"""Every format over every kind of report: whole snapshots, hostile text, no value."""

from __future__ import annotations

import io
import json
import re

import jsonschema
import pytest
from sarif_pydantic import Sarif
from syrupy.assertion import SnapshotAssertion

from keyproof import registry
from keyproof.formats.json import schema
from tests.formats import made

NAMES = registry.names("keyproof.formats")


def render(name: str, report: object) -> str:
    out = io.StringIO()
    registry.load("keyproof.formats", name, "FORMAT").write(report, out)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("servers", [0, 2, 7])
def test_the_whole_report_reads_as_before(name: str, servers: int, snapshot: SnapshotAssertion) -> None:
    assert render(name, made.report(servers=servers)) == snapshot


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_is_inert(name: str) -> None:
    text = render(name, made.report(servers=2, path=made.HOSTILE))
    assert "\x1b" not in text
    assert "\u202e" not in text
    if name == "html":
        assert "<script>alert" not in text
        assert text.count("<script>") == 1
    if name == "markdown":
        assert not re.search(r"^# x", text, re.M)
    if name in ("json", "sarif"):
        json.loads(text)
    if name == "jsonl":
        assert [json.loads(line)["check"] for line in text.splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_shown_only_when_the_report_carries_it(name: str) -> None:
    value = "not-" + "a-real-value-" * 2
    assert value not in render(name, made.report())
    if name != "sarif":
        assert value in render(name, made.report(secret=value))
    else:
        assert value not in render(name, made.report(secret=value))


def test_the_json_report_is_valid_under_its_own_schema() -> None:
    jsonschema.validate(json.loads(render("json", made.report(servers=2))), json.loads(schema()))


def test_sarif_is_what_a_reader_of_the_standard_accepts() -> None:
    for servers in (0, 2):
        log = Sarif.model_validate_json(render("sarif", made.report(servers=servers)))
        assert log.version == "2.1.0"


def test_sarif_holds_what_github_needs() -> None:
    run = json.loads(render("sarif", made.report()))["runs"][0]
    codes = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert len(codes) == len(set(codes))
    for result in run["results"]:
        assert result["partialFingerprints"]
        assert codes[result["ruleIndex"]] == result["ruleId"] or result["ruleId"] not in codes
        assert not result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("/")


def test_html_loads_nothing_from_outside() -> None:
    text = render("html", made.report(servers=2))
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", text)
    assert "Content-Security-Policy" in text


def test_markdown_cells_cannot_break_the_table() -> None:
    text = render("markdown", made.report(servers=2, path="a|b"))
    rows = [line for line in text.splitlines() if line.startswith("| HIGH") or line.startswith("| LOW")]
    assert rows
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
