"""What one rule is, and how its TOML file is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from keyproof import kept
from keyproof.errors import RuleError

_FOLDER: Final = Path(__file__).parent.parent / "rules"
_NAMED: Final = _FOLDER / "named"
"""Where the kinds are, by the first letter of their providers, of providers that have no others than ``named`` ones."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One credential kind. The engine adds token boundaries around ``pattern`` unless ``raw`` is set."""

    id: str
    title: str
    pattern: str
    """Regular expression of the value in the syntax that RE2, Hyperscan and ``re`` share: no look-around, no
    backreference. A group named ``secret`` marks the value where the pattern holds more than it."""
    first: str = ""
    """What the first pass looks for instead, where what is made of ``pattern`` is slow: it stands in every match."""
    sample: str
    """Template of a value, for ``detect.mint``: ``ghp_{base62:30}{crc32-base62}``."""
    near_misses: tuple[str, ...] = ()
    """Templates of what must not match (or must be judged malformed)."""
    prefix: str = ""
    """The published start of the value, which a mask may show."""
    context: tuple[str, ...] = ()
    """Lower-case words, one of which must stand in the bound name or on the lines before; for values without a prefix."""
    named: bool = False
    """Never looked for: what a name says to be a credential is called so (`kinds`) where the name holds a word of
    ``context`` and the value, whole, has this shape."""
    words: tuple[str, ...] = ()
    """Where ``named``: what the name has to call it beside its provider, as ``client_secret``; for one of several kinds."""
    checksum: str = ""
    """Name of a function in ``detect.checksum``; a value that fails it is malformed."""
    entropy: float = 0.0
    """Bits per character below which a match is not a value."""
    around: int = 0
    """Bytes on both sides that its judgement looks at, where the line alone does not tell (a web page's configuration)."""
    raw: bool = False
    public: bool = False
    """Public by design: never a finding (publishable keys, DSNs, client ids)."""
    identifier: bool = False
    """It names a thing rather than opening one; looked for only by those who ask for the class ``identifier``."""
    test: bool = False
    """The provider's test-mode key: lower severity class ``test-fixture``."""
    pair: str = ""
    """Id of the rule whose value makes this one complete (AWS secret for an AWS key id)."""
    lifetime: str = ""
    env: tuple[str, ...] = ()
    verify: str = ""
    """How it could be verified live: method, header, endpoint. Never called without the user's word."""
    revoke: str = ""
    source: str = ""
    """Where the facts are from."""
    cwe: tuple[int, ...] = (798,)
    provider: str = ""
    """Filled from the file, unless that has many."""


def context_pattern(rule: Rule) -> str:
    """Return an expression for the context words of *rule*, ``""`` without any: ``fal_key`` is ``falKey`` too."""
    return "|".join(map(_word, rule.context))


def _word(word: str) -> str:
    parts = re.split(r"[_-]", word)
    return ("[_-]?" if min(map(len, parts)) > 2 else "[_-]").join(map(re.escape, parts))


class _RuleFile(msgspec.Struct, forbid_unknown_fields=True):
    provider: str = ""
    source: str = ""
    revoke: str = ""
    rule: list[Rule] = []


def read_rules(text: str, name: str) -> tuple[Rule, ...]:
    """Return the rules of one TOML file; *name* is used in errors.

    Raises:
        RuleError: the text is not TOML or not of this form.
    """
    try:
        parsed = msgspec.convert(tomllib.loads(text), _RuleFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"rule file {name}: {error}") from None
    return tuple(
        msgspec.structs.replace(
            r,
            provider=r.provider or parsed.provider,
            source=r.source or parsed.source,
            revoke=r.revoke or parsed.revoke,
        )
        for r in parsed.rule
    )


def count() -> int:
    """Return how many rules `builtin_rules` gives to those who ask for no identifiers, without reading them."""
    if _usual_rules.cache_info().currsize:
        return len(_usual_rules())
    known = _known()
    return known.usual if known is not None else len(_usual_rules())


