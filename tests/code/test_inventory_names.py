"""Which names are those of credentials."""

from __future__ import annotations

import pytest

from keyproof.code.names import is_secret_argument, is_secret_name, kind_of, provider_of

CREDENTIALS = [
    "NOTION_TOKEN",
    "API_KEY",
    "--auth-token",
    "apiKey",
    "api-key",
    "DATABASE_URL",
    "REDIS_URL",
    "OPENAPI_MCP_HEADERS",
    "VALKEY_PWD",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "EXA_KEY",
    "SLACK_MCP_XOXB_TOKEN",
    "GITHUB_PAT",
    "PGPASSWORD",
    "KV_REST_API_TOKEN",
    "accessToken",
    "JIRA_CUSTOM_HEADERS",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "SUPABASE_SERVICE_ROLE_KEY",
    "DD_APP_KEY",
    "CLIENT_KEY_PASSWORD",
    "SLACK_WEBHOOK_URL",
    "JWT_SECRET",
    "GITHUB_PERSONAL_ACCESS_TOKEN",
    "OAUTH_CLIENT_SECRET",
    "AUTH_TOKENS",
    "BASIC_AUTH",
    "SESSION_COOKIE",
]

PLAIN = [
    "next_token",
    "max_tokens",
    "clientToken",
    "AUTH_ISSUER",
    "AUTH_JWKS_URI",
    "EKS_AUTH_MODE",
    "ENABLE_TOKEN_PASSTHROUGH",
    "PWD",
    "OAUTH_CLIENT_ID",
    "FIGMA_FILE_KEY",
    "TAG_KEY",
    "PATH",
    "session_id",
    "OAUTH_TOKEN_URL",
    "PRIVATE_KEY_PATH",
    "KEYSPACES",
    "WORKING_DIR_KEY",
    "TOKENS_PER_MINUTE",
    "PASSTHROUGH_HEADERS",
    "TOKEN_EXPIRY_SECONDS",
    "STRIPE_PUBLISHABLE_KEY",
    "DISABLE_AUTH",
    "ACME_TRUST_PLATFORM_AUTH",
    "--generate-auth-token",
    "ACME_TOKEN_ENCODING",
    "PROMPT_TOKENS",
    "total_tokens",
    "page_token",
    "SECRET_NAME",
    "API_KEY_HEADER_NAME",
    "tokenizer",
    "author",
    "AUTHORIZATION_ENDPOINT",
    "SENTRY_DSN",
]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credential_is_known_by_its_name(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_setting_is_not_taken_for_a_credential(name: str) -> None:
    assert not is_secret_name(name)


def test_a_bare_token_is_an_argument_of_a_tool_only_where_its_description_speaks_of_access() -> None:
    assert not is_secret_argument("token", "the symbol of the coin")
    assert is_secret_argument("token", "API token of the user")
    assert not is_secret_argument("security_scan_id")
    assert not is_secret_argument("generated_code_token", "token from generate_code")
    assert is_secret_argument("aws_session_token")
    assert is_secret_argument("password")


@pytest.mark.parametrize(
    ("name", "kind", "provider"),
    [
        ("NOTION_TOKEN", "token", "Notion"),
        ("OPENAI_API_KEY", "API key", "OpenAI"),
        ("GITHUB_PERSONAL_ACCESS_TOKEN", "personal access token", "GitHub"),
        ("DB_PASSWORD", "password", ""),
        ("DATABASE_URL", "connection string", ""),
        ("ATLASSIAN_OAUTH_CLIENT_SECRET", "OAuth client secret", "Atlassian"),
        ("AWS_SECRET_ACCESS_KEY", "access key", "AWS"),
        ("API_KEY", "API key", ""),
        ("EXA_API_KEY_BYPASS", "API key", "Exa"),
        ("ACME_API_KEY", "API key", "Acme"),
    ],
)
def test_kind_and_provider_are_told_by_the_name(name: str, kind: str, provider: str) -> None:
    assert kind_of(name) == kind
    assert provider_of(name) == provider
