"""A run over what has not changed says the same without reading it; what has changed is seen, and no value is kept."""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from keyproof import kept
from keyproof.collectors import _whole, repository, secrets
from keyproof.collectors._view import View
from keyproof.detect.detector import Detector
from keyproof.detect.mint import mint
from keyproof.model.fact import FINDING_CLASSES, CredentialAtRest, SecretClass
from keyproof.sources.opener import open_target
from tests.sources.conftest import Repo

pytest_plugins = ("tests.sources.conftest",)

TOKENS = [mint("ghp_{base62:30}{crc32-base62}", random.Random(n)) for n in range(6)]


@pytest.fixture(autouse=True)
def kept_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "kept"
    monkeypatch.setattr("keyproof.kept.cache_folder", lambda: folder)
    monkeypatch.setattr("keyproof.sources._tree._FINE", 0)  # the tests write their files just now
    yield folder


def run(
    repo: Repo,
    *,
    remember: bool = True,
    key: bytes = b"k" * 32,
    classes: frozenset[SecretClass] = FINDING_CLASSES,
    below: str = "",
) -> tuple[list[CredentialAtRest], list[str]]:
    """Return the facts, and what the coverage says was missed."""
    with open_target(str(repo.path / below)) as source:
        collected = secrets.collect(View(source, key=key, remember=remember, classes=classes))
        return list(collected.facts), [f"{g.kind} {g.where}" for g in collected.coverage.gaps]  # type: ignore[arg-type]


def shown(repo: Repo, *, remember: bool = True, below: str = "", key: bytes = b"k" * 32) -> bytes:
    """Return all that a report could say of the facts, the values of findings by their masks and lengths."""
    facts, gaps = run(repo, remember=remember, below=below, key=key)
    rows = [
        [f.rule, f.secret.masked, f.fingerprint, f.secret.reveal() if f.counts else "", *map(repr, rest)]
        for f in facts
        for rest in [msgspec.structs.astuple(msgspec.structs.replace(f, secret=None))]  # type: ignore[arg-type]
    ]
    return msgspec.json.encode([rows, gaps])


