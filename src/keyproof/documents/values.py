"""What a value in a configuration or an example is: a literal, a placeholder, a reference, or nothing.

This is for documents (examples, configuration, snippets). Which names are those of credentials is for
``keyproof.code.names``, which shapes are a provider's for ``keyproof.detect``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final, Literal

from keyproof.patterns import regex

State = Literal["literal", "placeholder", "reference", "empty"]

_SECRET_PARAMETER = regex(
    r"(?:^|_)(?:pass|passwd|password|pwd|secret|token|api_?key|access_?key|client_?secret|key|auth|sig|signature|pat|jwt)s?$"
)
_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_SCHEME = regex(r"(?:bearer|basic|token|bot|apikey|api-key|key)[ \t]+(?=\S)", re.I)
_LABEL = regex(r"[A-Za-z][A-Za-z-]{1,40}:[ \t]+(?=\S)|(?:Authorization|X-Api-Key|Api-Key):(?=\S)", re.I)
_REFERENCE = regex(
    r"\$\{\{[^{}\n]{1,300}\}\}"  # GitHub Actions, Continue
    r"|\$\{[^{}\n]{1,300}\}"  # shell, VS Code ${input:x}, Cursor ${env:X}, MCPB ${user_config.x}
    r"|\$\([^()\n]{1,300}\)"  # command substitution, make, Kubernetes
    r"|(?<![^\s:=\"'/])\$(?:env:)?[A-Za-z_][A-Za-z0-9_]{0,100}\b"
    r"|%[A-Za-z_][A-Za-z0-9_]{1,100}%"  # cmd.exe
    r"|\{(?:env|file|input|secret):[^{}\n]{1,200}\}"  # OpenCode
    r"|\{\{[^{}\n]{1,300}\}\}"  # templates
    r"|<%[=-]?[^%\n]{1,200}%>"
    r"|`[^`\n]{1,300}`"
)
_REFERENCE_WHOLE = regex(
    r"(?:op://|vault:|secret://|sm://|keyring:|keychain:|doppler://|infisical://|bws://|pass://|ref\+|file://|secretref:"
    r"|arn:aws:(?:secretsmanager|ssm):|projects/[^/\s]{1,100}/secrets/|@Microsoft\.KeyVault\(|keyvault:|ssm:|awssm:"
    r"|(?:process\.env|os\.environ|import\.meta\.env|env)[.\[(]|os\.getenv\(|/run/secrets/"
    r"|(?:config|settings|secrets|options)\.[a-z_][\w.]{1,80}\Z"
    r"|/var/run/secrets/|enc\[|!secret )",
    re.I,
)
_NOTED = regex(
    r"(?:env|environ|secrets?|files?|keychain|sops|(?:aws|gcp|azure)-?(?:sm|secrets?|ps|kv)|gcpsm|azurekv|akv|bws|infisical|doppler|1password|bitwarden):"
    r"(?://)?(?P<where>[A-Za-z_~.$/][\w.$/#@:-]{1,300})\Z",
    re.I,
)
"""What programs write for a value that they look up when they start: ``env:NAME``, ``file:/run/secrets/token``."""

_LOCAL_DATABASE = regex(r"(?:sqlite|duckdb|file|h2|derby)(?:\+\w{1,20})?:")
_DEFAULT = regex(r"\$\{[^{}:\n]{1,120}:?[-=]([^{}\n]{1,300})\}\Z")
_USERINFO = regex(r"[a-z][a-z0-9+.\-]{1,30}://([^\s:/@]{0,200}):([^\s/@]{0,300})@([^\s/]{0,300})", re.I)
_QUERY = regex(r"[?&]([A-Za-z_][A-Za-z0-9_.\-]{0,60})=([^&\s#]{0,400})")
_URL = regex(r"[a-z][a-z0-9+.\-]{1,30}://", re.I)

_ENCLOSED = regex(r"<[^<>\n]{0,200}>|\[[^\[\]\n]{1,200}\]|\{[^{}\n]{1,200}\}|__[A-Z][A-Z0-9_]{1,80}__|@[A-Z_]{3,80}@")
_FILLER = regex(r"[x*.#•·…_\-0?+\s]{3,}\Z|(.)\1{3,}\Z", re.I)
_ELLIPSIS = regex(r"\.{3}|…|\*{3,}|x{4,}|X{4,}|•{2,}|0{8,}")
_SAYS_SO = regex(
    r"(?:^|[^a-z])(?:your|you|my|change|changeme|change_?it|replace|replaceme|insert|enter|put|paste|fill|add|set|provide"
    r"|todo|tbd|fixme|dummy|example|sample|placeholder|fake|mock|here|redacted|removed|hidden|masked|secret[_-]?here"
    r"|foo|bar|foobar|baz|abc|abcd|abcdefg?|some|value|string|goes|generated?|copied|from|test|testing|demo|none|optional"
    r"|supersecret|not[_-]?a[_-]?real)(?:$|[^a-z])",
    re.I,
)
_SAYS_SO_GLUED = regex(
    r"your[a-z_-]*(?:token|key|secret|pass|id|api)|example|placeholder|changeme|change[_-]?(?:this|me)|replace[_-]?(?:this|me|with)"
    r"|(?:token|key|secret|password|value)[_-]?here|xxxx|dummy|insert[_-]|my[_-]?(?:secret|token|api|key|pass|app|access)"
    r"|abc123|abcdef(?:g|123)|12345678|0123456789|1234567890|deadbeef|notreal|lorem",
    re.I,
)
_WEAK_WORDS = """
unused ignored blank empty anything whatever notneeded
password passwd pass secret token key apikey api_key admin root postgres mysql redis user username guest test
minioadmin neo4j qwerty letmein default string value text none null undefined nil n/a na xxx abc 123 1234
12345 123456 changeit changeme credentials bearer sa mongo mongodb elastic rabbitmq guest
"""
_NAME_PARTS = """
api key keys token tokens secret secrets password pass client access refresh auth bearer user app bot id
account personal private public service admin the a an of in for to or and sk pk ghp pat ntn xoxb xoxp oauth
jwt new real strong long random super slack github gitlab notion jira google openai anthropic aws azure linear
"""
_WEAK = frozenset(_WEAK_WORDS.split())
_NAME_WORDS = frozenset(_NAME_PARTS.split())
_NOTHING = frozenset(("null", "none", "undefined", "nil", "~", "n/a"))
_PLAIN = regex(r"(?:true|false|yes|no|on|off|enabled?|disabled?|-?[0-9]{1,9}(?:\.[0-9]{1,6})?[a-z]{0,3})\Z", re.I)
_PUBLIC_PREFIX = regex(
    r"(?:ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|xox[abeoprs]-|xapp-|sk-|sk_live_|rk_live_|AKIA|ASIA|AIza|ya29\.|ntn_"
    r"|secret_|hf_|npm_|pypi-|dop_v1_|shpat_|SG\.|lin_api_|figd_|pat[A-Z0-9]|eyJ|ATATT|dapi|key-|pplx-|gsk_|tvly-|fc-|BSA)"
    r"[A-Za-z0-9_\-.+/=]{16,}\Z"
)
_VALUE_CHARS = 4_096
"""Characters of a value that are looked at; a credential that is longer shows itself in these."""
_NO_WORD = regex(r"[^a-z0-9]+")
_UUID = regex(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.I)
_PATH = regex(
    r"(?:~|\.{1,2})?/(?:[\w.@\-]{1,80}/){0,20}[\w.@\-]{0,80}\Z|[A-Za-z]:[\\/]"
    r"|(?:[A-Za-z_.@][\w.@\-]{0,79}/){1,20}[\w.\-]{1,80}\.[a-z]{1,4}\Z"  # of a file, from where the program starts
)
_SENTENCE = regex(r"[A-Za-z][A-Za-z'’.,()/ -]{3,200}")
_WORDS = regex(r"[a-z]{2,20}(?:[_\-][a-z]{1,20}){0,6}[_\-](?:token|key|secret|pat|auth|credentials?)[0-9]?")
_BETWEEN_WORDS = regex(r"[_\-\s.]+")
_BETWEEN_PARTS = regex(r"[_\-.:/\s]+")
_TOKEN = regex(r"[A-Za-z0-9_\-+/=.~:]{16,4096}")
_DIGIT = regex(r"[0-9]")
_LETTER = regex(r"[A-Za-z]")


def bare_name(name: str) -> str:
    """Return *name* in lower snake case: ``--api-key``, ``apiKey``, ``API_KEY`` and ``X-Api-Key`` become alike."""
    text = _CAMEL.sub("_", name[:200].strip().lstrip("-"))
    return _NO_WORD.sub("_", text.lower()).strip("_")


def value_state(text: str, name: str = "") -> State:
    """Return what *text* is as the value of *name*.

    ``reference``: it names where the value comes from. ``placeholder``: a reader is to put the value there, or it is a
    word nobody could use as a credential. ``literal``: none of these; it need not be a secret, the name decides that.
    """
    value = text.strip().strip("\"'").strip()[:_VALUE_CHARS]
    if not value or value.lower() in _NOTHING:
        return "empty"
    value = _LABEL.sub("", value, count=1) if _LABEL.match(value) else value
    value = _SCHEME.sub("", value, count=1) if _SCHEME.match(value) else value
    if (fallback := _DEFAULT.match(value)) is not None:
        state = value_state(fallback[1], name)
        return "reference" if state == "empty" else state
    if _REFERENCE_WHOLE.match(value) or value.startswith(("$(", "($", "`")):
        return "reference"
    if (noted := _NOTED.match(value)) is not None and not _random_part(noted["where"]):
        return "reference"
    if _URL.match(value):
        return _url_state(value)
    if _REFERENCE.search(value) and not _entropic(_REFERENCE.sub("", value)):
        return "reference"
    return "placeholder" if _placeholder(value, name) else "literal"


def credential_value(text: str) -> bool:
    """Whether a literal could be a credential at all: switches, small numbers, plain paths and bare URLs cannot."""
    value = text.strip().strip("\"'").strip()
    if (fallback := _DEFAULT.match(value)) is not None:
        return credential_value(fallback[1])
    value = value.removeprefix("jdbc:")
    if _PLAIN.match(value) or len(value) < 4 or _LOCAL_DATABASE.match(value):
        return False
    if _URL.match(value):
        return bool(_USERINFO.match(value) or secret_in_query(value) or "hooks." in value or "webhook" in value.lower())
    return not _PATH.match(value)


_IMAGE: Final = regex(
    r"(?:[a-z0-9][a-z0-9.-]{0,100}(?::\d{2,5})?/)?[a-z0-9._-]{1,80}(?:/[a-z0-9._-]{1,80}){0,4}(?::[\w][\w.-]{0,60}|@sha256:[0-9a-f]{64})"
)
"""The name of a container image with its tag or digest (OCI distribution spec, "Pulling manifests")."""


_THING = regex(
    r"(?:^|_)(?:ids?|uuid|guid|ref|sha|hash|commit|rev(?:ision)?|digest|project|workspace|database|table|board|page|folder|channel|team"
    r"|tenant|account|org(?:ani[sz]ation)?|address|contract|package|image|version|tag|branch|name|url|path|dir|file)$"
)
"""How names of what is looked up end, which are drawn as keys are."""


def names_thing(name: str) -> bool:
    """Whether *name* is that of something that is looked up: ``--project-id``, ``DATABASE_ID``."""
    return bool(_THING.search(bare_name(name)))


def secret_shaped(text: str, name: str = "") -> bool:
    """Whether a value looks like a credential: a provider's prefix, or long and random and not named as a thing is."""
    value = text.strip().strip("\"'").strip()[:_VALUE_CHARS]
    value = _SCHEME.sub("", value, count=1) if _SCHEME.match(value) else value
    if _PUBLIC_PREFIX.match(value):
        return not _placeholder(value, "")
    found = _USERINFO.match(value)
    if found is not None:
        return bool(found[2]) and value_state(value) == "literal"
    if _UUID.match(value) or names_thing(name):
        return False
    return (
        _entropic(value)
        and len(value) >= 32
        and not _placeholder(value, "")
        and not _IMAGE.fullmatch(value)
        and not _is_path_of_words(value)
    )


