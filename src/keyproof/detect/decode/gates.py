"""What Hyperscan looks for so that only the few texts that hold something encoded are decoded.

Two kinds: the look of an encoding that holds printable text, and the first characters of providers' values in another
spelling. Each expression is hit once for each run, whatever its length.
"""

from __future__ import annotations

import base64
import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from keyproof.detect.decode import (
    addresses,
    armour,
    assembled,
    below,
    builders,
    called,
    ciphers,
    cleaned,
    diagrams,
    dumps,
    embedded,
    escapes,
    framed,
    gathered,
    joined,
    keys,
    masked,
    mixed,
    named,
    numbers,
    parents,
    pieces,
    radix,
    returned,
    spaced,
    spelling,
    spread,
    stated,
    ties,
    unwrapped,
    xored,
)
from keyproof.detect.decode.view import View
from keyproof.detect.rule import Rule
from keyproof.patterns import regex

FORM: Final = 9
"""Raised when a prefix is spelled in another way."""

_LITERAL: Final = 8
"""Bytes of a prefix that are spelled: enough to be rare."""

_PLAIN_WORDS: Final = frozenset(
    ("api-", "key-", "key_", "sdk-", "secret_", "api_", "pat-", "user", "token", "https://")
)
"""Prefixes that are words of any program."""

_NOT_ALONE: Final = frozenset(b"AAAA EAAA 1//0 1000. API- LS0tLS1C access_t bedrock- discord. napi_ xai-".split())
"""Prefixes that stand in so much else that they say nothing on their own."""

_SHORT: Final = (b"hf_", b"SG.", b"r8_", b"sl.", b"sk-", b"re_")
"""Prefixes too short to stand for themselves: only where a string or a value starts with one."""

_PARTED: Final = tuple(
    b"AKIA AIza SG. hf_ rk_live_ shpat_ sk-ant- sk-proj- sk_live_ sk_test_ whsec_ xoxb- xoxp-".split()
)
"""Prefixes that authors cut so that a push is not held back. Without a checksum a cut costs, so not of all."""

_FIRST: Final = regex(rb"[A-Za-z][A-Za-z0-9.]+[_-]")
_UNDERSCORE: Final = rb"(?:%(?:25){0,3}5[Ff]|&lowbar;|&#95;|&#[xX]5[fF];|&UnderBar;|\\x5[fF]|\\u005[fF]|\\137|=5F|\\_)"
_HYPHEN: Final = rb"(?:%(?:25){0,3}2[Dd]|&#45;|&#[xX]2[dD];|&hyphen;|&dash;|&#x2d;|\\x2[dD]|\\u002[dD]|\\055|=2D|\\-)"
_EDGE: Final = r"(?:^|[^A-Za-z0-9+/]|\\[nrt])"


Decode = Callable[[bytes, int, bytes], View | Iterable[View] | None]
"""Of a text, where an expression's hit ended in it, and the prefix it stands for, the views."""


class Gate(msgspec.Struct, frozen=True):
    """One expression: how it is written (only when compiled), and what decodes at its hits."""

    decode: Decode
    written: Callable[[bytes], bytes]
    prefix: bytes = b""
    caseless: bool = False


