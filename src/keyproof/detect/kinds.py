"""Whose credential a value is that only its name says to be one: by the name's words and the value's shape.

The kinds with ``named`` are not looked for: a match that `generic` made is called by one of them, and stays what it was
judged to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Final

from keyproof.detect import owners
from keyproof.detect.names import words
from keyproof.detect.rule import Rule, some_rules, told_by
from keyproof.patterns import compiled, regex

_LONGEST: Final = 4
"""Words that a provider's name is written in at most: ``people_data_labs``, ``D7_NETWORK``."""

_START: Final = 3
"""Characters by which most words are seen to begin no provider's name."""

_NAMES_KEPT: Final = 20_000
_SAME: Final = frozenset(
    "api apis key keys token tokens access auth authentication authorization bearer oauth secret private personal pat account app application rest http https "
    "server service services user admin master root org organization organisation team workspace project license licence subscription developer "
    "credential credentials cred creds header value default cloud io com ai hq v x id sdk "
    "prod production dev development test testing stage staging live sandbox local primary secondary old new current main backup env "
    "apikey accesskey authtoken accesstoken apitoken secretkey appkey authkey".split()
)
"""What names call any key of a provider beside its name; another word says that it is another thing: ``webhook``."""

_ENDINGS: Final = ("key", "token", "secret", "pat")
_JOINED: Final = regex(
    r"(?P<whose>[a-z0-9]{2,}?)(?P<of>(?:api|access|auth|client|consumer|app|application|secret|license|personal|private|refresh|user|service|bearer|webhook)*)(?P<what>key|token|secret|pat)"
)
"""The last word of a name without capitals: ``rapidapikey``."""
_OF: Final = regex(
    r"api|access|auth|client|consumer|application|app|secret|license|personal|private|refresh|user|service|bearer|webhook"
)


class Kinds:
    """The kinds that names tell, by the words of their providers."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Take those of *rules* that are ``named``; with any of these go those of any shape."""
        self._by_provider: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.named:
                for word in rule.context:
                    self._by_provider.setdefault(word.replace("_", ""), []).append(rule)
        self._starts = {whose[:_START] for whose in self._by_provider}
        self._told = lru_cache(maxsize=_NAMES_KEPT)(self._told_by)

    def of(self, rule: Rule, value: str, *names: str) -> Rule:
        """Return the kind of *value* that the first of *names* tells, which it is bound to; *rule* where none does."""
        for name in names:
            for kind in self._told(name):
                if compiled(kind.pattern).fullmatch(value):
                    return kind
        for name in names if self._by_provider else ():
            owner = owner_of(name)
            if owner is not None and compiled(owner.pattern).fullmatch(value):
                return owner
        return rule

    def _told_by(self, name: str) -> tuple[Rule, ...]:
        """Return the kinds that *name* may tell, the one it says most of first."""
        found: dict[str, tuple[int, int, Rule]] = {}
        parts = _parts(name)
        for start in range(len(parts)):
            begun = "".join(parts[start : start + _START])
            if begun[:_START] not in self._starts and begun[: _START - 1] not in self._starts:
                continue
            whose = ""
            for stop in range(start + 1, min(start + _LONGEST, len(parts)) + 1):
                whose += parts[stop - 1]
                for kind in self._by_provider.get(whose, ()):
                    said = _said(kind, parts[:start], parts[stop:])
                    if said >= 0:
                        found[kind.id] = max(
                            found.get(kind.id, (-1, 0, kind)), (said, len(whose), kind), key=_FIRST_TWO
                        )
        ranked = sorted(found.values(), key=lambda f: (-f[0], -f[1], f[2].id))
        return tuple(kind for _, _, kind in ranked)


@lru_cache(maxsize=_NAMES_KEPT)
def owner_of(name: str) -> Rule | None:
    """Return the kind of any shape of the provider that *name* says most of, None where it says none."""
    best, longest = "", 0
    parts = _parts(name)
    known = told_by()
    for start in range(len(parts)):
        whose = ""
        for stop in range(start + 1, min(start + _LONGEST, len(parts)) + 1):
            whose += parts[stop - 1]
            kind = known.get(whose)
            if kind is not None and len(whose) > longest and owners.is_meant(name, whose, parts[stop:]):
                best, longest = kind, len(whose)
    return some_rules([best]).get(best) if best else None


_FIRST_TWO: Final = itemgetter(0, 1)


def _parts(name: str) -> list[str]:
    """Return the words of *name*, the last one taken apart where it is several."""
    parts = words(name[-120:])
    last = parts[-1] if parts else ""
    if last.endswith(_ENDINGS) and last not in _SAME and (joined := _JOINED.fullmatch(last)):
        parts[-1:] = [joined["whose"], *_OF.findall(joined["of"]), joined["what"]]
    return parts


def _said(kind: Rule, before: list[str], behind: list[str]) -> int:
    """Return how many words say that it is *kind*, beside its provider's; -1 where others say that it is something else."""
    best = -1 if kind.words else 0
    own: list[str] = []
    for said_as in kind.words:
        phrase = said_as.split("_")
        if len(phrase) > best and (_holds(behind, phrase) or _holds(before, phrase)):
            best, own = len(phrase), phrase
    other = (part for part in behind if part not in own and part not in _SAME and not part.isdigit())
    return -1 if next(other, None) is not None else best


def _holds(parts: list[str], phrase: list[str]) -> bool:
    return any(parts[at : at + len(phrase)] == phrase for at in range(len(parts)))