def _is_path_of_words(value: str) -> bool:
    """Whether *value* is words joined as names of modules and containers are: no part mixes letters and digits."""
    parts = [p for p in re.split(r"[-_.:/=+~]+", value) if p]
    return len(parts) >= 3 and all(
        len(p) <= 16 and (p.isalpha() or len(p) <= 4 or re.fullmatch(r"[a-z]{1,12}[0-9]{1,2}|[0-9]{1,8}", p))
        for p in parts
    )


def carries_secret(url: str) -> bool:
    """Whether a URL has a place for a credential: a password before the host, or a secret-named parameter."""
    text = url.strip()[:_VALUE_CHARS]
    if not _URL.match(text):
        return False
    found = _USERINFO.match(text)
    names = (m[1] for m in _QUERY.finditer(text))
    return bool(found and found[2]) or any(_SECRET_PARAMETER.search(bare_name(n)) for n in names)


def secret_in_query(url: str) -> str:
    """Return the name of the first secret-named query parameter of *url* that holds a literal, ``""`` without one."""
    for match in _QUERY.finditer(url[:_VALUE_CHARS]):
        if _SECRET_PARAMETER.search(bare_name(match[1])) and value_state(match[2], match[1]) == "literal":
            return match[1]
    return ""


def _url_state(value: str) -> State:
    """Judge a URL by its password and its secret-named parameters; one without either by its looks."""
    states: list[State] = []
    found = _USERINFO.match(value)
    if found is not None:
        user, password = found[1], found[2]
        weak = password.lower() == user.lower() or (not password)
        states.append("placeholder" if weak else value_state(password, "password"))
    states += [value_state(m[2], m[1]) for m in _QUERY.finditer(value) if _SECRET_PARAMETER.search(bare_name(m[1]))]
    if not states:
        if _REFERENCE.search(value):
            return "reference"
        return "placeholder" if _ENCLOSED.search(value) or _SAYS_SO_GLUED.search(value) else "literal"
    order: tuple[State, ...] = ("literal", "reference", "placeholder", "empty")
    return next(s for s in order if s in states)


