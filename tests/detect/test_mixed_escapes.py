"""Literals of many languages whose characters are in several escapes at once, on several lines, with plain ones between."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import drawn, live

RULES = {rule.id: rule for rule in builtin_rules()}
GITHUB = samples(RULES["github-pat-classic"], 9, 8)
FINE = samples(RULES["github-pat-fine"], 9)[0]
SERVER = samples(RULES["github-user-server"], 9)[0]

Form = Callable[[str], str]
HEX: Form = lambda c: f"\\x{ord(c):02x}"  # noqa: E731
WIDE: Form = lambda c: f"\\u{ord(c):04x}"  # noqa: E731
FAR: Form = lambda c: f"\\U{ord(c):08x}"  # noqa: E731
OCTAL: Form = lambda c: f"\\{ord(c):03o}"  # noqa: E731
DECIMAL: Form = lambda c: f"\\{ord(c):03}"  # noqa: E731
BRACED: Form = lambda c: f"\\u{{{ord(c):x}}}"  # noqa: E731
BRACED_HEX: Form = lambda c: f"\\x{{{ord(c):x}}}"  # noqa: E731
NAMED: Form = lambda c: f"\\N{{U+{ord(c):X}}}"  # noqa: E731
SHORT: Form = lambda c: f"\\x00{ord(c):02x}"  # noqa: E731
OF_HASKELL: Form = lambda c: f"\\o{ord(c):o}\\&"  # noqa: E731
MANY: Form = lambda c: f"\\uuu{ord(c):04x}"  # noqa: E731
REFERENCE: Form = lambda c: f"&#{ord(c)};"  # noqa: E731
PLAIN: Form = lambda c: c  # noqa: E731

FORMS: dict[str, tuple[Form, ...]] = {
    "Go": (HEX, WIDE, FAR, OCTAL),
    "Rust": (HEX, BRACED),
    "Kotlin": (WIDE,),
    "Haskell": (OF_HASKELL, lambda c: f"\\x{ord(c):x}\\&", lambda c: f"\\{ord(c)}\\&"),
    "Erlang": (BRACED_HEX, OCTAL, HEX),
    "Lua": (HEX, BRACED, DECIMAL),
    "Java": (WIDE, MANY, OCTAL),
    "C#": (SHORT, WIDE),
    "Perl": (NAMED, BRACED_HEX, OCTAL),
    "PHP": (BRACED, HEX, OCTAL),
    "OCaml": (HEX, DECIMAL, lambda c: f"\\o{ord(c):03o}"),
    "HTML": (REFERENCE, lambda c: f"&#x{ord(c):x};"),
    "JSON in JSON": (lambda c: f"\\\\u{ord(c):04x}",),
}


def mixed(value: str, forms: tuple[Form, ...], seed: int, plain: float = 0.5) -> list[str]:
    """Return the characters of *value*, each plain or as one of *forms*; one of its first three is not plain."""
    rng = random.Random(f"{value} {seed}")
    out = [c if rng.random() < plain else rng.choice(forms)(c) for c in value]
    place = rng.randrange(3)
    out[place] = rng.choice(forms)(value[place])
    return out


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("language", FORMS)
def test_a_literal_in_mixed_escapes_is_read(detector: Detector, language: str, seed: int) -> None:
    value = GITHUB[seed]
    quote = ">" if language == "HTML" else '"'
    text = f"k {quote}{''.join(mixed(value, FORMS[language], seed))}{'<' if quote == '>' else quote};\n"
    assert live(detector.scan(text.encode(), "src/app.txt")) == [value]


@pytest.mark.parametrize(
    ("line_end", "language"),
    [
        ("\\\n        ", "Rust"),
        ("\\\n  \\", "Haskell"),
        ("\\z\n      ", "Lua"),
        ("\\\n", "Go"),
        ('"\n        "', "C#"),
        ('" \\\n    "', "PHP"),
    ],
)
def test_a_literal_that_goes_on_in_the_next_line_is_read(detector: Detector, line_end: str, language: str) -> None:
    out = mixed(GITHUB[4], FORMS[language], 7)
    text = f'k = "{"".join(out[:17])}{line_end}{"".join(out[17:])}"\n'
    assert live(detector.scan(text.encode(), "src/app.txt")) == [GITHUB[4]]


@pytest.mark.parametrize("value", [FINE, SERVER])
def test_escapes_behind_a_plain_start_are_read(detector: Detector, value: str) -> None:
    text = f'k = "{value[:6]}{"".join(mixed(value[6:], (HEX, BRACED, OCTAL), 3))}";\n'
    assert live(detector.scan(text.encode(), "src/app.txt")) == [value]


@pytest.mark.parametrize(
    "text",
    [
        'a:\n  b: "{0}\\\n    {1}"\n',
        'b = """\n{0}\\\n    \\\n  {1}"""\n',
        "P := {0}$\\\n     {1}\n",
        "\\texttt{{{0}%\n  {1}\\allowbreak{{}}{2}}}\n",
        "<password><![CDATA[{0}]]>{1}<!-- x --><![CDATA[{2}]]></password>\n",
        "p = {0}\\\n    {1}\n",
        '["<td>{0}<wbr>",\n "{1}</td>"]\n',
        "token &amp;lt;{0}&gt;",
    ],
)
def test_what_breaks_a_value_in_a_file_is_read_over(detector: Detector, text: str) -> None:
    value, rest = GITHUB[5], "" if "{2}" in text else GITHUB[5][22:]
    first, second, third = value[:11], value[11:22] + rest, value[22:]
    if "{1}" not in text:
        first = value
    assert live(detector.scan(text.format(first, second, third).encode(), "src/app.txt")) == [value]


def test_codes_and_characters_in_turns_are_read(detector: Detector) -> None:
    value = GITHUB[6]
    c = ", ".join(f"0x{ord(x):02x}" if i % 2 else f"'{x}'" for i, x in enumerate(value))
    erlang = ", ".join(f"${x}" if i % 2 else str(ord(x)) for i, x in enumerate(value[:9]))
    assert live(detector.scan(f"const char k[] = {{ {c}, 0 }};\n".encode(), "a.c")) == [value]
    text = f'k() -> <<{erlang}, "{"".join(mixed(value[9:], (BRACED_HEX, OCTAL), 2))}">>.\n'
    assert live(detector.scan(text.encode(), "a.erl")) == [value]


@pytest.mark.parametrize(
    "text",
    [
        'k = "' + "".join(mixed(GITHUB[7][:-1] + ("a" if GITHUB[7][-1] != "a" else "b"), (HEX, OCTAL), 1)) + '"\n',
        'k = "' + "".join(mixed(GITHUB[7], (HEX, OCTAL), 1)[:30]) + '"\n',
        'k = "' + "".join(mixed(GITHUB[7], (HEX, OCTAL), 1)).replace("\\", "\\\\\\\\\\\\\\\\\\") + '"\n',
        'k = "\\x67\\150p_' + drawn(36, 5) + '"\n',
    ],
)
def test_what_is_no_value_in_escapes_is_none(detector: Detector, text: str) -> None:
    assert live(detector.scan(text.encode(), "src/app.txt")) == []


@pytest.mark.parametrize(
    "line",
    [
        '"\\x67\\150p_" + a + ',
        'x = "ghp_" + x + y\n',
        "\\x67h" * 40 + "\n",
        "0x67, 'h', ",
        "ghp_\\\n",
        '["ghp_", "a", "b",\n',
        "${ghp_} ${a}${b}\n",
        "x ^ 0x5a, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]\n",
        'p = ["ghp_a", "b"]\nt = p[0] + p[1] + p[0]\n',
        'a = "ghp_" + b\nb = a + c\nc = "x" + a + b\n',
        'a = "ghp_";\n' + "b = a + " * 20 + "\n",
    ],
)
def test_hostile_expressions_cost_bounded_time(detector: Detector, line: str) -> None:
    began = time.process_time()
    detector.scan(line.encode() * (200_000 // len(line)), "src/app.txt")
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    "text",
    [
        b"0000000   a   b   c   d" + b"    " * 400 + b"x\n",
        (b"0000000   a   b   c   d" + b" " * 60 + b"\x00\n") * 20,
        b'api_token = "{A}' + b"a" * 3000 + b"\n",
        b"out = data ^ 'k'\nx = \"" + b"\\x41" * 180 + b"\n",
    ],
)
def test_what_has_no_end_is_not_tried_in_all_ways(detector: Detector, text: bytes) -> None:
    assert detector.scan(text, "src/a.py") == []  # two to the power of what stands there, once
