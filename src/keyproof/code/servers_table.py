"""What MCP servers look like: SDK packages, the constructors that make a server, transports, other languages' SDKs."""

from __future__ import annotations

import re
from typing import Final

from keyproof.code import known
from keyproof.code.known import Transport
from keyproof.patterns import regex

MANIFESTS: Final = (
    "package.json", "pyproject.toml", "setup.py", "setup.cfg", "requirements*.txt", "server.json", "manifest.json", "go.mod",
    "pom.xml", "build.gradle", "build.gradle.kts", "cargo.toml", "*.csproj", "composer.json", "gemfile", "*.gemspec",
)  # fmt: skip
"""Names of files that declare a package and what it depends on."""

SDK_IMPORTS: Final = known.either(
    regex(
        r"^(?:mcp(?:\.|$)|fastmcp(?:[./]|$)|@modelcontextprotocol/(?:sdk|server|node|express|hono|fastify)|mcp-framework|xmcp"
        r"|mcp-handler|@vercel/mcp-adapter|fastapi_mcp|arcade_mcp|@mastra/mcp|mcp-use|@hono/mcp|@rekog/mcp-nest|workers-mcp"
        r"|agents/mcp|litemcp|easy-mcp|mcp_use|tmcp|chuk_mcp_server|@golf|golf)(?:[./]|$)|^mcp\.|^@modelcontextprotocol/"
    ),
    "sdk_imports",
)
"""Modules of the SDKs for Python, JavaScript and TypeScript."""

MAKERS: Final = frozenset({
    "FastMCP", "Server", "McpServer", "MCPServer", "LiteMCP", "LowLevelServer", "FastApiMCP", "createMcpHandler",
    "defineMcpServer", "McpAgent", "FastMCPOpenAPI", "from_openapi", "from_fastapi", "ChukMCPServer", "EasyMCP",
    "createServer",
}) | known.names("makers")  # fmt: skip
"""Constructors and functions of the SDKs that make a server."""

PLAIN_MAKERS: Final = frozenset(
    {"Server", "createServer", "from_openapi", "from_fastapi", "MCPServer", "NewServer", "sync", "async"}
)
"""Those of them whose name other libraries use too: they count only where the name is imported from an SDK."""

OTHER_SDKS: Final[tuple[tuple[str, str, str, re.Pattern[str]], ...]] = (
    ("go.mod", "go", "mcp-go", regex(r"^\s*(?:require\s+)?github\.com/(?:mark3labs/mcp-go|modelcontextprotocol/go-sdk"
                                          r"|metoro-io/mcp-golang|ThinkInAIXYZ/go-mcp)\b(?![^\n]*// indirect)", re.M)),
    ("pom.xml", "java", "mcp-java-sdk", regex(r"<groupId>io\.modelcontextprotocol[\w.]{0,40}</groupId>\s*<artifactId>mcp\b"
                                                  r"|<artifactId>(?:mcp-spring-webmvc|mcp-spring-webflux|mcp-core"
                                                  r"|spring-ai[\w-]{0,40}mcp-server[\w-]{0,40}|quarkus-mcp-server[\w-]{0,40})<")),
    ("build.gradle", "java", "mcp-java-sdk", regex(r"io\.modelcontextprotocol|mcp-server-spring|spring-ai[\w-]{0,40}mcp-server")),
    ("build.gradle.kts", "kotlin", "mcp-kotlin-sdk", regex(r"io\.modelcontextprotocol|spring-ai[\w-]{0,40}mcp-server")),
    ("cargo.toml", "rust", "rmcp", regex(r"^\s*(?:\[dependencies\.)?(?:rmcp|rust-mcp-sdk|mcp-server|mcp_rs|mcp_rust_sdk|mcp-attr|mcpr|pmcp)\b(?!-)"
                                            r"(?!\s*=\s*\{(?=[^}]{0,400}\"client)(?![^}]{0,400}server)[^}]{0,400}features)", re.M)),
    (".csproj", "csharp", "ModelContextProtocol", regex(r"<PackageReference\s[^>]{0,200}\bInclude=\"(?:ModelContextProtocol|Microsoft\.Azure\.Functions\.Worker\.Extensions\.Mcp)", re.I)),
    ("composer.json", "php", "php-mcp", regex(r"\"(?:php-mcp/(?:server|laravel)|mcp/sdk|logiscape/mcp-sdk-php|laravel/mcp|opgginc/laravel-mcp-server)\"\s*:")),
    ("gemfile", "ruby", "mcp", regex(r"^\s*gem\s+['\"](?:mcp|fast-mcp|mcp-rb|mcp_on_ruby|model-context-protocol[\w-]{0,20})['\"]", re.M)),
    (".gemspec", "ruby", "mcp", regex(r"add_(?:runtime_)?dependency\s*\(?\s*['\"](?:mcp|fast-mcp|mcp-rb|mcp_on_ruby|model-context-protocol[\w-]{0,20})['\"]")),
)  # fmt: skip
"""Ending of the manifest's name, language, SDK, what shows the dependency."""

