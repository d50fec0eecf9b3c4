"""Lists and maps that a plural name holds: ``API_KEYS = {"alice": "…"}`` binds what stands in them, item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.forms import Binding, name_start
from keyproof.detect.names import NameKind, in_lower, kind_of, words
from keyproof.detect.placeholders import is_weak
from keyproof.detect.randomness import randomness
from keyproof.detect.setters import shown
from keyproof.patterns import regex

_NAMES: Final = (
    "keys", "tokens", "secrets", "passwords", "passwds", "credentials", "creds", "users", "accounts", "logins"
)  # fmt: skip
_NAMED: Final = regex("|".join(_NAMES))
_OPENS: Final = regex(
    rf"""(?i:{"|".join(_NAMES)})(?P<end>)(?![\w-])"""
    r"""["'`\]]{0,2}\s{0,3}(?::\s?[A-Za-z\[({][^=\n"'`]{0,40}=|:=|=>|[:=])[ \t]{0,4}"""
    r"""(?:(?P<words>%[wW][\[({]|\([ \t]{0,4}(?=["']?[\w+/=.~-]{8,200}["']?\s))|(?P<open>(?:[^\n"'`,;<]|<[^<>\n]{0,40}>){0,40}[\[({]\s{0,60})|(?P<lines>\r?\n))"""
)
_ITEM: Final = regex(
    r"""(?:[\s,;]|(?:\#|//)[^\n]{0,120}\n){0,80}(?:[\[({]\s{0,8}["'](?P<p>[^"'\n]{1,60})["']\s{0,2},\s{0,4}|(?P<c>["']?)(?P<k>[\w.@/ -]{1,60}?)(?P=c)\s{0,2}(?::|=>|=)\s{0,4})?"""
    r"""(?:[bru]{0,2}(?P<q>["'`])(?P<v>[^"'`\s]{0,300})(?P=q)|(?P<other>[\w.$]{1,60}(?:\([^()\n]{0,60}\))?))(?!\s{0,4}(?::|=>))\s{0,4}(?P<close>[\])])?"""
)
_LINE: Final = regex(
    r"""(?P<in>[ ]{1,30})(?:-[ ]{1,3})?(?:["']?(?P<k>[\w.@/-]{1,60})["']?:[ ]{1,4})?(?P<q>["']?)(?P<v>[^\s"'{}\[\]|>&*!#][^\s"']{7,300})(?P=q)[ ]{0,4}(?:\#[^\n]{0,80})?\r?(?:\n|\Z)"""
)
_KEYED: Final = regex(
    r"""(?:[\s,;]|(?:\#|//)[^\n]{0,120}\n){0,80}["'](?P<v>(?=[^"'\n]{0,200}[0-9])(?=[^"'\n]{0,200}[A-Z])[A-Za-z0-9_+/=.~-]{20,200})["']\s{0,3}(?::|=>)\s{0,3}[\[{("']"""
)
"""A credential that is the key of a map: what it opens, or who has it, is the value."""
_DRAWN: Final = 0.9
"""How random such a key looks: words name whose the value is."""

_WORD: Final = regex(r"""\s{0,40}["']?(?P<v>[\w+/=.~-]{8,300})["']?(?=[\s\])}])""")
_MORE: Final = regex(r"""[,;](?:[\w.@-]{1,40}:)?(?P<v>[A-Za-z0-9_.~+/=-]{16,300})""")

_USERS: Final = frozenset(("users", "accounts", "logins", "creds"))
_OTHERS: Final = frozenset(
    "id ids user username name email url uri host region type kind role scope path file env version date expires expiry hash sha md "
    "digest ref arn label title description algorithm issuer audience".split()
)
"""Last words of the names of what stands beside a credential in a map."""

_MOST: Final = 64


def bindings(text: str, since: int, until: int) -> Iterator[Binding]:
    """Yield what stands in lists and maps that begin in *text* from *since* to *until*."""
    done = since
    for at in _places(in_lower(text), since, until):
        opened = _OPENS.match(text, at) if at >= done else None
        if opened is None:
            continue
        done = opened.end()
        name = shown(text[name_start(text, opened.start(), 0) : opened.start("end")])
        kind = _kind(name)
        if kind is None:
            continue
        keyed = _KEYED.match(text, opened.end()) if opened["open"] and not _of_users(name) else None
        if keyed is not None and randomness(keyed["v"]) >= _DRAWN:
            yield Binding(name, kind, *keyed.span("v"), keyed["v"], "literal")
            continue
        expression = _LINE if opened["lines"] else _WORD if opened["words"] else _ITEM
        depth = sum(map((opened["open"] or "(").count, "[({"))
        for start, end in _values(text, opened.end(), expression, depth, of_users=_of_users(name)):
            value = text[start:end]
            if any(c.isdigit() for c in value) and not is_weak(value):
                yield Binding(name, kind, start, end, value, "literal")


def _places(lowered: str, since: int, until: int) -> list[int]:
    if _NAMED.search(lowered, since) is None:
        return []
    found = []
    for name in _NAMES:
        end = until + len(name) - 1
        at = lowered.find(name, since, end)
        while at >= 0:
            found.append(at)
            at = lowered.find(name, at + 1, end)
    found.sort()
    return found


def _kind(name: str) -> NameKind | None:
    if _of_users(name):
        return NameKind("password", weak=True)
    kind = kind_of(name)
    return NameKind(kind.word, weak=True) if kind is not None and not kind.open else None


def _of_users(name: str) -> bool:
    return not _USERS.isdisjoint(words(name)[-1:])


def _values(
    text: str, at: int, expression: re.Pattern[str], depth: int, *, of_users: bool
) -> Iterator[tuple[int, int]]:
    """Yield where the values of the items stand that *expression* reads one by one from *at* on, in *depth* brackets.

    *of_users*: what stands in such a list without a name before it is a user.
    """
    indent = None
    for _ in range(_MOST):
        item = expression.match(text, at)
        if item is None or item.end() == at:
            return
        found = item.groupdict()
        if indent is None:
            indent = found.get("in")
        if indent != found.get("in"):
            return
        at = item.end()
        depth -= bool(found.get("close")) and not found.get("p")
        key = [word for word in words(found.get("k") or "") if not word.isdigit()]
        of_another = bool(key) and (key[-1] in _OTHERS or kind_of(item["k"]) is not None)
        told = not of_users or found.get("k") or found.get("p")
        if told and item["v"] is not None and len(item["v"]) >= 8 and not of_another:
            yield item.span("v")
        if depth < 1:
            return
