"""Go: what a program takes, and what an MCP server looks like."""

from __future__ import annotations

import pytest

from keyproof.code.http_auth import controls
from keyproof.code.inventory import reads
from keyproof.code.ir import Module
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.servers import servers
from keyproof.model.fact import Reaction
from tests.code._go import HEAD
from tests.code._program import inventory, secrets


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
