"""Go: where a credential leaks."""

from __future__ import annotations

import pytest

from keyproof.code.ir import Module
from keyproof.code.leaks import leaks
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.model.fact import CredentialLeak
from tests.code._go import HEAD

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
