"""Rust: what happens without the credential."""

from __future__ import annotations

import textwrap

import pytest

from keyproof.model.fact import CredentialRead, Reaction
from tests.code._program import secrets


def read(text: str, name: str = "ACME_TOKEN") -> CredentialRead:
    return secrets(src__main_rs=textwrap.dedent(text))[name]


START = {
    "unwrap": ('let t = std::env::var("ACME_TOKEN").unwrap(); connect(&t);', Reaction.CRASH, False, True),
    "expect": ('let t = std::env::var("ACME_TOKEN").expect("ACME_TOKEN must be set");', Reaction.FAIL_FAST, True, True),
    "expect without the name": ('let t = std::env::var("ACME_TOKEN").expect("no key");', Reaction.CRASH, False, True),
    "question mark": ('let t = std::env::var("ACME_TOKEN")?;', Reaction.FAIL_FAST, False, True),
    "context": (
        'let t = std::env::var("ACME_TOKEN").context("ACME_TOKEN is not set")?;',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "map_err": (
        'let t = std::env::var("ACME_TOKEN").map_err(|_| anyhow!("set ACME_TOKEN first"))?;',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "ok_or": ('let t = std::env::var("ACME_TOKEN").ok().ok_or("ACME_TOKEN?")?;', Reaction.FAIL_FAST, True, True),
    "let else": (
        'let Ok(t) = std::env::var("ACME_TOKEN") else { eprintln!("ACME_TOKEN is required"); std::process::exit(1); };',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "match": (
        'let t = match std::env::var("ACME_TOKEN") { Ok(t) => t, Err(_) => { error!("set ACME_TOKEN"); std::process::exit(2) } };',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "match with bail": (
        'let t = match std::env::var("ACME_TOKEN") { Ok(t) if !t.is_empty() => t, _ => bail!("ACME_TOKEN missing") };',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "unwrap_or_else": (
        'let t = std::env::var("ACME_TOKEN").unwrap_or_else(|_| { eprintln!("ACME_TOKEN?"); std::process::exit(1) });',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "empty": (
        'let t = std::env::var("ACME_TOKEN").unwrap_or_default(); if t.is_empty() { bail!("ACME_TOKEN is empty"); }',
        Reaction.FAIL_FAST,
        True,
        True,
    ),
    "silent": ('let t = std::env::var("ACME_TOKEN").unwrap_or_default(); connect(&t);', Reaction.SILENT, False, None),
    "warning": (
        'let t = std::env::var("ACME_TOKEN").ok(); if t.is_none() { warn!("no ACME_TOKEN"); } connect(t);',
        Reaction.DEGRADE,
        True,
        None,
    ),
    "only where it is there": (
        'if let Ok(t) = std::env::var("ACME_TOKEN") { extra(t); }',
        Reaction.SILENT,
        False,
        False,
    ),
}


@pytest.mark.parametrize("case", START)
def test_what_happens_without_it_at_the_start(case: str) -> None:
    text, reaction, named, required = START[case]
    found = read("#[tokio::main]\nasync fn main() -> anyhow::Result<()> { " + text + " run().await; Ok(()) }")
    assert (found.reaction, found.reaction_names_it, found.required) == (reaction, named, required)


def test_a_default_that_is_a_secret_is_unsafe() -> None:
    secret = "hunter" + "2-default"
    found = read(f'fn main() {{ let t = std::env::var("ACME_TOKEN").unwrap_or("{secret}".to_string()); run(t); }}')
    assert (found.reaction, found.default) == (Reaction.UNSAFE_DEFAULT, "literal")


def test_a_default_of_a_match_is_a_default() -> None:
    found = read(
        'fn main() { let t = match std::env::var("ACME_TOKEN") { Ok(v) => v, Err(_) => "not-needed".into() }; run(t); }'
    )
    assert found.reaction is Reaction.NONE_NEEDED


def test_an_error_of_the_configuration_is_followed_to_main() -> None:
    found = secrets(
        src__config_rs="""
        #[derive(thiserror::Error, Debug)]
        pub enum ConfigError { #[error("ACME_TOKEN is missing")] MissingToken }
        pub struct Config { pub token: String }
        impl Config {
            pub fn from_env() -> Result<Self, ConfigError> {
                let token = std::env::var("ACME_TOKEN").map_err(|_| ConfigError::MissingToken)?;
                Ok(Self { token })
            }
        }
        """,
        src__main_rs="""
        mod config; use config::Config;
        fn main() {
            let config = match Config::from_env() {
                Ok(c) => c,
                Err(e) => { eprintln!("configuration: {e}"); std::process::exit(1); }
            };
            run(config);
        }
        """,
    )["ACME_TOKEN"]
    assert (found.reaction, found.reaction_names_it, found.required) == (Reaction.FAIL_FAST, True, True)


def test_an_option_of_clap_that_is_required_is_asked_for_in_one_line() -> None:
    found = read(
        '#[derive(Parser)] struct A { #[arg(long, env = "ACME_TOKEN")] token: String } fn main() { A::parse(); }'
    )
    assert (found.reaction, found.reaction_names_it, found.required) == (Reaction.FAIL_FAST, True, True)


def test_an_optional_option_of_clap_is_followed_to_its_check() -> None:
    found = read(
        """
        #[derive(Parser)] struct Cli { #[arg(long, env = "ACME_TOKEN")] token: Option<String> }
        fn main() -> anyhow::Result<()> {
            let cli = Cli::parse();
            let token = cli.token.ok_or_else(|| anyhow!("ACME_TOKEN is required"))?;
            run(token)
        }
        """
    )
    assert (found.reaction, found.reaction_names_it) == (Reaction.FAIL_FAST, True)


def test_a_flag_that_is_off_without_it_is_followed_to_its_check() -> None:
    found = read(
        """
        #[derive(Parser)] struct Cli { #[arg(long, env = "ACME_TOKEN")] token: Option<String>, password: Option<String> }
        fn main() {
            let cli = Cli::parse();
            let has_password = cli.password.as_ref().map(|s| !s.is_empty()).unwrap_or(false);
            let has_token = cli.name.is_some() && cli.token.as_ref().map(|s| !s.is_empty()).unwrap_or(false);
            if !has_password && !has_token {
                eprintln!("a password or a token (ACME_TOKEN) is needed");
                std::process::exit(1);
            }
            run(cli.token)
        }
        """
    )
    assert (found.reaction, found.reaction_names_it) == (Reaction.FAIL_FAST, True)


TOOL = """
use rmcp::{tool, tool_router, ServerHandler, model::*, ErrorData as McpError};
#[tool_router]
impl Acme {
    #[tool(description = "search")]
    async fn search(&self, Parameters(a): Parameters<Args>) -> Result<CallToolResult, McpError> {
        BODY
    }
}
"""


def tool(text: str) -> CredentialRead:
    return read(TOOL.replace("BODY", text))


def test_an_error_result_of_a_tool_degrades() -> None:
    found = tool(
        """let Ok(token) = std::env::var("ACME_TOKEN") else {
            return Ok(CallToolResult::error(vec![Content::text("ACME_TOKEN is not set")]));
        };
        Ok(CallToolResult::success(vec![Content::text(fetch(token))]))"""
    )
    assert (found.reaction, found.reaction_names_it) == (Reaction.DEGRADE, True)


def test_a_protocol_error_of_a_tool_degrades() -> None:
    found = tool(
        'let t = std::env::var("ACME_TOKEN").map_err(|_| McpError::internal_error("ACME_TOKEN is not set", None))?; ok(t)'
    )
    assert (found.reaction, found.reaction_names_it) == (Reaction.DEGRADE, True)


def test_a_panic_in_a_tool_is_a_crash() -> None:
    assert tool('let t = std::env::var("ACME_TOKEN").expect("ACME_TOKEN"); ok(t)').reaction is Reaction.CRASH


def test_a_header_that_axum_takes_apart_is_read() -> None:
    found = secrets(
        src__main_rs="""
        async fn auth(token: Option<TypedHeader<Authorization<Bearer>>>, agent: TypedHeader<UserAgent>, next: Next) -> R {
            check(token)
        }
        """
    )
    assert {(r.name, r.source) for r in found.values()} == {("Authorization", "header")}


def test_an_authorization_header_that_a_middleware_checks_is_read() -> None:
    found = secrets(
        src__main_rs="""
        async fn auth(headers: HeaderMap, request: Request, next: Next) -> Result<Response, StatusCode> {
            let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).ok_or(StatusCode::UNAUTHORIZED)?;
            let other = request.headers().get("x-api-key");
            if given != expected() { return Err(StatusCode::UNAUTHORIZED); }
            Ok(next.run(request).await)
        }
        async fn send(reply: reqwest::Response) { reply.headers().get("x-api-key"); }
        """
    )
    assert {(r.name, r.source) for r in found.values()} == {("Authorization", "header"), ("X-Api-Key", "header")}


def test_a_tool_that_asks_the_model_for_a_credential_is_seen() -> None:
    found = secrets(
        src__main_rs="""
        #[derive(Deserialize, JsonSchema)] struct Login { api_key: String, query: String, page_token: Option<String> }
        impl A { #[tool(description = "d")] async fn login(&self, Parameters(a): Parameters<Login>) -> String { go(a) } }
        """
    )
    assert {(r.name, r.source) for r in found.values()} == {("api_key", "tool-argument")}
