"""A program of C#, written in a test."""

from __future__ import annotations

import textwrap

from keyproof.code.inventory import reads
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.model.fact import CredentialRead
from keyproof.model.target import Gap

HEAD = """
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Server;
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMcpServer().WithStdioServerTransport().WithToolsFromAssembly();
"""


TAIL = "\nawait builder.Build().RunAsync();\n"


def project(files: dict[str, str]) -> Project:
    modules = []
    for path, text in files.items():
        made = parse(path, textwrap.dedent(text).encode())
        assert not isinstance(made, Gap), made
        assert made.errors == 0, path
        modules.append(made)
    return Project(modules)


def inventory(files: dict[str, str] | str) -> dict[str, CredentialRead]:
    given = {"Program.cs": files} if isinstance(files, str) else files
    return {r.name: r for r in reads(project(given)) if r.secret}


def at_start(text: str) -> str:
    return HEAD + text + TAIL


def in_tool(text: str) -> str:
    return (
        HEAD
        + TAIL
        + "[McpServerToolType] public class Tools { [McpServerTool] public async Task<string> Ask(string q) {\n"
        + text
        + "\n} }"
    )
