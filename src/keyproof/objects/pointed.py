"""What the refs of a repository point at: the types of it, the blobs that no commit holds, and HEAD's tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from keyproof.objects import log
from keyproof.objects.damage import ObjectError
from keyproof.objects.refs import Refs
from keyproof.objects.runner import Runner

if TYPE_CHECKING:
    from keyproof.objects.store import Store

_CHECK: Final = ("cat-file", "--batch-check=%(objectname) %(objecttype)")


class Pointed:
    """The refs of one repository, looked into; nothing is read before it is asked for."""

    def __init__(self, git: Runner, refs: Refs, root: str, store: Callable[[], Store | None]) -> None:
        """*root* limits trees to the paths under it, and leaves out the blobs that refs lead to.

        What *store* cannot give git is asked for.
        """
        self._git = git
        self._store = store
        self._refs = refs
        self._root = root

    def types_of(self, oids: Collection[str]) -> dict[str, str]:
        """Return the type of each of *oids* that is there."""
        store = self._store()
        found: dict[str, str] = {}
        if store is not None:
            for oid in oids:
                with suppress(ObjectError):
                    found[oid] = store.kind(oid)
        left = [oid for oid in oids if oid not in found]
        if left:
            feed = "".join(f"{oid}\n" for oid in left).encode()
            outcome = self._git.run(*_CHECK, "--buffer", feed=feed)
            pairs = (line.split(" ") for line in outcome.out.decode("utf-8", "replace").splitlines())
            found |= {p[0]: p[1] for p in pairs if len(p) == 2 and p[1] in ("commit", "tree", "blob", "tag")}
        return found

    @cached_property
    def types(self) -> dict[str, str]:
        """The type of the object each ref points at, by its id."""
        heads = [self._refs.head] if self._refs.head else []
        return self.types_of(dict.fromkeys([*self._refs.named.values(), *heads]))

    @cached_property
    def _peeled(self) -> dict[str, tuple[str, str]]:
        """(id, type) of what each ref that is no commit leads to in the end, by the id it points at."""
        found = {oid: (oid, kind) for oid, kind in self.types.items() if kind not in ("commit", "tag")}
        store = self._store()
        tags = [oid for oid, kind in self.types.items() if kind == "tag"]
        if tags and store is not None:
            from keyproof.objects.trees import peeled

            for oid in tags:
                with suppress(ObjectError):
                    found[oid] = peeled(store, oid)
        odd = [oid for oid in tags if oid not in found]
        if not odd:
            return found
        feed = "".join(f"{oid}^{{}}\n" for oid in odd).encode()
        outcome = self._git.run(*_CHECK, feed=feed)
        pairs = [line.split(" ") for line in outcome.out.decode("utf-8", "replace").splitlines()]
        return found | {oid: (p[0], p[1]) for oid, p in zip(odd, pairs, strict=False) if len(p) == 2}

    @cached_property
    def blobs(self) -> dict[str, list[str]]:
        """Blobs that a ref points at directly or through a tag or a tree, by path."""
        found: dict[str, list[str]] = {}
        if self._root:
            return found
        for raw, oid in self._refs.named.items():
            if self.types.get(oid, "commit") != "commit":
                name = log.text(raw)
                peeled, kind = self._peeled.get(oid, (oid, ""))
                if kind == "blob":
                    found.setdefault(name, []).append(peeled)
                elif kind == "tree":
                    for path, blob in self._files(peeled):
                        found.setdefault(f"{name}:{path}", []).append(blob)
        return found

    @cached_property
    def head(self) -> set[tuple[str, str]]:
        """(path, blob id) of HEAD's tree."""
        if not self._refs.head or self._refs.head not in self.types:
            return set()
        return set(self._files(self._refs.head, self._root))

    def _files(self, treeish: str, root: str = "") -> list[tuple[str, str]]:
        """Return the path below *root* and the id of each blob of a tree."""
        store = self._store()
        if store is not None:
            from keyproof.objects.trees import files

            with suppress(ObjectError):
                prefix = root.encode("utf-8", "surrogateescape")
                cut = len(prefix) + 1 if prefix else 0
                return [(log.text(path[cut:]), oid) for path, oid in files(store, treeish, prefix)]
        listing = ["ls-tree", "-r", "-z", "--full-tree", treeish, "--", *([f"{root}/"] if root else [])]
        return list(self._entries(self._git.run(*listing).out, root))

    @staticmethod
    def _entries(listing: bytes, root: str = "") -> Iterator[tuple[str, str]]:
        prefix = f"{root}/" if root else ""
        for entry in listing.split(b"\0"):
            meta, _, path = entry.partition(b"\t")
            words = meta.split(b" ")
            if len(words) == 3 and words[1] == b"blob":
                yield log.text(path).removeprefix(prefix), words[2].decode()
