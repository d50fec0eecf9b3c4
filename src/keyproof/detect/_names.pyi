from typing import Any

from keyproof.detect.fits import Sides
from keyproof.detect.way import Name, Way

def made(way: Way, /) -> Any: ...
def names(text: str, since: int, until: int, made: Any, /) -> list[Name]: ...
def walk(
    text: bytes,
    ends: list[int],
    called: list[int],
    quiet: set[bytes],
    silent: set[bytes],
    silent_calls: set[bytes],
    made: Any,
    window: int,
    overlap: int,
    most: int,
    /,
) -> tuple[list[tuple[int, int]], bool]: ...
def thin(
    text: bytes, ends: list[int], called: list[int], quiet: set[bytes], made: Any, window: int, /
) -> list[int]: ...
def states(text: str, start: int, end: int, way: Sides, /) -> tuple[int, int]: ...
