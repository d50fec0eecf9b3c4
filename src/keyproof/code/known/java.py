"""Java and Kotlin: the JDK, Spring, Quarkus, HTTP clients, stores and the MCP SDKs, by package and class.

From the libraries' Javadoc and reference manuals. A class of ``java.lang`` or of a package imported whole goes by its
bare name, so that names stand here with and without their package.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.known import Known, Shown, Transport


def _both(package: str, *names: str) -> frozenset[str]:
    return frozenset(names) | {f"{package}.{name}" for name in names}


_TRANSPORTS: Final[dict[str, Transport]] = {
    "StdioServerTransportProvider": "stdio",
    "StdioServerTransport": "stdio",
    **dict.fromkeys(("HttpServletSseServerTransportProvider", "WebMvcSseServerTransportProvider",
                     "WebFluxSseServerTransportProvider", "HttpServletSseServerTransport", "WebMvcSseServerTransport",
                     "WebFluxSseServerTransport"), "sse"),
    **dict.fromkeys(("HttpServletStreamableServerTransportProvider", "WebMvcStreamableServerTransportProvider",
                     "WebFluxStreamableServerTransportProvider", "HttpServletStatelessServerTransport",
                     "WebMvcStatelessServerTransport", "WebFluxStatelessServerTransport", "mcpStreamableHttp",
                     "mcpStatelessStreamableHttp"), "streamable-http"),
}  # fmt: skip
_JWT: Final[tuple[Shown, ...]] = (
    ("authorization", "present", "Spring Security asks for a bearer token"),
    ("signature", "present", "Spring Security checks the signature of tokens"),
    ("expiry", "present", "Spring Security checks when a token expires"),
)
_RESOURCE_SERVER: Final = "spring.security.oauth2.resourceserver"

KNOWN: Final = Known(
    env_objects=_both("java.lang", "System.env"),
    env_getters=_both("java.lang", "System.getenv"),
    env_readers=dict.fromkeys(
        (*_both("io.github.cdimascio.dotenv", "Dotenv.load"), "io.github.cdimascio.dotenv.dotenv", "dotenv"), False
    ),
    secret_managers={
        "software.amazon.awssdk.services.secretsmanager": "AWS Secrets Manager",
        "com.amazonaws.services.secretsmanager": "AWS Secrets Manager",
        "com.amazonaws.secretsmanager.caching": "AWS Secrets Manager",
        "aws.sdk.kotlin.services.secretsmanager": "AWS Secrets Manager",
        "com.google.cloud.secretmanager": "Google Secret Manager",
        "com.azure.security.keyvault.secrets": "Azure Key Vault",
        "org.springframework.vault": "HashiCorp Vault",
        "io.quarkus.vault": "HashiCorp Vault",
        "com.bettercloud.vault": "HashiCorp Vault",
        "io.github.jopenlibs.vault": "HashiCorp Vault",
        "com.github.javakeyring": "the operating system's keyring",
        "com.microsoft.credentialstorage": "the operating system's keyring",
        "com.onepassword.sdk": "1Password",
        "com.infisical.sdk": "Infisical",
        "com.intellij.credentialStore": "the operating system's keyring",
    },
    secret_calls={"getSecretValue": "SecretId", "accessSecretVersion": "name", "getSecret": "name"},
    cloud_chains={
        **dict.fromkeys(("software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider.create",
                         "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider.builder",
                         "com.amazonaws.auth.DefaultAWSCredentialsProviderChain",
                         "com.amazonaws.auth.DefaultAWSCredentialsProviderChain.getInstance"), "AWS_*"),
        "com.azure.identity.DefaultAzureCredentialBuilder": "AZURE_*",
        "com.google.auth.oauth2.GoogleCredentials.getApplicationDefault": "GOOGLE_APPLICATION_CREDENTIALS",
    },
    oauth_calls={
        "com.google.api.client.googleapis.auth.oauth2.GoogleClientSecrets.load": "Google OAuth client file",
        "com.microsoft.aad.msal4j.PublicClientApplication.builder": "Microsoft OAuth sign-in",
        "com.microsoft.aad.msal4j.ConfidentialClientApplication.builder": "Microsoft OAuth client",
        "com.azure.identity.DeviceCodeCredentialBuilder": "Microsoft OAuth sign-in",
        "com.azure.identity.InteractiveBrowserCredentialBuilder": "Microsoft OAuth sign-in",
    },
    clients={
        "com.openai.client.okhttp.OpenAIOkHttpClient.fromEnv": ("OPENAI_API_KEY",),
        "com.anthropic.client.okhttp.AnthropicOkHttpClient.fromEnv": ("ANTHROPIC_API_KEY",),
    },
    tool_decorators=frozenset({"Tool", "McpTool", "McpResource", "McpPrompt", "Resource", "ResourceTemplate", "Prompt"}),
    tool_methods=frozenset({"toolCall", "callHandler", "SyncToolSpecification", "AsyncToolSpecification"}),
    start_decorators=frozenset({"PostConstruct", "Bean", "Startup"}),
    start_classes=frozenset({"Component", "Service", "Configuration", "Repository", "SpringBootApplication"}),
    exits=_both("java.lang", "System.exit", "Runtime.runtime.halt", "Runtime.runtime.exit")
    | {"SpringApplication.exit", "org.springframework.boot.SpringApplication.exit"},
    clean_errors=frozenset({"ParameterException", "UsageError", "CliktError", "PrintMessage"}),
    logs=frozenset({"println", "printf", "severe", "fine", "finer", "finest", "config", "warnf", "errorf", "infof"}),
    same=frozenset({"ResponseEntity.ok", "Mono.just", "Uni.createFrom"})
    | _both("io.quarkiverse.mcp.server", "ToolResponse.success", "ToolResponse.error", "TextContent")
    | _both("io.modelcontextprotocol.spec", "McpSchema.TextContent", "McpSchema.CallToolResult"),
    log_methods=frozenset({"fine", "finer", "finest", "severe", "config", "infof", "debugf", "warnf", "errorf", "tracef"}),
    stdout=_both("java.lang", "System.out.println", "System.out.print", "System.out.printf", "System.out.format"),
    stderr=_both("java.lang", "System.err.println", "System.err.print", "System.err.printf", "System.err.format"),
    http_methods=frozenset({"getForObject", "getForEntity", "postForObject", "postForEntity", "exchange", "submitForm"}),
    header_setters=frozenset({"header", "addHeader", "setHeader", "defaultHeader", "setRequestProperty", "setBearerAuth",
                              "bearerAuth", "setBasicAuth", "basicAuthentication"}),
    query_setters=frozenset({"queryParam", "addQueryParameter", "addEncodedQueryParameter", "queryParamIfPresent"}),
    subprocess=_both("java.lang", "ProcessBuilder", "Runtime.runtime.exec"),
    file_writes=_both("java.nio.file", "Files.writeString", "Files.write"),
    makers=frozenset({"McpSyncServer", "McpAsyncServer", "sync", "async", "McpTool", "McpServer"}),
    sdk_imports=r"^io\.modelcontextprotocol\.|^io\.quarkiverse\.mcp\.server|^org\.springaicommunity\.mcp|^org\.noear\.solon\.ai\.mcp"
    r"|^org\.springframework\.ai\.mcp\.(?:server|annotation)",
    transport_calls=_TRANSPORTS,
    http_auth={
        "oauth2ResourceServer": _JWT,
        "McpServerOAuth2Configurer": (*_JWT, ("resource-metadata", "present", "served by mcp-server-security")),
        "mcpServerOAuth2": (*_JWT, ("resource-metadata", "present", "served by mcp-server-security")),
        "mcpServerApiKey": (("authorization", "present", "an API key is asked for"),
                            ("static-token", "weak", "an API key does not expire")),
        "McpApiKeyConfigurer": (("authorization", "present", "an API key is asked for"),
                                ("static-token", "weak", "an API key does not expire")),
        "validateAudienceClaim": (("audience", "present", "mcp-server-security compares the audience"),),
        "requireAudience": (("audience", "present", "the audience is checked"),),
        "withAudience": (("audience", "present", "the audience is checked"),),
        "withAnyOfAudience": (("audience", "present", "the audience is checked"),),
        "requireIssuer": (("issuer", "present", "the issuer is checked"),),
        "withIssuer": (("issuer", "present", "the issuer is checked"),),
        "createDefaultWithIssuer": (("issuer", "present", "the issuer is checked"),),
        "fromIssuerLocation": (("issuer", "present", "the issuer is checked"),),
        "httpBasic": (("authorization", "present", "a user and a password are asked for"),),
        "Authenticated": (("authorization", "present", "only users that are known are let in"),),
        "RolesAllowed": (("authorization", "present", "only users with a role are let in"),),
        "PreAuthorize": (("authorization", "present", "only users with an authority are let in"),),
        f"{_RESOURCE_SERVER}.jwt.issuer-uri": (*_JWT, ("issuer", "present", "Spring Security compares the issuer")),
        f"{_RESOURCE_SERVER}.jwt.jwk-set-uri": _JWT,
        f"{_RESOURCE_SERVER}.jwt.public-key-location": _JWT,
        f"{_RESOURCE_SERVER}.jwt.audiences": (("audience", "present", "Spring Security compares the audience"),),
        f"{_RESOURCE_SERVER}.opaquetoken.introspection-uri": (
            ("authorization", "present", "tokens are checked with their issuer"),
        ),
        "quarkus.oidc.token.audience": (("audience", "present", "Quarkus compares the audience"),),
        "quarkus.oidc.auth-server-url": (("oauth", "present", "Quarkus checks tokens of an OpenID provider"),),
        "server.ssl.key-store": (("https", "present", "the server speaks TLS"),),
        "server.ssl.bundle": (("https", "present", "the server speaks TLS"),),
    },
)  # fmt: skip
