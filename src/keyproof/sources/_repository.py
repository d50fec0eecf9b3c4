"""A repository opened under a git folder of our own, and the sources that stand on one."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import threading
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from keyproof import limits
from keyproof.errors import TargetError
from keyproof.model.target import Gap, GapKind, Target
from keyproof.objects.history import GitHistory
from keyproof.objects.layout import Layout, odd_file, prepare, write_refs
from keyproof.objects.log import text
from keyproof.passing import passing_folder
from keyproof.sources import History, TreeFile
from keyproof.sources._tree import Listing
from keyproof.sources.gitcli import Git, one_line

_PREFIX: Final = "keyproof-"


class Repository:
    """One repository, read by a git that knows nothing of its configuration. `close` removes what was put on disk."""

    def __init__(self, layout: Layout, *, work_tree: Path | None = None) -> None:
        """*work_tree* is the top of its tree on disk. Raises TargetError where it cannot be read at all."""
        self.layout = layout
        self._histories: list[GitHistory] = []
        if odd := odd_file(layout):
            raise TargetError(f"the object store of this repository cannot be read safely: {one_line(odd)}")
        self._temporary = passing_folder(_PREFIX)
        try:
            self.git_dir = self._temporary / "git"
            self.refs, self.gaps = prepare(layout, self.git_dir)
            index = layout.git_dir / "index"
            with contextlib.suppress(OSError):
                if not stat.S_ISREG(index.lstat().st_mode):
                    index = self.git_dir / "no-index"
            self.git = Git(self.git_dir, layout.objects, work_tree=work_tree, index=index if work_tree else None)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the temporary folder."""
        for history in self._histories:
            history.close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def go_to(self, revision: str) -> None:
        """Make *revision* (a branch, a tag, the start of a commit id) the HEAD. Raises TargetError."""
        for name in (revision, f"refs/remotes/origin/{revision}"):
            found = self.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
            if found.ok:
                self.refs = msgspec.structs.replace(self.refs, head=found.out.decode().strip())
                write_refs(self.git_dir, self.refs)
                return
        raise TargetError(f"the repository has no branch, tag or commit {one_line(revision)!r}; check its spelling")

    def history(self, root: str, *, index: bytes | None = None, config: bool = True) -> GitHistory | None:
        """Return the history of the paths under *root*, None where there is neither a ref nor an *index*.

        That is what ``git ls-files -s -z`` says in the folder *root*.
        """
        if not self.refs.named and not self.refs.head and index is None:
            return None
        layout = self.layout if config else None
        history = GitHistory(
            self.git, self.git_dir, self.refs, root=root, layout=layout, stored=self.layout, passing=not config
        )
        history.staged = index
        self._histories.append(history)
        return history

    def tree(self, listing: Listing, root: str) -> Reader:
        """List HEAD's tree under *root* into *listing*; the files are read from the object store."""
        reader = Reader(self.git)
        if not self.refs.head:
            return reader
        where = ("--", f"{root}/") if root else ()
        outcome = self.git.run("ls-tree", "-r", "-l", "-z", "--full-tree", self.refs.head, *where)
        if not outcome.ok:
            listing.gap(GapKind.MISSING, f"HEAD's tree cannot be read whole: {outcome.error}", root)
        prefix = f"{root}/" if root else ""
        for entry in outcome.out.split(b"\0"):
            meta, _, raw = entry.partition(b"\t")
            words = meta.split()
            if len(words) != 4 or listing.full():
                continue
            _add(listing, reader, text(raw).removeprefix(prefix), [w.decode("ascii", "replace") for w in words])
        return reader


def _add(listing: Listing, reader: Reader, path: str, words: list[str]) -> None:
    """Add one entry of ``ls-tree -l``: *words* are mode, type, id, size."""
    mode, kind, oid, size = words
    if kind == "commit":
        listing.gap(GapKind.SKIPPED, "submodule: it is another repository, assess it on its own", path)
        return
    if kind != "blob" or not size.isdigit():
        listing.gap(GapKind.MISSING, "file is not in the repository", path)
        return
    if int(size) > limits.FILE_BYTES:
        bound = f"{limits.FILE_BYTES // limits.MIB} MiB"
        listing.gap(GapKind.BOUND, f"file larger than {bound}, not read", path, bound)
    link = ""
    if mode == "120000":
        try:
            link = text(reader.read(oid)[:4096])
        except OSError:
            listing.gap(GapKind.MISSING, "link is not in the repository", path)
            return
    read = partial(reader.read, oid)
    permissions = 0o755 if mode == "100755" else 0o644
    file = TreeFile(
        path=path, size=int(size), mode=permissions, tracked=True, link=link, state=oid.encode(), reader=read
    )
    listing.files.append(file)


class Reader:
    """Blobs by their id, asked one at a time of one running git."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._lock = threading.Lock()
        self._ask: Callable[[str], bytes | None] | None = None
        self._owner = 0
        self._stop: Callable[[], None] = lambda: None

    def read(self, oid: str) -> bytes:
        """Return the content of blob *oid*, empty past ``limits.FILE_BYTES``. Raises OSError when it cannot be read."""
        with self._lock:
            if self._ask is None or self._owner != os.getpid():  # a fork must not talk over its parent's pipe
                self._begin()
            assert self._ask is not None  # noqa: S101 - _begin sets it
            try:
                data = self._ask(oid)
            except (OSError, ValueError):
                data = None
                self.close()
            if data is None:
                raise OSError(5, "the object is missing or corrupt")
            return data

    def _begin(self) -> None:
        process = self._git.talk("cat-file", "--batch")
        given, out = process.stdin, process.out
        assert given is not None  # noqa: S101 - talk opens both ends

        def ask(oid: str) -> bytes | None:
            given.write(oid.encode() + b"\n")
            given.flush()
            words = out.readline(1024).split()
            if len(words) == 2:
                return None
            if len(words) != 3:
                raise OSError(5, "git stopped")
            size = int(words[2])
            if size > limits.FILE_BYTES:
                raise OSError(27, "the file is too large")
            data = out.read(size + 1)
            if len(data) != size + 1:
                raise OSError(5, "git stopped")
            return data[:-1]

        self._ask, self._stop, self._owner = ask, lambda: process.__exit__(), os.getpid()

    def close(self) -> None:
        """End the running git; the next read starts another."""
        self._stop()
        self._ask, self._stop = None, lambda: None


class Opened:
    """A source that is ready: satisfies ``keyproof.sources.Source``."""

    def __init__(
        self,
        target: Target,
        listing: Listing,
        *,
        history: History | None = None,
        ignored: Callable[[Collection[str]], frozenset[str] | None] = lambda names: None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """*close* removes what was put on disk for it."""
        self.ignored = ignored
        self.target = target
        self._files = listing.done()
        self.gaps: list[Gap] = listing.gaps
        self.searched: dict[str, int] = listing.searched
        self._history = history
        self._closers = [close]

    def at_close(self, close: Callable[[], None]) -> None:
        """Have *close* called when the source is left, after those given before."""
        self._closers.append(close)

    def files(self) -> tuple[TreeFile, ...]:
        """Return the files of the tree, sorted by path."""
        return self._files

    def history(self) -> History | None:
        """Return the git history, None where there is none or it was left out."""
        return self._history

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *exc: object) -> None:
        while self._closers:
            self._closers.pop(0)()
