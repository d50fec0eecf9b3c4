"""A git repository named by URL: cloned bare into a temporary folder, which goes when the source is left."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import msgspec

from keyproof import limits
from keyproof.errors import TargetError
from keyproof.model.target import Target, TargetKind
from keyproof.objects.layout import locate
from keyproof.objects.runner import Outcome
from keyproof.passing import passing_folder
from keyproof.patterns import regex
from keyproof.sources._kind import Kind
from keyproof.sources._repository import Opened, Repository
from keyproof.sources.bare import open_repository
from keyproof.sources.gitcli import clone, one_line

_PROTOCOLS: Final = {
    "https": "https", "http": "http:https", "ssh": "ssh", "git": "git", "file": "file",
}  # fmt: skip
"""What git may use for each scheme: a server may send http to https, never elsewhere."""

_URL: Final = regex(r"(?:git\+)?([A-Za-z][A-Za-z0-9+.-]{0,30})://(.+)", re.DOTALL)
_SCP: Final = regex(r"(?:[A-Za-z0-9._-]{1,64}@)([A-Za-z0-9][A-Za-z0-9.-]{0,252}):(?!//)([^\s:].*)", re.DOTALL)
_HELPER: Final = regex(r"[A-Za-z][A-Za-z0-9+.-]{0,30}::")
_WEB_TREE: Final = regex(r"(?:/-)?/(?:tree|blob|src/branch)/([^/]+)(?:/(.*))?$")
"""The address a browser shows for a folder at github.com, GitLab, Gitea: ``…/tree/<branch>/<folder>``."""

_USER: Final = regex(r"^([^/@]*@)")

_REASONS: Final = (
    (r"could not resolve host|Name or service not known|Temporary failure in name resolution",
     "the host cannot be found; check the address and the network"),
    (r"Connection refused|Connection timed out|Network is unreachable|Failed to connect|Couldn't connect"
     r"|unable to connect",
     "the host does not answer; check the address and the network"),
    (r"could not read Username|could not read Password|Authentication failed|terminal prompts disabled"
     r"|Permission denied|error: 401|error: 403|Host key verification failed",
     "it does not exist or needs a login; clone it yourself and give keyproof the folder"),
    (r"repository not exported|access denied|not found|does not exist|error: 404",
     "there is no repository at that address; check its spelling"),
    (r"not valid: is this a git repository|does not appear to be a git repository|not a git repository"
     r"|protocol error|invalid server response|bad line length",
     "there is no git repository at that address; check its spelling"),
    (r"transport '[^']*' not allowed", "it leads to a transport that is not allowed; give its https:// address"),
)  # fmt: skip


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A git URL taken apart."""

    url: str
    """What git is given; may hold a password, never shown."""
    shown: str
    scheme: str
    revision: str = ""
    root: str = ""


def parse(ref: str) -> Address:
    """Take ``[git+]scheme://host/path[@revision][#sub/folder]`` or ``user@host:path[…]`` apart.

    Raises:
        TargetError: the transport is not one keyproof uses, or the sub-folder leaves the repository.
    """
    body, _, root = ref.partition("#")
    root = root.removeprefix("subdirectory=").strip("/")
    if match := _URL.fullmatch(body):
        scheme, rest = match[1].lower(), match[2]
        if scheme not in _PROTOCOLS:
            allowed = ", ".join(f"{s}://" for s in _PROTOCOLS)
            raise TargetError(f"keyproof does not clone over {one_line(scheme)}://; give one of {allowed}")
        host, slash, path = rest.partition("/")
        user = _USER.match(host)
        shown_host = host[user.end() :] if user else host
        path, revision, inner = _revision(path, scheme)
        if user and scheme == "ssh":
            shown_host = user[1].partition(":")[0].rstrip("@") + "@" + shown_host
        _refuse_options(shown_host.rpartition("@")[2], path)
        url, shown = f"{scheme}://{host}{slash}{path}", f"{scheme}://{shown_host}{slash}{path}"
    elif match := _SCP.fullmatch(body):
        scheme = "ssh"
        path, revision, inner = _revision(match[2], scheme)
        _refuse_options(match[1], path)
        url = shown = body[: match.start(2)] + path
    else:
        raise TargetError(f"{one_line(ref)!r} is not a git URL keyproof knows; give its https:// address")
    root = root or inner
    if ".." in root.split("/"):
        raise TargetError(f"the sub-folder {one_line(root)!r} leaves the repository; give a path within it")
    return Address(url=url, shown=one_line(shown), scheme=scheme, revision=revision, root=root)


def _revision(path: str, scheme: str) -> tuple[str, str, str]:
    """Split the path of a URL into path, revision and sub-folder."""
    if scheme == "file" and Path("/" + unquote(path)).is_dir():
        return path, "", ""
    if scheme in ("http", "https") and (web := _WEB_TREE.search(path)):
        return path[: web.start()], unquote(web[1]), unquote(web[2] or "").strip("/")
    before, at, revision = path.rpartition("@")
    return (before, revision, "") if at and before else (path, "", "")


def _refuse_options(host: str, path: str) -> None:
    """A host or path that begins with a dash would be an option of ssh."""
    if host.startswith("-") or path.startswith("-"):
        raise TargetError("the host or path of a git URL begins with '-'; give the repository's plain address")


def _recognise(ref: str) -> bool:
    return bool(_URL.fullmatch(ref) or _HELPER.match(ref) or (_SCP.fullmatch(ref) and not Path(ref).exists()))


def _open(ref: str, history: bool) -> Opened:
    address = parse(ref)
    target = Target(kind=TargetKind.GIT, ref=_shown(address), root=address.root)
    if address.scheme == "file":
        return _open_local(address, target, with_history=history)
    folder = passing_folder("keyproof-clone-")
    try:
        into = folder / "repository.git"
        options = () if history or address.revision else ("--depth=1", "--no-single-branch")
        outcome = clone(address.url, into, protocol=_PROTOCOLS[address.scheme], options=options)
        layout = locate(into) if outcome.ok else None
        if layout is None:
            raise TargetError(f"{address.shown} cannot be cloned: {_reason(outcome)}")
        source = open_repository(
            Repository(layout),
            target,
            with_history=history,
            revision=address.revision,
            config=False,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    source.at_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    return source


def _open_local(address: Address, target: Target, *, with_history: bool) -> Opened:
    """Open a ``file://`` repository where it is: cloning would start git under that repository's configuration."""
    path = Path("/" + unquote(address.url.removeprefix("file://").partition("/")[2]))
    if not path.is_dir():
        raise TargetError(f"{address.shown} does not exist; check its spelling")
    layout = locate(path / ".git") or locate(path)
    if layout is None:
        raise TargetError(f"{address.shown} is not a git repository; check its spelling")
    return open_repository(Repository(layout), target, with_history=with_history, revision=address.revision)


def _shown(address: Address) -> str:
    revision = f"@{one_line(address.revision)}" if address.revision else ""
    return address.shown + revision + (f"#{one_line(address.root)}" if address.root else "")


def _reason(outcome: Outcome) -> str:
    if outcome.timed_out:
        return f"it took more than {limits.GIT_SECONDS:.0f} seconds; clone it yourself and give keyproof the folder"
    for pattern, reason in _REASONS:
        if re.search(pattern, outcome.error, re.IGNORECASE):
            return reason
    return f"{outcome.error or 'git failed'}; clone it yourself and give keyproof the folder"


TARGET = Kind(
    title="git URL",
    forms=("https://host/owner/name[@revision][#sub/folder]", "git@host:owner/name"),
    rank=10,
    recognise=_recognise,
    open=_open,
)
