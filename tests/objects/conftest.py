"""The ways in which a pack is read: with the compiled module, without it, and with zlib alone."""

import zlib

import pytest

from keyproof.objects import delta, families, inflate, packindex

WAYS = ["compiled", "python", "zlib"]


LOOPS = (delta, families, packindex)
"""The modules of which a part may be compiled."""


def read_by(way, patch):
    """Have all that follows read in one *way* of `WAYS`; skips where it was not built here."""
    for module in LOOPS:
        form = module._load() if way == "compiled" else None
        if way == "compiled" and form is None:
            pytest.skip("not built here")
        patch.setattr(module, "_compiled", form)
    if way == "zlib":
        patch.setattr(inflate, "_CODECS", (zlib,))


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """Runs a test in each way."""
    read_by(request.param, monkeypatch)
    return request.param
