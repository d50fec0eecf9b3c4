"""Every bound keyproof puts on untrusted input, with its reason. Reaching one is said in the report, never hidden."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

FILE_BYTES: Final = 64 * MIB
"""Bytes of one file that are read. Source and configuration are far smaller; larger files are data or hostile."""

BLOB_BYTES: Final = 64 * MIB
"""Bytes of one git blob that are read from history; as FILE_BYTES."""

PARSE_BYTES: Final = 2 * MIB
"""Bytes of one file that a parser (tree-sitter, YAML, JSON, TOML) is given. Hand-written files are smaller."""

PARSE_DEPTH: Final = 200
"""Nesting that a parser follows; deeper input is made to exhaust the stack."""

PARSE_SECONDS: Final = 5.0
"""CPU seconds one parse may take: load on the machine does not change a result."""

TREE_FILES: Final = 200_000
"""Files of one tree. Twice the largest node_modules seen."""

TREE_DEPTH: Final = 64
"""Folder nesting. Real trees stay under 30."""

HISTORY_BYTES: Final = 64 * 1024 * MIB
"""Sum of the blob bytes read from one history."""

MATCHES_PER_FILE: Final = 2_000
"""Matches kept of one file. More is generated or hostile content; the report says the file was cut."""

SCAN_CHUNK: Final = 4 * MIB
"""Bytes handed to the matcher at once: its lengths are 32 bits wide and a flood of hits must stay bounded."""

LINE_WINDOW: Final = 2_048
"""Bytes of context that verification sees on each side of a match within its lines."""

GIT_SECONDS: Final = 900.0
"""Wall seconds one git command may take."""

CLONE_BYTES: Final = 4 * 1024 * MIB
"""Bytes a clone may put on disk."""

LOCATIONS_PER_FINDING: Final = 100
"""Places listed of one secret; the rest are counted."""

DECODE_DEPTH: Final = 4
"""Encodings within encodings that are followed. A Helm release has three; each level costs a scan."""

DECODED_BYTES: Final = 64 * MIB
"""Bytes that the encodings and archives of one file may unfold to, all levels together."""

DECODED_VIEWS: Final = 4_000
"""Encoded texts of one file that are decoded; generated data has more, and they are alike."""

DECODE_TRIES: Final = 20_000
"""Places of one file at which a decoder is tried; most of them in generated data hold nothing."""

MEMBER_DEPTH: Final = 6
"""Archives within archives that are opened: a tar of gzips of tars is three."""

MEMBERS: Final = 20_000
"""Members of one archive, those of inner ones included, that are read."""

MEMBER_RATIO: Final = 1_000
"""Times its packed size that a member may unfold to beyond the first MIB: text reaches 20, DEFLATE 1,032."""
