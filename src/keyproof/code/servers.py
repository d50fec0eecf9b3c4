"""Which MCP servers a target holds, and which transports they serve.

A server is code that makes one with an MCP SDK, in the folder of the manifest around it. For languages without code
analysis the dependency on an SDK alone tells, so that the server is at least known. A program that only imports the
client half of an SDK makes no server and is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from keyproof.code.inventory import own_part
from keyproof.code.ir import Call, Class, Expr, Import, Index, Module, Node, Str
from keyproof.code.known.rust import KNOWN as RUST
from keyproof.code.manifests import Package, depth, packages
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.servers_table import ASIDE, MAKERS, MANIFESTS, PLAIN_MAKERS, SDK_IMPORTS, TRANSPORT_CALLS
from keyproof.code.taken import location
from keyproof.code.transports import Seen, called_name, decided, seen_in
from keyproof.code.walk import walk_statements
from keyproof.model.fact import ServerFound, TransportServed
from keyproof.model.place import Location
from keyproof.patterns import regex

_RUST_SDKS: Final = regex(RUST.sdk_imports)

__all__ = ["MANIFESTS", "servers", "serves_http", "serves_stdio", "uses_sdk"]


def servers(project: Project, manifests: Mapping[str, bytes]) -> tuple[list[ServerFound], list[TransportServed]]:
    """Return the servers of *project* and the transports they serve, each in order of their folders.

    Args:
        project: the lowered modules of the target.
        manifests: path to bytes of the files that ``MANIFESTS`` names.
    """
    known = packages(manifests)
    made = [(m, node) for m in project.modules.values() if uses_sdk(m) for node in _makers(project, m)]
    others = [p for p in known if p.sdk and not _is_read(project, p)]
    main = [(m, node) for m, node in made if not ASIDE.search(own_part(m.path))]
    main_others = [p for p in others if not ASIDE.search(p.root)]
    if main or main_others:
        made, others = main, main_others
    found: dict[str, ServerFound] = {}
    for module, node in made:
        server = _server(module, node, known)
        held = found.get(server.root)
        if held is None or _weight(server) < _weight(held):
            found[server.root] = server
    parts = _programs(found, known)
    in_code = {s.language for s in found.values()}
    for package in others:
        if package.language == "rust" and "rust" in in_code:
            # Crates of a workspace that are parts of its servers depend on the SDK as well.
            continue
        found.setdefault(package.root, _declared(package))
    listed = sorted(found.values(), key=lambda s: s.root)
    return listed, _transports(project, listed, parts, known)


def _is_read(project: Project, package: Package) -> bool:
    """Return whether a package of C# has code that was read: that of libraries and clients needs the SDK as well."""
    root = f"{package.root}/" if package.root else ""
    sources = (m for m in project.modules.values() if m.language == "csharp")
    return package.language == "csharp" and any(m.path.startswith(root) for m in sources)


def _programs(found: dict[str, ServerFound], known: list[Package]) -> dict[str, list[str]]:
    """Put programs of a monorepo in the place of the libraries that they are made of.

    Returns:
        By root of a program, the roots of the libraries it took the place of.
    """
    libraries = {p.name: p.root for p in known if p.name and p.root in found and p.language in ("javascript", "csharp")}
    parts: dict[str, list[str]] = {}
    for package in known:
        used = {libraries[n] for n in package.needs if n in libraries} - {package.root}
        if package.program and used and not ASIDE.search(package.root):
            parts[package.root] = sorted(used)
            if package.root not in found:
                held = found[parts[package.root][0]]
                found[package.root] = msgspec.structs.replace(_declared(package), language=held.language, sdk=held.sdk)
    programs = {p.root for p in known if p.program}
    for root in {r for used in parts.values() for r in used} - programs:
        found.pop(root, None)
    return parts


def _weight(server: ServerFound) -> tuple[int, str, int]:
    """Of several places in one folder the one nearest to its top is where a reader looks first."""
    return depth(server.location.path), server.location.path, server.location.line or 0


def _declared(package: Package) -> ServerFound:
    return ServerFound(
        location=Location(path=package.path, line=package.line),
        name=package.name or package.root.rpartition("/")[2],
        root=package.root,
        language=package.language,
        sdk=package.sdk,
        package=package.name,
    )


def _server(module: Module, node: Node, known: list[Package]) -> ServerFound:
    own = next((p for p in known if _fits(p, module)), None)
    root = own.root if own is not None else _folder(module.path)
    name = (own.name if own is not None else "") or _stated(node) or root.rpartition("/")[2]
    sdk = next((i.module for i in module.body if isinstance(i, Import) and SDK_IMPORTS.search(i.module)), "")
    return ServerFound(
        location=location(module, node),
        name=name or module.path.rpartition("/")[2].partition(".")[0],
        root=root,
        language=module.language,
        sdk=_sdk_name(sdk),
        package=own.name if own is not None else "",
    )


