from keyproof.detect.fits import Sides
from keyproof.detect.naming import Way

def walk(
    text: bytes,
    ends: list[int],
    called: list[int],
    quiet: set[bytes],
    way: Way,
    window: int,
    overlap: int,
    most: int,
    /,
) -> tuple[list[tuple[int, int]], bool]: ...
def thin(text: bytes, ends: list[int], called: list[int], quiet: set[bytes], way: Way, window: int, /) -> list[int]: ...
def states(text: str, start: int, end: int, way: Sides, /) -> tuple[int, int]: ...
