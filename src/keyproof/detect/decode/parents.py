"""A plain ``key`` that what it stands under says to be a credential's, and what a Kubernetes Secret holds in clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode import below
from keyproof.detect.decode.ties import bound_view
from keyproof.detect.decode.view import View
from keyproof.detect.kinds import owner_of
from keyproof.detect.names import kind_of, words
from keyproof.patterns import regex

KEY_LOOK: Final = r"""[\n{,][ \t]*["']?key["']?[ \t]*[:=][ \t]*["'`]?[A-Za-z0-9+/=_-]{20}"""
_KEY: Final = regex(
    rb"""[ \t]*["']?key["']?[ \t]{0,8}[:=][ \t]{0,8}(?P<q>["'`]?)(?P<v>[A-Za-z0-9+/=_.~-]{20,200})(?P=q)[ \t]{0,8}(?=[,;}\r\n#]|\Z)"""
)
_PARENT: Final = regex(
    rb"""[ \t]*+(?:[{\[][ \t]?)?(?:(?:export|const|let|var|static|self\.|this\.|-)[ \t]{0,4}){0,3}["']?(?P<n>[A-Za-z][\w.-]{1,60})["']?[ \t]{0,4}(?::[ \t]{0,2}[\w<>\[\], ]{1,40})?[:=]{0,2}[ \t]{0,4}(?:&\w{1,30}|[\w.]{0,30}[{(\[]{1,2})?[ \t\r]{0,4}"""
)
_SECTION: Final = regex(rb"""[ \t]{0,8}\[{1,2}["']?(?P<n>[\w./ "'-]{1,80}?)["']?\]{1,2}[ \t\r]{0,8}""")
_SAME: Final = regex(rb"""["']?(?P<n>[A-Za-z][\w.-]{1,60})["']?[ \t]{0,4}[:=][ \t]{0,4}\{[^{}\n]{0,200}\Z""")
_REACH: Final = 1_000
_LINES: Final = 16
_OPENS: Final = frozenset(
    "api auth authentication encryption jwt signing crypto security credentials secret secrets".split()
)
"""What a key is for that opens something, by the last word of what it stands under."""

DATA_LOOK: Final = r"stringData:[ \t\r]*\n"
_HELD: Final = regex(
    rb"""[ \t]{1,40}["']?(?P<k>[\w.-]{1,60})["']?:[ \t]{1,4}(?P<q>["']?)(?P<v>[^\s"'#{}|>&*!\[][^\s"']{5,300})(?P=q)[ \t]{0,8}(?:\r?\n|\Z)"""
)
_OTHERS: Final = below.OTHERS | frozenset("users usernames database db bucket endpoint address".split())


def key_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the ``key`` on whose line *end* is, by the name of the map or the section that it is in."""
    start = text.rfind(b"\n", max(0, end - 400), end) + 1
    low = max(start, text.rfind(b"{", start, end) + 1, text.rfind(b",", start, end) + 1)
    found = _KEY.match(text, low)
    if found is None or found.end("v") < end:
        return
    since, name = _above(text, start, low)
    if since < start:
        yield View(b"", since, start, "map")  # what stands there decides
    parent = (words(name) or [""])[-1]
    label = f"{name}_api_key" if owner_of(f"{name}_api_key") is not None else f"{parent}_key"
    if label.endswith("_api_key") or parent in _OPENS:
        yield from bound_view(label.encode(), found["v"], found.start("v"), "map")


def _above(text: bytes, start: int, low: int) -> tuple[int, str]:
    """Return from where on what stands before the line at *start* decides, and what the key at *low* of it is under."""
    if low > start and (same := _SAME.search(text, max(start, low - 300), low)) is not None:
        return start, same["n"].decode()
    own = text[start : start + 200]
    deep = len(own) - len(own.lstrip(b" \t"))
    at = start
    for _ in range(_LINES):
        stop = at - 1
        if stop < 0 or start - stop > _REACH:
            break
        at = text.rfind(b"\n", 0, stop) + 1
        line = text[at:stop] if stop - at < 200 else b""
        if (section := _SECTION.fullmatch(line)) is not None:
            return at, section["n"].decode().strip("\"'").rpartition(".")[2].rpartition(" ")[2]
        held = _PARENT.fullmatch(line)
        if line.strip() and len(line) - len(line.lstrip(b" \t")) < deep:
            return at, held["n"].decode() if held is not None else ""
    return at, ""


def secret_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what stands under the ``stringData:`` that ends at *end*, whatever its keys are called."""
    stop = min(len(text), end + 3 * _REACH)
    while end < stop and (found := _HELD.match(text, end)) is not None:
        key = found["k"].decode()
        if kind_of(key) is None and (words(key) or [""])[-1] not in _OTHERS:
            yield from bound_view(found["k"] + b"_secret", found["v"], found.start("v"), "Secret")
        end = found.end()


LOOKS: Final = (
    (key_at, False, KEY_LOOK),
    (secret_at, False, DATA_LOOK),
)
"""As the table of `gates`."""
