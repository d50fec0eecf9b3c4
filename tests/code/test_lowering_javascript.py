"""JavaScript's and TypeScript's constructs, each in the form it is lowered to, written as ``made.dump`` does."""

from __future__ import annotations

import pytest

from tests.code.made import body, dump, lowered

JAVASCRIPT = {
    "import": (
        'import d, {a as b, c} from "m"; import * as n from "n"; import "s"',
        "import m#default as d\nimport m#a as b\nimport m#c as c\nimport n#* as n\nimport s# as ",
    ),
    "require": (
        'const a = require("m"), {b, c: d} = require("n"), e = require("o").f',
        "import m# as a\nimport n#b as b\nimport n#c as d\nimport o#f as e",
    ),
    "require of compiled code": ('var a = __importDefault(require("m"))', "import m# as a"),
    "require inside": ('require("dotenv").config()', "import dotenv# as \nrequire('dotenv').config()"),
    "dynamic import": (
        'const a = await import("m"); const {b} = await import("n"); const c = (await import("o")).default',
        "import m#* as a\nimport n#b as b\nimport o#default as c",
    ),
    "dynamic import inside": (
        'import("m").then(f)',
        "import m# as \nimport('m').then(f)",
    ),
    "environment": ("const k = process.env.K", "const k = process.env.K"),
    "index": ('let k = process.env["K"]', "k = process.env['K']"),
    "optional chain": ("x = a?.b?.[c]?.(d)", "x = a.b[c](d)"),
    "fallbacks": ('x = a || b; y = a ?? "d"', "x = (a or b)\ny = (a ?? 'd')"),
    "logic": ("!a && b === undefined || c != null", "(((not a) and (b === null)) or (c != null))"),
    "destructuring": (
        'const {A, B: {c = "d"}, "e-f": f, [k]: g, ...rest} = process.env',
        "const A = process.env.A\nconst c = (process.env.B.c ?? 'd')\nconst f = process.env['e-f']\n"
        "const g = process.env[k]\nconst rest = <rest process.env>",
    ),
    "array destructuring": ("const [a, , b = 2, ...c] = f()",
                            "const a = f()[0]\nconst b = (f()[2] ?? 2)\nconst c = <rest f()>"),
    "array destructuring of literals": ("[a, b.c] = [1, 'x']", "a = 1\nb.c = 'x'"),
    "destructuring assignment": ("({a, b: c} = d)", "a = d.a\nc = d.b"),
    "declared": ("let x; var y", "x = <declared>\ny = <declared>"),
    "assignment inside": ("if (!(k = process.env.K)) throw new Error('x')",
                          "k = process.env.K\nif (not k) {raise new Error('x')}"),
    "chained": ("a = b = f()", "b = f()\na = b"),
    "augmented": ("x ??= y; x ||= z; s += 'a'", "x = (x ?? y)\nx = (x or z)\ns = (s + 'a')"),
    "comma": ("a(), b = 1, (0, c.d)(e)", "a()\nb = 1\nc.d(e)"),
    "template": ("x = `a${b}c${`d${e}`}`; y = `z`", "x = T['a', b, 'c', T['d', e]]\ny = 'z'"),
    "tag": ("sql`a${b}`", "sql(T['a', b])"),
    "escapes": (r"x = '\u{41}\x42\103\n\'\d'", "x = \"ABC\\n'd\""),
    "new": ("new A(b, ...c)", "new A(b, *c)"),
    "this": ("this.a = super.b", "self.a = super.b"),
    "ternary": ("x = a ? b : c", "x = (a ? b : c)"),
    "object": (
        "x = {a, b: 1, 'c-d': 2, [e]: 3, ...f, g() {return 1}, get h() {return 2}}",
        "x = {'a': a, 'b': 1, 'c-d': 2, e: 3, **f, 'g': fn g() {return 1}, 'h': fn h() {return 2}}",
    ),
    "arrow": ("const f = async (a, b = 1) => a; g(x => { x })",
              "const f = async fn (a, b = 1) {return a}\ng(fn (x) {x})"),
    "destructured parameters": (
        "function f({a, b: c = 1, ...d}, [e], ...g) {}",
        "fn f(a from a, c from b = 1, ...d, e from 0, ...g) {}",
    ),
    "generator": ("async function* f() { yield 1 }", "async fn f() {(yield 1)}"),
    "documented": ("/** One.\n * Two. */\nexport function f() {}", "fn f() doc='One.\\nTwo.' {}"),
    "class": (
        "class A extends B { #k = 1; static s; async m() {} get g() { return 1 } static { f() } h = () => this.#k }",
        "class A(B) {#k = 1; s = <declared>; async fn m() {}; fn g() {return 1}; f(); h = fn () {return self.#k}}",
    ),
    "named class expression": ("const A = class extends B {}", "class A(B) {}"),
    "class expression": ("f(class {})", "class class@1:3() {}\nf(class@1:3)"),
    "exports": (
        "export const a = 1; export default b; export {c as d, e}; export * from 'f'; export {g as h} from 'i';"
        "export * as j from 'k'",
        "const a = 1\ndefault = b\nd = c\nimport f#* as *\nimport i#g as h\nimport k#* as j",
    ),
    "default exports": ("export default async function f() {}", "async fn f() {}\ndefault = f"),
    "default class": ("export default class {}", "class default() {}"),
    "common js exports": ("module.exports = {a}; exports.b = 1", "module.exports = {'a': a}\nexports.b = 1"),
    "if": ("if (a) b(); else if (c) {d()} else e()", "if a {b()} else {if c {d()} else {e()}}"),
    "switch": (
        "switch (x) { case 'a': case 'b': f(); break; case 'c': { g() } default: h() }",
        "if ((x === 'a') or (x === 'b')) {f()} else {if (x === 'c') {g()} else {h()}}",
    ),
    "switch on true": ("switch (true) { case a > 1: f() }", "if (a > 1) {f()}"),
    "for": ("for (let i = 0; i < n; i++) f(i)", "i = 0\nloop (i < n) {f(i); <update i>}"),
    "for of": ("for (const [k, v] of Object.entries(o)) f(k)", "loop [k, v] in Object.entries(o) {f(k)}"),
    "for in": ("for (const k in process.env) {}", "loop k in process.env {}"),
    "for await": ("for await (const {a, b: c} of d) {}", "loop <pattern a, c> in d {}"),
    "while": ("while (a) b(); do { c() } while (d)", "loop a {b()}\nloop d {c()}"),
    "forever": ("for (;;) {}", "loop ever {}"),
    "try": ("try { a() } catch (e) { b() } finally { c() }", "try {a()} except  as e {b()} finally {c()}"),
    "catch without a name": ("try { a() } catch { b() }", "try {a()} except  {b()}"),
    "exit": ("process.exit(1)", "process.exit(1)"),
    "unary": ("delete a.b; void 0; typeof a; -1; await c", "(delete a.b)\n(void 0)\n(typeof a)\n(- 1)\n(await c)"),
    "meta": ("import.meta.env.K", "import.meta.env.K"),
    "labels and blocks": ("a: { b() }", "b()"),
}  # fmt: skip

