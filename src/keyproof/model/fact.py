"""Facts: what a collector saw and where, without judgement. A check reads facts and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, TypeVar

import msgspec

from keyproof.model.place import Location
from keyproof.model.secret import Secret
from keyproof.model.target import Gap


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """The one ancestor of all facts."""

    location: Location


class Setting(StrEnum):
    """What kind of file a thing stands in; decides which check owns it and how it weighs."""

    SOURCE = "source"
    CONFIG = "config"
    ENV_FILE = "env-file"
    CREDENTIAL_FILE = "credential-file"
    IMAGE_BUILD = "image-build"
    CLIENT_CONFIG = "client-config"
    CI = "ci"
    DOCS = "docs"
    EXAMPLE = "example"
    TEST = "test"
    TRIAL = "trial"
    """A script that tries something out, by its name and place; no test that a runner collects."""
    METADATA = "metadata"
    """git's own data: commit messages, ref names, remote URLs, author addresses."""


class SecretClass(StrEnum):
    """The judgement on one match. Only the first three are findings by default."""

    LIVE = "live-looking"
    EXPIRED = "expired"
    WEAK_DEFAULT = "weak-default"
    TEST_FIXTURE = "test-fixture"
    EXAMPLE = "example"
    PLACEHOLDER = "placeholder"
    REFERENCE = "reference"
    PUBLIC = "public-by-design"
    IDENTIFIER = "identifier"
    """Drawn at random and yet only a name for something (RFC 9562). Looked for only where it is asked for."""
    MALFORMED = "malformed"
    """Has the shape, fails the checksum."""
    SUPPRESSED = "suppressed"
    """An inline ``keyproof: ignore[...]`` stands on the line, or the user's exceptions file names it."""


FINDING_CLASSES = frozenset({SecretClass.LIVE, SecretClass.EXPIRED, SecretClass.WEAK_DEFAULT})


class CredentialAtRest(Fact, frozen=True, kw_only=True):
    """A value that a rule matched, with its judgement. ``location`` is the first of ``locations``."""

    rule: str
    kind: str
    """The credential kind in words: ``GitHub personal access token (classic)``."""
    provider: str
    secret: Secret
    fingerprint: str
    """Keyed, 32 hex digits: the identity of the value."""
    secret_class: SecretClass
    confidence: float
    """0 to 1: how likely it is a working credential of that kind."""
    reasons: tuple[str, ...]
    """Why this class and confidence, in words."""
    setting: Setting
    name: str = ""
    """The name the value is bound to, where there is one."""
    fallback: bool = False
    """It is the default of an environment or option read."""
    locations: tuple[Location, ...] = ()
    in_tree: bool = True
    """It stands in the tree as it is now."""
    in_history: bool = False
    """A commit holds it (also when it stands in HEAD)."""
    revoke: str = ""
    """The provider's page to revoke it."""
    more_locations: int = 0
    """Places beyond those listed."""
    parts: tuple[str, ...] = ()
    """Kind and mask of the other parts (a key id) that stand beside it and make it complete."""
    counts: bool = True
    """Its class is one of those that the user wants as findings."""

    @property
    def exposed(self) -> bool:
        """It counts as a value somebody could use; well-known default passwords are another matter (KP007)."""
        return self.counts and self.secret_class is not SecretClass.WEAK_DEFAULT


Source = Literal[
    "env", "cli", "file", "keyring", "secret-manager", "oauth", "header", "cloud-chain", "tool-argument", "literal"
]


class Reaction(StrEnum):
    """What happens when a credential is absent. keyproof's own classes: no specification defines them."""

    DEGRADE = "degrade"
    FAIL_FAST = "fail-fast"
    NOISY = "noisy"
    CRASH = "crash"
    SILENT = "silent"
    HANG = "hang"
    WRONG_SUCCESS = "wrong-success"
    UNSAFE_DEFAULT = "unsafe-default"
    NONE_NEEDED = "none-needed"
    UNKNOWN = "unknown"


