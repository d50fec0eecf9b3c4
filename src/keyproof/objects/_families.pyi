from collections.abc import Callable

from keyproof.objects.families import Change
from keyproof.objects.pack import Head

def read(
    found: list[Change],
    roots: list[int],
    stack: list[int],
    held: dict[int, bytes],
    heads: dict[int, Head],
    children: dict[int, list[int]],
    waiting: dict[int, bytes],
    names: dict[int, str],
    data: memoryview,
    decompress: Callable[[bytes, int, int], bytes],
    numbers: tuple[int, int, int, int, int, int],
    reach: tuple[int, int, int] | None,
    kind: type[Change],
    /,
) -> tuple[int, int, int, int]: ...