TYPESCRIPT = {
    "types": ("const a: string | undefined = b as unknown as T", "const a: string | undefined = b"),
    "casts": ("x = (<any>a)!.b satisfies C", "x = a.b"),
    "generics": ("const a = f<T>(b); new M<K, V>()", "const a = f(b)\nnew M()"),
    "parameters": (
        "function f(this: T, a?: string, {b}: {b?: number} = {}, ...c: string[]): void {}",
        "fn f(a: string, b from b: number, ...c: string[]) {}",
    ),
    "parameter properties": (
        "class A { constructor(private readonly k: string, public b = 1, c: T) { super() } }",
        "class A() {fn constructor(k: string, b = 1, c: T) {self.k: string = k; self.b = b; super()}}",
    ),
    "fields": (
        "@D() abstract class A<T> extends B<T> implements C {"
        " private readonly k: string = 'x'; @E() l?: T; declare m: T }",
        "@D() class A(B) {const k: string = 'x'; E(); l: T = <declared>; m: T = <declared>}",
    ),
    "methods": ("class A { @T('x') public async m(): Promise<void> {} abstract n(): void }",
                "class A() {@T('x') async fn m() {}}"),
    "enum": ("export enum E { A = 'x', B = 3, C }", "class E() {const A = 'x'; const B = 3; const C = 4}"),
    "namespace": ("namespace N { export const a = 1 }", "class N() {const a = 1}"),
    "declarations": (
        "interface I { a: string } type T = 'a'; declare const x: T; declare module 'm' { const q: T }\n"
        "export declare function f(): void; function g(a: T): void;",
        "",
    ),
    "imports": ("import type { T } from 'm'; import fs = require('fs'); import a = B.c",
                "import m#T as T\nimport fs# as fs\na = B.c"),
    "export assignment": ("export = a", "module.exports = a"),
}  # fmt: skip


@pytest.mark.parametrize("construct", JAVASCRIPT)
@pytest.mark.parametrize("path", ["a.js", "a.ts"])
def test_each_construct_has_its_form(construct, path):
    source, form = JAVASCRIPT[construct]
    assert body(source, path) == form


@pytest.mark.parametrize("construct", TYPESCRIPT)
def test_each_construct_of_typescript_has_its_form(construct):
    source, form = TYPESCRIPT[construct]
    assert body(source, "a.ts") == form


@pytest.mark.parametrize("path", ["a.jsx", "a.tsx"])
def test_an_element_keeps_the_values_in_it(path):
    source = 'const a = () => <A k={b} l="c" {...d}>text {e} <F g={h}/></A>'
    assert body(source, path) == "const a = fn () {return <jsx b, 'c', <spread d>, e, <jsx h>>}"


@pytest.mark.parametrize(
    ("path", "source"), [("a.ts", "<T>(x)"), ("a.tsx", "<T/>"), ("a.mts", "let a: T"), ("a.cts", "a!")]
)
def test_each_suffix_has_the_grammar_it_needs(path, source):
    assert lowered(source, path).errors == 0
    assert lowered(source, path).language == "typescript"


def test_every_string_is_listed_in_order_even_in_types():
    module = lowered("import a from 'b';\nlet x: 'c' | \"d\" = `e${f('g')}h`;\ninterface I { k: 'i' }\n", "a.ts")
    assert [s.value for s in module.strings] == ["b", "c", "d", "e", "g", "h", "i"]


def test_comments_are_listed_as_written():
    module = lowered("#!/usr/bin/env node\n// a\nf(/* b */ 1)\n", "a.js")
    assert [c.value for c in module.comments] == ["#!/usr/bin/env node", "// a", "/* b */"]


def test_a_syntax_error_is_counted_and_the_rest_is_read():
    module = lowered("const = ;\nconst k = process.env.K;\n", "a.js")
    assert module.errors
    assert "const k = process.env.K" in [dump(s) for s in module.body]


def test_columns_are_characters():
    first, second = lowered("const é = `ü${a}ß`; b('x')", "a.js").body
    pieces = [(p.span.column, p.span.end_column) for p in first.value.parts]
    assert pieces == [(12, 13), (15, 16), (17, 18)]
    assert second.span.column == 21
