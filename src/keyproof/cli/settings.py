"""keyproof's own settings: ``[tool.keyproof]`` in pyproject.toml or a file given with ``--config``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from keyproof.errors import UsageError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What a settings file may hold. A word on the command line wins over it."""

    fail_on: Literal["high", "medium", "low", "never"] | None = None
    format: list[str] | None = None
    history: bool | None = None
    server: str | None = None
    exceptions: str | None = None
    baseline: str | None = None


def read_settings(path: Path) -> Settings:
    """Return the settings of *path*: the ``[tool.keyproof]`` table of a pyproject.toml, else the whole TOML file.

    Paths in it are relative to its folder.

    Raises:
        UsageError: it cannot be read, is not TOML, or holds a word that is not a setting.
    """
    table = _table(path)
    try:
        found = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise UsageError(f"settings file {path}: {error}") from None
    given = {name: value for name in ("exceptions", "baseline") if (value := getattr(found, name)) is not None}
    return msgspec.structs.replace(found, **{name: str(path.parent / value) for name, value in given.items()})


def _table(path: Path) -> dict[str, Any]:
    of_project = path.name == "pyproject.toml"
    try:
        text = path.read_text("utf-8")
        if of_project and "keyproof" not in text and "\\" not in text:
            return {}  # the reader of TOML is slow to import
        table: dict[str, Any] = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"settings file {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"settings file {path} is not TOML: {error}") from None
    if of_project:
        tool = table.get("tool", {})
        table = tool.get("keyproof", {}) if isinstance(tool, dict) else {}
    return table


def find_settings(target: str, given: str | None, *, trust_target: bool) -> Settings:
    """Return the settings in force.

    A file given with ``--config`` counts. Else the current folder's pyproject.toml counts, unless it belongs to the
    target: a target never switches anything off for itself without ``--trust-target-config``. With it, the target's own
    count where the current folder has none.
    """
    if given is not None:
        return read_settings(Path(given))
    places = [Path("pyproject.toml")]
    target_path = Path(target)
    if trust_target and target_path.is_dir():
        places.append(target_path / "pyproject.toml")
    for place in places:
        belongs = target_path.is_dir() and place.resolve().is_relative_to(target_path.resolve())
        if place.is_file() and (trust_target or not belongs) and _table(place):
            return read_settings(place)
    return Settings()