SDK_MODULE: Final = regex(r"(?:quarkus-mcp-server-(stdio|sse|http)|spring-ai-starter-mcp-server-(?:webmvc|webflux))\b")
SDK_MODULES: Final[dict[str, Transport]] = {"stdio": "stdio", "sse": "sse", "http": "streamable-http", "": "sse"}
"""The transport that a module of Quarkus or Spring AI serves by itself; those of Spring serve SSE unless told else."""

OWN_SDK: Final = regex(
    r"^module\s+github\.com/(?:mark3labs/mcp-go|modelcontextprotocol/go-sdk)\s*$"
    r"|^name\s*=\s*\"(?:rmcp|rust-mcp-sdk|mcp|fastmcp)\"\s*$|<groupId>io\.modelcontextprotocol\.sdk</groupId>\s*<artifactId>mcp-parent",
    re.M,
)
"""A manifest of an SDK itself, which is no server."""

ASIDE: Final = regex(
    r"(?:^|/)(?:tests?|__tests__|examples?|samples?|fixtures?|docs?|testing|testdata|e2e|benchmarks?|evals?|node_modules"
    r"|vendor|templates?|demos?|integration-tests)(?:/|$)|_test\.go$",
    re.I,
)
"""Folders whose programs are not what a user installs; they count when there is nothing else."""

TRANSPORT_CALLS: Final[dict[str, Transport]] = {
    **dict.fromkeys(("stdio_server", "StdioServerTransport", "run_stdio_async", "run_stdio", "serveStdio"), "stdio"),
    **dict.fromkeys(
        ("StreamableHTTPServerTransport", "streamable_http_app", "StreamableHTTPSessionManager", "run_streamable_http_async",
         "createMcpHandler", "WebStandardStreamableHTTPServerTransport", "StreamableHTTPTransport", "http_app",
         "NodeStreamableHTTPServerTransport", "run_http_async", "create_streamable_http_app", "HttpStreamTransport",
         "StreamableHttpServerTransport", "mount_http"),
        "streamable-http",
    ),
    **dict.fromkeys(("SSEServerTransport", "SseServerTransport", "sse_app", "run_sse_async", "create_sse_app", "mount_sse"), "sse"),
    **{n: v for k in known.KNOWN for n, v in k.transport_calls.items()},
}  # fmt: skip
"""Calls of the SDKs that serve a transport."""

TRANSPORT_SETTINGS: Final[dict[tuple[str, str], Transport]] = {
    ("spring.ai.mcp.server.stdio", "true"): "stdio",
    ("spring.ai.mcp.server.protocol", "stdio"): "stdio",
    ("spring.ai.mcp.server.protocol", "sse"): "sse",
    ("spring.ai.mcp.server.protocol", "streamable"): "streamable-http",
    ("spring.ai.mcp.server.protocol", "stateless"): "streamable-http",
    ("quarkus.mcp.server.stdio.enabled", "true"): "stdio",
}
"""Settings of Spring and Quarkus with the values that serve a transport."""

TRANSPORT_WORDS: Final[dict[str, Transport]] = {
    "stdio": "stdio", "sse": "sse", "http": "streamable-http", "streamable-http": "streamable-http",
    "streamable_http": "streamable-http", "streamableHttp": "streamable-http", "httpStream": "streamable-http",
    "http-stream": "streamable-http",
}  # fmt: skip
"""What servers call the transports in ``run(transport=…)``, options and variables."""