class CredentialRead(Fact, frozen=True, kw_only=True):
    """One place where the code takes a value from outside."""

    name: str
    """``NOTION_TOKEN``, ``--token``, ``Authorization``: as a user would set it. A trailing ``*`` is a wildcard."""
    source: Source
    secret: bool
    """It is a credential; False for a plain setting that the code reads the same way (kept for KP103)."""
    required: bool | None = None
    default: Literal["none", "empty", "placeholder", "literal", "computed"] = "none"
    validated: str = ""
    """How the value is checked: ``""``, ``presence``, ``format``, ``upstream``."""
    reaction: Reaction = Reaction.UNKNOWN
    reaction_at: Location | None = None
    reaction_names_it: bool = False
    """The message at ``reaction_at`` names the variable."""
    rotation: Literal["refresh", "restart", "none"] = "restart"
    language: str = ""
    via: tuple[str, ...] = ()
    """Functions or settings classes it went through, outermost first."""


class CredentialDocumented(Fact, frozen=True, kw_only=True):
    """A name that documentation or metadata tells a user to set."""

    name: str
    where: Literal[
        "readme", "docs", "env-example", "server.json", "manifest", "smithery", "client-config", "dockerfile",
        "compose", "kubernetes", "ci", "cli-help",
    ]  # fmt: skip
    required: bool | None = None
    secret: bool | None = None
    """The metadata's own flag (``isSecret``, ``sensitive``, ``password``), None where the format has none."""
    value: Literal["none", "placeholder", "literal", "reference", "empty"] = "none"
    described: bool = False
    """Prose explains it, beyond naming it."""


class CredentialLeak(Fact, frozen=True, kw_only=True):
    """A credential reaches a place it must not. ``location`` is the sink; ``flow`` leads there from the read."""

    sink: Literal[
        "log", "stdout", "tool-result", "env-dump", "url", "argv", "cli-option", "plain-http", "tls-off", "file",
        "passthrough",
    ]  # fmt: skip
    credential: str
    flow: tuple[Location, ...] = ()
    confidence: float = 0.8
    detail: str = ""
    """One clause: ``the access token is part of the text the tool returns``."""


class ServerFound(Fact, frozen=True, kw_only=True):
    """An MCP server in the target. ``location`` is where it is declared or started."""

    name: str
    root: str
    """Folder of the server relative to the target, ``""`` for the target itself."""
    language: str
    sdk: str = ""
    package: str = ""
    """Name in its registry, where the manifest gives one."""


class TransportServed(Fact, frozen=True, kw_only=True):
    """A transport the server offers."""

    transport: Literal["stdio", "streamable-http", "sse"]
    default: bool | None = None
    """A user gets this one when nothing is chosen; None if that cannot be told."""


class AuthControl(Fact, frozen=True, kw_only=True):
    """One control of HTTP authorization, as the code shows it."""

    control: Literal[
        "authorization", "oauth", "audience", "issuer", "signature", "expiry", "pkce", "short-lived",
        "resource-metadata", "www-authenticate", "https", "header-only", "session-auth", "static-token",
        "constant-time", "dns-rebinding",
    ]  # fmt: skip
    state: Literal["present", "absent", "weak"]
    detail: str = ""


class ScopesRequested(Fact, frozen=True, kw_only=True):
    """OAuth scopes (or provider permissions) that the code or the documentation asks for."""

    scopes: tuple[str, ...]
    broad: tuple[str, ...] = ()
    """Those of them that the table of broad scopes names."""
    provider: str = ""
    how: Literal["requested", "documented", "validated"] = "requested"


class SecretManagerUsed(Fact, frozen=True, kw_only=True):
    """A standard secret manager is integrated."""

    manager: str


class ExpiryEvidence(Fact, frozen=True, kw_only=True):
    """Credentials expire, are refreshed, or the documentation says how long they live."""

    how: Literal["refresh", "short-lived", "documented", "stored-long-lived", "created-long-lived"]
    detail: str = ""


