"""PHP: the language's own functions, Symfony, Laravel, Guzzle, Monolog and the MCP SDKs, by namespace and class.

From the PHP manual, the libraries' documentation and the sources of the SDKs. Names of functions that mean something else
in other languages go by ``php.name``, as the lowering gives them.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.known import Known

KNOWN: Final = Known(
    env_objects=frozenset({"php.environ"}),
    env_getters=frozenset({"getenv", "php.env", "Illuminate.Support.Env.get"}),
    raising_getters=frozenset({"Illuminate.Support.Env.getOrFail"}),
    secret_managers={
        "Aws.SecretsManager": "AWS Secrets Manager",
        "Google.Cloud.SecretManager.V1": "Google Secret Manager",
        "Vault": "HashiCorp Vault",
    },
    cloud_chains={
        "Aws.Credentials.CredentialProvider.defaultProvider": "AWS_*",
        "Aws.S3.S3Client": "AWS_*",
        "Aws.SecretsManager.SecretsManagerClient": "AWS_*",
        "Aws.DynamoDb.DynamoDbClient": "AWS_*",
        "Google.Auth.ApplicationDefaultCredentials.getCredentials": "GOOGLE_APPLICATION_CREDENTIALS",
    },
    tool_decorators=frozenset({"McpTool", "McpResource", "McpResourceTemplate", "McpPrompt"}),
    exits=frozenset({"php.exit", "php.abort"}),
    logs=frozenset({"error_log", "syslog", "trigger_error", "php.echo", "php.print"}),
    same=frozenset({
        "base64_encode", "base64_decode", "rawurlencode", "urlencode", "urldecode", "rawurldecode", "array_merge",
        "array_filter", "array_values", "str_replace", "htmlspecialchars", "addslashes", "json_decode", "escapeshellarg",
        "escapeshellcmd", "array_replace", "strval", "nl2br", "ucfirst", "sprintf", "iterator_to_array", "mb_convert_encoding",
        "utf8_encode", "ArrayObject", "Laravel.Mcp.Response.text", "Laravel.Mcp.Response.json",
        "Laravel.Mcp.Response.error", "Mcp.Schema.Content.TextContent", "PhpMcp.Schema.Content.TextContent",
        "PhpMcp.Schema.Content.TextContent.make", "Mcp.Types.TextContent", "Mcp.Types.CallToolResult",
    }),
    whole=frozenset({"json_encode", "http_build_query", "php.text", "var_dump"}),
    log_methods=frozenset({"emergency", "alert"}),
    stdout=frozenset({"php.echo", "php.print", "var_dump", "printf", "vprintf", "STDOUT.write", "php.dump", "php.dd"}),
    stderr=frozenset({"STDERR.write", "error_log", "syslog", "trigger_error", "php.logger", "php.info"}),
    subprocess=frozenset({
        "php.exec", "shell_exec", "php.system", "php.passthru", "php.popen", "php.proc_open", "pcntl_exec",
        "Symfony.Component.Process.Process", "Symfony.Component.Process.Process.fromShellCommandline",
        "Illuminate.Support.Facades.Process.run",
    }),
    file_writes=frozenset({
        "file_put_contents", "Illuminate.Support.Facades.Storage.put", "Illuminate.Support.Facades.File.put",
    }),
    makers=frozenset({
        "PhpMcp.Server.Server.make", "Mcp.Server.builder", "Laravel.Mcp.Facades.Mcp.web", "Laravel.Mcp.Facades.Mcp.local",
    }),
    sdk_imports=r"^PhpMcp\.(?:Server|Laravel)(?:\.|$)|^Mcp\.(?:Server|Capability)(?:\.|$)|^Laravel\.Mcp(?:\.|$)|^Mcp$"
                r"|^OPGG\.LaravelMcpServer(?:\.|$)",
    transport_calls={
        "StdioTransport": "stdio",
        "StreamableHttpTransport": "streamable-http",
        "HttpServerTransport": "sse",
    },
)  # fmt: skip
