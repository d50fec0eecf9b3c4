"""A literal bound to a credential name, in any language or configuration format.

One Hyperscan shape finds lines where a credential word is followed by an assignment; the forms below then read the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from keyproof.detect.rule import Rule

WORDS = (
    r"passw(?:or)?d|passphrase|passwd|pwd|secret|token|api[_\-.]?key|access[_\-.]?key|auth[_\-.]?key|private[_\-.]?key|"
    r"client[_\-.]?secret|credential|signing[_\-.]?key|encryption[_\-.]?key|authorization|x-api-key|bearer|passcode|"
    r"conn(?:ection)?[_\-.]?str(?:ing)?|[_\-.]pat\b|[_\-.]pass\b|apikey|authkey|webhook"
)
ASSIGNMENT = (
    rf"(?:{WORDS})[\w\-.\]\)\"'>]{{0,32}}[ \t]{{0,4}}(?::=|=>|\?=|:-|[:=,| (])[^\n]{{0,12}}?[\w$%/+.~!@#^&*\-]{{5}}"
).encode()

_NAME = r"[A-Za-z_$][\w$.\-]{0,80}"
_CREDENTIAL_NAME = re.compile(
    r"(?:^|[_\-.\s]|(?<=[a-z0-9])(?=[A-Z]))(?:pass(?:word|wd|phrase|code|wrd)?|pwd|secret|tokens?|api[_\-.]?key|apikey|access[_\-.]?key|"
    r"access[_\-.]?token|auth[_\-.]?(?:key|token)|private[_\-.]?key|client[_\-.]?secret|credentials?|signing[_\-.]?key|"
    r"encryption[_\-.]?key|secret[_\-.]?key|authorization|bearer|pat|conn(?:ection)?[_\-.]?str(?:ing)?|webhook[_\-.]?url|"
    r"x[_\-]api[_\-]key|account[_\-.]?key|shared[_\-.]?key|service[_\-.]?key|admin[_\-.]?key|master[_\-.]?key|app[_\-.]?key|"
    r"license[_\-.]?key|subscription[_\-.]?key|deploy[_\-.]?key|storage[_\-.]?key|session[_\-.]?(?:key|token)|cookie[_\-.]?secret)"
    r"(?:[_\-.]?(?:key|token|value|val|string|str|base64|b64|hex|prod|dev|test|staging|\d{1,2}))?$",
    re.I,
)
_NOT_NAME = re.compile(
    r"(?:next|page|continuation|client(?:_request)?|pagination|sync|max|min|num|total|count|prompt|completion|input|output|"
    r"stop|eos|bos|pad|unk|sep|mask|start|end|special|cancel(?:lation)?|csrf|xsrf|design|syntax|lexer|public)[_\-.]?tokens?$"
    r"|(?:public|foreign|primary|partition|sort|cache|hash|row|column|map|dict|json|object|sub|hot|short|idempotency|ssh_public|"
    r"i18n|translation|storage_|query|group|unique)[_\-.]?key$|tokens?[_\-.]?(?:url|uri|endpoint|type|name|count|limit|id|path|"
    r"file|length|size|usage|budget|address|symbol)$|(?:secret|password|key|token)[_\-.]?(?:name|id|arn|path|file|field|"
    r"prompt|label|title|description|placeholder|hint|env|var|regex|pattern|policy|length|hash|type|version|ref|url|uri)$",
    re.I,
)

_QUOTED = r"""(?P<q>["'`])(?P<v>[^"'`\r\n]{4,400})(?P=q)"""
_BARE = r"""(?P<b>[^\s"'`,;<>|(){}\[\]\\]{4,400})"""

FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "fallback",
        re.compile(
            rf"""(?:get|getenv|env|getEnv(?:Or|OrDefault|Default)?|get_env|get_env_var|getOrDefault|os\.environ\.get|config|pop)\s{{0,2}}\(\s{{0,2}}["'](?P<n>{_NAME})["']\s{{0,2}},\s{{0,2}}(?:default\s{{0,2}}=\s{{0,2}})?{_QUOTED}"""
        ),
    ),
    (
        "fallback",
        re.compile(
            rf"""(?:environ|env|ENV)(?:\.get)?[.\[(]{{1,2}}["']?(?P<n>{_NAME}?)["']?[\])]{{0,2}}\s{{0,3}}(?:\|\||\?\?|\bor\b|\?:)\s{{0,3}}{_QUOTED}"""
        ),
    ),
    ("fallback", re.compile(rf"""\$\{{(?P<n>{_NAME}):?[-=:](?P<v>[^}}\s"'$]{{4,400}})\}}""")),
    (
        "fallback",
        re.compile(
            rf"""add_argument\(\s{{0,2}}["']--?(?P<n>{_NAME})["'][^\n]{{0,160}}?\bdefault\s{{0,2}}=\s{{0,2}}{_QUOTED}"""
        ),
    ),
    (
        "fallback",
        re.compile(
            rf"""(?P<n>{_NAME})\s{{0,2}}(?::\s{{0,2}}[\w\[\]|. ]{{1,40}})?=\s{{0,2}}Field\(\s{{0,2}}(?:default\s{{0,2}}=\s{{0,2}})?{_QUOTED}"""
        ),
    ),
    (
        "literal",
        re.compile(
            rf"""(?P<n>{_NAME})\s{{0,2}}(?::\s{{0,2}}[\w\[\]|. ]{{1,40}})?[=:]\s{{0,2}}(?:SecretStr|Secret|String|str|bytes)\(\s{{0,2}}{_QUOTED}"""
        ),
    ),
    (
        "literal",
        re.compile(
            rf"""["'`]?(?P<n>{_NAME})["'`]?\s{{0,4}}\]?\s{{0,2}}(?::\s{{0,2}}[A-Za-z_][\w\[\]|.&'*<> ]{{0,40}})?(?::=|=>|[:=])\s{{0,4}}(?:[rbfuL]|new\s)?{_QUOTED}"""
        ),
    ),
    ("literal", re.compile(rf"""["']--?(?P<n>{_NAME})["']\s{{0,2}},\s{{0,2}}{_QUOTED}""")),
    ("literal", re.compile(rf"""(?:set|with|add)_?(?P<n>[A-Za-z][\w]{{2,40}})\(\s{{0,2}}{_QUOTED}\s{{0,2}}\)""")),
    (
        "literal",
        re.compile(
            r"""["'](?P<n>[Aa]uthorization|[\w\-]{0,30}[Kk]ey|[\w\-]{0,30}[Tt]oken)["']\s{0,2},\s{0,2}(?P<q>["'`])(?:Bearer |Basic |Token )?(?P<v>[^"'`\r\n]{8,400})(?P=q)"""
        ),
    ),
    ("literal", re.compile(rf"""(?:^|\s)(?:-e|--env|--build-arg)[ =]["']?(?P<n>{_NAME})=["']?{_BARE}""")),
    ("literal", re.compile(rf"""(?:^|\s)--?(?P<n>[a-z][\w\-]{{2,40}})[ =]["']?{_BARE}""")),
    ("literal", re.compile(rf"""^\s{{0,12}}(?:ENV|ARG)\s{{1,4}}(?P<n>{_NAME})[ =]["']?{_BARE}""")),
    (
        "bare",
        re.compile(
            rf"""^\s{{0,40}}(?:export\s{{1,3}}|set\s{{1,3}}|-\s{{1,3}}|#\s{{0,3}})?["']?(?P<n>{_NAME})["']?\s{{0,3}}[=:]\s{{0,3}}{_BARE}\s{{0,8}}(?:#.*)?$"""
        ),
    ),
    ("literal", re.compile(rf"""\b(?P<n>[A-Z][A-Z0-9_]{{2,60}})={_BARE}(?=\s|$)""")),
    ("literal", re.compile(rf"""<(?P<n>{_NAME})>\s{{0,2}}(?P<v>[^<\s]{{4,400}})\s{{0,2}}</(?P=n)>""")),
    (
        "literal",
        re.compile(
            rf"""(?:name|key)\s{{0,2}}=\s{{0,2}}["'](?P<n>{_NAME})["']\s{{1,3}}value\s{{0,2}}=\s{{0,2}}{_QUOTED}"""
        ),
    ),
    (
        "literal",
        re.compile(rf"""\|\s{{0,3}}`?(?P<n>{_NAME})`?\s{{0,3}}\|\s{{0,3}}`(?P<v>[^`|\s]{{8,400}})`\s{{0,3}}\|"""),
    ),
)
"""How a name and a value stand together: the form (``fallback``, ``literal``, ``bare``) and its expression."""