class EnvironmentsSeparated(Fact, frozen=True, kw_only=True):
    """Evidence that development, staging and production have credentials of their own."""

    detail: str


class UpstreamAuthError(Fact, frozen=True, kw_only=True):
    """How a refused credential (401, 403) is handled."""

    state: Literal["handled", "carries-credential", "generic"]
    detail: str = ""


class SensitiveFile(Fact, frozen=True, kw_only=True):
    """A file whose name says that it holds credentials."""

    family: str
    """``.env``, ``credentials.json``, ``.npmrc``, ``private key``, …"""
    tracked: bool
    in_history: bool = False
    content: Literal["real", "placeholder", "empty", "unknown"] = "unknown"


class IgnoreCoverage(Fact, frozen=True, kw_only=True):
    """What an ignore file covers of the env and credential files."""

    file: str
    """``.gitignore``, ``.dockerignore``, ``.npmignore``, ``package.json files``."""
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class ImageInstruction(Fact, frozen=True, kw_only=True):
    """An instruction of an image build or deployment file that bears on credentials."""

    file_kind: Literal["dockerfile", "compose", "kubernetes"]
    instruction: str
    name: str
    problem: Literal["secret-value", "weak-value", "secret-build-arg", "env-file-copied", "none"]
    """``weak-value``: words or a counted run, which anyone may guess, stand where a credential is set.

    ``none``: it refers to a secret the right way (build secret, secretKeyRef, env_file, ``${VAR}``)."""
    detail: str = ""


class ClientConfigCredential(Fact, frozen=True, kw_only=True):
    """A credential field of an MCP client's configuration inside the target."""

    client: str
    server: str
    field: str
    """``env.API_KEY``, ``args[3]``, ``headers.Authorization``, ``url``."""
    value: Literal["literal", "reference", "placeholder", "empty"]
    committed: bool
    mode: int | None = None
    """POSIX permission bits of the file, None where unknown."""


class SuppressionMarker(Fact, frozen=True, kw_only=True):
    """A mark by which the target's author asks a scanner to look away."""

    tool: str
    reason: str = ""
    checks: tuple[str, ...] = ()
    honoured: bool = False
    """It is keyproof's own and well formed; other tools' marks are only reported."""
    speaks_of_next_line: bool = False
    """It stands alone on its line, as a comment over what it speaks of."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How far one collector got for one type of fact."""

    collector: str
    yields: tuple[str, ...]
    """Names of the fact types it can yield."""
    searched: int
    unit: str = "files"
    complete: bool = True
    gaps: tuple[Gap, ...] = ()


F = TypeVar("F", bound=Fact)


class Facts:
    """All that is known about one server (or the whole target), for checks to read."""

    __slots__ = ("_by_type", "all", "coverage")

    def __init__(self, facts: Iterable[Fact], coverage: Iterable[Coverage] = ()) -> None:
        self.all: tuple[Fact, ...] = tuple(facts)
        self.coverage: tuple[Coverage, ...] = tuple(coverage)
        self._by_type: dict[type[Fact], list[Fact]] = {}
        for fact in self.all:
            self._by_type.setdefault(type(fact), []).append(fact)

    def of(self, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of one type, in the order they were collected."""
        return tuple(self._by_type.get(kind, ()))  # type: ignore[arg-type]

    def searched(self, *kinds: type[Fact]) -> Coverage | None:
        """Return the joined coverage for *kinds*; None if no collector that yields one of them ran."""
        wanted = {kind.__name__ for kind in kinds}
        found = [c for c in self.coverage if wanted & set(c.yields)]
        if not found:
            return None
        covered = {name for c in found for name in c.yields}
        return Coverage(
            collector=", ".join(dict.fromkeys(c.collector for c in found)),
            yields=tuple(sorted(wanted & covered)),
            searched=max(c.searched for c in found),
            unit=found[0].unit,
            complete=wanted <= covered and all(c.complete for c in found),
            gaps=tuple(dict.fromkeys(gap for c in found for gap in c.gaps)),
        )
