"""Rust: the lowering."""

from __future__ import annotations

import time

import pytest

from keyproof.code.ir import Module
from keyproof.code.parse import parse
from tests.code.made import body, lowered

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
