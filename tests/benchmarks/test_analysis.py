"""The truth about real servers is well formed, and the scorer counts what it says. No real server is read here."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from benchmarks.analysis.score import score, table
from benchmarks.analysis.truth import DOCUMENTED, REQUIRED, SERVERS, TRUTH, Row, Server, bring, read_truth

from keyproof.detect.detector import Detector
from keyproof.model.credential import Credential
from keyproof.model.fact import Reaction, Source
from keyproof.model.place import Location

READ = read_truth()
GROUPS = {"java": "jvm", "kotlin": "jvm"}


def test_every_row_has_all_its_cells_and_words_of_the_model() -> None:
    for path, wanted in ((TRUTH, 7), (SERVERS, 6)):
        lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        assert {len(cells) for cells in lines} == {wanted}
    rows = [row for server in READ for row in server.rows]
    assert {r.source for r in rows} <= set(get_args(Source))
    assert {r.reaction for r in rows} <= {r.value for r in Reaction}
    assert {r.required for r in rows} <= set(REQUIRED)
    assert {r.documented for r in rows} <= set(DOCUMENTED)
    assert all(r.note for r in rows)


def test_nothing_is_told_twice_of_one_server() -> None:
    told = Counter((s.name, r.name.lower(), r.source) for s in READ for r in s.rows)
    assert max(told.values()) == 1


def test_each_server_is_in_one_split_at_one_commit() -> None:
    assert Counter(s.split for s in READ) == {"dev": 27, "held": 9}
    assert len({s.name for s in READ}) == len(READ) == 36
    assert all(re.fullmatch(r"[0-9a-f]{40}", s.commit) for s in READ)
    assert all(s.name == "/".join(p for p in (s.repository, s.folder) if p) for s in READ)


def test_those_held_back_have_the_smallest_hashes_of_their_language() -> None:
    groups: dict[str, list[Server]] = {}
    for server in READ:
        groups.setdefault(GROUPS.get(server.language, server.language), []).append(server)
    for servers in groups.values():
        drawn = sorted(servers, key=lambda s: hashlib.sha256(s.repository.encode()).hexdigest())
        assert [s.split for s in drawn] == sorted((s.split for s in servers), reverse=True)


def test_the_truth_holds_no_value() -> None:
    detector = Detector.load()
    assert [m for path in (TRUTH, SERVERS) for m in detector.scan(path.read_bytes(), path.name)] == []


# ---- the scorer ------------------------------------------------------------------------------------------------------

ROWS = (
    Row("ACME_TOKEN", "env", "yes", "fail-fast", "yes", "a.py:1"),
    Row("--acme-token", "cli", "either-of", "unknown", "no", "a.py:2"),
    Row("*", "oauth", "no", "none-needed", "-", "a.py:3"),
    Row("ACME_*_FILE", "env", "undecided", "unknown", "-", "a.py:4"),
)
SERVER = Server("ann/app", "python", "ann/app", "0" * 40, "", "dev", ROWS)
PLACE = Location(path="a.py", line=1)


def _listed(name: str, source: Source = "env", **more: object) -> Credential:
    return Credential(name=name, kind="token", source=source, read_at=(PLACE,), **more)  # type: ignore[arg-type]


def test_what_is_listed_is_found_missed_or_made_up() -> None:
    tally = score(SERVER, [_listed("ACME_TOKEN"), _listed("OTHER_TOKEN"), _listed("ACME_KEY_FILE")])
    assert (tally.expected, tally.found, tally.false) == (3, 1, 1)
    assert [e.split()[0] for e in tally.errors if e.startswith(("missed", "made"))] == ["missed", "missed", "made"]


def test_a_wildcard_takes_all_of_its_source_and_a_source_mistaken_is_not_a_miss() -> None:
    tally = score(SERVER, [_listed("Acme sign-in", "oauth"), _listed("Other", "oauth"), _listed("acme-token", "file")])
    assert (tally.found, tally.false, tally.right["source"], tally.asked["source"]) == (2, 0, 1, 2)


@pytest.mark.parametrize(
    ("truth", "said", "right"),
    [("yes", True, 1), ("yes", None, 0), ("either-of", None, 1), ("either-of", True, 0), ("either-way", True, 1),
     ("either-way", None, 1), ("no", False, 1), ("no", True, 0)],
)  # fmt: skip
def test_required_is_right_where_the_model_has_a_word_for_it(truth: str, said: bool | None, right: int) -> None:
    server = replace(SERVER, rows=(replace(ROWS[0], required=truth),))
    tally = score(server, [_listed("ACME_TOKEN", required=said)])
    assert (tally.right["required"], tally.asked["required"]) == (right, 1)
    assert tally.untold["required"] == (said is None and not right)


def test_nothing_is_asked_where_the_truth_is_not_known_and_no_value_is_shown() -> None:
    tally = score(SERVER, [_listed("--acme-token", "cli", on_missing=Reaction.SILENT, documented_in=(PLACE,))])
    assert (tally.asked["reaction"], tally.right["documented"]) == (0, 0)
    assert "| 1 / 3 (33%) | 1 / 1 (100%) | 1 / 1 (100%) | 1 / 1 (100%) | – | 0 / 1 (0%) |" in table({"dev": tally})


def test_a_server_is_brought_to_its_commit_and_one_without_a_mirror_is_said(tmp_path: Path) -> None:
    tree = tmp_path / "mirrors" / "ann+app" / "repo"
    (tree / "src").mkdir(parents=True)
    (tree / "src" / "a.py").write_text("x = 1\n")
    git = ["git", "-C", str(tree), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *arguments], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    (tree / "src" / "a.py").write_text("x = 2\n")
    assert bring(replace(SERVER, commit=commit), tmp_path / "mirrors", tmp_path / "out")
    assert (tmp_path / "out" / "src" / "a.py").read_text() == "x = 1\n"
    assert not bring(replace(SERVER, repository="no/body"), tmp_path / "mirrors", tmp_path / "none")
