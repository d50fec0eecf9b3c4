"""From a file's bytes to its lowered form, by suffix or ``#!`` line."""

from __future__ import annotations

import codecs
import posixpath
from typing import Final

from keyproof import limits, registry
from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.model.target import Gap, GapKind
from keyproof.patterns import regex

_LANGUAGES: Final[dict[str, Language]] = {
    language.name: language for language in registry.load_all("keyproof.code.languages", "LANGUAGE").values()
}

LANGUAGES: Final[dict[str, str]] = {s: language.name for language in _LANGUAGES.values() for s in language.suffixes}
"""Language by suffix of the file name, lower case with the dot."""

_INTERPRETERS: Final = {i: language.name for language in _LANGUAGES.values() for i in language.interpreters}

_NAMED: Final = tuple((regex(one.files), one.name) for one in _LANGUAGES.values() if one.files)

_HEAD: Final = 1024
_PROGRAM = regex(rb"#![ \t]*(?:\S*/)?(?:env(?:[ \t]+-\S+)*[ \t]+)?(?:\S*/)?([A-Za-z_-]+)")
_NOT_SOURCE: Final = (b"<?xml", b"<!DOCTYPE")
"""Qt keeps its translations in XML files named ``.ts``."""


def language_of(path: str, data: bytes = b"") -> str | None:
    """Return the language of a file (``python``, ``javascript``, ``typescript``, …), None when it is none we lower.

    Args:
        path: only its last part matters.
        data: the file or its beginning, for files without a suffix and to tell that a file is no source at all.
    """
    suffix = posixpath.splitext(path)[1].lower()
    for pattern, named in _NAMED:
        if pattern.fullmatch(path):
            return named
    if suffix:
        language = LANGUAGES.get(suffix)
        return None if language is not None and _is_no_text(data) else language
    found = _PROGRAM.match(data[:_HEAD])
    return _INTERPRETERS.get(found[1].decode("ascii")) if found else None


def parse(path: str, data: bytes) -> Module | Gap:
    """Lower one file. Nothing is raised for bad input: a syntax error is counted, a bound that is reached is a gap."""
    name = language_of(path, data)
    if name is None:
        kind = GapKind.UNPARSED if language_of(path) else GapKind.UNSUPPORTED
        return Gap(kind=kind, what="not source code of a language keyproof reads", where=path)
    if len(data) > limits.PARSE_BYTES:
        bound = f"{limits.PARSE_BYTES // limits.MIB} MiB"
        return Gap(kind=GapKind.BOUND, what=f"source file larger than {bound}", where=path, bound=bound)
    try:
        return _LANGUAGES[name].lower(path, _utf8(data))
    except ImportError:
        return Gap(kind=GapKind.MISSING, what=f"the tree-sitter grammar for {name} is not installed", where=path)


def _is_no_text(data: bytes) -> bool:
    head = data[:_HEAD]
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return (b"\0" in head and not wide) or head.lstrip(codecs.BOM_UTF8).lstrip().startswith(_NOT_SOURCE)


def _utf8(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)
