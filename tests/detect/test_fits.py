"""What the automata leave out fits nowhere; the compiled reading and walking say the same as Python does."""

from __future__ import annotations

import random
import re
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.detect import commands, fits, following, forms, lists, naming
from keyproof.detect.binding import bound_in, wrapped
from keyproof.detect.detector import Detector
from keyproof.detect.fits import ANY, DEAD, START, Fits, Sides
from keyproof.detect.needs import needed, needs
from keyproof.detect.way import CREDENTIAL, FAINT, Way
from keyproof.model.fact import Setting
from tests.detect.conftest import drawn

NAMES = (
    "api_key",
    "client_secret",
    "DB_PASSWORD",
    "process.env.TOKEN",
    "X-Acme-Token",
    "authToken",
    "pass",
    "access key",
)
LEADS = (
    "",
    "  ",
    '"',
    "{'",
    "os.getenv('",
    "--",
    "  - name: ",
    "export ",
    "${",
    "| `",
    "set ",
    "<key>",
    "x.",
    'a: str = "',
)
needs_loop = pytest.mark.skipif(naming._native is None, reason="the walk over lines is not built")


def _fitting(text: str, start: int, end: int) -> set[int]:
    low = max(0, start - fits.BEFORE)
    return {
        number
        for number, (_, head, tail) in enumerate(forms.FORMS)
        if tail.match(text, end) and (head is None or head.search(text, low, start))
    }


@st.composite
def _bound(draw: st.DrawFn) -> tuple[str, int, int]:
    """Return a text, and where a name in it starts and ends that some form may bind."""
    _, head, tail = draw(st.sampled_from(forms.FORMS))
    name = draw(st.sampled_from(NAMES))
    lead = draw(st.sampled_from(LEADS))
    if head is not None and draw(st.booleans()):
        lead = draw(st.from_regex(re.compile(head.pattern.removesuffix("$"), re.ASCII)))[-60:]
    after = draw(st.from_regex(re.compile(tail.pattern.replace("*+", "*").replace("}+", "}")), fullmatch=False))
    return lead + name + after, len(lead), len(lead) + len(name)


@settings(max_examples=400, deadline=None)
@given(_bound(), st.text(max_size=20), st.booleans())
def test_what_is_said_of_a_name_that_a_form_may_bind(given: tuple[str, int, int], tail: str, own: bool) -> None:
    """All claims over the same examples: to draw one takes longer than to hold it against every claim."""
    text, start, end = given
    fitting = _fitting(text, start, end)
    assert fitting <= set(forms.sides().of(text, start, end)), "a form that fits is among those that may"
    for number in fitting if text.isascii() else ():
        for group in needed(forms.FORMS[number][2].pattern):
            assert any(word in text[end:].lower() for word in group), "what a form asks for stands where it fits"
    if fits._states is not None:
        _same_states(text, start, end)
        plain = text.encode("ascii", "replace").decode()
        _same_names(plain, 0, len(plain))
    if naming._native is not None:
        line = (text + tail).replace("\0", "")
        data = line.encode("utf-8", "surrogatepass" if own else "replace")
        assert _silent(data) == [], "a line that binds a value is given"


def _same_states(text: str, start: int, end: int) -> None:
    """Hold the compiled reading of the automata against that in Python."""
    assert fits._states is not None
    sides = forms.sides()
    compiled, plain = fits._states(text, start, end, sides), sides._states(text, start, end)
    for fit, mine, other in zip((sides.behind, sides.before), compiled, plain, strict=True):
        assert fit.bits(mine) | fit.bits(other) == fit.bits(mine)


@needs_loop
@settings(max_examples=300)
@given(st.lists(st.sampled_from([*NAMES, *LEADS, "=", ": ", '"', "'", ",", "\n", " or ", "é", "密码", "\xa0", "Ab3dEf6h", "INSERT INTO t (a, ", ") VALUES (", "\x80"]), max_size=14))  # fmt: skip
def test_lines_put_together_from_parts_are_given_where_they_bind(parts: list[str]) -> None:
    assert _silent("".join(parts).encode("latin-1" if all(max(map(ord, p), default=0) < 256 for p in parts) else "utf-8")) == []  # fmt: skip


