"""Which names are those of credentials, and what kind of credential a name speaks of.

The words were tuned on the names that 24 published MCP servers read. A word alone never decides: ``next_token`` pages
through a list, ``max_tokens`` counts words, ``TOKEN_URL`` is an address.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from keyproof.code.sources_table import GENERIC_PREFIXES, PROVIDERS
from keyproof.patterns import regex

_CAMEL: Final = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD: Final = regex(r"[^a-z0-9*]++")

_CONNECTION: Final = regex(
    r"(?:^|_)(?:database|db|redis|kv|mongo(?:db)?|postgres(?:ql)?|pg|mysql|mariadb|amqp|rabbitmq|clickhouse|sql(?:alchemy)?)"
    r"_(?:url|uri|dsn|conn(?:ection)?(?:_str(?:ing)?|_url|_uri)?)$"
    r"|(?:^|_)(?:dsn|conn(?:ection)?_?str(?:ing)?|webhook_url)$"
)

_EXACT: Final = frozenset({"aws_access_key_id", "google_application_credentials", "pgpassword", "netrc"})

_NEVER: Final = frozenset({"pwd", "oldpwd", "sentry_dsn", "pat_h", "ssh_auth_sock", "git_askpass", "ssh_askpass"})

_PLAIN_SUFFIX: Final = regex(
    r"_(?:path|paths|file|files|filename|arn|id|ids|url|uri|urls|name|names|in|ttl|type|types|enabled?|disabled|count"
    r"|limit|limits|tool|tools|mode|issuer|jwks_uri|passthrough|length|size|prefix|suffix|field|endpoint|host|port"
    r"|scopes?|provider|version|budget|usage|timeout|dir|directory|folder|store|storage|cache|pattern|regex|required"
    r"|validation|status|region|audience|algorithm|format|source|location|env|env_?var|label|title|description|class"
    r"|expir(?:y|es|ation)(?:_.*)?|expires_(?:in|at)|lifetime|interval|rotation|days|hours|minutes|seconds|secs?|ms"
    r"|leeway|margin|buffer|threshold|max|min|per_\w+|policy|rules?|strategy|method|flow|verifier|manager|service|servers?"
    r"|sha1|sha224|sha256|sha384|sha512|sha\d*sums?|md5|checksum|digest|fingerprint|present|exists|same_?site|model|encoding|encoder|valid|configured|available|set|hint|message|error|placeholder|example|template|exchange)$"
)
"""Endings that turn a credential word into a plain setting: where it is, how long it lives, what it is called."""

_PLAIN_PREFIX: Final = regex(
    r"^(?:enable|enabled|disable|disabled|use|no|skip|require|requires|allow|is|has|with|without|should|ignore|show|hide"
    r"|mask|max|min|num|n|total|count)_"
)

_SWITCH: Final = regex(r"(?:^|_)(?:only_use|include|prefer|use)_(?:[a-z0-9]{1,20}_){0,4}credentials?$")
"""Switches that say which credentials a cloud's SDK looks for."""

_ACTION: Final = regex(
    r"(?:^|_)(?:generate|print|rotate|revoke|trust|disable|enable|skip|require|allow|force)_(?:[a-z0-9]{1,20}_){0,3}"
    r"(?:auth|authorization|tokens?|credentials?|secrets?|keys?|passwords?)$"
)
"""Switches and commands that say what is done with a credential."""

_NOT_A_TOKEN: Final = regex(
    r"(?:^|_)(?:max|min|next|page|paging|pagination|continuation|continue|client|client_request|num|number_of|total"
    r"|prompt|completion|input|output|sync|cursor|start|starting|end|idempotency|cancel|cancellation|context|stop|eos|bos"
    r"|pad|mask|special|reserved|cached|used|progress|delta|resume|resumption|invalidation|last|prev|previous|chunk|n"
    r"|response|reasoning|thinking|total|remaining|extra|design|style|color|request|update|list|change|changes|lock"
    r"|task|upload|download|nft|erc20|base|quote|native|from|to)_?tokens?(?:$|_)"
)

_HEADER_LISTS: Final = regex(
    r"(?:^|_)(?:passthrough|allowed?|exposed?|cors|forward(?:ed)?|redact(?:ed)?|included?|log(?:ged)?|response)_headers?$"
)
"""Lists of header names, not headers."""

_COUNTED: Final = regex(r"(?:^|_)tokens(?:$|_)")
_MANY_TOKENS: Final = regex(r"(?:^|_)(?:access|refresh|auth|api|bearer|bot|user|static|valid|allowed)_tokens$")

_SECRET: Final = regex(
    r"(?:^|_)(?:pass(?:word|wd|phrase|code)|pass|pwd|secret|token|api_?key|apikey|access_?key|private_?key|client_?secret"
    r"|credential|auth_?key|auth_?token|auth_?header|authorization|cookie|session_?token|xox[bpcd](?:_token)?|pat|bearer|jwt"
    r"|signing_?key|state_?key|encryption_?key|master_?key|admin_?key|license_?key|service_?key|service_?role_?key"
    r"|account_?key|subscription_?key|shared_?key|app_?key|application_?key|deploy_?key|root_?key|secret_?key"
    r"|webhook|headers)s?(?:$|_)"
    r"|(?:password|passwd|apikey|secret|authtoken|accesstoken|bearertoken)$"
    r"|(?:^|_)auth$"
)

_PUBLIC: Final = regex(r"(?:^|_)(?:public|publishable|vapid_public)_")

