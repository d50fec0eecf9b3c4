"""Whose credential a value is that only its name says to be one: by the name's words and the value's shape.

The kinds with ``named`` are not looked for: a match that `generic` made is called by one of them, and stays what it was
judged to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from keyproof.detect.names import words
from keyproof.detect.rule import Rule
from keyproof.patterns import compiled, regex

_LONGEST: Final = 4
"""Words that a provider's name is written in at most: ``people_data_labs``, ``D7_NETWORK``."""

_NAMES_KEPT: Final = 20_000
_SAME: Final = frozenset(
    "api apis key keys token tokens access auth authentication authorization bearer oauth secret private personal pat account app application rest http https "
    "server service services user admin master root org organization organisation team workspace project license licence subscription developer "
    "credential credentials cred creds header value default cloud io com ai hq v x id sdk "
    "prod production dev development test testing stage staging live sandbox local primary secondary old new current main backup env "
    "apikey accesskey authtoken accesstoken apitoken secretkey appkey authkey".split()
)
"""What names call any key of a provider beside its name; another word says that it is another thing: ``webhook``."""

_JOINED: Final = regex(
    r"(?P<whose>[a-z0-9]{2,}?)(?P<of>(?:api|access|auth|client|consumer|app|application|secret|license|personal|private|refresh|user|service|bearer|webhook)*)(?P<what>key|token|secret|pat)"
)
"""The last word of a name without capitals: ``rapidapikey``."""
_OF: Final = regex(
    r"api|access|auth|client|consumer|application|app|secret|license|personal|private|refresh|user|service|bearer|webhook"
)


class _Kind(NamedTuple):
    """A rule made ready: the kind's own words, and its shape."""

    rule: Rule
    phrases: tuple[tuple[str, ...], ...]
    shape: re.Pattern[str]


class Kinds:
    """The kinds that names tell, by the words of their providers."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Take those of *rules* that are ``named``."""
        self._by_provider: dict[str, list[_Kind]] = {}
        for rule in rules:
            if rule.named:
                kind = _Kind(rule, tuple(tuple(w.split("_")) for w in rule.words), compiled(rule.pattern))
                for word in rule.context:
                    self._by_provider.setdefault(re.sub(r"[^a-z0-9]", "", word), []).append(kind)
        self._told = lru_cache(maxsize=_NAMES_KEPT)(self._told_by)

    def of(self, rule: Rule, value: str, *names: str) -> Rule:
        """Return the kind of *value* that the first of *names* tells, which it is bound to; *rule* where none does."""
        for name in names:
            for kind in self._told(name):
                if kind.shape.fullmatch(value):
                    return kind.rule
        return rule

    def _told_by(self, name: str) -> tuple[_Kind, ...]:
        """Return the kinds that *name* may tell, the one it says most of first."""
        found: dict[str, tuple[int, int, _Kind]] = {}
        parts = _parts(name)
        for start in range(len(parts)):
            whose = ""
            for stop in range(start + 1, min(start + _LONGEST, len(parts)) + 1):
                whose += parts[stop - 1]
                for kind in self._by_provider.get(whose, ()):
                    said = _said(kind, parts[:start], parts[stop:])
                    if said >= 0:
                        found[kind.rule.id] = max(found.get(kind.rule.id, (-1, 0, kind)), (said, len(whose), kind))
        ranked = sorted(found.values(), key=lambda f: (-f[0], -f[1], f[2].rule.id))
        return tuple(kind for _, _, kind in ranked)


def _parts(name: str) -> list[str]:
    """Return the words of *name*, the last one taken apart where it is several."""
    parts = words(name[-120:])
    if parts and parts[-1] not in _SAME and (joined := _JOINED.fullmatch(parts[-1])):
        parts[-1:] = [joined["whose"], *_OF.findall(joined["of"]), joined["what"]]
    return parts


def _said(kind: _Kind, before: list[str], behind: list[str]) -> int:
    """Return how many words say that it is *kind*, beside its provider's; -1 where others say that it is something else."""
    best = -1 if kind.phrases else 0
    own: tuple[str, ...] = ()
    for phrase in kind.phrases:
        if len(phrase) > best and (_holds(behind, phrase) or _holds(before, phrase)):
            best, own = len(phrase), phrase
    other = (part for part in behind if part not in own and part not in _SAME and not part.isdigit())
    return -1 if next(other, None) is not None else best


def _holds(parts: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(parts[at : at + len(phrase)]) == phrase for at in _starts(parts, phrase))


def _starts(parts: list[str], phrase: tuple[str, ...]) -> Iterator[int]:
    return (at for at, part in enumerate(parts) if part == phrase[0])