@needs_loop
@pytest.mark.parametrize("folder", ["src/keyproof/detect", "docs", "benchmarks", "tests/detect"])
def test_lines_of_this_project_are_given_where_they_bind(folder: str) -> None:
    lost: list[bytes] = []
    paths = (Path(__file__).parents[2] / folder).rglob("*.*")
    for path in sorted(path for path in paths if path.suffix in (".py", ".md", ".c", ".toml"))[:60]:
        lost += _silent(path.read_bytes())
    assert lost == []


def _silent(data: bytes) -> list[bytes]:
    """Return the lines of *data* that bind a value and are not given."""
    ends = [at + 1 for at in range(len(data))]
    given = set(naming.Lines().of(data, ends, [], Setting.SOURCE)[0])
    lost = []
    for start, stop in naming._windows(data, ends)[0]:
        line = data[start:stop].decode("utf-8", "surrogateescape")
        described = following.is_described(data[start:stop])
        goes_on = following.goes_on(data[start:stop]) or following.is_chained(data, stop)
        rest = following.rest(data, stop, described=described) if goes_on else b""
        both = line + rest.decode("utf-8", "surrogateescape")
        bound = bound_in(both, 0, len(line), calls_too=False)
        if rest:
            bound += _wrapped_alike(both, len(line), bound)
        if (start, stop) not in given and not all(_is_gated(each, data[start:stop]) for each in bound):
            lost.append(data[start:stop])
    return lost


def _wrapped_alike(text: str, until: int, bound: list[forms.Binding]) -> list[forms.Binding]:
    """Return what is bound over lines in *text*, which the compiled reading and that in Python have to say alike."""
    compiled = [found for found, *_ in wrapped(text, 0, until, bound, calls_too=False)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "NATIVE", None)
        assert compiled == [found for found, *_ in wrapped(text, 0, until, bound, calls_too=False)]
    return compiled


def test_a_statement_that_is_never_closed_is_read_alike_compiled_and_not() -> None:
    for text in ('api_key(\n"""000"""', "token = f(\n  'aaa1'", "secret =\n  get('b', 'c"):
        _wrapped_alike(text, text.index("\n"), [])


def _is_gated(bound: forms.Binding, line: bytes) -> bool:
    """Return whether *bound* is of a list of users, whose name is no credential's: a gate of the calls finds those."""
    return lists._of_users(bound.name) and re.search(commands.GATE[0], line, re.IGNORECASE) is not None


@needs_loop
def test_the_windows_are_the_same_compiled_and_not() -> None:
    rng = random.Random(7)
    for _ in range(200):
        pieces = [
            b"x" * rng.choice((0, 3, 90, 9_000, 20_000)) + b'token = "a1b2c3d4e5"' for _ in range(rng.randint(1, 4))
        ]
        data = rng.choice((b"\n", b"\r\n", b" ")).join(pieces)
        ends = sorted({rng.randint(1, len(data)) for _ in range(rng.randint(1, 12))})
        given, whole = naming.Lines().of(data, ends, ends, Setting.SOURCE)
        assert (list(given), whole) == naming._windows(data, ends)


@needs_loop
def test_what_says_nothing_is_remembered_and_left_out() -> None:
    lines = naming.Lines()
    data = b"the token of a user\nvalue = token\ntoken = 'zY8kQ2mW7nR4'\n"
    ends = list(range(1, len(data)))
    assert lines.of(data, ends, [], Setting.SOURCE)[0] == [(34, 56)] == lines.of(data, ends, [], Setting.SOURCE)[0]
    assert set(lines.of(data, ends, [5], Setting.SOURCE)[0]) == {(0, 19), (34, 56)}
    with pytest.raises(ValueError, match="outside"):
        lines.of(data, [len(data) + 1], [], Setting.SOURCE)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*NAMES, *LEADS, "=", ": ", '"', "'", ",", "\n", " or ", "auth", "JWT!", "-pat", "a1-", "K"]), max_size=14),
    st.integers(0, 30), st.integers(0, 80),
)  # fmt: skip
def test_names_put_together_from_parts_are_the_same_compiled_and_not(parts: list[str], since: int, until: int) -> None:
    _same_names("".join(parts), since, until)


