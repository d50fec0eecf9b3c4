"""A folder on disk, in a git repository (whole, or a folder within) or not."""

from __future__ import annotations

import stat
from collections.abc import Collection
from pathlib import Path
from typing import Final

import msgspec

from keyproof.errors import TargetError
from keyproof.model.target import Gap, GapKind, Target, TargetKind
from keyproof.objects.layout import Layout, locate
from keyproof.objects.runner import Outcome
from keyproof.patterns import regex
from keyproof.sources._disk import Disk
from keyproof.sources._kind import Kind
from keyproof.sources._repository import Opened, Repository
from keyproof.sources._tree import Listing, named, walk
from keyproof.sources.gitcli import Git, one_line, program

LIST_SECONDS = 120.0
"""Seconds git may take to list a tree; a named pipe called ``.gitignore`` would hold it for ever."""

_UNREADABLE: Final = regex(r"could not open directory '([^']{1,1000})': ([A-Za-z ]{1,60})")


def _open(ref: str, history: bool) -> Opened:
    folder = _checked(ref)
    top, layout, broken = _find_repository(folder)
    try:
        disk = Disk(folder)
    except OSError as error:
        raise TargetError(f"{one_line(ref)} cannot be read: {error.strerror}; check its permissions") from None
    try:
        source = _open_in_git(ref, folder, top, layout, disk, with_history=history) if layout is not None else None
        return source or _open_plain(ref, disk, broken)
    except BaseException:
        disk.close()
        raise


def _checked(ref: str) -> Path:
    """Return the real path of the folder the user named. Raises TargetError."""
    shown = one_line(ref)
    try:
        folder = Path(ref).expanduser()
        status = folder.stat()
    except FileNotFoundError:
        raise TargetError(f"{shown} does not exist; give a folder, a bare repository or a git URL") from None
    except PermissionError:
        raise TargetError(f"{shown} cannot be read: permission denied; check the permissions of its path") from None
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise TargetError(f"{shown} cannot be read: {reason}; check the path") from None
    if not stat.S_ISDIR(status.st_mode):
        kind = "a file" if stat.S_ISREG(status.st_mode) else "neither a file nor a folder"
        raise TargetError(f"{shown} is {kind}; give the folder that holds the server")
    return folder.resolve()


def _find_repository(folder: Path) -> tuple[Path, Layout | None, str]:
    """Return the top of the repository around *folder*, its layout, and what is wrong where it cannot be read."""
    for top in (folder, *folder.parents):
        git = top / ".git"
        if not (git.is_dir() or git.is_file()):
            continue
        layout = locate(git)
        if layout is not None:
            return top, layout, ""
        if top == folder:
            return top, None, "its .git is damaged (HEAD or the objects are not there)"
    return folder, None, ""


def _open_plain(ref: str, disk: Disk, broken: str) -> Opened:
    listing = Listing()
    walk(disk, listing)
    if not listing.files and not any(g.incomplete for g in listing.gaps):
        why = broken or "it holds no files"
        raise TargetError(f"{one_line(ref)} has nothing to assess: {why}; give the folder that holds the server")
    if broken:
        listing.gaps.append(Gap(kind=GapKind.MISSING, what=f"git history not read: {broken}", where=".git"))
    return Opened(Target(kind=TargetKind.FOLDER, ref=ref), listing, close=disk.close)


def _open_in_git(ref: str, folder: Path, top: Path, layout: Layout, disk: Disk, *, with_history: bool) -> Opened | None:
    """Return the source of a folder in a repository, None where git knows nothing of the folder."""
    if program() is None:
        return _without_git(ref, disk, "git is not installed, so the git history is not read")
    try:
        repository = Repository(layout, work_tree=top)
    except TargetError as error:
        return _without_git(ref, disk, f"git history not read: {error}")
    try:
        root = "" if folder == top else folder.relative_to(top).as_posix()
        listing = Listing()
        index = _list(repository, repository.git.at(folder), disk, listing, root)
        if root and not any(f.tracked for f in listing.files):
            repository.close()
            return None
        if not listing.files and not listing.gaps and not repository.refs.named:
            raise TargetError(f"{one_line(ref)} has nothing to assess: it holds no files; give the server's folder")
    except BaseException:
        repository.close()
        raise

    def close() -> None:
        disk.close()
        repository.close()

    if with_history:
        listing.gaps += repository.gaps
    return Opened(
        Target(kind=TargetKind.FOLDER, ref=ref, commit=repository.refs.head or None, root=root),
        listing,
        history=repository.history(root, index=index) if with_history else None,
        ignored=lambda names: _ignored(repository.git.at(folder), names),
        close=close,
    )


def _ignored(git: Git, names: Collection[str]) -> frozenset[str] | None:
    """Ask git, which knows the ignore files of the folders above too. It exits with 1 where it ignores none."""
    feed = "".join(f"{n}\0" for n in names).encode()
    outcome = git.run("--no-literal-pathspecs", "check-ignore", "-z", "--no-index", "--stdin", feed=feed)
    found = _names(outcome.out)
    return frozenset(found) if found or not outcome.error else None


