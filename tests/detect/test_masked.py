"""Encodings that a blind list showed to be missed: characters moved by code, bytes in lines, texts that are folded or quoted whole."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable

import pytest

from keyproof.detect.decode.containers import members
from keyproof.detect.decode.view import Budget
from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live
from tests.detect.test_decode import b64, token


def rows(head: str, form: str, joint: str, t: str, width: int = 8, since: int = 0x7FFE1000) -> str:
    data = t.encode()
    return "".join(
        head.format(at=since + at) + joint.join(form.format(c) for c in data[at : at + width]) + "\n"
        for at in range(0, len(data), width)
    )


def xored(t: str, key: bytes) -> bytes:
    return bytes(code ^ key[at % len(key)] for at, code in enumerate(t.encode()))


def pieces(text: str, size: int = 12) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def thirds(t: str) -> tuple[str, str, str]:
    return t[:13], t[13:26], t[26:]


ENCODED: dict[str, Callable[[str], str]] = {
    "a.s": lambda t: "blob:\n" + rows("    .byte ", "0x{:02x}", ", ", t),
    "gdb.txt": lambda t: rows("0x{at:x}:\t", "0x{:02x}", "\t", "GH=" + t),
    "wire.txt": lambda t: rows("{at:04x}   ", "{:02x}", " ", "GH=" + t, 16, 0),
    "a.py": lambda t: 'K = base64.b64decode("".join([\n' + "".join(f'    "{p}",\n' for p in pieces(b64(t))) + "]))\n",
    "a.js": lambda t: "const k = atob(" + " + ".join(f'"{p}"' for p in pieces(b64(t))) + ");\n",
    "x.c": lambda t: f"static unsigned char e[] = {{{', '.join(map(hex, xored(t, b'*')))}}};\nfor (i = 0; i < n; i++) e[i] ^= 0x2a;\n",
    "x.py": lambda t: f'K = bytes(b ^ 42 for b in base64.b64decode("{b64(xored(t, b"*"))}")).decode()\n',
    "y.py": lambda t: f'KEY = b"orbit"\nE = bytes.fromhex("{xored(t, b"orbit").hex()}")\nK = bytes(c ^ KEY[i % len(KEY)] for i, c in enumerate(E))\n',
    "z.py": lambda t: f'K = "".join(chr(c - 3) for c in [{", ".join(str(ord(c) + 3) for c in t)}])\n',
    "A.java": lambda t: f'String k = new StringBuilder("{t[::-1]}").reverse().toString();\n',
    "a.el": lambda t: '(setq k "' + "".join(f"\\{ord(c):o}" for c in t) + '")\n',
    "run.cmd": lambda t: "powershell -EncodedCommand " + b64(f'$env:GH="{t}"; iwr https://x'.encode("utf-16-le")) + "\n",
    "twice.txt": lambda t: f"redirect=https%253A%252F%252Fx.io%252F%253Ftoken%253D{t}%2526a%253D1\n",
    "a.ics": lambda t: f"BEGIN:VCALENDAR\r\nDESCRIPTION:Join with gh\r\n {t[2:]}\r\nEND:VCALENDAR\r\n",
    "a.vcf": lambda t: "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + "".join(f"={ord(c):02X}" for c in t) + "\nEND:VCARD\n",
    "a.eml": lambda t: "Subject: =?utf-8?Q?Token_" + t.replace("_", "=5F") + "?=\n\nhi\n",
    "A.cs": lambda t: 'const string A = "{}";\nconst string B = "{}";\nvar k = $"{{A}}{{B}}{}";\n'.format(*thirds(t)),
    "a.kt": lambda t: 'val a = "{}"\nval b = "{}"\nval k = "$a${{b}}{}"\n'.format(*thirds(t)),
    "a.tf": lambda t: 'locals {{\n  a = "{}"\n  b = "{}"\n  k = "${{local.a}}${{local.b}}{}"\n}}\n'.format(*thirds(t)),
    "b.cmd": lambda t: "set A={}\nset B={}\nset K=%A%%B%{}\n".format(*thirds(t)),
    "b.sh": lambda t: 'A={}\nB={}\nK="${{A}}${{B}}{}"\n'.format(*thirds(t)),
}  # fmt: skip


@pytest.mark.parametrize("path", ENCODED)
def test_a_token_in_such_a_spelling_is_found(detector: Detector, path: str) -> None:
    value = token()
    assert live(detector.scan(ENCODED[path](value).encode(), path)) == [value]


def test_what_only_looks_moved_is_left_alone(detector: Detector) -> None:
    plain = "for (i = 0; i < n; i++) h ^= 0x2a;\nconst e = [101, 103, 107, 109, 113, 97, 89, 83, 79, 73, 71, 67, 61];\n"
    assert not detector.scan(plain.encode(), "hash.js")
    turned = codecs.encode("the quick brown fox jumps over", "rot13")
    assert not detector.scan(f'K = bytes(b ^ 42 for b in "{turned}")'.encode(), "a.py")


def test_a_calendar_tells_passwords_in_its_texts(detector: Detector) -> None:
    value = drawn(20, 9)
    text = f"BEGIN:VCALENDAR\r\nDESCRIPTION:Login robot\\nPassword: {value}\\nBye\r\nEND:VCALENDAR\r\n"
    assert live(detector.scan(text.encode(), "a.ics")) == [value]


def test_the_sources_in_a_source_map_are_read_as_files(detector: Detector) -> None:
    value = drawn(36, 10)
    source = f'export const apiToken = "{value}";\n'
    data = json.dumps({"version": 3, "sources": ["webpack:///./src/a.ts"], "sourcesContent": [source], "mappings": ""})
    found = detector.scan(data.encode(), "dist/a.js.map")
    assert live(found) == [value]
    assert found[0].member == "src/a.ts"
    vendored = data.replace("./src/a.ts", "./node_modules/x/a.ts")
    assert not live(detector.scan(vendored.encode(), "dist/a.js.map"))


def test_a_broken_source_map_says_nothing() -> None:
    assert not list(members(b'{"sourcesContent": [', Budget(), "a.js.map"))
    for data in (
        '{"sources": []}',
        '[{"sourcesContent": []}]',
        '{"sections": [1], "sourcesContent": 2}',
        '{"sourcesContent": [1]}',
    ):
        assert not list(members(data.encode(), Budget(), "a.js.map"))


def test_bytes_of_an_assembler_that_run_into_other_text_cost_no_time(detector: Detector) -> None:
    text = "blob:\n    .byte 0x67, 0x68, 0x70, 0x5f, 0x36, 0x79, 0x61, 0d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7;"
    assert not detector.scan(text.encode(), "a.s")


def test_a_function_whose_name_is_only_of_which_one_it_is_tells_nothing(detector: Detector) -> None:
    assert not live(detector.scan(b'def _for_token():\n    """x"""\n    return "abc"\n', "a.py"))
