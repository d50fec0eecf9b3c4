"""Start-up: ``keyproof --help``, and ``check`` of a small server with a warm and a cold cache."""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile

from measured import run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", nargs="?", help="a small server's folder")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keyproof", default=shutil.which("keyproof") or "keyproof")
    args = parser.parse_args()

    def show(name: str, walls: list[float]) -> None:
        print(f"{name}: min {min(walls):.3f} median {statistics.median(walls):.3f} max {max(walls):.3f} s")

    show("--help", [run([args.keyproof, "--help"]).wall for _ in range(args.rounds)])
    if args.server:
        command = [args.keyproof, "check", args.server, "-q"]
        with tempfile.TemporaryDirectory() as warm:
            run(command, {"KEYPROOF_CACHE_DIR": warm})
            show("warm", [run(command, {"KEYPROOF_CACHE_DIR": warm}).wall for _ in range(args.rounds)])
        walls = []
        for _ in range(args.rounds):
            with tempfile.TemporaryDirectory() as cold:
                walls.append(run(command, {"KEYPROOF_CACHE_DIR": cold}).wall)
        show("cold", walls)
    return 0


if __name__ == "__main__":
    sys.exit(main())
