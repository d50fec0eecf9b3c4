"""Bad objects of a pack: each function writes one beside a good one, which must still be read."""

import gzip
import os
import struct
import zlib

from keyproof import limits
from tests.objects.packs import (
    BLOB,
    NAME_DELTA,
    OFFSET_DELTA,
    copy,
    delta,
    distance,
    header,
    insert,
)  # fmt: skip

GOOD = b"a good blob\n" * 40


BAD = bytes.fromhex("bb" * 20)


OTHER = bytes.fromhex("cc" * 20)


def object_no_stream(w, base):
    w.raw(BAD, header(BLOB, 10) + b"garbage that zlib knows nothing of")


def object_bad_checksum(w, base):
    w.raw(BAD, header(BLOB, 5) + zlib.compress(b"hello")[:-1] + b"\0")


def object_stream_cut(w, base):
    w.raw(BAD, header(BLOB, 2000) + zlib.compress(os.urandom(2000))[:-900])


def object_longer_than_told(w, base):
    w.blob(b"x" * 100, name=BAD, size=50)


def object_shorter_than_told(w, base):
    w.blob(b"x" * 100, name=BAD, size=150)


def object_told_as_huge(w, base):
    w.blob(b"x" * 100, name=BAD, size=1 << 62)


def object_told_as_just_below_the_bound(w, base):
    w.blob(b"x" * 100, name=BAD, size=limits.BLOB_BYTES - 1)


def object_size_that_does_not_end(w, base):
    w.raw(BAD, bytes([BLOB << 4 | 128]) + b"\xff" * 200 + b"\x01" + zlib.compress(b"x"))


def object_size_of_hundreds_of_bits(w, base):
    w.raw(BAD, bytes([BLOB << 4 | 128]) + b"\xff" * 50 + b"\x01" + zlib.compress(b"x"))


def object_of_type_zero(w, base):
    w.blob(b"x", name=BAD, kind=0)


def object_of_type_five(w, base):
    w.blob(b"x", name=BAD, kind=5)


def object_header_alone(w, base):
    w.raw(BAD, bytes([BLOB << 4 | 128]))


def bomb(w, base):
    w.raw(BAD, header(BLOB, 20) + zlib.compress(bytes(80 * limits.MIB), 9))


def bomb_that_tells_its_size(w, base):
    w.raw(BAD, header(BLOB, 80 * limits.MIB) + zlib.compress(bytes(80 * limits.MIB), 9))


def stream_without_a_header(w, base):
    w.raw(BAD, header(BLOB, 5) + zlib.compress(b"hello")[2:])


def stream_of_gzip(w, base):
    w.raw(BAD, header(BLOB, 5) + gzip.compress(b"hello"))


def stream_with_a_dictionary(w, base):
    made = zlib.compressobj(zdict=b"hello hello")
    w.raw(BAD, header(BLOB, 5) + made.compress(b"hello") + made.flush())


