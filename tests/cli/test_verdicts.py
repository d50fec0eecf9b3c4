"""A small bad server and its good twin for each check, from files to verdict: Python and TypeScript, in git."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.inside import check, places, verdicts
from tests.cli.made import FILES, line_of, password, repository, token, with_line, write

Files = Mapping[str, str | None]

TYPESCRIPT: Mapping[str, str] = {
    "package.json": '{"name": "demo-ts", "version": "1.0.0", "bin": {"demo-ts": "dist/index.js"}, "files": ["dist"], '
    '"dependencies": {"@modelcontextprotocol/sdk": "^1.20.0", "zod": "^3.23.0"}}\n',
    "src/index.ts": """\
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const apiKey = process.env.DEMO_API_KEY;
if (!apiKey) {
  console.error("DEMO_API_KEY is required: set it in the environment");
  process.exit(1);
}

const server = new McpServer({ name: "demo-ts", version: "1.0.0" });

server.tool("ping", "Answer", {}, async () => {
  const answer = await fetch("https://api.corp.net/v1/ping", { headers: { Authorization: `Bearer ${apiKey}` } });
  return { content: [{ type: "text", text: await answer.text() }] };
});

await server.connect(new StdioServerTransport());
""",
    "README.md": "# demo-ts\n\nSet `DEMO_API_KEY` (required) in the environment: the API key of the demo service.\n",
    ".gitignore": "node_modules\n.env\n.env.*\n*.pem\n",
}
START = "mcp = FastMCP"


def ts(line: str) -> str:
    """The TypeScript server with *line* before its server object."""
    head, mark, tail = TYPESCRIPT["src/index.ts"].partition("const server")
    return f"{head}{line}\n{mark}{tail}"


@dataclass(frozen=True)
class Case:
    """A fault, its place, and the same without the fault. Functions, so that a value is made when it is used."""

    code: str
    title: str
    bad: Callable[[], tuple[Files, ...]]
    path: str
    part: str | None
    """Text on the line that the finding points at; None where it has no line."""
    good: Callable[[], tuple[Files, ...]]
    base: Mapping[str, str] = field(default_factory=lambda: FILES)
    on_bad: str = "fail"
    on_good: str = "pass"


def one(**files: str | None) -> tuple[Files, ...]:
    return ({k.replace("__", ".").replace("_of_", "/"): v for k, v in files.items()},)


CASES = [
    Case("KP001", "a token in Python source", lambda: one(server__py=with_line(f'GH = "{token("github-pat-classic")}"')),
         "server.py", "GH =", lambda: one(server__py=with_line('GH = os.environ.get("GH_TOKEN")'))),
    Case("KP001", "a token in TypeScript source", lambda: ({"src/index.ts": ts(f'const slack = "{token("slack-bot")}";')},),
         "src/index.ts", "const slack", lambda: ({"src/index.ts": ts("const slack = process.env.SLACK_TOKEN;")},), TYPESCRIPT),
    Case("KP001", "a password in YAML", lambda: ({"config.yaml": f"db:\n  user: app\n  password: {password()}\n"},),
         "config.yaml", "password:", lambda: ({"config.yaml": "db:\n  user: app\n  password: ${DB_PASSWORD}\n"},)),
    Case("KP001", "a password in a URL", lambda: one(server__py=with_line(f'DB = "postgresql://app:{password()}@db.corp.net/x"')),
         "server.py", "DB =", lambda: one(server__py=with_line('DB = f"postgresql://app:{TOKEN}@db.corp.net/x"'))),
    Case("KP002", "a token that was taken out", lambda: ({"old.py": f'T = "{token("gitlab-pat")}"\n'}, {"old.py": None}),
         "old.py", None, lambda: ({"old.py": 'T = "<your token>"\n'}, {"old.py": None})),
    Case("KP002", "a token in a commit of another branch's file", lambda: ({"a/b.ts": f"const t = '{token('npm')}';\n"}, {"a/b.ts": None}),
         "a/b.ts", None, lambda: ({"a/b.ts": "const t = process.env.T;\n"}, {"a/b.ts": None}), TYPESCRIPT),
    Case("KP003", "a committed .env", lambda: ({".env": f"A=1\nSTRIPE_KEY={token('stripe-live')}\n"},), ".env", "STRIPE_KEY",
         lambda: ({".env.example": "A=1\nSTRIPE_KEY=<your key>\n"},)),
    Case("KP003", "an .env that was removed", lambda: ({".env": f"OPENAI_API_KEY={token('openai-project')}\n"}, {".env": None}),
         ".env", None, lambda: ({".env": "OPENAI_API_KEY=\n"}, {".env": None}), TYPESCRIPT),
    Case("KP004", "ENV in a Dockerfile", lambda: ({"Dockerfile": f"FROM python:3.12\nENV NPM_TOKEN={token('npm')}\n"},),
         "Dockerfile", "ENV", lambda: ({"Dockerfile": "FROM python:3.12\nRUN --mount=type=secret,id=npm npm ci\n"},),
         on_good="pass"),
    Case("KP004", "an env file copied into the image", lambda: ({"Dockerfile": "FROM node:22\nWORKDIR /app\nCOPY .env /app/\n"},),
         "Dockerfile", "COPY .env", lambda: ({"Dockerfile": "FROM node:22\nCOPY dist /app/\n"},), TYPESCRIPT,
         on_good="not-applicable"),
    Case("KP006", "a token as default of getenv",
         lambda: one(server__py=with_line(f'K = os.getenv("ANTHROPIC_API_KEY", "{token("anthropic-api")}")')),
         "server.py", "K =", lambda: one(server__py=with_line('K = os.getenv("ANTHROPIC_API_KEY", "")'))),
    Case("KP006", "a token after ??", lambda: ({"src/index.ts": ts(f'const k = process.env.GROQ_API_KEY ?? "{token("groq")}";')},),
         "src/index.ts", "const k", lambda: ({"src/index.ts": ts("const k = process.env.GROQ_API_KEY ?? '';")},), TYPESCRIPT),
    Case("KP007", "a well-known password in Python", lambda: one(server__py=with_line('pw = os.getenv("DB_PASSWORD", "postgres")')),
         "server.py", "pw =", lambda: one(server__py=with_line('pw = os.getenv("DB_PASSWORD")'))),
    Case("KP007", "a well-known password in TypeScript", lambda: ({"src/index.ts": ts('const pw = process.env.DB_PASSWORD || "admin123";')},),
         "src/index.ts", "const pw", lambda: ({"src/index.ts": ts("const pw = process.env.DB_PASSWORD;")},), TYPESCRIPT),
    Case("KP008", "a token only a code change can change",
         lambda: one(server__py=with_line(f'HF_TOKEN = "{token("huggingface-user")}"')), "server.py", "HF_TOKEN",
         lambda: one(server__py=with_line('HF_TOKEN = os.environ.get("HF_TOKEN")'))),
    Case("KP008", "a token built into an image", lambda: ({"Dockerfile": f"FROM node:22\nENV GITHUB_TOKEN={token('github-oauth')}\n"},),
         "Dockerfile", "ENV", lambda: ({"Dockerfile": "FROM node:22\nCOPY dist /app/\n"},), TYPESCRIPT),
    Case("KP101", "a credential from a plain JSON file",
         lambda: one(server__py=with_line('import json\nwith open("config.json") as file:\n    config = json.load(file)\napi_key = config["api_key"]')),
         "server.py", "api_key", lambda: one()),
    Case("KP103", "a required variable that nothing names", lambda: one(README__md="# demo-server\n\nRun it.\n"),
         "server.py", "TOKEN =", lambda: one()),
    Case("KP103", "a TypeScript variable that nothing names", lambda: one(README__md="# demo-ts\n\nRun it.\n"),
         "src/index.ts", "process.env", lambda: one(), TYPESCRIPT),
    Case("KP104", "a token in the README", lambda: one(README__md=FILES["README.md"] + f"\nexport HF_TOKEN={token('huggingface-user')}\n"),
         "README.md", "HF_TOKEN", lambda: one(README__md=FILES["README.md"] + "\nexport HF_TOKEN=hf_xxxxxxxx\n")),
    Case("KP104", "a token in .env.example", lambda: ({".env.example": f"DEMO_API_KEY={token('linear-api')}\n"},), ".env.example",
         "DEMO_API_KEY", lambda: ({".env.example": "DEMO_API_KEY=<your key>\n"},), TYPESCRIPT),
    Case("KP105", "a .gitignore that leaves .env in", lambda: ({".gitignore": "dist\n"},), ".gitignore", "dist",
         lambda: one()),
    Case("KP105", "no .gitignore", lambda: ({".gitignore": None},), ".gitignore", None, lambda: one(), TYPESCRIPT),
]  # fmt: skip


def made(folder: Path, base: Mapping[str, str], versions: tuple[Files, ...]) -> Path:
    """A repository of *base* with *versions* on top."""
    first, *rest = versions or ({},)
    start = {k: v for k, v in {**base, **first}.items() if v is not None}
    return repository(folder, start, *rest)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.code} {c.title}")
def test_the_bad_server_fails_at_its_place_and_its_twin_passes(tmp_path: Path, case: Case) -> None:
    bad = made(tmp_path / "bad", case.base, case.bad())
    report = check(bad, "--only", case.code)
    assert verdicts(report) == {case.code: case.on_bad}
    found = [f for f in report["assessments"][0]["findings"] if f["check"] == case.code]
    assert case.path in {f["locations"][0]["path"] for f in found}
    if case.part is not None:
        line = line_of((bad / case.path).read_text(), case.part)
        assert (case.path, line) in places(report, case.code)
    good = made(tmp_path / "good", case.base, case.good())
    assert verdicts(check(good, "--only", case.code)) == {case.code: case.on_good}


@pytest.mark.parametrize("base", [FILES, TYPESCRIPT], ids=["python", "typescript"])
def test_the_good_twins_are_rated_low(tmp_path: Path, base: Mapping[str, str]) -> None:
    whole = check(repository(tmp_path / "s", base))["assessments"][0]
    assert whole["rating"] == "LOW"
    assert [f for f in whole["findings"] if f["severity"] != "info"] == []
    assert {v["check"]: v["verdict"] for v in whole["verdicts"] if v["verdict"] == "fail"} == {}


def test_a_package_that_was_not_opened_is_never_a_pass(tmp_path: Path) -> None:
    report = check(repository(tmp_path / "s", TYPESCRIPT), "--only", "KP005")
    (verdict,) = report["assessments"][0]["verdicts"]
    assert verdict["verdict"] == "unknown"
    assert "demo-ts" in verdict["question"]


def test_a_secret_of_history_is_told_with_commit_date_and_end(tmp_path: Path) -> None:
    value = token("gitlab-pat")
    folder = repository(tmp_path / "s", {**FILES, "old.py": f'T = "{value}"\n'}, {"old.py": None})
    (found,) = check(folder, "--only", "KP002")["assessments"][0]["findings"]
    (place,) = found["locations"]
    assert (place["path"], place["line"], place["in_head"]) == ("old.py", 1, False)
    assert place["first_seen"].startswith("2025-01-02")
    assert len(place["commit"]) == len(place["removed_in"]) == 40


def test_what_only_looks_like_a_secret_is_no_finding(tmp_path: Path) -> None:
    lines = (
        'TOKEN_URL = "https://auth.corp.net/oauth/token"',
        'API_KEY_HEADER = "X-Api-Key"',
        'PASSWORD_FIELD = "password"',
        'KEY = "<your api key>"',
        'KEY = "YOUR_API_KEY_HERE"',
        'secret_name = "projects/demo/secrets/api-key"',
        'checksum = "' + "0123456789abcdef" * 4 + '"',
        'SORT_TOKEN = "created_at_desc"',
    )
    report = check(write(tmp_path / "s", {**FILES, "server.py": with_line("\n".join(lines))}))
    assert [f["title"] for f in report["assessments"][0]["findings"] if f["severity"] in ("high", "medium")] == []
