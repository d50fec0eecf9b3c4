"""Which MCP servers a target holds, and which transports they serve.

A server is a folder with a manifest that depends on an MCP SDK (or code that imports one) and code that makes a server.
For languages without code analysis the dependency alone tells, so that the server is at least known.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from keyproof.code.ir import Call, Const, Import, Module, Str
from keyproof.code.messages import last_name
from keyproof.code.project import Project, walk_module
from keyproof.model.fact import ServerFound, TransportServed
from keyproof.model.place import Location

MANIFESTS: Final = (
    "package.json", "pyproject.toml", "setup.py", "setup.cfg", "requirements*.txt", "server.json", "manifest.json", "go.mod",
    "pom.xml", "build.gradle", "build.gradle.kts", "cargo.toml", "*.csproj", "composer.json", "gemfile", "*.gemspec",
)  # fmt: skip
"""Names of files that declare a package and what it depends on."""

SDK_IMPORTS: Final = re.compile(
    r"^(?:mcp(?:\.|$)|fastmcp(?:\.|$)|@modelcontextprotocol/(?:sdk|server|node|express|hono)|mcp-framework|fastmcp$|xmcp|mcp-handler|@vercel/mcp-adapter|"
    r"mcp_server|arcade_mcp|@mastra/mcp|mcp-use|@hono/mcp|@nestjs-mcp|@rekog/mcp-nest|workers-mcp|agents/mcp|litemcp)"
)
MAKERS: Final = frozenset(
    "FastMCP Server McpServer MCPServer LiteMCP LowLevelServer FastApiMCP createMcpHandler defineMcpServer McpAgent".split()
)
"""Constructors of the SDKs that make a server."""

OTHER_SDKS: Final[tuple[tuple[str, str, re.Pattern[str]], ...]] = (
    ("go.mod", "go", re.compile(r"github\.com/mark3labs/mcp-go|modelcontextprotocol/go-sdk|metoro-io/mcp-golang|ThinkInAIXYZ/go-mcp")),
    ("pom.xml", "java", re.compile(r"io\.modelcontextprotocol|spring-ai[\w-]*mcp[\w-]*server|quarkus-mcp-server")),
    ("build.gradle", "java", re.compile(r"io\.modelcontextprotocol|spring-ai[\w-]*mcp[\w-]*server|kotlin-sdk")),
    ("build.gradle.kts", "kotlin", re.compile(r"io\.modelcontextprotocol|spring-ai[\w-]*mcp[\w-]*server|kotlin-sdk")),
    ("cargo.toml", "rust", re.compile(r"^\s*(?:rmcp|rust-mcp-sdk|mcp-core|mcp_rs|mcp-server)\b", re.M)),
    (".csproj", "csharp", re.compile(r"ModelContextProtocol", re.I)),
    ("composer.json", "php", re.compile(r"php-mcp/|mcp/sdk|logiscape/mcp-sdk")),
    ("gemfile", "ruby", re.compile(r"gem\s+['\"](?:mcp|fast-mcp|model-context-protocol\w*)['\"]")),
    (".gemspec", "ruby", re.compile(r"add_(?:runtime_)?dependency\s*\(?\s*['\"](?:mcp|fast-mcp)['\"]")),
)  # fmt: skip
ASIDE: Final = re.compile(
    r"(?:^|/)(?:tests?|__tests__|examples?|samples?|fixtures?|docs?|testing|e2e|benchmarks?|evals?|node_modules|vendor|templates?|demos?)(?:/|$)", re.I
)
STDIO: Final = frozenset("stdio_server StdioServerTransport run_stdio run_stdio_async stdio".split())
HTTP: Final = frozenset(
    "StreamableHTTPServerTransport streamable_http_app StreamableHTTPSessionManager run_streamable_http_async createMcpHandler "
    "WebStandardStreamableHTTPServerTransport StreamableHTTPTransport NodeStreamableHTTPServerTransport http_app run_http_async".split()
)
SSE: Final = frozenset("SSEServerTransport SseServerTransport sse_app run_sse_async create_sse_app".split())


class _Package(msgspec.Struct, frozen=True):
    path: str
    root: str
    name: str
    language: str
    text: str


def servers(project: Project, manifests: Mapping[str, bytes]) -> tuple[list[ServerFound], list[TransportServed]]:
    """Return the servers of *project* and the transports they serve.

    Args:
        project: the lowered modules.
        manifests: path to bytes of the files that ``MANIFESTS`` names.
    """
    packages = sorted(_packages(manifests), key=lambda p: (-p.root.count("/") - bool(p.root), p.path))
    made = [(m, call) for m in project.modules.values() if _uses_sdk(m) for call in _makers(m)]
    keep = [(m, c) for m, c in made if not ASIDE.search(m.path)] or made
    found: dict[str, ServerFound] = {}
    for module, call in keep:
        server = _server(module, call, packages)
        found.setdefault(server.root, server)
    for package in packages:
        if (language := _other_language(package)) and (not ASIDE.search(package.root) or not found):
            place = Location(path=package.path, line=1)
            found.setdefault(
                package.root,
                ServerFound(location=place, name=package.name, root=package.root, language=language, package=package.name),
            )
    transports = [t for module in project.modules.values() if not ASIDE.search(module.path) for t in _transports(module)]
    return sorted(found.values(), key=lambda s: s.root), transports


def _inside(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")


def _server(module: Module, call: Call, packages: list[_Package]) -> ServerFound:
    wanted = "python" if module.language == "python" else "javascript"
    own = next((p for p in packages if p.language == wanted and _inside(module.path, p.root)), None)
    folder = module.path.rpartition("/")[0]
    root = own.root if own else folder.removesuffix("/src").removesuffix("src") if folder != "src" else ""
    stated = next((a.value.value for a in call.args[:1] if isinstance(a.value, Str)), "")
    name = (own.name if own else "") or stated or root.rpartition("/")[2] or module.path
    sdk = next((i.module for i in _imports(module) if SDK_IMPORTS.search(i.module)), "")
    return ServerFound(
        location=Location(path=module.path, line=call.span.line, column=call.span.column),
        name=name, root=root, language=module.language, sdk=sdk, package=own.name if own else "",
    )  # fmt: skip


def _imports(module: Module) -> Iterator[Import]:
    for node in walk_module(module):
        if isinstance(node, Import):
            yield node


def _uses_sdk(module: Module) -> bool:
    return any(SDK_IMPORTS.search(i.module) for i in _imports(module))


def _makers(module: Module) -> Iterator[Call]:
    for node in walk_module(module):
        if isinstance(node, Call) and last_name(node.func) in MAKERS:
            yield node


def _packages(manifests: Mapping[str, bytes]) -> Iterator[_Package]:
    for path, raw in manifests.items():
        folder, _, base = path.rpartition("/")
        low = base.lower()
        text = raw[: 2 * 1024 * 1024].decode("utf-8", "replace")
        if low == "package.json":
            yield _Package(path, folder, _json_name(text), "javascript", text)
        elif low == "pyproject.toml":
            yield _Package(path, folder, _toml_name(text), "python", text)
        elif low in ("setup.py", "setup.cfg") or low.startswith("requirements"):
            yield _Package(path, folder, "", "python", text)
        elif any(low.endswith(suffix) for suffix, _, _ in OTHER_SDKS):
            yield _Package(path, folder, _other_name(text, base, folder), "", text)


def _json_name(text: str) -> str:
    try:
        parsed: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(parsed.get("name") or "")[:214] if isinstance(parsed, dict) else ""


def _toml_name(text: str) -> str:
    try:
        parsed = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    for table in (parsed.get("project"), (parsed.get("tool") or {}).get("poetry") if isinstance(parsed.get("tool"), dict) else None):
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            return str(table["name"])[:214]
    return ""


def _other_name(text: str, base: str, folder: str) -> str:
    for pattern in (r"^module\s+(\S+)", r"<artifactId>([^<]+)</artifactId>(?![\s\S]*</parent>)", r"^name\s*=\s*\"([^\"]+)\""):
        if found := re.search(pattern, text, re.M):
            return found.group(1).rpartition("/")[2][:214]
    return base.removesuffix(".csproj") if base.endswith(".csproj") else folder.rpartition("/")[2]


def _other_language(package: _Package) -> str:
    low = package.path.rpartition("/")[2].lower()
    for suffix, language, pattern in OTHER_SDKS:
        if low.endswith(suffix) and pattern.search(package.text) and not _is_sdk(package.text):
            return language
    return ""


def _is_sdk(text: str) -> bool:
    """Whether a manifest is that of an SDK itself."""
    return bool(re.search(r"^module\s+github\.com/(?:mark3labs/mcp-go|modelcontextprotocol/go-sdk)\s*$", text, re.M))


def _transports(module: Module) -> Iterator[TransportServed]:
    if not _uses_sdk(module):
        return
    for node in walk_module(module):
        if not isinstance(node, Call):
            continue
        name = last_name(node.func)
        place = Location(path=module.path, line=node.span.line, column=node.span.column)
        if name in STDIO:
            yield TransportServed(location=place, transport="stdio")
        elif name in HTTP:
            yield TransportServed(location=place, transport="streamable-http")
        elif name in SSE:
            yield TransportServed(location=place, transport="sse")
        elif name == "run" and module.language == "python":
            yield from _run(node, place)


def _run(call: Call, place: Location) -> Iterator[TransportServed]:
    """Read ``mcp.run(...)``: no transport named means stdio (Python SDK and fastmcp)."""
    named = next((a.value for a in call.args if a.name == "transport"), call.args[0].value if call.args else None)
    words = {"stdio": "stdio", "sse": "sse", "http": "streamable-http", "streamable-http": "streamable-http"}
    receiver = getattr(call.func, "value", None)
    if receiver is None or last_name(receiver) in ("asyncio", "anyio", "uvicorn", "subprocess", "app", "trio"):
        return
    if named is None:
        yield TransportServed(location=place, transport="stdio", default=True)
    elif isinstance(named, Str) and named.value in words:
        yield TransportServed(location=place, transport=words[named.value])  # type: ignore[arg-type]
    elif isinstance(named, Const):
        yield TransportServed(location=place, transport="stdio")


def serves_stdio(project: Project) -> bool:
    """Return whether anything in *project* serves over standard input and output."""
    return any(t.transport == "stdio" for m in project.modules.values() for t in _transports(m))
