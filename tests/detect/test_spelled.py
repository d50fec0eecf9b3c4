"""Values that programs put together or spell: each way is written at run time, and the value is found at its place."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import live

GITHUB = next(r for r in builtin_rules() if r.checksum == "github" and r.prefix.startswith("ghp"))
TOKEN = samples(GITHUB, 7)[0]
A, B, C = TOKEN[:13], TOKEN[13:24], TOKEN[24:]


def each(form: str, joint: str = "") -> str:
    """Return the token with each character as *form* says: its code, or ``{0:c}``, itself."""
    return joint.join(form.format(ord(c)) for c in TOKEN)


ESCAPED = {
    "Lua": f'"{each(chr(92) + "{:03}")}"',
    "Haskell": f'"{each(chr(92) + "{}", chr(92) + "&")}"',
    "WebAssembly": f'"{each(chr(92) + "{:02x}")}"',
    "CSS": f'"{each(chr(92) + "0000{:02x}")}"',
    "CSS with blanks": f"'{each(chr(92) + '{:02x} ')}'",
    "Perl's braces": f'"{each(chr(92) + "x{{{:02x}}}")}"',
    "Perl's octal": f'"{each(chr(92) + "o{{{:o}}}")}"',
    "PowerShell": f'"{each("`u{{{:02x}}}")}"',
    "Scheme": f'"{each(chr(92) + "x{:02x};")}"',
    "TeX": each("^^{:02x}"),
    "Pascal": each("#{}"),
    "Pascal's hex": each("#${:02X}"),
    "a form of Delphi": f"#{ord(TOKEN[0])}'{TOKEN[1:9]}'#{ord(TOKEN[9])}'{TOKEN[10:]}'",
    "names": '"' + "".join(rf"\N{{{unicodedata.name(c)}}}" for c in TOKEN) + '"',
    "a string in a string": json.dumps({"source": f'x = "{each(chr(92) + "x{:02x}")}"'}),
    "some letters": "".join(rf"\x{ord(c):02x}" if at % 4 == 0 else c for at, c in enumerate(TOKEN)),
    "one letter": json.dumps({"e": f'{{"t": "{TOKEN[:2]}@{TOKEN[3:]}"}}'}).replace("@", rf"\u{ord(TOKEN[2]):04x}"),
    "some octets": f"%{ord(TOKEN[0]):02x}{TOKEN[1:3]}%5F{TOKEN[4:]}",
    "references twice": f"<a>{each('&amp;#{};')}</a>",
    "references without an end": f"<a>{each('&#{:07}')} </a>",
    "percent thrice": each("%2525{:02x}"),
    "the prefix of a header": f"Subject: =?utf-8?Q?{''.join(f'={ord(c):02X}' for c in TOKEN[:4])}{TOKEN[4:]}?=",
    "full width": "x = " + "".join(chr(ord(c) + 0xFEE0) for c in TOKEN),
    "colours as shown": f"t={A}^[[33m{B}{C}^[[0m",
}  # fmt: skip
SPACED = {
    "carets": f"set T={'^'.join(TOKEN)}",
    "classes": "".join(f"[{c}]" for c in TOKEN),
    "empty strings": "T=" + '""'.join(TOKEN),
    "blanks": " ".join(TOKEN),
    "bold": "".join(f"{c}\b{c}" for c in TOKEN),
    "bits": each("{:08b}", " "),
    "decimals": each("{}", " "),
    "decimals with dots": each("{}", "."),
    "Perl's pack": f'pack("C*", {each("{}", ", ")})',
    "Erlang": f"<<{each('{}', ',')}>>",
    "Basic": f"{{{each('&H{:02X}', ', ')}}}",
    "octal in C": f"{{{each('0{:o}', ', ')}}}",
    "Rust": f"vec![{each('0x{:02x}u8', ', ')}]",
    "assembly": f"db {each('0{:02x}h', ', ')}",
    "a sequence in YAML": "bytes:\n" + each("  - {}\n"),
    "a dump in octal": "0000000 " + each("{:03o}", " "),
    "calls in hex": f"s = {each('chr(0x{:02x})', ' + ')}",
    "calls of a sheet": f"={each('CHAR({})', '&')}",
}
JOINED = {
    "format!": f'format!("{{}}{{}}{{}}", "{A}", "{B}", "{C}")',
    "words of Ruby": f"%w[{A} {B} {C}].join",
    "words of Perl": f"join '', qw({A} {B} {C})",
    "an array of a shell": f"P=({A} {B} {C})",
    "variables of a shell": f'A={A}\nB={B}\nC={C}\nT="${{A}}${{B}}${{C}}"',
    "variables of a batch file": f"set A={A}\nset B={B}\nset C={C}\nset T=%A%%B%%C%",
    "a variable that grows": f"T={A}\nT=${{T}}{B}\nT=${{T}}{C}",
    "a variable of make": f"T := {A}\nT := $(T){B}\nT := $(T){C}",
    "members": f"P = {{a: '{A}', b: '{B}', c: '{C}'}}\nt = P.a + P.b + P.c",
    "a constant at the end": f'A = "{A}";\nB = "{B}";\nT = A + B + "{C}";',
    "entities": f'<!DOCTYPE c [<!ENTITY a "{A}"><!ENTITY b "{B}{C}">]>\n<c>&a;&b;</c>',
    "Haskell's gap": f'"{A}\\\n   \\{B}{C}"',
    "OCaml": f'"{A}" ^ "{B}" ^ "{C}"',
    "R": f'paste0("{A}", "{B}", "{C}")',
    "a join of CloudFormation": f"!Join ['', ['{A[:3]}', '{A[3:]}', '{B}{C}']]",
    "sections of assembly": f'.ascii "{A}"\n  .ascii "{B}"\n  .ascii "{C}"',
    "db": f"tok db '{A}', '{B}', '{C}', 0",
    "a formula": f'<f>"{A}"&amp;"{B}{C}"</f>',
    "runs": f"<w:t>{A[:3]}</w:t></w:r><w:r><w:t>{A[3:]}{B}</w:t></w:r><w:r><w:t>{C}</w:t>",
    "a notebook": json.dumps({"source": ["t = (\n", f'  "{A}"\n', f'  "{B}{C}"\n', ")\n"]}, indent=1),
    "a source map": json.dumps({"sourcesContent": [f"const t = '{A}'\n  + '{B}{C}';"]}),
    "a list": json.dumps([A, B, C]),
    "a list by lines": f"t:\n  - {A}\n  - {B}\n  - {C}\n\nend",
    "a wrapped line": f"the key is {A}\n    {B}\n    {C}\nbye",
    "split and join": f"'{A}-{B}-{C}'.split('-').join('')",
}  # fmt: skip


@pytest.mark.parametrize("text", [pytest.param(t, id=n) for n, t in {**ESCAPED, **SPACED, **JOINED}.items()])
def test_a_value_is_found_as_it_is_written(detector: Detector, text: str) -> None:
    found = [m for m in detector.scan(f"first\n\n{text}\nlast\n".encode(), "a.txt") if m.secret.reveal() == TOKEN]
    assert found
    assert 3 <= found[0].line <= found[0].end_line <= text.count("\n") + 3


WRONG = TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b")


@pytest.mark.parametrize(
    "write",
    [
        lambda t: json.dumps([t[:13], t[13:24], t[24:]]),
        lambda t: f"the key is {t[:13]}\n    {t[13:]}\nbye",
        lambda t: "^".join(t),
        lambda t: " ".join(str(ord(c)) for c in t),
        lambda t: "".join(f"\\{ord(c):03}" for c in t),
    ],
)
def test_words_in_a_row_are_one_value_only_where_the_checksum_says_so(
    detector: Detector, write: Callable[[str], str]
) -> None:
    assert live(detector.scan(write(WRONG).encode(), "a.txt")) == []
