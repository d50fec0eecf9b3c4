"""Where the output goes can fail too: a full disk, a closed descriptor, a reader that leaves, an old encoding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.inside import run
from tests.cli.made import server, token, with_line

COMMAND = [sys.executable, "-c", "from keyproof.cli import start; start()"]


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = with_line(f'BACKUP_TOKEN = "{token("github-pat-classic")}"  # é')
    return server(tmp_path_factory.mktemp("streams") / "s", server__py=text)


def test_a_reader_that_leaves_does_not_make_the_result_clean(leaky: Path) -> None:
    for name in ("text", "html"):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([*COMMAND, "check", str(leaky), "-f", name], stdout=write, stderr=subprocess.PIPE)
        os.close(write)
        assert (done.returncode, done.stderr) == (1, b""), name


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["check", "-f", "json"], ["check", "-f", "text"], ["rules"]])
def test_a_full_disk_is_one_line(leaky: Path, arguments: list[str]) -> None:
    target = [str(leaky)] if arguments[0] == "check" else []
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, *arguments, *target], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "No space left" in done.stderr


def test_a_closed_standard_output_is_said(leaky: Path) -> None:
    command = " ".join(
        ["exec", sys.executable, "-c", "'from keyproof.cli import start; start()'", "check", str(leaky), ">&-"]
    )
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (
        2, "keyproof: standard output is closed; give an --output FILE\n",
    )  # fmt: skip


def test_an_old_encoding_gets_escapes_and_the_machine_formats_stay_utf_8(leaky: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    text = subprocess.run([*COMMAND, "check", str(leaky)], capture_output=True, env=env)
    assert (text.returncode, text.stderr) == (1, b"")
    assert b"\\u2717 KP001" in text.stdout
    report = subprocess.run([*COMMAND, "check", str(leaky), "-f", "json"], capture_output=True, env=env)
    assert json.loads(report.stdout.decode("utf-8"))["assessments"][0]["findings"][0]["masked"] == "ghp_…[40]"


def test_a_stop_from_the_keyboard_is_said(leaky: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyproof.engine.assess", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    done = run("check", leaky)
    assert (done.code, done.out, done.err.strip()) == (130, "", "keyproof: stopped")
