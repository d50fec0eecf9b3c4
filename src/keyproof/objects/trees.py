"""What tags, commits and trees lead to, read from the object store. Format: gitformat-pack(5), git-mktree(1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.objects.damage import ObjectError
from keyproof.objects.store import Store, Unread
from keyproof.patterns import regex

_ENTRY: Final = {
    20: regex(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL),
    32: regex(rb"([0-7]{5,6}) ([^\0]+)\0(.{32})", re.DOTALL),
}
"""One entry of a tree, by the bytes of an id."""

_MOST: Final = 1_000_000
"""Entries of all trees together; one that stands in many places counts in each."""

_DEEP: Final = 1_000
"""Folders within one another."""

_TAGS: Final = 20
"""Tags of tags."""

_TAGGED: Final = regex(rb"object ([0-9a-f]{40,64})\ntype [a-z]+\n")


def peeled(store: Store, oid: str) -> tuple[str, str]:
    """Return (id, kind) of what the object *oid* leads to where it is a tag, else of itself. Raises ObjectError."""
    for _ in range(_TAGS):
        kind = store.kind(oid)
        if kind != "tag":
            return oid, kind
        found = _TAGGED.match(store.read(oid)[1])
        if found is None:
            raise ObjectError("a tag does not say of what it is one")
        oid = found[1].decode()
    raise ObjectError(f"more than {_TAGS} tags of tags")


def files(store: Store, treeish: str, root: bytes = b"") -> Iterator[tuple[bytes, str]]:
    """Yield path and id of each blob under *root* (all, where it is empty) of a tree, or of the tree of a commit.

    The folders of one depth are read together.

    Raises:
        ObjectError: something of it cannot be read, or there is more than is looked at.
    """
    kind, data = store.read(treeish)
    level: list[tuple[bytes, bytes]] = [(b"", data)]
    if kind == "commit":
        level = [(b"", store.read(data[5 : data.find(b"\n")].decode("ascii", "replace"))[1])]
    entry = _ENTRY[store.width]
    count = 0
    for _ in range(_DEEP):
        below: list[tuple[bytes, str]] = []
        for folder, tree in level:
            done = 0
            for mode, name, raw in entry.findall(tree):
                done += len(mode) + len(name) + store.width + 2
                path = folder + name
                if mode in (b"40000", b"040000"):
                    if not root or (path + b"/").startswith(root + b"/") or root.startswith(path + b"/"):
                        below.append((path + b"/", raw.hex()))
                elif mode[:2] != b"16" and path.startswith(root + b"/" if root else b""):
                    yield path, raw.hex()
                count += 1
            if done != len(tree) or count > _MOST:
                raise ObjectError("a tree is damaged, or there are too many entries")
        if not below:
            return
        unread = Unread()
        found = dict(store.blobs(list({oid for _, oid in below}), unread, kind="tree"))
        if len(found) != len({oid for _, oid in below}):
            raise ObjectError("a tree cannot be read")
        level = [(folder, found[oid]) for folder, oid in below]
    raise ObjectError(f"more than {_DEEP} folders stand within one another")
