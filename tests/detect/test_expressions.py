"""Values that sums, statements, templates and constants of many languages put together, each piece written in a way of its own."""

from __future__ import annotations

import io
import json
import marshal
import pickle
import struct
import zlib
from importlib.util import MAGIC_NUMBER
from itertools import cycle

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import live

RULES = {rule.id: rule for rule in builtin_rules()}
GITHUB = samples(RULES["github-pat-classic"], 12)[0]
A, B, C, D = GITHUB[:9], GITHUB[9:20], GITHUB[20:31], GITHUB[31:]
HEX = "".join(f"\\x{ord(c):02x}" for c in B)
WIDE = "".join(f"\\u{ord(c):04x}" if i % 2 else c for i, c in enumerate(C))
OCTAL = "".join(f"\\{ord(c):03o}" if i % 2 else c for i, c in enumerate(C))
BRACED = "".join(f"\\u{{{ord(c):x}}}" for c in D)
LISTED = "\\u{" + " ".join(f"{ord(c):x}" for c in D) + "}"

SUMS = {
    "TypeScript": f"let s: string = '{A}';\ns += \"{B}\";\ns = s + `{C}`;\ns += '{D}';\nreturn s;\n",
    "C": f'#define HEAD "{A}{HEX}"\n#define MID  "{C}" \\\n             "{D}"\n#define KEY HEAD MID\n',
    "C++": f'std::string t = std::string("{A}") + R"({B})";\n  t += u8"{WIDE}";\n  t.append("{D}");\n  return t;\n',
    "C with calls": f'strcpy(buf, "{A}");\nstrcat(buf, "{B}");\nstrcat(buf, "{OCTAL}");\nstrcat(buf, "{D}");\n',
    "C#": f'Key = string.Concat("{A}", @"{B}", "{WIDE}", "{D}");\n',
    "PHP": f"define('HEAD', '{A}');\n$c['k'] = HEAD . \"{HEX}\";\n$c['k'] .= '{C}';\n$c['k'] .= \"{BRACED}\";\n",
    "Perl": f"my $k = q{{{A}}} . \"{HEX}\" . '{C}' .\n  qq({D});\n",
    "Ruby": f"t = +'{A}{B}'\nt << \"{WIDE}\" \\\n     \"{LISTED}\"\nT = t\n",
    "R": f't <- paste0("{A}{B}", "{WIDE}",\n   paste("{D}", "", sep = ""))\n',
    "Scala": f'val pre = "{A}"\nval mid = """{B}"""\nval t: String = s"$pre${{mid}}{C}{D}"\n',
    "Kotlin": f'private const val HEAD = "{A}"\nconst val T = "${{HEAD}}{B}{WIDE}{D}"\n',
    "Dart": f"const t = '{A}'\n    \"{HEX}\"\n    r'{C}{D}';\n",
    "Nim": f'const head = "{A}{HEX}"\nlet t* = head & "{C}" & r"{D}"\n',
    "Zig": f'const head = "{A}{HEX}";\nconst t = head ++ "{C}" ++\n    \\\\{D}\n;\n',
    "Elixir": f'@head "{A}{HEX}"\ndef t, do: @head <> ~S({C}) <> "{D}"\n',
    "Visual Basic": f'K = "{A}" & _\n  ChrW({ord(B[0])}) & ChrW(&H{ord(B[1]):X}) & "{B[2:]}" & _\n  "{C}{D}"\n',
    "VBA": "K = " + " & ".join(f"Chr({ord(c)})" for c in GITHUB[:8])
    + " & _\n      " + " & ".join(f"Chr({ord(c)})" for c in GITHUB[8:]) + "\nEnd\n",
    "Groovy": f"def base = '{A}{B}'\nK = \"${{base}}\" + '''{C}''' + \"{D}\"\n",
    "OCaml": f'let t = "{A}{HEX}" ^ {{|{C}|}} ^ "{"".join(f"{chr(92)}{ord(c):03}" for c in D)}"\n',
    "Swift": f'let a = "{A}"\nlet t = a + "{B}" + #"{C}"#.description\nlet u = "\\(a){B}{C}{D}"\n',
    "Go": f'const head = "{A}"\n\nvar t = head + `{B}` +\n\t"{C}{D}"\n',
    "Rust": f'let mut t = String::from("{A}");\nt.push_str("{B}");\nt.push_str("{C}{D}");\n',
    "Rust's raw text": f'const T: &str = concat!("{A}", r#"{B}"#, "{C}", r"{D}");\n',
    "Python": f"t = ('{A}'\n     \"{HEX}\"  # mid\n     r'{C}' \"{D}\")\n",
    "JavaScript": f"const a = '{A}', b = `{B}`;\nmodule.exports = a + b + '{C}' + \"{D}\";\n",
    "Lua": f"local a = '{A}'\nlocal t = a .. \"{HEX}\" .. '{C}{D}'\n",
    "shell": f"P2={GITHUB[2:20]}\nP1={GITHUB[:2]}\nP3='{C}{D}'\nexport GITHUB_TOKEN=\"${{P1}}${{P2}}$P3\"\n",
    "Terraform": f'locals {{\n  tail = "{C}{D}"\n  head = "{A}"\n}}\n  token = "${{local.head}}{B}${{local.tail}}"\n',
    "Jinja": f'    tail: "{C}{D}"\n    head: "{A}{B}"\n    pat: "{{{{ head ~ tail }}}}"\n',
    "a workflow": f"env:\n  HALF: '{B}{C}'\n  K: ${{{{ format('{{1}}{{0}}{{2}}', env.HALF, '{A}', '{D}') }}}}\n",
    "a name before it is set": f't = f"{{A}}{B}{{Z}}"\nA = "{A}"\nZ = "{C}{D}"\n',
    "a builder of Go": f'sb.WriteString("{A}{B}")\nsb.WriteString("{C}")\nsb.WriteString("{D}")\n',
    "PowerShell's expressions": f'$a = "{A}{B}"\n$t = "$($a){C}{D}"\n',
    "PowerShell's template in a sum": f"$p = '{GITHUB[:2]}'\n$env:GH_TOKEN = \"$p\" + [char]0x70 + [char]95 + '{GITHUB[4:20]}' + (\"{{1}}{{0}}\" -f '{D}','{C}')\n",
    "words of a shell": f"T='{A}'\"{B}\"{C}'{D}'\n",
    "values of a chart": f"a: {A}{B}\nt: {{{{ .Values.a }}}}{C}{D}\n",
    "a code of Pascal": f"t := '{A}{B}' + #{ord(C[0])} + '{C[1:]}{D}';\n",
    "a text in a template": f'let a = "{A}{B}";\nlet t = format!("{{}}{C}{D}", a);\n',
    "a literal in a template": f"const a = '{A}';\nconst t = `${{a}}{B}${{\"{C}\"}}{D}`;\n",
    "bytes of Rust": "let t = [" + ", ".join(f"b'{c}'" for c in GITHUB) + "];\n",
    "places of a list": f'const p = ["{B}{C}", "{A}", "{D}"];\nconst t = p[1] + p[0] + p[2];\n',
    "entities": f'<!DOCTYPE m [\n <!ENTITY t2 "{B}">\n <!ENTITY t1 "{A}">\n <!ENTITY p "&t1;&t2;{C}{D}">\n]>\n',
    "a list turned round": f'const p = ["{D}", "{C}", "{A}{B}"];\nconst t = p.reverse().join("");\n',
    "a list of an obfuscator": f'var _0x1=["{WIDE}{D}","w","{A}{B}","t"];window["g"]=_0x2(2)+_0x2(0);',
}  # fmt: skip


