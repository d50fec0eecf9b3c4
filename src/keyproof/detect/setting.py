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
    r"(?:[\w\-]{0,40}[_\-.])?(?:conf|config|configuration|settings|secrets?|credentials?|creds?|passwords?|passwd|tokens?|"
    r"api[_\-]?keys?|keys|logins?|accounts?|env|environment)"
)
"""Names of plain texts that are no prose."""

_RECORDS: Final = regex(
    r"\.(?:xlsx?|xlsm|ods|vcf|ics|eml|msg|mbox|pcap|pcapng|cap|sqlite3?|db|har|log|dump|bak|pst|jar|war|class)(?:/|$)",
    re.I,
)
"""Names of files that hold what a program or a person recorded: no guide, wherever they stand, nor what is in them."""

_KINDS: Final = (
    _Kind(
        Setting.TEST,
        regex(r"(?:^|/)(?:tests?|__tests__|testdata|test[-_]data|spec|specs|e2e|fixtures?|mocks?|__mocks__|__fixtures__|testing|cassettes?|evals?|testutils?|test[-_](?:resources|servers?|harness))/"),
        regex(r"(?:test_[^/]*|conftest|[^/]*_test|[^/]*[.\-](?:test|spec|e2e|mock))\.[A-Za-z]+$|\.env\.(?:test|testing|e2e)(?:\.local)?$|[^/]*(?:Tests?|IT)\.(?:java|kt|cs|scala)$|test-[^/]*\.(?:pem|key|p12|pfx|jks)$"),
    ),
    _Kind(
        Setting.EXAMPLE,
        regex(r"(?:^|(?<!/com)(?<!/org)(?<!/net)(?<!/io)(?<!/dev)/)(?:examples?|samples?|demos?|templates?|cookbooks?|quickstarts?)/", re.I),
        regex(
            r"[^/]*[.\-_](?:example|sample|template|dist|tmpl|tpl)(?:\.[A-Za-z0-9]+)?$|example[^/]*$|"
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
        regex(r"(?:(?:[\w.\-]+\.)?(?:docker|container)file(?:\.[\w.\-]+)?|(?:docker-)?compose[^/]*\.ya?ml)$", re.I),
        regex(r"(?:k8s|kubernetes|helm|charts?|manifests|deploy)/[^/]*\.ya?ml$", re.I),
    ),
    _Kind(
        Setting.CLIENT_CONFIG,
        None,
        regex(
            r"(?:\.mcp\.json|mcp\.json|mcp[-_]config[^/]*\.json|claude_desktop_config[^/]*\.json|mcp_settings\.json|"
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
        None,
        None,
        regex(r"(?:conf|configs?|configuration|settings|secrets?|credentials?)/(?!readme|license|notes|about|requirements|cmakelists)[^/]*\.txt$", re.I),
    ),
    _Kind(
        Setting.DOCS,
        regex(r"(?:^|/)(?:docs?|documentation|website|wiki|guides?|tutorials?)/", re.I),
        regex(
            rf"(?!{_HOLDS}\.txt$)[^/]*\.(?:md|mdx|rst|adoc|txt)$|[^/]*(?:openapi|swagger)[^/]*\.(?:json|ya?ml)$|(?:readme|changelog|contributing)[^/]*$",
            re.I,
        ),
    ),
    _Kind(
        Setting.CONFIG,
        None,
        regex(
            r"[^/]*\.(?:json[c5]?|ya?ml|toml|ini|cfg|conf|properties|xml|plist|tfvars|tf|env|config|settings|cnf|rsp|hcl|vars)$|"
            rf"(?:\.gitconfig|\.?hgrc|fstab|sasl_passwd|passwd\.client|(?:chap|pap)-secrets|ipsec\.secrets)$|{_HOLDS}\.txt$",
            re.I,
        ),
        regex(r"\.git/config(?:\.worktree)?$", re.I),
    ),
)  # fmt: skip
"""In this order: tests win over all, examples over what they are examples of."""


@lru_cache(maxsize=65536)
def setting_of(path: str) -> Setting:
    """Return what kind of file *path* is."""
    folder, slash, name = path.rpartition("/")
    around = _settings_of(folder + slash) if slash else frozenset[Setting]()
    last_two = folder.rpartition("/")[2] + slash + name
    recorded = Setting.DOCS in around and _RECORDS.search(path)
    for kind in _KINDS:
        if recorded and kind.setting is Setting.DOCS:
            continue
        if kind.setting in around or (kind.name is not None and kind.name.match(name)):
            return kind.setting
        if slash and kind.last_two is not None and kind.last_two.match(last_two):
            return kind.setting
    return Setting.SOURCE


@lru_cache(maxsize=8192)
def _settings_of(folder: str) -> frozenset[Setting]:
    """Return the settings that *folder*, which ends with a slash, stands for."""
    return frozenset(k.setting for k in _KINDS if k.folder is not None and k.folder.search(folder))


_WRITTEN_BY_MACHINES = regex(
    r"(?:^|/)(?:package-lock\.json|\.next/server/server-reference-manifest\.(?:json|js)|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lockb?|poetry\.lock|uv\.lock|Pipfile\.lock|"
    r"pdm\.lock|Cargo\.lock|go\.(?:sum|work\.sum)|composer\.lock|Gemfile\.lock|\.secrets\.baseline|"
    r"[^/]*(?:\.min\.(?:js|css)|\.bundle\.js|-bundle\.js|\.map|\.svg|\.csv|\.tsv|\.drawio|\.pb|\.onnx|\.lock|\.snap|\.ambr|\.css|"
    r"\.scss|\.less|\.po|\.pot|\.geojson|\.parquet|\.sum|\.pdf|\.png|\.jpe?g|\.gif|\.ico|\.woff2?|\.ttf))$"
    r"|(?:^|/)(?:node_modules|third_party|\.yarn|bower_components|site-packages)/",
    re.I,
)


_LOCK = regex(r"(?:^|[/._-])lock(?:\.(?:json|ya?ml|hcl))?$|-lock\.|\.sum$|npm-shrinkwrap\.json$", re.I)


@lru_cache(maxsize=65536)
def is_lock(path: str) -> bool:
    """Whether *path* is a lock file: names of packages beside the hashes of what they hold."""
    return bool(_LOCK.search(path))


@lru_cache(maxsize=65536)
def has_generic(path: str) -> bool:
    """Whether generic matches are looked for in *path*: not in lock files, bundles, maps, images, which machines write."""
    return not _WRITTEN_BY_MACHINES.search(path)
