"""Fuzz target for the readers of packs, indexes, loose objects and deltas. Needs ``atheris``.

    python tools/fuzz_packs.py [libFuzzer options, such as -max_total_time=1800 -rss_limit_mb=1024 -timeout=10]

Each input makes an object store on disk that a hostile repository could bring. A sound outcome is a list of objects or
an ``ObjectError``; any other exception, a run of more than the timeout, or memory above the limit is a finding. The two
forms of the delta loop have to agree.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import sys
import tempfile
import zlib
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["keyproof.objects"]):
    from keyproof.objects import delta
    from keyproof.objects.damage import ObjectError
    from keyproof.objects.delta import Reach
    from keyproof.objects.store import Store, Unread

ROOT = Path(tempfile.mkdtemp(prefix="keyproof-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
SEED = b"line one\nline two\n" * 40


def deltas(given: atheris.FuzzedDataProvider) -> None:
    """Apply any bytes to any base, in both forms."""
    base = given.ConsumeBytes(given.ConsumeIntInRange(0, 300)) + SEED[: given.ConsumeIntInRange(0, len(SEED))]
    reach = Reach(given.ConsumeIntInRange(0, 500), given.ConsumeIntInRange(0, 4))
    size = given.ConsumeIntInRange(0, 2_000)
    head = _length(len(base)) + _length(size) if given.ConsumeBool() else b""
    change = head + given.ConsumeBytes(given.remaining_bytes())
    said = []
    for form in (None, delta._load()):
        delta._compiled = form
        try:
            said.append(delta.apply_marked(base, change, reach))
        except ObjectError as error:
            said.append(type(error))
    if said[0] != said[1]:
        raise AssertionError("the two forms of the loop do not agree")


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


def _read(pack: bytes, index: bytes, oids: list[str]) -> None:
    folder = ROOT / "objects" / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack-made.pack").write_bytes(pack)
    (folder / "pack-made.idx").write_bytes(index)
    with Store.open(ROOT / "objects") as store:
        for kind in ("blob", "commit"):
            list(store.blobs(oids, Unread(), kind=kind))
        list(store.changes(oids, Reach(100, 2), Unread()))
        list(store.deltas(oids))
        store.shares(oids, 2)
        list(store.entries())
        for oid in oids:
            try:
                store.read(oid)
            except ObjectError:
                continue


def loose(given: atheris.FuzzedDataProvider) -> None:
    """Read any bytes as a loose object."""
    oid = "ab" + "0" * 38
    place = ROOT / "objects" / oid[:2]
    place.mkdir(parents=True, exist_ok=True)
    data = given.ConsumeBytes(given.remaining_bytes())
    (place / oid[2:]).write_bytes(zlib.compress(data) if data[:1] < b"\x80" else data)
    with Store.open(ROOT / "objects") as store:
        list(store.blobs([oid], Unread()))
    (place / oid[2:]).unlink()


KINDS = (deltas, packs, indexes, loose)


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
