"""What a store holds, without reading it: each object's type and size, and how deltas change what they stand on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from keyproof.objects import delta
from keyproof.objects.damage import ObjectError
from keyproof.objects.loose import loose_names, peek_loose
from keyproof.objects.pack import KINDS, Head, Pack, payable

_UNDER_WAY: Final = ""
"""Stands for the type of an object whose base is being looked up; who meets it has gone in a circle."""

_MANY: Final = 16
"""One in so many objects of a pack is worth a look at all their headers."""

_LOOSE: Final = 500
"""Loose objects that are looked into one by one; git is quicker with more."""

_OBJECT_COST: Final = 1_000
_WHOLE_COST: Final = 5_000
"""What a delta and a whole object take to read and to search beyond their bytes, in the time that a byte of text takes.
Measured, as the factors in `shares`, on four repositories."""


_MOST: Final = 1 << 36
"""Bytes that an object is taken to have at most: no pack holds more, whatever its headers say."""


class Entry(NamedTuple):
    """One stored object. One that is stored twice is listed twice."""

    oid: str
    pack: str
    """File name of the pack; empty of a loose object."""
    offset: int
    kind: str
    """``commit``, ``tree``, ``blob``, ``tag``; empty where it cannot be told: a damaged object or base."""
    size: int
    """Bytes of the whole object; 0 where it cannot be told."""


class Delta(NamedTuple):
    """How a packed object is told as a change of another one."""

    oid: str
    base: str
    size: int
    """Bytes of the result."""
    inserted: tuple[delta.Range, ...]
    """(start, end) in the result of what the delta itself holds, in order."""
    seams: tuple[int, ...]
    """Places in the result whose two neighbours do not stand so in the base, in order."""


def entries(packs: Sequence[Pack], folders: Sequence[Path], width: int) -> Iterator[Entry]:
    """Yield every object of the *packs*, in their order, then every loose one of the *folders*."""
    for pack in packs:
        try:
            names = pack.names
            offsets = sorted(names)
        except ObjectError:
            continue
        kinds: dict[int, str] = {}
        for at in offsets:
            yield Entry(names[at].hex(), pack.name, at, _kind(pack, at, kinds, packs), _size(pack, at))
    for folder in folders:
        for oid in loose_names(folder, width):
            try:
                kind, size = peek_loose(folder, oid)
            except ObjectError:
                kind, size = "", 0
            yield Entry(oid, "", 0, kind, size)


def others(
    packs: Sequence[Pack], folders: Sequence[Path], width: int, known: Collection[str]
) -> dict[str, list[str]] | None:
    """Return the ids by type, in order, of the commits, blobs and tags that are stored and not *known*.

    None where that cannot be told surely, or not quickly: where there is more than one store, something damaged, or
    much that is loose.
    """
    found: dict[str, set[str]] = {}
    for pack in packs:
        told = pack.survey.others(known) if pack.survey is not None else None
        if told is None:
            return None
        for number, names in told.items():
            found.setdefault(KINDS[number], set()).update(names)
    if len(folders) != 1:
        return None
    for count, oid in enumerate(loose_names(folders[0], width)):
        if count == _LOOSE:
            return None
        if oid in known:
            continue
        try:
            kind, _ = peek_loose(folders[0], oid)
        except ObjectError:
            return None
        if kind != "tree":
            found.setdefault(kind, set()).add(oid)
    return {kind: sorted(oids) for kind, oids in found.items()}


def _kind(pack: Pack, at: int, kinds: dict[int, str], packs: Sequence[Pack]) -> str:
    """Return the type of the object at *at*; *kinds* remembers those of this pack."""
    path: list[int] = []
    kind = kinds.get(at)
    while kind is None:
        path.append(at)
        kinds[at] = _UNDER_WAY
        try:
            head = pack.head(at)
        except ObjectError:
            kind = ""
            break
        if head.kind in KINDS:
            kind = KINDS[head.kind]
        elif head.base:
            at = head.base
            kind = kinds.get(at)
        else:
            kind = _kind_elsewhere(head.name, packs)
    for at in path:
        kinds[at] = kind
    return kind


def _kind_elsewhere(name: bytes, packs: Sequence[Pack]) -> str:
    """Return the type of a base in another pack, where it is no delta itself; git makes no such packs at all."""
    for pack in packs:
        try:
            at = pack.index.find(name)
            if at is not None and (kind := KINDS.get(pack.head(at).kind)):
                return kind
        except ObjectError:
            continue
    return ""


def _size(pack: Pack, at: int) -> int:
    try:
        head = pack.head(at)
        return head.size if head.kind in KINDS else delta.sizes(pack.unpack_start(head, 20))[1]
    except ObjectError:
        return 0


def deltas(packs: Sequence[Pack], oids: Sequence[str]) -> Iterator[Delta]:
    """Yield those of *oids* that are packed as deltas, in the order of the packs, without making their content.

    Those that are whole, loose, absent or damaged are passed over: they are to be read.
    """
    waiting = set(map(bytes.fromhex, oids))
    for pack in packs:
        try:
            found = pack.index.find_all(waiting)
        except ObjectError:
            continue
        waiting.difference_update(found.values())
        for at in sorted(found):
            try:
                head = pack.head(at)
                if head.kind in KINDS:
                    continue
                payable(head)
                base = pack.names.get(head.base, b"") if head.base else head.name
                _, size, inserted, seams = delta.layout(pack.unpack(head))
            except ObjectError:
                continue
            if base:
                yield Delta(found[at].hex(), base.hex(), size, tuple(inserted), tuple(seams))


class Work(NamedTuple):
    """Objects to be read together, each where it was found."""

    packed: list[dict[int, bytes]]
    """``{offset: id}`` for each pack of the store, in their order."""
    loose: list[bytes]
    """The ids of those that are in no pack."""


def located(packs: Sequence[Pack], oids: Iterable[str]) -> Work:
    """Return *oids* each where it is found first. Raises ObjectError."""
    waiting = set(map(bytes.fromhex, oids))
    packed: list[dict[int, bytes]] = []
    for pack in packs:
        found = pack.index.find_all(waiting) if waiting else {}
        waiting.difference_update(found.values())
        packed.append(found)
    return Work(packed, sorted(waiting))


def shares(packs: Sequence[Pack], oids: Sequence[str], count: int) -> list[list[str]]:
    """Return *oids* in *count* lists of about equal cost, what stands on one text together in one of them.

    So processes can each read a list without any of them making a text that another one makes too. What is not packed
    is spread evenly.
    """
    families, loose = _families(packs, oids)
    parts = [loose[number::count] for number in range(count)]
    loads = [0] * count
    for cost, _, _, found in families:
        least = loads.index(min(loads))
        loads[least] -= cost
        parts[least] += [name.hex() for name in found.values()]
    return parts


def turns(packs: Sequence[Pack], oids: Sequence[str], count: int) -> list[Work]:
    """Return *oids* in some *count* parts or more, to be taken by whoever is free: the costliest first.

    What stands on one text is together in one of them; a part may be that alone.
    """
    families, loose = _families(packs, oids)
    most = -sum(family[0] for family in families) // count
    parts: list[Work] = []
    load = most
    for cost, _, row, found in families:
        if load - cost > most:
            parts.append(Work([{} for _ in packs], []))
            load = 0
        parts[-1].packed[row].update(found)
        load -= cost
    step = max(1, len(loose) // count)
    none: list[dict[int, bytes]] = [{} for _ in packs]
    return parts + [Work(none, list(map(bytes.fromhex, loose[at : at + step]))) for at in range(0, len(loose), step)]


_Family: TypeAlias = tuple[int, bytes, int, dict[int, bytes]]
"""What stands on one text: its cost, negative; the id of the first; the number of the pack; ``{offset: id}``."""


def _families(packs: Sequence[Pack], oids: Sequence[str]) -> tuple[list[_Family], list[str]]:
    """Return the families of what is packed of *oids*, the costliest first, and what is not packed."""
    families: list[_Family] = []
    left: Sequence[str] = oids
    for row, pack in enumerate(packs):
        many = len(left) * _MANY > pack.index.count
        told = pack.survey.families(left, (_OBJECT_COST, _WHOLE_COST)) if many and pack.survey else None
        if told is None:
            told = _families_of(pack, left)
        families += [(cost, name, row, found) for cost, name, found in told[0]]
        left = told[1]
    families.sort(key=_rank)
    return families, sorted(left)


def _rank(family: _Family) -> tuple[int, bytes]:
    return family[:2]


def _families_of(pack: Pack, oids: Sequence[str]) -> tuple[list[tuple[int, bytes, dict[int, bytes]]], list[str]]:
    """As `Survey.families`."""
    found = pack.index.find_all(set(map(bytes.fromhex, oids)))
    here = {name.hex() for name in found.values()}
    heads, _ = pack.heads(sorted(found))
    roots: dict[int, int] = {}
    members: dict[int, dict[int, bytes]] = {}
    weights: dict[int, int] = {}
    for at in sorted(found):
        head = heads.get(at)
        root, cost = at, 0
        if head is not None:
            _, told, start, end, base, name = head
            size = min(told, _MOST)
            if base or name:
                cost = _OBJECT_COST + size * 3 // 2
            else:
                # What hardly shrinks is a picture or an archive: it is unpacked, not searched.
                cost = _WHOLE_COST + (size * 3 // 10 if size * 7 < (end - start) * 8 else size)
            if base:
                root = roots[base] if base in roots else _root(heads, base, roots)
        roots[at] = root
        members.setdefault(root, {})[at] = found[at]
        weights[root] = weights.get(root, 0) + cost
    families = [(-weights[root], next(iter(listed.values())), listed) for root, listed in members.items()]
    return families, [oid for oid in oids if oid not in here]


def _root(heads: Mapping[int, Head], at: int, roots: dict[int, int]) -> int:
    """Return where the text begins on which the object at *at* stands in the end; *roots* remembers."""
    path: list[int] = []
    while at not in roots:
        path.append(at)
        roots[at] = at
        head = heads.get(at)
        if head is None:
            break
        at = head.base or at
    root = roots[at]
    for step in path:
        roots[step] = root
    return root
