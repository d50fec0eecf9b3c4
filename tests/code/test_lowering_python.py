"""Python's constructs, each in the form it is lowered to, written as ``made.dump`` does."""

from __future__ import annotations

import pytest

from keyproof.code.ir import Const, If, Str
from tests.code.made import body, dump, lowered, nodes

CASES = {
    "import": ("import os, a.b, c.d as e", "import os# as os\nimport a.b# as a\nimport c.d# as e"),
    "import from": ("from m import x as y, z", "import m#x as y\nimport m#z as z"),
    "import relative": ("from ..m import (d,)\nfrom . import a", "import ..m#d as d\nimport .#a as a"),
    "import star": ("from m import *", "import m#* as *"),
    "import future": (
        "from __future__ import annotations",
        "import __future__#annotations as annotations",
    ),
    "environment": ("K = os.environ['K']", "K = os.environ['K']"),
    "default": ("k = os.getenv('K', 'd') or f()", "k = (os.getenv('K', 'd') or f())"),
    "annotated": ("x: int = 1\ny: str", "x: int = 1\ny: str = <declared>"),
    "final": ("A: Final = 'x'", "const A: Final = 'x'"),
    "augmented": ("x += 1", "x = (x + 1)"),
    "chained": ("a = b = f()", "b = f()\na = b"),
    "unpacked literals": ("a, b = 1, 'x'", "a = 1\nb = 'x'"),
    "unpacked call": ("a, (b, *c) = f()", "a = f()[0]\nb = f()[1][0]\nc = <rest f()[1]>"),
    "unpacked spread": ("a, b = *x, y", "a = [<spread x>, y][0]\nb = [<spread x>, y][1]"),
    "call": ("f(1, *a, k=v, **kw)", "f(1, *a, k=v, **kw)"),
    "chain": ("a.b(c)[d].e", "a.b(c)[d].e"),
    "concatenated": ("x = 'a' 'b' r'\\n'", "x = 'ab\\\\n'"),
    "escapes": (r"x = '\x41\101\u00e9\N{BULLET}\n\q'", "x = 'AAé•\\n\\\\q'"),
    "line continuation in a string": ("x = 'a\\\nb'", "x = 'ab'"),
    "bytes": ("x = b'a'", "x = 'a'"),
    "triple": ('x = """a"b"""', "x = 'a\"b'"),
    "f-string": ("x = f'Bearer {t!r:>{w}} {{}}' 'z'", "x = T['Bearer ', t, ' {}z']"),
    "f-string without a field": ("x = f'a'", "x = 'a'"),
    "raw f-string": (r"x = rf'\d{a}'", r"x = T['\\d', a]"),
    "percent": ("x = 'a%s:%d%%' % (b, c)", "x = T['a', b, ':', c, '%']"),
    "percent of one": ("x = 'a %s' % b", "x = T['a ', b]"),
    "percent of names": (
        "x = '%(a)s%(b)s' % {'a': y}",
        "x = T[y, {'a': y}['b']]",
    ),
    "percent of a name": ("x = F % y", "x = (F % y)"),
    "format": ("x = '{} {n.a} {0}'.format(a, n=b)", "x = T[a, ' ', b, ' ', a]"),
    "format that is none": ("x = '{'.format(a)", "x = '{'.format(a)"),
    "plus": ("x = 'a' + b + 'c'", "x = (('a' + b) + 'c')"),
    "boolean": ("x = not a and b or c", "x = (((not a) and b) or c)"),
    "comparison": ("a is None; a is not b; a not in c; a < b < c",
                   "(a is null)\n(a is not b)\n(a not in c)\n((a < b) and (b < c))"),
    "conditional": ("x = a if b else c", "x = (b ? a : c)"),
    "lambda": ("x = lambda a, b=1, *c: a or b", "x = fn (a, b = 1, *c) {return (a or b)}"),
    "function": (
        "async def f(a, /, b: int = 2, *args: str, c, **kw) -> int:\n  'Doc.'\n  return await g(a)",
        "async fn f(a, b: int = 2, *args: str, c, **kw) doc='Doc.' {return (await g(a))}",
    ),
    "decorated": ("@mcp.tool(name='x')\ndef f(): yield 1", "@mcp.tool(name='x') fn f() {(yield 1)}"),
    "class": (
        "@d\nclass A(B, env_prefix='X_'):\n  'Doc.'\n  k: str\n  @property\n  def p(self): return self.k",
        "@d class A(B, <keyword env_prefix 'X_'>) doc='Doc.' "
        "{k: str = <declared>; @property fn p(self) {return self.k}}",
    ),
    "if": ("if a: b\nelif c: d\nelse: e", "if a {b} else {if c {d} else {e}}"),
    "walrus": ("if (k := f()) is None: raise E('x') from y", "k = f()\nif (k is null) {raise E('x')}"),
    "walrus in elif": ("if a: pass\nelif k := f(): k", "if a {} else {k = f(); if k {k}}"),
    "match": (
        "match x:\n case 'a' | 'b' if c: d\n case E.F: g\n case None: n\n case y: z",
        "if (((x == 'a') or (x == 'b')) and c) {d} else {if (x == E.F) {g} else {if (x is null) {n} else {y = x; z}}}",
    ),
    "match anything": ("match x:\n case 1: a\n case _: b", "if (x == 1) {a} else {b}"),
    "for": ("for i, (j, k) in x: f(i)\nelse: g", "loop [i, [j, k]] in x {f(i)}\ng"),
    "while": ("while a: break", "loop a {}"),
    "try": (
        "try: a\nexcept (A, b.C) as e: c\nexcept D: d\nexcept: f\nelse: g\nfinally: h",
        "try {a; g} except A|b.C as e {c} except D {d} except  {f} finally {h}",
    ),
    "with": ("async with a(b) as c, d as (e, f), g: h", "with a(b) as c, d as [e, f], g {h}"),
    "assert": ("assert a, 'm'", "if (not a) {raise AssertionError('m')}"),
    "delete": ("del os.environ['A']", "<delete os.environ['A']>"),
    "global": ("global a\npass", ""),
    "list comprehension": ("x = [f(n) for n in N if n]", "x = [f(n), <for n, N>, <if n>]"),
    "dict comprehension": ("x = {n: 1 for n in N}", "x = {n: 1, **<for n, N>}"),
    "generator": ("all(f(n) for n in N)", "all([f(n), <for n, N>])"),
    "dictionary": ("x = {'a': 1, **b}", "x = {'a': 1, **b}"),
    "slice": ("x[:4]", "x[<slice 4>]"),
    "ellipsis": ("x = Field(..., alias='K')", "x = Field(<ellipsis>, alias='K')"),
    "python 2": ("print 'a', b", "print('a', b)"),
    "type alias": ("type X = int", ""),
}  # fmt: skip


