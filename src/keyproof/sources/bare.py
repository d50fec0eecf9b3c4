"""A bare repository on disk: the tree is HEAD's, read from the object store; the history is that of all refs."""

from __future__ import annotations

import os
from pathlib import Path

from keyproof.errors import TargetError
from keyproof.model.target import Target, TargetKind
from keyproof.objects.layout import locate
from keyproof.sources._kind import Kind
from keyproof.sources._repository import Opened, Repository
from keyproof.sources._tree import Listing
from keyproof.sources.gitcli import one_line


def looks_bare(folder: Path) -> bool:
    """Whether *folder* has what every bare repository has, and no tree of its own."""
    return (
        os.path.lexists(folder / "HEAD")
        and (folder / "objects").is_dir()
        and ((folder / "refs").is_dir() or (folder / "packed-refs").is_file())
    )


def _recognise(ref: str) -> bool:
    try:
        return looks_bare(Path(ref).expanduser())
    except (OSError, RuntimeError, ValueError):
        return False


def _open(ref: str, history: bool) -> Opened:
    layout = locate(Path(ref).expanduser())
    if layout is None:
        raise TargetError(f"{one_line(ref)} looks like a bare repository but cannot be read; check its permissions")
    repository = Repository(layout)
    return open_repository(repository, Target(kind=TargetKind.BARE, ref=ref), with_history=history)


def open_repository(
    repository: Repository, target: Target, *, with_history: bool, revision: str = "", config: bool = True
) -> Opened:
    """Return the source of HEAD's tree (or *revision*'s) in *repository*, limited to ``target.root``.

    *config* says that the repository's own configuration file is part of the target. Raises TargetError where there is
    nothing to read; the repository is closed then.
    """
    try:
        if revision:
            repository.go_to(revision)
        history = repository.history(target.root, config=config) if with_history else None
        listing = Listing()
        reader = repository.tree(listing, target.root)
        if not listing.files and not listing.gaps:
            _refuse_empty(repository, target)
    except BaseException:
        repository.close()
        raise

    def close() -> None:
        reader.close()
        repository.close()

    if with_history:
        listing.gaps += repository.gaps
    return Opened(
        Target(kind=target.kind, ref=target.ref, commit=repository.refs.head or None, root=target.root),
        listing,
        history=history,
        close=close,
    )


def _refuse_empty(repository: Repository, target: Target) -> None:
    if target.root:
        raise TargetError(f"the repository has no folder {one_line(target.root)!r} at that commit; check the path")
    if not repository.refs.named and not repository.refs.head:
        raise TargetError(f"{one_line(target.ref)} is an empty repository: it has no commits; commit something first")


TARGET = Kind(
    title="bare repository",
    forms=("path/to/repository.git",),
    rank=20,
    recognise=_recognise,
    open=_open,
)
