"""Literal, placeholder, reference or nothing."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.documents.values import credential_value, secret_shaped, value_state


def token(length, seed=3):
    chooser = random.Random(seed)
    return "".join(chooser.choice(string.ascii_letters + string.digits) for _ in range(length))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "empty"),
        ("null", "empty"),
        ("<your key>", "placeholder"),
        ("your_api_key_here", "placeholder"),
        ("YOUR-TOKEN", "placeholder"),
        ("ntn_****", "placeholder"),
        ("sk-...", "placeholder"),
        ("xxxxxxxx", "placeholder"),
        ("changeme", "placeholder"),
        ("[INSERT KEY]", "placeholder"),
        ("confluence-token", "placeholder"),
        ("Bearer <token>", "placeholder"),
        ("ghp_your_token", "placeholder"),
        ("postgres", "placeholder"),
        ("postgresql://user:password@localhost:5432/db", "placeholder"),
        ("postgres://postgres:postgres@localhost/x", "placeholder"),
        ("API token from the settings page", "placeholder"),
        ("${API_KEY}", "reference"),
        ("${env:API_KEY}", "reference"),
        ("${input:key}", "reference"),
        ("${API_KEY:-}", "reference"),
        ("${API_KEY:-your-key}", "placeholder"),
        ("Bearer ${TOKEN}", "reference"),
        ("$TOKEN", "reference"),
        ("$(grep TOKEN .env", "reference"),
        ("%TOKEN%", "reference"),
        ("{env:TOKEN}", "reference"),
        ("${{ secrets.TOKEN }}", "reference"),
        ("op://vault/item/field", "reference"),
        ("postgresql://app:${PASSWORD}@db/x", "reference"),
        ("{{ .Values.token }}", "reference"),
        ("config.searchApiKey", "reference"),
        ("env:API_TOKEN", "reference"),
        ("env://API_TOKEN", "reference"),
        ("secret:bridge/token", "reference"),
        ("vault:secret/data/bridge#token", "reference"),
        ("ssm:/prod/bridge/token", "reference"),
        ("aws-sm:prod/bridge", "reference"),
        ("file:/run/secrets/token", "reference"),
        ("keyring:bridge", "reference"),
        ("keychain:bridge/token", "reference"),
        ("sops:secrets.yaml#token", "reference"),
    ],
)
def test_examples_are_told_apart(text, state):
    assert value_state(text, "API_KEY") == state


def test_random_values_are_literals_wherever_they_stand():
    value = token(40)
    assert value_state(value, "API_KEY") == "literal"
    assert value_state(f"Bearer {value}", "Authorization") == "literal"
    assert value_state("${API_KEY:-" + value + "}", "API_KEY") == "literal"
    assert value_state(f"postgresql://app:{token(20)}@db/x", "DATABASE_URL") == "literal"
    assert value_state(f"https://h/x?api_key={value}") == "literal"
    assert value_state("Tr0ub4dor&" + token(4), "DB_PASSWORD") == "literal"


def test_a_random_value_behind_a_word_and_a_colon_is_no_reference():
    assert value_state("secret:" + token(32), "API_KEY") == "literal"
    assert value_state("env:" + token(40), "API_KEY") == "literal"


def test_switches_numbers_and_paths_are_no_credentials():
    for text in ("true", "8080", "30s", "/etc/key.pem", "./token.json", "https://api.host/v1"):
        assert not credential_value(text)


def test_shape_alone_shows_a_random_value():
    assert secret_shaped(token(40))
    assert secret_shaped("gh" + "p_" + token(36))
    assert not secret_shaped("a-plain-name-of-some-package-in-a-list")
    assert not secret_shaped("@modelcontextprotocol/server-everything")
    assert not secret_shaped("acme-debate-mcp-mcp-organization-j-1")
    assert not secret_shaped("srcs.multi_agent_automation.mcp_servers.k8s_monitor_server")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_has_a_state(text, name):
    assert value_state(text, name) in ("literal", "placeholder", "reference", "empty")
    credential_value(text)
    secret_shaped(text)