@pytest.mark.parametrize("text", SUMS.values(), ids=list(SUMS))
def test_an_expression_of_strings_is_read(detector: Detector, text: str) -> None:
    assert live(detector.scan(text.encode(), "src/app.txt")) == [GITHUB]


@pytest.mark.parametrize(
    "text",
    [
        f"let s = '{A}';\ns += other();\ns += '{B + C + D}';\n",
        f'val pre = "{A}"\nval t = s"$pre${{mid}}{C}{D}"\n',
        f'const p = ["{D}", "{A}"];\n',
        f'const p = ["{B}{C}", "{A}", "{D}"];\nconst t = p[1] + p[2] + p[0];\n',
        f'head = "{A}"\ntail = "{D}"\nk = head + middle + tail\n',
        f"P1={GITHUB[:2]}\nexport GITHUB_TOKEN=\"${{P1}}${{P9}}\"\n",
        f'a = "{A}"\nb = "{B}"\nc = a + b + "{D}" + "{C}"\n',
    ],
)  # fmt: skip
def test_an_expression_with_a_part_that_is_not_known_is_none(detector: Detector, text: str) -> None:
    assert GITHUB not in {m.secret.reveal() for m in detector.scan(text.encode(), "src/app.txt")}


def turned(data: str, key: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(data.encode(), cycle(key), strict=False))


