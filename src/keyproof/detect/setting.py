"""From a path alone: what kind of file a thing stands in."""

from __future__ import annotations

import re
from functools import lru_cache

from keyproof.model.fact import Setting
from keyproof.patterns import regex

_TEST = regex(
    r"(?:^|/)(?:tests?|__tests__|testdata|test[-_]data|spec|specs|e2e|fixtures?|mocks?|__mocks__|__fixtures__|testing|cassettes?|evals?|testutils?|test[-_]resources)/"
    r"|(?:^|/)(?:test_[^/]*|conftest|[^/]*_test|[^/]*[.\-](?:test|spec|e2e|mock))\.[A-Za-z]+$"
    r"|(?:^|/)[^/]*(?:Tests?|IT)\.(?:java|kt|cs|scala)$",
)
_DOCS = regex(
    r"(?:^|/)(?:docs?|documentation|website|wiki|guides?|tutorials?)/|(?:^|/)[^/]*\.(?:md|mdx|rst|adoc|txt)$|(?:^|/)[^/]*(?:openapi|swagger)[^/]*\.(?:json|ya?ml)$"
    r"|(?:^|/)(?:readme|changelog|contributing)[^/]*$",
    re.I,
)
_EXAMPLE = regex(
    r"(?:^|/)(?:examples?|samples?|demos?|templates?|cookbooks?|quickstarts?)/"
    r"|(?:^|/)[^/]*[.\-_](?:example|sample|template|dist|tmpl|tpl)(?:\.[A-Za-z0-9]+)?$|(?:^|/)example[^/]*$",
    re.I,
)
_ENV = regex(r"(?:^|/)(?:\.env(?:\.[\w\-]+)*|\.envrc|[\w\-]+\.env|env\.(?:local|prod|production|dev))$")
_CREDENTIAL = regex(
    r"(?:^|/)(?:credentials?(?:\.json)?|tokens?\.json|client_secret[^/]*\.json|[^/]*service[-_]?account[^/]*\.json|"
    r"id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|kubeconfig|\.dockercfg|"
    r"[^/]*\.(?:pem|key|p12|pfx|jks|keystore|ppk|kubeconfig|asc))$|(?:^|/)\.(?:docker/config\.json|aws/credentials|kube/config)$",
    re.I,
)
_IMAGE = regex(
    r"(?:^|/)(?:(?:[\w.\-]+\.)?(?:docker|container)file(?:\.[\w.\-]+)?|(?:docker-)?compose[^/]*\.ya?ml)$"
    r"|(?:^|/)(?:k8s|kubernetes|helm|charts?|manifests|deploy)/[^/]*\.ya?ml$",
    re.I,
)
_CLIENT = regex(
    r"(?:^|/)(?:\.mcp\.json|mcp\.json|mcp[-_]config[^/]*\.json|claude_desktop_config[^/]*\.json|mcp_settings\.json|"
    r"cline_mcp_settings\.json|\.cursor/mcp\.json|\.vscode/mcp\.json|\.gemini/settings\.json|\.codex/config\.toml|opencode\.jsonc?)$"
)
_CI = regex(
    r"(?:^|/)(?:\.github/(?:workflows|actions)/|\.gitlab-ci|\.circleci/|azure-pipelines|jenkinsfile|\.travis\.yml)",
    re.I,
)
_CONFIG = regex(
    r"\.(?:json[c5]?|ya?ml|toml|ini|cfg|conf|properties|xml|plist|tfvars|tf|env|config|settings|cnf|rsp|hcl|vars)$",
    re.I,
)


@lru_cache(maxsize=65536)
def setting_of(path: str) -> Setting:
    """Return what kind of file *path* is. Tests win over all; examples win over what they are examples of."""
    for pattern, setting in (
        (_TEST, Setting.TEST), (_EXAMPLE, Setting.EXAMPLE), (_ENV, Setting.ENV_FILE), (_CREDENTIAL, Setting.CREDENTIAL_FILE),
        (_IMAGE, Setting.IMAGE_BUILD), (_CLIENT, Setting.CLIENT_CONFIG), (_CI, Setting.CI), (_DOCS, Setting.DOCS),
        (_CONFIG, Setting.CONFIG),
    ):  # fmt: skip
        if pattern.search(path):
            return setting
    return Setting.SOURCE


_WRITTEN_BY_MACHINES = regex(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lockb?|poetry\.lock|uv\.lock|Pipfile\.lock|"
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
