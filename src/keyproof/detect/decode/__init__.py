"""Encodings and containers: the texts that stand within a text, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keyproof.detect.decode.gates import Gate
from keyproof.detect.decode.view import Budget, View

__all__ = ["Budget", "View", "views"]


def views(text: bytes, hits: Iterable[tuple[Gate, list[int]]], budget: Budget) -> Iterator[View]:
    """Yield what *text* holds encoded where *hits*, the ends of each gate's hits, say; each stretch once a family."""
    by_decoder: dict[object, list[tuple[int, Gate]]] = {}
    for gate, ends in hits:
        by_decoder.setdefault(gate.decode, []).extend((end, gate) for end in ends)
    for found in by_decoder.values():
        found.sort(key=lambda f: f[0])
        done = 0
        for end, gate in found:
            if end <= done:
                continue
            if budget.tries <= 0:
                budget.cut = budget.cut or "encoded texts"
                return
            budget.tries -= 1
            made = gate.decode(text, end, gate.prefix)
            if made is None:
                continue
            for view in (made,) if isinstance(made, View) else made:
                if not budget.take(len(view.data)):
                    return
                done = max(done, view.end)
                yield view
