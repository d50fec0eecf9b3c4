"""YAML 1.1 as values with spans. The library behind it is imported with the first document: many targets have none."""

from __future__ import annotations

from keyproof.documents.tree import Value


def parse(text: str) -> tuple[Value, ...]:
    """Return the documents of the stream *text*; an empty stream has none.

    Raises:
        DocumentError: it is not YAML, or too long, too deep, too slow, or multiplied by aliases.
    """
    from keyproof.documents import _yaml_events

    return _yaml_events.parse(text)
