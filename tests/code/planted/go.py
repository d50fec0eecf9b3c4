"""Go: a config package, a client, and a server of mcp-go."""

FILES = {
    "go.mod": "module github.com/acme/acme-mcp\n\ngo 1.23\n\nrequire github.com/mark3labs/mcp-go v0.31.0\n",
    "internal/config/config.go": """
package config

import (
	"fmt"
	"os"
)

type Config struct {
	BaseURL string
	APIKey  string
}

func Load() (*Config, error) {
	key := os.Getenv("ACME_API_KEY")
	if key == "" {
		return nil, fmt.Errorf("ACME_API_KEY is not set")
	}
	return &Config{BaseURL: "https://api.acme.io", APIKey: key}, nil
}
""",
    "internal/client/client.go": """
package client

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"

	"github.com/sirupsen/logrus"
	"go.uber.org/zap"

	"github.com/acme/acme-mcp/internal/config"
)

type Client struct {
	cfg *config.Config
}

func New(cfg *config.Config) *Client {
	return &Client{cfg: cfg}
}

func (c *Client) Search(query string) (string, error) {
	@CLIENT@
	req, err := http.NewRequest("GET", c.cfg.BaseURL+"/search?q="+query, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+c.cfg.APIKey)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func (c *Client) Describe() string {
	return fmt.Sprintf("acme at %s with %s", c.cfg.BaseURL, c.cfg.APIKey)
}
""",
    "cmd/acme/main.go": """
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/acme/acme-mcp/internal/client"
	"github.com/acme/acme-mcp/internal/config"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func main() {
	cfg, err := config.Load()
	if err != nil {
		log.Fatal(err)
	}
	acme := client.New(cfg)
	s := server.NewMCPServer("acme", "1.0.0")
	s.AddTool(mcp.NewTool("search"), func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		@TOOL@
		found, err := acme.Search(request.GetString("query", ""))
		if err != nil {
			return mcp.NewToolResultError("search failed"), nil
		}
		return mcp.NewToolResultText(found), nil
	})
	if err := server.ServeStdio(s); err != nil {
		log.Fatal(err)
	}
}
""",
}

CLIENT = {
    "log": 'log.Printf("client is %+v", c.cfg)',
    "stdout": "fmt.Println(c.Describe())",
    "url": 'http.Get(c.cfg.BaseURL + "/me?api_key=" + c.cfg.APIKey)',
    "argv": 'exec.Command("curl", "-H", "X-Api-Key: "+c.cfg.APIKey, c.cfg.BaseURL).Run()',
    "plain-http": (
        'plain, _ := http.NewRequest("POST", "http://collector.acme.io/v1", nil)\n'
        '\tplain.Header.Set("X-Api-Key", c.cfg.APIKey)\n\thttp.DefaultClient.Do(plain)'
    ),
    "file": 'os.WriteFile("/tmp/acme.txt", []byte(c.Describe()), 0o644)',
    "tls-off": "http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true}",
}
TOOL = {
    "tool-result": "return mcp.NewToolResultText(acme.Describe()), nil",
    "tool-result by an error": 'return nil, fmt.Errorf("search failed: %s", acme.Describe())',
    "env-dump": 'return mcp.NewToolResultText(strings.Join(os.Environ(), ", ")), nil',
    "passthrough": (
        'token := request.Header.Get("Authorization")\n'
        '\t\treq, _ := http.NewRequest("GET", "https://api.acme.io/search", nil)\n'
        '\t\treq.Header.Set("Authorization", token)\n\t\thttp.DefaultClient.Do(req)'
    ),
}

MORE = [
    ("CLIENT", "log", 'slog.Info("calling", "key", c.cfg.APIKey)'),
    ("CLIENT", "log", 'fmt.Fprintf(os.Stderr, "key %s", c.cfg.APIKey)'),
    ("CLIENT", "log", 'logrus.WithField("key", c.cfg.APIKey).Info("calling")'),
    ("CLIENT", "log", 'zap.L().Info("calling", zap.String("key", c.cfg.APIKey))'),
    ("CLIENT", "log", 'log.Println("calling", c.Describe())'),
    ("CLIENT", "stdout", 'fmt.Printf("%s", c.cfg.APIKey)'),
    ("CLIENT", "stdout", "fmt.Fprintln(os.Stdout, c.Describe())"),
    (
        "CLIENT",
        "url",
        'values := url.Values{}\n\tvalues.Set("api_key", c.cfg.APIKey)\n\thttp.Get(c.cfg.BaseURL + "/me?" + values.Encode())',
    ),
    ("CLIENT", "url", 'http.Get(fmt.Sprintf("%s/me?token=%s", c.cfg.BaseURL, c.cfg.APIKey))'),
    ("CLIENT", "argv", 'exec.CommandContext(context.Background(), "acme", "--token", c.cfg.APIKey).Run()'),
    ("CLIENT", "file", 'file, _ := os.Create("/tmp/acme.txt")\n\tfile.WriteString(c.cfg.APIKey)'),
    ("CLIENT", "file", 'data, _ := json.Marshal(c.cfg)\n\tos.WriteFile("/tmp/acme.json", data, 0o666)'),
    ("TOOL", "tool-result", 'return mcp.NewToolResultError("failed with " + cfg.APIKey), nil'),
    ("TOOL", "tool-result", "data, _ := json.Marshal(cfg)\n\t\treturn mcp.NewToolResultText(string(data)), nil"),
    ("TOOL", "env-dump", "return mcp.NewToolResultText(fmt.Sprint(os.Environ())), nil"),
]
