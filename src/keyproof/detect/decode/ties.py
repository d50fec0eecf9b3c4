r"""Names and values that a document ties together in a way no line shows: columns, YAML aliases, elements, NUL bytes.

Each becomes a text of lines ``name = "value"``, which is then read as any other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, around, printable
from keyproof.detect.names import kind_of
from keyproof.detect.randomness import randomness
from keyproof.patterns import regex

WORDS: Final = r"(?:passw|pwd|kennwort|wachtwoord|senha|contrase|secret|token|api[_. -]?key|access[_. -]?key|private[_. -]?key|credential)"
"""What the gates look for of a name; `kind_of` decides on all of it."""

_ROWS: Final = 4_000
_TEXT: Final = 48 * 1024
"""Bytes of one made text: less than what counts as written by a machine."""

_LOOKED: Final = 12
"""Lines behind a first that names columns, by which it is told from a line of code."""

_COLUMNS: Final = 80
REACH: Final = 4_096
_TABLE: Final = 1024 * 1024
_HEADING: Final = regex(r"[\w .()/#-]{1,60}\Z")
_CELL: Final = regex(rb"\s*\**`?([^|\n]{0,400}?)`?\**\s*(?:\||$)")
_ALIAS: Final = regex(rb"([\w.-]{2,80})[\"']?[ \t]{0,4}:[ \t]{1,4}\*([A-Za-z_][\w.-]{0,60})")
_FOLDED: Final = regex(
    rb"([\w.-]{2,80})[\"']?[ \t]{0,4}:[ \t]{1,4}[|>][+-]?[ \t]{0,4}\r?\n([ \t]{1,40})(\S{3,400})[ \t]{0,4}(?=\r?\n|\Z)"
)
_MULTILINE: Final = regex(
    rb"""([\w.-]{2,80})[\"']?[ \t]{0,4}[:=]{1,2}[ \t]{0,4}[rbf]?(\"\"\"|'''|`)\\?\r?\n[ \t]{0,40}([^\s"'`\\]{3,400})[ \t]{0,4}\\?(?:\r?\n[ \t]{0,40})?\2"""
)
_AFTER: Final = regex(
    rb"""(?i)"value"\s{0,4}:\s{0,4}"([^"\\\n]{3,400})"\s{0,4},\s{0,80}"(?:name|key)"\s{0,4}:\s{0,4}"([\w.-]{2,80})\""""
)
_BEFORE: Final = regex(
    rb"""value[ \t]{0,4}:[ \t]{1,4}(["']?)([^\s"'#&*!|>{\[][^\s"']{2,399})\1[ \t]{0,4}\r?\n[ \t]{1,40}(?:name|key)[ \t]{0,4}:[ \t]{1,4}["']?([\w.-]{2,80})"""
)
_GENERATED: Final = regex(rb"""\"result\"\s{0,4}:\s{0,4}\"([^\"\\\n]{6,400})\"""")
_STATE: Final = 2_000
_NAMED: Final = rb"""([\w.-]{2,80})</(?:key|name)>\s{0,80}<value(?:\s[^<>]{0,80})?>([^<>\n]{3,400})</value>"""
_TAGGED: Final = (
    rb"""<(?:\w{1,40}:)?([\w.-]{2,80})(?:\s[^<>]{0,80})?>\s{0,80}<value>([^<>\n]{3,400})</value>"""
    rb"""|<(?:\w{1,40}:)?([\w.-]{2,80})(?:\s[^<>]{0,200})?>\s{0,80}<!\[CDATA\[\s{0,20}([^\]\n]{3,400}?)\s{0,20}\]\]>\s{0,80}</"""
)  # fmt: skip
_ELEMENT: Final = regex(_TAGGED, re.IGNORECASE)
_ELEMENTS: Final = regex(_NAMED + b"|" + _TAGGED, re.IGNORECASE)
"""What begins with the name, and not with a bracket, is tried at every byte."""

