"""Rust: what a program takes, and what an MCP server looks like."""

from __future__ import annotations

import textwrap
import time

import pytest

from keyproof.code.ir import Module
from keyproof.code.leaks import leaks
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.servers import servers
from keyproof.model.fact import Reaction
from tests.code._program import project, secrets


def names(text: str) -> set[str]:
    return set(secrets(src__main_rs=textwrap.dedent(text)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('fn main() { let t = std::env::var("ACME_TOKEN"); use_it(t); }', {"ACME_TOKEN"}),
        ('use std::env; fn main() { let t = env::var_os("ACME_TOKEN"); }', {"ACME_TOKEN"}),
        ('use std::env::var; fn main() { let t = var("ACME_TOKEN"); }', {"ACME_TOKEN"}),
        ('fn main() { let t = dotenvy::var("ACME_TOKEN"); }', {"ACME_TOKEN"}),
        ('const N: &str = "ACME_TOKEN"; fn main() { let t = std::env::var(N); }', {"ACME_TOKEN"}),
        ('fn main() { for n in ["A_TOKEN", "B_TOKEN"] { std::env::var(n).unwrap(); } }', {"A_TOKEN", "B_TOKEN"}),
        ('fn get(n: &str) -> String { std::env::var(n).unwrap() } fn main() { get("ACME_TOKEN"); }', {"ACME_TOKEN"}),
        ('fn main() { let k = option_env!("ACME_TOKEN"); let v = env!("CARGO_PKG_VERSION"); }', {"ACME_TOKEN"}),
        ('static T: LazyLock<String> = LazyLock::new(|| std::env::var("ACME_TOKEN").unwrap());', {"ACME_TOKEN"}),
        ('lazy_static! { static ref T: String = std::env::var("ACME_TOKEN").unwrap(); }', {"ACME_TOKEN"}),
        ('fn main() { let m: HashMap<_, _> = std::env::vars().collect(); m.get("ACME_TOKEN"); }', {"ACME_TOKEN"}),
        ('fn main() { println!("{}", std::env::var("ACME_TOKEN").unwrap_or_default()); }', {"ACME_TOKEN"}),
        ('#[cfg(test)] mod tests { fn f() { std::env::var("ACME_TOKEN"); } }', set()),
        ("#[derive(Parser)] struct A { #[arg(long, env)] acme_token: String }", {"ACME_TOKEN", "--acme-token"}),
        ('#[derive(Parser)] struct A { #[arg(long, env = "ACME_TOKEN")] t: Option<String> }', {"ACME_TOKEN"}),
        (
            '#[derive(clap::Args)] struct A { #[clap(env = "ACME_TOKEN", hide_env_values = true)] t: String }',
            {"ACME_TOKEN"},
        ),
        ("#[derive(Parser)] struct A { #[arg(long)] token: bool, #[arg(long)] max_tokens: u32 }", set()),
        (
            'fn main() { let m = Command::new("a").arg(Arg::new("token").long("token").env("ACME_TOKEN")); }',
            {"ACME_TOKEN", "--token"},
        ),
        (
            "#[derive(Deserialize)] struct C { token: String, url: String }\n"
            'fn load() -> Result<C> { envy::prefixed("ACME_").from_env::<C>() }',
            {"ACME_TOKEN"},
        ),
        (
            "#[derive(Deserialize)] struct C { token: String }\n"
            'fn load() -> Result<C> { Figment::new().merge(Env::prefixed("ACME_")).extract() }',
            {"ACME_TOKEN"},
        ),
    ],
)
def test_what_a_program_in_rust_takes(text: str, found: set[str]) -> None:
    assert names(text) == found


def test_a_variable_is_followed_through_modules_of_the_crate() -> None:
    found = secrets(
        src__main_rs="mod config; mod env;\nuse crate::env::required;\nfn main() { let c = config::load(); run(c.token); }",
        src__env_rs='pub fn required(n: &str) -> String { std::env::var(n).unwrap_or_else(|_| panic!("{} is not set", n)) }',
        src__config__mod_rs="mod names; use super::env;\npub fn load() -> C { C { token: env::required(names::TOKEN) } }",
        src__config__names_rs='pub const TOKEN: &str = "ACME_TOKEN";',
    )
    assert set(found) == {"ACME_TOKEN"}
    assert found["ACME_TOKEN"].reaction_names_it


def test_a_variable_is_followed_through_crates_of_the_workspace() -> None:
    found = secrets(
        **{
            "server__src__main_rs": 'fn main() { let t = acme_core::env::required("ACME_TOKEN"); }',
            "acme-core__src__lib_rs": "pub mod env;",
            "acme-core__src__env_rs": "pub fn required(n: &str) -> String { std::env::var(n).unwrap() }",
        }
    )
    assert set(found) == {"ACME_TOKEN"}


CARGO = b'[package]\nname = "acme-mcp"\n[dependencies]\nrmcp = { version = "0.8", features = ["server"] }\n'


