"""The loops over a log of git: the compiled ones say what those in Python do."""

import random
import tempfile

import pytest

from keyproof.objects import log

COMPILED = log._compiled
IDS = [f"{n:040x}".encode() for n in range(1, 40)]
MODES = [b"100644", b"100755", b"120000", b"160000", b"000000", b"040000"]
PATHS = [
    b"a.py",
    b"sub/b.env",
    b"sub/",
    b"sub",
    b"other/c",
    b":100644 odd",
    b"\n:odd",
    b"\xff\xfe.txt",
    "ü".encode(),
    b"",
]
BROKEN = [b":", b"::", b":100644", b":100644 100644 1 2", b"\n", b"\n:", b":::"]


def some_log(made, *, broken, notes):
    """A log of commits with changes and merges; where *broken* with lines as git writes none."""
    parts = []
    for number in range(made.randrange(12)):
        source = b"refs/notes/x" if notes and made.random() < 0.3 else b"refs/heads/main"
        words = b"C" + made.choice(IDS) + b" " + source + b" %d\nA <a>\nB <b>\nmessage %d\n" % (number, number)
        parts.append(words)
        for row in range(made.randrange(5)):
            parents = made.choice([1, 1, 1, 2, 3])
            modes = b" ".join(made.choices(MODES, k=parents + 1))
            raw = b":" * parents + modes + b" " + b" ".join(made.choices(IDS, k=parents + 1)) + b" M"
            if broken and made.random() < 0.2:
                raw = made.choice(BROKEN)
            parts += [(b"\n" if not row else b"") + raw, made.choice(PATHS)]
        if made.random() < 0.5:
            parts.append(b"")
    return b"\0".join(parts) + made.choice([b"\0", b"", b"\0rest", b"\0\0"])


def told(file, root, wanted):
    """All that is read of *file*, and what it raises where it cannot be."""

    def outcome(work):
        try:
            return work()
        except (ValueError, IndexError) as error:
            return type(error)

    return [
        outcome(lambda: list(log.headers(file))),
        outcome(lambda: [list(log.headers(file, start)) for start in (0, 7, 60)]),
        outcome(lambda: [(path, list(oids)) for path, oids in log.stood(file, root).items()]),
        outcome(lambda: list(log.changes(file, root, wanted))),
        outcome(lambda: list(log.changes(file, root))),
    ]


@pytest.mark.skipif(COMPILED is None, reason="not built here")
@pytest.mark.parametrize("seed", range(60))
def test_both_forms_say_the_same(seed, monkeypatch):
    made = random.Random(seed)
    monkeypatch.setattr(log, "_HEADERS", made.choice([1, 2, 1_000]))
    for _ in range(20):
        root = made.choice(["", "sub", "\udcff\udcfe.txt"])
        wanted = set(made.sample(IDS, made.randrange(6)))
        with tempfile.TemporaryFile() as file:
            file.write(some_log(made, broken=made.random() < 0.3, notes=made.random() < 0.3))
            monkeypatch.setattr(log, "_compiled", COMPILED)
            quick = told(file, root, wanted)
            monkeypatch.setattr(log, "_compiled", None)
            assert quick == told(file, root, wanted)


def test_an_empty_log_says_nothing():
    with tempfile.TemporaryFile() as file:
        assert told(file, "", set()) == [[], [[], [], []], [], [], []]
