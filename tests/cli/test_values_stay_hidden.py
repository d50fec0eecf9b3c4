"""No value leaves keyproof without --show-secrets: not in a report, a message, a cache, a baseline, a crash report."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from keyproof import registry
from keyproof.collectors import documentation
from tests.cli.inside import Done, run
from tests.cli.made import FILES, commit, password, repository, token, with_line, write
from tests.cli.run import git

FORMATS = registry.names("keyproof.formats")
PIECE = 12
"""Characters of a value that must not be seen in a row: a mask shows the published start and the length."""


@dataclass(frozen=True)
class Planted:
    """A repository with a value in every kind of place."""

    folder: Path
    values: dict[str, str]
    """By place."""
    prefixes: dict[str, str]
    """The published start of some."""


def _values() -> tuple[dict[str, str], dict[str, str]]:
    rules = {
        "source": ("github-pat-classic", "ghp_"),
        "fallback": ("anthropic-api", "sk-ant-api03-"),
        "env file": ("stripe-live", "sk_live_"),
        "image": ("npm", "npm_"),
        "client config": ("notion", "ntn_"),
        "removed file": ("slack-bot", "xoxb-"),
        "commit message": ("gitlab-pat", "glpat-"),
        "readme": ("huggingface-user", "hf_"),
        "error message": ("sendgrid", "SG."),
        "branch": ("github-oauth", "gho_"),
        "tag message": ("digitalocean-pat", "dop_v1_"),
        "package script": ("linear-api", "lin_api_"),
        "after a mark": ("groq", "gsk_"),
        "server.json": ("openai-project", "sk-proj-"),
        "name": ("notion-legacy", "secret_"),
    }
    values = {place: token(rule) for place, (rule, _) in rules.items()}
    places = ("url userinfo", "env password", "url query", "remote", "yaml password", "mark reason", "logged", "argument",
              "default", "docs password", "compose")  # fmt: skip
    values |= {place: password(n) for n, place in enumerate(places)}
    return values, {place: prefix for place, (_, prefix) in rules.items()}


def _source(v: dict[str, str]) -> str:
    text = with_line(
        f'''
import argparse
import logging
import subprocess
import requests

BACKUP_TOKEN = "{v["source"]}"
API = os.environ.get("ANTHROPIC_API_KEY", "{v["fallback"]}")
DB = "postgresql://svc_app:{v["url userinfo"]}@db.corp-prod.net:5432/main"
HOOK = "https://api.corp-prod.net/v1/send?api_key={v["url query"]}"
logging.info("password=%s", "{v["logged"]}")
db_password = "{v["mark reason"]}"  # gitleaks:allow {v["mark reason"]}
mail_password = "{v["default"]}"  # keyproof: ignore[KP203] it is {v["default"]} for now
/* keyproof: ignore[KP203] */ const K = "{v["after a mark"]}"
parser = argparse.ArgumentParser()
parser.add_argument("--password", default="{v["argument"]}", help="default {v["argument"]}")
if not API:
    raise RuntimeError("set SENDGRID_API_KEY={v["error message"]} first")
demo = os.environ["{v["name"]}"]
requests.get(f"http://corp-prod.net/?token={{API}}&key={v["url query"]}", verify=False)
subprocess.run(["curl", "-u", f"svc:{{DB}}", "{v["url query"]}"])
'''
    )
    return text.replace("/* keyproof: ignore[KP203] */ const", "# /* keyproof: ignore[KP203] */ const")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    v, prefixes = _values()
    folder = repository(
        tmp_path_factory.mktemp("planted") / "repo",
        {
            "old/settings.py": f'SLACK_BOT_TOKEN = "{v["removed file"]}"\n',
            ".env.production": f"DB_PASSWORD={v['env password']}\n",
        },
        {
            **FILES,
            "old/settings.py": None,
            ".env.production": None,
            "server.py": _source(v),
            ".env": f"STRIPE_SECRET_KEY={v['env file']}\nDB_PASSWORD={v['env password']}\n",
            "Dockerfile": f"FROM python:3.12\nENV NPM_TOKEN={v['image']}\nRUN curl -u svc:{v['compose']} https://x.corp-prod.net\nCOPY . .\n",
            "docker-compose.yml": f"services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: {v['compose']}\n",
            "config.yaml": f"database:\n  password: {v['yaml password']}\n",
            ".mcp.json": json.dumps(
                {
                    "mcpServers": {
                        "notion": {
                            "command": "npx",
                            "args": ["-y", "x", "--token", v["client config"]],
                            "env": {"NOTION_TOKEN": v["client config"]},
                            "url": f"https://u:{v['url userinfo']}@corp-prod.net/mcp?token={v['url query']}",
                        }
                    }
                }
            ),
            "server.json": json.dumps(
                {
                    "name": "io.demo/x",
                    "version": "1",
                    "packages": [
                        {
                            "registryType": "npm",
                            "identifier": "x",
                            "environmentVariables": [
                                {"name": "OPENAI_API_KEY", "default": v["server.json"], "isSecret": True}
                            ],
                        }
                    ],
                }
            ),
            "package.json": json.dumps(
                {"name": "x", "scripts": {"go": f"LINEAR_API_KEY={v['package script']} node ."}}
            ),
            "README.md": FILES["README.md"]
            + f"\n```sh\nexport HF_TOKEN={v['readme']}\ncurl -u admin:{v['docs password']} https://api.corp-prod.net\n```\n"
            + f"Run with `--password {v['docs password']}` or set `DB_PASSWORD={v['docs password']}`.\n",
            f"data/{v['source']}/.env": f"API_TOKEN={v['env file']}\n",
        },
    )
    commit(folder, f"Use {v['commit message']} for now")
    git(folder, "branch", f"try-{v['branch']}")
    git(folder, "tag", "-a", "v1", "-m", f"with {v['tag message']}")
    git(folder, "remote", "add", "origin", f"https://svc:{v['remote']}@git.corp-prod.net/x.git")
    return Planted(folder, v, prefixes)


@dataclass(frozen=True)
class Ran:
    """One run with all formats, each into a file."""

    done: Done
    folder: Path
    home: Path
    cache: Path

    def texts(self) -> Iterator[tuple[str, bytes]]:
        yield "standard output", self.done.out.encode()
        yield "standard error", self.done.err.encode()
        for folder in (self.folder, self.home, self.cache):
            for place in sorted(p for p in folder.rglob("*") if p.is_file()):
                yield f"{folder.name}/{place.name}", place.read_bytes()


def everything(planted: Planted, folder: Path, *more: str) -> Ran:
    """Run with every format and a new home and cache."""
    folder.mkdir()
    pairs = [word for f in FORMATS[1:] for word in ("-f", f, "-o", str(folder / f"report.{f}"))]
    home, cache = folder.parent / f"{folder.name}-home", folder.parent / f"{folder.name}-cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEYPROOF_HOME", str(home))
        patch.setenv("KEYPROOF_CACHE_DIR", str(cache))
        done = run("check", planted.folder, *pairs, "-f", FORMATS[0], "--show-suppressed", "--write-baseline",
                   folder / "baseline.json", *more)  # fmt: skip
    assert done.code == 1, done.err
    return Ran(done, folder, home, cache)


@pytest.fixture(scope="module")
def hidden(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return everything(planted, tmp_path_factory.mktemp("hidden") / "reports")


@pytest.fixture(scope="module")
def shown(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return everything(planted, tmp_path_factory.mktemp("shown") / "reports", "--show-secrets")


def pieces(value: str, prefix: str) -> set[str]:
    """Every run of PIECE characters of *value* after its published start."""
    body = value.removeprefix(prefix)
    return {body[i : i + PIECE] for i in range(len(body) - PIECE + 1)}


def leaks(planted: Planted, texts: Iterator[tuple[str, bytes]]) -> list[str]:
    """Which value is seen where, in words that hold none."""
    found = []
    for where, data in texts:
        for place, value in planted.values.items():
            parts = [p.encode() for p in pieces(value, planted.prefixes.get(place, ""))]
            parts += [base64.b64encode(value.encode())[:PIECE], quote(value, safe="").encode(), value[::-1].encode()]
            if any(part in data for part in parts):
                found.append(f"the value of {place} is in {where}")
    return found


def test_what_is_planted_is_found(hidden: Ran, planted: Planted) -> None:
    """Else the tests below would pass for a tool that finds nothing."""
    text = (hidden.folder / "report.json").read_text()
    for word in ("server.py", ".env", "Dockerfile", ".mcp.json", "old/settings.py", "commit message", "server.json"):
        assert f'"{word}' in text, word
    assert text.count('"fingerprint"') > 15
    assert '"name": "secret_…[50]"' in text
    assert '"path": "data/ghp_…[40]/.env"' in text
    assert list(hidden.cache.iterdir())


def test_no_piece_of_a_value_is_seen_anywhere(hidden: Ran, planted: Planted) -> None:
    assert leaks(planted, hidden.texts()) == []


def test_with_the_flag_the_values_are_seen_in_every_report_for_people(shown: Ran, planted: Planted) -> None:
    for name in FORMATS:
        text = shown.done.out if name == FORMATS[0] else (shown.folder / f"report.{name}").read_text()
        assert (planted.values["image"] in text) is (name != "sarif"), name


def test_the_flag_puts_no_value_into_home_cache_or_baseline(shown: Ran, planted: Planted) -> None:
    kept = ((w, d) for w, d in shown.texts() if not w.startswith(("reports/report.", "standard output")))
    assert leaks(planted, kept) == []


def test_the_home_is_for_this_user_alone(hidden: Ran) -> None:
    assert hidden.home.stat().st_mode & 0o077 == 0
    assert all(p.stat().st_mode & 0o077 == 0 for p in hidden.home.rglob("*"))


def test_a_collector_that_fails_says_its_type_and_not_its_words(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = planted.values["source"]

    def broken(view: object) -> object:
        raise ValueError(f"cannot read {value}") from KeyError(value)

    monkeypatch.setattr(documentation, "collect", broken)
    done = run("check", planted.folder)
    assert done.code == 1
    assert "the documentation collector failed (ValueError" in done.out
    assert leaks(planted, iter([("output", (done.out + done.err).encode())])) == []


def test_a_crash_report_holds_types_and_places_only(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = planted.values["source"]

    def broken(*_: object, **__: object) -> object:
        try:
            raise KeyError(value)
        except KeyError as error:
            raise ValueError(f"cannot publish {value}") from error

    monkeypatch.setattr("keyproof.publish.publish", broken)
    monkeypatch.setenv("KEYPROOF_HOME", str(tmp_path / "home"))
    done = run("check", planted.folder)
    assert done.code == 3
    assert done.out == ""
    assert re.fullmatch(r"keyproof: internal error \(ValueError\); .*\n", done.err)
    (report,) = (tmp_path / "home" / "crashes").iterdir()
    assert report.stat().st_mode & 0o077 == 0
    text = report.read_text()
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert leaks(planted, iter([("crash report", report.read_bytes()), ("output", done.err.encode())])) == []


def test_a_crash_whose_report_cannot_be_written_still_holds_no_value(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("a file, not a folder")
    monkeypatch.setenv("KEYPROOF_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        "keyproof.engine.assess", lambda *_: (_ for _ in ()).throw(RuntimeError(planted.values["source"]))
    )
    done = run("check", planted.folder)
    assert done.code == 3
    assert "RuntimeError" in done.err
    assert leaks(planted, iter([("standard error", done.err.encode())])) == []


def test_a_password_of_the_target_url_is_shown_nowhere(tmp_path: Path) -> None:
    word = password(99)
    done = run("check", f"https://svc:{word}@127.0.0.1:9/none.git")
    assert done.code == 2
    assert not any(piece in done.err + done.out for piece in pieces(word, ""))


def test_an_environment_value_of_the_user_is_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = password(98)
    monkeypatch.setenv("DEMO_API_TOKEN", word)
    folder = write(tmp_path / "s", FILES)
    done = run("check", folder, "--format", "json")
    assert done.code == 0, done.err
    assert word not in done.out
