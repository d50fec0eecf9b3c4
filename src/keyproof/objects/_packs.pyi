from array import array
from collections.abc import Iterable

from keyproof.objects.pack import Head

ROW: int

def order(offsets: memoryview, /) -> tuple[bytes, bytes]: ...
def survey(data: memoryview, starts: array[int], listed: bytes, table: bytearray, first: int, last: int, /) -> None: ...
def heads(
    table: bytearray, starts: array[int], offsets: list[int], known: dict[int, Head], kind: type[Head], /
) -> list[int]: ...
def families(
    table: bytearray, starts: array[int], found: dict[int, bytes], costs: tuple[int, int], /
) -> list[tuple[int, bytes, list[int]]] | None: ...
def others(
    table: bytearray, starts: array[int], names: memoryview, width: int, known: set[bytes], /
) -> dict[int, list[bytes]] | None: ...
def find(
    names: memoryview, width: int, fan: memoryview, offsets: memoryview, wanted: Iterable[bytes], /
) -> dict[int, bytes]: ...
