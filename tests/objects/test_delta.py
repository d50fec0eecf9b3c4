"""A delta's text, and which of its parts are new."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.objects import delta as delta_module
from keyproof.objects.damage import ObjectError, TooLargeError
from keyproof.objects.delta import Reach, apply, apply_marked, layout
from tests.objects.packs import copy, delta, insert


@pytest.fixture(autouse=True)
def _form(way):
    """Both forms are held to the same."""


BASE = b"".join(b"line %03d of the base\n" % n for n in range(400))


def short_copy(offset, length):
    """A copy with only the bytes that are not zero, as git writes them."""
    code, out = 128, b""
    for bit, byte in enumerate(offset.to_bytes(4, "little") + (length & 0xFFFFFF).to_bytes(3, "little")):
        if byte:
            code |= 1 << bit
            out += bytes([byte])
    return bytes([code]) + out


STEP = st.one_of(
    st.binary(min_size=1, max_size=200).map(lambda data: (insert(data), data)),
    st.tuples(st.integers(0, len(BASE) - 1), st.integers(1, len(BASE)), st.booleans())
    .map(lambda t: (t[0], min(t[1], len(BASE) - t[0]), t[2]))
    .map(lambda t: ((copy if t[2] else short_copy)(t[0], t[1]), BASE[t[0] : t[0] + t[1]])),
)


@settings(deadline=None)
@given(st.lists(STEP, max_size=30))
def test_any_instructions_make_what_they_say(steps):
    text = b"".join(made for _, made in steps)
    change = delta(len(BASE), len(text), b"".join(told for told, _ in steps))
    assert apply(BASE, change) == text
    base_size, size, inserted, seams = layout(change)
    assert (base_size, size) == (len(BASE), len(text))
    assert all(a < b for a, b in inserted) and seams == sorted(set(seams))
    for reach in (Reach(1), Reach(30), Reach(200, 2)):
        made, parts, _ = apply_marked(BASE, change, reach)
        assert made == text
        at = 0
        for start, end in (*parts, (len(text), len(text))):
            assert at <= start <= end and text[at:start] in BASE
            at = end


@settings(deadline=None)
@given(st.lists(STEP, max_size=12), st.integers(1, 80))
def test_no_new_stretch_of_the_promised_length_is_left_out(steps, around):
    text = b"".join(made for _, made in steps)
    change = delta(len(BASE), len(text), b"".join(told for told, _ in steps))
    _, parts, _ = apply_marked(BASE, change, Reach(around))
    for start in range(0, max(1, len(text) - around), 7):
        stretch = text[start : start + around]
        assert stretch in BASE or any(a <= start and start + len(stretch) <= b for a, b in parts)


def test_a_search_of_the_parts_finds_what_the_change_brought():
    text = BASE[:4000] + b"key = something new\n" + BASE[4000:]
    change = delta(
        len(BASE), len(text), copy(0, 4000) + insert(b"key = something new\n") + copy(4000, len(BASE) - 4000)
    )
    _, parts, _ = apply_marked(BASE, change, Reach(500, 2))
    assert len(parts) == 1 and re.search(rb"key = .*\n", text[slice(*parts[0])])
    assert parts[0][1] - parts[0][0] < 120


def test_a_text_that_begins_in_the_middle_of_its_base_has_a_new_start():
    change = delta(len(BASE), 3000, copy(1000, 3000))
    assert apply_marked(BASE, change, Reach(100))[1] == ((0, 100), (2900, 3000))
    assert apply_marked(BASE, delta(len(BASE), len(BASE), copy(0, len(BASE))), Reach(100))[1] == ()


def test_a_copy_without_length_bytes_is_64_kib_long():
    base = bytes(range(256)) * 300
    assert apply(base, delta(len(base), 0x10000, b"\x80")) == base[:0x10000]


def test_a_delta_longer_than_a_chunk_is_put_together_right():
    text = bytes(range(256)) * 2_000
    assert apply(b"", delta(0, len(text), insert(text))) == text


@pytest.mark.parametrize("code", range(128, 256))
def test_every_copy_code_reads_its_own_bytes(code):
    args = bytes(1 for bit in range(7) if code >> bit & 1)
    offset = sum(1 << 8 * bit for bit in range(4) if code >> bit & 1)
    length = sum(1 << 8 * bit for bit in range(3) if code >> 4 + bit & 1) or 0x10000
    base_size, size, inserted, seams = layout(delta(1 << 34, length, bytes([code]) + args))
    assert (base_size, size, inserted, seams) == (1 << 34, length, [], [])
    if offset + length < 1 << 20:
        base = (bytes(range(251)) * 5000)[: 1 << 20]
        assert apply(base, delta(1 << 20, length, bytes([code]) + args)) == base[offset : offset + length]
    else:
        with pytest.raises(ObjectError):
            layout(delta(offset + length - 1, length, bytes([code]) + args))


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_bytes_that_are_no_delta_are_refused_or_make_what_they_announce(data):
    for read in (
        lambda: apply(b"base text", data),
        lambda: layout(data),
        lambda: apply_marked(b"base text", data, Reach(3)),
    ):
        try:
            read()
        except ObjectError:
            continue


def test_a_result_past_the_bound_is_not_made(monkeypatch):
    monkeypatch.setattr("keyproof.limits.BLOB_BYTES", 1000)
    with pytest.raises(TooLargeError):
        apply(BASE, delta(len(BASE), 1001, copy(0, 1001)))


@settings(deadline=None)
@given(st.lists(STEP, max_size=30), st.integers(0, 400), st.integers(0, 5), st.binary(max_size=3))
def test_both_forms_say_the_same(steps, around, lines, tail):
    if delta_module._load() is None:
        pytest.skip("not built here")
    text = b"".join(made for _, made in steps)
    change = delta(len(BASE), len(text), b"".join(told for told, _ in steps)) + tail
    said = []
    for form in (None, delta_module._load()):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delta_module, "_compiled", form)
            try:
                said.append(apply_marked(BASE, change, Reach(around, lines)))
            except ObjectError as error:
                said.append((type(error), str(error)))
    assert said[0] == said[1]
