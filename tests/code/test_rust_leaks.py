"""Rust: where a credential leaks."""

from __future__ import annotations

import textwrap

import pytest

from keyproof.code.leaks import leaks
from keyproof.model.fact import CredentialLeak
from tests.code._program import project

LEAD = """
use std::{env, fs};
use rmcp::{tool, ServerHandler, ServiceExt, transport::stdio};
use tracing::{info, debug, error};
#[derive(Debug, Clone)]
struct Config { token: String, url: String }
struct Plain { token: String }
#[derive(Debug)]
struct Sealed { token: SecretString }
fn key() -> String { env::var("ACME_API_KEY").expect("ACME_API_KEY") }
"""


def found_in(text: str) -> list[CredentialLeak]:
    return leaks(project(src__main_rs=LEAD + textwrap.dedent(text)))


def sinks(text: str) -> list[str]:
    return sorted(leak.sink for leak in found_in(text))


def in_main(text: str) -> str:
    return "async fn main() { let key = key(); " + text + " }"


def in_tool(text: str) -> str:
    return (
        'impl A { #[tool(description = "d")] async fn go(&self) -> Result<CallToolResult, McpError> { let key = key(); '
        + text
        + " } }"
    )


LEAKS = {
    "inline capture": (in_main('info!("key {key}");'), "log"),
    "argument": (in_main('tracing::debug!("key {}", key);'), "log"),
    "field of an event": (in_main('info!(api_key = %key, "starting");'), "log"),
    "short field": (in_main('info!(?key, "starting");'), "log"),
    "eprintln": (in_main('eprintln!("key={}", key);'), "log"),
    "dbg": (in_main("dbg!(&key);"), "log"),
    "println of a stdio server": (in_main('println!("{key}"); s.serve(stdio()).await;'), "stdout"),
    "eight characters": (in_main('info!("key {}...", &key[..8]);'), "log"),
    "first eight": (in_main('info!("key {}...", key.chars().take(8).collect::<String>());'), "log"),
    "Debug of a struct": (in_main('let c = Config { token: key, url: "x".into() }; info!("{:?}", c);'), "log"),
    "Debug inline": (in_main('let c = Config { token: key, url }; println!("{c:#?}");'), "log"),
    "revealed": (in_main('let s = SecretString::from(key); info!("{}", s.expose_secret());'), "log"),
    "result of a tool": (
        in_tool('Ok(CallToolResult::success(vec![Content::text(format!("using {key}"))]))'),
        "tool-result",
    ),
    "json of a tool": (
        in_tool('let v = json!({"key": key}); Ok(CallToolResult::success(vec![Content::text(v.to_string())]))'),
        "tool-result",
    ),
    "error of a tool": (in_tool('Err(McpError::internal_error(format!("refused {key}"), None))'), "tool-result"),
    "mapped error of a tool": (
        in_tool('call().map_err(|e| McpError::internal_error(format!("{key}: {e}"), None))?; ok()'),
        "tool-result",
    ),
    "String of a tool": (
        'impl A { #[tool(description = "d")] fn go(&self) -> String { format!("k {}", key()) } }',
        "tool-result",
    ),
    "environment of a tool": (
        'impl A { #[tool(description = "d")] fn go(&self) -> String { '
        'let e: Vec<_> = env::vars().collect(); format!("{:?}", e) } }',
        "env-dump",
    ),
    "URL": (in_main('let url = format!("https://api.acme.io/v1?api_key={}", key); get(url);'), "url"),
    "second in the query": (in_main('let url = format!("{BASE}/v1?q={q}&token={key}"); get(url);'), "url"),
    "query of reqwest": (
        in_main('client.get("https://api.acme.io").query(&[("q", "a"), ("key", key.as_str())]).send().await;'),
        "url",
    ),
    "append_pair": (in_main('url.query_pairs_mut().append_pair("key", &key);'), "url"),
    "command": (in_main('std::process::Command::new("acme").arg("--token").arg(&key).spawn();'), "argv"),
    "arguments": (in_main('let mut c = Command::new("acme"); c.args(["--token", &key]); c.spawn();'), "argv"),
    "file": (in_main('fs::write("token.txt", &key).unwrap();'), "file"),
    "open file": (in_main('let mut f = fs::File::create("t").unwrap(); f.write_all(key.as_bytes());'), "file"),
    "plain http": (in_main('client.get("http://api.acme.io/v1").bearer_auth(&key).send().await;'), "plain-http"),
    "header over plain http": (
        in_main('client.post("http://api.acme.io").header("Authorization", format!("Bearer {}", key)).send();'),
        "plain-http",
    ),
    "no verification": (
        in_main("let c = reqwest::Client::builder().danger_accept_invalid_certs(true).build();"),
        "tls-off",
    ),
    "instrumented": ("#[tracing::instrument]\nasync fn login(token: &str) {}\nfn main() { login(&key()); }", "log"),
}


