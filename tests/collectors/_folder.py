"""A source made of a dict of files: what the collectors of documents are tried on."""

from __future__ import annotations

from keyproof.collectors._view import View
from keyproof.model.place import Location
from keyproof.model.target import Target, TargetKind
from keyproof.sources import TreeFile


class FakeHistory:
    def __init__(self, past):
        self.gaps = []
        self._past = {path: (f"{i:040x}", data.encode()) for i, (path, data) in enumerate(past.items(), 1)}

    def begin(self):
        pass

    def blobs(self, share=(0, 1)):
        yield from self._past.values()

    def read(self, oids):
        return ((oid, data) for oid, data in self._past.values() if oid in oids)

    def texts(self):
        return iter(())

    def paths(self):
        return {path: (oid,) for path, (oid, _) in self._past.items()}

    def attribute(self, oids):
        return {
            oid: (Location(path=path, commit="c" * 40, in_head=False, removed_in="d" * 40),)
            for path, (oid, _) in self._past.items()
            if oid in oids
        }


class FakeSource:
    def __init__(self, files, past=None, tracked=True):
        self.target = Target(kind=TargetKind.FOLDER, ref="here")
        self.gaps = []
        self.searched = {}
        self._past = past
        self._files = tuple(
            TreeFile(path=path, size=len(data), tracked=tracked, reader=lambda d=data: d)
            for path, data in sorted((p, d.encode() if isinstance(d, str) else d) for p, d in files.items())
        )

    def files(self):
        return self._files

    def history(self):
        return FakeHistory(self._past) if self._past is not None else None

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None


def view(files, past=None, tracked=True):
    return View(FakeSource(files, past, tracked), key=b"k")


def random_token(length=40, seed=7):
    """A value that looks like a credential, made at run time."""
    import random
    import string

    chooser = random.Random(seed)
    return "".join(chooser.choice(string.ascii_letters + string.digits) for _ in range(length))
