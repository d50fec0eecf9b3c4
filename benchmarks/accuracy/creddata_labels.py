"""Labels of CredData, for the scorer: ``python -m benchmarks.accuracy.creddata_labels CREDDATA MIRRORS > LABELS``.

CREDDATA is a git directory of Samsung/CredData (Apache-2.0), MIRRORS a folder that holds the git directory of
``owner/name`` below ``owner+name``. Its ``snapshot.json`` names each repository and commit; ``meta/<id>.csv`` holds the
labels, the id being the CRC-32 of the snapshot's key, a file the first 8 hex digits of the SHA-256 of its path. Only
repositories whose commit is in MIRRORS are written, the others are told on the standard error. No values are read.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import zlib
from hashlib import sha256
from pathlib import Path

from benchmarks.accuracy.creddata import git_dir_of

_COLUMNS = ("LineStart", "LineEnd", "GroundTruth", "Category")


def _git(git_dir: Path, *arguments: str) -> bytes | None:
    done = subprocess.run(["git", f"--git-dir={git_dir}", *arguments], capture_output=True)
    return done.stdout if done.returncode == 0 else None


def main() -> None:
    """Print the labels of the repositories at hand."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("creddata", type=Path)
    parser.add_argument("mirrors", type=Path)
    options = parser.parse_args()
    snapshot = json.loads(_git(options.creddata, "show", "HEAD:snapshot.json") or b"{}")
    print(
        "# Labelled lines of public repositories (Samsung/CredData, Apache-2.0): T credential, F not one, X undecided"
    )
    print("repo", "commit", "path", "line_start", "line_end", "label", "category", sep="\t")
    for key, url in snapshot.items():
        repo, commit = "/".join(url.removesuffix(".git").split("/")[-2:]), key[:40]
        mirror = options.mirrors / repo.replace("/", "+")
        listed = _git(git_dir_of(mirror), "ls-tree", "-rz", "--name-only", commit) if mirror.exists() else None
        if listed is None:
            print(f"not at hand: {repo} {commit}", file=sys.stderr)
            continue
        paths = {sha256(p).hexdigest()[:8]: p.decode("utf-8", "replace") for p in listed.split(b"\0") if p}
        labels = _git(options.creddata, "show", f"HEAD:meta/{zlib.crc32(bytes.fromhex(key)):08x}.csv") or b""
        for row in csv.DictReader(labels.decode().splitlines()):
            if row["FileID"] in paths:
                print(repo, commit, paths[row["FileID"]], *(row[c] for c in _COLUMNS), sep="\t")


if __name__ == "__main__":
    main()
