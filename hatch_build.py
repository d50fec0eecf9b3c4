"""What a build adds to the Python files: the rules compiled for Hyperscan, and the loops compiled from C.

Both are for speed alone. Where there is no compiler the wheel is one for any machine, and the reference in Python is
used; compiled rules serve the machine type they were built on, elsewhere keyproof compiles them at its first run and
keeps the outcome in the user's cache.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ABI = 0x030B0000
"""The oldest Python whose stable ABI the compiled module needs."""


LOOPS = ("objects/_delta.c", "objects/_families.c", "detect/_runs.c", "detect/_together.c")
"""Under ``src/keyproof``: the loops over packs, and over long runs of letters and digits."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add what can be compiled here to *build_data*; an editable install gets the loops beside their source."""
        if self.target_name != "wheel":
            return
        for name in LOOPS:
            source = Path(self.root) / "src" / "keyproof" / name
            if version == "editable":
                self._loops(source, source.with_suffix(".abi3.so"))
                continue
            made = self._loops(source, Path(self.directory) / "compiled" / f"{source.stem}.abi3.so")
            if made is not None:
                build_data["pure_python"] = False
                platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
                build_data["tag"] = f"cp311-abi3-{platform}"
                build_data["force_include"][str(made)] = f"keyproof/{source.parent.name}/{made.name}"
        if version != "editable":
            self._rules(build_data)

    def _loops(self, source: Path, target: Path) -> Path | None:
        """Compile *source* to *target*; None where there is no compiler."""
        compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
        if os.name != "posix" or shutil.which(compiler[0]) is None:
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        extra = ["-undefined", "dynamic_lookup"] if sys.platform == "darwin" else []
        include = [f"-I{sysconfig.get_path(name)}" for name in ("include", "platinclude")]
        command = [compiler[0], "-O2", "-fPIC", "-shared", "-std=c11", f"-DPy_LIMITED_API={ABI:#x}", *include, *extra]
        done = subprocess.run([*command, str(source), "-o", str(target)], capture_output=True, text=True, check=False)
        if done.returncode:
            self.app.display_warning(f"{source.name} is not compiled: {done.stderr.strip()[:400]}")
            return None
        return target

    def _rules(self, build_data: dict[str, Any]) -> None:
        """Compile the rules; a machine without Hyperscan goes without."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            from keyproof.detect.rule import builtin_rules
            from keyproof.detect.search import Search
        except ImportError as error:
            self.app.display_warning(f"the rules are not compiled into this wheel: {error}")
            return
        folder = Path(self.directory) / "compiled"
        for old in folder.glob("*.hsdb"):
            old.unlink()
        os.environ["KEYPROOF_CACHE_DIR"] = str(folder)
        Search(builtin_rules(), folder).prepare()
        for made in folder.glob("*.hsdb"):
            build_data["force_include"][str(made)] = f"keyproof/detect/compiled/{made.name}"
