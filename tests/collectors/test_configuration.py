"""Metadata that declares credentials, in every era of its format."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.collectors import configuration
from tests.collectors._folder import random_token, view


def rows(files):
    return [(f.name, f.where, f.required, f.secret, f.value) for f in configuration.collect(view(files)).facts]


def test_env_examples_of_every_name():
    for name in (".env.example", ".env.sample", "env.template", ".env.dist", ".env.local.example", "example.env"):
        assert rows({name: "A_TOKEN=your-token\n#B_KEY=\n"}) == [
            ("A_TOKEN", "env-example", None, None, "placeholder"),
            ("B_KEY", "env-example", False, None, "empty"),
        ]
    assert rows({".env": "A_TOKEN=x\n", ".env.production": "A_TOKEN=x\n", "tests/.env.example": "A_TOKEN=x\n"}) == []


def test_a_real_value_in_an_env_example_is_a_literal():
    (row,) = rows({".env.example": f"A_TOKEN={random_token()}\n"})
    assert row[-1] == "literal"


@pytest.mark.parametrize(
    "keys",
    [
        ("environmentVariables", "isRequired", "isSecret", "runtimeArguments"),
        ("environment_variables", "is_required", "is_secret", "runtime_arguments"),
    ],
)
def test_server_json_of_both_eras(keys):
    env, required, secret, runtime = keys
    document = {
        "packages": [
            {
                env: [{"name": "A_TOKEN", required: True, secret: True}, {"name": "B_URL", "default": "http://x"}],
                runtime: [
                    {
                        "type": "named",
                        "name": "-e",
                        "value": "C_TOKEN={token}",
                        "variables": {"token": {secret: True, required: True}},
                    }
                ],
                "transport": {"type": "streamable-http", "headers": [{"name": "X-Api-Key", secret: True}]},
            }
        ],
        "remotes": [
            {"headers": [{"name": "Authorization", "value": "Bearer {t}", "variables": {"t": {secret: True}}}]}
        ],
    }
    assert rows({"server.json": json.dumps(document)}) == [
        ("A_TOKEN", "server.json", True, True, "none"),
        ("B_URL", "server.json", None, None, "none"),
        ("C_TOKEN", "server.json", True, True, "placeholder"),
        ("X-Api-Key", "server.json", None, True, "none"),
        ("Authorization", "server.json", None, True, "placeholder"),
    ]


def test_an_mcpb_manifest_names_the_variable_it_maps_to():
    document = {
        "manifest_version": "0.3",
        "server": {"mcp_config": {"env": {"A_TOKEN": "${user_config.token}", "B_URL": "${user_config.url}"}}},
        "user_config": {
            "token": {"type": "string", "sensitive": True, "required": True},
            "url": {"type": "string", "default": "http://x"},
            "extra_key": {"type": "string"},
        },
    }
    assert rows({"manifest.json": json.dumps(document)}) == [
        ("A_TOKEN", "manifest", True, True, "none"),
        ("B_URL", "manifest", None, False, "none"),
        ("extra_key", "manifest", None, False, "none"),
    ]
    assert rows({"manifest.json": '{"name": "a web app", "user_config": {}}'}) == []


def test_smithery_maps_keys_through_its_function():
    text = """
startCommand:
  type: stdio
  configSchema:
    required: [apiToken]
    properties:
      apiToken: {type: string, format: password, description: The token of it}
      other: {type: string}
  commandFunction: |
    (config) => ({ command: 'x', env: { A_TOKEN: config.apiToken } })
"""
    assert rows({"smithery.yaml": text}) == [
        ("A_TOKEN", "smithery", True, True, "none"),
        ("other", "smithery", False, None, "none"),
    ]


def test_dockers_catalog_and_ci():
    catalog = "config:\n  secrets:\n    - name: x.token\n      env: A_TOKEN\n      example: <token>\n"
    catalog += "  env:\n    - name: B_KEY\n"
    flow = "jobs:\n  a:\n    env:\n      C_TOKEN: ${{ secrets.C_TOKEN }}\n      G: ${{ secrets.GITHUB_TOKEN }}\n"
    assert rows({"server.yaml": catalog, ".github/workflows/ci.yml": flow}) == [
        ("C_TOKEN", "ci", None, True, "reference"),
        ("A_TOKEN", "manifest", None, True, "placeholder"),
        ("B_KEY", "manifest", None, False, "none"),
    ]


@pytest.mark.parametrize("name", ["server.json", "manifest.json", "smithery.yaml", ".github/workflows/a.yml"])
@pytest.mark.parametrize("data", [b"{", b"\xff\xfe\x00", b"[" * 9000, b"\0\0", b"- &a [*a]", b'"' + b"x" * 5_000_000])
def test_what_is_broken_is_a_gap(name, data):
    done = configuration.collect(view({name: data}))
    assert done.facts == ()
    assert all("\n" not in g.what for g in done.coverage.gaps)


_KEYS = st.sampled_from(
    ["packages", "environmentVariables", "name", "value", "user_config", "server", "mcp_config", "env", "config",
     "manifest_version", "startCommand", "configSchema", "properties", "required", "secrets", "variables", "remotes"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.recursive(
        st.text(max_size=6) | st.booleans(), lambda i: st.lists(i, max_size=3) | st.dictionaries(_KEYS, i, max_size=4)
    )
)
def test_no_shape_is_an_exception(data):
    text = json.dumps(data)
    configuration.collect(view({n: text for n in ("server.json", "manifest.json", "smithery.yaml", "server.yaml")}))
