"""The settings files of Spring and Quarkus (``application.yml``, ``application.properties``), each setting a call.

``github.token: ${GITHUB_TOKEN:none}`` is ``github.token(env("GITHUB_TOKEN", "none"))``: what a setting is given is its
argument, and a placeholder is a read of the environment or of another setting. Profiles are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof import limits
from keyproof.code.ir import Arg, Call, Const, Expr, ExprStmt, Import, Module, Name, Span, Stmt, Str, Template
from keyproof.code.languages import Language
from keyproof.documents import yaml
from keyproof.documents.tree import DocumentError, Value
from keyproof.model.target import Gap
from keyproof.patterns import regex

ENV = "env"
"""The function that a placeholder is a call of."""

_LINE = regex(r"[ \t]*([^=:\s#!][^=:\s]{0,200}+)[ \t]*[=:][ \t]*(.*)")
_SDKS = ("spring.ai.mcp.server", "quarkus.mcp.server")
_FILTERED = regex(r"(:[ \t]{1,9})@([^@\s]{1,100})@")
"""A value that the build fills in; YAML has no such word."""
_NESTED = 6
_MOST = 20_000


def placeholder(span: Span, text: str, depth: int = 0) -> Expr:
    """Return the value that *text* stands for, ``${NAME:default}`` being ``env("NAME", default)``."""
    if text in ("true", "false"):
        return Const(span, text, text)
    parts: list[Expr] = []
    last = 0
    while depth < _NESTED and (start := text.find("${", last)) >= 0:
        end = _closing(text, start)
        if end < 0:
            break
        if start > last:
            parts.append(Str(span, text[last:start]))
        name, colon, default = text[start + 2 : end].partition(":")
        given = [Arg(span, Str(span, name.strip()))]
        if colon:
            given.append(Arg(span, placeholder(span, default.strip(), depth + 1)))
        parts.append(Call(span, Name(span, ENV), tuple(given)))
        last = end + 1
    if not parts:
        return Str(span, text)
    if last < len(text):
        parts.append(Str(span, text[last:]))
    return parts[0] if len(parts) == 1 else Template(span, tuple(parts))


def _closing(text: str, start: int) -> int:
    """Return where the placeholder that opens at *start* is closed, -1 for nowhere."""
    depth = 0
    for place in range(start, min(len(text), start + 2_000)):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}":
            depth -= 1
            if depth == 0:
                return place
    return -1


def _properties(text: str) -> Iterator[tuple[str, str, Span]]:
    held = ""
    for number, line in enumerate(text.splitlines(), 1):
        whole = held + line.lstrip() if held else line
        if whole.endswith("\\") and len(whole) < limits.PARSE_DEPTH * 100:
            held = whole[:-1]
            continue
        held = ""
        found = _LINE.match(whole)
        if found is not None:
            yield found[1], found[2].strip(), Span(number, found.start(1) + 1, number, max(len(line), 1) + 1)


def _settings(value: Value, prefix: str = "") -> Iterator[tuple[str, str, Span]]:
    for child in value.children:
        key = f"{prefix}[{child.key}]" if value.kind == "list" else f"{prefix}.{child.key}" if prefix else child.key
        if child.value.kind in ("map", "list"):
            yield from _settings(child.value, key)
        else:
            at = child.value.span
            text = "" if child.value.kind == "null" else child.value.text
            yield key, text, Span(child.span.line, child.span.column, at.end_line, at.end_column)


def _lower(path: str, data: bytes) -> Module | Gap:
    text = data.decode("utf-8", "replace")
    try:
        if path.endswith(".properties"):
            found = list(_properties(text))
        else:
            found = [s for document in yaml.parse(_FILTERED.sub(r"\1'\2'", text)) for s in _settings(document)]
    except DocumentError:
        return Module(path, "properties", (), 1)
    body: list[Stmt] = []
    strings: list[Str] = []
    sdk = next((span for key, _, span in found if key.startswith(_SDKS)), None)
    if sdk is not None:
        body.append(Import(sdk, "io.modelcontextprotocol.settings", "", ""))
    for key, given, span in found[:_MOST]:
        strings.append(Str(span, given))
        body.append(ExprStmt(span, Call(span, Name(span, key), (Arg(span, placeholder(span, given)),))))
    return Module(path, "properties", tuple(body), 0, tuple(strings), ())


LANGUAGE = Language(
    "properties",
    (),
    (),
    _lower,
    r"(?i)(?:.*/)?(?:(?:application|bootstrap)(?:-[\w-]{1,40})?\.(?:ya?ml|properties)|microprofile-config\.properties"
    r"|src/main/resources/[\w.-]{1,80}\.properties)",
)
