"""Hostile and broken input: bounded, never an exception, and said when something was not read."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof import limits
from keyproof.code.ir import Module, Other, Str
from keyproof.code.parse import LANGUAGES, language_of, parse
from keyproof.code.walk import walk
from keyproof.model.target import Gap, GapKind
from tests.code.made import depth, lowered, nodes

PATHS = [
    "a.py",
    "a.js",
    "a.ts",
    "a.tsx",
    "a.rs",
    "a.java",
    "a.kt",
    "a.cs",
    "a.php",
    "a.rb",
    "application.yml",
    "application.properties",
]

PYTHON = """
import os
from m import (a as b)
class A(B, k='v'):
    x: str = Field(default=None)
    async def f(self, *args, k: int = 1, **kw):
        'doc'
        with open(x) as f, y: return f"a{b!r}c" % (d, *e)
match x:
    case 'a' | C(d=1) if z: raise E('x') from y
    case _: pass
try: k = {**a, 'b': [n for n in N if (w := n)]}
except (A, B) as e: x, *y = lambda q=1: '{} {k}'.format(q, k=2)
finally: assert a is not None, 'm'
"""

SCRIPT = """
import d, {a as b} from 'm'; const {x = 'd', ...y} = process.env, [p, , q] = await import('n');
export default class A extends B { #k = 1; constructor(private a, {b}) { super(`t${b}u`) } get g() { return this.#k } }
switch (x) { case 'a': case 'b': f(); break; default: { throw new E(`x${y}`) } }
for (const [k, v] of Object.entries(o)) if (!(z = k?.[v])) continue; else a ??= b, c();
try { module.exports = {a, b() {}, ...c} } catch { (async (q = 1) => q)() } finally { delete a.b }
export const f = function* g() { yield x ? y : <T>z }, r = require('r').s;
"""

JAVA = (
    """
package a; import static b.C.d; import e.*;
@A("b") public class F<T> extends G implements H { @V("${x:}") private String k = f(), l;
  F(@P("p") String k, int... n) { super(k); this.k = k; }
  record R(String a) { R { g(a); } } enum E { A("x") { void q() {} }; E(String s) {} }
  String m() throws X { try (var r = o(); s) { x += 1; } catch (I | J e) { throw new E("a" + e); } finally { }
    var v = switch (k) { case A a when a.x() -> { yield 2; } case "c" -> 3; default -> throw new Y(); };
    for (var q : list) p(q, (a, b) -> a, this::m); if (o instanceof String s && !s.isEmpty()) { return """
    + '"""'
    + """
      t"""
    + '"""'
    + """; } return STR."a \\{b}"; } }
"""
)

KOTLIN = """
package a.b
import a.b.C as d
@A("x") data class F(val key: String, x: Int = 3) : G(key), H {
  companion object { const val K = "N" }
  val s by lazy { System.getenv("X") ?: error("no $K ${a.b}") }
  init { require(key.isNotBlank()) { "k" } }
  suspend fun f(vararg b: String): String {
    val v = when (a) { 1, 2 -> "x"; is B -> return "q"; else -> throw E("y") }
    for ((i, j) in list) { m["k"] = v }
    return if (a > 1) a!!.b?.c ?: return "z" else object : R { override fun r() = g() }.toString()
  }
}
"""

RUST = """
use std::{env as e, fs::{self, *}}; mod a; #[derive(Debug, x::Y)] struct A<'a> { #[arg(long, env = "X")] k: Option<&'a str> }
impl<T> B for A<T> { #[tool(d = "x")] async fn f(&self, P(Q { a, .. }): P<Q>) -> Result<Self, E> {
  let Ok(t) = e::var("X") else { bail!("no {t:?} {}", a.b()?) }; let (x, y) = match (a, b) { (Some(q), _) if q => (q, 1), _ => c! { z } };
  if let Some(k) = g(|v| v.h(&w[..4])) && y { info!(?k, z = %t, "m {0} {n}", k, n = 1); } else if j { return Err(E::F(r#"s"#.into())); }
  for (i, n) in json!({"a": [1, {"b": t}]}) { while let Err(o) = p.await.map_err(|u| anyhow!("{u}"))? { *s += format!("{}-{{", i) as u8 } }
  Ok(Self { k: x.unwrap_or_else(|_| loop { break }), ..D::default() }) } }
"""

PHP = """<p>é</p><?php
namespace A\\B; use C\\{D, E as F};
#[T(name: 'x')] final class G extends D { use H; const K = 'é';
  public function __construct(private ?string $k = null, int ...$r) { parent::__construct(); }
  static function f(array $a): self { foreach ($a as $k => $v) { $b[] = "x $v {$k->l['m']} $n[o]"; } return new self(); } }
$a = getenv('A') ?: throw new E("b"); [$p, 'q' => $q] = match($a) { 1, 2 => 'c', default => `ls $a` };
if (!($x = $_ENV['X'] ?? null)): die("no"); elseif ($y) : else: echo 'a', $b . 'c'; endif;
$s = <<<EOT
  z $x {$y['é']}
  EOT; try { f(...$g, h: fn($i) => $i); } catch (A | B $e) {} switch ($x) { case 'j': break; default: k(); }
"""

RUBY = """
module A; class B < C::D
  attr_reader :k; X = %w[é b].freeze; include E
  class << self; def f(a, b = 1, *c, d:, e: 2, **o, &blk) = g(a, *c, d:, **o, &blk); end
  def initialize(k) = @k ||= k || raise(E, "x #{ENV.fetch('é') { |n| abort n }}")
  private def h?(x) = x&.y.z[0..3] rescue nil
end; end
a, (b, *c) = f { |x, (y, z)| next 1 if x; y << z }
case a when 1, B then `ls #{a}` else <<~T + <<-'U' end
  é #{a['b']} \\n
T
  u
U
begin; xs.each { it.b } until c; rescue A, B => e then retry; else d; ensure e; end
case {a: 1} in {a: Integer => n, **nil} if n then 2 in [x, *] then 3 end
h = { "a" => 1, b: ->(x) { x }, **o }; %i[a b].map(&:c); x = if a then b elsif c then d end
"""

JVM = {
    "a.php": PHP,
    "a.rb": RUBY,
    "a.rs": RUST,
    "a.java": JAVA, "a.kt": KOTLIN, "application.yml": "a:\n  b: ${X:${Y:z}}\nc: [1, {d: e}]\n",
    "application.properties": "a.b=${X:y}\nlong=a\\\n b\n",
}  # fmt: skip

DEEP = {
    "ruby parentheses": ("a.rb", "x = " + "(" * 20_000 + "a" + ")" * 20_000),
    "ruby calls": ("a.rb", "x = a" + ".b" * 10_000),
    "ruby plus": ("a.rb", "x = " + "a + " * 30_000 + "b"),
    "ruby or": ("a.rb", "x = " + "a || " * 30_000 + "b"),
    "ruby appends": ("a.rb", "x" + " << a" * 10_000),
    "ruby elsif": ("a.rb", "if a then b" + " elsif c then d" * 5_000 + " end"),
    "ruby if": ("a.rb", "if a; " * 5_000 + "end; " * 5_000),
    "ruby blocks": ("a.rb", "f { " * 5_000 + "}" * 5_000),
    "ruby each": ("a.rb", "f.each { |x| " * 5_000 + "}" * 5_000),
    "ruby lambdas": ("a.rb", "x = " + "-> { " * 5_000 + "}" * 5_000),
    "ruby modules": ("a.rb", "module A; " * 3_000 + "end; " * 3_000),
    "ruby hashes": ("a.rb", "x = " + "{ a: " * 5_000 + "1" + "}" * 5_000),
    "ruby interpolation": ("a.rb", "x = " + '"#{' * 3_000 + "a" + '}"' * 3_000),
    "ruby modifiers": ("a.rb", "a" + " if b" * 10_000),
    "ruby ternaries": ("a.rb", "x = " + "a ? b : " * 5_000 + "c"),
    "ruby assignments": ("a.rb", "a = " * 10_000 + "b"),
    "ruby begins": ("a.rb", "begin; " * 5_000 + "a" + "; rescue; b; end" * 5_000),
    "ruby cases": ("a.rb", "case a when " * 5_000 + "b" + " then c end" * 5_000),
    "rust macros": ("a.rs", "fn f() {" + "println!(" * 10_000 + ")" * 10_000 + "}"),
    "rust branches": ("a.rs", "fn f() {" + "if a {" * 10_000 + "}" * 10_000 + "}"),
    "rust else": ("a.rs", "fn f() {" + "if a {} else " * 10_000 + "{} }"),
    "rust matches": ("a.rs", "fn f() {" + "match a { _ => " * 5_000 + "b" + "}" * 5_000 + "}"),
    "rust methods": ("a.rs", "fn f() { a" + ".b()" * 10_000 + "}"),
    "rust closures": ("a.rs", "fn f() { " + "|a| " * 10_000 + "b }"),
    "rust patterns": ("a.rs", "fn f() { let " + "(" * 10_000 + "a" + ")" * 10_000 + " = b; }"),
    "rust modules": ("a.rs", "mod a {" * 5_000 + "}" * 5_000),
    "rust plus": ("a.rs", "fn f() { a" + " + b" * 20_000 + " }"),
    "rust uses": ("a.rs", "use " + "a::{" * 5_000 + "}" * 5_000 + ";"),
    "csharp parentheses": ("a.cs", "var x = " + "(" * 20_000 + "a" + ")" * 20_000 + ";"),
    "csharp calls": ("a.cs", "var x = a" + ".B()" * 20_000 + ";"),
    "csharp plus": ("a.cs", "var x = " + "a + " * 30_000 + '"b";'),
    "csharp is": ("a.cs", "var x = a is null" + " || b" * 30_000 + ";"),
    "csharp lambdas": ("a.cs", "X x = " + "a => " * 5_000 + "b;"),
    "csharp else if": ("a.cs", "if (a) {}" + " else if (b) {}" * 5_000),
    "csharp classes": ("a.cs", "class A { " * 3_000 + "}" * 3_000),
    "csharp ternaries": ("a.cs", "var x = " + "a ? b : " * 5_000 + "c;"),
    "csharp namespaces": ("a.cs", "namespace A { " * 3_000 + "}" * 3_000),
    "csharp initializers": ("a.cs", "var x = " + "new A { B = " * 3_000 + "1" + " }" * 3_000 + ";"),
    "csharp patterns": ("a.cs", "var x = a is " + "not " * 5_000 + "null;"),
    "csharp interpolations": ("a.cs", "var x = " + '$"{' * 300 + "a" + '}"' * 300 + ";"),
    "php parentheses": ("a.php", "<?php $x = " + "(" * 20_000 + "$a" + ")" * 20_000 + ";"),
    "php calls": ("a.php", "<?php $x = $a" + "->b()" * 10_000 + ";"),
    "php dots": ("a.php", "<?php $x = " + "$a . " * 30_000 + "'b';"),
    "php else if": ("a.php", "<?php if ($a) {}" + " else if ($b) {}" * 3_000),
    "php elseif": ("a.php", "<?php if ($a) {}" + " elseif ($b) {}" * 3_000),
    "php closures": ("a.php", "<?php $x = " + "fn() => " * 5_000 + "$b;"),
    "php arrays": ("a.php", "<?php $x = " + "['a' => " * 5_000 + "1" + "]" * 5_000 + ";"),
    "php lists": ("a.php", "<?php " + "[" * 5_000 + "$a" + "]" * 5_000 + " = $b;"),
    "php ternaries": ("a.php", "<?php $x = " + "$a ?: " * 5_000 + "$c;"),
    "php coalesce": ("a.php", "<?php $x = " + "$a ?? " * 5_000 + "$c;"),
    "php classes": ("a.php", "<?php " + "class A { function f() { " * 2_000 + "}}" * 2_000),
    "java parentheses": ("a.java", "class A { int x = " + "(" * 20_000 + "a" + ")" * 20_000 + "; }"),
    "java calls": ("a.java", "class A { int x = a" + ".b()" * 20_000 + "; }"),
    "java plus": ("a.java", "class A { String x = " + "a + " * 30_000 + '"b"; }'),
    "java lambdas": ("a.java", "class A { X x = " + "a -> " * 5_000 + "b; }"),
    "java else if": ("a.java", "class A { void f() { if (a) {}" + " else if (b) {}" * 5_000 + " } }"),
    "java classes": ("a.java", "class A { " * 3_000 + "}" * 3_000),
    "java ternaries": ("a.java", "class A { int x = " + "a ? b : " * 5_000 + "c; }"),
    "kotlin calls": ("a.kt", "val x = a" + ".b()" * 5_000 + "\n"),
    "kotlin elvis": ("a.kt", "val x = " + "a ?: " * 5_000 + "b\n"),
    "kotlin lambdas": ("a.kt", "val x = " + "f { " * 2_000 + "}" * 2_000 + "\n"),
    "kotlin classes": ("a.kt", "class A {\n" * 2_000 + "}\n" * 2_000),
    "kotlin else if": ("a.kt", "fun f() { if (a) {}" + " else if (b) {}" * 2_000 + " }\n"),
    "yaml": ("application.yml", "".join("  " * n + "a:\n" for n in range(400))),
    "placeholders": ("application.properties", "a=" + "${b:" * 20_000 + "}" * 20_000),
    "parentheses": ("a.py", "x = " + "(" * 100_000 + "a" + ")" * 100_000),
    "unclosed": ("a.py", "(" * 200_000),
    "calls": ("a.py", "x = " + "f(" * 10_000 + ")" * 10_000),
    "plus": ("a.py", "x = " + "a + " * 50_000 + "'b'"),
    "and": ("a.py", "x = " + "a and " * 20_000 + "b"),
    "attributes": ("a.py", "x" + ".a" * 50_000),
    "lists": ("a.py", "[" * 20_000 + "]" * 20_000),
    "lambdas": ("a.py", "lambda: " * 20_000 + "x"),
    "elif": ("a.py", "if x: pass\n" + "elif y: pass\n" * 5_000),
    "blocks": ("a.py", "\n".join(" " * i + "if x:" for i in range(500)) + "\n" + " " * 500 + "pass"),
    "comparisons": ("a.py", "a < " * 20_000 + "x"),
    "assignments": ("a.py", "a = " * 20_000 + "1"),
    "unpacking": ("a.py", "(" * 5_000 + "a," + ")" * 5_000 + " = x"),
    "f-strings": ("a.py", "f'{" * 5_000),
    "not": ("a.js", "!" * 50_000 + "x"),
    "arrows": ("a.js", "x=>" * 20_000 + "1"),
    "functions": ("a.ts", "f(function(){" * 5_000 + "})" * 5_000),
    "classes": ("a.ts", "class A{m(){" * 5_000 + "}}" * 5_000),
    "objects": ("a.js", "x=" + "{a:" * 10_000 + "1" + "}" * 10_000),
    "methods": ("a.js", "x=" + "{a(){return " * 5_000 + "1" + "}}" * 5_000),
    "templates": ("a.js", "`${" * 10_000 + "1" + "}`" * 10_000),
    "ternaries": ("a.js", "a?b:" * 20_000 + "c"),
    "commas": ("a.ts", "a()," * 10_000 + "c"),
    "then": ("a.js", "x" + ".then(y)" * 20_000),
    "else if": ("a.js", "if(x){}else " * 10_000 + "{}"),
    "patterns": ("a.js", "const " + "[" * 10_000 + "a" + "]" * 10_000 + " = x"),
    "loop patterns": ("a.js", "for(const " + "[" * 10_000 + "a" + "]" * 10_000 + " of x);"),
    "parameters": ("a.js", "function f(" + "{a:" * 10_000 + "b" + "}" * 10_000 + "){}"),
    "elements": ("a.tsx", "<a>" * 10_000 + "</a>" * 10_000),
    "types": ("a.ts", "a<" * 5_000),
}


@pytest.mark.parametrize("shape", DEEP)
def test_nesting_made_to_exhaust_the_stack_is_read_flat(shape):
    path, source = DEEP[shape]
    module = parse(path, source.encode())
    assert isinstance(module, Module)
    assert depth(module.body) <= 3 * limits.PARSE_DEPTH


def test_what_is_nested_too_deep_keeps_its_strings_and_names():
    module = lowered("x = " + "f(" * 1_000 + "'a', b" + ")" * 1_000)
    assert [s.value for s in module.strings] == ["a"]
    (deep,) = (n for n in nodes(module.body) if isinstance(n, Other) and n.kind == "deep")
    assert any(isinstance(n, Str) and n.value == "a" for n in deep.parts)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400))
def test_any_bytes_give_a_module_or_a_gap(path, data):
    assert isinstance(parse(path, data), Module | Gap)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_source_gives_a_module_whose_strings_are_listed_once(path, data):
    source = PYTHON if path == "a.py" else JVM.get(path, SCRIPT)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source)))
        end = data.draw(st.integers(start, min(len(source), start + 40)))
        source = source[:start] + data.draw(st.text("(){}[]<>'\"`$:,;=*.é\\ \nafx#", max_size=6)) + source[end:]
    module = parse(path, source.encode())
    if isinstance(module, Gap):  # a grammar may take very long over a few hundred damaged bytes; it is told to stop
        assert (module.kind, module.bound) == (GapKind.BOUND, f"{limits.PARSE_SECONDS:.0f} s")
        return
    assert isinstance(module, Module)
    places = [s.span for s in module.strings]
    assert places == sorted(places, key=lambda s: (s.line, s.column))
    list(walk(*module.body))


