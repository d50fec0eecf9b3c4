"""A client's configuration inside the target: what each credential field holds."""

from __future__ import annotations

import json
import random
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.collectors import clients
from keyproof.collectors._client_files import client_of
from keyproof.collectors._client_files import clients as all_clients
from keyproof.model.fact import CredentialDocumented
from tests.collectors._folder import random_token, view


def collect(files, **rest):
    return clients.collect(view(files, **rest))


def by_field(collected):
    return {f.field: f.value for f in collected.facts if hasattr(f, "field")}


def test_there_are_at_least_twenty_clients_and_each_leads_to_servers():
    assert len(all_clients()) >= 20
    for client in all_clients():
        assert client.routes
        assert client.user or client.project


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (".mcp.json", "Claude Code"),
        ("sub/.cursor/mcp.json", "Cursor"),
        (".vscode/mcp.json", "VS Code"),
        ("examples/claude_desktop_config.example.json", "Claude Desktop"),
        (".codex/config.toml", "Codex CLI"),
        (".zed/settings.json", "Zed"),
        ("opencode.json", "OpenCode"),
        (".gemini/settings.json", "Gemini CLI"),
        ("mcp_config.json", "Windsurf"),
    ],
)
def test_a_file_is_known_by_its_path(path, title):
    assert client_of(path).title == title


def test_every_place_for_a_literal_is_seen():
    value = random_token()
    config = {
        "mcpServers": {
            "a": {
                "command": "docker",
                "args": ["run", "-e", f"API_TOKEN={value}", "-e", "OTHER_TOKEN", "--api-key", value, "--verbose", "x"],
                "env": {"API_KEY": value, "LOG_LEVEL": "debug", "B_TOKEN": "${B_TOKEN}"},
            },
            "b": {
                "url": f"https://user:{value}@host/mcp",
                "headers": {"Authorization": f"Bearer {value}", "X-Trace": "1"},
            },
            "c": {"command": "npx", "args": ["mcp-remote", "https://h", "--header", f"Authorization: Bearer {value}"]},
            "d": {"url": f"https://h/mcp?api_key={value}", "oauth": {"clientSecret": value}},
            "e": {"command": "x", "env": {"API_KEY": "<your key>", "TOKEN": "", "D_TOKEN": "${D:-" + value + "}"}},
        }
    }
    found = [(f.server, f.field, f.value) for f in collect({".mcp.json": json.dumps(config, indent=1)}).facts]
    assert sorted(found) == sorted(
        [
            ("a", "args[2]", "literal"),
            ("a", "args[6]", "literal"),
            ("a", "env.API_KEY", "literal"),
            ("a", "env.B_TOKEN", "reference"),
            ("b", "url", "literal"),
            ("b", "headers.Authorization", "literal"),
            ("c", "args[3]", "literal"),
            ("d", "url", "literal"),
            ("d", "oauth.clientSecret", "literal"),
            ("e", "env.API_KEY", "placeholder"),
            ("e", "env.TOKEN", "empty"),
            ("e", "env.D_TOKEN", "literal"),
        ]
    )


def test_paths_and_what_names_a_thing_are_no_literals():
    sheet, digits = random_token(), uuid.UUID(int=random.Random(7).getrandbits(128), version=4)
    args = [
        "vendor/acme2/php-mcp-sql9/bin/server2go.php",
        "C:/Users/ann/work2024/mcp-srv9/dist/index4.js",
        "./node_modules/@acme9x/server8/dist2/main.mjs",
        "--spreadsheet-id",
        sheet,
        "--project-ref",
        str(digits),
        str(digits),
        f"--database-id={sheet}",
    ]
    config = {"mcpServers": {"a": {"command": "node", "args": args, "env": {"NOTION_PAGE_ID": sheet}}}}
    assert collect({".mcp.json": json.dumps(config, indent=1)}).facts == ()


