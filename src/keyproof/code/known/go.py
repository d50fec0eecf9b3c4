"""Go: the standard library, configuration libraries, loggers, stores and the MCP SDKs by import path (major versions left out).

From the packages' documentation on pkg.go.dev and the SDKs' own sources.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.known import Known, Transport

_LEVELS: Final = (
    "Print",
    "Debug",
    "Info",
    "Warn",
    "Warning",
    "Error",
    "Fatal",
    "Panic",
    "Trace",
    "Notice",
    "Critical",
    "Log",
)
_FORMS: Final = ("", "f", "ln", "w", "Context", "S", "Depth")
_LOGGED: Final = frozenset(level + form for level in _LEVELS for form in _FORMS) | {"Output", "V"}
_TRANSPORTS: Final[dict[str, Transport]] = {
    **dict.fromkeys(("ServeStdio", "NewStdioServer", "StdioTransport", "IOTransport", "NewStdioTransport", "NewStdioServerTransport",
                     "NewStdioServerTransportWithIO"), "stdio"),
    **dict.fromkeys(("NewStreamableHTTPServer", "NewStreamableHTTPHandler", "StreamableServerTransport", "NewHTTPTransport",
                     "NewGinTransport", "NewStreamableHTTPServerTransport"), "streamable-http"),
    **dict.fromkeys(("NewSSEServer", "NewSSEHandler", "SSEServerTransport", "NewSSEServerTransport"), "sse"),
}  # fmt: skip
_SECRETS_AZURE: Final = "github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"

KNOWN: Final = Known(
    env_getters=frozenset({"os.Getenv", "os.LookupEnv", "syscall.Getenv"}),
    secret_managers={
        "github.com/zalando/go-keyring": "the operating system's keyring",
        "github.com/99designs/keyring": "the operating system's keyring",
        "github.com/hashicorp/vault/api": "HashiCorp Vault",
        "github.com/hashicorp/vault-client-go": "HashiCorp Vault",
        "github.com/aws/aws-sdk-go-v2/service/secretsmanager": "AWS Secrets Manager",
        "github.com/aws/aws-sdk-go/service/secretsmanager": "AWS Secrets Manager",
        "cloud.google.com/go/secretmanager/apiv1": "Google Secret Manager",
        _SECRETS_AZURE: "Azure Key Vault",
        "github.com/1password/onepassword-sdk-go": "1Password",
        "github.com/1Password/connect-sdk-go/connect": "1Password",
        "github.com/infisical/go-sdk": "Infisical",
    },
    keyring_calls=frozenset({"github.com/zalando/go-keyring.Get"}),
    secret_calls={"GetSecretValue": "SecretId", "AccessSecretVersion": "Name"},
    cloud_chains={
        "github.com/aws/aws-sdk-go-v2/config.LoadDefaultConfig": "AWS_*",
        "github.com/aws/aws-sdk-go/aws/session.NewSession": "AWS_*",
        "github.com/aws/aws-sdk-go/aws/session.NewSessionWithOptions": "AWS_*",
        "github.com/Azure/azure-sdk-for-go/sdk/azidentity.NewDefaultAzureCredential": "AZURE_*",
        "github.com/Azure/azure-sdk-for-go/sdk/azidentity.NewChainedTokenCredential": "AZURE_*",
        "golang.org/x/oauth2/google.FindDefaultCredentials": "GOOGLE_APPLICATION_CREDENTIALS",
        "golang.org/x/oauth2/google.DefaultClient": "GOOGLE_APPLICATION_CREDENTIALS",
        "golang.org/x/oauth2/google.DefaultTokenSource": "GOOGLE_APPLICATION_CREDENTIALS",
        "cloud.google.com/go/auth/credentials.DetectDefault": "GOOGLE_APPLICATION_CREDENTIALS",
        "k8s.io/client-go/tools/clientcmd.NewDefaultClientConfigLoadingRules": "KUBECONFIG",
        "k8s.io/client-go/tools/clientcmd.NewDefaultPathOptions": "KUBECONFIG",
    },
    oauth_calls={
        "golang.org/x/oauth2/google.ConfigFromJSON": "Google OAuth client file",
        "golang.org/x/oauth2/clientcredentials.Config": "OAuth client",
        "golang.org/x/oauth2.Config": "OAuth client",
    },
    clients={
        "github.com/openai/openai-go.NewClient": ("OPENAI_API_KEY",),
        "github.com/anthropics/anthropic-sdk-go.NewClient": ("ANTHROPIC_API_KEY",),
    },
    tool_methods=frozenset({"AddTool", "AddTools", "RegisterTool", "MustTool", "AddSessionTool"}),
    start_names=frozenset({
        "init", "RunE", "Run", "PreRun", "PreRunE", "PersistentPreRun", "PersistentPreRunE", "Action", "Before", "Execute",
    }),
    clean_starts=frozenset({"RunE", "PreRunE", "PersistentPreRunE", "Action", "Before"}),
    exits=frozenset({
        "os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "runtime.Goexit", "github.com/spf13/cobra.CheckErr",
        "github.com/urfave/cli.Exit", "syscall.Exit",
    }),
    exit_methods=frozenset({"Fatal", "Fatalf", "Fatalln", "Fatalw", "FatalContext", "FatalIfErrorf"}),
    logs=_LOGGED | {"Fprintf", "Fprintln", "Fprint", "Msg", "Msgf", "Send", "WriteString", "println"},
    log_methods=_LOGGED | {"With", "WithField", "WithFields", "WithValues", "Logw", "LogAttrs", "Msgf", "Str", "Any", "Interface"},
    stdout=frozenset({"fmt.Print", "fmt.Println", "fmt.Printf"}),
    stderr=frozenset({"println"}),
    subprocess=frozenset({"os/exec.Command", "os/exec.CommandContext", "syscall.Exec", "os.StartProcess"}),
    file_writes=frozenset({"os.WriteFile", "io/ioutil.WriteFile"}),
    same=frozenset({
        "panic", "errors.New", "fmt.Errorf", "errors.Wrap", "github.com/pkg/errors.New", "github.com/pkg/errors.Wrap",
        "github.com/pkg/errors.Wrapf", "github.com/pkg/errors.Errorf", "errors.Join",
        "go.uber.org/zap.String", "go.uber.org/zap.Any", "go.uber.org/zap.Stringp", "go.uber.org/zap.ByteString",
        "go.uber.org/zap.Reflect", "log/slog.String", "log/slog.Any", "log/slog.Group",
        "github.com/mark3labs/mcp-go/mcp.NewToolResultText", "github.com/mark3labs/mcp-go/mcp.NewToolResultError",
        "github.com/mark3labs/mcp-go/mcp.NewToolResultErrorf", "github.com/mark3labs/mcp-go/mcp.NewToolResultErrorFromErr",
        "github.com/mark3labs/mcp-go/mcp.NewTextContent", "github.com/mark3labs/mcp-go/mcp.NewToolResultStructured",
        "github.com/mark3labs/mcp-go/mcp.NewToolResultJSON", "github.com/mark3labs/mcp-go/mcp.NewToolResultStructuredOnly",
        "github.com/metoro-io/mcp-golang.NewToolResponse", "github.com/metoro-io/mcp-golang.NewTextContent",
        "net/url.QueryEscape", "net/url.PathEscape", "encoding/hex.EncodeToString", "io.ReadAll", "strings.NewReader",
        "bytes.NewBufferString", "bytes.NewReader", "bytes.NewBuffer", "strconv.Quote", "html.EscapeString",
        "github.com/aws/aws-sdk-go-v2/aws.String", "encoding/base64.StdEncoding.EncodeToString",
        "encoding/base64.URLEncoding.EncodeToString", "encoding/base64.RawURLEncoding.EncodeToString",
        "encoding/base64.StdEncoding.DecodeString", "os.ExpandEnv", "context.WithValue",
    }),
    whole=frozenset({
        "encoding/json.Marshal", "encoding/json.MarshalIndent", "gopkg.in/yaml.v3.Marshal", "gopkg.in/yaml.v2.Marshal",
        "sigs.k8s.io/yaml.Marshal", "github.com/davecgh/go-spew/spew.Sdump", "encoding/xml.Marshal",
        "github.com/BurntSushi/toml.Marshal", "github.com/goccy/go-yaml.Marshal",
    }),
    error_results=frozenset({
        "NewToolResultError", "NewToolResultErrorf", "NewToolResultErrorFromErr", "NewErrorResult", "NewToolError",
    }),
    makers=frozenset({"NewMCPServer", "NewServer"}),
    sdk_imports=r"^github\.com/(?:mark3labs/mcp-go|modelcontextprotocol/go-sdk|metoro-io/mcp-golang|ThinkInAIXYZ/go-mcp)(?:[/.]|$)",
    transport_calls=_TRANSPORTS,
    http_auth={
        "RequireBearerToken": (("authorization", "present", "the SDK's RequireBearerToken refuses requests without a token"),),
        "ProtectedResourceMetadataHandler": (("resource-metadata", "present", "served by the SDK"),),
        "ConstantTimeCompare": (("constant-time", "present", "tokens are compared in constant time"),),
        "NewCrossOriginProtection": (("dns-rebinding", "present", "Origin is checked"),),
    },
    jwt_calls=frozenset({
        "github.com/golang-jwt/jwt.Parse", "github.com/golang-jwt/jwt.ParseWithClaims", "github.com/dgrijalva/jwt-go.Parse",
        "github.com/lestrrat-go/jwx/jwt.Parse",
    }),
)  # fmt: skip
