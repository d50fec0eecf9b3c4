"""Rust: the standard library, configuration and command-line crates, loggers, stores and the MCP SDKs by path.

From the crates' documentation on docs.rs and the SDKs' own sources. Macros have a ``!``; those of log and tracing are methods
of ``log`` in the lowering.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.known import Known, Transport

_TRANSPORTS: Final[dict[str, Transport]] = {
    **dict.fromkeys(("StdioTransport", "ByteTransport"), "stdio"),
    **dict.fromkeys(("StreamableHttpService", "StreamableHttpServer", "HyperServerOptions", "AxumRouter"), "streamable-http"),
    **dict.fromkeys(("SseServer", "SseServerConfig"), "sse"),
}  # fmt: skip

KNOWN: Final = Known(
    env_objects=frozenset({"std.env.environ"}),
    env_getters=frozenset({
        "std.env.var", "std.env.var_os", "env.var", "dotenvy.var", "dotenv.var", "env!", "option_env!", "dotenv.dotenv.var",
    }),
    raising_getters=frozenset({"env!"}),
    secret_managers={
        "vaultrs": "HashiCorp Vault",
        "vaultrs.client": "HashiCorp Vault",
        "aws_sdk_secretsmanager": "AWS Secrets Manager",
        "google_cloud_secretmanager_v1": "Google Secret Manager",
        "azure_security_keyvault": "Azure Key Vault",
        "azure_security_keyvault_secrets": "Azure Key Vault",
        "keyring": "the operating system's keyring",
        "secret_service": "the operating system's keyring",
        "security_framework": "the operating system's keyring",
    },
    keyring_calls=frozenset({"keyring.Entry.new"}),
    cloud_chains={
        "aws_config.load_from_env": "AWS_*",
        "aws_config.load_defaults": "AWS_*",
        "aws_config.from_env": "AWS_*",
        "aws_config.defaults": "AWS_*",
        "azure_identity.DefaultAzureCredential.new": "AZURE_*",
        "azure_identity.DefaultAzureCredential.default": "AZURE_*",
        "azure_identity.create_default_credential": "AZURE_*",
        "azure_identity.create_credential": "AZURE_*",
        "azure_identity.DeveloperToolsCredential.new": "AZURE_*",
        "gcp_auth.provider": "GOOGLE_APPLICATION_CREDENTIALS",
        "google_cloud_auth.credentials.Builder.default": "GOOGLE_APPLICATION_CREDENTIALS",
        "google_cloud_auth.project.create_token_source": "GOOGLE_APPLICATION_CREDENTIALS",
        "kube.Client.try_default": "KUBECONFIG",
    },
    oauth_calls={
        "yup_oauth2.InstalledFlowAuthenticator.builder": "Google OAuth client file",
        "yup_oauth2.read_application_secret": "Google OAuth client file",
    },
    clients={
        "async_openai.Client.new": ("OPENAI_API_KEY",),
    },
    file_loads=frozenset({
        "serde_json.from_reader", "serde_json.from_str", "serde_json.from_slice", "serde_yaml.from_str", "serde_yaml.from_reader",
        "toml.from_str", "serde_yml.from_str",
    }),
    tool_decorators=frozenset({"mcp_tool"}),
    tool_methods=frozenset({"with_tool", "add_route"}),
    start_names=frozenset({"run_stdio", "run_server", "main_impl", "try_main", "real_main", "start_server", "async_main"}),
    exits=frozenset({"std.process.exit", "process.exit", "std.process.abort", "process.abort"}),
    logs=frozenset({"println!", "eprintln!", "print!", "eprint!", "dbg!"}),
    log_methods=frozenset(),
    stdout=frozenset({"println!", "print!"}),
    stderr=frozenset({"eprintln!", "eprint!", "dbg!"}),
    same=frozenset({
        "anyhow!", "urlencoding.encode", "form_urlencoded.byte_serialize", "anyhow.Error.msg", "std.fmt.format",
        "base64.encode", "STANDARD.encode", "BASE64_STANDARD.encode", "general_purpose.STANDARD.encode", "URL_SAFE.encode",
        "hex.encode", "base64.engine.general_purpose.STANDARD.encode", "base64.prelude.BASE64_STANDARD.encode",
        "serde_json.json", "serde_json.Value.String", "percent_encode", "utf8_percent_encode",
    }),
    whole=frozenset({
        "serde_json.to_string", "serde_json.to_string_pretty", "serde_json.to_value", "serde_json.to_vec", "serde_yaml.to_string",
        "toml.to_string", "toml.to_string_pretty", "serde_json.to_vec_pretty", "serde_yaml.to_value", "serde_urlencoded.to_string",
    }),
    subprocess=frozenset(),
    file_writes=frozenset({"std.fs.write", "fs.write", "tokio.fs.write", "async_std.fs.write", "fs_err.write"}),
    makers=frozenset({"ServerHandler", "ServerHandlerCore", "ByteTransport"}),
    sdk_imports=r"^(?:rmcp|rust_mcp_sdk|rust_mcp_schema|mcpr|pmcp|mcp_attr|turbomcp|mcp_spec|mcp_rust_sdk)(?:\.|$)|^mcp_server\.router",
    transport_calls={"serve_stdio": "stdio", "async_rw": "stdio", **_TRANSPORTS},
    http_auth={
        "set_audience": (("audience", "present", "the audience of tokens is checked"),),
        "set_issuer": (("issuer", "present", "the issuer of tokens is checked"),),
        "insecure_disable_signature_validation": (("signature", "weak", "the signature of tokens is not checked"),),
        "ValidateRequestHeaderLayer": (("authorization", "present", "tower-http's ValidateRequestHeaderLayer refuses other requests"),),
        "ct_eq": (("constant-time", "present", "tokens are compared in constant time"),),
        "verify_slices_are_equal": (("constant-time", "present", "tokens are compared in constant time"),),
        "constant_time_eq": (("constant-time", "present", "tokens are compared in constant time"),),
        "with_allowed_hosts": (("dns-rebinding", "present", "the Host header is checked"),),
    },
    jwt_calls=frozenset(),
)  # fmt: skip
