from __future__ import annotations

from pathlib import Path

import pytest

from keyproof.objects.leftovers import leftovers

PLACES = (
    "COMMIT_EDITMSG", "logs/HEAD", "hooks/pre-push", "branches/old", "remotes/other", "svn/.metadata",
    "worktrees/wt/COMMIT_EDITMSG", "worktrees/wt/logs/HEAD", "worktrees/wt/rebase-merge/message", "modules/lib/config", "modules/lib/COMMIT_EDITMSG",
    "modules/lib/logs/HEAD", "modules/lib/modules/deep/config",
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
