"""What documentation tells a user: the names to set, scopes, expiry, separate environments, secret managers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from keyproof.code.names import is_secret_name
from keyproof.collectors import Collected, Collector
from keyproof.collectors._prose import (
    Line,
    about_scopes,
    broad,
    environments,
    grants,
    lifetimes,
    managers,
    scope,
    speaks_of_scopes,
)
from keyproof.collectors._reading import TEST_FOLDERS, Reading, base_name, folders, foreign, place
from keyproof.collectors._snippets import NAME, Named, install_links, names_in_block, names_in_tree, options_in
from keyproof.collectors._view import View
from keyproof.documents import markdown
from keyproof.documents.markdown import Markdown, Prose, Table
from keyproof.model.fact import (
    CredentialDocumented,
    EnvironmentsSeparated,
    ExpiryEvidence,
    Fact,
    ScopesRequested,
    SecretManagerUsed,
)
from keyproof.patterns import regex
from keyproof.sources import TreeFile

_DOC_FOLDERS = frozenset(("doc", "docs", "documentation", "website", "wiki"))
_TEXT = (".md", ".mdx", ".markdown", ".rst", ".txt", ".adoc")
_NOT_DOCS = regex(
    r"(?:change_?log|changes|history|news|licen[cs]e|copying|notice|authors|contributors|contributing|releasing|publishing|maintain(?:ing|ers)|code_of_conduct|requirements.*"
    r"|releases?|third.?party.*|agents|claude|gemini|copilot-instructions|llms(?:-full)?|robots|manifest|sources|top_level)"
    r"(?:[._-][a-z]{2,5})?\.[a-z]+\Z"
)
_NAME = regex(rf"(?<![A-Za-z0-9_$%{{]){NAME}(?![A-Za-z0-9_])")
_NAME_HEADER = regex(
    r"\b(?:variables?|env(?:ironment)?(?: vars?)?|names?|keys?|options?|settings?|param(?:eter)?s?|flags?"
    r"|args?|arguments?|headers?)\b",
    re.I,
)
_REQUIRED_HEADER = regex(r"\b(?:required|mandatory|optional|needed)\b", re.I)
_YES = regex(r"\A\W*(?:yes|true|required|mandatory|always|y|✅|✓|✔️?|☑️?|:white_check_mark:|x)(?![a-z])", re.I)
_NO = regex(r"\A\W*(?:no|false|optional|never|n|❌|✗|✘|:x:|-|—)(?![a-z])|\A\W*\Z", re.I)
_OPTIONAL = regex(r"\boptional(?:ly)?\b|\bnot required\b|\bif (?:you|needed|set)\b|\bdefaults? to\b", re.I)
_REQUIRED = regex(
    r"\b(?:required(?! (?:if|for|when|only|by|with|unless))|mandatory|must (?:be )?(?:set|provide|have)|✅)", re.I
)
_SETTING = regex(r"\b(?:env(?:ironment)?|variables?|set|setting|export|config(?:ure|uration)?|provide|\.env)\b", re.I)
_HEADER = regex(
    r"(?i)(?<![\w/.-])(?:((?:proxy-)?authorization)(?=`?\"?'?\s{0,3}(?::|=|`|headers?\b))|(x-[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,5}))"
    r"(?![\w-])"
)
_OPTION = regex(r"--[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6}")
_WORD = regex(r"[A-Za-z]{2,}")
_LETTER = regex(r"[A-Za-z]")


class _Mention(msgspec.Struct, frozen=True):
    """One place where a name is told."""

    named: Named
    required: bool | None = None
    described: bool = False


def collected(collector: Collector, view: View) -> Collected:
    """Read README files anywhere and the texts of the documentation folders."""
    reading = Reading(view)
    facts: list[Fact] = list(_env_files(view))
    for file in view.files:
        if not _documentation(file):
            continue
        rst = file.path.lower().endswith(".rst")
        text = reading.text(file)
        if text is None:
            continue
        document = markdown.parse(text, rst=rst)
        where = "readme" if base_name(file.path).startswith("readme") else "docs"
        facts += _documented(file, text, document, where)
        facts += _told(file, text, document)
    return reading.collected(collector, facts, "documents")


def _documentation(file: TreeFile) -> bool:
    name = base_name(file.path)
    if file.link or foreign(file.path) or not TEST_FOLDERS.isdisjoint(folders(file.path)):
        return False
    if name.startswith("readme"):
        return name == "readme" or name.endswith(_TEXT)
    if not name.endswith(_TEXT) or _NOT_DOCS.match(name):
        return False
    inside = not _DOC_FOLDERS.isdisjoint(folders(file.path))
    return inside or ("/" not in file.path and not name.endswith(".txt"))


def _documented(file: TreeFile, text: str, document: Markdown, where: str) -> Iterator[CredentialDocumented]:
    """Yield one fact for each name of the file, and one more for each literal that stands for it."""
    mentions: dict[str, list[_Mention]] = {}
    for mention in _mentions(text, document):
        mentions.setdefault(mention.named.name, []).append(mention)
    for name, found in mentions.items():
        states = [m.named.value for m in found if m.named.value is not None]
        best = next((s for s in ("placeholder", "reference", "empty") if s in states), "none")
        flags = [m.required for m in found]
        required = True if True in flags else (False if False in flags else None)
        described = any(m.described for m in found)
        literal = [m for m in found if m.named.value == "literal"]
        first = next((m for m in found if m.described), found[0])
        at = [(m, "literal") for m in _distinct(literal)] or [(first, best)]
        for mention, value in at:
            yield CredentialDocumented(
                location=place(file.path, line=mention.named.line),
                name=name,
                where=where,  # type: ignore[arg-type]
                required=required,
                value=value,  # type: ignore[arg-type]
                described=described,
            )


def _distinct(mentions: Iterable[_Mention]) -> list[_Mention]:
    return list({m.named.line: m for m in mentions}.values())[:50]


def _mentions(text: str, document: Markdown) -> Iterator[_Mention]:
    for table in document.tables:
        yield from _in_table(table)
    for line in document.prose:
        heading = document.headings[line.section].text
        yield from _in_prose(line, heading)
    for block in document.blocks:
        for named in names_in_block(block.language, block.text):
            yield _Mention(msgspec.structs.replace(named, line=named.line + block.line))
        for number, raw in enumerate(block.text.split("\n")):
            for name in _headers(raw[:2_000]):
                yield _Mention(Named(name, None, number + block.line))
    for number, raw in enumerate(text.split("\n"), 1):
        if "install" in raw or "redirect" in raw or "config=" in raw:
            for _, root in install_links(raw[:100_000]):
                for named in names_in_tree(root):
                    yield _Mention(msgspec.structs.replace(named, line=number))


def _in_table(table: Table) -> Iterator[_Mention]:
    if not any(_NAME_HEADER.search(h) for h in table.header):
        return
    column = next((i for i, h in enumerate(table.header) if _REQUIRED_HEADER.search(h)), None)
    inverted = column is not None and "optional" in table.header[column].lower()
    for line, row in table.rows:
        required = _flag(row[column]) if column is not None and column < len(row) else None
        if inverted and required is not None:
            required = not required
        told = False
        for index, cell in enumerate(row[:3]):
            names = list(dict.fromkeys(_names(cell)))
            if not names or (told and not _only_names(cell)):
                continue
            told = True
            rest = " ".join(c for i, c in enumerate(row) if i not in (index, column))
            flag = required if required is not None else _said(rest)
            described = len(_WORD.findall(rest)) >= 2
            for name in names:
                yield _Mention(Named(name, None, line), flag, described)


def _only_names(cell: str) -> bool:
    """Whether a further cell of a row tells the names for another way of setting (``--token`` beside ``TOKEN``)."""
    return _LETTER.search(_OPTION.sub("", _NAME.sub("", cell[:2_000]))) is None


def _names(cell: str) -> Iterator[str]:
    for match in _NAME.finditer(cell[:2_000]):
        yield match.group()
    for match in _OPTION.finditer(cell[:2_000]):
        if is_secret_name(match.group()):
            yield match.group()
    yield from _headers(cell[:2_000])


def _headers(text: str) -> Iterator[str]:
    """Yield the request headers of *text* that carry a credential, as in ``Authorization: Bearer …``."""
    for match in _HEADER.finditer(text):
        name = match[1] or match[2]
        if is_secret_name(name):
            yield name


def _flag(cell: str) -> bool | None:
    if _YES.match(cell):
        return True
    return False if _NO.match(cell) else _said(cell)


def _said(text: str) -> bool | None:
    if _OPTIONAL.search(text):
        return False
    return True if _REQUIRED.search(text) else None


def _in_prose(line: Prose, heading: str) -> Iterator[_Mention]:
    text = line.text[:20_000]
    setting = _SETTING.search(text) is not None or _SETTING.search(heading) is not None
    in_code = {c.text for c in line.codes}
    found: dict[str, Named] = {}
    for match in _NAME.finditer(text):
        name = match.group()
        quoted = any(name in c for c in in_code)
        if is_secret_name(name) or (setting and quoted):
            found.setdefault(name, Named(name, None, line.line))
    for code in line.codes:
        for named in names_in_block("", code.text):
            if named.name in found or is_secret_name(named.name):
                found[named.name] = msgspec.structs.replace(named, line=line.line)
    if "--" in text:
        for named in options_in(text, line.line):
            found.setdefault(named.name, named)
    for name in _headers(text):
        found.setdefault(name, Named(name, None, line.line))
    words = len(_WORD.findall(_NAME.sub("", text)))
    for named in found.values():
        yield _Mention(named, _said(text), described=words >= 3)


def _told(file: TreeFile, text: str, document: Markdown) -> Iterator[Fact]:
    """Yield what the text says of scopes, lifetimes, environments and secret managers."""
    rows = [Line(" | ".join(row), number, "") for table in document.tables for number, row in table.rows]
    lines = [Line(p.text[:4_000], p.line, "") for p in document.prose] + rows
    yield from _scopes(file, document)
    for line in list(lifetimes(lines))[:20]:
        detail = "the documentation says how the credential expires or is rotated"
        yield ExpiryEvidence(location=place(file.path, line=line.line), how="documented", detail=detail)
    for line in lines:
        named = environments(line)
        if named:
            detail = f"the documentation speaks of credentials for {' and '.join(named)}"
            yield EnvironmentsSeparated(location=place(file.path, line=line.line), detail=detail)
    for manager, offset in managers(text):
        at = text.count("\n", 0, offset) + 1
        yield SecretManagerUsed(location=place(file.path, line=at), manager=manager)


def _scopes(file: TreeFile, document: Markdown) -> Iterator[ScopesRequested]:
    """Yield one fact for each section that tells which scopes or permissions a credential needs."""
    sections: dict[int, list[Prose]] = {}
    for line in document.prose:
        sections.setdefault(line.section, []).append(line)
    rows: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for table in document.tables:
        if any(speaks_of_scopes(h) for h in table.header):
            rows.setdefault(table.section, []).extend(table.rows)
    for index, heading in enumerate(document.headings):
        prose = sections.get(index, [])
        near = [p for p in prose if about_scopes(f"{heading.text} {p.text[:4_000]}")]
        if not near and not rows.get(index):
            continue
        codes = [c.text for p in prose for c in p.codes]
        codes += [c.text for n, row in rows.get(index, []) for cell in row for c in markdown.codes(cell, n)]
        scopes = tuple(dict.fromkeys(s for s in map(scope, codes) if s))[:100]
        if not scopes and not speaks_of_scopes(heading.text) and not any(grants(p.text[:4_000]) for p in prose):
            continue
        line_number = near[0].line if near else rows[index][0][0]
        yield ScopesRequested(
            location=place(file.path, line=line_number), scopes=scopes, broad=broad(scopes), how="documented"
        )


_ENV_KIND = regex(
    r"\.env[._-](dev(?:elopment)?|local|sandbox|stag(?:e|ing)|uat|prod(?:uction)?|live)(?:[._-].*)?\Z", re.I
)
_KINDS = {"dev": "development", "loc": "development", "san": "development", "sta": "staging", "uat": "staging"}


def _env_files(view: View) -> Iterator[EnvironmentsSeparated]:
    """Yield evidence from distinct env files beside each other: at least two of development, staging, production."""
    beside: dict[str, dict[str, TreeFile]] = {}
    for file in view.glob(".env*"):
        match = _ENV_KIND.match(base_name(file.path))
        if match is not None and not foreign(file.path):
            kind = _KINDS.get(match[1][:3].lower(), "production")
            beside.setdefault(file.path.rpartition("/")[0], {}).setdefault(kind, file)
    for found in beside.values():
        if len(found) >= 2:
            first = next(iter(found.values()))
            detail = f"there are env files of their own for {' and '.join(sorted(found))}"
            yield EnvironmentsSeparated(location=place(first.path), detail=detail)
