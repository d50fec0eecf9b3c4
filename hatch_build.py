"""Compile the rules into the wheel, so that the first run compiles nothing.

The result serves the machine type it was built on; on another, or with another engine, keyproof compiles at its first
run and keeps the outcome in the user's cache.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled rules to *build_data*; an editable install and a machine without Hyperscan go without."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            from keyproof.detect.detector import Detector
        except ImportError as error:
            self.app.display_warning(f"the rules are not compiled into this wheel: {error}")
            return
        folder = Path(self.directory) / "compiled"
        for old in folder.glob("*.hsdb"):
            old.unlink()
        os.environ["KEYPROOF_CACHE_DIR"] = str(folder)
        Detector.load()
        for made in folder.glob("*.hsdb"):
            build_data["force_include"][str(made)] = f"keyproof/detect/compiled/{made.name}"
