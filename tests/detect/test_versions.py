"""Versions searched where they are new are held against versions searched whole."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.detect.versions import REACH, Versions, _untouched
from keyproof.objects.delta import apply_marked
from tests.objects.packs import copy, delta, insert

RULES = {rule.id: rule for rule in builtin_rules()}
DRAW = random.Random(4)


def word(size: int) -> str:
    return "".join(DRAW.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=size))


def of(rule: str) -> str:
    return samples(RULES[rule], 3)[0]


def parts(text: str) -> list[str]:
    return [text[:14], text[14:25], text[25:]]


LINES = [
    "",
    "import os",
    "    return value",
    "def token(self):",
    "# nothing to see on this line, which is only prose about a password",
    f'API_KEY = "{word(32)}"',
    f"password: {word(14)}x7!",
    f'"token": "{word(40)}",',
    '  "name": "SERVICE_TOKEN",',
    f'  "value": "{word(36)}"',
    "client = Client(",
    f'    "{word(24)}",',
    f"GITHUB_TOKEN={of('github-pat-classic')}",
    f"url = postgres://app:{word(18)}@db.acme.internal/app",
    "# datadog",
    f"key: {DRAW.randbytes(16).hex()}",
    'variable "db_password" {',
    "  type = string",
    f'  default = "{word(20)}"',
    "}",
    of("pem-rsa-private-key"),
    "data: " + base64.b64encode(f"token={of('github-pat-classic')}".encode()).decode(),
    "hash: " + DRAW.randbytes(32).hex(),
    "  db_password:",
    f"    {word(17)}7",
    f'secret_key = "{word(8)}"',
    f'secret_key += "{word(12)}7"',
    "x" * 3_000 + f' secret = "{word(30)}" ' + "y" * 3_000,
    f'"{of("github-pat-classic")[:12]}" + "{of("github-pat-classic")[12:]}"',
    "AWS_SECRET_ACCESS_KEY",
    f"= {word(40)}",
    'token = "' + base64.b64encode(f"note={of('npm')}".encode()).decode() + '"',
    f"[{','.join(str(c) for c in of('github-pat-classic').encode())}]",
    "payload: " + base64.b64encode(DRAW.randbytes(30) + b" plain words that are no secret ").decode(),
    "X" * 12,
    *(f"{'- ' * dashed}{piece}" for dashed in (0, 1) for piece in parts(of("github-pat-classic"))),
    *(f"T={'${T}' * bool(at)}{piece}" for at, piece in enumerate(parts(of("github-pat-classic")))),
    'A = "' + of("npm")[:11] + '"',
    'B = "' + of("npm")[11:] + '"',
    "t = A + B",
    "^".join(of("github-pat-classic")),
    " ".join(str(code) for code in of("github-pat-classic").encode()[:20]),
    " ".join(str(code) for code in of("github-pat-classic").encode()[20:]),
    "".join(rf"\\{code}" for code in of("github-pat-classic").encode()),
    r"{\"run\": \"t = '" + of("github-pat-classic")[:20] + r"'\n  + '" + of("github-pat-classic")[20:] + r"'\"}",
    f"    - value: {word(20)}",
    "      name: ADMIN_PASSWORD",
    '"type": "random_password",',
    f'"result": "{word(24)}",',
    f"Passwort: {word(14)}",
]  # fmt: skip


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


def told(found: object) -> list[tuple[str, int, int, str]]:
    return sorted((m.rule.id, at, at + m.end - m.start, m.judgement.secret_class.value) for m, at in found)  # type: ignore[attr-defined]


def changed(base: list[str], steps: list[tuple[int, int, list[str]]]) -> tuple[list[str], bytes]:
    """Return the lines that *steps* (copy so many lines from a place, then insert) make, and the delta that says so."""
    starts = [0]
    for line in base:
        starts.append(starts[-1] + len(line.encode()) + 1)
    lines: list[str] = []
    out = b""
    for at, count, more in steps:
        first = at % (len(base) + 1)
        last = min(len(base), first + count)
        if last > first:
            out += copy(starts[first], starts[last] - starts[first])
            lines += base[first:last]
        new = "".join(line + "\n" for line in more).encode()
        out += b"".join(insert(new[i : i + 127]) for i in range(0, len(new), 127))
        lines += more
    size = sum(len(line.encode()) + 1 for line in lines)
    return lines, delta(starts[-1], size, out)


TEXT = st.lists(st.sampled_from(LINES), min_size=1, max_size=60)
STEPS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 40), st.lists(st.sampled_from(LINES), max_size=3)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TEXT, st.lists(STEPS, min_size=1, max_size=3), st.sampled_from(["src/app.py", "config.yaml", "README.md", ".env"])
)
def test_what_is_found_in_parts_is_what_is_found_in_the_whole(
    detector: Detector, base: list[str], history: list[list[tuple[int, int, list[str]]]], path: str
) -> None:
    versions = Versions(detector)
    data = "".join(line + "\n" for line in base).encode()
    versions.scan("0", data, path, None, ((0, len(data)),), ())
    for number, steps in enumerate(history):
        base, change = changed(base, steps)
        data, parts, copies = apply_marked(data, change, REACH)
        found = versions.scan(str(number + 1), data, path, str(number), parts, copies)
        assert told(found) == told((m, m.start) for m in detector.scan(data, path))


def test_a_change_far_from_a_value_is_searched_in_parts(detector: Detector) -> None:
    lines = [f"line {n}" for n in range(400)]
    lines[200] = f"GITHUB_TOKEN={of('github-pat-classic')}"
    data = "".join(line + "\n" for line in lines).encode()
    versions = Versions(detector)
    versions.scan("a", data, "a.py", None, (), ())
    _, change = changed(lines, [(0, 20, ["new"]), (20, 400, [])])
    text, parts, copies = apply_marked(data, change, REACH)
    ((match, start),) = versions.scan("b", text, "a.py", "a", parts, copies)
    assert (versions.whole, versions.part) == (1, 1)
    assert text[start : start + match.end - match.start].decode() == of("github-pat-classic")


def test_another_kind_of_file_is_searched_whole(detector: Detector) -> None:
    data = b"password = 'x'\n" * 50
    versions = Versions(detector)
    versions.scan("a", data, "a.py", None, (), ())
    versions.scan("b", data, "tests/test_a.py", "a", (), ((0, len(data), 0),))
    assert (versions.whole, versions.part) == (2, 0)


def test_stretches_that_overlap_are_one(detector: Detector) -> None:
    line = b"a: " + base64.b64encode(b"note=plain words that are no secret at all") + b"\n"
    versions = Versions(detector)
    data = (line + b"pad\n" * 20) * 200
    versions.scan("a", data, "a.py", None, ((0, len(data)),), ())
    assert len(versions._known["a"].far) == 1


def test_a_change_that_opens_one_stretch_after_another_has_the_whole_searched() -> None:
    data = (b"x" * 399 + b"\n") * 200
    far = [(at, at + 390) for at in range(0, len(data), 1200)]
    assert _untouched(data, far, (), ((0, 10),)) is None
    assert _untouched(data, far[:4], (), ((0, 10),)) is not None
