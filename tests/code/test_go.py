"""Go: lowering, what a server takes, what happens without it, and where it leaks."""

from __future__ import annotations

import time

import pytest

from keyproof.code.http_auth import controls
from keyproof.code.inventory import reads
from keyproof.code.ir import Class, Define, Module
from keyproof.code.leaks import leaks
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.servers import servers
from keyproof.model.fact import CredentialLeak, CredentialRead, Reaction
from tests.code._program import inventory, secrets
from tests.code.made import body, lowered

HEAD = """package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"go.uber.org/zap"
)

"""


def function(text: str) -> str:
    """The statements of a Go function, lowered."""
    return body(f"package p\nfunc f() {{\n{text}\n}}", "x.go").removeprefix("fn f() {").removesuffix("}")


def result(kinds: str, text: str) -> str:
    lowered_text = body(f"package p\nfunc f() {kinds} {{\n{text}\n}}", "x.go")
    return lowered_text.removeprefix("fn f() {").removesuffix("}")


# ---- lowering --------------------------------------------------------------------------------------------------------


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


# ---- what is taken ---------------------------------------------------------------------------------------------------


def go(text: str, name: str = "ACME_TOKEN") -> CredentialRead:
    return secrets(main_go=HEAD + text)[name]


@pytest.mark.parametrize(
    "text",
    [
        'var t = os.Getenv("ACME_TOKEN")',
        'func main() { t, ok := os.LookupEnv("ACME_TOKEN"); use(t, ok) }',
        'const name = "ACME_TOKEN"\nfunc main() { use(os.Getenv(name)) }',
        'func main() { use(get("TOKEN")) }\nfunc get(k string) string { return os.Getenv("ACME_" + k) }',
        'func main() { for _, n := range []string{"ACME_TOKEN"} { use(os.Getenv(n)) } }',
        'func main() { viper.SetEnvPrefix("acme"); viper.AutomaticEnv(); use(viper.GetString("token")) }',
        'func main() { viper.BindEnv("key", "ACME_TOKEN"); use(viper.GetString("key")) }',
        'func main() { viper.BindEnv("key", "ACME_TOKEN"); viper.Unmarshal(&c) }',
        'func main() { v := viper.New(); v.AutomaticEnv(); use(v.GetString("acme-token")) }',
        'type C struct { T string `env:"ACME_TOKEN,required"` }\nfunc main() { var c C; env.Parse(&c) }',
        'type C struct { T string `envconfig:"ACME_TOKEN"` }',
        'type I struct { T string `env:"TOKEN"` }\ntype C struct { I I `envPrefix:"ACME_"` }',
    ],
)
def test_a_variable_is_found_however_go_reads_it(text: str):
    known = {r.name for r in inventory(main_go=HEAD + text) if r.secret and r.source == "env"}
    assert known == {"ACME_TOKEN"}


def test_a_constant_of_another_file_of_the_package_is_known():
    found = secrets(
        cmd__main_go='package main\nimport "os"\nfunc main() { use(os.Getenv(tokenEnv)) }',
        cmd__names_go='package main\nconst tokenEnv = "ACME_TOKEN"',
        other__names_go='package other\nconst tokenEnv = "WRONG_TOKEN"',
    )
    assert set(found) == {"ACME_TOKEN"}


def test_a_wrapper_in_another_package_of_the_module_is_followed():
    found = secrets(
        main_go='package main\nimport "github.com/a/b/pkg/config"\nfunc main() { use(config.Must("ACME_TOKEN")) }',
        pkg__config__env_go=(
            'package config\nimport ("log"; "os")\nfunc Must(k string) string {\n'
            '  v := os.Getenv(k)\n  if v == "" { log.Fatalf("%s is required", k) }\n  return v\n}'
        ),
    )
    assert found["ACME_TOKEN"].reaction is Reaction.FAIL_FAST
    assert found["ACME_TOKEN"].reaction_names_it
    assert found["ACME_TOKEN"].required


def test_a_library_that_ends_like_a_folder_of_the_project_is_not_taken_for_it():
    program = {
        "main_go": 'package main\nimport ("github.com/a/b/github"; gh "github.com/x/go-github/v69/github")\n'
        "func main() { github.Run(); gh.NewClient() }",
        "github__run_go": 'package github\nimport "github.com/a/b/log"\nfunc Run() { log.Setup() }',
        "log__log_go": "package log\nfunc Setup() {}",
    }
    from tests.code._program import project

    made = project(**program)
    main = made.modules["main.go"]
    assert main.body
    own, other = [s for s in main.body if type(s).__name__ == "Import"]
    assert made.import_target(main, own) is made.modules["github/run.go"]  # type: ignore[arg-type]
    assert made.import_target(main, other) is None  # type: ignore[arg-type]


