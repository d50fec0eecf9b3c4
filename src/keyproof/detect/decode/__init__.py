"""Encodings and containers: the texts that stand within a text, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from keyproof.detect.decode import (
    addresses,
    assembled,
    below,
    builders,
    called,
    ciphers,
    cleaned,
    dumps,
    framed,
    gathered,
    joined,
    masked,
    mixed,
    numbers,
    pieces,
    returned,
    spaced,
    spread,
    stated,
    ties,
    unwrapped,
    xored,
)
from keyproof.detect.decode.gates import Decode, Gate
from keyproof.detect.decode.view import Budget, View

__all__ = ["Budget", "View", "views"]

_REACH: Final[dict[Decode, int]] = {
    pieces.cut_at: 1_440,
    addresses.pieces_at: addresses.REACH,
    spaced.apart_at: 4_100,
    numbers.bulleted_at: 4_100,
    pieces.replaced_at: 420,
    masked.masked_at: masked.REACH,
    mixed.escaped_at: mixed.FAR,
    xored.xored_at: xored.REACH,
    called.base58_at: 1_300,
    mixed.listed_at: mixed.FAR,
    numbers.rows_at: 4_100,
    stated.secret_at: stated.MANIFEST,
    framed.apart_at: 600,
    builders.named_at: 1_000,
    builders.builder_at: 4_000,
    builders.parts_at: 1_200,
    stated.binary_at: 6_000,
    stated.pieces_at: 8_200,
    returned.returned_at: returned.REACH,
    assembled.assembled_at: 3_400,
    unwrapped.continued_at: unwrapped.REACH,
    ciphers.rot47_at: 700,
    numbers.words_at: 4_100,
    joined.behind_at: joined.REACH,
    joined.before_at: joined.REACH,
    joined.block_at: joined.REACH,
    cleaned.replaced_at: cleaned.REACH,
    cleaned.stride_at: cleaned.REACH,
    cleaned.shell_at: cleaned.REACH,
    gathered.within_at: 3_400,
    gathered.login_at: 1_000,
    gathered.entry_at: 300,
    below.option_at: 1_000,
    below.choice_at: below.REACH,
    below.section_at: below.REACH,
    below.nested_at: below.REACH + 500,
    below.sampler_at: 700,
    spread.chain_at: 1_000,
    spread.enum_at: spread.REACH,
    spread.paragraph_at: 700,
    below.resource_at: below.REACH,
    below.prompt_at: 500,
    below.parameter_at: 800,
    below.bearer_at: 700,
    dumps.insert_at: 4_600,
    dumps.dump_at: 4_600,
    dumps.copy_at: 4_600,
    below.recorded_at: 600,
    below.arms_at: 440,
    below.field_at: 700,
    ties.before_at: ties.REACH,
    ties.above_at: 600,
    ties.generated_at: 2_600,
    ties.tied_at: 1_000,
    ties.element_at: 1_000,
    ties.encoded_at: 600,
    ties.serialized_at: 800,
}
"""Bytes on both sides of a hit that its decoder looks at, where that is more than its line and what it yields; some say it themselves."""


def views(text: bytes, hits: Iterable[tuple[Gate, list[int]]], budget: Budget) -> Iterator[tuple[View, int]]:
    """Yield what *text* holds encoded where *hits*, the ends of each gate's hits, say; each stretch once a family.

    With each view comes the end of the hit that led to it: the view may stand further on. One without data says only
    how far was looked.
    """
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
            reach = _REACH.get(gate.decode)
            if reach is not None:
                yield View(b"", end - reach, end + reach, ""), end
            made = gate.decode(text, end, gate.prefix)
            if made is None:
                continue
            for view in (made,) if isinstance(made, View) else made:
                if view.data and not budget.take(len(view.data)):
                    return
                if view.how != mixed.LOOKED:
                    done = max(done, view.end)
                yield view, end
