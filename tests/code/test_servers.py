"""Which servers a target holds and which transports they serve."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from keyproof.code.ir import Module
from keyproof.code.manifests import packages
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.servers import servers
from keyproof.model.fact import ServerFound, TransportServed

FASTMCP = 'from mcp.server.fastmcp import FastMCP\nmcp = FastMCP("acme")\nmcp.run()\n'
SDK = (
    'import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\n'
    'import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";\n'
    'const server = new McpServer({ name: "acme", version: "1" });\n'
    "server.connect(new StdioServerTransport());\n"
)


def project(files: dict[str, str]) -> Project:
    modules = []
    for path, text in files.items():
        made = parse(path, text.encode())
        assert isinstance(made, Module)
        modules.append(made)
    return Project(modules)


def found(files: dict[str, str], manifests: dict[str, str]) -> tuple[list[ServerFound], list[TransportServed]]:
    return servers(project(files), {path: text.encode() for path, text in manifests.items()})


def transports(text: str, path: str = "server.py") -> list[tuple[str, bool | None]]:
    return sorted((t.transport, t.default) for t in found({path: text}, {})[1])


def test_a_python_server_is_named_after_its_package() -> None:
    made, served = found({"src/acme/server.py": FASTMCP}, {"pyproject.toml": '[project]\nname = "acme-mcp"\n'})
    assert [(s.name, s.root, s.language, s.sdk, s.package) for s in made] == [
        ("acme-mcp", "", "python", "mcp", "acme-mcp")
    ]
    assert [(t.transport, t.default) for t in served] == [("stdio", True)]


def test_a_typescript_server_is_named_after_its_package() -> None:
    made, served = found({"src/index.ts": SDK}, {"package.json": json.dumps({"name": "@acme/mcp"})})
    assert [(s.name, s.sdk) for s in made] == [("@acme/mcp", "@modelcontextprotocol/sdk")]
    assert [(t.transport, t.default) for t in served] == [("stdio", True)]


def test_a_monorepo_holds_a_server_for_each_manifest_and_none_for_its_root() -> None:
    made, _ = found(
        {"packages/a/index.ts": SDK, "packages/b/index.ts": SDK},
        {
            "package.json": json.dumps({"name": "root", "workspaces": ["packages/*"]}),
            "packages/a/package.json": json.dumps({"name": "a"}),
            "packages/b/package.json": json.dumps({"name": "b"}),
        },
    )
    assert [(s.name, s.root) for s in made] == [("a", "packages/a"), ("b", "packages/b")]


def test_a_library_of_a_monorepo_counts_for_the_program_that_uses_it() -> None:
    made, served = found(
        {"packages/core/index.ts": SDK, "packages/cli/main.ts": "console.error('x');"},
        {
            "packages/core/package.json": json.dumps({"name": "core"}),
            "packages/cli/package.json": json.dumps({"name": "cli", "bin": "x.js", "dependencies": {"core": "*"}}),
        },
    )
    assert [s.name for s in made] == ["cli"]
    assert [t.transport for t in served] == ["stdio"]


def test_a_client_is_no_server() -> None:
    text = "from mcp import ClientSession\nfrom mcp.client.stdio import stdio_client\nsession = ClientSession(1, 2)\n"
    assert found({"client.py": text}, {"pyproject.toml": '[project]\nname = "x"\n'}) == ([], [])


def test_a_web_server_that_imports_no_sdk_is_no_mcp_server() -> None:
    assert found({"a.ts": 'import { Server } from "socket.io";\nconst s = new Server({});'}, {})[0] == []


def test_a_class_built_on_the_sdk_is_a_server() -> None:
    text = "from fastmcp import FastMCP\nclass Acme(FastMCP[int]):\n    pass\n"
    assert [s.sdk for s in found({"acme/server.py": text}, {"pyproject.toml": '[project]\nname = "a"\n'})[0]] == [
        "fastmcp"
    ]


def test_examples_are_servers_only_where_there_is_nothing_else() -> None:
    manifests = {"pyproject.toml": '[project]\nname = "a"\n', "examples/x/pyproject.toml": '[project]\nname = "x"\n'}
    files = {"examples/x/server.py": FASTMCP}
    assert [s.name for s in found(files, manifests)[0]] == ["x"]
    assert [s.name for s in found({**files, "server.py": FASTMCP}, manifests)[0]] == ["a"]


def test_servers_in_other_languages_are_known_by_their_manifest() -> None:
    manifests = {
        "go/go.mod": "module github.com/acme/go-server\n\nrequire (\n\tgithub.com/mark3labs/mcp-go v0.30.0\n)\n",
        "java/pom.xml": "<project><artifactId>acme</artifactId><dependencies><dependency>"
        "<artifactId>spring-ai-starter-mcp-server</artifactId></dependency></dependencies></project>",
        "rust/Cargo.toml": '[package]\nname = "acme-rs"\n[dependencies]\nrmcp = "0.8"\n',
        "net/Acme.csproj": '<Project><ItemGroup><PackageReference Include="ModelContextProtocol" Version="1"/></ItemGroup></Project>',
        "php/composer.json": '{"name": "acme/php", "require": {"php-mcp/server": "^3"}}',
        "ruby/Gemfile": 'source "x"\ngem "mcp"\n',
        "other/go.mod": "module github.com/acme/none\n\nrequire github.com/x/y v1\n",
    }
    made, _ = found({}, manifests)
    assert {(s.language, s.name) for s in made} == {
        ("go", "go-server"), ("java", "acme"), ("rust", "acme-rs"), ("csharp", "Acme"), ("php", "acme/php"), ("ruby", "ruby"),
    }  # fmt: skip


def test_an_sdk_is_no_server() -> None:
    text = "module github.com/mark3labs/mcp-go\n\nrequire github.com/mark3labs/mcp-go v1\n"
    assert found({}, {"go.mod": text})[0] == []


def test_the_default_transport_is_the_one_an_option_names() -> None:
    text = (
        "import argparse\nfrom fastmcp import FastMCP\nmcp = FastMCP('x')\np = argparse.ArgumentParser()\n"
        "p.add_argument('--transport', choices=['stdio', 'sse', 'streamable-http'], default='stdio')\n"
        "mcp.run(transport=p.parse_args().transport)\n"
    )
    assert transports(text) == [("sse", False), ("stdio", True), ("streamable-http", False)]


def test_the_default_transport_is_the_fallback_of_a_variable() -> None:
    text = SDK + (
        'import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";\n'
        'if ((process.env.TRANSPORT || "http") === "http") server.connect(new StreamableHTTPServerTransport({}));\n'
    )
    assert transports(text, "index.ts") == [("stdio", False), ("streamable-http", True)]


def test_a_default_that_cannot_be_told_is_unknown() -> None:
    text = SDK + (
        'import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";\n'
        'if (process.argv.includes("--sse")) server.connect(new SSEServerTransport("/m", res));\n'
    )
    assert transports(text, "index.ts") == [("sse", None), ("stdio", None)]


def test_http_only_is_the_default() -> None:
    text = "from fastmcp import FastMCP\nmcp = FastMCP('x')\nmcp.run(transport='http', port=8000)\n"
    assert transports(text) == [("streamable-http", True)]


@given(
    st.binary(max_size=200),
    st.sampled_from(["package.json", "pyproject.toml", "go.mod", "pom.xml", "a/Cargo.toml", "x.csproj"]),
)
def test_a_broken_manifest_is_passed_over(data: bytes, path: str) -> None:
    assert all(p.path == path for p in packages({path: data}))