def test_flags_headers_and_arguments_of_tools_are_found():
    text = """
func main() {
	token := flag.String("api-token", "", "the token")
	use(*token)
	mcp.NewTool("login", mcp.WithString("password", mcp.Required(), mcp.Description("your password")))
}
func guard(w http.ResponseWriter, r *http.Request) { use(r.Header.Get("Authorization")) }
func send(c *http.Client) { req, _ := http.NewRequest("GET", u, nil); use(req.Header.Get("Authorization")) }
"""
    found = [
        (r.name, r.source) for r in inventory(main_go=HEAD.replace('"errors"', '"errors"\n\t"flag"') + text) if r.secret
    ]
    assert sorted(found) == [("--api-token", "cli"), ("Authorization", "header"), ("password", "tool-argument")]


def test_stores_and_cloud_chains_are_found():
    text = """package main
import (
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/zalando/go-keyring"
)
func main() {
	k, err := keyring.Get("acme", "token")
	cfg, err := config.LoadDefaultConfig(ctx)
	use(k, cfg, err)
}"""
    assert {r.source for r in inventory(main_go=text)} == {"keyring", "cloud-chain"}


def test_reads_of_tests_are_left_out():
    assert not inventory(main_test_go='package main\nimport "os"\nvar t = os.Getenv("ACME_TOKEN")')


# ---- without it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reaction", "names_it", "required"),
    [
        (
            'func main() { t := os.Getenv("ACME_TOKEN"); if t == "" { log.Fatal("ACME_TOKEN is required") }; use(t) }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t, ok := os.LookupEnv("ACME_TOKEN")\nif !ok { fmt.Fprintln(os.Stderr, "set ACME_TOKEN"); os.Exit(1) }\nuse(t) }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { if err := run(); err != nil { log.Fatal(err) } }\nfunc run() error { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return errors.New("ACME_TOKEN not set") }\nuse(t)\nreturn nil }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t, err := load(); if err != nil { log.Fatal("cannot start") }; use(t) }\n'
            'func load() (string, error) { t := os.Getenv("ACME_TOKEN")\nif t == "" { return "", errors.New("ACME_TOKEN not set") }\nreturn t, nil }',
            Reaction.FAIL_FAST,
            False,
            True,
        ),
        (
            'func main() { t := os.Getenv("ACME_TOKEN"); if len(t) == 0 { panic("ACME_TOKEN not set") }; use(t) }',
            Reaction.NOISY,
            True,
            True,
        ),
        (
            'var cmd = &cobra.Command{RunE: func(c *cobra.Command, a []string) error { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return errors.New("ACME_TOKEN not set") }\nuse(t); return nil }}',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { logger, _ := zap.NewProduction(); t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { logger.Fatal("ACME_TOKEN missing", zap.String("x", "y")) }\nuse(t) }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t := os.Getenv("ACME_TOKEN"); if t == "" { slog.Warn("no ACME_TOKEN") }; use(t) }',
            Reaction.DEGRADE,
            True,
            None,
        ),
        ('func main() { t := os.Getenv("ACME_TOKEN"); use("Bearer " + t) }', Reaction.SILENT, False, None),
        (
            'func h(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return mcp.NewToolResultError("ACME_TOKEN is not set"), nil }\nreturn call(t) }',
            Reaction.DEGRADE,
            True,
            True,
        ),
        (
            'func h(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return nil, fmt.Errorf("ACME_TOKEN is not set") }\nreturn call(t) }',
            Reaction.DEGRADE,
            True,
            True,
        ),
        (
            'type C struct { T string `env:"ACME_TOKEN,required"` }\n'
            "func main() { var c C; if err := env.Parse(&c); err != nil { log.Fatal(err) }; use(c.T) }",
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t, a := os.Getenv("ACME_TOKEN"), os.Getenv("ACME_APP")\n'
            'if t == "" && a == "" { log.Fatal("set ACME_TOKEN or ACME_APP") }\nuse(t, a) }',
            Reaction.FAIL_FAST,
            True,
            None,
        ),
        (
            'func validateToken(got string) bool { want := os.Getenv("ACME_TOKEN")\nif want == "" { return true }\nreturn got == want }',
            Reaction.UNSAFE_DEFAULT,
            False,
            None,
        ),
    ],
    ids=[
        "log.Fatal", "exit", "error to main", "error swallowed into another", "panic", "cobra", "zap", "warning", "nothing",
        "error result", "error of a tool", "required tag", "one of two", "authentication dropped",
    ],
)  # fmt: skip
def test_what_go_does_without_the_credential(text: str, reaction: Reaction, names_it: bool, required: bool | None):
    found = go(text)
    assert (found.reaction, found.reaction_names_it, found.required) == (reaction, names_it, required)