def gates(rules: tuple[Rule, ...]) -> tuple[Gate, ...]:
    """Return the gates for *rules*, always in the same order."""
    prefixes = strong_prefixes(rules)
    sure = set(strong_prefixes(tuple(r for r in rules if r.checksum)))
    joined = [p for p in prefixes if b"_" in p or b"-" in p]
    each = [Gate(radix.base64_of, spelling.in_base64, p) for p in prefixes if p in sure]
    each += [Gate(ciphers.wide_at, _in_utf16, p) for p in prefixes]
    each += [Gate(pieces.pieces_at, re.escape, p) for p in prefixes if p not in _NOT_ALONE and p not in sure]
    each += [Gate(pieces.proven_at, re.escape, p) for p in prefixes if p not in _NOT_ALONE and p in sure]
    each += [Gate(pieces.pieces_at, _quoted, p) for p in _SHORT]
    each += [Gate(radix.hex_of, _in_hex, p, caseless=True) for p in prefixes]
    firsts = dict.fromkeys(found[0] for p in joined if (found := _FIRST.match(p)))
    proven = [p for p in firsts if any(q.startswith(p) for q in sure)]  # of others it costs more than it finds
    each += [Gate(escapes.any_at, _escaped, p) for p in firsts]
    each += [Gate(escapes.early_at, _escaped_early, p) for p in proven]
    each += [Gate(spaced.apart_at, spaced.spelled, p) for p in dict.fromkeys(p[:4] for p in proven)]
    each += [Gate(spaced.struck_at, _struck, p[:4]) for p in proven]
    each += [Gate(escapes.coded_at, _coded, p) for p in proven]
    each += [Gate(escapes.braced_at, _braced, p) for p in proven]
    each += [Gate(escapes.backslash_at, _marked, p) for p in proven]
    each += [Gate(escapes.early_at, _escaped_start, p) for p in proven]
    each += [Gate(mixed.escaped_at, mixed.escaped, p) for p in proven]
    each += [Gate(mixed.listed_at, mixed.listed, p) for p in proven]
    each += [Gate(escapes.octets_at, _in_octets, p) for p in proven]
    each += [Gate(escapes.hashed_at, _hashed, p) for p in proven]
    each += [Gate(pieces.cut_at, pieces.cut, p) for p in proven]
    each += [Gate(pieces.cut_at, pieces.parted, p) for p in _PARTED]
    each += [Gate(ciphers.rot13_at, _turned, p) for p in joined if p in sure]
    each += [Gate(ciphers.reversed_at, _backwards, p) for p in joined if p in sure]
    each += [Gate(radix.base32_of, spelling.in_base32, p, caseless=True) for p in joined]
    each += [Gate(radix.base85_of, _in_base85, p[:4]) for p in dict.fromkeys(p[:4] for p in joined)]
    return (*map(_look, _LOOKS), *each, *map(_look, unwrapped.LATER))


def closer() -> tuple[Gate, ...]:
    """Return the gates of what stands in long runs."""
    return tuple(map(_look, _CLOSER))


def identity(gates: Iterable[Gate]) -> tuple[tuple[bytes, bool, str], ...]:
    """Return what tells one set of gates from another without writing out all of them."""
    return tuple((g.prefix or g.written(b""), g.caseless, g.written.__name__) for g in gates)


def _look(entry: tuple[Decode, bool, str]) -> Gate:
    decode, caseless, expression = entry
    return Gate(decode, lambda _: expression.encode(), b"", caseless)


def strong_prefixes(rules: tuple[Rule, ...]) -> list[bytes]:
    """Return the starts of values that hardly stand anywhere else, cut to 8 bytes."""
    found = set()
    for rule in rules:
        prefix = rule.prefix.split("://")[-1]
        if (
            len(prefix) < 4
            or prefix.startswith("-----")
            or prefix in _PLAIN_WORDS
            or (rule.context and len(prefix) < 6)
        ):
            continue
        if prefix.islower() and prefix.isalpha() and len(prefix) < 6:
            continue
        found.add(prefix[:_LITERAL].encode())
    return sorted(p for p in found if not any(p[:n] in found for n in range(1, len(p))))


def _quoted(prefix: bytes) -> bytes:
    return rb"(?:[ \"'`>(\[]|[=:][ \t]{0,2}|[\x00-\x1f][\x20-\x7e])" + re.escape(prefix)


def _escaped(prefix: bytes) -> bytes:
    """Return *prefix* with its last character, ``_`` or ``-``, in the spelling of an escape."""
    return re.escape(prefix[:-1]) + (_UNDERSCORE if prefix[-1:] == b"_" else _HYPHEN)


def _escaped_early(prefix: bytes) -> bytes:
    """Return *prefix* up to one of its first characters, which is in the spelling of an escape; the next if it is the
    first."""
    forms = []
    for at in range(min(3, len(prefix) - 1)):
        code = prefix[at]
        either = f"[{code % 16:x}{code % 16:X}]" if code % 16 > 9 else f"{code % 16:x}"
        digits = f"{code >> 4:x}{either}"
        escape = rf"(?:%{digits}|%25{digits}|\\x{digits}|\\u00{digits}|&#{code};|&#[xX]{digits};)"
        after = re.escape(chr(prefix[at + 1])) if at < 1 else ""
        forms.append(re.escape(prefix[:at].decode()) + escape + after)
    return "|".join(forms).encode()


def _each(prefix: bytes, before: str, codes: Callable[[int], str], after: str = "", between: str = "") -> str:
    """Return the first characters of *prefix* as codes, each with what stands around it."""
    return between.join(f"{before}{codes(code)}{after}" for code in prefix[:3])