_ENCODED: Final = regex(
    rb"""(?i)<([\w.-]{2,80})\s[^<>]{0,80}encoding="base64"[^<>]{0,80}>([A-Za-z0-9+/]{4,400}={0,2})</"""
)
_SERIALIZED: Final = regex(rb"""([\w.-]{2,80})\\?";s:[0-9]{1,5}:\\?"([^"\\\n]{3,400})\\?";""")
_ENTRY: Final = regex(rb"[A-Za-z_]\w{0,120}=[\x20-\x7e]{0,4000}")
_QUERY: Final = regex(rb"[?&](key|t|appid)=([A-Za-z0-9_-]{24,200})(?![A-Za-z0-9_%.-])")
_VERSION: Final = regex(rb"/(?:api|v[1-9])/")
_DIGITS: Final = 32
"""Hex digits of a key in the address of an API, rather than of an image."""

_TIMED: Final = regex(rb"[?&](?:e|exp|expires?|expiry)=[0-9]{9,13}(?:&|\Z)")
_PICTURE: Final = regex(rb"!\[[^\]\n]{0,200}\]\(https?\Z")
"""Up to where the address of a picture in Markdown goes on: whoever reads the page loads it."""

_OPTION: Final = regex(
    rb"""(?:[ \t](?:-[kt][ \t]{1,4}|--key[ \t=])["']?|["']-[kt]["'],\s{0,4}["'])([A-Za-z0-9_-]{24,200})(?=["']?(?:[ \t\r\n\\;|&),\]`]|\Z))"""
)
_DRAWN: Final = 0.6
"""Randomness from which a value may be a key."""

_SPACE: Final = regex(rb"[\s\"'<>`]")
_HEX: Final = regex(rb"[0-9a-f]+\Z|[0-9A-F]+\Z")
_WIRELESS: Final = regex(
    rb"""(?:psk|wpa_passphrase)[ \t]{0,4}=[ \t]{0,4}(["']?)([^"'\s]{8,63})\1[ \t]{0,4}(?=\r?\n|\Z)"""
)
_LEVEL: Final = regex(rb"(?:password|secret)[ \t]0[ \t]([^\s\"']{3,200})(?=\s|\Z)")
_KEYWORD: Final = regex(rb"""(?<![^\s{(\[,]):([A-Za-z_][\w.-]{1,80})[ \t]{1,40}"([^"\\\n]{3,400})\"""")


def _line(name: str, value: bytes) -> bytes:
    """Return *name* and *value* as a line that binds them; ``b""`` where no quotes fit."""
    quote = b'"' if b'"' not in value else b"'"
    if quote in value or b"\\" in value or not printable(value) or b"\n" in value:
        return b""
    return re.sub(r"[^\w.-]+", "_", name).encode() + b" = " + quote + value + quote + b"\n"


def bound_view(name: bytes, value: bytes, start: int, how: str) -> Iterator[View]:
    """Yield ``name = "value"`` where *name* is a credential's; the value stands at *start*."""
    label = name.decode("utf-8", "replace")
    kind = kind_of(label)
    line = _line(label, value)
    if kind is not None and line:
        yield View(line, start, start + len(value), how, told=True)


def lines_of(cells: Iterable[tuple[str, bytes, int]], how: str) -> Iterator[View]:
    """Yield one view of *cells*: name, value and where that stands."""
    parts: list[bytes] = []
    marks: list[tuple[int, int, int, int]] = []
    size = 0
    for name, value, start in cells:
        line = _line(name, value)
        if not line or size + len(line) > _TEXT:
            continue
        at = size + len(line) - len(value) - 2
        marks.append((at, at + len(value), start, start + len(value)))
        parts.append(line)
        size += len(line)
    if marks:
        yield View(b"".join(parts), marks[0][2], marks[-1][3], how, tuple(marks), told=True)


_HEADED: Final = 5
"""Words of a heading at most that names a column, and is no sentence."""

_ABROAD: Final = regex(
    r"(?i)密[码碼]|口令|登录密码|パスワード|비밀번호|пароль|contraseña|passwort|kennwort|mot de passe|senha|hasło|şifre|heslo|jelszó|lösenord|mật khẩu"
)
"""How other alphabets and languages head a column of passwords."""


def _named(heading: str) -> str:
    return "password" if _ABROAD.fullmatch(heading.strip()) else heading