FINE = {
    "a header is where it belongs": in_main('client.get("https://a.io").bearer_auth(&key).send().await;'),
    "a client takes it": in_main("let client = AcmeClient::new(&key);"),
    "a reply is not the credential": in_main(
        'let r = client.get("https://a.io").bearer_auth(&key).send().await; info!("{:?}", r);'
    ),
    "presence": in_main('info!("key set: {}", !key.is_empty()); info!(has_key = key.is_empty());'),
    "length": in_main('info!("key of {} bytes", key.len());'),
    "four characters": in_main('info!("key {}...", &key[..4]);'),
    "last four": in_main('info!("key ...{}", &key[key.len() - 4..]);'),
    "masked": 'fn mask(v: &str) -> String { format!("{}***", &v[..2]) }\n' + in_main('info!("{}", mask(&key));'),
    "stars": in_main('info!("{}", "*".repeat(key.len()));'),
    "the name": in_main('info!("set ACME_API_KEY first");'),
    "Debug of a secret type": in_main('let s = SecretString::from(key); info!("{:?}", s);'),
    "field of a secret type": in_main('let c = Sealed { token: key.into() }; info!("{:?}", c);'),
    "a struct without Debug": in_main("let c = Plain { token: key }; run(&c);"),
    "another field": in_main('let c = Config { token: key, url: "https://a.io".into() }; info!("{}", c.url);'),
    "a Debug of its own": 'struct Own { token: String }\nimpl std::fmt::Debug for Own { fn fmt(&self, f: &mut F) -> R { f.write_str("Own") } }\n'
    + in_main('let c = Own { token: key }; info!("{:?}", c);'),
    "environment of a child": in_main('Command::new("acme").env("ACME_API_KEY", &key).spawn();'),
    "environment passed on": in_main('Command::new("acme").envs(env::vars()).arg("x").spawn();'),
    "loopback": in_main('client.get("http://127.0.0.1:8080").bearer_auth(&key).send();'),
    "private file": in_main('fs::write("t", &key).unwrap(); fs::set_permissions("t", Permissions::from_mode(0o600));'),
    "a form body": in_main('client.post("https://a.io/token").form(&[("client_secret", &key)]).send();'),
    "skipped by instrument": "#[instrument(skip(token))]\nasync fn login(token: &str) {}\nfn main() { login(&key()); }",
    "everything skipped": "#[instrument(skip_all)]\nasync fn login(token: &str) {}\nfn main() { login(&key()); }",
    "verification a setting": in_main(
        "let c = reqwest::Client::builder().danger_accept_invalid_certs(args.insecure).build();"
    ),
    "verification off on request": in_main("if args.insecure { b = b.danger_accept_invalid_certs(true); }"),
    "verification on": in_main("let c = reqwest::Client::builder().danger_accept_invalid_certs(false).build();"),
    "hashed": in_main('info!("{}", hash_token(&key));'),
    "pagination": 'fn main() { let t = env::var("NEXT_TOKEN").unwrap(); info!("{t}"); }',
    "a count": 'fn main() { let t = env::var("MAX_TOKENS").unwrap(); info!("{t}"); }',
    "in a test": '#[cfg(test)] mod tests { #[test] fn t() { println!("{}", super::key()); } }',
    "an error of the variable": 'fn main() { if let Err(e) = env::var("ACME_API_KEY") { error!("ACME_API_KEY: {e}"); } }',
}


@pytest.mark.parametrize("case", LEAKS)
def test_a_credential_that_leaks_in_rust_is_found(case: str) -> None:
    text, sink = LEAKS[case]
    assert sinks(text) == [sink]


@pytest.mark.parametrize("case", FINE)
def test_a_credential_that_is_used_well_in_rust_is_no_leak(case: str) -> None:
    assert sinks(FINE[case]) == []


def test_a_leak_is_followed_through_the_files_of_a_crate() -> None:
    found = leaks(
        project(
            src__main_rs="mod config; mod net; use config::Config;\nfn main() { let c = Config::load().unwrap(); net::go(&c); }",
            src__config_rs="pub struct Config { pub token: String }\nimpl Config { pub fn load() -> Result<Self> {"
            ' Ok(Self { token: std::env::var("ACME_TOKEN")? }) } }',
            src__net_rs='use crate::config::Config;\npub fn go(c: &Config) { tracing::info!("token {}", c.token); }',
        )
    )
    assert [(leak.sink, leak.location.path) for leak in found] == [("log", "src/net.rs")]


def test_methods_in_another_file_than_their_type_see_its_fields() -> None:
    found = leaks(
        project(
            src__main_rs='mod a; mod b;\nfn main() { let c = a::Client { token: std::env::var("ACME_TOKEN").unwrap() }; c.go(); }',
            src__a_rs="pub struct Client { pub token: String }",
            src__b_rs='use crate::a::Client;\nimpl Client { pub fn go(&self) { println!("{}", self.token); } }',
        )
    )
    assert [leak.location.path for leak in found] == ["src/b.rs"]
