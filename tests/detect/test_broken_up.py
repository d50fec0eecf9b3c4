"""Values that escapes in turns, continued lines, a protocol's chunks or a tool's way to show bytes break up."""

from __future__ import annotations

import base64
import time
import zlib

import msgspec
import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import drawn, live

RULES = {rule.id: rule for rule in builtin_rules()}
GITHUB = samples(RULES["github-pat-classic"], 6)[0]
SENDGRID = samples(RULES["sendgrid"], 6)[0]
GITLAB = samples(RULES["gitlab-pat"], 6)[0]
SLACK = samples(RULES["slack-bot"], 6)[0]
BODY = base64.b64encode(f'{{\n  "notes": "{drawn(60, 3)}",\n  "key": "{GITHUB}"\n}}\n'.encode()).decode()
LINES = [BODY[i : i + 60] for i in range(0, len(BODY), 60)]


def turns(value: str, write: str) -> str:
    """Return *value* with every other character as *write* says."""
    return "".join(c if i % 2 else write.format(ord(c)) for i, c in enumerate(value))


def memory(value: str, size: int) -> str:
    """Return *value* as a debugger shows memory in words of *size* bytes."""
    raw = value.encode().ljust(-(-len(value) // 16) * 16 + 16, b"\0")
    rows = []
    for at in range(0, len(raw), 16):
        words = [raw[at + n : at + n + size][::-1].hex() for n in range(0, 16, size)]
        rows.append(f"0x{0x5555555592A0 + at:x}:\t" + "\t".join(f"0x{word}" for word in words))
    return "\n".join(rows) + "\n"


def registry(texts: list[str]) -> str:
    """Return *texts* as a value of several strings in a Windows registry file."""
    raw = ("\0".join(texts) + "\0\0").encode("utf-16-le")
    pairs = [f"{byte:02x}" for byte in raw]
    rows = [",".join(pairs[i : i + 24]) for i in range(0, len(pairs), 24)]
    return '"Environment"=hex(7):' + ",\\\r\n  ".join(rows) + "\r\n"


def rot47(value: str) -> str:
    return "".join(chr(33 + (ord(c) + 14) % 94) for c in value)


def chunked(body: str, at: int) -> str:
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (body[:at], body[at:], ""))
    return f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"


def own_base64(raw: bytes) -> str:
    """Return *raw* in the alphabet of PlantUML."""
    usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    own = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
    return base64.b64encode(raw).decode().rstrip("=").translate(str.maketrans(usual, own))


DIAGRAM = f"sequenceDiagram\n  a->>b: token {SENDGRID}\n".encode()
NAMES = {"_": "LOW LINE", "g": "LATIN SMALL LETTER G", "h": "LATIN SMALL LETTER H", "p": "LATIN SMALL LETTER P"}

TEXTS = {
    "percent in turns": (SLACK, f"a=1&t={turns(SLACK, '%{:02x}')}&b=2"),
    "references in turns": (SENDGRID, f"<pre>{turns(SENDGRID, '&#{};')}</pre>"),
    "escapes in turns": (SENDGRID, f'k = "{turns(SENDGRID, chr(92) + "u{:04x}")}"'),
    "words of memory": (GITHUB, memory(GITHUB, 4)),
    "wide words of memory": (GITHUB, memory(GITHUB, 8)),
    "strings of a registry": (SENDGRID, registry(["A=b", f"K={SENDGRID}"])),
    "rot47 that is told": (GITHUB, f"The key is ROT47 encoded:\n\n    {rot47(GITHUB)}\n"),
    "characters of TeX": (GITHUB, "".join(f'\\char"{ord(c):02X}{{}}' for c in GITHUB)),
    "names of characters, then codes": (
        GITHUB,
        'K = (\n    "' + "".join(f"\\N{{{NAMES[c]}}}" for c in GITHUB[:4])
        + "".join(f"\\x{ord(c):02x}" for c in GITHUB[4:12])
        + '"\n    "' + "".join(f"\\U{ord(c):08x}" for c in GITHUB[12:]) + '"\n)\n',
    ),
    "a continued string of YAML": (SLACK, f'a:\n  b: "{SLACK[:3]}\\\n    {SLACK[3:]}"\n'),
    "a continued string of TOML": (SLACK, f'b = """\\\n    {SLACK[:3]}\\\n    {SLACK[3:9]}\\\n    {SLACK[9:]}"""\n'),
    "a continued line of a batch file": (SLACK, f"set K={SLACK[:9]}^\r\n{SLACK[9:]}\r\n"),
    "chunks of a response": (GITLAB, chunked(f'{{"data": {{"key": "{GITLAB}"}}}}', 26)),
    "base64 taken out in a patch": (GITHUB, "@@ -1,3 +0,0 @@\n" + "".join(f"-{line}\n" for line in LINES)),
    "base64 put in by a patch": (GITHUB, "@@ -0,0 +1,3 @@\n" + "".join(f"+{line}\n" for line in LINES)),
    "a picture by Kroki": (
        SENDGRID,
        f"https://kroki.io/mermaid/svg/{base64.urlsafe_b64encode(zlib.compress(DIAGRAM, 9)).decode()}\n",
    ),
    "a picture by PlantUML": (
        SENDGRID,
        f"![](https://www.plantuml.com/plantuml/svg/{own_base64(zlib.compress(DIAGRAM, 9)[2:-4])})\n",
    ),
    "codes of RTF": (GITHUB, "{\\rtf1 " + "".join(f"\\u{ord(c)}?" for c in GITHUB) + "\\par}"),
    "an old pickle": (GITHUB, "(dp0\nVa\np1\nV" + "".join(f"\\u{ord(c):04x}" for c in GITHUB) + "\np2\ns."),
}  # fmt: skip


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=list(TEXTS))
def test_a_value_that_is_broken_up_is_found(detector: Detector, value: str, text: str) -> None:
    assert live(detector.scan(text.encode(), "src/app.txt")) == [value]


