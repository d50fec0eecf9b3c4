"""What is asked before an expression is tried says no only where the expression does."""

import random
import re

import pytest

from keyproof.detect import mint
from keyproof.detect.decode import escapes, pieces, sums
from keyproof.detect.versions import Versions

BITS = (
    b"P", b"key", b" = ", b'"', b"'", b"`", b":", b":=", b" ", b"\n", b"+", b"#define ", b"<!ENTITY ", b"str", b"abc1", b"{",
    b"}", b"${", b"$", b"(", b")", b"%", b"%s", b"&", b";", b"<br>", b"+=", b".", b"\\", b"return ", b"join(", b"format(",
    b"-f ", b"[", b"%w[", b"=(", b",", b"]]>", b"\t", b"_", b"|", b"~", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\xc2\xad", b"\x1b[0m",
    b"=\n", b"strcat(x, ", b"<![CDATA[", b"&shy;", b"db ", b"Sprint(",
)  # fmt: skip

ESCAPES = (
    b"\\x1f", b"\\x9", b"\\n", b"\\8", b"\\777", b"\\0", b"\\12", b"\\400", b"\\\\", b"a", b"\n", b"\\", b'\\"', b"\\x4A", b"\\xzz",
    b"\\u0041", b"\\N", b"\xff", b"\\\n",
)  # fmt: skip

SET = re.compile(
    rb"([A-Za-z_]\w{0,60})\s{0,4}(?:(?::\s?\w{1,20}\s?)?:?=|:)\s{0,4}[\"'`]?\Z"
    rb"|(?:\#define|<!ENTITY)[ \t]{1,8}([A-Za-z_]\w{0,60})[ \t]{1,8}[\"']\Z"
)
"""The name that is given a value, read forwards."""


def drawn(seed, bits, most=14):
    random_ = random.Random(seed)
    return [b"".join(random_.choices(bits, k=random_.randint(1, most))) for _ in range(4000)]


@pytest.mark.parametrize("seed", range(4))
def test_a_seam_begins_with_one_of_its_first_bytes(seed):
    for text in drawn(seed, BITS):
        assert pieces._LISTED.match(text) is None or text[0] in pieces._SEAMS
        assert pieces._SEAM.match(text) is None or pieces._LISTED.match(text) is not None


@pytest.mark.parametrize("seed", range(4))
def test_a_call_that_joins_is_seen_by_a_word_of_it(seed):
    for text in drawn(seed, BITS):
        assert pieces._joins(text, 0) == (pieces._JOINS.search(text) is not None)


@pytest.mark.parametrize("seed", range(4))
def test_the_name_before_a_value_is_found_backwards_as_forwards(seed):
    for text in drawn(seed, BITS, 8):
        found = SET.search(text)
        assert sums._name_before(text) == ((found[1] or found[2]) if found else b"")


@pytest.mark.parametrize("seed", range(4))
def test_a_use_or_growth_of_a_name_is_seen_by_what_follows_it(seed):
    for text in drawn(seed, BITS):
        text = text.replace(b"key", b" P ")
        uses, grows = (re.compile(form.replace(b"NAME", b"P")) for form in (sums._USES, sums._GROWS))
        if b"returnP" not in text:
            assert (sums._use(text, b"P", 0) is None) <= (uses.search(text) is None)
        assert sums._grown(text, b"P", 0) == b"".join(found[1] for found in grows.finditer(text))


@pytest.mark.parametrize("seed", range(4))
def test_the_escapes_of_a_literal_are_read_the_same_by_either_way(seed):
    for text in drawn(seed, ESCAPES):
        assert escapes.unescaped(text) == escapes._LITERAL.sub(escapes._byte, text)


def test_what_a_name_is_bound_to_further_behind_is_searched_again(detector):
    """A value put together two screens below its first part: the change there alone has to find it."""
    value = mint.samples(detector.rules["github-pat-classic"], 5)[0].encode()
    head, tail = value[:4], value[4:]
    blank = b"x = 1\n" * 300
    one = b'P = "' + head + b'"\n' + blank + b'R = "' + tail + b'"\n'
    two = one + b"print(P + R)\n"
    at = len(one)
    versions = Versions(detector)
    versions.scan("1", one, "a.py", None, ((0, at),), ())
    low = one.rfind(b"\n", 0, at - 60) + 1
    found = versions.scan("2", two, "a.py", "1", ((low, len(two)),), ((0, at, 0),))
    assert [m.secret for m, _ in found] == [m.secret for m in detector.scan(two, "a.py")]
    assert versions.part == 1 and found