def some_rules(ids: Iterable[str]) -> dict[str, Rule]:
    """Return by id those of *ids* that are the ids of rules; the others are not read."""
    wanted = set(ids)
    if _known() is None:
        return {rule.id: rule for rule in (*_all_rules(), *rules_of_any_shape()) if rule.id in wanted}
    found: dict[str, Rule] = {}
    for unread in (_unread_rules, _unread_others):
        if wanted:
            raws = unread()
            found |= {id_: msgspec.msgpack.decode(raws[id_], type=Rule) for id_ in wanted & raws.keys()}
            wanted -= raws.keys()
    return found


def builtin_rules(*, identifiers: bool = False) -> tuple[Rule, ...]:
    """Return the rules that ship with keyproof, sorted by id; those of *identifiers* only where they are asked for."""
    return _all_rules() if identifiers else _usual_rules()


@cache
def rules_of_any_shape() -> tuple[Rule, ...]:
    """Return what `owners` makes of the rules that ship: a kind for each provider that only a name tells; none of them is counted."""
    known = _known()
    if known is not None:
        return tuple(msgspec.msgpack.decode(known.others, type=dict[str, Rule]).values())
    from keyproof.detect.owners import of_any_shape  # it is made of rules

    return of_any_shape(_all_rules(), _owners())


@cache
def told_by() -> dict[str, str]:
    """Return the ids of `rules_of_any_shape` by the names of the providers, in lower case and without ``_``."""
    known = _known()
    return known.told_by if known is not None else _told_by(rules_of_any_shape())


def _told_by(rules: Iterable[Rule]) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in rules:
        for word in rule.context:
            found.setdefault(word.replace("_", ""), rule.id)
    return found


@cache
def _usual_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in _all_rules() if not rule.identifier)


@cache
def _all_rules() -> tuple[Rule, ...]:
    known = _known()
    if known is not None:
        return tuple(msgspec.msgpack.decode(known.rules, type=dict[str, Rule]).values())
    from keyproof.detect.owners import of_any_shape  # as above

    rules = _read_all(sorted((*_FOLDER.glob("*.toml"), *_NAMED.glob("*.toml"))))
    others = of_any_shape(rules, _owners())
    usual = sum(not rule.identifier for rule in rules)
    made = _Made(usual, _raw(rules), _raw(others), _told_by(others))
    kept.save(kept.cache_folder() / _kept_as(), msgspec.msgpack.encode(made), versions=True)
    return rules


class _Made(msgspec.Struct, array_like=True):
    """What is made of the rule files, and kept."""

    usual: int
    """How many of the rules all use."""
    rules: msgspec.Raw
    """By id, not read, as ``others``."""
    others: msgspec.Raw
    told_by: dict[str, str]


def _raw(rules: Iterable[Rule]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode({rule.id: rule for rule in rules}))


@cache
def _unread_rules() -> dict[str, msgspec.Raw]:
    """Return what is kept of the rules by id, none of it read."""
    return msgspec.msgpack.decode(known.rules, type=dict[str, msgspec.Raw]) if (known := _known()) is not None else {}


@cache
def _unread_others() -> dict[str, msgspec.Raw]:
    return msgspec.msgpack.decode(known.others, type=dict[str, msgspec.Raw]) if (known := _known()) is not None else {}


@cache
def _known() -> _Made | None:
    for raw in kept.recalled(_kept_as()):
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(raw, type=_Made)
    return None


def _owners() -> list[str]:
    return (_FOLDER / "owners.txt").read_text("utf-8").splitlines()


_MADE: Final = 2
"""Raised when `owners` makes other kinds of the same files."""


@cache
def _kept_as() -> str:
    """Return the name of what is made of the rule files."""
    texts = [kept.contents(folder, ".toml") for folder in (_FOLDER, _NAMED)]
    made_of = (_MADE, Rule.__struct_fields__, texts, kept.contents(_FOLDER, ".txt"))
    return f"rules-{kept.digest(made_of)}.msgpack"


def _read_all(entries: list[Path]) -> tuple[Rule, ...]:
    rules = [rule for entry in entries for rule in read_rules(entry.read_text("utf-8"), entry.name)]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"two rules have the id {rule.id}")
        seen.add(rule.id)
    return tuple(sorted(rules, key=lambda r: r.id))