def stream_of_a_window_too_large(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x88\x1c" + zlib.compress(b"hello")[2:])


def stream_of_the_reserved_block_type(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x9c\x07" + bytes(20))


def stream_whose_stored_length_is_false(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x01\x01\x05\x00\xfb\xffhello" + bytes(4))


def stream_that_reaches_back_before_its_start(w, base):
    # A fixed block whose first symbol is a match of length 3 at distance 4.
    w.raw(BAD, header(BLOB, 3) + b"\x78\x9c\x03\x06\x00\x00\x00\x00\x01")


def stream_of_tables_that_do_not_add_up(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x9c" + b"\x05" + b"\xff" * 60)


def stream_that_never_begins(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 60_000)


def stream_behind_empty_blocks_that_is_cut_off(w, base):
    w.raw(BAD, header(BLOB, 200_000) + b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 60_000 + b"\x03")


def delta_of_nothing_told_as_something(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1, b""))


def delta_for_an_empty_base(w, base):
    w.on_offset(BAD, base, delta(0, 3, insert(b"abc")))


def delta_distance_of_sixty_bits(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + b"\xfe" * 8 + b"\x00" + zlib.compress(b"12345"))


def delta_floods_with_short_insertions(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1000, b"\x01a" * 400_000))


def delta_on_itself(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(0) + zlib.compress(b"12345"))


def delta_on_what_is_before_the_pack(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(1 << 30) + zlib.compress(b"12345"))


def delta_on_the_packs_header(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(w.at - 4) + zlib.compress(b"12345"))


def delta_on_the_middle_of_an_object(w, base):
    w.on_offset(BAD, base + 1, delta(len(GOOD), 3, insert(b"abc")))


def delta_distance_that_does_not_end(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + b"\xff" * 100 + zlib.compress(b"12345"))


def delta_on_an_absent_base(w, base):
    w.on_name(BAD, OTHER, delta(10, 3, insert(b"abc")))


def delta_with_half_a_name(w, base):
    w.raw(BAD, header(NAME_DELTA, 5) + OTHER[:7])


def delta_on_its_own_name(w, base):
    w.on_name(BAD, BAD, delta(3, 3, copy(0, 3)))


def deltas_in_a_circle(w, base):
    w.on_name(BAD, OTHER, delta(3, 3, copy(0, 3)))
    w.on_name(OTHER, BAD, delta(3, 3, copy(0, 3)))


def delta_for_a_longer_base(w, base):
    w.on_offset(BAD, base, delta(len(GOOD) + 1, 3, insert(b"abc")))


def delta_copy_beyond_the_base(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, copy(len(GOOD) - 10, 30)))


def delta_copy_from_far_outside(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, copy(0xFFFFFFF0, 30)))


def delta_short_copy_beyond_the_base(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, b"\x93" + struct.pack("<HB", len(GOOD) - 4, 30)))


def delta_copy_beyond_made_up_for_by_an_insertion(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, copy(len(GOOD) - 10, 30) + insert(b"y" * 20)))


def delta_makes_more_than_told(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, insert(b"abcdefgh")))


def delta_makes_less_than_told(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 50, insert(b"abcdefgh")))


def delta_with_the_reserved_instruction(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, b"\0" * 5))


def delta_insertion_cut_off(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, b"\x05ab"))


def delta_copy_cut_off(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, b"\xff\0\0"))


def delta_that_is_empty(w, base):
    w.on_offset(BAD, base, b"")


def delta_length_that_does_not_end(w, base):
    w.on_offset(BAD, base, b"\xff" * 40)


def delta_result_told_as_huge(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1 << 60, copy(0, 10)))


def delta_copies_without_end(w, base):
    big = w.blob(bytes(limits.MIB), name=OTHER)
    w.on_offset(BAD, big, delta(limits.MIB, 200 * limits.MIB, copy(0, limits.MIB) * 200))


def delta_floods_with_one_byte_copies(w, base):
    big = w.blob(bytes(0x10000), name=OTHER)
    w.on_offset(BAD, big, delta(0x10000, 1000, b"\x80" * 1_000_000))


def delta_floods_with_tiny_copies(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1000, b"\x90\x01" * 400_000))


def delta_is_a_bomb(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 20) + distance(w.at - base) + zlib.compress(bytes(80 * limits.MIB), 9))


def delta_told_as_huge(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 80 * limits.MIB) + distance(w.at - base) + zlib.compress(bytes(80 * limits.MIB), 9))


def delta_on_a_damaged_base(w, base):
    other = w.raw(OTHER, header(BLOB, 10) + b"garbage")
    w.on_offset(BAD, other, delta(10, 3, insert(b"abc")))


OBJECTS = [value for name, value in list(globals().items()) if name.startswith(("object_", "delta", "bomb", "stream_")) and callable(value)
           and value is not delta]  # fmt: skip
