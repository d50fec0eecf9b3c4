"""Fuzz target for the readers of packs, indexes, loose objects and deltas. Needs ``atheris``.

    python tools/fuzz_packs.py [libFuzzer options, such as -max_total_time=1800 -rss_limit_mb=1024 -len_control=0]

Each input makes an object store on disk that a hostile repository could bring. A sound outcome is a list of objects or
an ``ObjectError``; any other exception, a run of more than the timeout, or memory above the limit is a finding. So is a
difference between the ways of reading: with the compiled module, without it, and with zlib alone.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import atheris

with atheris.instrument_imports(include=["keyproof.objects"]):
    from keyproof.objects import delta, families, inflate, listing, packindex
    from keyproof.objects.damage import ObjectError
    from keyproof.objects.delta import Reach
    from keyproof.objects.store import Store, Unread

ROOT = Path(tempfile.mkdtemp(prefix="keyproof-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
SEED = b"line one\nline two\n" * 40


LOOPS = (delta, families, packindex)
"""The modules of which a part may be compiled."""

COMPILED = [module._load() for module in LOOPS]
WAYS = ((COMPILED, inflate._CODECS), ([None] * len(LOOPS), inflate._CODECS), ([None] * len(LOOPS), (zlib,)))
"""The compiled loops, and the decoders."""

if None in COMPILED:
    raise SystemExit("the compiled module is not built: nothing to compare with")


def agreed(read: Callable[[], object], ways: Sequence[tuple[Sequence[object], tuple[ModuleType, ...]]] = WAYS) -> None:
    """Run *read* in each of the *ways*; what it returns or raises has to be the same."""
    said = []
    for forms, inflate._CODECS in ways:
        for module, form in zip(LOOPS, forms, strict=True):
            module._compiled = form
        try:
            said.append(read())
        except ObjectError as error:
            said.append((type(error), str(error)))
    if any(other != said[0] for other in said[1:]):
        raise AssertionError("the ways of reading do not agree")


def deltas(given: atheris.FuzzedDataProvider) -> None:
    """Apply any bytes to any base."""
    base = given.ConsumeBytes(given.ConsumeIntInRange(0, 300)) + SEED[: given.ConsumeIntInRange(0, len(SEED))]
    reach = Reach(given.ConsumeIntInRange(0, 500), given.ConsumeIntInRange(0, 4))
    size = given.ConsumeIntInRange(0, 2_000)
    head = _length(len(base)) + _length(size) if given.ConsumeBool() else b""
    change = head + given.ConsumeBytes(given.remaining_bytes())
    agreed(lambda: delta.apply_marked(base, change, reach), WAYS[:2])
    agreed(lambda: delta.apply(base, change), WAYS[:2])


def sound_deltas(given: atheris.FuzzedDataProvider) -> None:
    """Apply instructions that fit their base, so that most of them make a text."""
    base = SEED * given.ConsumeIntInRange(1, 8)
    text, out = b"", b""
    while given.remaining_bytes() > 8 and len(text) < 20_000:
        if given.ConsumeBool():
            new = given.ConsumeBytes(given.ConsumeIntInRange(1, 127)) or b"x"
            text, out = text + new, out + bytes([len(new)]) + new
        else:
            start = given.ConsumeIntInRange(0, len(base) - 1)
            length = given.ConsumeIntInRange(1, min(len(base) - start, 700))
            numbers = start.to_bytes(4, "little") + length.to_bytes(3, "little")
            every = given.ConsumeBool()
            code = 128 | sum(1 << bit for bit, byte in enumerate(numbers) if byte or every)
            out += bytes([code]) + bytes(byte for byte in numbers if byte or every)
            text += base[start : start + length]
    reach = Reach(given.ConsumeIntInRange(0, 500), given.ConsumeIntInRange(0, 4))
    change = _length(len(base)) + _length(len(text)) + out
    if delta.apply(base, change) != text:
        raise AssertionError("a sound delta makes another text")
    agreed(lambda: delta.apply_marked(base, change, reach), WAYS[:2])


def streams(given: atheris.FuzzedDataProvider) -> None:
    """Unpack any bytes, or a stream in which some were changed. What zlib takes every decoder has to give alike."""
    stream = bytearray(given.ConsumeBytes(given.ConsumeIntInRange(0, 400)))
    size = given.ConsumeIntInRange(0, 2_000)
    if given.ConsumeBool():
        stream = bytearray(zlib.compress(bytes(stream), given.ConsumeIntInRange(0, 9)))
        for _ in range(given.ConsumeIntInRange(0, 3)):
            stream[given.ConsumeIntInRange(0, len(stream) - 1)] = given.ConsumeIntInRange(0, 255)
    said = []
    for codecs in (WAYS[0][1], (zlib,)):
        inflate._CODECS = codecs
        try:
            said.append(inflate.inflate(memoryview(stream), size))
        except ObjectError:
            said.append(b"refused")
    if said[1] != b"refused" and said[0] != said[1]:
        raise AssertionError("the decoders do not agree")


def _length(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def packs(given: atheris.FuzzedDataProvider) -> None:
    """Read a pack of any objects with an index that fits it, or nearly."""
    body = bytearray()
    rows: list[tuple[bytes, int]] = []
    for number in range(given.ConsumeIntInRange(1, 12)):
        at = 12 + len(body)
        kind = given.ConsumeIntInRange(0, 7)
        content = given.ConsumeBytes(given.ConsumeIntInRange(0, 120))
        told = len(content) if given.ConsumeBool() else given.ConsumeIntInRange(0, 1 << 40)
        if kind in (6, 7) and given.ConsumeBool():
            content = _length(given.ConsumeIntInRange(0, 200)) + _length(given.ConsumeIntInRange(0, 400)) + content
            told = len(content)
        rows.append((hashlib.sha1(bytes([number])).digest(), at))
        first, rest = told & 15, told >> 4
        body += bytes([kind << 4 | first | (128 if rest else 0)]) + (_length(rest) if rest else b"")
        if kind == 6:
            body += given.ConsumeBytes(given.ConsumeIntInRange(1, 3))
        elif kind == 7:
            body += rows[given.ConsumeIntInRange(0, len(rows) - 1)][0]
        body += zlib.compress(content) if given.ConsumeBool() else content
    spoiled = given.ConsumeIntInRange(0, 3)
    if spoiled == 1 and rows:
        rows = [(name, at + given.ConsumeIntInRange(0, 3)) for name, at in rows]
    data = b"PACK" + struct.pack(">II", 2, len(rows)) + bytes(body)
    checksum = hashlib.sha1(data).digest()
    rows.sort()
    fan = b"".join(struct.pack(">I", sum(r[0][0] <= n for r in rows)) for n in range(256))
    index = b"\xfftOc" + struct.pack(">I", 2) + fan + b"".join(r[0] for r in rows) + bytes(4 * len(rows))
    index += b"".join(struct.pack(">I", at & 0xFFFF_FFFF) for _, at in rows) + checksum
    if spoiled == 2:
        place = given.ConsumeIntInRange(0, len(index) - 1)
        index = index[:place] + given.ConsumeBytes(8) + index[place + 8 :]
    _read(data + checksum, index + hashlib.sha1(index).digest(), [name.hex() for name, _ in rows])


def indexes(given: atheris.FuzzedDataProvider) -> None:
    """Read any bytes as an index beside any bytes as a pack."""
    cut = given.ConsumeIntInRange(0, 4_000)
    first = given.ConsumeBytes(cut)
    _read(b"PACK" + given.ConsumeBytes(given.remaining_bytes()), b"\xfftOc" + first, [bytes([cut % 256]).hex() * 20])


def _read(data: bytes, index: bytes, oids: list[str]) -> None:
    folder = ROOT / "objects" / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack-made.pack").write_bytes(data)
    (folder / "pack-made.idx").write_bytes(index)
    agreed(lambda: _outcome(oids))


def _outcome(oids: list[str]) -> object:
    said: list[object] = []
    with Store.open(ROOT / "objects") as store:
        said += [store.notes, store.shares(oids, 2)]
        for kind in ("blob", "commit"):
            unread = Unread()
            said += [list(store.blobs(oids, unread, kind=kind)), unread]
        said.append([tuple(c) for listed in store.changes(oids, Reach(100, 2), Unread()) for c in listed])
        said += [list(store.deltas(oids)), list(listing.entries(store.packs, (), store.width))]
        for oid in oids:
            try:
                said.append(store.read(oid))
            except ObjectError as error:
                said.append(str(error))
    return said


def loose(given: atheris.FuzzedDataProvider) -> None:
    """Read any bytes as a loose object."""
    oid = "ab" + "0" * 38
    place = ROOT / "objects" / oid[:2]
    place.mkdir(parents=True, exist_ok=True)
    data = given.ConsumeBytes(given.remaining_bytes())
    (place / oid[2:]).write_bytes(zlib.compress(data) if data[:1] < b"\x80" else data)
    agreed(lambda: _outcome([oid]), WAYS[1:])
    (place / oid[2:]).unlink()


KINDS = (deltas, sound_deltas, streams, packs, indexes, loose)


def target(data: bytes) -> None:
    """Run one input."""
    given = atheris.FuzzedDataProvider(data)
    kind = KINDS[given.ConsumeIntInRange(0, len(KINDS) - 1)]
    try:
        kind(given)
    except ObjectError:
        return


def main() -> None:
    """Fuzz until libFuzzer's options say stop."""
    try:
        atheris.Setup(sys.argv, target)
        atheris.Fuzz()
    finally:
        shutil.rmtree(ROOT, ignore_errors=True)


if __name__ == "__main__":
    main()
