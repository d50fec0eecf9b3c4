"""The packages of a target, read from their manifests: name, folder, language; and which of these are broken."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from keyproof import limits
from keyproof.code.known import Transport
from keyproof.code.servers_table import OTHER_SDKS, OWN_SDK, SDK_MODULE, SDK_MODULES
from keyproof.model.target import Gap, GapKind
from keyproof.patterns import regex

_NAME: Final = 214
"""Characters of a package name: npm's own bound."""

_NAMES: Final = (
    regex(r"^module\s+(\S{1,300})", re.M),
    regex(r"^name\s*=\s*\"([^\"\n]{1,300})\"", re.M),
    regex(r"\"name\"\s*:\s*\"([^\"\n]{1,300})\""),
    regex(r"\.name\s*=\s*['\"]([^'\"\n]{1,300})['\"]"),
)
_ARTIFACT: Final = regex(r"<artifactId>([^<\n]{1,300})</artifactId>")
_PARENT: Final = regex(r"<parent>.{0,2000}?</parent>", re.S)


_REFERENCES: Final = regex(
    r"<ProjectReference\s[^>]{0,40}\bInclude=\"(?:[^\"]{0,300}[\\/])?([^\"\\/*]{1,200})\.csproj\""
)
_PROGRAM: Final = regex(
    r"<OutputType>\s*(?:Exe|WinExe)\s*<|<Project\s[^>]{0,40}\bSdk=\"Microsoft\.NET\.Sdk\.(?:Web|Worker)\"", re.I
)
_TESTS: Final = regex(r"Include=\"(?:Microsoft\.NET\.Test\.Sdk|xunit|NUnit|MSTest)[\w.]{0,40}\"", re.I)


def _is_program(text: str) -> bool:
    """Return whether a project of .NET makes a program, tests left out."""
    return _PROGRAM.search(text) is not None and _TESTS.search(text) is None


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One manifest."""

    path: str
    root: str
    """Its folder, ``""`` for the target itself."""
    name: str
    """``""`` where the manifest gives none (a workspace root, a requirements file)."""
    language: str
    """``python``, ``javascript``, or that of another SDK; ``""`` for a manifest that depends on none."""
    sdk: str = ""
    """For other languages than Python and JavaScript: the SDK it depends on."""
    line: int = 1
    program: bool = False
    """It installs a command."""
    needs: tuple[str, ...] = ()
    """Names of the packages it depends on."""
    transports: tuple[Transport, ...] = ()
    """Those that a dependency of it serves, for code that does not name any."""


def packages(manifests: Mapping[str, bytes]) -> list[Package]:
    """Return the packages, the deepest folders first; within a folder the manifest that gives a name first."""
    found = [p for path, raw in manifests.items() for p in _package(path, raw[: limits.PARSE_BYTES])]
    return sorted(found, key=lambda p: (-depth(p.root), p.root, not p.name, p.path))


def unparsed(manifests: Mapping[str, bytes]) -> Iterator[Gap]:
    """Yield a gap for each ``package.json`` and ``pyproject.toml`` that is not well formed: it may name the server."""
    for path, raw in manifests.items():
        name = path.rpartition("/")[2]
        if len(raw) > limits.PARSE_BYTES:
            continue
        try:
            if name == "package.json":
                json.loads(raw)
            elif name == "pyproject.toml":
                tomllib.loads(raw.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            found = re.search(r"line \d{1,7}", str(error))
            where = f" ({found[0]})" if found else ""
            kind = "JSON" if name == "package.json" else "TOML"
            yield Gap(kind=GapKind.UNPARSED, what=f"it is not well-formed {kind}{where}", where=path)


def depth(root: str) -> int:
    """Return how many folders deep *root* is."""
    return root.count("/") + 1 if root else 0


def _package(path: str, raw: bytes) -> Iterator[Package]:
    folder, _, base = path.rpartition("/")
    low = base.lower()
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    if low == "package.json":
        name, program, needs = _json(text)
        yield Package(path=path, root=folder, name=name, language="javascript", program=program, needs=needs)
    elif low == "pyproject.toml":
        name, program = _toml(text)
        yield Package(path=path, root=folder, name=name, language="python", program=program)
    elif low in ("setup.py", "setup.cfg") or low.startswith("requirements"):
        yield Package(path=path, root=folder, name="", language="python")
    else:
        for ending, language, sdk, pattern in OTHER_SDKS:
            if low.endswith(ending):
                seen = pattern.search(text)
                if seen is not None and OWN_SDK.search(text) is None:
                    line = text.count("\n", 0, seen.start()) + 1
                    name = _other_name(text, base, folder)
                    served = tuple(dict.fromkeys(SDK_MODULES[f] for f in SDK_MODULE.findall(text)))
                    yield Package(
                        path=path, root=folder, name=name, language=language, sdk=sdk, line=line, transports=served,
                        program=_is_program(text), needs=tuple(_REFERENCES.findall(text)),
                    )  # fmt: skip
                elif low.endswith(".csproj") and _is_program(text):
                    name = _other_name(text, base, folder)
                    needs = tuple(_REFERENCES.findall(text))
                    yield Package(path=path, root=folder, name=name, language=language, program=True, needs=needs)
                return


def _json(text: str) -> tuple[str, bool, tuple[str, ...]]:
    try:
        parsed: Any = json.loads(text)
    except (ValueError, RecursionError):
        return "", False, ()
    if not isinstance(parsed, dict) or not isinstance(parsed.get("name"), str):
        return "", False, ()
    needs = [
        str(name)
        for key in ("dependencies", "devDependencies", "optionalDependencies")
        if isinstance(parsed.get(key), dict)
        for name in parsed[key]
    ]
    # A root that only groups workspaces is no package.
    groups = bool(parsed.get("workspaces")) and not any(parsed.get(k) for k in ("bin", "main", "module", "exports"))
    return "" if groups else parsed["name"][:_NAME], bool(parsed.get("bin")), tuple(needs)


def _toml(text: str) -> tuple[str, bool]:
    try:
        parsed: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return "", False
    tool = parsed.get("tool")
    for table in (parsed.get("project"), tool.get("poetry") if isinstance(tool, dict) else None):
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            return str(table["name"])[:_NAME], bool(table.get("scripts"))
    return "", False


def _other_name(text: str, base: str, folder: str) -> str:
    if base.lower().endswith(".csproj"):
        return base[: -len(".csproj")][:_NAME]
    if base.lower() == "pom.xml":
        found = _ARTIFACT.search(_PARENT.sub("", text[:20_000]))
        return found.group(1)[:_NAME] if found else folder.rpartition("/")[2]
    for pattern in _NAMES:
        if found := pattern.search(text):
            name = found.group(1)
            return (name.rpartition("/")[2] if pattern is _NAMES[0] else name)[:_NAME]
    return folder.rpartition("/")[2]
