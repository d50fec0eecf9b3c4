"""What documentation tells, and what is only noise."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.collectors import documentation
from keyproof.model.fact import (
    CredentialDocumented,
    EnvironmentsSeparated,
    ExpiryEvidence,
    ScopesRequested,
    SecretManagerUsed,
)
from tests.collectors._folder import random_token, view


def facts(text, kind=CredentialDocumented, path="README.md"):
    return [f for f in documentation.collect(view({path: text})).facts if isinstance(f, kind)]


def names(text, **rest):
    return {f.name: f for f in facts(text, **rest)}


def test_a_table_tells_names_what_they_are_for_and_whether_they_are_required():
    text = (
        "| Variable | Required | Description |\n|---|---|---|\n"
        "| `A_TOKEN` | ✅ | The token of the service |\n| `B_URL` | No | Where it is |\n| `C_KEY` | | |\n"
    )
    found = names(text)
    assert {n: (f.required, f.described) for n, f in found.items()} == {
        "A_TOKEN": (True, True),
        "B_URL": (False, True),
        "C_KEY": (False, False),
    }
    assert found["A_TOKEN"].location.line == 3


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("bash", "export A_TOKEN=<token>"),
        ("sh", "docker run -e A_TOKEN=your-token img"),
        ("", "A_TOKEN=your_token_here npx server"),
        ("powershell", '$env:A_TOKEN = "your-token"'),
        ("cmd", "set A_TOKEN=your-token"),
        ("json", '{"mcpServers": {"a": {"command": "x", "env": {"A_TOKEN": "<token>"}}}}'),
        ("json", '"mcpServers": {"a": {"command": "x", "env": {"A_TOKEN": "<token>"}}}'),
        ("json", '{ "env": { "A_TOKEN": "<token>", ... } }'),
        ("jsonc", '{"servers": {"a": {"command": "x", "env": {"A_TOKEN": "<token>",},}}}'),
        ("yaml", "services:\n  a:\n    environment:\n      - A_TOKEN=<token>"),
        ("toml", '[mcp_servers.a.env]\nA_TOKEN = "<token>"'),
    ],
)
def test_a_snippet_of_any_kind_names_what_it_sets(language, body):
    found = names(f"# Use\n\n```{language}\n{body}\n```\n")
    assert found["A_TOKEN"].value == "placeholder"


def test_a_real_value_in_a_snippet_is_a_literal_at_its_line():
    value = random_token()
    text = 'x\n\n```json\n{\n  "mcpServers": {"a": {"env": {\n    "A_TOKEN": "' + value + '"\n  }}}\n}\n```\n'
    (found,) = facts(text)
    assert (found.value, found.location.line) == ("literal", 6)
    assert value not in repr(found)


@pytest.mark.parametrize("wrap", ["cursor", "vscode", "redirect"])
def test_install_links_are_decoded(wrap):
    server = json.dumps({"command": "npx", "env": {"A_TOKEN": "YOUR_TOKEN"}})
    from urllib.parse import quote

    link = {
        "cursor": "cursor://anysphere.cursor-deeplink/mcp/install?name=a&config="
        + base64.b64encode(server.encode()).decode(),
        "vscode": "vscode:mcp/install?" + quote(server),
        "redirect": "https://insiders.vscode.dev/redirect/mcp/install?name=a&config=" + quote(server),
    }[wrap]
    assert names(f"[![Install](badge)]({link})")["A_TOKEN"].value == "placeholder"


def test_prose_and_options_count_constants_and_headings_do_not():
    found = names(
        "# READ_ONLY mode\nYou must set `A_TOKEN` to your token.\nIt answers with `HTTP_NOT_FOUND`.\n"
        "Or give `--api-key <key>`; `--disable-auth` is for tests.\n"
    )
    assert set(found) == {"A_TOKEN", "--api-key"}
    assert found["A_TOKEN"].described


def test_plain_settings_have_no_credential_value():
    found = names("```sh\nexport NODE_ENV=production\nexport LOG_LEVEL=debug\n```\n")
    assert {f.value for f in found.values()} == {"none"}


def test_scopes_are_listed_where_a_text_speaks_of_them():
    text = "## Token permissions\nThe token needs these scopes: `repo`, `read:org`, `README.md` and `8080:80`.\n"
    (found,) = facts(text, ScopesRequested)
    assert found.scopes == ("repo", "read:org")
    assert found.broad == ("repo",)
    assert facts("## File permissions\nRun `chmod 600 x`.\n", ScopesRequested) == []


def test_lifetimes_environments_and_managers():
    assert facts("Rotate your API key every 90 days.\n", ExpiryEvidence)
    assert not facts("The cache expires after one hour.\n", ExpiryEvidence)
    assert facts("Use different API keys for development, staging and production.\n", EnvironmentsSeparated)
    assert not facts("Build for production.\n", EnvironmentsSeparated)
    assert [m.manager for m in facts("```\nop run -- npx server\n```\n", SecretManagerUsed)] == ["1Password"]


def test_env_files_of_their_own_are_evidence_of_separation():
    done = documentation.collect(
        view({".env.development": "A=1", ".env.production.example": "A=", "x/.env.staging": ""})
    )
    assert [f.detail for f in done.facts if isinstance(f, EnvironmentsSeparated)] == [
        "there are env files of their own for development and production"
    ]


def test_changelogs_tests_and_dependencies_are_not_documentation():
    text = "Set `A_TOKEN`.\n"
    for path in ("CHANGELOG.md", "tests/docs/a.md", "node_modules/x/README.md", "src/notes.md"):
        assert facts(text, path=path) == []
    for path in ("docs/a.md", "README.rst", "sub/README.md", "SETUP.md"):
        assert facts(text.replace("`", "``") if path.endswith("rst") else text, path=path)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='AB_TOKEN|`-# \n{}[]":=<>$~xe.,()/?&%7\ud800é', max_size=200))
def test_no_text_is_an_exception(text):
    for path in ("README.md", "docs/a.rst"):
        documentation.collect(view({path: text.encode("utf-8", "surrogatepass")}))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_link_is_an_exception(text):
    facts(f"cursor://x/install?config={text}\nhttps://vscode.dev/redirect?url={text}\nvscode:mcp/install?%7B{text}\n")


def test_a_table_with_options_and_variables_tells_both():
    text = "| Flag | Variable | Description |\n|---|---|---|\n| `--a-token` | `A_TOKEN` | Instead of B_TOKEN |\n"
    assert set(names(text)) == {"--a-token", "A_TOKEN"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Send the key as `Authorization: Bearer …` or in an `x-api-key` header.", {"Authorization", "x-api-key"}),
        ('```\ncurl -H "Authorization: Bearer $T" -H "X-Acme-Token: t" http://localhost\n```', {"Authorization", "X-Acme-Token"}),
        ("| Header | What |\n|---|---|\n| `X-Acme-Api-Key` | the key of Acme |\n", {"X-Acme-Api-Key"}),
        ("Authorization is done by the server; X-Request-Id and X-Ray tell nothing.", set()),
    ],
)  # fmt: skip
def test_headers_that_carry_a_credential_are_told(text, wanted):
    assert wanted == {n for n in names(text) if "-" in n or n == "Authorization"}