@pytest.fixture
def full_runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what counts the full runs from now on."""
    seen: list[int] = []
    real = _whole.search

    def spy(view, engine):  # type: ignore[no-untyped-def]
        seen.append(1)
        return real(view, engine)

    monkeypatch.setattr(_whole, "search", spy)
    return lambda: len(seen)


def history(repo: Repo) -> None:
    hidden = base64.b64encode(f"token: {TOKENS[2]} and more of the text\n".encode()).decode()
    repo.commit("one", **{"src/app.py": f"TOKEN = '{TOKENS[0]}'\nimport os\n", "README.md": "# readme\n"})
    repo.commit("two", **{"src/app.py": "import os\nprint(1)\n", "notes.md": f"key {TOKENS[1]}\n", "b.yaml": hidden})
    repo.commit(f"three with {TOKENS[3]} in its message", **{"notes.md": None, "src/tests.py": "password = 'x'\n"})
    repo.write("src/config.py", f"import os\nkey = '{TOKENS[4]}'\n")
    repo.git("add", "-A")
    repo.commit("four")


def test_the_same_is_said_without_reading_anything(
    repo: Repo, full_runs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    history(repo)
    first = shown(repo)
    assert all(token.encode() in first for token in TOKENS[:5])
    assert full_runs() == 1
    monkeypatch.setattr(Detector, "scan_trailed", None)
    monkeypatch.setattr("keyproof.objects.log._shown", None)
    assert shown(repo) == first
    assert full_runs() == 1
    monkeypatch.undo()


def test_a_second_run_does_without_the_detector(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", **{"src/config.py": f"import os\nkey = '{TOKENS[0]}'\n"})
    repo.write("src/config.py", f"import os\nkey = '{TOKENS[1]}'\n")
    program = (
        "import sys\nfrom keyproof.cli import main\n"
        f"sys.argv = ['keyproof', 'check', {str(repo.path)!r}, '--only', 'KP001', '--only', 'KP002']\n"
        "try:\n    main()\nexcept SystemExit as end:\n"
        "    print(end.code, 'hyperscan' in sys.modules, 'keyproof.detect.detector' in sys.modules)\n"
    )
    env = {**os.environ, "KEYPROOF_CACHE_DIR": str(tmp_path / "kept"), "KEYPROOF_HOME": str(tmp_path / "home")}
    time.sleep(1.1)  # a file written just now may be written again within the same tick
    said = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env).stdout
        for _ in range(2)
    ]
    assert said[0].endswith("1 True True\n")
    assert said[1].endswith("1 False False\n")
    assert said[0].rpartition("1 ")[0] == said[1].rpartition("1 ")[0]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda r: r.commit("five", **{"src/more.py": f"T = '{TOKENS[5]}'\n"}), id="a commit"),
        pytest.param(lambda r: r.git("tag", "-m", f"see {TOKENS[5]}", "v1"), id="a tag"),
        pytest.param(lambda r: r.write("new.py", f"T = '{TOKENS[5]}'\n"), id="an untracked file"),
        pytest.param(lambda r: r.write("src/config.py", f"key = '{TOKENS[5]}'\n"), id="a file in another state"),
        pytest.param(lambda r: r.write("src/config.py", "key = ''\n"), id="a value that is gone"),
        pytest.param(lambda r: (r.path / "src/config.py").unlink(), id="a file that is gone"),
        pytest.param(lambda r: (r.write("x.py", f"T = '{TOKENS[5]}'\n"), r.git("add", "x.py")), id="a staged file"),
        pytest.param(lambda r: r.git("hash-object", "-w", "--stdin", feed=TOKENS[5].encode()), id="a dangling blob"),
        pytest.param(lambda r: r.git("remote", "add", "o", f"https://u:{TOKENS[5]}@github.com/a/b"), id="a remote"),
        pytest.param(lambda r: r.write(".git/hooks/pre-push", f"T={TOKENS[5]}\n"), id="a hook"),
        pytest.param(lambda r: r.git("branch", f"b-{TOKENS[5]}"), id="the name of a branch"),
        pytest.param(lambda r: r.git("reset", "-q", "--hard", "HEAD~1"), id="another HEAD"),
        pytest.param(lambda r: r.git("gc", "-q"), id="packed anew"),
        pytest.param(lambda r: r.git("mv", "src/config.py", "src/other.py"), id="another name"),
    ],
)
def test_what_changed_is_seen(repo: Repo, change: Callable[[Repo], object]) -> None:
    history(repo)
    before = shown(repo)
    change(repo)
    fresh = shown(repo, remember=False)
    assert shown(repo) == fresh
    assert shown(repo) == fresh
    assert before == fresh or fresh != before


def test_a_file_that_changed_is_searched_alone(repo: Repo, full_runs: Callable[[], int]) -> None:
    history(repo)
    first = shown(repo)
    repo.write("src/config.py", f"import os\n\nkey = '{TOKENS[4]}'\nmore = '{TOKENS[5]}'\n")
    edited = shown(repo)
    assert full_runs() == 1
    assert edited == shown(repo, remember=False) != first
    assert shown(repo) == edited
    assert full_runs() == 2
    repo.write("src/config.py", f"import os\nkey = '{TOKENS[4]}'\n")
    assert shown(repo) == first
    assert full_runs() == 2


def test_a_file_that_may_still_change_unseen_is_read_each_time(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyproof.sources._tree._FINE", 10**18)
    history(repo)
    shown(repo)
    with open_target(str(repo.path)) as source:
        assert {f.state for f in source.files()} == {b""}
    assert shown(repo) == shown(repo, remember=False)


def test_git_looking_at_the_files_changes_nothing(repo: Repo, full_runs: Callable[[], int]) -> None:
    history(repo)
    first = shown(repo)
    (repo.path / "README.md").touch()
    repo.git("update-index", "--really-refresh")
    assert shown(repo) == first
    assert full_runs() == 1


def test_another_key_or_another_choice_is_another_run(repo: Repo, full_runs: Callable[[], int]) -> None:
    history(repo)
    shown(repo)
    assert shown(repo, key=b"l" * 32) == shown(repo, remember=False, key=b"l" * 32)
    wider = FINDING_CLASSES | {SecretClass.PLACEHOLDER}
    assert run(repo, classes=wider) == run(repo, classes=wider, remember=False)
    assert full_runs() == 5


def test_a_folder_within_a_repository_has_a_memory_of_its_own(repo: Repo) -> None:
    history(repo)
    shown(repo)
    assert shown(repo, below="src") == shown(repo, below="src", remember=False) == shown(repo, below="src")


def test_no_value_is_kept_in_any_file(repo: Repo, kept_here: Path) -> None:
    history(repo)
    shown(repo)
    shown(repo)
    files = [f for f in kept_here.iterdir() if f.name.startswith(("again-", "history-", "ids-", "commits-", "empty-"))]
    assert {f.name.partition("-")[0] for f in files} >= {"again", "history", "ids", "commits"}
    for file in files:
        raw = file.read_bytes()
        assert not [t for t in TOKENS for at in range(0, 40, 8) if t[at : at + 8].encode() in raw]
        assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_kept_where_a_place_is_called_by_a_value(repo: Repo, kept_here: Path) -> None:
    history(repo)
    repo.commit("a name", **{f"{TOKENS[5]}.txt": "nothing\n"})
    assert shown(repo) == shown(repo) == shown(repo, remember=False)
    assert not list(kept_here.glob("again-*"))
    assert not [
        f for f in kept_here.iterdir() if not f.name.startswith("expr") and TOKENS[5].encode() in f.read_bytes()
    ]


@pytest.mark.parametrize("what", ["again", "ids", "commits", "empty", "unmarked"])
@pytest.mark.parametrize("spoil", [b"", b"nonsense", b"\x91\x01", b"\0" * 64, None])
def test_a_spoiled_file_is_as_good_as_none(repo: Repo, kept_here: Path, what: str, spoil: bytes | None) -> None:
    history(repo)
    first = shown(repo)
    for file in kept_here.glob(f"{what}-*"):
        if spoil is None:
            file.write_bytes(file.read_bytes()[:-3])
        else:
            kept.save(file, spoil)
    repo.commit("more", **{"z.md": "nothing\n"})
    assert shown(repo) == shown(repo, remember=False)
    assert len(json.loads(first)[0]) >= 5


def test_rows_that_lead_nowhere_are_as_good_as_none(repo: Repo, kept_here: Path) -> None:
    history(repo)
    first = shown(repo)
    (file,) = kept_here.glob("again-*")
    raw = kept.read(file)
    assert raw is not None
    whole = msgspec.msgpack.decode(raw)
    for at, value in enumerate(whole):
        for other in ([], {}, 0, "", None, b"", [10**6], {0: [[10**6, 1, 1, 1]]}, {10**6: [[0, 1, 1, 1]]}):
            if type(other) is type(value) or other is None:
                kept.save(file, msgspec.msgpack.encode([*whole[:at], other, *whole[at + 1 :]]))
                found = shown(repo)
                assert found == first or at in (4, 5, 8, 9, 11, 12, 13, 14)  # lists that say less are our own doing


def test_a_token_that_expires_in_between_is_judged_again(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = int(time.time()) + 3600
    parts = ({"alg": "HS256"}, {"exp": soon, "sub": "somebody", "jti": "5d2c"})
    head = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
    repo.commit("one", **{"c.py": f"jwt = '{head}.{random.Random(4).randbytes(32).hex()}'\n"})
    assert run(repo)[0][0].secret_class is SecretClass.LIVE
    assert run(repo)[0][0].secret_class is SecretClass.LIVE
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3 * 86_400)
    assert run(repo)[0][0].secret_class is SecretClass.EXPIRED
    monkeypatch.setattr(time, "time", real)
    assert run(repo)[0][0].secret_class is SecretClass.LIVE


def test_files_that_git_keeps_otherwise_than_they_stand_are_told_as_they_stand(repo: Repo) -> None:
    """Line ends and filters: the blob is not what is on disk."""
    repo.git("config", "core.autocrlf", "true")
    repo.git("config", "filter.hide.clean", "sed s/" + TOKENS[0] + "/" + "x" * 40 + "/")
    repo.git("config", "filter.hide.smudge", "cat")
    repo.write(".gitattributes", "*.cfg filter=hide\n")
    repo.write("a.py", f"import os\r\n\r\nkey = '{TOKENS[1]}'\r\n")
    repo.write("b.cfg", f"key = '{TOKENS[0]}'\n")
    repo.commit("one")
    first = shown(repo)
    assert TOKENS[0].encode() in first
    assert shown(repo) == first == shown(repo, remember=False)
    repo.commit("two", **{"z.md": "nothing\n"})
    assert shown(repo) == shown(repo, remember=False)


def test_marks_are_seen_in_a_second_run_and_in_a_file_that_changed(repo: Repo) -> None:
    repo.commit("one", **{"a.py": "x = 1  # nosec\n", "b.py": "y = 2\n"})

    def marks() -> list[str]:
        with open_target(str(repo.path)) as source:
            view = View(source, key=b"k" * 32, remember=True)
            found = repository.collect(view).facts
            return [f.location.at() for f in found if type(f).__name__ == "SuppressionMarker"]

    assert marks() == marks() == ["a.py:1"]
    repo.write("b.py", "y = 2\nz = 3  # gitleaks:allow\n")
    assert marks() == marks() == ["a.py:1", "b.py:2"]