def test_a_literal_default_of_a_wrapper_is_a_default():
    text = 'func main() { use(get("ACME_TOKEN", "' + "hunter" + '2-default")) }\n'
    wrapper = 'func get(k, d string) string { if v := os.Getenv(k); v != "" { return v }; return d }'
    assert go(text + wrapper).reaction is Reaction.UNSAFE_DEFAULT


def test_a_default_in_the_branch_is_a_default():
    text = 'func main() { t := os.Getenv("ACME_TOKEN"); if t == "" { t = "' + "hunter" + '2-default" }; use(t) }'
    assert go(text).reaction is Reaction.UNSAFE_DEFAULT


# ---- leaks -----------------------------------------------------------------------------------------------------------

LEAD = HEAD + 'var key = os.Getenv("ACME_API_KEY")\nvar logger = zap.NewNop()\n'
SERVE = '\nfunc main() { server.ServeStdio(server.NewMCPServer("a", "1")) }\n'
TOOL = "func h(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { %s }"


def found_leaks(text: str) -> list[CredentialLeak]:
    parsed = parse("main.go", (LEAD + text + SERVE).encode())
    assert isinstance(parsed, Module)
    assert parsed.errors == 0
    return leaks(Project([parsed]))


@pytest.mark.parametrize(
    ("text", "sink"),
    [
        ('func f() { log.Printf("key %s", key) }', "log"),
        ('func f() { slog.Info("start", "key", key) }', "log"),
        ('func f() { slog.Info("start", slog.String("key", key)) }', "log"),
        ('func f() { logger.Info("start", zap.String("key", key)) }', "log"),
        ('func f() { fmt.Fprintf(os.Stderr, "key %s\\n", key) }', "log"),
        ('func f() { fmt.Println("key", key) }', "stdout"),
        ('func f() { log.Printf("key %s...", key[:8]) }', "log"),
        ('type C struct { Key string }\nfunc f() { c := C{Key: key}; log.Printf("%+v", c) }', "log"),
        ('func f() { k := os.Getenv("ACME_API_KEY"); panic("bad key " + k) }\nfunc init() { f() }', "log"),
        (TOOL % 'return mcp.NewToolResultText("using " + key), nil', "tool-result"),
        (TOOL % 'return mcp.NewToolResultError(fmt.Sprintf("refused %s", key)), nil', "tool-result"),
        (TOOL % 'return nil, fmt.Errorf("refused: %s", key)', "tool-result"),
        (
            TOOL % 'b, _ := json.Marshal(map[string]string{"key": key}); return mcp.NewToolResultText(string(b)), nil',
            "tool-result",
        ),
        (TOOL % 'return mcp.NewToolResultText(strings.Join(os.Environ(), "\\n")), nil', "env-dump"),
        ('func f() { http.Get(fmt.Sprintf("https://api.acme.io/v1?api_key=%s", key)) }', "url"),
        ('func f() { http.Get("https://api.acme.io/v1?api_key=" + key) }', "url"),
        ('func f(req *http.Request) { q := req.URL.Query(); q.Add("key", key); req.URL.RawQuery = q.Encode() }', "url"),
        ('func f() { p := url.Values{}; p.Set("key", key); http.Get("https://a.io/v1?" + p.Encode()) }', "url"),
        ('func f() { exec.Command("acme", "login", "--token", key).Run() }', "argv"),
        (
            'func f() { args := []string{"login"}; args = append(args, key); exec.Command("acme", args...).Run() }',
            "argv",
        ),
        ('func f() { os.WriteFile("/tmp/t", []byte(key), 0644) }', "file"),
        (
            'func f() { req, _ := http.NewRequest("GET", "http://api.acme.io/v1", nil); req.Header.Set("Authorization", "Bearer "+key) }',
            "plain-http",
        ),
        ("func f() { t := &tls.Config{InsecureSkipVerify: true}; use(t) }", "tls-off"),
        (
            'func f(w http.ResponseWriter, r *http.Request) { t := r.Header.Get("Authorization")\n'
            'req, _ := http.NewRequest("GET", "https://up.io", nil); req.Header.Set("Authorization", t) }',
            "passthrough",
        ),
    ],
)
def test_a_credential_that_leaks_in_go_is_found(text: str, sink: str):
    assert [leak.sink for leak in found_leaks(text)] == [sink]


