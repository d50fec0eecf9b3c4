"""All that is bound on a line: by the forms of names, by calls, by statements of SQL, in lists."""

from __future__ import annotations

import msgspec

from keyproof.detect import calls, folding, forms, inserts, lists
from keyproof.detect.names import kind_of


def wrapped(
    text: str, since: int, until: int, bound: list[forms.Binding], *, calls_too: bool
) -> list[tuple[forms.Binding, str, int, int]]:
    """Return what is bound beside *bound* behind the line from *since* to *until*, where a statement goes on over lines.

    With the text that has it on one line, and its place there.
    """
    if any(found.end > until for found in bound):
        return []
    fold = folding.folded(text, until)
    if fold is None:
        return []
    out: list[tuple[forms.Binding, str, int, int]] = []
    called = calls.bindings(fold.text, since, until) if calls_too else ()
    for found in (*forms.bindings(text, since, until, fold.text), *called):
        start, end = fold.back(found.start), fold.back(found.end - 1) + 1
        if (
            start > until
            and kind_of(found.value) is None
            and not any(start < other.end and other.start < end for other in bound)
        ):
            out.append((msgspec.structs.replace(found, start=start, end=end), fold.text, found.start, found.end))
    return out


def bound_in(text: str, since: int, until: int, calls_too: bool) -> list[forms.Binding]:
    """Return what a name or a place binds, each stretch of *text* once; names win."""
    found = list(forms.bindings(text, since, until))
    called = calls.bindings(text, since, until) if calls_too else ()
    for one in (*called, *inserts.bindings(text, since, until), *lists.bindings(text, since, until)):
        found = [
            f for f in found
            if not ((f.kind.faint or (f.kind.weak and not one.kind.weak)) and f.start < one.end and one.start < f.end)
        ]  # fmt: skip
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return found