def tells(heading: str) -> bool:
    """Whether what stands below *heading* in a table may be a credential."""
    kind = kind_of(heading.strip().replace(" ", "_"))
    return kind is not None and not kind.weak and len(heading.split()) <= _HEADED


_MADE_UP: Final = regex(r"@example\.(?:com|org|net)\b")

_IMPORTS: Final = regex(r"\s{0,8}(?:from|import|use|using|require|include|package|const|let|var|export)\s")
"""How a program begins that takes names of others: ``from pydantic import Field, SecretStr``."""


def of_nobody(row: str) -> bool:
    """Whether *row* of a table has an address of nobody (RFC 2606), so that its other cells are nobody's, too."""
    return _MADE_UP.search(row) is not None


def columns_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the cells below credential names of a table of separated values (RFC 4180), whose first line names them."""
    stop = text.find(b"\n", 0, REACH)
    if stop < 0 or end > stop + 1:
        return
    first = text[:stop].decode("utf-8", "replace").lstrip("\ufeff").rstrip("\r")
    mark = max(",;\t", key=first.count)
    names = [_named(name) for name in _separated(first, mark)]
    wanted = [at for at, name in enumerate(names) if tells(name)]
    if (
        len(names) < 2
        or len(names) > _COLUMNS
        or _IMPORTS.match(first)
        or not wanted
        or not all(_HEADING.match(n.strip()) or not n for n in names)
    ):
        return
    if not _is_table(text, stop + 1, mark, len(names)):
        yield View(b"", 0, min(len(text), stop + 1 + REACH), "")
        return
    yield View(b"", 0, len(text), "")
    yield from lines_of(_cells(text, stop + 1, mark, names, wanted), "table column")


def _is_table(text: bytes, since: int, mark: str, columns: int) -> bool:
    """Whether most of the lines of *text* from *since* on are cells, a third of them as many as its first: code may begin so, too."""
    lines = [line for line in text[since : since + REACH].split(b"\n")[:_LOOKED] if line.strip()]
    sizes = [len(_separated(line.decode("utf-8", "replace").rstrip("\r"), mark)) for line in lines]
    return 3 * sizes.count(columns) >= len(sizes) > 0 and 2 * sum(size > 1 for size in sizes) > len(sizes)


def _separated(line: str, mark: str) -> list[str]:
    """Return the cells of one line, none where it is not one."""
    try:
        return next(csv.reader(io.StringIO(line), delimiter=mark), [])
    except csv.Error:
        return []


def _cells(text: bytes, since: int, mark: str, names: list[str], wanted: list[int]) -> Iterator[tuple[str, bytes, int]]:
    position = since
    for _ in range(_ROWS):
        stop = text.find(b"\n", position)
        stop = len(text) if stop < 0 else stop
        line = text[position:stop].rstrip(b"\r")
        told = line.decode("utf-8", "surrogateescape")
        row = [] if of_nobody(told) else _separated(told, mark)
        if len(row) == len(names):
            for at in wanted:
                value = row[at].strip().encode("utf-8", "surrogateescape")
                start = line.find(value)
                if 6 <= len(value) <= 400 and start >= 0:
                    yield names[at].strip(), value, position + start
        position = stop + 1
        if position >= len(text):
            return


def rows_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the cells below credential names of the Markdown table whose line of hyphens begins before *end*."""
    rule = text.rfind(b"\n", 0, end) + 1
    head = text.rfind(b"\n", 0, max(rule - 1, 0)) + 1
    names = [_named(name.decode("utf-8", "replace").strip()) for name, _ in _row(text, head, rule - 1)]
    wanted = [at for at, name in enumerate(names) if tells(name)]
    if wanted:
        yield View(b"", head, text.find(b"\n\n", rule) if b"\n\n" in text[rule:] else len(text), "")
        yield from lines_of(_below(text, rule, names, wanted), "table column")


