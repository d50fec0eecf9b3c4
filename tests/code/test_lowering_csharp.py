"""C#: the lowering."""

from __future__ import annotations

import pytest

from keyproof.code.parse import parse
from keyproof.model.target import Gap
from tests.code.made import body


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("var key = p; use(key);", "key = p; use(key)"),
        ('string? s = "a" + p;', "s: string = ('a' + p)"),
        ('f($"a {p} {q:N2}");', "f(T['a ', p, ' ', q])"),
        ('f($@"a\\{p}");', "f(T['a\\\\', p])"),
        ('f($$"""a {{p}} {b}""");', "f(T['a ', p, ' {b}'])"),
        ('f(string.Format("a {0} {1:d}", p, 1));', "f(T['a ', p, ' ', 1])"),
        ("if (p is null || q) return;", "if ((p == null) or q) {return}"),
        ("if (p is not null && q) f();", "if ((p != null) and q) {f()}"),
        ("if (string.IsNullOrWhiteSpace(p)) f();", "if (not p) {f()}"),
        ('f(string.IsNullOrEmpty(p) ? "d" : p);', "f((p ?? 'd'))"),
        ('var k = p ?? throw new E("no");', "k = (p ?? fn () {raise new E('no')}())"),
        ("ArgumentException.ThrowIfNullOrEmpty(p);", "if (not p) {raise new ArgumentException('p')}"),
        ('var s = p switch { "a" => 1, _ => 2 };', "s = ((p == 'a') ? 1 : 2)"),
        (
            'switch (p) { case "a": case "b": f(); break; default: g(); break; }',
            "if ((p == 'a') or (p == 'b')) {f()} else {g()}",
        ),
        (
            "try { f(); } catch (A.E e) when (x) { g(e); } finally { h(); }",
            "try {f()} except A.E as e {g(e)} finally {h()}",
        ),
        ("foreach (var s in list) f(s);", "loop s in list {f(s)}"),
        ("using (var r = open()) { f(r); }", "with open() as r {f(r)}"),
        ('var o = new A(1) { B = "c" };', "o = new A(1, B='c')"),
        ('A o = new() { B = "c" };', "o: A = new A(B='c')"),
        ('var d = new Dictionary<string, string> { ["a"] = p, { "b", q } };', "d = {'a': p, 'b': q}"),
        ("var o = new { a, B = p };", "o = {'a': a, 'B': p}"),
        ('var r = headers.TryGetValue("k", out var v);', "v = headers['k']; r = (v != null)"),
        ("var (a, b) = f();", "a = f()[0]; b = f()[1]"),
        ("var n = nameof(A.B);", "n = 'B'"),
        ("await f().ConfigureAwait(false);", "(await f())"),
        ("var u = new Uri(p);", "u = <as_expression p>"),
        ("var x = p!.Trim();", "x = p.trim()"),
        ('d.Add("k", p);', "d['k'] = p"),
        ('h.Headers.Add("k", p);', "h.Headers.Add('k', p)"),
        ("var o = options.Value.Key;", "o = options.Key"),
    ],
)
def test_csharp_is_lowered_to_the_form(source, form):
    assert body(source, "a.cs").replace("\n", "; ") == form


def test_raw_strings_lose_their_indentation_and_verbatim_ones_their_doubled_quotes():
    assert body('var a = """\n    x\n      y\n    """;', "a.cs") == "a = 'x\\n  y'"
    assert body('var a = @"C:\\n ""q""";', "a.cs") == "a = 'C:\\\\n \"q\"'"


def test_a_record_and_a_primary_constructor_keep_their_parameters_as_members():
    text = body("record R(string Key) { public string Half => Key; }", "a.cs")
    assert "self.Key = Key" in text
    assert "return self.Key" in text
    text = body("class C(IFoo foo) { void M() { foo.Run(); } }", "a.cs")
    assert "self.foo.Run()" in text


def test_a_long_file_is_lowered_whole():
    lines = "\n".join(
        f'  public async Task<string> M{n}(string a) {{ var x = await F(a, $"{{a}}-{n}"); return x ?? "d"; }}'
        for n in range(5_000)
    )
    made = parse("A.cs", f"class A {{\n{lines}\n}}".encode())
    assert not isinstance(made, Gap)
    assert len(made.body[0].body) == 5_000
