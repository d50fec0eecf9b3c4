from array import array
from collections.abc import Iterable

from keyproof.objects.delta import Copy, Range, Reach
from keyproof.objects.pack import Head

def marked(
    base: bytes, delta: bytes, most: int, long: int, reach: Reach | None, /
) -> bytes | tuple[bytes, tuple[Range, ...], tuple[Copy, ...]] | None: ...
def heads(
    data: memoryview, starts: array[int], offsets: list[int], known: dict[int, Head], kind: type[Head], /
) -> list[int]: ...
def places(
    names: memoryview, offsets: memoryview, fan: array[int], wanted: Iterable[bytes], is_few: bool, /
) -> dict[int, bytes] | None: ...
