"""Bytes → documents with spans, one file a format. Every parser is bounded in size, depth and time."""
