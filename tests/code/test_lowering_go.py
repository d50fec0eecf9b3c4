"""Go: the lowering."""

from __future__ import annotations

import time

import pytest

from keyproof.code.ir import Class, Define, Module
from keyproof.code.parse import parse
from tests.code._go import HEAD, function, result
from tests.code.made import body, lowered


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ('a, ok := os.LookupEnv("A")', "a = os.LookupEnv('A'); ok = bool(a)"),
        ('_, ok := os.LookupEnv("A")', "ok = bool(os.LookupEnv('A'))"),
        ("v, ok := m[k]", "v = m[k]; ok = bool(v)"),
        ("a, b := f()", "a = f()[0]; b = f()[1]"),
        ("v, err := f()\nif err != nil { log.Fatal(err) }", "try {v = f()} except  as err {log.Fatal(err)}"),
        ("if err := f(); err != nil { g(err) }", "try {f()} except  as err {g(err)}"),
        ("if v, err := f(); err == nil { g(v) }", "try {v = f(); g(v)} except  as err {}"),
        ("v, _ := f()", "try {v = f()} except  {}"),
        ('panic("no key")', "raise panic('no key')"),
        ('s := fmt.Sprintf("%s-%d%%", a, b)', "s = T[a, '-', b, '%']"),
        ('log.Printf("k=%v", k)', "log.Printf(T['k=', k])"),
        ("c := &Client{Token: t}", "c = new Client(Token=t)"),
        ('m := map[string]string{"a": b}', "m = {'a': b}"),
        ('x := []string{"a", b}', "x = ['a', b]"),
        ("t := strings.TrimSpace(s)", "t = s.trim()"),
        ("t := string([]byte(s))", "t = s"),
        ('if v == "" { v = d }', "v = (v or d)"),
        ('if v != "" { return v }\nreturn d', "return (v or d)"),
        ("go run(); defer stop()", "run(); stop()"),
    ],
)
def test_an_idiom_of_go_is_lowered_to_what_it_means(source: str, form: str):
    assert function(source) == form


@pytest.mark.parametrize(
    ("kinds", "source", "form"),
    [
        ("(string, error)", "return v, nil", "return v"),
        ("(string, error)", 'return "", errors.New("x")', "raise errors.New('x')"),
        ("error", 'return fmt.Errorf("no %s", n)', "raise fmt.Errorf(T['no ', n])"),
        ("(string, bool)", 'return "", false', "return null"),
        ("(string, bool)", "return v, true", "return v"),
        ("(string, string, error)", "return a, b, nil", "return [a, b]"),
    ],
)
def test_an_error_that_is_returned_is_raised(kinds: str, source: str, form: str):
    assert result(kinds, source) == form


def test_methods_are_put_into_the_class_of_their_receiver():
    made = lowered('package p\nfunc (c *C) Do() { use(c.token) }\ntype C struct { token string `env:"X"` }', "x.go")
    (only,) = [s for s in made.body if isinstance(s, Class)]
    assert only.name == "C"
    assert [type(s).__name__ for s in only.body] == ["Assign", "Define"]
    method = only.body[1]
    assert isinstance(method, Define)
    assert "self.token" in body("package p\nfunc (c *C) Do() { use(c.token) }", "x.go")


def test_the_major_version_is_left_out_of_an_import():
    assert body('package p\nimport "github.com/a/go-b/v2/c"', "x.go") == "import github.com/a/go-b/c# as c"


@pytest.mark.parametrize(
    "text", ["func (", "package p\nfunc f( {", "if err != nil {", "a := ", "a \x01 b", "}}}}", "`"]
)
def test_broken_source_is_stepped_over(text: str):
    assert isinstance(parse("x.go", text.encode()), Module)


@pytest.mark.parametrize(
    "text",
    [
        "x := " + "(" * 30_000 + "a" + ")" * 30_000,
        "x := " + "a + " * 20_000 + '"b"',
        "if a {\n" * 3_000 + "}\n" * 3_000,
        "if a {} else " * 3_000 + "{}",
        "x := " + "[]T{" * 5_000 + "}" * 5_000,
        "x := " + "f(" * 5_000 + ")" * 5_000,
        "f" + ".g()" * 20_000,
        "x := " + "func() { " * 2_000 + "}" * 2_000,
    ],
    ids=["parentheses", "plus", "ifs", "else", "literals", "calls", "chain", "functions"],
)
def test_deep_go_is_bounded(text: str):
    parse("x.go", f"package p\nfunc f() {{\n{text}\n}}".encode())


def test_ten_thousand_lines_of_go_take_less_than_a_second_of_processor_time():
    one = 'func f%d(k string) (string, error) {\n\tv := os.Getenv(k)\n\tif v == "" {\n\t\treturn "", errors.New("x")\n\t}\n\treturn v, nil\n}\n'
    text = HEAD + "".join(one % n for n in range(1_430))
    start = time.thread_time()
    assert isinstance(parse("x.go", text.encode()), Module)
    assert time.thread_time() - start < 2  # 0.4 s measured on an idle core
