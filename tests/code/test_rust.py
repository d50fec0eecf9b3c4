"""Rust: what is taken, what happens without it, where it leaks, and what an MCP server in Rust looks like."""

from __future__ import annotations

import textwrap
import time

import pytest

from keyproof.code.ir import Module
from keyproof.code.leaks import leaks
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.servers import servers
from keyproof.model.fact import CredentialLeak, CredentialRead, Reaction
from tests.code._program import project, secrets
from tests.code.made import body, lowered

# ---- lowering --------------------------------------------------------------------------------------------------------

LOWERED = {
    "use std::{env, fs as f};": "import std#env as env\nimport std#fs as f",
    "use crate::config::{self, Config};": "import crate#config as config\nimport crate.config#Config as Config",
    "use super::super::a::B as C;": "import super.super.a#B as C",
    "use a::*;": "import a#* as *",
    "mod config;": "import self.config# as config",
    'const A: &str = "x\\n\\u{e9}";': "const A: str = 'x\\né'",
    'static A: &str = r#"a"b"#;': "const A: str = 'a\"b'",
    'fn f() { let a = format!("{}-{x:?}-{0}-{{}}", b.c); }': "fn f() {a = T[b.c, '-', <debug x>, '-', b.c, '-{}']}",
    'fn f() { let a = format!("{n} {}", b, n = c); }': "fn f() {a = T[c, ' ', b]}",
    'fn f() -> T { info!(a = %b, ?c, target: "x", "m {}", d) }': "fn f() {return log.info(T['m ', d], b, <debug c>)}",
    'fn f() -> T { json!({"a": [b, {"c": d.e()}]}) }': "fn f() {return {'a': [b, {'c': d.e()}]}}",
    'fn f() -> R { bail!("no {}", x) }': "fn f() {raise anyhow!(T['no ', x])}",
    'fn f() { ensure!(a, "no"); }': "fn f() {if (not a) {raise anyhow!('no')}}",
    "fn f() -> R { return Err(E::A(b)); }": "fn f() {raise E.A(b)}",
    "fn f() -> R { Ok(Some(Box::new(a.clone()))) }": "fn f() {return a}",
    'fn f() { let a = b.unwrap_or("x"); }': "fn f() {a = (b or 'x')}",
    'fn f() { let a = b.expect("x"); }': "fn f() {a = (b or raise!(panic('x')))}",
    'fn f() { let a = b.ok_or_else(|| anyhow!("x"))?; }': "fn f() {a = (b or raise!(anyhow!('x')))}",
    "fn f() { if let Some(a) = b { c(a) } else { d() } }": "fn f() {a = b; if a {c(a)} else {d()}}",
    'fn f() { let Some(a) = b else { panic!("x") }; }': "fn f() {a = b; if (not a) {raise panic('x')}}",
    "fn f() { let a = if b { c } else { g() }; }": "fn f() {if b {a = c} else {a = g()}}",
    'fn f() -> S { match env::var("A") { Ok(v) => v, Err(_) => d.into() } }': "fn f() {return (env.var('A') or d)}",
    "fn f(&self, a: &str, b: Arc<Config>) -> Result<Self> {}": "fn f(self, a: str, b: Config) {}",
    "struct A { b: String } impl A { fn c(&self) {} }": "class A() {b: String = <declared>; fn c(self) {}}",
    "fn f() { A { b, c: d, ..e } }": "fn f() {new A(b=b, c=d, **e)}",
    "fn f() { for (i, a) in b.iter().enumerate() { c(a); } }": "fn f() {loop a in b.enumerate() {c(a)}}",
    "fn f() { a[..4]; a[0..4]; }": "fn f() {a[<slice 4>]; a[<slice 4>]}",
    "#[cfg(test)] mod tests { fn f() {} } #[test] fn g() {}": "",
}


@pytest.mark.parametrize("source", LOWERED)
def test_rust_is_lowered(source: str) -> None:
    assert "\n".join(line for line in body(source, "a.rs").splitlines() if "import env#" not in line) == LOWERED[source]


def test_strings_and_comments_of_rust_are_listed() -> None:
    module = lowered('// one\nfn f() { /* two */ println!("a {}", "b"); }', "a.rs")
    assert [s.value for s in module.strings] == ["a {}", "b"]
    assert [s.value for s in module.comments] == ["// one", "/* two */"]


def test_names_that_patterns_bind_again_do_not_mix() -> None:
    text = body("fn f() { if let Some(v) = a { g(v) } if let Some(v) = b { h(v) } }", "a.rs")
    assert "g(v)" in text
    assert "h(v'" in text


@pytest.mark.parametrize(
    "source",
    [
        "fn f() {" + "println!(" * 3000 + ")" * 3000 + "}",
        "fn f() {" + "if a {" * 3000 + "}" * 3000 + "}",
        "fn f() {" + "match a { _ => " * 2000 + "b" + "}" * 2000 + "}",
        "fn f() { a" + ".b()" * 5000 + "}",
        "fn f() { let x = " + "Some(" * 5000 + ")" * 5000 + "; }",
        "use " + "a::{" * 3000 + "}" * 3000 + ";",
        "fn f() { a!{" + "{" * 3000 + "}" * 3000 + "} }",
        "fn f() { let " + "(" * 3000 + "a" + ")" * 3000 + " = b; }",
        "fn f() { " + "|a| " * 3000 + "b }",
        "fn f() { json!(" + "[" * 3000 + "]" * 3000 + ") }",
        "fn f() { x => } ) ( macro! { $a:expr } impl for",
        'fn f() { format!("{" , ) ; format!( ; println!("{} {:?} {a:>w$}") }',
    ],
)
def test_hostile_rust_is_bounded(source: str) -> None:
    start = time.monotonic()
    assert isinstance(parse("a.rs", source.encode()), Module)
    assert time.monotonic() - start < 5


def test_ten_thousand_lines_of_rust_are_lowered_in_well_under_two_seconds() -> None:
    one = 'fn f%d(a: &str) -> Result<String> { let t = env::var("A")?; info!("x {} {}", a, t); Ok(format!("{t}")) }\n\n\n\n'
    text = "".join(one % n for n in range(2500))
    start = time.thread_time()
    parse("a.rs", text.encode())
    assert time.thread_time() - start < 2


# ---- what is taken ---------------------------------------------------------------------------------------------------


def read(text: str, name: str = "ACME_TOKEN") -> CredentialRead:
    return secrets(src__main_rs=textwrap.dedent(text))[name]


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


# ---- what happens without it -----------------------------------------------------------------------------------------

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


# ---- where it leaks --------------------------------------------------------------------------------------------------

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


# ---- servers ---------------------------------------------------------------------------------------------------------

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
