"""Python: what happens without the credential is read from the control flow."""

from __future__ import annotations

import textwrap

import pytest

from keyproof.model.fact import CredentialRead, Reaction
from tests.code._program import secrets


def python(text: str, name: str = "ACME_TOKEN") -> CredentialRead:
    return secrets(server_py="import os, sys\n" + text)[name]


@pytest.mark.parametrize(
    ("text", "reaction", "names_it", "required"),
    [
        ('T = os.environ["ACME_TOKEN"]', Reaction.CRASH, True, True),
        ('T = os.environ.get("ACME_TOKEN")\nassert T', Reaction.CRASH, False, True),
        (
            'T = os.getenv("ACME_TOKEN")\nif not T:\n    sys.exit("ACME_TOKEN is required")',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'T = os.getenv("ACME_TOKEN")\nif T is None:\n    print("Set ACME_TOKEN")\n    sys.exit(1)',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'T = os.getenv("ACME_TOKEN")\nif not T:\n    raise ValueError("ACME_TOKEN not set")',
            Reaction.NOISY,
            True,
            True,
        ),
        ('T = os.getenv("ACME_TOKEN")\nif not T:\n    raise ValueError("no key")', Reaction.CRASH, False, True),
        (
            'T = os.getenv("ACME_TOKEN", "")\nif T is None:\n    raise ValueError("ACME_TOKEN not set")\nget(headers={"Authorization": T})',
            Reaction.SILENT,
            False,
            None,
        ),
        (
            'T = os.getenv("ACME_TOKEN", "")\nif not T:\n    raise ValueError("ACME_TOKEN not set")\nget(headers={"Authorization": T})',
            Reaction.NOISY,
            True,
            True,
        ),
        ('T = os.getenv("ACME_TOKEN")\nheaders = {"Authorization": f"Bearer {T}"}', Reaction.SILENT, False, None),
        ('T = os.getenv("ACME_TOKEN", "' + "hunter" + '2-default")\nuse(T)', Reaction.UNSAFE_DEFAULT, False, False),
        ('T = os.getenv("ACME_TOKEN", "not-needed")\nuse(T)', Reaction.NONE_NEEDED, False, False),
        ('T = os.getenv("ACME_TOKEN", "<your token>")\nuse(T)', Reaction.SILENT, False, True),
        (
            'import logging\nT = os.getenv("ACME_TOKEN")\nif not T:\n    logging.warning("no ACME_TOKEN")\nuse(T)',
            Reaction.DEGRADE,
            True,
            None,
        ),
        (
            'try:\n    T = os.environ["ACME_TOKEN"]\nexcept KeyError:\n    sys.exit("set ACME_TOKEN")',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
    ],
)
def test_python_at_start(text: str, reaction: Reaction, names_it: bool, required: bool | None) -> None:
    read = python(text)
    assert (read.reaction, read.reaction_names_it, read.required) == (reaction, names_it, required)


def test_an_error_of_a_tool_is_a_result_that_names_the_variable() -> None:
    read = python(
        """
def client():
    token = os.environ.get("ACME_TOKEN")
    if not token:
        raise RuntimeError("ACME_TOKEN is not set")
    return Client(token)

@mcp.tool()
def search(query: str) -> str:
    return client().search(query)
"""
    )
    assert read.reaction is Reaction.DEGRADE
    assert read.reaction_names_it
    assert read.reaction_at is not None
    assert read.reaction_at.line == 6


def test_an_error_returned_as_text_of_a_tool_is_a_wrong_success() -> None:
    read = python(
        """
@mcp.tool()
def search(query: str) -> str:
    token = os.environ.get("ACME_TOKEN")
    if not token:
        return "Error: ACME_TOKEN is not set"
    return get(token)
"""
    )
    assert read.reaction is Reaction.WRONG_SUCCESS


def test_a_main_that_exits_on_any_error_fails_fast() -> None:
    read = python(
        """
def load():
    token = os.getenv("ACME_TOKEN")
    if not token:
        raise ValueError("ACME_TOKEN is required")
    return token

def main():
    try:
        load()
    except ValueError as e:
        print(f"error: {e}", file=sys.stderr)
        sys.exit(1)

if __name__ == "__main__":
    main()
"""
    )
    assert read.reaction is Reaction.FAIL_FAST
    assert read.reaction_names_it


def test_messages_are_collected_before_the_exit() -> None:
    read = python(
        """
missing = []
token = os.getenv("ACME_TOKEN")
if not token:
    missing.append("ACME_TOKEN")
if missing:
    print("missing: " + ", ".join(missing))
    sys.exit(1)
"""
    )
    assert read.reaction is Reaction.FAIL_FAST
    assert read.reaction_names_it


def test_a_setting_kept_on_an_object_is_followed_to_its_check() -> None:
    read = python(
        """
class Client:
    def __init__(self):
        self.api_token = os.getenv("ACME_TOKEN")

    def call(self):
        if not self.api_token:
            raise RuntimeError("ACME_TOKEN missing")
        return get(self.api_token)

@mcp.tool()
def search(q: str) -> str:
    return Client().call()
"""
    )
    assert read.reaction is Reaction.DEGRADE
    assert read.reaction_names_it


def test_the_message_of_a_wrapper_names_its_parameter() -> None:
    read = python(
        """
def need(name):
    value = os.getenv(name)
    if not value:
        raise SystemExit(f"{name} is required")
    return value
T = need("ACME_TOKEN")
"""
    )
    assert (read.reaction, read.reaction_names_it, read.required) == (Reaction.FAIL_FAST, True, True)


def test_alternatives_make_neither_required() -> None:
    text = """
a = os.getenv("ACME_TOKEN")
b = os.getenv("ACME_PASSWORD")
if not a and not b:
    sys.exit("set ACME_TOKEN or ACME_PASSWORD")
"""
    assert python(text).required is None
    assert python(text, "ACME_PASSWORD").required is None
    assert python(text).reaction is Reaction.FAIL_FAST


def test_a_check_at_start_counts_for_later_reads() -> None:
    found = secrets(
        server_py="""
import os, sys
if not os.getenv("ACME_TOKEN"):
    sys.exit("ACME_TOKEN is required")
def call():
    return get(os.environ["ACME_TOKEN"])
"""
    )
    assert found["ACME_TOKEN"].reaction is Reaction.FAIL_FAST


def test_settings_that_are_required_fail_with_their_name() -> None:
    read = python("from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    acme_token: str\nS()\n")
    assert (read.reaction, read.reaction_names_it, read.required) == (Reaction.NOISY, True, True)


@pytest.mark.parametrize(
    "text",
    [
        'NAMES = ["ACME_TOKEN", "ACME_URL"]\nmissing = [n for n in NAMES if not os.getenv(n)]\n'
        'if missing:\n    sys.exit(f"missing {missing}")',
        'for n in ("ACME_TOKEN", "ACME_URL"):\n    if not os.getenv(n):\n        sys.exit(f"{n} is missing")',
    ],
)
def test_a_list_of_required_variables_is_checked_at_once(text: str) -> None:
    assert (python(text).reaction, python(text).reaction_names_it) == (Reaction.FAIL_FAST, True)


def test_a_caller_that_swallows_errors_at_clean_up_is_not_the_reaction() -> None:
    read = python(
        """
def provider():
    token = os.getenv("ACME_TOKEN")
    if not token:
        raise ValueError("ACME_TOKEN is required")
    return token

@mcp.tool()
def search(q: str) -> str:
    return provider()

def close():
    try:
        provider()
    except Exception:
        pass
"""
    )
    assert (read.reaction, read.reaction_names_it) == (Reaction.DEGRADE, True)


def test_an_optional_variable_whose_absence_returns_an_empty_mapping_is_not_required() -> None:
    read = python(
        """
def headers():
    value = os.getenv("ACME_HEADERS")
    if not value:
        return {}
    return parse(value)
""",
        "ACME_HEADERS",
    )
    assert read.required is False


def test_a_client_that_looks_up_its_own_key_says_so_when_made() -> None:
    read = python("from openai import OpenAI\nclient = OpenAI()\n", "OPENAI_API_KEY")
    assert (read.reaction, read.reaction_names_it, read.required) == (Reaction.NOISY, True, True)


def test_a_missing_argument_of_a_tool_is_answered_by_the_sdk() -> None:
    read = python("@mcp.tool()\ndef login(password: str, api_key: str = '') -> str:\n    return 'ok'\n", "password")
    assert (read.reaction, read.required) == (Reaction.DEGRADE, True)


def test_a_check_on_the_way_that_needs_it_says_nothing_of_the_way_without() -> None:
    found = python(
        textwrap.dedent(
            """
        class Config:
            def __init__(self, kind, token):
                self.kind = kind
                self.oauth = token

        def made():
            token = os.getenv("ACME_OAUTH_TOKEN")
            if not token:
                return None
            return Grant(token)

        config = Config("basic", made())
        if config.kind == "oauth":
            if not config.oauth:
                raise ValueError("a grant is needed")
            use(config.oauth)
        """
        ),
        "ACME_OAUTH_TOKEN",
    )
    assert (found.reaction, found.required) == (Reaction.SILENT, None)
