"""From a path alone: what kind of file a thing stands in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from keyproof.model.fact import Setting
from keyproof.patterns import regex


class _Kind(NamedTuple):
    """How files of one setting are known: by a folder they stand in, by their name, or by the last folder and the name."""

    setting: Setting
    folder: re.Pattern[str] | None
    name: re.Pattern[str] | None
    last_two: re.Pattern[str] | None = None


_HOLDS: Final = (
    r"(?=[^/]*\.txt$)(?:[\w\-]{0,40}[_\-.])?(?:conf|config|configuration|settings|secrets?|credentials?|creds?|passwords?|passwd|tokens?|"
    r"api[_\-]?keys?|keys|logins?|accounts?|env|environment)\.txt$"
)
"""Names of plain texts that are no prose; the end is looked at first, as few end so."""

_RECORDS: Final = regex(
    r"\.(?:xlsx?|xlsm|ods|vcf|ics|eml|msg|mbox|pcap|pcapng|cap|sqlite3?|db|har|log|dump|bak|pst|jar|war|class)(?:/|$)",
    re.I,
)
"""Names of files that hold what a program or a person recorded: no guide, wherever they stand, nor what is in them."""

_KINDS: Final = (
    _Kind(
        Setting.TEST,
        regex(r"(?:^|/)(?:tests?|(?:[\w.]{0,60}[a-z.])?Tests?|__tests__|testdata|test[-_]data|spec|specs|e2e|fixtures?|mocks?|__mocks__|__fixtures__|testing|cassettes?|evals?|testutils?|test[-_](?:resources|servers?|harness)|corpus|corpora|bench|benches|challenges?[-_]?[0-9]{1,2}|(?:[\w-]{0,40}[-_])?vulnerable(?:[-_][\w-]{0,40})?|honeypots?|(?:bad|evil|malicious|insecure)[-_](?:mcps?|servers?|apps?|agents?|tools?|examples?|samples?|code))/"),
        regex(r"(?:playwright|cypress|vitest|jest|karma|wdio)\.conf(?:ig)?\.[a-z]+$|(?:test_[^/]*|conftest|[^/]*_tests?|[^/]*[.\-](?:tests?|spec|e2e|mock|msw|stories)|mock(?:[-_]?[dD]ata)?s?|[\w-]{1,40}[-_]?[mM]ock[-_]?[dD]ata)\.[A-Za-z]+$|\.env\.(?:test|testing|e2e|ci)(?:\.local)?$|phpunit(?:\.[\w-]{1,20})?\.xml(?:\.dist)?$|[^/]*(?:Tests?|IT)\.(?:java|kt|cs|scala|groovy|swift|mm?|php)$|[^/]*Spec\.(?:groovy|hs)$|test-[^/]*\.(?:pem|key|p12|pfx|jks)$|[^/]*\.yara?$|(?:credential|token|secret)s?[-_](?:theft|steal(?:er|ing)|exfil\w{0,8})[^/]*\.(?:py|[jt]s)$"),
        regex(r"ci/[^/]*values\.ya?ml$"),
    ),
    _Kind(
        Setting.EXAMPLE,
        regex(r"(?:^|(?<!/com)(?<!/org)(?<!/net)(?<!/io)(?<!/dev)/)(?:examples?|samples?|demos?|templates?|cookbooks?|quickstarts?)/", re.I),
        regex(
            r"[^/]*[.\-_](?:examples?|samples?|template|dist|tmpl|tpl)(?:\.[A-Za-z0-9]+)?$|example[^/]*$|smithery\.ya?ml$|"
            r"lib(?:gnutls|n?crypto|n?ssl|mbed\w{1,10}|wolfssl|nss3|softokn3|freebl3|gcrypt)[\w.-]{0,40}\.(?:so|dylib|dll)(?:\.\d+)*$|"
            r"(?:[^/]*[.\-_])?demo\.(?:json[c5]?|ya?ml|toml|ini|cfg|conf|properties|env)$",
            re.I,
        ),
    ),
    _Kind(
        Setting.ENV_FILE,
        None,
        regex(r"(?:\.env(?:\.[\w\-]+)*|\.envrc|[\w\-]+\.env|env\.(?:local|prod|production|dev))$"),
    ),
    _Kind(
        Setting.CREDENTIAL_FILE,
        None,
        regex(
            r"(?:credentials?(?:\.json)?|tokens?\.json|client_secret[^/]*\.json|[^/]*service[-_]?account[^/]*\.json|"
            r"id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|kubeconfig|\.dockercfg|"
            r"[^/]*\.(?:pem|key|p12|pfx|jks|keystore|ppk|kubeconfig|asc))$",
            re.I,
        ),
        regex(r"\.(?:docker/config\.json|aws/credentials|kube/config)$", re.I),
    ),
    _Kind(
        Setting.IMAGE_BUILD,
        None,
        regex(r"(?:(?:[\w.\-]+\.)?(?:docker|container)file(?:\.[\w.\-]+)?|(?:docker-)?compose[^/]*\.ya?ml(?:\.[\w-]{1,20})?)$", re.I),
        regex(r"(?:k8s|kubernetes|helm|charts?|manifests|deploy)/[^/]*\.ya?ml$", re.I),
    ),
    _Kind(
        Setting.CLIENT_CONFIG,
        None,
        regex(
            r"(?:\.mcp\.json|mcp\.json|mcp[-_]config[^/]*\.json|claude[-_]desktop[-_]config[^/]*\.json|mcp_settings\.json|"
            r"cline_mcp_settings\.json|opencode\.jsonc?)$"
        ),
        regex(r"(?:\.cursor/mcp\.json|\.vscode/mcp\.json|\.gemini/settings\.json|\.codex/config\.toml)$"),
    ),
    _Kind(
        Setting.CI,
        regex(r"(?:^|/)(?:\.github/(?:workflows|actions)/|\.gitlab-ci|\.circleci/|azure-pipelines|jenkinsfile|\.travis\.yml)", re.I),
        regex(r"(?:\.gitlab-ci|azure-pipelines|jenkinsfile|\.travis\.yml)", re.I),
    ),
    _Kind(
        Setting.CONFIG,
        regex(r"(?:^|/)(?:cron\.d|system-connections)/"),
        None,
        regex(r"(?:conf|configs?|configuration|settings|secrets?|credentials?)/(?!readme|license|notes|about|requirements|cmakelists)[^/]*\.txt$", re.I),
    ),
    _Kind(
        Setting.DOCS,
        regex(r"(?:^|/)(?:docs?|documentation|website|wiki|guides?|tutorials?)/", re.I),
        regex(
            rf"(?!{_HOLDS})[^/]*\.(?:md|mdx|mdc|rst|adoc|txt|markdown|asciidoc|org|eml|textile|wiki|mediawiki)$|\.(?:cline|cursor|windsurf|roo|goose)(?:rules|hints)$|[^/]*(?:openapi|swagger)[^/]*\.(?:json|ya?ml|[jt]s)$|(?:readme|changelog|contributing)[^/]*$|(?-i:PKG-INFO|METADATA)$|(?:\w{{1,40}}_)?doc(?:s|umentation)?_[a-z_]{{1,40}}$",
            re.I,
        ),
    ),
    _Kind(
        Setting.CONFIG,
        None,
        regex(
            r"[^/]*\.(?:json[c5]?|ya?ml|toml|ini|cfg|cf|conf|properties|xml|plist|tfvars|tf|env|config|settings|cnf|rsp|hcl|vars|acl|ovpn|nmconnection|netdev|reg|rdp|cron|crontab|service)$|"
            rf"(?:\.gitconfig|\.[a-z]{{2,14}}(?<!sh)rc|\.(?:s3cfg|boto|pgpass)|pgpass|crontab|\.?hgrc|fstab|sasl_passwd|passwd\.client|(?:chap|pap)-secrets|ipsec\.secrets)$|{_HOLDS}",
            re.I,
        ),
        regex(r"\.git/config(?:\.worktree)?$", re.I),
    ),
)  # fmt: skip
"""In this order: tests win over all, examples over what they are examples of."""


_MACHINES_ENDS: Final = (
    ".min.css", ".map", ".svg", ".csv", ".tsv", ".drawio", ".pb", ".onnx", ".lock",
    ".snap", ".ambr", ".css", ".scss", ".less", ".po", ".pot", ".geojson", ".parquet", ".sum", ".pdf", ".png", ".jpg",
    ".jpeg", ".gif", ".ico", ".woff", ".woff2", ".ttf",
)  # fmt: skip
_MACHINES_NAMES: Final = frozenset(
    ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "pnpm-lock.yml", "bun.lockb", ".secrets.baseline", ".rscinfo", ".previewinfo",
     *(f"{of}-manifest.{end}" for of in ("server-reference", "prerender", "middleware") for end in ("js", "json")))
)  # fmt: skip
_MACHINES_FOLDERS: Final = regex(
    r"(?:^|/)(?:node_modules|third_party|\.mypy_cache|\.ruff_cache|\.pytest_cache|\.yarn|bower_components|site-packages|vendor-chunks)/",
    re.I,
)
"""Bundles, maps, images, lock files, packages: machines write them."""

_LOCK: Final = regex(r"(?:^|[._-])lock(?:\.(?:json|ya?ml|hcl))?$|-lock\.|\.sum$|npm-shrinkwrap\.json$", re.I)
_LOCK_FOLDER: Final = regex(r"-lock\.", re.I)


class _Named(NamedTuple):
    """What the name of a file says, wherever it stands."""

    kinds: tuple[int, ...]
    """Which of `_KINDS` it is of, in order."""
    is_lock: bool
    by_machine: bool


class _Around(NamedTuple):
    """What a folder says of the files in it."""

    kinds: tuple[int, ...]
    is_lock: bool
    by_machine: bool


@lru_cache(maxsize=65536)
def setting_of(path: str) -> Setting:
    """Return what kind of file *path* is."""
    folder, slash, name = path.rpartition("/")
    around = _around(folder + slash).kinds
    kinds = {*around, *_named(name).kinds}
    if slash and name.lower().endswith(_LAST_TWO_ENDS):
        last_two = folder.rpartition("/")[2] + slash + name
        kinds.update(number for number, known in _LAST_TWO if known.match(last_two))
    if _EXAMPLE in kinds and name.lower().endswith(_PAGES) and not _SHOWN.search(path):
        kinds.discard(_EXAMPLE)
    if not kinds:
        return Setting.SOURCE
    if _DOCS in kinds and _OTHERS.search(folder + slash):
        return Setting.EXAMPLE
    if _DOCS in around and _RECORDS.search(path):
        kinds.discard(_DOCS)
    if _TEST in kinds and ((_PROSE.search(name) and not _TESTED.search(path)) or name.endswith(_REQUESTS)):
        kinds.discard(_TEST)
    if _TEST in kinds and _RECORDED.search(path) and not is_made(path):
        kinds.discard(_TEST)
    if (
        _TEST in kinds
        and _TEST not in _named(name).kinds
        and name in _RUN_WITH
        and not _TESTED.search(_HARNESS.sub("", path))
    ):
        kinds.discard(_TEST)
    if _TEST in kinds and _TEST not in around and _TRIAL.match(path):
        return Setting.TRIAL
    return _KINDS[min(kinds)].setting if kinds else Setting.SOURCE


_OTHERS: Final = regex(r"(?:^|/)(?:node_modules|site-packages)/", re.I)
"""Where packages of others are unpacked: their guides show what nobody here uses."""

_PROSE: Final = regex(r"\.(?:md|mdx|rst|adoc)$", re.I)
_TESTED: Final = regex(r"(?:test|e2e|fixture|mock|cassette|evals?(?:/|$))", re.I)
"""What tells prose of tests from the specification of a program, which lies in ``specs`` too."""

_RECORDED: Final = regex(
    r"(?i)(?:^|/)(?:[\w-]{0,40}[-_])?(?:(?:session|agent|chat|run|eval)[-_]?(?:logs?|results?|sessions?)|transcripts?|logs|results)/(?:[^/]+/){0,8}[^/]+\.(?:jsonl?|log|txt|out)$"
)
"""Logs of what really ran, which lie with tests too."""

_MADE: Final = regex(
    r"(?i)(?:^|/)[\w-]{0,40}(?:fixture|mock|cassette|testdata|test[-_]data|snapshot|golden|expected|sample|example|stub|fake|dummy)"
)


def is_made(path: str) -> bool:
    """Whether *path* says that what lies there was made for tests."""
    return _MADE.search(path) is not None


_RUN_WITH: Final = frozenset((".env", ".env.local"))
_HARNESS: Final = regex(r"(?i)(?:^|(?<=/))(?:test|integration)[_-](?:harness|client|app|server|deploy\w*|env\w*)/")
"""Folders of programs that people run by hand, with an environment of their own, to see whether all works together."""

_TRIAL: Final = regex(
    r"(?:[^/]+/)?test[_-][^/]*\.(?:py|[cm]?js|php|rb)$|(?:[^/]+/){0,12}(?:test[_-][^/]*|[^/]*[_.-]tests?)\.(?:sh|bash|zsh|ps1|bat|cmd)$"
)
"""A script at the top, or one that starts tests: people give it their own keys."""

_REQUESTS: Final = (".http", ".rest")
"""Requests that people send by hand from their editor."""

_TEST: Final = next(number for number, kind in enumerate(_KINDS) if kind.setting is Setting.TEST)
_EXAMPLE: Final = next(number for number, kind in enumerate(_KINDS) if kind.setting is Setting.EXAMPLE)
_PAGES: Final = (".html", ".htm", ".j2.html", ".ejs", ".hbs", ".erb", ".cshtml", ".twig")
_SHOWN: Final = regex(r"(?i)example|sample|demo|cookbook|quickstart")
"""What shows how it is done; pages that a server makes lie in ``templates``, too."""
_DOCS: Final = next(number for number, kind in enumerate(_KINDS) if kind.setting is Setting.DOCS)
_LAST_TWO_ENDS: Final = (".json", ".yaml", ".yml", ".txt", ".toml", "config", "credentials", "config.worktree")
"""How all end that `_Kind.last_two` is about."""
_LAST_TWO: Final = tuple((number, kind.last_two) for number, kind in enumerate(_KINDS) if kind.last_two is not None)


@lru_cache(maxsize=16384)
def _named(name: str) -> _Named:
    lowered = name.lower()
    kinds = tuple(n for n, kind in enumerate(_KINDS) if kind.name is not None and kind.name.match(name))
    return _Named(kinds, bool(_LOCK.search(name)), lowered.endswith(_MACHINES_ENDS) or lowered in _MACHINES_NAMES)


@lru_cache(maxsize=8192)
def _around(folder: str) -> _Around:
    """*folder* ends with a slash, or is none."""
    kinds = tuple(n for n, kind in enumerate(_KINDS) if kind.folder is not None and kind.folder.search(folder))
    return _Around(kinds, bool(_LOCK_FOLDER.search(folder)), bool(_MACHINES_FOLDERS.search(folder)))


def is_lock(path: str) -> bool:
    """Whether *path* is a lock file: names of packages beside the hashes of what they hold."""
    folder, slash, name = path.rpartition("/")
    return _named(name).is_lock or _around(folder + slash).is_lock


def has_generic(path: str) -> bool:
    """Whether generic matches are looked for in *path*: not in lock files, bundles, maps, images, which machines write."""
    folder, slash, name = path.rpartition("/")
    return not (_named(name).by_machine or _around(folder + slash).by_machine)