def _without_git(ref: str, disk: Disk, why: str) -> Opened:
    source = _open_plain(ref, disk, "")
    source.gaps.append(Gap(kind=GapKind.MISSING, what=why, where=".git"))
    return source


def _list(repository: Repository, git: Git, disk: Disk, listing: Listing, root: str) -> bytes | None:
    """List tracked and untracked files that are not ignored; return what git says of the index, None without one."""
    with git.beside(*_IGNORED) as ended:
        staged, others = _both(git)
        ignored = ended(LIST_SECONDS) if others.ok else others
    tracked, index = _tracked(repository, git, listing, root, staged)
    if not others.ok:
        with git.beside(*_IGNORED) as ended:
            others = git.run(*_OTHERS, seconds=LIST_SECONDS)
            ignored = ended(LIST_SECONDS) if others.ok else others
    if not others.ok:
        listing.gap(GapKind.UNREADABLE, f"git could not list the untracked files: {_why(others)}", ".")
        walked = Listing()
        walk(disk, walked)
        paths = {path: True for path in tracked} | {f.path: False for f in walked.files if f.path not in tracked}
        listing.gaps += walked.gaps
        named(disk, listing, paths.items())
        return index
    for where, why in _UNREADABLE.findall(others.error):
        listing.gap(GapKind.UNREADABLE, f"folder cannot be read: {why}", where.rstrip("/"))
    paths = dict.fromkeys(tracked, True)
    for path in _names(others.out):
        if path.endswith("/"):
            listing.gap(GapKind.SKIPPED, "another repository within this one, assess it on its own", path.rstrip("/"))
        else:
            paths.setdefault(path, False)
    named(disk, listing, paths.items())
    listing.searched["ignored"] = len(_names(ignored.out)) if ignored.ok else 0
    return index


_OTHERS: Final = ("ls-files", "-z", "-o", "--exclude-standard")
_IGNORED: Final = (*_OTHERS, "-i", "--directory")


def _both(git: Git) -> tuple[Outcome, Outcome]:
    """Return what ``ls-files -s -z`` says and what ``ls-files -o -z`` does, of one process where that goes well."""
    both = git.run(*_OTHERS, "-t", "-c", "-s", seconds=LIST_SECONDS)
    if not both.ok:
        return both, both
    entries = both.out.split(b"\0")
    staged = [entry[2:] for entry in entries if entry[:2] != b"? "]
    others = [entry[2:] for entry in entries if entry[:2] == b"? "]
    return (
        msgspec.structs.replace(both, out=b"\0".join(staged)),
        msgspec.structs.replace(both, out=b"\0".join(others)),
    )


def _tracked(
    repository: Repository, git: Git, listing: Listing, root: str, outcome: Outcome
) -> tuple[list[str], bytes | None]:
    """Return the tracked paths, and what git says of the index; where that cannot be read, they are HEAD's."""
    if not (repository.layout.git_dir / "index").exists() and not repository.refs.head:
        return [], None
    if not outcome.ok:  # it may be but the others that cannot be listed
        outcome = git.run("ls-files", "-s", "-z", seconds=LIST_SECONDS)
    if outcome.ok and (outcome.out or not repository.refs.head):
        return _entries(outcome.out, listing), outcome.out
    if not outcome.ok:
        listing.gap(GapKind.UNREADABLE, f"git's index cannot be read ({_why(outcome)}); HEAD's list is used", ".git")
        # The other lists of files would fail on the same index.
        git.forget_index()
    head = git.run(
        "ls-tree", "-r", "-z", "--full-tree", repository.refs.head or "HEAD", "--", *([f"{root}/"] if root else [])
    )
    prefix = f"{root}/" if root else ""
    paths = [p.removeprefix(prefix) for p in _entries(head.out, listing)] if head.ok else []
    return paths, None


def _entries(listing_z: bytes, listing: Listing) -> list[str]:
    """Return the paths of ``ls-files -s -z`` or ``ls-tree -z``; submodules become gaps."""
    paths = []
    for entry in listing_z.split(b"\0"):
        meta, _, raw = entry.partition(b"\t")
        if not raw:
            continue
        path = raw.decode("utf-8", "surrogateescape")
        if meta.startswith(b"160000"):
            listing.gap(GapKind.SKIPPED, "submodule: it is another repository, assess it on its own", path)
        else:
            paths.append(path)
    return paths


def _names(listing_z: bytes) -> list[str]:
    return [raw.decode("utf-8", "surrogateescape") for raw in listing_z.split(b"\0") if raw]


def _why(outcome: Outcome) -> str:
    return "it took too long" if outcome.timed_out else outcome.error


TARGET = Kind(
    title="folder",
    forms=("path/to/folder",),
    rank=90,
    recognise=lambda ref: True,
    open=_open,
)
