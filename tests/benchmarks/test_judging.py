"""What a judge of real servers is shown: the place of each value, never the value."""

from __future__ import annotations

import string
import subprocess
from pathlib import Path

from benchmarks.accuracy import judging
from benchmarks.accuracy.corpus import Report
from benchmarks.accuracy.values import characters, generator


def _value() -> str:
    return characters(string.ascii_letters + string.digits, 40, generator(5, "judging"))


def _clone(folder: Path, value: str) -> Path:
    clone = folder / "owner+name"
    clone.mkdir()
    git = ["git", "-C", str(clone), "-c", "user.name=a", "-c", "user.email=a@localhost"]
    subprocess.run([*git, "init", "-q"], check=True)
    (clone / "run.py").write_text(f"import os\nkey = '{value}'\n")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    (clone / "run.py").write_text("import os\n")
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    return clone


def test_a_judge_sees_the_lines_around_a_value_but_not_the_value(tmp_path: Path) -> None:
    value = _value()
    clone = _clone(tmp_path, value)
    (item,) = judging.gathered("owner/name", {"one": (Report("run.py", 2, 2, value, "generic", True, "high"),)})
    commit, text = judging.shown(clone, item, [value])
    assert len(commit) == 40
    assert "import os" in text
    assert value not in text
    assert f"({len(value)})" in text


def test_reports_of_one_value_by_two_scanners_are_one_item() -> None:
    value = _value()
    reports = {
        "one": (Report("a", 1, 1, value, "x", True, "high"),),
        "two": (Report("a", 1, 1, f"key = {value}", "y", True), Report("b", 9, 9, "", "z", True)),
    }
    (item,) = judging.gathered("owner/name", reports)
    assert item.who == {"one": "high x", "two": "y"}


def test_words_of_placeholders_are_shown_and_nothing_else() -> None:
    assert "your-key-here" in judging.masked("your-key-here")
    assert "~" in judging.masked(_value() * 3)
    chosen = "Kolibri" + "admin" + "Lampe"
    assert "admin" in judging.masked(chosen)
    assert "libri" not in judging.masked(chosen) and "Lam" not in judging.masked(chosen)


def test_labels_are_counted_by_scanner(tmp_path: Path) -> None:
    rows = ["0001\to/n\tc\tp\t1\tkeyproof,one\thigh\thigh x", "0002\to/n\tc\tp\t2\tone\t\t"]
    (tmp_path / "items.tsv").write_text("\n".join(rows) + "\n")
    (tmp_path / "labels").write_text("0001\tT\n0002\tF\n")
    told = judging.tally(tmp_path / "items.tsv", tmp_path / "labels")
    assert "| one | 1 | 0 | 0 | 0 | 1 | 0 |" in told
    assert "| keyproof, HIGH | 1 | 0 | 0 | 0 | 0 | 0 |" in told
