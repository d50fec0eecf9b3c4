from array import array
from collections.abc import Iterable

from keyproof.objects.pack import Head

ROW: int

def order(offsets: memoryview, names: memoryview, width: int, /) -> tuple[bytes, bytes] | None: ...
def survey(data: memoryview, starts: array[int], listed: bytes, table: bytearray, first: int, last: int, /) -> None: ...
def heads(
    table: bytearray, starts: array[int], offsets: list[int], known: dict[int, Head], kind: type[Head], /
) -> list[int]: ...
def families(
    table: bytearray,
    starts: array[int],
    names: memoryview,
    fan: memoryview,
    width: int,
    wanted: Iterable[str],
    costs: tuple[int, int],
    /,
) -> tuple[list[tuple[int, bytes, dict[int, bytes]]], list[str]] | None: ...
def others(
    table: bytearray, starts: array[int], names: memoryview, fan: memoryview, width: int, known: Iterable[str], /
) -> dict[int, list[str]] | None: ...
def find(
    names: memoryview, fan: memoryview, width: int, offsets: memoryview, wanted: Iterable[bytes], /
) -> dict[int, bytes]: ...