@pytest.mark.parametrize(
    "text",
    [
        'func f() { log.Printf("key set: %t", key != "") }',
        'func f() { log.Printf("length %d", len(key)) }',
        'func f() { log.Printf("type %T", key) }',
        'func f() { log.Printf("key %.4s", key) }',
        'func f() { log.Printf("key %s", maskKey(key)) }\nfunc maskKey(k string) string { return k[:2] + "***" }',
        'func f() { slog.Info("start", "has_key", key != "") }',
        'func f() { if key == "" { log.Fatal("ACME_API_KEY is required") } }',
        'func f() { _, err := call(key); if err != nil { log.Printf("failed: %v", err) } }',
        'func f() { log.Printf("...%s", key[len(key)-4:]) }',
        'type C struct { Key string }\nfunc (c C) String() string { return "C" }\nfunc f() { log.Printf("%v", C{Key: key}) }',
        'type C struct { Key string; Name string }\nfunc f() { c := C{Key: key, Name: "a"}; log.Printf("%s", c.Name) }',
        'func f() { req, _ := http.NewRequest("GET", "https://api.acme.io", nil); req.Header.Set("Authorization", "Bearer "+key) }',
        'func f() { req, _ := http.NewRequest("GET", "http://localhost:80/v1", nil); req.Header.Set("X-Api-Key", key) }',
        'func f() { cmd := exec.Command("acme"); cmd.Env = append(os.Environ(), "KEY="+key); cmd.Run() }',
        'func f() { os.WriteFile("/home/u/.t", []byte(key), 0600) }',
        'func f() { p := url.Values{}; p.Set("client_secret", key); http.Post(u, "form", strings.NewReader(p.Encode())) }',
        'func f() { b := bytes.NewBufferString(key); http.Post("https://a.io", "x", b) }',
        TOOL
        % "r, err := call(key); if err != nil { return mcp.NewToolResultError(err.Error()), nil }; return mcp.NewToolResultText(r), nil",
        TOOL % 'if key == "" { return nil, errors.New("ACME_API_KEY is not set") }; return nil, nil',
        "func f() { if skipVerify { t := &tls.Config{InsecureSkipVerify: true}; use(t) } }",
        'func RoundTrip(r *http.Request) { r.Header.Set("X-Id", r.Header.Get("Authorization")) }',
    ],
)
def test_a_credential_that_is_used_well_in_go_is_no_leak(text: str):
    assert found_leaks(text) == []


def test_a_flag_for_a_secret_is_a_leak_only_where_it_is_the_one_way():
    flag = 'func main() { t := flag.String("token", %s, "%s"); use(*t) }'
    alone = parse("main.go", (HEAD.replace('"errors"', '"flag"') + flag % ('""', "the token")).encode())
    either = parse(
        "main.go", (HEAD.replace('"errors"', '"flag"') + flag % ('os.Getenv("ACME_TOKEN")', "or ACME_TOKEN")).encode()
    )
    assert isinstance(alone, Module)
    assert isinstance(either, Module)
    assert [leak.sink for leak in leaks(Project([alone]))] == ["cli-option"]
    assert leaks(Project([either])) == []


# ---- servers ---------------------------------------------------------------------------------------------------------


def project_of(text: str) -> Project:
    parsed = parse("main.go", text.encode())
    assert isinstance(parsed, Module)
    return Project([parsed])


