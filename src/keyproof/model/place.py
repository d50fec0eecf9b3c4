"""Where something stands: a place in the target, its version in history, and the containers around it."""

from __future__ import annotations

from typing import Final

import msgspec

from keyproof.patterns import regex

_FOREIGN: Final = frozenset(
    ("node_modules", "bower_components", "site-packages", ".git", ".venv", "venv", "vendor", "third_party", "botocore")
)
_FETCHED: Final = regex(
    r"(?:^|/)(?:\.build/(?:repositories|checkouts|artifacts)|SourcePackages/(?:checkouts|repositories|artifacts)|Pods|Carthage/(?:Checkouts|Build)|"
    r"\.cargo/(?:registry|git)|\.m2/repository|\.gradle/caches|\.yarn/(?:cache|unplugged)|\.pnpm-store|__pypackages__|jspm_packages|"
    r"\.terraform/(?:modules|providers)|(?:deps|python)/(?:pydantic|requests|urllib3|certifi|numpy|pandas|httpx|aiohttp|cryptography|joserfc|authlib|botocore|boto3|sqlalchemy|starlette|docutils|setuptools|oauthlib|requests_oauthlib|tushare)|\.pub-cache|\.nuget/packages|elm-stuff)/"
)
"""Where managers of packages keep what they fetched."""

_MODULE: Final = regex(r"@v\d")
"""A folder of a Go module cache: ``viper@v1.21.0``."""


class Location(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place in the target. Paths are relative to the target, ``/``-separated; lines and columns count from 1."""

    path: str
    """Path relative to the target, or a pseudo path such as ``commit message`` for what is not a file."""
    line: int | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None
    commit: str | None = None
    """Full id of the commit that introduced it; None for the tree as it stands."""
    author: str | None = None
    first_seen: str | None = None
    """Author date of that commit, ISO 8601 UTC."""
    removed_in: str | None = None
    """Full id of the commit that took it away, where it is gone from HEAD."""
    removed_at: str | None = None
    in_head: bool | None = None
    layer: str | None = None
    package: str | None = None
    published: bool = True
    """False for what this copy of the repository alone holds: git's own folder, objects that no ref reaches."""
    note: str = ""
    """What happens here, for the reader of a flow: ``read from the environment``."""

    def at(self) -> str:
        """Return ``path:line`` (or just the path), with the short commit where there is one."""
        text = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{text}@{self.commit[:10]}" if self.commit else text


def folders(path: str) -> frozenset[str]:
    """Return the names of the folders above *path*, in lower case."""
    return frozenset(path.lower().split("/")[:-1])


def foreign(path: str) -> bool:
    """Whether *path* is another project's: an installed dependency or a vendored copy."""
    above = folders(path)
    return (
        not _FOREIGN.isdisjoint(above)
        or _FETCHED.search(path) is not None
        or any(_MODULE.search(name) for name in above)
        or ("!" in path and _is_of_program(path))
    )


def _is_of_program(path: str) -> bool:
    """Whether *path* is a module in a Python archive that runs as a program: of a folder of such, or of that name."""
    file, _, member = path.lower().partition("!")
    folder, _, name = file.rpartition("/")
    stem = name.removesuffix(".exe")
    package, slash, _ = member.partition("/")
    in_bin = folder.rpartition("/")[2] == "bin"
    return (
        bool(slash)
        and member.endswith((".py", ".pyc"))
        and "." not in stem
        and (in_bin or stem.replace("-", "_") == package)
    )


_COPIED: Final = regex(r"(?i)(?:^|[/._-])(?:examples?|samples?|templates?|docs?|demos?)(?:[/._-]|$)")


def for_copying(path: str) -> bool:
    """Whether *path* is an example or a document: what stands in it is there to be copied and filled in."""
    return bool(_COPIED.search(path))


def line_column(data: bytes, offset: int) -> tuple[int, int]:
    """Return the line and column, both from 1, of byte *offset* in *data*. Columns count UTF-8 characters."""
    start = data.rfind(b"\n", 0, offset) + 1
    return data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1
