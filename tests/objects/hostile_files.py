"""Bad packs and indexes: each function spoils the files of a pack, beside which another one must still be read."""

import os
import struct


def edit(path, at, new):
    data = bytearray(path.read_bytes())
    at = at % len(data)
    data[at : at + len(new)] = new
    path.write_bytes(bytes(data))


def cut(path, keep):
    data = path.read_bytes()
    path.write_bytes(data[:keep] if keep >= 0 else data[: len(data) + keep])


def index_empty(pack, index):
    cut(index, 0)


def index_cut_in_the_fan(pack, index):
    cut(index, 500)


def index_cut_in_the_names(pack, index):
    cut(index, 8 + 1024 + 10)


def index_cut_at_the_end(pack, index):
    cut(index, -1)


def index_longer(pack, index):
    index.write_bytes(index.read_bytes() + b"12345")


def index_much_longer(pack, index):
    index.write_bytes(index.read_bytes() + bytes(8000))


def index_version_three(pack, index):
    edit(index, 4, struct.pack(">I", 3))


def index_version_zero(pack, index):
    edit(index, 4, bytes(4))


def index_magic(pack, index):
    edit(index, 0, b"XXXX")


def index_fan_out_of_order(pack, index):
    edit(index, 8 + 4 * 10, b"\xff" * 4)


def index_fan_too_many(pack, index):
    edit(index, 8 + 4 * 255, b"\x00\x10\x00\x00")


def index_fan_billions(pack, index):
    edit(index, 8 + 4 * 255, b"\xff" * 4)


def index_fan_empty(pack, index):
    edit(index, 8, bytes(1024))


def index_offset_beyond(pack, index):
    edit(index, -40 - 8, struct.pack(">I", 0x7FFFFFFF))


def index_offset_in_the_trailer(pack, index):
    edit(index, -40 - 8, struct.pack(">I", pack.stat().st_size - 4))


def index_offset_in_the_header(pack, index):
    edit(index, -40 - 8, struct.pack(">I", 4))


def index_offset_wide_without_a_table(pack, index):
    edit(index, -40 - 8, struct.pack(">I", 0x80000000))


def index_of_another_pack(pack, index):
    edit(index, -40, b"\0" * 20)


def index_is_a_folder(pack, index):
    index.unlink()
    index.mkdir()


def index_is_a_pipe(pack, index):
    index.unlink()
    os.mkfifo(index)


def index_is_a_link_to_itself(pack, index):
    index.unlink()
    index.symlink_to(index)


def index_is_gone(pack, index):
    index.unlink()


def pack_empty(pack, index):
    cut(pack, 0)


def pack_cut_in_the_header(pack, index):
    cut(pack, 10)


def pack_cut_in_the_middle(pack, index):
    cut(pack, pack.stat().st_size // 2)


def pack_cut_at_the_end(pack, index):
    cut(pack, -1)


def pack_longer(pack, index):
    pack.write_bytes(pack.read_bytes() + b"1")


def pack_magic(pack, index):
    edit(pack, 0, b"KCAP")


def pack_version_four(pack, index):
    edit(pack, 4, struct.pack(">I", 4))


def pack_version_one(pack, index):
    edit(pack, 4, struct.pack(">I", 1))


def pack_count_more(pack, index):
    edit(pack, 8, struct.pack(">I", 3))


def pack_count_none(pack, index):
    edit(pack, 8, bytes(4))


def pack_trailer(pack, index):
    edit(pack, -20, b"\0" * 20)


def pack_is_a_pipe(pack, index):
    pack.unlink()
    os.mkfifo(pack)


def pack_is_zeros(pack, index):
    pack.write_bytes(bytes(pack.stat().st_size))


FILES = [v for n, v in list(globals().items()) if n.startswith(("index_", "pack_")) and callable(v)]