def test_what_names_no_thing_still_is_one_when_it_looks_drawn():
    value = random_token()
    config = {"mcpServers": {"a": {"command": "node", "args": ["run", value], "env": {"ACME": value}}}}
    assert by_field(collect({".mcp.json": json.dumps(config)})) == {"args[1]": "literal", "env.ACME": "literal"}


def test_no_value_leaves_the_collector():
    value = random_token()
    done = collect({".mcp.json": json.dumps({"mcpServers": {"a": {"env": {"API_KEY": value}}}})})
    assert value not in repr(done)


def test_formats_and_routes_of_other_clients():
    value = random_token()
    files = {
        ".vscode/mcp.json": '{"servers": {"a": {"env": {"API_KEY": "${input:k}",},}}, '
        '"inputs": [{"id": "api-key", "type": "promptString", "default": "' + value + '"}]}',
        ".codex/config.toml": f'[mcp_servers.a]\nbearer_token_env_var = "X_TOKEN"\n'
        f'[mcp_servers.a.env]\nA_TOKEN = "{value}"\n',
        ".goose/config.yaml": "extensions:\n  a:\n    cmd: x\n"
        f"    envs: {{G_TOKEN: {value}}}\n    env_keys: [H_TOKEN]\n",
        ".zed/settings.json": '{"context_servers": {"a": {"command": {"path": "x", "env": {"Z_TOKEN": "'
        + value
        + '"}}}}}',
        "opencode.json": '{"mcp": {"a": {"command": ["x", "--token", "' + value + '"], "environment": '
        '{"O_TOKEN": "{env:O}"}}}}',
        ".continue/mcpServers/a.yaml": "mcpServers:\n  - name: a\n    env:\n      C_TOKEN: ${{ secrets.C }}\n",
        ".claude/settings.json": '{"env": {"ANTHROPIC_API_KEY": "' + value + '"}}',
    }
    assert by_field(collect(files)) == {
        "env.API_KEY": "reference",
        "inputs.api-key.default": "literal",
        "env.A_TOKEN": "literal",
        "envs.G_TOKEN": "literal",
        "env.Z_TOKEN": "literal",
        "command[2]": "literal",
        "environment.O_TOKEN": "reference",
        "env.C_TOKEN": "reference",
        "env.ANTHROPIC_API_KEY": "literal",
    }


def test_an_unknown_file_is_known_by_its_top_key_and_an_example_documents():
    done = collect({"examples/setup.json": '{"mcpServers": {"a": {"env": {"API_KEY": "<key>"}}}}'})
    assert [type(f).__name__ for f in done.facts] == ["ClientConfigCredential", "CredentialDocumented"]
    assert next(f for f in done.facts if isinstance(f, CredentialDocumented)).where == "client-config"


def test_committed_means_tracked():
    files = {".mcp.json": '{"mcpServers": {"a": {"env": {"API_KEY": "<key>"}}}}'}
    assert [collect(files, tracked=t).facts[0].committed for t in (True, False, None)] == [True, False, False]


@pytest.mark.parametrize(
    "data",
    [
        b'{"mcpServers": {',
        b'\xff\xfe"mcpServers"',
        b'"mcpServers"' + b"[" * 50_000,
        b'{"mcpServers": "' + b"x" * 5_000_000,
    ],
)
def test_what_cannot_be_parsed_is_one_gap(data):
    done = collect({".mcp.json": data})
    assert done.facts == ()
    if b"mcpServers" in data:
        assert len(done.coverage.gaps) == 1
        assert not done.coverage.complete
        assert "\n" not in done.coverage.gaps[0].what


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.text(max_size=9) | st.none() | st.integers(),
        lambda i: (
            st.lists(i, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["mcpServers", "a", "env", "args", "url", "headers", "API_KEY", "command", "-e", "inputs"]
                ),
                i,
                max_size=4,
            )
        ),
    )
)
def test_no_shape_of_json_is_an_exception(data):
    collect({"mcp.json": json.dumps({"mcpServers": data, "inputs": data})})