@pytest.mark.parametrize("construct", CASES)
def test_each_construct_has_its_form(construct):
    source, form = CASES[construct]
    assert body(source) == form


def test_every_string_is_listed_in_order_wherever_it_stands():
    source = "a = f\"1{x[\"2\"]}3\"\ndef f(b: \"4\"):\n  '5'\n  lambda: ('6' # c\n  '7')\n"
    assert [s.value for s in lowered(source).strings] == ["1", "2", "3", "4", "5", "67"]


def test_comments_are_listed_as_written():
    assert [c.value for c in lowered("# one\nx = (1, # two\n2)\n").comments] == ["# one", "# two"]


def test_spans_count_lines_and_characters_from_one():
    first, second = lowered("é = 'ß'; y = f(\n  'z')\n").body
    assert (first.span.line, first.span.column, first.span.end_column) == (1, 1, 8)
    assert (second.span.line, second.span.column, second.span.end_line, second.span.end_column) == (1, 10, 2, 7)
    (z,) = (s for s in lowered("é = 'ß'; y = f(\n  'z')\n").strings if s.value == "z")
    assert (z.span.line, z.span.column) == (2, 3)


def test_a_syntax_error_is_counted_and_the_rest_is_read():
    module = lowered("x = = 1\nK = os.environ['K']\n")
    assert module.errors
    assert "K = os.environ['K']" in [dump(s) for s in module.body]


def test_an_escaped_lone_surrogate_becomes_text_that_can_be_encoded():
    (text,) = lowered(r"x = '\ud800'").strings
    text.value.encode()
    assert lowered(r"x = '\ud83d\ude00'").strings[0].value == "\U0001f600"


def test_a_literal_reached_by_a_statement_is_the_listed_one():
    module = lowered("x = 'a'")
    assert module.strings[0] is module.body[0].value


def test_a_long_concatenation_keeps_its_pieces_without_nesting():
    module = lowered("x = " + " + ".join(["'a'", "b"] * 500))
    assert dump(module.body[0]).startswith("x = T['a', b, 'a', b")
    assert len(module.body[0].value.parts) == 1000


def test_a_long_chain_of_branches_keeps_every_arm():
    module = lowered("if x == 0: f(0)\n" + "".join(f"elif x == {n}: f({n})\n" for n in range(1, 300)))
    tests = [n for n in nodes(module.body) if isinstance(n, If)]
    assert len(tests) == 300
    assert {n.text for n in nodes(module.body) if isinstance(n, Const)} == {str(n) for n in range(300)}


def test_a_docstring_is_dedented_and_no_statement():
    (define,) = lowered('def f():\n    """One.\n\n    Two.\n    """\n').body
    assert define.function.doc == "One.\n\nTwo."
    assert define.function.body == ()
    assert isinstance(lowered('"""Module."""').body[0].value, Str)