@pytest.mark.parametrize(
    ("text", "transports"),
    [
        (
            "use rmcp::{ServiceExt, transport::stdio}; fn main() { let s = A::new().serve(stdio()).await; }",
            {"stdio"},
        ),
        (
            "use rmcp::ServiceExt; fn main() { A.serve((tokio::io::stdin(), tokio::io::stdout())).await; }",
            {"stdio"},
        ),
        (
            "use rmcp::transport::streamable_http_server::StreamableHttpService;\n"
            "fn main() { let s = StreamableHttpService::new(|| Ok(A), m.into(), Default::default()); }",
            {"streamable-http"},
        ),
        ("use rmcp::transport::sse_server::SseServer; fn main() { SseServer::serve(addr).await; }", {"sse"}),
        (
            "use rust_mcp_sdk::{StdioTransport, TransportOptions};\n"
            "fn main() { let t = StdioTransport::new(TransportOptions::default())?; }",
            {"stdio"},
        ),
    ],
)
def test_transports_of_rust_servers_are_read(text: str, transports: set[str]) -> None:
    module = parse("src/main.rs", text.encode())
    assert isinstance(module, Module)
    found, served = servers(Project([module]), {"Cargo.toml": CARGO})
    assert [(s.name, s.language, s.root) for s in found] == [("acme-mcp", "rust", "")]
    assert {t.transport for t in served} == transports


def test_a_client_alone_is_no_server() -> None:
    module = parse(
        "src/main.rs", b"use rmcp::transport::TokioChildProcess; fn main() { ().serve(TokioChildProcess::new(c)?); }"
    )
    assert isinstance(module, Module)
    assert servers(Project([module]), {})[0] == []


def test_a_program_without_an_sdk_whose_module_is_called_mcp_is_no_server_of_one() -> None:
    module = parse("src/main.rs", b"mod mcp; use mcp::McpServer; fn main() { McpServer::new().run(); stdio(); }")
    assert isinstance(module, Module)
    assert servers(Project([module]), {})[0] == []


def test_a_crate_that_uses_the_client_half_of_an_sdk_is_no_server() -> None:
    cargo = b'[package]\nname = "a"\n[dependencies]\nrust-mcp-sdk = { version = "1", features = [\n "client",\n "stdio" ] }\n'
    assert servers(Project([]), {"Cargo.toml": cargo})[0] == []


def test_long_chains_are_followed_in_time() -> None:
    text = (
        "struct A { b: B } struct B { a: A } impl A { fn f(&self, c: C) { self"
        + ".b.a" * 30
        + ".f(c"
        + ".d(e)" * 40
        + "); } }"
    )
    start = time.monotonic()
    assert leaks(project(src__main_rs=text)) == []
    assert time.monotonic() - start < 5


def test_the_library_beside_a_program_is_found_by_what_is_taken_from_it() -> None:
    found = secrets(
        src__main_rs='fn main() -> std::process::ExitCode { if let Err(e) = acme_mcp::run() { eprintln!("{e}");'
        " return std::process::ExitCode::FAILURE; } std::process::ExitCode::SUCCESS }",
        src__lib_rs="mod config; pub fn run() -> Result<()> { let config = config::load()?; serve(config) }",
        src__config_rs='pub fn load() -> Result<String> { std::env::var("ACME_TOKEN").map_err(|_| anyhow!("ACME_TOKEN is not set")) }',
    )["ACME_TOKEN"]
    assert (found.reaction, found.reaction_names_it) == (Reaction.FAIL_FAST, True)


def test_nested_structs_are_filled_with_the_separator() -> None:
    found = secrets(
        src__main_rs="""
        #[derive(Deserialize, Default)] #[serde(default)] struct Config { api: Api, port: u16 }
        #[derive(Deserialize, Default)] struct Api { token: Option<SecretString> }
        fn load() -> Result<Config, figment::Error> { Figment::new().join(Env::prefixed("ACME_").split("__")).extract() }
        """
    )
    assert set(found) == {"ACME_API__TOKEN"}


def test_a_field_is_not_mixed_with_entries_of_other_maps() -> None:
    found = secrets(
        src__main_rs="""
        #[derive(Parser)] struct Args { #[arg(long, env = "ACME_PASSWORD")] password: Option<String> }
        fn main() { let args = Args::parse(); if let Some(p) = args.password { login(p); } }
        fn other(map: &Value) -> Result<()> { let p = map.get("password").ok_or(anyhow!("Missing password"))?; go(p) }
        """
    )["ACME_PASSWORD"]
    assert (found.reaction, found.required) == (Reaction.SILENT, False)


def test_a_header_of_the_request_behind_a_call_is_a_source() -> None:
    found = secrets(
        src__server_rs="""
impl Provider {
    fn get(&self, context: RequestContext<RoleServer>) -> Option<&str> {
        context.extensions.get::<Parts>().and_then(|p| p.headers.get(header::AUTHORIZATION)).and_then(|h| h.to_str().ok())
    }
    fn other(&self, cache: Cache) -> Option<&str> {
        cache.entries.get::<Parts>().and_then(|p| p.headers.get(header::COOKIE)).and_then(|h| h.to_str().ok())
    }
}
"""
    )
    assert {(r.name, r.source) for r in found.values()} == {("Authorization", "header")}
