"""A second run reads only what is new, says the same, and keeps no value."""

from __future__ import annotations

import base64
import gzip
import io
import json
import lzma
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from keyproof.collectors import _whole, secrets
from keyproof.collectors._again import Again
from keyproof.collectors._remembered import Memory
from keyproof.collectors._view import View
from keyproof.detect.mint import mint
from keyproof.model.fact import CredentialAtRest
from keyproof.sources.opener import open_target
from tests.sources.conftest import Repo

pytest_plugins = ("tests.sources.conftest",)

TOKENS = [mint("ghp_{base62:30}{crc32-base62}", random.Random(n)) for n in range(3)]


@pytest.fixture(autouse=True)
def kept_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "kept"
    monkeypatch.setattr("keyproof.kept.cache_folder", lambda: folder)
    yield folder


def facts(repo: Repo, *, remember: bool = True) -> list[CredentialAtRest]:
    with open_target(str(repo.path)) as source:
        view = View(source, key=b"k" * 32, remember=remember)
        return [f for f in secrets.collect(view).facts if isinstance(f, CredentialAtRest)]


def scanned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that will hold the ids of the blobs that are searched from now on."""
    seen: list[str] = []
    real = _whole.scan_share

    def spy(history, engine, path_of, oids, share):  # type: ignore[no-untyped-def]
        seen.extend(oids)
        return real(history, engine, path_of, oids, share)

    monkeypatch.setattr(_whole, "scan_share", spy)
    return seen


def history(repo: Repo) -> None:
    repo.commit("one", **{"src/app.py": f"TOKEN = '{TOKENS[0]}'\nimport os\n", "README.md": "# readme\n"})
    repo.commit("two", **{"src/app.py": "import os\nprint(1)\n", "notes.md": f"key {TOKENS[1]}\n"})
    repo.commit("three", **{"notes.md": None})


def test_a_second_run_searches_nothing_and_says_the_same(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    history(repo)
    first = facts(repo)
    assert len(first) == 2
    seen = scanned(monkeypatch)
    assert facts(repo) == first
    assert seen == []
    assert facts(repo, remember=False) == first
    assert len(seen) == 4


def test_only_what_is_new_is_searched(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    history(repo)
    facts(repo)
    repo.commit("four", **{"src/more.py": f"TOKEN = '{TOKENS[2]}'\n"})
    seen = scanned(monkeypatch)
    found = facts(repo)
    assert len(seen) == 1
    assert found == facts(repo, remember=False)
    assert len(found) == 3


def test_a_blob_on_another_kind_of_path_is_searched_again(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    history(repo)
    facts(repo)
    repo.git("filter-branch", "-f", "--tree-filter", "mkdir -p tests; mv src/app.py tests/app.py", "--", "--all")
    repo.git("update-ref", "-d", "refs/original/refs/heads/main")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    seen = scanned(monkeypatch)
    assert facts(repo) == facts(repo, remember=False)
    assert len(seen) > 2


def test_no_value_is_kept(repo: Repo, kept_here: Path) -> None:
    history(repo)
    facts(repo)
    (file,) = kept_here.glob("history-*.msgpack")
    raw = file.read_bytes()
    for token in TOKENS:
        for part in range(0, 40, 8):
            assert token[part : part + 8].encode() not in raw
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoil", [b"", b"nonsense", b"\x91\x01"])
def test_a_spoiled_file_is_as_good_as_none(repo: Repo, kept_here: Path, spoil: bytes) -> None:
    from keyproof import kept

    history(repo)
    first = facts(repo)
    (file,) = kept_here.glob("history-*.msgpack")
    kept.save(file, spoil)
    assert facts(repo) == first


def test_the_histories_read_longest_ago_are_forgotten(kept_here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyproof.kept._TARGETS", 3)
    for number in range(6):
        Memory(f"repository {number}", "digest").keep([], [], {})
    assert len(list(kept_here.glob("history-*.msgpack"))) == 3


def test_a_value_that_stands_twice_encoded_or_in_an_archive_is_remembered_with_all_its_places(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = f"A = '{TOKENS[0]}'\nx = 1\nB = '{TOKENS[0]}'\n"
    hidden = base64.b64encode(f"token: {TOKENS[1]} and more of the text\n".encode()).decode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("settings.py", f"T = '{TOKENS[2]}'\n")
    day = {"exp": 4102444800, "sub": "somebody", "jti": "5d2c"}
    claims = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "HS256"}, day)
    )
    web = f"{claims}.{random.Random(4).randbytes(32).hex()}"
    repo.commit("one", **{"a.py": twice, "b.yaml": f"data: {hidden}\n", "c.py": f"jwt = '{web}'\n"})
    repo.commit("two", **{"a.py": "#\n" + twice, "b.yaml": f"# more\ndata: {hidden}\n", "c.py": None})
    (repo.path / "d.zip").write_bytes(packed.getvalue())
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "three")
    first = facts(repo)
    assert len(first) == 4
    seen = scanned(monkeypatch)
    assert facts(repo) == first
    assert seen == []


@pytest.mark.parametrize("pack", [lzma.compress, gzip.compress])
def test_what_a_packed_file_of_one_holds_is_read_from_what_it_holds(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    padding = "\n".join(
        random.Random(n).randbytes(20).hex(" ") for n in range(40)
    )  # long enough that bytes stand there
    (repo.path / "main.py.pk").write_bytes(pack(f"T = '{TOKENS[0]}'\n{padding}\n".encode()))
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "one")
    first = facts(repo)
    assert [f.secret.masked for f in first] == ["ghp_…[40]"]
    monkeypatch.setattr(Again, "recall", lambda *_: None)
    second = facts(repo)
    assert [(f.fingerprint, f.secret.masked) for f in second] == [(f.fingerprint, f.secret.masked) for f in first]