def _hex(code: int) -> str:
    return "".join(d if d.isdigit() else f"[{d}{d.upper()}]" for d in f"{code:02x}")


def _three(code: int) -> str:
    return f"{code:03}"


def _coded(prefix: bytes) -> bytes:
    """Return *prefix* as a backslash and a code alone for each character, in decimal or in hex."""
    forms = [_each(prefix, r"\\", _three), _each(prefix, r"\\", str, between=r"\\&"), _each(prefix, r"\\", str)]
    forms += [_each(prefix, r"\\", _hex, " "), _each(prefix, r"\\", _hex), _each(prefix, r"\\0000", _hex)]
    return "|".join(dict.fromkeys(forms)).encode()


def _braced(prefix: bytes) -> bytes:
    """Return *prefix* in escapes that hold a code between marks."""
    forms = (
        _each(prefix, r"`u\{", _hex, r"\}"),
        _each(prefix, r"\\x", _hex, ";"),
        _each(prefix, r"\^\^", _hex),
        _each(prefix, r"\\char\"", _hex, r"(?:\{\}| )?"),
    )
    return "|".join(forms).encode()


def _marked(prefix: bytes) -> bytes:
    """Return *prefix* in escapes that `escapes.backslash_at` knows and no look of its own finds."""
    forms = [_each(prefix, r"\\x\{", _hex, r"\}"), _each(prefix, r"\\o\{", lambda code: f"{code:o}", r"\}")]
    return "|".join([*forms, _each(prefix, r"\\N\{", lambda code: unicodedata.name(chr(code)), r"\}")]).encode()


def _escaped_start(prefix: bytes) -> bytes:
    """Return *prefix* all in escapes, the rest of the value not: fewer than the looks of these ask for."""
    forms = (_each(prefix, mark, _hex) for mark in ("%", r"\\x", r"\\u00"))
    return "|".join([*forms, _each(prefix, "&#", str, ";")]).encode()


def _in_octets(prefix: bytes) -> bytes:
    return "".join(f"={code:02X}" for code in prefix[:3]).encode()


def _hashed(prefix: bytes) -> bytes:
    """Return *prefix* as Pascal's strings spell characters, all or the first alone."""
    first = f"#{prefix[0]}'" + re.escape(chr(prefix[1]))
    return "|".join([_each(prefix, "#", str), _each(prefix, r"#\$", _hex), first]).encode()


def _struck(prefix: bytes) -> bytes:
    return b"".join(rb"\x%02x\x08\x%02x" % (code, code) for code in prefix)


def _turned(prefix: bytes) -> bytes:
    return re.escape(codecs.encode(prefix.decode(), "rot13").encode())


def _backwards(prefix: bytes) -> bytes:
    return re.escape(prefix[::-1])


def _in_hex(prefix: bytes) -> bytes:
    start = [f"{c:02x}" for c in prefix[:4]]
    return f"{''.join(start)}|{'[ :-]'.join(start)}".encode()


def _in_utf16(prefix: bytes) -> bytes:
    return "".join(f"\\x{c:02x}\\x00" for c in prefix).encode()


def _in_base85(prefix: bytes) -> bytes:
    return re.escape(base64.b85encode(prefix))


BASE64_OF_TEXT: Final = (
    "[CDI-Za-f]",
    "[0-3AC-HQS-Xgi-nwyz]",
    "[014589ABEFIJMNQRUVYZcdghklopstwx]",
    "[A-Za-z0-9+/_-]",
)
"""The base64 characters, by place in a group of four, that printable text is written with; a test derives them."""

_MAGIC: Final = (
    r"H4sI[A-Za-z0-9+/_-]{20}|eJ[w-z][A-Za-z0-9+/_-]{30}|eN[o-r][A-Za-z0-9+/_-]{30}|eAE[A-Za-z0-9+/_-]{30}|QlpoO[A-Za-z0-9+/_-]{20}|/Td6WF|UEsDB[A-Za-z0-9+/_-]{20}|"
    r"KLUv/[A-Za-z0-9+/_-]{20}|XQAA[A-Za-z0-9+/_-]{24}|//4[A-Za-z0-9+/]A[A-Za-z0-9+/]{8}"
)
_WIDE_GROUPS: Final = r"[CDI-Za-f][AQgw][AB][A-Za-z0-9+/]A[AC-H][AEIMQUYcgkosw048]A"
_CODE: Final = "(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6])"
"""The decimal code of a printable character."""