class Binding(msgspec.Struct, frozen=True):
    """A name with a value on one line; offsets are characters in the line."""

    name: str
    start: int
    end: int
    value: str
    form: str


def is_credential_name(name: str) -> bool:
    """Whether *name*, as written in code or configuration, says that its value is a credential."""
    short = name.rpartition(".")[2] if "." in name and not name[0].isdigit() else name
    return bool(_CREDENTIAL_NAME.search(short)) and not _NOT_NAME.search(short)


def bindings(line: str) -> Iterator[Binding]:
    """Yield each credential name bound to a literal on *line* (at most 4,096 characters are read), each span once."""
    line = line[:4096]
    taken: list[tuple[int, int]] = []
    for form, pattern in FORMS:
        for found in pattern.finditer(line):
            groups = found.groupdict()
            name = groups.get("n") or ""
            group = "v" if groups.get("v") is not None else "b"
            value = groups.get(group)
            if not value or not is_credential_name(name):
                continue
            start, end = found.span(group)
            if any(start < e and s < end for s, e in taken):
                continue
            taken.append((start, end))
            yield Binding(name, start, end, value, form)


@cache
def generic_rule(kind: str) -> Rule:
    """Return the pseudo rule a generic match is reported under: ``password``, ``api-key``, ``token`` or ``secret``."""
    titles = {"password": "password", "api-key": "API key", "token": "token", "secret": "secret"}
    return Rule(id=f"generic-{kind}", title=f"generic {titles[kind]}", pattern="", sample="", provider="generic",
                source="the name it is bound to")  # fmt: skip


def kind_of_name(name: str) -> str:
    """Return which pseudo rule *name* belongs to."""
    lowered = name.lower()
    if re.search(r"pass|pwd", lowered):
        return "password"
    if "token" in lowered or "bearer" in lowered or "authorization" in lowered:
        return "token"
    return "api-key" if "key" in lowered else "secret"