def _placeholder(value: str, name: str) -> bool:
    lowered = value.lower()
    if _ENCLOSED.search(value) or _FILLER.match(value) or _ELLIPSIS.search(value):
        return True
    if lowered in _WEAK or bare_name(value) == bare_name(name) != "":
        return True
    words = _SAYS_SO.search(value) or "password" in lowered or "passwd" in lowered
    if _SAYS_SO_GLUED.search(value) or (words and not _random_part(value)):
        return True
    if " " in value and _SENTENCE.fullmatch(value):
        return True  # a sentence such as: API token from the settings page
    if _WORDS.fullmatch(lowered):
        return True  # words that say what stands there, such as confluence-token
    parts = _BETWEEN_WORDS.split(lowered)
    return len(parts) > 1 and all(p in _NAME_WORDS or p in _WEAK for p in parts)


def _random_part(value: str) -> bool:
    """Whether some part between separators is long and random: a real key may hold a word such as ``test``."""
    return any(len(p) >= 16 and _entropic(p) for p in _BETWEEN_PARTS.split(value))


def _entropic(value: str) -> bool:
    """Whether *value* is one long token with letters and digits mixed and more than 3 bits a character."""
    if len(value) < 16 or not _TOKEN.fullmatch(value):
        return False
    if not (_DIGIT.search(value) and _LETTER.search(value)):
        return False
    counts = Counter(value)
    bits = -sum(c / len(value) * math.log2(c / len(value)) for c in counts.values())
    return bits > 3.0
