"""Whose credential a value is that is sent to one host: the domain is its provider's.

``curl "https://api.tavily.com/search?api_key=…"`` binds the value to nothing that tells a provider, and says whose it
is all the same.
"""

from __future__ import annotations

from typing import Final

from keyproof.detect.rule import Rule, some_rules, told_by
from keyproof.patterns import regex

OF_NOBODY: Final = frozenset(("jwt-generic", "http-bearer", "http-token", "http-key-header", "url-query-secret"))
"""Ids of rules whose values any provider may hand out."""

_LONG: Final = 600
"""Characters of a line from which it is none that speaks to one host."""

_HOST: Final = regex(r"(?i)(?<![\w.])https?://(?:[^\s/@\"'<>]{1,60}@)?([a-z0-9.-]{4,80})(?=[:/?\"'\s#]|\Z)")
_SUFFIXES: Final = frozenset("co com org net gov ac edu".split())
"""Second-level domains under a country's."""


def owner(line: str) -> Rule | None:
    """Return the provider of the one domain that *line* speaks to; None where it speaks to none or to several."""
    if len(line) >= _LONG:
        return None
    domains = {domain(host.lower()) for host in _HOST.findall(line)}
    if len(domains) != 1 or (kind := told_by().get(domains.pop())) is None:
        return None
    return some_rules([kind])[kind]


def domain(host: str) -> str:
    """Return the label of *host* that its owner registered: ``tavily`` of ``api.tavily.com``."""
    labels = host.strip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    at = -3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SUFFIXES else -2
    return labels[at].replace("-", "")
