"""The ways in which a pack is read: with the compiled module, without it, and with zlib alone."""

import zlib

import pytest

from keyproof.objects import compiled, delta, inflate, packindex

WAYS = ["compiled", "python", "zlib"]


def read_by(way, patch):
    """Have all that follows read in one *way* of `WAYS`; skips where it was not built here."""
    forms = (None, None) if way != "compiled" else (delta._load(), compiled.load())
    if way == "compiled" and None in forms:
        pytest.skip("not built here")
    patch.setattr(delta, "_compiled", forms[0])
    patch.setattr(packindex, "_compiled", forms[1])
    if way == "zlib":
        patch.setattr(inflate, "_CODECS", (zlib,))


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """Runs a test in each way."""
    read_by(request.param, monkeypatch)
    return request.param
