"""Ruby: the standard library, Rails, the common HTTP clients and the MCP SDKs, by the paths of their constants.

From the gems' documentation and the sources of the SDKs. Functions of the language itself go by ``ruby.name``, as the
lowering gives them.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.known import Known

_RUNS: Final = ("ruby.system", "ruby.exec", "ruby.spawn", "IO.popen", "Process.spawn", "Kernel.system", "Kernel.exec",
                "Kernel.spawn", "PTY.spawn", "Open3.capture2", "Open3.capture2e", "Open3.capture3", "Open3.popen2",
                "Open3.popen2e", "Open3.popen3", "Open3.pipeline", "TTY.Command.run", "Process.exec")  # fmt: skip

KNOWN: Final = Known(
    env_objects=frozenset({"ruby.environ"}),
    env_getters=frozenset({"Figaro.env"}),
    option_methods=frozenset({"on", "method_option", "class_option"}),
    secret_managers={
        "aws-sdk-secretsmanager": "AWS Secrets Manager",
        "google/cloud/secret_manager": "Google Secret Manager",
        "vault": "HashiCorp Vault",
    },
    cloud_chains={
        "Aws.S3.Client": "AWS_*",
        "Aws.S3.Resource": "AWS_*",
        "Aws.DynamoDB.Client": "AWS_*",
        "Aws.EC2.Client": "AWS_*",
        "Aws.SQS.Client": "AWS_*",
        "Aws.SNS.Client": "AWS_*",
        "Aws.Lambda.Client": "AWS_*",
        "Aws.SES.Client": "AWS_*",
        "Aws.SSM.Client": "AWS_*",
        "Aws.STS.Client": "AWS_*",
        "Aws.CloudWatch.Client": "AWS_*",
        "Aws.CloudWatchLogs.Client": "AWS_*",
        "Aws.BedrockRuntime.Client": "AWS_*",
        "Aws.SecretsManager.Client": "AWS_*",
        "Google.Auth.get_application_default": "GOOGLE_APPLICATION_CREDENTIALS",
        "Google.Auth.ServiceAccountCredentials.from_env": "GOOGLE_APPLICATION_CREDENTIALS",
    },
    secret_calls={"secret_version_data": "name"},
    oauth_calls={
        "Google.Auth.ClientId.from_file": "Google OAuth client file",
        "Google.Auth.UserAuthorizer": "Google OAuth sign-in",
        "OAuth2.Client": "OAuth client",
    },
    file_loads=frozenset({
        "YAML.load", "YAML.safe_load", "YAML.unsafe_load", "Psych.load", "JSON.load", "TomlRB.load", "Tomlrb.load",
        "Oj.load", "ruby.credentials",
    }),
    tool_decorators=frozenset({"McpTool", "McpResource", "McpPrompt"}),
    exits=frozenset({"ruby.exit", "Kernel.exit", "Kernel.abort", "Process.exit", "Process.exit!", "Kernel.exit!"}),
    error_results=frozenset({"error_response", "respond_with_error", "tool_error"}),
    logs=frozenset({"puts", "pp", "p", "unknown"}),
    same=frozenset({
        "JSON.parse", "JSON.load", "CGI.escape", "CGI.escapeHTML", "ERB.Util.url_encode", "URI.encode_www_form_component",
        "URI", "URI.parse", "URI.join", "URI.encode_uri_component", "Base64.strict_encode64", "Base64.encode64",
        "Base64.urlsafe_encode64", "Base64.decode64", "Base64.strict_decode64", "Base64.urlsafe_decode64", "Shellwords.escape",
        "Array", "Hash", "OpenStruct", "MCP.Tool.Response", "MCP.Content.Text", "MCP.Resource.TextContents", "respond_with",
        "text_content", "Addressable.URI.parse", "StringIO", "Struct", "Pathname", "HashWithIndifferentAccess",
    }),
    whole=frozenset({
        "ruby.text", "JSON.generate", "JSON.dump", "JSON.pretty_generate", "YAML.dump", "Oj.dump", "URI.encode_www_form",
        "Rack.Utils.build_query",
    }),
    log_methods=frozenset({"unknown", "add", "puts", "write"}),
    stdout=frozenset({
        "ruby.puts", "ruby.print", "ruby.p", "ruby.pp", "ruby.printf", "STDOUT.puts", "STDOUT.print", "STDOUT.write",
        "STDOUT.printf", "Kernel.puts", "Kernel.print", "ruby.display",
    }),
    stderr=frozenset({
        "ruby.warn", "STDERR.puts", "STDERR.print", "STDERR.write", "STDERR.printf", "Kernel.warn", "Warning.warn",
    }),
    subprocess=frozenset(_RUNS),
    file_writes=frozenset({"File.write", "IO.write", "File.binwrite", "IO.binwrite"}),
    sdk_imports=r"^fast_mcp$|^model_context_protocol(?:/|$)|^mcp_on_ruby$|^mcp/server(?:/|$)|^MCP\.Server$|^FastMcp(?:\.|$)"
                r"|^ModelContextProtocol\.Server$|^mcp-rb$|^MCP$",
    makers=frozenset({
        "rack_middleware", "authenticated_rack_middleware", "mount_in_rails", "with_stdio_transport",
        "with_streamable_http_transport",
    }),
    transport_calls={
        "StdioTransport": "stdio",
        "StreamableHTTPTransport": "streamable-http",
        "with_stdio_transport": "stdio",
        "with_streamable_http_transport": "streamable-http",
        "rack_middleware": "sse",
        "authenticated_rack_middleware": "sse",
        "start_rack": "sse",
        "handle_json": "streamable-http",
        "start_authenticated_rack": "sse",
        "mount_in_rails": "sse",
        "RackTransport": "sse",
        "AuthenticatedRackTransport": "sse",
    },
    http_auth={
        "authenticated_rack_middleware": (
            ("authorization", "present", "fast-mcp refuses requests without the token"),
            ("static-token", "weak", "one fixed token is compared"),
        ),
        "start_authenticated_rack": (
            ("authorization", "present", "fast-mcp refuses requests without the token"),
            ("static-token", "weak", "one fixed token is compared"),
        ),
        "secure_compare": (("constant-time", "present", "tokens are compared in constant time"),),
        "fixed_length_secure_compare": (("constant-time", "present", "tokens are compared in constant time"),),
        "authenticate_or_request_with_http_token": (
            ("authorization", "present", "Rails refuses requests without a token"),
        ),
        "authenticate_with_http_token": (("authorization", "present", "Rails looks at the request's token"),),
    },
    jwt_calls=frozenset({"JWT.decode"}),
)  # fmt: skip