@pytest.mark.parametrize(
    ("imported", "text", "transport"),
    [
        ("mark3labs/mcp-go/server", "server.ServeStdio(server.NewMCPServer(n, v))", "stdio"),
        (
            "mark3labs/mcp-go/server",
            "server.NewStreamableHTTPServer(server.NewMCPServer(n, v)).Start(a)",
            "streamable-http",
        ),
        ("mark3labs/mcp-go/server", "server.NewSSEServer(server.NewMCPServer(n, v)).Start(a)", "sse"),
        ("modelcontextprotocol/go-sdk/mcp", "mcp.NewServer(i, nil).Run(ctx, &mcp.StdioTransport{})", "stdio"),
        (
            "modelcontextprotocol/go-sdk/mcp",
            "h := mcp.NewStreamableHTTPHandler(f, nil); use(h, mcp.NewServer(i, nil))",
            "streamable-http",
        ),
        ("metoro-io/mcp-golang", "mcp_golang.NewServer(stdio.NewStdioServerTransport())", "stdio"),
    ],
)
def test_a_server_in_go_and_its_transport_are_read_from_the_code(imported: str, text: str, transport: str):
    manifests = {
        "go.mod": f"module github.com/a/acme\nrequire github.com/{imported.partition('/server')[0]} v1\n".encode()
    }
    found, served = servers(
        project_of(f'package main\nimport "github.com/{imported}"\nfunc main() {{ {text} }}'), manifests
    )
    assert [(s.name, s.language, s.location.path) for s in found] == [("acme", "go", "main.go")]
    assert [s.transport for s in served] == [transport]


def test_a_client_is_no_server():
    text = (
        'package main\nimport "github.com/mark3labs/mcp-go/client"\nfunc main() { client.NewStdioMCPClient("x", nil) }'
    )
    assert servers(project_of(text), {})[0] == []


HTTP = HEAD + 'func main() { server.NewStreamableHTTPServer(server.NewMCPServer("a", "1")).Start(":80") }\n'


def test_an_open_http_server_in_go_is_open():
    assert {(c.control, c.state) for c in controls(project_of(HTTP))} >= {("authorization", "absent")}


def test_a_guard_in_go_is_an_authorization():
    guard = (
        'func guard(w http.ResponseWriter, r *http.Request) { if r.Header.Get("Authorization") != "Bearer "+want {'
        ' http.Error(w, "no", http.StatusUnauthorized) } }'
    )
    assert ("authorization", "present") in {(c.control, c.state) for c in controls(project_of(HTTP + guard))}


def test_a_program_beside_the_server_is_not_the_server():
    found = secrets(
        cmd__acme__main_go=HTTP.replace("func main() {", 'func main() { use(os.Getenv("ACME_TOKEN")); '),
        cmd__smoke__main_go='package main\nimport "os"\nfunc main() { use(os.Getenv("SMOKE_TOKEN")) }',
    )
    assert set(found) == {"ACME_TOKEN"}


def test_nothing_is_read_twice_from_one_place():
    found = reads(project_of(HEAD + 'func main() { t, ok := os.LookupEnv("ACME_TOKEN"); use(t, ok) }'))
    assert len(found) == 1


def test_a_credential_in_a_file_that_go_decodes_is_a_source() -> None:
    found = secrets(
        main_go="""
package main
import ("encoding/json"; "errors"; "io"; "net/http"; "os"; "gopkg.in/yaml.v3")
type entry struct { Token string `json:"token"`; Name string `json:"name"` }
type stored struct { Credentials map[string]entry `json:"credentials"` }
type settings struct {
	Password string `yaml:"db_password"`
	Tokens   []string `yaml:"tokens"`
}
type reply struct { AccessToken string `json:"access_token"` }
func fromFile(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil { return "", err }
	var creds stored
	if err := json.Unmarshal(data, &creds); err != nil { return "", err }
	if creds.Credentials["x"].Token == "" { return "", errors.New("no token in the file") }
	return creds.Credentials["x"].Token, nil
}
func load() (*settings, error) {
	data, err := os.ReadFile("config.yaml")
	if err != nil { return nil, err }
	cfg := &settings{}
	err = yaml.Unmarshal(data, cfg)
	return cfg, err
}
func ask() string {
	res, _ := http.Get("https://acme.example")
	data, _ := io.ReadAll(res.Body)
	var r reply
	json.Unmarshal(data, &r)
	return r.AccessToken
}
"""
    )
    assert {(r.name, r.source) for r in found.values()} == {("token", "file"), ("db_password", "file")}


def test_a_header_of_a_gin_context_that_a_context_carries_is_read() -> None:
    found = secrets(
        utils__request_go="""
package utils
import "github.com/gin-gonic/gin"
func F(ctx context.Context) string {
	ginContext, ok := ctx.Value("gin").(*gin.Context)
	if !ok { return "" }
	return ginContext.Request.Header.Get("Authorization")
}
"""
    )
    assert {(r.name, r.source) for r in found.values()} == {("Authorization", "header")}