def _below(text: bytes, rule: int, names: list[str], wanted: list[int]) -> Iterator[tuple[str, bytes, int]]:
    position = text.find(b"\n", rule) + 1
    for _ in range(_ROWS):
        stop = text.find(b"\n", position)
        stop = len(text) if stop < 0 else stop
        if not position or not text[position:stop].lstrip().startswith(b"|"):
            return
        row = _row(text, position, stop)
        for at in wanted if len(row) == len(names) else ():
            value, start = row[at]
            if len(value) >= 6 and not re.search(rb"\s", value):
                yield names[at], value, start
        position = stop + 1


def _row(text: bytes, start: int, stop: int) -> list[tuple[bytes, int]]:
    """Return the cells of a line ``| a | b |`` with where each starts."""
    at = text.find(b"|", start, stop) + 1
    cells: list[tuple[bytes, int]] = []
    while 0 < at < stop and len(cells) < _COLUMNS and (cell := _CELL.match(text, at, stop)) is not None:
        cells.append((cell[1], cell.start(1)))
        at = cell.end()
    return cells


def tied_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what a credential name before *end* is tied to: by an alias, a block scalar, an element or as a keyword."""
    tail = text[max(0, end - 6) : end].lower()
    if tail.endswith(b"\n"):
        return (
            multiline_at(text, end) if text[max(0, end - 4) : end].strip()[-1:] in b"\"'`\\" else folded_at(text, end)
        )
    if tail.endswith(b"<value"):
        return element_at(text, end, prefix)
    return alias_at(text, end) if tail[-2:-1] == b"*" else keyword_at(text, end)


def alias_at(text: bytes, end: int) -> Iterator[View]:
    """Yield the value of the YAML anchor that a credential name on the line of *end* refers to (YAML 1.2.2, 7.1)."""
    found = _ALIAS.search(text, *around(text, end - 1))
    yield View(b"", 0, len(text), "")
    anchor = found and re.search(
        rb"&" + re.escape(found[2]) + rb"[ \t]{1,4}([\"']?)([^\s\"'#&*!|>%@`][^\s\"']{2,400})\1(?=\s|\Z)", text
    )
    if found and anchor:
        yield from bound_view(found[1], anchor[2], anchor.start(2), "YAML alias")


def folded_at(text: bytes, end: int) -> Iterator[View]:
    """Yield the single word of the YAML block scalar that begins behind *end* (YAML 1.2.2, 8.1)."""
    for found in _FOLDED.finditer(text, max(0, text.rfind(b"\n", 0, end - 1) - 200), end + 600):
        if found.end() < end:  # the block of a name further up
            continue
        if not text[found.end() : found.end() + 44].lstrip(b"\r\n").startswith(found[2]):
            yield from bound_view(found[1], found[3], found.start(3), "YAML block")
        return


def multiline_at(text: bytes, end: int) -> Iterator[View]:
    """Yield the single word of the text of several lines that begins behind *end*: TOML, Python, Go."""
    for found in _MULTILINE.finditer(text, max(0, text.rfind(b"\n", 0, end - 1) - 200), end + 600):
        if found.end() >= end:
            yield from bound_view(found[1], found[3], found.start(3), "text of several lines")
            return


def before_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that stands before the name it belongs to: ``{"value": …, "name": …}``."""
    for found in _AFTER.finditer(text, max(0, end - REACH), end + 120):
        if found.end() >= end:
            yield from bound_view(found[2], found[1], found.start(1), "named value")
            return


def above_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value in the line above the name it belongs to, in an item of a YAML list: ``- value: …``, ``name: …``."""
    for found in _BEFORE.finditer(text, max(0, end - 560), end + 120):
        if found.end() >= end:
            yield from bound_view(found[3], found[2], found.start(2), "named value")
            return


def generated_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the password that Terraform made and keeps in its state behind the type of resource that ends at *end*."""
    stop = text.find(b'"type"', end, end + _STATE)
    found = _GENERATED.search(text, end, stop if stop >= 0 else end + _STATE)
    if found is not None:
        yield from bound_view(b"random_password", found[1], found.start(1), "Terraform state")


