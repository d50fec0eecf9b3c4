"""What a build adds to the Python files: what is derived from rules and expressions, and the loops compiled from C.

Both are for speed alone. Where there is no compiler the wheel is one for any machine, and the reference in Python is
used; what is derived (``tools/derive.py``) serves the machine type and the Python it was built on, elsewhere keyproof
works it out at its first run and keeps the outcome in the user's cache.
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


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add what can be compiled here to *build_data*; an editable install gets the loops beside their source."""
        if self.target_name != "wheel":
            return
        for source in sorted((Path(self.root) / "src" / "keyproof").rglob("*.c")):
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
            self._derived(build_data)

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

    def _derived(self, build_data: dict[str, Any]) -> None:
        """Have worked out what keyproof would at its first run; a machine without Hyperscan goes without."""
        folder = Path(self.directory) / "derived"
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, str(Path(self.root) / "tools" / "derive.py"), str(folder)]
        search = os.pathsep.join([str(Path(self.root) / "src"), *sys.path])
        env = {**os.environ, "PYTHONPATH": search}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            self.app.display_warning(f"nothing is worked out ahead in this wheel: {done.stderr.strip()[-400:]}")
            return
        for made in folder.iterdir():
            build_data["force_include"][str(made)] = f"keyproof/compiled/{made.name}"
