"""JSON: the wire form itself, one document. Its schema is published in ``docs/schema/report-v1.json``."""

from __future__ import annotations

from typing import Any, TextIO

import msgspec

from keyproof.formats import Format
from keyproof.model.report import Report
from keyproof.neutral import json_safe

SCHEMA_ID = "https://keyproof.dev/schema/report-v1.json"


def write(report: Report, file: TextIO) -> None:
    """Write *report* as one indented JSON document."""
    file.write(json_safe(msgspec.json.format(msgspec.json.encode(report), indent=2).decode("utf-8")) + "\n")


def schema() -> str:
    """Return the JSON Schema (draft 2020-12) of the report."""
    found: dict[str, Any] = msgspec.json.schema(Report)
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **found}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"


FORMAT = Format(suffix=".json", title="JSON, one document", write=write)