def _same_names(text: str, since: int, until: int) -> None:
    """Hold the compiled reading against that in Python: names that may be credentials, and forms that fit them."""
    if fits._states is None:
        pytest.skip("it is not built")
    compiled = {name[:3]: set(name[3] or ()) for name in forms.way().names(text, since, until, folds=False)}
    plain = {name[:3] for name in forms._any_names(text, since, until)}
    assert set(compiled) <= plain
    for start, stop, end in plain:
        said = forms.way().classify(text[start:stop])
        if said == CREDENTIAL or (said == FAINT and forms._DRAWN.match(text, end)):
            assert _fitting(text, start, stop) <= compiled.get((start, stop, end), set())
            assert compiled.get((start, stop, end), set()) <= set(forms.sides().of(text, start, stop))


def test_more_steps_than_are_worked_out_in_one_run_tell_no_forms_that_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fits, "_STEPS", 3)
    sides = fits.Sides("few", [(before.pattern if before else None, after.pattern) for _, before, after in forms.FORMS])
    for text in ("api_key = 'a'", "x(api_key, 'é')", "--api_key 1", "<api_key>a</api_key>"):
        at = text.index("api_key")
        assert set(sides.of(text, at, at + 7)) <= set(range(len(forms.FORMS)))
        assert sides.behind.bits(fits.ANY) == (1 << len(forms.FORMS)) - 1


def test_what_an_expression_asks_for_is_told_by_its_parts() -> None:
    assert needed(r"a?[bB]c+(?:de|fg)") == (frozenset(["b"]), frozenset(["c"]), frozenset(["de", "fg"]))
    assert needed(r"(?=[^x]{0,9}env)(?!no)(?<=yes)\s*=") == (frozenset(["="]), frozenset(["env"]))
    assert needed(r"(?:ab|[^c]|d)x{2,}|\d\w") == (frozenset("x0123456789"),)
    assert needed(r"(?:ab|[^c]|d)x{0,2}|\d\w") == ()
    assert needed(r"(?:\.|-)on(?:ce)?\Z") == (frozenset([".on", "-on"]),)
    assert needed("[€=]x") == (frozenset(["x"]),)


@needs_loop
def test_a_line_that_was_forgotten_is_given_no_more_where_it_is_read_the_same() -> None:
    data = b"token = 'zY8kQ2mW7nR4',\n  'b')\n token = 'zY8kQ2mW7nR4'\nx(\n'token' = 'zY8kQ2mW7nR4'\n"
    ends = list(range(1, len(data)))
    lines = naming.Lines()

    def given(setting: Setting, called: list[int] | None = None) -> list[bytes]:
        return list(dict.fromkeys(data[a:b] for a, b in lines.of(data, ends, called or [], setting)[0]))

    every = [b"token = 'zY8kQ2mW7nR4',", b" token = 'zY8kQ2mW7nR4'", b"'token' = 'zY8kQ2mW7nR4'"]
    assert given(Setting.SOURCE) == every
    lines.forget(b"token = 'zY8kQ2mW7nR4',\n  'b')", Setting.SOURCE, calls_too=False, binds=True)
    lines.forget(b"token = 'zY8kQ2mW7nR4',\n  'c')", Setting.TEST, calls_too=False, binds=True)
    lines.forget(b"'token' = 'zY8kQ2mW7nR4'", Setting.SOURCE, calls_too=False, binds=True)
    assert given(Setting.SOURCE) == every[1:]
    assert given(Setting.TEST) == every
    lines.forget(b" token = 'zY8kQ2mW7nR4'", Setting.TEST, calls_too=True, binds=False)
    assert given(Setting.TEST) == every
    assert given(Setting.TEST, [40]) == [every[0], every[2]]
    lines.forget(b" token = 'zY8kQ2mW7nR4'", Setting.TEST, calls_too=False, binds=False)
    assert given(Setting.SOURCE) == every[2:]