def test_base64_of_values_is_found_where_the_name_of_the_file_says_it(detector: Detector) -> None:
    text = base64.b64encode(msgspec.msgpack.encode({"k": SENDGRID, "n": 1}))
    assert live(detector.scan(text, "src/state.b64")) == [SENDGRID]


def test_a_stream_of_brotli_in_base64_is_found(detector: Detector) -> None:
    brotli = pytest.importorskip("brotli")
    packed = base64.b64encode(brotli.compress(f'{{"a": "b", "k": "{GITHUB}"}}'.encode() * 2)).decode()
    text = f'JSON.parse(brotliDecompressSync(Buffer.from("{packed}", "base64")));\n'
    assert live(detector.scan(text.encode(), "src/app.js")) == [GITHUB]


@pytest.mark.parametrize(
    "text",
    [
        f"Caesar was here:\n\n    {rot47(GITHUB)}\n",
        f'a:\n  b: "{SLACK[:3]} \\\n    {SLACK[3:]}"\n',
        chunked("x" * 30, 9).replace("\r\n9\r\n", "\r\nzz\r\n"),
        memory(GITHUB, 4).replace("0x", "1x"),
        "https://kroki.io/mermaid/svg/eNo" + drawn(80, 4),
        "@@ -1 +1 @@\n" + "".join(f"{'-+'[i % 2]}{line}\n" for i, line in enumerate(LINES)),
    ],
)
def test_what_is_not_broken_up_so_is_none(detector: Detector, text: str) -> None:
    assert not {m.secret.reveal() for m in detector.scan(text.encode(), "src/app.txt")} & {GITHUB, SLACK, SENDGRID}


@pytest.mark.parametrize("size", range(20, 26))
@pytest.mark.parametrize("address", ["plantuml.com/plantuml/svg/", "kroki.io/mermaid/svg/eNp"])
def test_an_address_of_any_length_that_packs_nothing_is_read_over(detector: Detector, address: str, size: int) -> None:
    assert live(detector.scan(f"https://{address}{'A' * size}\n".encode(), "a.md")) == []


def test_pictures_one_behind_another_cost_bounded_time(detector: Detector) -> None:
    began = time.process_time()
    detector.scan(b"iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2" * 20_000, "a.txt")
    assert time.process_time() - began < 5
