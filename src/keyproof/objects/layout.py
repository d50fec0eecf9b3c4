"""Where a repository keeps its parts, and a git folder of our own that points at them.

git obeys the configuration and hooks of the repository it is started in, and a hostile one names programs there. So
it is started in an empty git folder made here, which shares nothing with the target but its objects and ref values.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from keyproof.model.target import Gap, GapKind
from keyproof.objects.config import CONFIG_BYTES, Entry, lookup, parse_config
from keyproof.objects.refs import Refs, read_refs, read_small

_SHARED_INDEXES = 8
SHALLOW_BYTES = 16 * 1024 * 1024


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One repository's own folders."""

    git_dir: Path
    """Has HEAD and the index; ``.git``, or ``.git/worktrees/<name>`` of a linked worktree."""
    common_dir: Path
    """Has the refs, the objects and the configuration."""
    config: tuple[Entry, ...]
    config_text: bytes

    @property
    def objects(self) -> Path:
        """The object store."""
        return self.common_dir / "objects"

    @property
    def object_format(self) -> str:
        """``sha1`` or ``sha256``."""
        return "sha256" if lookup(self.config, "extensions", "objectformat").lower() == "sha256" else "sha1"

    @property
    def reftable(self) -> bool:
        """Whether refs are kept in a form that only newer git reads."""
        return lookup(self.config, "extensions", "refstorage").lower() == "reftable"


def locate(git: Path) -> Layout | None:
    """Return the layout of the repository whose ``.git`` (folder, or file that names one) or bare folder is *git*.

    None where it is not a repository: HEAD or the object store is missing.
    """
    git_dir = git
    if git.is_file():
        text = os.fsdecode(read_small(git, 8192)).rstrip("\n")
        if not text.startswith("gitdir: "):
            return None
        git_dir = git.parent / text.removeprefix("gitdir: ")
    common = os.fsdecode(read_small(git_dir / "commondir", 8192)).rstrip("\n")
    common_dir = git_dir / common if common else git_dir
    try:
        git_dir, common_dir = git_dir.resolve(), common_dir.resolve()
        if not (os.path.lexists(git_dir / "HEAD") and (common_dir / "objects").is_dir()):
            return None
    except (OSError, ValueError, RuntimeError):
        return None
    config_text = read_small(common_dir / "config", CONFIG_BYTES)
    config = parse_config(config_text.decode("utf-8", "replace"))
    return Layout(git_dir=git_dir, common_dir=common_dir, config=config, config_text=config_text)


def odd_file(layout: Layout) -> str:
    """Return the path of something in the object store that would block its reader (a FIFO, a device), else ``""``."""
    names = [""]
    try:
        with os.scandir(layout.objects) as entries:
            names += [e.name for e in entries if e.is_dir()]
        for name in names:
            with os.scandir(layout.objects / name) as entries:
                for entry in entries:
                    if not (entry.is_file() or entry.is_dir() or entry.is_symlink()):
                        return f"objects/{name}/{entry.name}"
    except OSError as error:
        return f"objects: {error.strerror}"
    return ""


def prepare(layout: Layout, into: Path) -> tuple[Refs, list[Gap]]:
    """Make a git folder of our own at *into* for the objects of *layout*; return the refs and what is not there."""
    refs = read_refs(layout.git_dir, layout.common_dir)
    gaps = list(refs.gaps)
    (into / "refs").mkdir(parents=True)
    (into / "objects").mkdir()
    write_refs(into, refs)
    shallow = read_small(layout.common_dir / "shallow", SHALLOW_BYTES)
    if shallow.strip():
        (into / "shallow").write_bytes(shallow)
        gaps.append(Gap(kind=GapKind.MISSING, what="shallow clone: older history is not there"))
    if layout.reftable:
        gaps.append(Gap(kind=GapKind.MISSING, what="refs are kept as a reftable, which is not read"))
    sha256 = layout.object_format == "sha256"
    (into / "config").write_text(
        f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tbare = true\n\tcommitGraph = false\n"
        "\tmultiPackIndex = false\n\tbigFileThreshold = 64m\n\tlogAllRefUpdates = false\n"
        + ("[extensions]\n\tobjectformat = sha256\n" if sha256 else "")
    )
    _share_split_index(layout, into)
    return refs, gaps


def write_refs(into: Path, refs: Refs) -> None:
    """(Re)write HEAD and all refs of the git folder *into*."""
    lines = [b"%s %s\n" % (oid.encode(), name) for name, oid in sorted(refs.named.items())]
    (into / "packed-refs").write_bytes(b"# pack-refs with: sorted\n" + b"".join(lines))
    (into / "HEAD").write_text(f"{refs.head}\n" if refs.head else "ref: refs/heads/unborn\n")


def _share_split_index(layout: Layout, into: Path) -> None:
    try:
        with os.scandir(layout.git_dir) as entries:
            shared = [e.name for e in entries if e.name.startswith("sharedindex.") and e.is_file(follow_symlinks=False)]
    except OSError:
        return
    for name in sorted(shared)[:_SHARED_INDEXES]:
        (into / name).symlink_to(layout.git_dir / name)