@needs_loop
@settings(max_examples=200)
@given(st.from_regex(re.compile(following._SCHEMA.pattern.decode("ascii"), re.ASCII), fullmatch=True), st.booleans())
def test_a_line_whose_description_may_hold_the_value_is_given(line: str, own: bool) -> None:
    text = f"{line.strip()}\n{'' if own else '  type: string' + chr(10)}  default: 'zY8kQ2mW7nR4'\n"
    assert _silent(text.encode()) == []


def test_more_expressions_than_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 128"):
        Fits("t", ["a"] * 129, backward=False)


@pytest.mark.parametrize("caps", [(4, 12_000), (8_000, 3)])
def test_what_grows_too_far_lets_anything_fit(caps: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fits, "_STATES", caps[0])
    monkeypatch.setattr(fits, "_STEPS", caps[1])
    name = uuid.uuid4().hex  # what an earlier run kept would be read on from
    fit = Fits(name, ["abcd", "ab[0-9]{2,}x"], backward=False)
    state = fit.read("abcd", 0)
    assert state == ANY
    assert fit.bits(state) & 1


def test_beyond_what_is_worked_out_all_forms_may_fit_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fits, "_STEPS", 0)
    assert Sides("bounded", [(r"a$", r"b"), (None, r"c")]).of("xyz", 1, 2) == (0, 1)
    unbounded = Sides("unbounded", [(h.pattern if h else None, t.pattern) for _, h, t in forms.FORMS])
    unasked = Way(forms.PARTS, unbounded, needs("unbounded", [""] * len(forms.FORMS)))
    monkeypatch.setattr(forms, "sides", lambda: unbounded)
    monkeypatch.setattr(forms, "way", lambda: unasked)
    value = drawn(24)
    assert [b.value for b in forms.bindings(f"api_key = '{value}'", 0, 40)] == [value]


def test_a_fit_is_told_by_what_stands_there_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = Sides("trial", [(None, r"\s?=\s?x"), (r"^-{2}$", r" y"), (r"(?i:ab)$", r"[^x]{3}")])
    assert sides.of("name = x", 0, 4) == (0,)
    assert sides.of("--name y", 2, 6) == (1,)
    assert sides.of("aBname yz", 2, 6) == (2,)
    assert sides.of("--name", 2, 6) == ()
    sides.behind.keep()
    again = Sides("trial", [(None, r"\s?=\s?x"), (r"^-{2}$", r" y"), (r"(?i:ab)$", r"[^x]{3}")])
    assert again.behind.steps == sides.behind.steps
    assert again.of("aBname yz!", 2, 6) == (2,)
    assert again.of("a-name\n", 2, 6) == ()
    assert sides.behind.read("q", 0) == DEAD != START


@needs_loop
def test_the_detector_says_the_same_with_the_native_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(11)
    value = drawn(24)
    lines = [f"{rng.choice(LEADS)}{rng.choice(NAMES)}{rng.choice((' = ', ': ', '=', ' ', ', '))}" for _ in range(400)]
    text = "".join(f"{line}{rng.choice((value, repr(value), line, '', 'x'))}\n" for line in lines).encode()
    engine = Detector.load()
    said = [[m.start, m.end, m.rule.id, m.judgement] for m in engine.scan(text, "a.py")]
    monkeypatch.setattr(naming, "_native", None)
    assert said == [[m.start, m.end, m.rule.id, m.judgement] for m in Detector.load().scan(text, "a.py")]
    assert said
