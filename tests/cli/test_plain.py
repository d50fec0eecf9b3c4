"""The everyday command line is read without click, and to the same effect."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof.cli import later
from keyproof.cli.check_command import command
from keyproof.cli.check_options import options
from keyproof.cli.plain import plain

WORDS = [word for option in options() for word in (*option.words, option.off) if word]
VALUES = [
    ".",
    "-",
    "--",
    "-x",
    "",
    "json",
    "high",
    "7",
    "-7",
    "٣",
    "1_0",
    "KP001",
    "a=b",
    "--quiet=1",
    "-fjson",
    "--format=json",
]
VALUES += ["--max-depth=3", "--only=", "--no-cache=", "--form", "-qf"]


def by_click(arguments: list[str]) -> dict[str, object] | None:
    try:
        return dict(command.make_context("check", list(arguments)).params)
    except (click.ClickException, click.exceptions.Exit):
        return None


@given(st.lists(st.sampled_from(WORDS + VALUES * 3), max_size=7))
def test_what_is_read_without_click_is_what_click_reads(arguments: list[str]) -> None:
    read = plain(["check", *arguments])
    if read is not None:
        assert read == by_click(arguments)


@pytest.mark.parametrize("option", options(), ids=lambda o: o.name)
def test_each_option_is_read_without_click(option) -> None:
    for word in filter(None, (*option.words, option.off)):
        value = option.choices[:1] or (("3",) if option.number else ("x",))
        arguments = [".", word, *(() if option.switch else value)]
        read = plain(["check", *arguments])
        assert read is not None
        assert read == by_click(arguments)
        assert read[option.name] != plain(["check", "."])[option.name] or word == "--cache"


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["check"], ["check", ".", "--help"], ["rules"], ["check", ".", "b"]]
)
def test_what_is_not_plain_is_left_to_click(arguments: list[str]) -> None:
    assert plain(arguments) is None


def test_completion_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_KEYPROOF_COMPLETE", "bash_complete")
    assert plain(["check", "."]) is None


def test_a_module_put_off_is_the_module_at_its_first_use() -> None:
    program = (
        "import sys\nfrom keyproof.cli import later\nlater.postpone()\n"
        "import json, bz2, tomllib\nfrom json import loads\nimport json.decoder\n"
        "assert 'random' in sys.modules and not hasattr(type(sys.modules['random']), 'x')\n"
        "assert loads('[1]') == json.loads('[1]') == [1] and json.JSONDecodeError is json.decoder.JSONDecodeError\n"
        "assert bz2.decompress(bz2.compress(b'a')) == b'a' and tomllib.loads('a = 1') == {'a': 1}\n"
        "import random, tempfile, inspect, signal\n"
        "assert random.Random(1).random() == random.Random(1).random() and inspect.getdoc(later)\n"
        "assert signal.SIGKILL.name == 'SIGKILL' and repr(json).startswith('<module')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in sys.stdlib_module_names for name in later._MODULES)


def test_what_ends_with_the_process_still_ends_well() -> None:
    program = (
        "import atexit, sys\natexit.register(lambda: print('registered'))\nprint('printed')\n"
        "from keyproof.cli import start\nsys.argv = ['keyproof', 'check', '/nowhere/at/all']\nstart()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == "printed\nregistered\n"
    assert "does not exist" in done.stderr