_HEX_TEXT: Final = "(?:[2-7][0-9a-fA-F]|0[aAdD9])"
LEAST_RUN: Final = rb"[A-Za-z0-9+/_-]{20}"
"""What every value has that is looked for in long runs. Found once in a text at most."""

PACKED_HEX_LOOK: Final = r"(?:^|[^0-9A-Za-z])(?:1[fF]8[bB]08|789[cC]|78[dD][aA]|504[bB]0304|425[aA]68)[0-9a-fA-F]{40}"
BASE64_LOOK: Final = _EDGE + "(?:" + "".join(BASE64_OF_TEXT) + "){5}"
WIDE_BASE64_LOOK: Final = f"{_EDGE}(?:{_WIDE_GROUPS}){{3}}"
HEX_LOOK: Final = rf"(?:^|[^0-9A-Za-z]|\\[nrt]|0[xX]){_HEX_TEXT}{{14}}"
NUMBERS_LOOK: Final = rf"(?:[{{(\[]|<<|[\"'],)\s{{0,40}}{_CODE}(?:u8)?\s{{0,2}},\s{{0,40}}(?:{_CODE}\s{{0,2}},\s{{0,40}}){{10}}{_CODE}[^0-9.]"
QUOTED_LOOK: Final = r"(?:['\"][!-~]['\"]\s{0,2},\s{0,40}){7}['\"][!-~]['\"]"
_CLOSER: Final = (
    (radix.hex_at, False, PACKED_HEX_LOOK),
    (radix.base64_at, False, f"{_EDGE}(?:{_MAGIC})"),
    (radix.base64_at, False, BASE64_LOOK),
    (radix.base64_at, False, WIDE_BASE64_LOOK),
    (radix.hex_at, False, HEX_LOOK),
)
_LOOKS: Final = (
    (radix.dump_at, False, r"(?:^|\n)[ \t]{0,8}(?:0x)?0{4,8}[0-9a-fA-F]{0,4}:?[ \t]{1,3}(?:[0-9a-fA-F]{2,8}[ ]{1,2}){4}"),
    (escapes.backslash_at, False, r"(?s:^.{0,3}|[^\\].{3}|.[^x].{2})(?:\\x[2-7][0-9a-fA-F]){6}"),
    (escapes.backslash_at, False, r"(?s:^.{0,5}|[^\\].{5}|.[^u].{4})(?:\\{1,4}u00[2-7][0-9a-fA-F]){6}"),
    (escapes.backslash_at, False, r"(?:\\U000000[2-7][0-9a-fA-F]){6}"),
    (escapes.percent_at, False, r"(?:%u00[2-7][0-9a-fA-F]){6}"),
    (escapes.percent_at, True, r"(?:key|token|secret|password)(?:%22)?%3[ad](?:%20|%22|\+)*[\w.~-]{12}"),
    (escapes.backslash_at, False, r"(?:^|[^}])(?:\\[ux]\{0{0,4}[2-7][0-9a-fA-F]\}){6}"),
    (escapes.backslash_at, False, r"(?s:^.{0,3}|[^\\].{3}|.[^01].{2})(?:\\(?:[01][0-7]{2}|[4-7][0-7])){6}"),
    (escapes.decimal_at, False, r"(?:\\(?:0?[3-9][0-9]|1[01][0-9]|12[0-6])){6}"),
    (escapes.shifted_at, False, r"\+AD[0o]-"),
    (escapes.shifted_at, True, r"charset=[\"']?utf-7"),
    (framed.apart_at, True, framed.APART_LOOK),
    (builders.named_at, True, builders.NAMED_LOOK),
    (framed.setting_at, True, framed.SETTING_LOOK),
    (framed.wide_at, True, framed.WIDE_LOOK),
    (builders.parts_at, True, builders.PARTS_LOOK),
    (stated.binary_at, False, r"!!binary\s|</key>\s*<data>"),
    (escapes.percent_at, True, r"data:(?:text/plain)?(?:;charset=[\w-]+)?,[^\s\"']*%3d"),
    (builders.builder_at, True, builders.BUILDER_LOOK),
    (radix.characters_at, False, r"(?:^|\n)0000000[ ]{3,4}[!-~]{1,3}[ ]"),
    (called.points_at, True, r"(?:u\+00[2-7][0-9a-f][ ,]{1,2}){6}"),
    (called.base58_at, True, called.BASE58_LOOK),
    (called.number_at, False, called.NUMBER_LOOK),
    (called.turned_at, True, called.TURNED_LOOK),
    (called.pairs_at, True, called.PAIRS_LOOK),
    (called.sql_at, True, called.SQL_LOOK),
    (escapes.percent_at, False, r"(?s:^.{0,2}|[^%].{2})(?:%[2-7][0-9a-fA-F]){6}"),
    (escapes.percent_at, False, r"(?:%25(?:25){0,2}[2-7][0-9a-fA-F]){6}"),
    (escapes.backslash_at, False, r"(?:\\{2,4}x[2-7][0-9a-fA-F]){6}"),
    (escapes.ampersand_at, False, r"(?:&amp;#[xX]?[0-9a-fA-F]{2,4};[A-Za-z0-9_.-]{0,3}){4}"),
    (escapes.octets_at, False, r"(?:^|[^=].{2})(?:=[2-7][0-9A-F]){6}"),
    (escapes.entity_at, False, r"(?:^|[^;]|[a-z];)(?:&#(?:[xX]0{0,6}[2-7][0-9a-fA-F]|0{0,6}(?:[3-9][0-9]|1[0-2][0-9]));?){6}"),
    (escapes.unseen_at, False, r"[A-Za-z0-9_.-](?:\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xc2\xad|\xef\xb8\x8f|&(?:shy|zwnj|zwj|ZeroWidthSpace);)[A-Za-z0-9_.-]"),
    (escapes.unseen_at, False, r"[A-Za-z0-9_=: -](?:(?:\x1b|\\x1[bB]|\\u001[bB]|\\033|\\e|\^\[)\[[0-9;]{0,16}[mK]){1,4}[A-Za-z0-9_-]"),
    (escapes.octets_at, True, r"=\?[\w-]{3,20}\?q\?[!-~]"),
    (escapes.quoted_at, True, r"(?:content-transfer-encoding:[ \t]{0,4}|;encoding=)quoted-printable"),
    (numbers.list_at, False, r"[{(\[]\s{0,40}(?:\(?(?:byte|char)\)?\s?)?(?:0[xX][2-7][0-9a-fA-F](?:u8)?\s{0,2},\s{0,40}){8}"),
    (numbers.bulleted_at, False, rf"(?:-[ ]{_CODE}\r?\n[ ]{{0,12}}){{8}}"),
    (numbers.list_at, True, rf"[{{(\[]\s{{0,40}}(?:[(\[](?:byte|char)[)\]]\s?(?:0x[2-7][0-9a-f]|{_CODE})\s{{0,2}},\s{{0,40}}){{8}}"),
    (numbers.keyed_at, False, rf"\{{\s{{0,40}}\"0\":\s{{0,2}}{_CODE},\s{{0,40}}\"1\":\s{{0,2}}{_CODE},\s{{0,40}}\"2\":\s{{0,2}}{_CODE},"),
    (numbers.list_at, True, rf"(?:\[char\]\s?(?:0x[2-7][0-9a-f]|{_CODE})\s{{0,4}}[,+]\s{{0,4}}){{6}}"),
    (numbers.registry_at, True, r"hex(?:\([0-9a-f]\))?:(?:[0-9a-f]{2},){8}"),
    (numbers.words_at, False, r":[ \t]+0x(?:[2-7][0-9a-f]){4}(?:(?:[2-7][0-9a-f]){4})?[ \t\r\n]"),
    (radix.base64_at, False, r"\n\+(?:" + "".join(BASE64_OF_TEXT) + "){5}"),
    (escapes.percent_at, False, r"(?:%[2-7][0-9a-fA-F][A-Za-z0-9_.-]{0,2}){6}"),
    (escapes.backslash_at, False, r"(?:\\(?:u00|x)[2-7][0-9a-fA-F][A-Za-z0-9_.-]{1,2}){5}"),
    (escapes.entity_at, False, r"(?:&#(?:[0-9]{2,3}|[xX][2-7][0-9a-fA-F]);(?:[A-Za-z0-9_.-]{1,3}|\\u00[2-7][0-9a-fA-F])){5}"),
    (numbers.list_at, False, NUMBERS_LOOK),
    (numbers.list_at, False, QUOTED_LOOK),
    *gathered.LOOKS,
    (numbers.calls_at, True, r"(?:^|[^+.&|\s]\s{0,4})(?:chrw?|char)\((?:\d{2,3}|(?:0x|&h)[0-9a-f]{2})\)\s{0,4}[+.&|]{1,2}\s{0,4}(?:chrw?|char)\((?:\d{2,3}|(?:0x|&h)[0-9a-f]{2})\)\s{0,4}[+.&|]"),
    (masked.masked_at, False, masked.LOOK),
    (numbers.rows_at, False, r"(?:\.byte|\bdb|:)[ \t]+(?:(?:0[xX]|\$)[2-7][0-9a-fA-F][, \t]{1,4}){6}"),
    (escapes.compatible_at, False, r"(?:\xef(?:\xbc[\x90-\xbf]|\xbd[\x80-\x9a])){8}|(?:\xf0\x9d[\x90-\x9f][\x80-\xbf]_?){6}"),
    (pieces.replaced_at, False, r"\.split\(\s?[\"'`][^\"'`\n]{1,8}[\"'`]\)\.join\("),
    (ciphers.turned_at, False, r"[\"'`]\)?(?:\[::-1\]|\.reverse\b|\.(?:split\([\"'`]{2}\)|chars)\.reverse\b|\)?\.reversed?\(|\]\.reverse\()|(?:strrev|\breversed?)\(?\s?[\"'][A-Za-z0-9+/_.=!-]{12}"),
    (pieces.replaced_at, False, r"[\"'`]\.replace(?:All)?\(\s?[\"'`/]"),
    (addresses.pieces_at, False, addresses.PIECE_LOOK),
    (addresses.slashed_at, False, addresses.SLASHED_LOOK),
    (addresses.percent_at, False, addresses.PERCENT_LOOK),
    (stated.secret_at, False, r"kind[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?Secret\b"),
    (stated.named_at, True, r"(?:b64|base64|bs64|cbor|msgpack|bson|pickled?)[\"'`\])]{0,3}\s{0,4}(?:=|:|=>)\s{0,4}b?[\"'`]?[A-Za-z0-9+/]{8}"),
    (stated.named_at, True, stated.BASE64_LOOK),
    (stated.pieces_at, True, stated.PIECES_LOOK),
    (stated.named_at, True, stated.BEHIND_LOOK),
    (stated.named_at, True, r"(?:echo|<<<|printf)\s{1,3}(?:-n\s|[\"']?%s[\"']?\s)?[\"']?[A-Za-z0-9+/]{8,400}={0,2}[\"']?\s{0,4}\|\s{0,4}(?:openssl\s(?:enc\s-)?)?base64\s"),
    (stated.hex_at, True, stated.HEX_LOOK),
    (stated.hex_at, True, stated.HEX_BEHIND_LOOK),
    (embedded.stream_at, False, r"\x1f\x8b\x08[\x00-\x1f][\x00-\xff]{4}[\x00\x02\x04][\x00-\x0d\xff]"),
    (embedded.stream_at, False, r"x[\x9c\xda][\x00-\xff]"),
    (embedded.block_at, False, r"BZh[1-9]1AY&SY|\xfd7zXZ\x00"),
    (embedded.zip_at, False, r"PK\x05\x06\x00\x00\x00\x00"),
    (embedded.tar_at, False, r"\x00ustar"),
    (embedded.literal_at, False, r"[\"'](?:\\x1f\\x8b\\x08|x\\x9c|x\\xda|BZh91AY&SY|\\xfd7zXZ)"),
    (embedded.deflated_at, False, r"<diagram[^<>]{0,300}>[A-Za-z0-9+/]{16}|gzinflate\(\s?base64_decode\(\s?[\"']|SAML(?:Request|Response)=[A-Za-z0-9+/]{16}"),
    (embedded.uuencoded_at, False, r"(?:^|\n)begin [0-7]{3,4} [!-~]"),
    (embedded.git_patch_at, False, r"\n(?:literal|delta) [1-9][0-9]{0,9}\r?\n"),
    (embedded.ascii85_at, False, r"<~[!-u]{20}|ASCII85Decode[^\n]*\n"),
    (embedded.records_at, False, r"(?:^|\n)(?::10[0-9A-F]{4}00[0-9A-F]{34}|S[123][0-9A-F]{38})"),
    (keys.bare_at, False, r"MII[A-Za-z0-9+/]{2}[A-Za-z]IBA(?:DANBgkqhkiG9w0BAQEFAASC|AK[BC])|MHcCAQEEI|MI(?:GkAgEBBD|HcAgEBBE)|MI(?:GHAgEAMBM|G2AgEAMBA|HuAgEAMBA)GByqGSM49|MC4CAQAwBQYDK2V[uw]BCIEI"),
    (keys.der_at, False, r"0\x82[\x00-\xff]{2}\x02\x01\x00(?:0\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x04\x82|\x02(?:\x82[\x00-\x04][\x00-\xff]|\x81\x81)\x00)"),
    (keys.quoted_at, False, r"BEGIN(?:%20|\+)(?:[A-Z]{2,9}(?:%20|\+))?PRIVATE(?:%20|\+)KEY-----|BEGIN(?:%20|\+)(?:[A-Z]{2,9}(?:%20|\+))?PRIVATE(?:%20|\+)KEY%2D"),
    (keys.removed_at, False, r"(?:^|\n)------BEGIN [A-Z ]{0,20}PRIVATE KEY-----"),
    (stated.base85_at, False, r"[ab]85decode\(\s*[bBrR]{0,2}[\"']"),
    (stated.named_at, False, r"(?:^|\n)[A-Za-z;-]{3,40}:: [A-Za-z0-9+/]{8}"),
    (escapes.backslash_at, False, r"(?:\\'[2-7][0-9a-f]){6}"),
    (escapes.blanks_at, False, r"\\040[^\s\\]"),
    (radix.wide_hex_at, False, r"<(?:FEFF|feff)00[2-7]"),
    (ties.columns_at, True, rf"^[^\n=:(){{}}<>]*{ties.WORDS}[\w \"-]*[,;\t|\r\n]"),
    (ties.rows_at, False, r"\n[ \t]*\|[ \t]?:?--"),
    (ties.tied_at, True, rf"{ties.WORDS}[\w.-]*(?:[\"']?[ \t]*:[ \t]+(?:\*[a-z_]|[|>][+-]?[ \t]*\r?\n)|[ \t]*[:=]{{1,2}}[ \t]*(?:\"{{3}}|'{{3}}|`)\\?\r?\n|(?:</(?:key|name))?>\s*<value|[ \t]+\"[^\"\n])"),
    (returned.returned_at, True, returned.LOOK),
    (assembled.assembled_at, True, assembled.LOOK),
    *below.LOOKS,
    *dumps.LOOKS,
    *spread.LOOKS,
    *parents.LOOKS,
    *joined.LOOKS,
    *cleaned.LOOKS,
    *unwrapped.LOOKS,
    *diagrams.LOOKS,
    *armour.LOOKS,
    *xored.LOOKS,
    (ciphers.rot47_at, True, r"rot-?47"),
    (ties.element_at, False, r"<!\[CDATA\["),
    (ties.before_at, True, r"\"value\"[ \t]*:[ \t]*\"[^\"\n]+\"\s*,\s*\"(?:name|key)\""),
    (ties.above_at, False, r"value:[ \t]{1,4}[^\s#&*!|>{][^\n]{2,400}\n[ \t]{1,40}(?:name|key):[ \t]"),
    (ties.generated_at, False, "\"random_password\""),
    (ties.encoded_at, False, r"encoding=\"base64\""),
    (ties.serialized_at, False, r"\";s:[0-9]"),
    (named.pieces_at, True, named.PIECES_LOOK),
    (named.coded_at, True, named.CODED_LOOK),
    (ties.environ_at, False, r"\x00[A-Za-z_]\w*=[ -~]+\x00[A-Za-z_]\w*=[ -~]"),
    (ties.query_at, False, r"[?&](?:key|t|appid)=[A-Za-z0-9_-]"),
    (ties.option_at, False, r"[ \t](?:-[kt][ \t]|--key[ =])[\"'A-Za-z0-9_-]|[\"']-[kt][\"'],\s{0,4}[\"'][A-Za-z0-9_-]{20}"),
    (ties.wireless_at, False, r"(?:psk|wpa_passphrase)[ \t]*="),
    (ties.level_at, False, r"(?:password|secret) 0 [!-~]"),
)  # fmt: skip
"""What decodes, whether letter case is ignored, and the expression."""
