"""What a person sees: a whole report as it was, and hostile names that stay text."""

from __future__ import annotations

import html
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from keyproof import registry
from tests.cli.inside import Done, run
from tests.cli.made import FILES, commit, repository, token, with_line

FORMATS = registry.names("keyproof.formats")
ESC, BIDI, ZERO, LINE = "\x1b[2J\x1b]0;owned\x07", "\u202e", "\u200b", "\u2028"
HOSTILE = f"{ESC}{BIDI}{ZERO}{LINE}# title|`x`*[a](javascript:1)<img src=x onerror=alert(1)>"
VOLATILE = {"version": "…", "rules": 0, "checks": 0}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the repository ``demo`` and a fingerprint key; all that is in them is always the same."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "key").write_bytes(b"a key for tests " * 2)
    text = with_line(
        f'BACKUP_TOKEN = "{token("github-pat-classic")}"\n'
        f'SLACK_TOKEN = "{token("slack-bot")}"  # keyproof: ignore a revoked test value\n'
        f'OTHER = os.environ.get("OTHER_API_KEY")'
    )
    repository(
        folder / "demo",
        {"deploy.sh": f"export GITLAB_TOKEN={token('gitlab-pat')}\n"},
        {**FILES, "server.py": text, "deploy.sh": None},
    )
    return folder


def test_the_text_report_on_a_terminal_of_100_columns(
    small: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    for name, value in {"COLUMNS": "100", "LINES": "50", "TERM": "dumb", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    done = run("check", "demo", "--fingerprint-key", "key", cwd=small, terminal=True)
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in done.out
    assert "\n".join(lines) == snapshot


def test_the_json_report(small: Path, snapshot: SnapshotAssertion) -> None:
    report = run("check", "demo", "-f", "json", "--fingerprint-key", "key", cwd=small).report
    report["tool"] |= VOLATILE
    report["teaching"] = sorted(report["teaching"])
    assert json.dumps(report, indent=1, ensure_ascii=False) == snapshot


def test_two_runs_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    for turn in ("1", "2"):
        pairs = [word for f in FORMATS for word in ("-f", f, "-o", str(tmp_path / f"{turn}.{f}"))]
        assert run("check", "demo", *pairs, cwd=small).code == 1
    for name in FORMATS:
        assert (tmp_path / f"1.{name}").read_bytes() == (tmp_path / f"2.{name}").read_bytes(), name


def test_no_color_means_no_colour_and_a_terminal_has_some(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", run("check", "demo", cwd=small, terminal=True).out)
    monkeypatch.delenv("NO_COLOR")
    assert re.search(r"\x1b\[[0-9;]*3[0-9]", run("check", "demo", cwd=small, terminal=True).out)
    assert "\x1b" not in run("check", "demo", cwd=small).out


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose file names, server name, variable names, branch and messages are made to break out."""
    folder = tmp_path_factory.mktemp("hostile") / "s"
    value = token("github-pat-classic")
    named = FILES["pyproject.toml"].replace('"demo-server"', json.dumps(f"demo{HOSTILE}"))
    repository(
        folder,
        {
            **FILES,
            "pyproject.toml": named,
            f"{HOSTILE.replace('/', '')}.py": f'BACKUP_TOKEN = "{value}"  # keyproof: ignore[KP203] {HOSTILE}\n',
            "server.py": with_line(f"more = os.environ[{json.dumps(f'API_TOKEN{HOSTILE}')}]"),
            ".mcp.json": json.dumps({"mcpServers": {HOSTILE: {"command": "x", "env": {f"{HOSTILE}_TOKEN": value}}}}),
        },
    )
    (Path(os.fsencode(folder).decode()) / "x").mkdir()
    with open(os.fsencode(folder) + b"/x/\xff\xfe\x1b[31m.py", "w") as file:
        file.write(f'SLACK_TOKEN = "{token("slack-bot")}"\n')
    commit(folder, f"Add {token('gitlab-pat')} {HOSTILE}")
    return folder


@pytest.fixture(scope="module")
def reports(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("reports")
    pairs = [word for f in FORMATS for word in ("-f", f, "-o", str(out / f))]
    done: Done = run("check", hostile, *pairs, "--show-suppressed", "--write-baseline", out / "baseline")
    assert done.code == 1, done.err
    assert done.err == ""
    return {f: (out / f).read_text("utf-8") for f in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_bidirectional_or_invisible_character_of_a_name_reaches_a_report(
    reports: dict[str, str], name: str
) -> None:
    text = reports[name]
    assert "slack" in text.lower()
    for char in ("\x1b", "\x07", BIDI, ZERO, LINE, "\x00", "\r"):
        assert char not in text, repr(char)


def test_a_hostile_name_is_still_legible(reports: dict[str, str]) -> None:
    assert r"\x1b[2J" in reports["text"]
    assert r"\u202e" in reports["text"]


def test_in_markdown_a_name_is_neither_markup_nor_a_heading(reports: dict[str, str]) -> None:
    bare = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", reports["markdown"])
    assert not re.search(r"(?<!\\)\]\(javascript", bare)
    assert not re.search(r"(?<!\\)<img", bare)
    assert not re.search(r"^# title", reports["markdown"], re.M)


def test_in_html_a_name_is_text(reports: dict[str, str]) -> None:
    assert "<img" not in reports["html"]
    assert "<img src=x" in html.unescape(reports["html"])


def test_the_machine_formats_can_be_read(reports: dict[str, str]) -> None:
    found: dict[str, Any] = json.loads(reports["json"])
    assert any(ESC in f["locations"][0]["path"] for f in found["assessments"][0]["findings"])
    assert json.loads(reports["sarif"])["version"] == "2.1.0"
    assert all(json.loads(line)["check"] for line in reports["jsonl"].splitlines())
