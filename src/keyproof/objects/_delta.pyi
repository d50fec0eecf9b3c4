from keyproof.objects.delta import Copy, Range, Reach

def marked(
    base: bytes, delta: bytes, most: int, long: int, reach: Reach | None, /
) -> bytes | tuple[bytes, tuple[Range, ...], tuple[Copy, ...]] | None: ...