XORED = {
    "Python": f'KEY = 0xA7\nDATA = bytes.fromhex("{turned(GITHUB, bytes((0xA7,))).hex()}")\nt = bytes(b ^ KEY for b in DATA)\n',
    "PHP": f"$k = hex2bin('a1017e6d');\n$t = hex2bin('{turned(GITHUB, bytes.fromhex('a1017e6d')).hex()}') ^ str_repeat($k, 8);\n",
    "C": f"char k[] = {{{', '.join(map(str, turned(GITHUB, b'Z')))}}};\nfor (i = 0; i < n; i++) k[i] ^= 0x5a;\n",
    "JavaScript": f"const d = [{', '.join(map(str, turned(GITHUB, b'x!')))}];\nd.map((c, i) => String.fromCharCode(c ^ 'x!'.charCodeAt(i % 2)))\n",
}


@pytest.mark.parametrize("text", XORED.values(), ids=list(XORED))
def test_what_a_key_turns_back_is_read(detector: Detector, text: str) -> None:
    assert GITHUB in live(detector.scan(text.encode(), "src/app.txt"))


def test_what_another_key_turns_back_is_none(detector: Detector) -> None:
    text = XORED["Python"].replace("0xA7", "0xA6")
    assert GITHUB not in live(detector.scan(text.encode(), "src/app.txt"))


def test_what_a_recorded_terminal_shows_is_read(detector: Detector) -> None:
    head = json.dumps({"version": 2, "width": 80, "height": 24})
    shown = ["\x1b[32m$ ", *"export T=", "\x1b[1m", *GITHUB, "\x1b[0m", "\r\n"]
    rows = [json.dumps([i / 7, "o", part]) for i, part in enumerate(shown)]
    assert live(detector.scan("\n".join([head, *rows]).encode(), "demo/a.cast")) == [GITHUB]
    assert live(detector.scan("\n".join([head, *rows[:-9]]).encode(), "demo/a.cast")) == []


def test_streams_of_zlib_one_behind_another_are_read(detector: Detector) -> None:
    blocks = [zlib.compress(pickle.dumps({"a": text})) for text in ("nothing here " * 9, f"k {GITHUB}")]
    data = b"".join(block.ljust(512) for block in blocks)
    assert live(detector.scan(data, "cache/a.dat")) == [GITHUB]


def test_a_tuple_of_compiled_python_is_joined(detector: Detector) -> None:
    code = compile(f"P = ('{A}', '{B}', '{C}', '{D}')\nT = ''.join(P)\n", "a.py", "exec")
    data = MAGIC_NUMBER + struct.pack("<III", 0, 0, 0) + marshal.dumps(code)
    assert live(detector.scan(data, "a.pyc")) == [GITHUB]


def test_records_with_long_addresses_are_read(detector: Detector) -> None:
    raw = f"user=a\nkey={GITHUB}\nmore=1\n".encode()
    out = io.StringIO("")
    for at in range(0, len(raw), 28):
        body = bytes((len(raw[at : at + 28]) + 5,)) + struct.pack(">I", 0x80000000 + at) + raw[at : at + 28]
        out.write(f"S3{body.hex().upper()}{~sum(body) & 255:02X}\n")
    assert live(detector.scan(out.getvalue().encode(), "a.s19")) == [GITHUB]


def test_a_card_whose_note_goes_on_is_read(detector: Detector) -> None:
    note = "".join(f"={ord(c):02X}" for c in f"PAT {GITHUB}")
    text = (
        f"BEGIN:VCARD\nVERSION:2.1\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{note[:60]}=\n{note[60:]}\nEND:VCARD\n"
    )
    assert live(detector.scan(text.encode(), "a.vcf")) == [GITHUB]