def test_a_file_over_the_bound_is_a_gap():
    gap = parse("a.py", b"#" * (limits.PARSE_BYTES + 1))
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.BOUND
    assert gap.where == "a.py"


def test_a_parse_out_of_time_is_a_gap(monkeypatch):
    monkeypatch.setattr(limits, "PARSE_SECONDS", 0.02)
    piece = "!function(e,t){var n=r(1)||{};e.exports=function(e){return e&&e.a?'é'+e.b:t(`x${e}`)}}(a,b);"
    gap = parse("a.js", (piece * 20_000).encode()[: limits.PARSE_BYTES])
    assert isinstance(gap, Gap)
    assert (gap.kind, gap.bound) == (GapKind.BOUND, "0.02 s")


def test_a_language_nobody_lowers_is_a_gap():
    gap = parse("a.lua", b"print(1)")
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.UNSUPPORTED


@pytest.mark.parametrize(
    ("path", "data", "language"),
    [
        ("src/a.PY", b"", "python"),
        ("a.pyi", b"", "python"),
        ("a.mjs", b"", "javascript"),
        ("a.d.ts", b"", "typescript"),
        ("bin/server", b"#!/usr/bin/env node\n", "javascript"),
        ("bin/server", b"#!/usr/bin/python3.12 -u\n", "python"),
        ("bin/server", b"#!/usr/bin/env -S uv run\n", "python"),
        ("bin/server", b"#!/bin/sh\n", None),
        ("a.ts", b"<?xml version='1.0'?><!DOCTYPE TS>", None),
        ("a.ts", b"G@\x00\x10\x00", None),
        ("README.md", b"", None),
        ("Makefile", b"", None),
    ],
)
def test_the_language_is_told_by_suffix_or_first_line(path, data, language):
    assert language_of(path, data) == language


def test_a_file_that_is_no_source_in_spite_of_its_name_is_a_gap():
    gap = parse("a.ts", b"<?xml version='1.0'?><TS/>")
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.UNPARSED


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(encoding):
    module = parse("a.py", "x = 'é'\n".encode(encoding))
    assert isinstance(module, Module)
    assert [s.value for s in module.strings] == ["é"]
    assert module.errors == 0


def test_a_grammar_is_loaded_only_for_a_file_that_needs_it():
    code = (
        "import sys; from keyproof.code.parse import parse, language_of; language_of('a.ts');"
        "loaded = lambda: sorted(m for m in sys.modules if m.startswith('tree_sitter_') and '.' not in m);"
        "print(loaded()); parse('a.py', b'x'); print(loaded()); parse('a.ts', b'x'); print(loaded())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [
        "[]",
        "['tree_sitter_python']",
        "['tree_sitter_python', 'tree_sitter_typescript']",
    ]


def test_every_suffix_has_one_language():
    assert LANGUAGES[".py"] == "python"
    assert LANGUAGES[".go"] == "go"
    assert set(LANGUAGES.values()) >= {"python", "javascript", "typescript"}
