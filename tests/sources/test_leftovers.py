from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from keyproof.objects.leftovers import leftovers

PLACES = (
    "COMMIT_EDITMSG", "logs/HEAD", "hooks/pre-push", "branches/old", "remotes/other", "svn/.metadata",
    "worktrees/wt/COMMIT_EDITMSG", "worktrees/wt/logs/HEAD", "worktrees/wt/rebase-merge/message", "modules/lib/config", "modules/lib/COMMIT_EDITMSG",
    "modules/lib/logs/HEAD", "modules/lib/modules/deep/config", "hooks/pre-push.sample", "backup/old.env", "lost-found/other/0a0a0a",
    ".COMMIT_EDITMSG.swp",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_text_in_gits_own_folder_is_read_once(tmp_path: Path, place: str) -> None:
    for path in ("modules/lib/config", place):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"text of {path}\n")
    found = [(path, data) for path, data in leftovers(tmp_path, tmp_path) if path == f".git/{place}"]
    assert found == [(f".git/{place}", f"text of {place}\n".encode())]


def test_the_lists_of_a_linked_work_tree_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "worktrees/wt").mkdir(parents=True)
    for name in ("HEAD", "index", "gitdir", "commondir"):
        (tmp_path / "worktrees/wt" / name).write_text("x")
    assert list(leftovers(tmp_path, tmp_path)) == []


@pytest.mark.parametrize("place", ["objects/tmp_obj_a1B2c3", "objects/4f/tmp_obj_a1B2c3"])
def test_the_content_of_an_object_that_git_did_not_finish_is_read(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    content = b"".join(b"line %d\n" % n for n in range(4_000))
    packed = zlib.compress(b"blob %d\0" % len(content) + content, 1)
    (tmp_path / place).write_bytes(packed)
    assert list(leftovers(tmp_path, tmp_path)) == [(f".git/{place}", content)]
    (tmp_path / place).write_bytes(packed[: len(packed) // 2])
    [(_, read)] = leftovers(tmp_path, tmp_path)
    assert read
    assert content.startswith(read)


def test_a_pack_that_git_did_not_finish_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "objects/pack").mkdir(parents=True)
    (tmp_path / "objects/pack/tmp_pack_a1B2c3").write_bytes(b"PACK and more")
    (tmp_path / "objects/pack/pack-1.pack").write_bytes(b"PACK")
    (tmp_path / "objects/tmp_obj_broken").write_bytes(b"no stream")
    assert list(leftovers(tmp_path, tmp_path)) == [(".git/objects/pack/tmp_pack_a1B2c3", b"PACK and more")]


def test_of_a_folder_that_somebody_put_there_not_all_is_read(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    for number in range(150):
        (tmp_path / "backup" / f"{number:03}.env").write_text("x")
    (tmp_path / "objects/4f").mkdir(parents=True)
    (tmp_path / "objects/4f/0a1b").write_text("x")
    found = [path for path, _ in leftovers(tmp_path, tmp_path)]
    assert len(found) == 100
    assert all(path.startswith(".git/backup/") for path in found)


def test_the_samples_of_hooks_that_git_puts_there_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks/update.sample").write_text('#!/bin/sh\n# To enable this hook, rename this file to "update".\n')
    assert list(leftovers(tmp_path, tmp_path)) == []
