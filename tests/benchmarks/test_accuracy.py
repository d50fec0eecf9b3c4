"""The corpora of benchmarks/accuracy say the truth about themselves. No scanner runs here."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import contexts, providers, traps  # noqa: E402
from benchmarks.accuracy.__main__ import CORPORA, score  # noqa: E402
from benchmarks.accuracy.corpus import Case, Corpus, Report, alarms, covers, found  # noqa: E402
from benchmarks.accuracy.scanners import SCANNERS, ScanError  # noqa: E402
from benchmarks.accuracy.values import characters, fill, generator, github, wrong_checksum  # noqa: E402

TOKEN = re.compile(rb"gh[opsu]_[0-9A-Za-z]{36}")
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Corpus]:
    base = tmp_path_factory.mktemp("accuracy")
    return {name: build(base / name, 7) for name, build in CORPORA.items()}


def _checksum_is_right(token: str) -> bool:
    number = 0
    for digit in token[-6:]:
        number = number * 62 + BASE62.index(digit)
    return number == zlib.crc32(token[4:-6].encode())


def test_the_corpora_are_at_least_as_large_as_the_survey_they_rebuild(built: dict[str, Corpus]) -> None:
    sizes = {name: len({c.kind or c.id for c in corpus.cases}) for name, corpus in built.items()}
    least = {"places": 27, "encodings": 101, "contexts": 91, "providers": 203, "traps": 23}
    assert all(sizes[name] >= n for name, n in least.items()), sizes


@pytest.mark.parametrize("name", CORPORA)
def test_ids_are_unique_and_files_exist(built: dict[str, Corpus], name: str) -> None:
    corpus = built[name]
    assert len({c.id for c in corpus.cases}) == len(corpus.cases)
    if not corpus.git:
        assert all((corpus.root / c.path).is_file() for c in corpus.cases)
        assert all(c.token for c in corpus.cases) == (name != "traps")


@pytest.mark.parametrize("name", CORPORA)
def test_every_token_is_another_one(built: dict[str, Corpus], name: str) -> None:
    tokens = [c.token for c in built[name].cases if c.token]
    assert len(set(tokens)) == len(tokens)


@pytest.mark.parametrize("name", ["contexts", "providers"])
def test_a_token_stands_on_the_line_that_is_said(built: dict[str, Corpus], name: str) -> None:
    for case in built[name].cases:
        lines = (built[name].root / case.path).read_text().split("\n")
        assert case.token in lines[case.line - 1], case.id


def test_the_same_seed_makes_the_same_values_and_another_makes_others(built: dict[str, Corpus], tmp_path: Path) -> None:
    again, other = contexts.build(tmp_path / "a", 7), contexts.build(tmp_path / "b", 8)
    assert again.cases == built["contexts"].cases
    assert not {c.token for c in other.cases} & {c.token for c in again.cases}


@pytest.mark.parametrize("name", ["places", "encodings"])
def test_checksums_of_the_tokens_are_right(built: dict[str, Corpus], name: str) -> None:
    assert all(_checksum_is_right(c.token) for c in built[name].cases)


def test_a_spoiled_checksum_is_wrong() -> None:
    assert not _checksum_is_right(wrong_checksum(github(generator("spoiled"))))


def test_most_encodings_hide_the_token_and_the_plain_ones_show_it(built: dict[str, Corpus]) -> None:
    root = built["encodings"].root
    plain = {c.id: c.token.encode() in (root / c.path).read_bytes() for c in built["encodings"].cases}
    for case in built["encodings"].cases:
        if case.group in ("plain", "url", "place"):
            assert plain[case.id], case.id
        if case.group in ("charset", "base64", "hex", "numbers", "split", "cipher", "nested"):
            hidden = not plain[case.id] or case.id == "hex-dump"
            assert hidden, case.id


def test_what_a_program_would_read_back_is_the_token(built: dict[str, Corpus]) -> None:
    root, cases = built["encodings"].root, {c.id: c for c in built["encodings"].cases}

    def value(name: str, given: str = "token") -> object:
        names: dict[str, object] = {}
        exec((root / cases[name].path).read_text(), names)
        return names[given]

    python = ["backslash-x", "byte-list-python", "chr-join-python", "chr-plus-python", "concat-python", "implicit-python",
              "join-python", "prefix-variable", "f-string", "format-call", "percent-format", "replace-python",
              "reversed-python"]  # fmt: skip
    assert [name for name in python if value(name) != cases[name].token] == []
    u = json.loads((root / cases["backslash-u-json"].path).read_text())
    assert u["token"] == cases["backslash-u-json"].token
    with zipfile.ZipFile(root / cases["zip"].path) as archive:
        assert cases["zip"].token.encode() in archive.read("a/.env")
    connection = sqlite3.connect(root / cases["sqlite"].path)
    assert connection.execute("select v from k").fetchone() == (cases["sqlite"].token,)
    connection.close()
    shell = subprocess.run(
        ["bash", "-c", f". {root / cases['shell-continuation'].path}; printf %s $TOKEN"], capture_output=True, text=True
    )
    assert shell.stdout == cases["shell-continuation"].token


def test_places_that_left_the_tree_are_in_gits_objects_or_metadata(built: dict[str, Corpus]) -> None:
    root = built["places"].root
    by_id = {c.id: c for c in built["places"].cases}

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
        return done.stdout.decode(errors="replace")

    log = git("log", "--all", "-m", "-p", "--format=raw", "--text", "--notes")
    objects = git("cat-file", "--batch-all-objects", "--batch", "--buffer")
    refs = git("for-each-ref")
    for name in ("deleted", "overwritten", "merge-new-file", "merge-conflict-text", "commit-message", "author-email"):
        assert by_id[name].token in log, name
    for name in ("dangling-commit", "dangling-blob", "amended", "deleted-branch"):
        assert by_id[name].token in objects and by_id[name].token not in log, name
    assert by_id["branch-name"].token in refs and by_id["tag-name"].token in refs
    assert by_id["staged-then-removed"].token in git("show", ":staged.env")
    assert by_id["stash-tracked"].token in git("stash", "show", "-p")
    assert (root / ".git/config").read_text().count("ghp_") == 3


def test_traps_hold_no_token_of_a_right_checksum_and_none_of_the_other_corpora(built: dict[str, Corpus]) -> None:
    minted = {c.token for corpus in built.values() for c in corpus.cases if c.token}
    for case in built["traps"].cases:
        content = (built["traps"].root / case.path).read_bytes()
        assert not any(_checksum_is_right(t.decode()) for t in TOKEN.findall(content)), case.id
        assert not any(token in content.decode() for token in minted), case.id


def test_nothing_of_a_token_is_in_the_sources_of_the_benchmark() -> None:
    for path in (ROOT / "benchmarks/accuracy").rglob("*.*"):
        if path.is_file() and path.suffix != ".pyc":
            assert not TOKEN.search(path.read_bytes()), path.name


def test_every_kind_fills_and_its_samples_differ() -> None:
    for row in providers.kinds():
        values = {fill(row["template"], generator(row["id"], n)) for n in range(3)}
        assert len(values) == 3, row["id"]
        assert not any("{{" in v for v in values), row["id"]
        assert re.fullmatch(r"[A-Z][A-Za-z0-9_]*", row["env"]), row["id"]


def test_contexts_have_one_hole_each_and_traps_none() -> None:
    assert all(s.text.count("{{secret}}") == 1 for s in contexts.snippets())
    assert all("{{secret}}" not in s.text for s in traps.snippets())


def test_long_values_hold_every_kind_of_character() -> None:
    value = characters("ab01XY", 12, generator("kinds"))
    assert re.search(r"[ab]", value) and re.search(r"[01]", value) and re.search(r"[XY]", value)


def test_a_report_counts_by_value_or_by_file_and_line() -> None:
    case = Case("x", "g", "a/b.env", "t0ken", 3)
    assert covers(Report("elsewhere", 1, 1, "the t0ken in it", "r", False), case)
    assert covers(Report("a/b.env", 2, 4, "", "r", False), case)
    assert not covers(Report("a/b.env", 1, 1, "", "r", False), case)
    assert not covers(Report("a/b.env.bak", 3, 3, "", "r", False), Case("y", "g", "a/b.en", "z", 0))
    assert covers(Report("a.zip!inner/.env", 9, 9, "", "r", False), Case("z", "g", "a.zip", "q"))


def test_a_kind_is_covered_from_three_samples_of_a_rule_that_knows_it(built: dict[str, Corpus]) -> None:
    corpus = built["providers"]
    first = [c for c in corpus.cases if c.kind == corpus.cases[0].kind]
    named = [Report(c.path, c.line, c.line, c.token, "provider-key", False) for c in first[:3]]
    vague = [Report(c.path, c.line, c.line, c.token, "generic-key", True) for c in first]
    assert next(score(corpus, named)).hits == 1
    assert next(score(corpus, named[:2] + vague)).hits == 0
    assert len(found(corpus, vague)) == 5


def test_false_alarms_at_one_place_count_once(built: dict[str, Corpus]) -> None:
    report = Report("a", 1, 1, "v", "r", False)
    assert len(alarms(built["traps"], [report, report, Report("a", 2, 2, "v", "r", False)])) == 2


def test_a_scanner_that_is_not_installed_says_so(built: dict[str, Corpus], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("KEYPROOF_RIVALS", raising=False)
    with pytest.raises(ScanError, match="is not installed"):
        SCANNERS["gitleaks"].run(built["traps"])
