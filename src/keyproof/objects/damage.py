"""What the object readers raise, and the bounds they keep beyond those of ``keyproof.limits``."""

from __future__ import annotations

from typing import Final

from keyproof import limits
from keyproof.errors import KeyproofError

PACK_OBJECTS: Final = 4_000_000
"""Objects of one pack whose index is read; its tables take some 100 bytes an object. Linux has 10 million in all."""

PACKS: Final = 2_000
"""Packs of all stores of one repository; git itself packs anew at 50."""

ALTERNATES: Final = 32
"""Stores that one repository is spread over; git follows five levels."""

DELTA_DEPTH: Final = 4_096
"""Deltas between an object and the whole text it stands on; git writes at most 4,095."""

HELD_BYTES: Final = 64 * limits.MIB
"""Bytes of texts that are kept while deltas that stand on them are to come."""

EXPANSION: Final = 1_032
"""Bytes that one byte of DEFLATE can unfold to, at most (zlib's technical notes)."""


class ObjectError(KeyproofError):
    """An object, a pack or an index that is not well formed. The text names no content of the target."""


class TooLargeError(ObjectError):
    """An object beyond ``limits.BLOB_BYTES``."""


class AbsentError(ObjectError):
    """An object that no store of the repository holds."""
