"""The scorer counts places once, excuses what a true finding covers, and shows no value."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from benchmarks.accuracy import creddata

from keyproof.detect.detector import Detector

PASSWORD = "Kolibri" + "Lampe7"


@pytest.fixture(scope="module")
def mirrors(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with the git directory of ``ann/app`` and its commit."""
    root = tmp_path_factory.mktemp("mirrors")
    tree = root / "ann+app" / "repo"
    tree.mkdir(parents=True)
    (tree / "a_test.py").write_text(
        f'a = 1\rpassword = "{PASSWORD}"\nsecond_password = "{PASSWORD}"\ntoken = "your-token"\n'
    )
    git = ["git", "-C", str(tree), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *arguments], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    return root, commit


def _labels(tmp_path: Path, commit: str, rows: list[str]) -> Path:
    path = tmp_path / "labels.tsv"
    path.write_text("".join(f"ann/app\t{commit}\t{row}\n" for row in rows))
    return path


def _scored(tmp_path: Path, mirrors: tuple[Path, str], rows: list[str]) -> creddata.Result:
    ((repo, commit), files), *_ = creddata.read_labels(_labels(tmp_path, mirrors[1], rows)).items()
    find = creddata.by_keyproof(Detector.load())
    return creddata.score(find, repo, commit, mirrors[0] / "ann+app", files)


def test_a_line_counts_once_and_true_wins(tmp_path: Path, mirrors: tuple[Path, str]) -> None:
    rows = ["a_test.py\t2\t2\tF\tToken", "a_test.py\t2\t2\tT\tPassword", "a_test.py\t4\t4\tT\tToken"]
    count = _scored(tmp_path, mirrors, rows).count
    assert (count.true, count.false, count.missed) == (1, 0, 1)
    assert count.f1 == pytest.approx(2 / 3)


def test_a_finding_on_a_false_or_undecided_line_is_false_and_one_without_a_label_is_counted_apart(
    tmp_path: Path, mirrors: tuple[Path, str]
) -> None:
    result = _scored(tmp_path, mirrors, ["a_test.py\t2\t2\tX\tPassword"])
    assert (result.count.true, result.count.false, result.unlabelled) == (0, 1, 1)


def test_errors_name_the_place_and_no_value(tmp_path: Path, mirrors: tuple[Path, str]) -> None:
    result = _scored(tmp_path, mirrors, ["a_test.py\t2\t2\tF\tPassword", "gone.py\t1\t1\tT\tKey"])
    assert result.absent == 1
    assert ["a_test.py:2" in error and PASSWORD not in error for error in result.errors] == [True]