_JVM: Final = ("java", "kotlin")
_PACKAGED: Final = {"typescript": ("javascript",), "java": _JVM, "kotlin": _JVM, "properties": _JVM}
"""By language of a file, the languages that the manifest of its package may speak of."""


def _fits(package: Package, module: Module) -> bool:
    wanted = _PACKAGED.get(module.language, (module.language,))
    inside = not package.root or module.path.startswith(package.root + "/")
    return package.language in wanted and inside and (bool(package.name) or not package.path.endswith("package.json"))


def _folder(path: str) -> str:
    lead, java, _ = path.partition("src/main/")
    if java:
        return lead.rstrip("/")
    folder = path.rpartition("/")[0]
    for ending in ("/src", "/lib", "/dist", "/build"):
        folder = folder.removesuffix(ending)
    return "" if folder in ("src", "lib", "dist", "build") else folder


def _stated(node: Node) -> str:
    named = isinstance(node, Call) and last_name(node.func) != "McpTool"
    if named and isinstance(node, Call) and node.args and isinstance(node.args[0].value, Str):
        return node.args[0].value.value[:100]
    return ""


_SDKS: Final = {
    "io.modelcontextprotocol.kotlin": "mcp-kotlin-sdk", "io.modelcontextprotocol": "mcp-java-sdk",
    "io.quarkiverse.mcp": "quarkus-mcp-server", "org.springaicommunity.mcp": "spring-ai-mcp",
    "org.springframework.ai.mcp": "spring-ai-mcp", "ModelContextProtocol": "ModelContextProtocol",
    "Microsoft.Azure.Functions.Worker.Extensions.Mcp": "Azure Functions MCP",
}  # fmt: skip


def _sdk_name(module: str) -> str:
    for start, name in _SDKS.items():
        if module.startswith(start):
            return name
    if module.startswith("@"):
        return "/".join(module.split("/")[:2])
    return module.replace("/", ".").partition(".")[0]


def uses_sdk(module: Module) -> bool:
    """Return whether *module* imports an MCP SDK."""
    # A crate's own module may be called ``mcp``, as Python's SDK is.
    sdks = _RUST_SDKS if module.language == "rust" else SDK_IMPORTS
    return any(sdks.search(i.module) for i in _imports(module))


def _imports(module: Module) -> Iterator[Import]:
    for statement in walk_statements(module.body, into_functions=True):
        if isinstance(statement, Import):
            yield statement


def _makers(project: Project, module: Module) -> Iterator[Node]:
    for node, scope in project.index(module).of(Call, Class):
        if (
            isinstance(node, Call)
            and (_makes(project, node.func, scope) or called_name(node, scope, project) in TRANSPORT_CALLS)
        ) or (isinstance(node, Class) and any(_base(b) in MAKERS - PLAIN_MAKERS for b in node.bases)):
            yield node


def _base(expr: Expr) -> str:
    """``FastMCP[Settings]`` is a FastMCP."""
    return last_name(expr.value if isinstance(expr, Index) else expr)


def _makes(project: Project, func: Expr, scope: Scope) -> bool:
    name = last_name(func)
    dotted = project.dotted(func, scope)
    head, _, tail = dotted.rpartition(".")
    if name not in MAKERS and tail not in MAKERS:
        return False
    if SDK_IMPORTS.search(head) or SDK_IMPORTS.search(dotted):
        return "client" not in head
    # ``mcp.server.Server`` under another name, or a class of the project built on an SDK.
    return name in MAKERS - PLAIN_MAKERS


def _transports(
    project: Project, found: list[ServerFound], parts: dict[str, list[str]], known: list[Package]
) -> list[TransportServed]:
    owners = {part: root for root, used in parts.items() for part in used}
    owners |= {s.root: s.root for s in found}
    roots = sorted(owners, key=depth, reverse=True)
    by_root: dict[str, list[Seen]] = {s.root: [] for s in found}
    aside = any(ASIDE.search(own_part(s.location.path)) for s in found)
    for module in project.modules.values():
        root = next((r for r in roots if not r or module.path.startswith(r + "/")), None)
        if root is None or owners[root] not in by_root or (ASIDE.search(own_part(module.path)) and not aside):
            continue
        by_root[owners[root]] += seen_in(project, module, uses_sdk(module))
    for package in known:
        if package.root in by_root and not by_root[package.root]:
            where = Location(path=package.path, line=package.line)
            by_root[package.root] += [Seen(t, where) for t in package.transports]
    return [t for root in sorted(by_root) for t in decided(by_root[root])]


def serves_stdio(project: Project) -> bool:
    """Return whether anything in *project* serves over standard input and output."""
    return any(s.transport == "stdio" for m in project.modules.values() for s in seen_in(project, m, uses_sdk(m)))


def serves_http(project: Project) -> list[Location]:
    """Return where *project* serves over HTTP, tests and examples left out."""
    return [
        s.location
        for m in project.modules.values()
        if not ASIDE.search(own_part(m.path))
        for s in seen_in(project, m, uses_sdk(m))
        if s.transport != "stdio"
    ]