_KINDS: Final = tuple(
    (regex(pattern), kind)
    for pattern, kind in (
        (_CONNECTION.pattern.replace("webhook_url", "dsn"), "connection string"),
        (r"webhook", "webhook URL"),
        (r"client_?secret", "OAuth client secret"),
        (r"refresh_?token", "OAuth refresh token"),
        (r"service_account|google_application_credentials", "service account credentials"),
        (r"^aws_access_key_id$", "access key id"),
        (r"secret_?access_?key|access_?key(?:_secret)?$", "access key"),
        (r"private_?key|ssh_?key|(?:^|_)pem$", "private key"),
        (r"passphrase", "passphrase"),
        (r"(?:^|_)pass(?:word|wd|code)?s?$|(?:^|_)pwd(?:$|_)|password|passwd", "password"),
        (r"(?:^|_)(?:personal_access_token|pat)(?:$|_)", "personal access token"),
        (r"bot_?token|xoxb", "bot token"),
        (r"access_?token|bearer|oauth_?token|user_?token|xox[pcd]", "access token"),
        (r"session_?token", "session token"),
        (r"jwt", "JSON web token"),
        (r"api_?tokens?$", "API token"),
        (r"(?:^|_)(?:api|app|application|auth|subscription|service|service_?role|account|admin|master|root|deploy)_?keys?$"
         r"|api_?key", "API key"),
        (r"(?:signing|encryption|state|shared)_?key|(?:jwt|session|signing|webhook)_?secret",
         "signing or encryption key"),
        (r"license_?key", "license key"),
        (r"cookie", "session cookie"),
        (r"headers?$|^authorization$", "request header"),
        (r"token", "token"),
        (r"secret", "secret"),
        (r"credential", "credentials"),
        (r"key", "API key"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def words(name: str) -> str:
    """Return *name* in lower case with ``_`` between its words: ``--api-key``, ``apiKey`` and ``API_KEY`` are equal."""
    bare = name.strip().lstrip("-$")
    if not bare.isupper():
        bare = _CAMEL.sub("_", bare)
    return _NO_WORD.sub("_", bare.lower()).strip("_")


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Return whether a value of this name is a credential."""
    low = words(name).strip("*_")
    if not low or len(low) > 128:
        return False
    if low in _EXACT:
        return True
    if low in _NEVER or _PUBLIC.search(low):
        return False
    if _CONNECTION.search(low):
        return True
    if _PLAIN_SUFFIX.search(low) or _PLAIN_PREFIX.search(low) or _NOT_A_TOKEN.search(low):
        return False
    if _HEADER_LISTS.search(low) or _SWITCH.search(low) or _ACTION.search(low):
        return False
    if _COUNTED.search(low) and not _MANY_TOKENS.search(low):
        return False
    if _SECRET.search(low):
        return True
    head, _, tail = low.rpartition("_")
    return tail == "key" and head in PROVIDERS


def is_secret_argument(name: str, description: str = "") -> bool:
    """Return whether a tool's parameter of this name asks the model for a credential.

    A bare ``token``, ``credentials`` or ``headers`` is one only where its description says so: tokens are also coins,
    words and cursors.
    """
    low = words(name)
    if low in _VAGUE:
        return bool(_SAYS_CREDENTIAL.search(description))
    if low.endswith("_token") and not _AUTH_TOKEN.search(low):
        # Tokens of workflows, versions and locks: one tool gives them out and another takes them back.
        return low.split("_")[0] in PROVIDERS
    return is_secret_name(name) and not low.endswith(("headers", "webhook", "webhook_url"))


_VAGUE: Final = frozenset({"token", "tokens", "auth", "credential", "credentials", "headers", "pass", "secret",
                           "cookie", "cookies", "webhook", "bearer", "authorization", "pat"})  # fmt: skip
_AUTH_TOKEN: Final = regex(
    r"(?:^|_)(?:access|api|auth|authentication|authorization|bearer|bot|user|oauth|refresh|session|personal|jwt|login|admin"
    r"|service|security|secret|id|app|developer|account)_token$"
)
_SAYS_CREDENTIAL: Final = regex(
    r"(?i)\b(?:auth(?:entication|orization)?|access|api|bearer|credentials?|log-?in|jwt|password|secret key|oauth"
    r"|personal)\b"
)


def kind_of(name: str) -> str:
    """Return the kind of credential in words: ``API key``, ``password``; ``credential`` when the name does not tell."""
    low = words(name).strip("*_")
    return next((kind for pattern, kind in _KINDS if pattern.search(low)), "credential")


def provider_of(name: str) -> str:
    """Return the provider that a name begins with: ``Notion`` for ``NOTION_TOKEN``; ``""`` when it names none."""
    parts = words(name).split("_")
    for count in (3, 2, 1):
        if len(parts) > count or (len(parts) == count and count > 1):
            found = PROVIDERS.get("_".join(parts[:count]))
            if found is not None:
                return found
    head = parts[0]
    if len(parts) < 2 or head in GENERIC_PREFIXES or len(head) < 3 or not head.isalpha():
        return ""
    return head.capitalize()


PLACEHOLDER: Final = regex(
    r"(?i)^(?:<[^>]*>|\$?\{[^}]*\}|your[-_ ].*|.*[-_ ]here|x{3,}|\*+|\.{3,}|replace[-_ ]?me.*"
    r"|(?:insert|enter|put|add)[-_ ].*|example.*|placeholder.*|todo.*|(?:sk-)?x+|undefined|null|none)$"
)
"""Defaults that say «put yours here»."""

NOT_NEEDED: Final = regex(
    r"(?i)^(?:not[-_ ]?(?:needed|used|required|set|provided|applicable)|no[-_ ]?key(?:[-_ ]required)?"
    r"|sk-no-key-required|n/?a|empty|dummy(?:[-_]\w+)?|unused|ollama|lm-?studio|anonymous|fake|ignored|optional)$"
)
"""Defaults that say «this server needs none»: local models and anonymous access."""