def element_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value in an element below or beside the one that names it, or in a CDATA section (XML 1.0, 2.7)."""
    low, high = max(0, end - 240), end + 800
    near = text[low:high].lower()
    expression = _ELEMENTS if b"</key>" in near or b"</name>" in near else _ELEMENT
    for found in expression.finditer(text, low, high):
        if found.end() >= end:
            group = found.lastindex or 2
            yield from bound_view(found[group - 1], found[group], found.start(group), "XML")
            return


def encoded_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what an element holds that says itself that it is base64: ``<Pass encoding="base64">``."""
    found = _ENCODED.search(text, max(0, end - 240), end + 600)
    data = None if found is None else unpadded(found[2].rstrip(b"="))
    if found is not None and data:
        line = _line(found[1].decode(), data) if kind_of(found[1].decode()) else b""
        if line or printable(data):
            yield View(line or data, *found.span(2), "base64", told=True)


def serialized_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of a name in text that PHP's ``serialize`` wrote: ``s:8:"password";s:3:"…";``."""
    for found in _SERIALIZED.finditer(text, max(0, end - 120), end + 800):
        if found.end() > end:
            yield from bound_view(found[1], found[2], found.start(2), "serialized PHP")
            return


def environ_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the block of ``NAME=value`` around *end*, each closed by a NUL byte, as lines: ``/proc/1/environ``, a core."""
    start = end
    while start > 0 and end - start < 256 * 1024 and (text[start - 1] == 0 or 32 <= text[start - 1] < 127):
        start -= 1
        if text[start : start + 2] == b"\0\0":
            break
    stop = text.find(b"\0\0", end)
    stop = min(len(text) if stop < 0 else stop, end + 256 * 1024)
    while start < end and text[start] == 0:
        start += 1
    lines = [part if _ENTRY.fullmatch(part) else b" " * len(part) for part in text[start:stop].split(b"\0")]
    marks, at = [], 0
    for line in lines:
        marks.append((at, at + len(line), start + at, start + at + len(line)))
        at += len(line) + 1
    return View(b"\n".join(lines), start, stop, "environment block", tuple(marks))


def query_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the parameters ``key`` and ``t`` of the address around *end*, where they are long and look drawn."""
    for found in _QUERY.finditer(text, max(0, end - 8), end + 300):
        address = text[max(0, found.start() - 300) : found.start()].rpartition(b"://")
        joined = text[found.start() - 1 : found.start()] in (b"}", b'"', b"'", b"`")  # the end of an address
        if not joined and (not address[1] or _SPACE.search(address[2]) or _PICTURE.search(address[0])):
            continue
        if _HEX.match(found[2]) and not (
            found[1] == b"key" and len(found[2]) >= _DIGITS and _VERSION.search(address[2])
        ):
            continue
        if found[1] != b"t" or joined or not _TIMED.search(address[2]):  # else ``t`` signs the address of one file
            yield from bound_view(b"token" if found[1] == b"t" else b"api_key", found[2], found.start(2), "address")


def option_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the long drawn value of the option ``-k`` around *end*: many programs take a key so, others a passphrase."""
    found = _OPTION.search(text, max(0, end - 40), end + 240)
    if found is not None and not _HEX.match(found[1]) and randomness(found[1].decode()) >= _DRAWN:
        yield from bound_view(b"api_key", found[1], found.start(1), "option")


def wireless_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the passphrase of a wireless network: wpa_supplicant, hostapd, NetworkManager."""
    found = _WIRELESS.search(text, max(0, end - 30), end + 80)
    if found is not None:
        yield from bound_view(b"wifi_password", found[2], found.start(2), "wireless settings")


def level_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the password that a Cisco configuration holds unencrypted, which the 0 before it says."""
    found = _LEVEL.search(text, max(0, end - 20), end + 220)
    if found is not None:
        yield from bound_view(b"password", found[1], found.start(1), "device settings")


def keyword_at(text: bytes, end: int) -> Iterator[View]:
    """Yield the value after a keyword of EDN or Lisp: ``:password "…"``."""
    found = _KEYWORD.search(text, max(0, text.rfind(b"\n", 0, end)), end + 420)
    while found is not None and found.end() < end:
        found = _KEYWORD.search(text, found.end(), end + 420)
    if found is not None:
        yield from bound_view(found[1], found[2], found.start(2), "keyword")
