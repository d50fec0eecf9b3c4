"""For each provider one kind more, of any shape: what a value is called whose name alone says whose it is.

Providers change the shapes of their keys, and few say so. A value that is judged to be a credential and bound to
``QDRANT_CLOUD_KEY`` is Qdrant's whatever it looks like, and whoever has to revoke it wants to be told that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from keyproof.detect.rule import Rule

ENDS: Final = "-any"
"""How the ids of these kinds end."""

_ENDS_TOO: Final = "-other"
"""Or so, where a rule has that id."""

_LEAST: Final = 4
"""Letters of the first word of a variable from which it is taken for the provider's name."""

_NOBODY: Final = frozenset(
    ("HTTP headers", "JSON Web Token", "OpenAI-compatible service", "URL with a password", "credential files",
     "cryptographic wallets", "none", "private keys")
)  # fmt: skip
"""Where rules say what a thing is, not whose."""

_OF: Final = {"gemini": "google"}
"""Of names that several go by: whose they are where nothing else is said."""

COMMON: Final = frozenset(
    "abstract adjust age agility app aqua banana bandwidth beam box branch bubble buddy buffer builder cal castle census chatbot checkout circle "
    "claude client close column comet concourse consul copper cosmic craft currents cursor customer daily deep defined depot deputy drift drone "
    "dynamic element envoy face fathom flat flight float frame front genius getty guardian harness harvest heap height here holiday hover "
    "hunter increase jupiter kite knock later lever line linear llm loops luma magic make manifest matrix medium medusa mega mend meta "
    "modal monday moz nest news nexus node nomad none octopus orca packet parsers particle payload persona phoenix phrase plane polar polls "
    "polygon privacy proof protocols quip radar rails ramp rapid readme registration remote render reply reservoir ring roam rows sage sanity "
    "screenshot segment semaphore shortcut signal singular sketch socket spider split spree sprout square stability steam stream surge swell "
    "teams tenor threads timely tina together travis trigger umbrella unit unity vast vault verifier vespa wave weather whoop wise zip zoom".split()
)
"""Names of providers that are words of other things, too."""

_KEYWORDS: Final = frozenset(
    "access account admin api app application auth authorization bearer client cloud connection consumer database db deploy "
    "developer host integration internal key license live mcp name oauth org organization pass password pat personal private prod "
    "project public publish read redis role root secret security server service signing token url user webhook write".split()
)
"""Words with which names of variables go on behind the provider's."""


def of_any_shape(rules: Iterable[Rule], listed: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the kinds, one of each provider, by id; ``context`` has the names that tell the provider.

    The providers are those of *rules* and of *listed*, lines of ``rules/owners.txt``: a name, and what else it is called
    behind a colon, or instead where the name is a word of other things; of a provider of *rules*, what it is called too.
    """
    by_provider: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.provider and rule.provider not in _NOBODY and not rule.identifier:
            by_provider.setdefault(rule.provider, []).append(rule)
    made = {rule.id: rule for rule in (_made(*one) for one in by_provider.items())}
    ours = set(made)
    for line in listed:
        provider, _, called = line.strip().partition(":")
        kind = _made(provider, [], frozenset(called.split()))
        if called and kind.id in ours:
            known = made[kind.id]
            kind = msgspec.structs.replace(known, context=tuple(sorted({*known.context, *kind.context})))
            made[kind.id] = kind
        made.setdefault(kind.id, kind)
    taken = {rule.id for known in by_provider.values() for rule in known}
    for id_ in made.keys() & taken:  # a rule of one shape is called so
        made[id_] = msgspec.structs.replace(made[id_], id=id_.removesuffix(ENDS) + _ENDS_TOO)
    return tuple(made[id_] for id_ in sorted(made) if made[id_].context)


def _made(provider: str, rules: list[Rule], called: frozenset[str] = frozenset()) -> Rule:
    plain = re.sub(r"\s*\(.*\)", "", provider)
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))
    return Rule(
        id=slug + ENDS,
        provider=provider,
        title=f"{provider} credential (told by its name)",
        pattern=r"[!-~][ -~]{6,4000}[!-~]",
        sample="{base62:32}",
        near_misses=("{base62:7}",),
        named=True,
        context=tuple(sorted(called or _called(slug, rules))),
        revoke=next((rule.revoke for rule in rules if rule.revoke), ""),
        source="the name it is bound to",
    )


def _called(slug: str, rules: list[Rule]) -> set[str]:
    """Return the names, in lower case and joined by ``_``, by which variables call the provider of *rules*."""
    found = {slug.replace("-", "_")}
    for rule in rules:
        found.update(rule.context if rule.named else ())
        for name in rule.env:
            parts = name.lower().split("_")
            while parts and (parts[-1] in _KEYWORDS or parts[-1].isdigit()):
                parts.pop()
            head = "_".join(parts)
            if len(head) >= _LEAST and head not in COMMON and len(parts) <= 2:
                found.add(head)
    return {name for name in found if len(name) > 2 and name not in _KEYWORDS and _OF.get(name, slug) == slug}


def is_meant(name: str, whose: str, behind: list[str]) -> bool:
    """Whether *name*, which holds *whose* and goes on with the words *behind*, is a credential's of the provider so called."""
    if len(whose) >= _LEAST and whose not in COMMON:
        return True
    return bool(behind) and (name.isupper() or "api" in behind)
