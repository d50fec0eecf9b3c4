"""The grammar of what is not a value: placeholders, references to where the value is, code."""

from __future__ import annotations

import hashlib
import itertools
import re

_REFERENCE = re.compile(
    r"""^(?:
      \$[\w{(].* | \$\{\{.* | .*\$\{[^}]*\}?.* | .*\{\{.*\}\}.* | %[\w]+% | .*<%.*%>.* | \{[\w.:\[\]'"\-]*\}.* | .*\{[a-zA-Z_][\w.()]*\}.* | .*%\([a-z_]+\)s.* | %[sdv@] |
      (?:op|vault|secret|keyring|ssm|awssm|gcpsm|azurekv|bws|infisical|doppler|env|file|ref\+\w+|arn|projects)[:/].* |
      (?:process\.env|import\.meta|os\.environ|os\.getenv|environ|ENV|env|secrets|vars|var|self|this|config|cfg|settings|options|opts|args|
         params|ctx|context|data|local|module|kwargs|request|req|res|response|creds|credentials|user|client|props|state|input|inputs|auth|session)
         [.\[(].* |
      (?:None|null|nil|undefined|true|false|True|False|NULL|N/A|n/a|TBD|str|string|String|bytes|int|bool|number|any|object|void|secret|password|
         SecretStr|Optional|type|typeof|function|lambda|async|await|new|return|required|optional)(?:[\[\](){},;:?!|.<>]|$).* |
      [A-Za-z_]\w*(?:\.\w+)*\(.*  | [A-Za-z_]\w*\[.* | @[\w.]+(?:\(.*)? | &[\w.]+ | \*+[A-Za-z_][\w.]* | !\w+.* | [A-Za-z_]\w*(?:->|::)\w+.* |
      \.{0,2}/[\w./\-~@]* | ~/.* | [A-Za-z]:\\.* | (?:https?|wss?|file|redis|amqp|mongodb|postgres(?:ql)?)://[^:@/\s]*(?:[:/?\#][^@]*)?
    )$""",
    re.X | re.S,
)
_IDENTIFIER = re.compile(
    r"^(?:[a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:[_\-.:/][a-z]+)+|[A-Z]+(?:[_\-][A-Z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)*|[a-z]{1,20}|[A-Z]{1,14})\d{0,2}$"
)
_PLACEHOLDER = re.compile(
    r"""your|(?<![A-Za-z])my[_\-.]|example|sample|dummy|fake|mock|placeholder|redacted|change[_\-]?(?:me|this|it)|replace|insert|enter[_\-]|todo|xxx|
        \*\*\*|\.\.\.|…|<[^>]{1,80}>|\[[a-z _\-]{3,}\]|_here|-here|goes[_\-]here|abc[_\-]?123|123[_\-]?abc|foo[_\-]?bar|foobar|lorem|secret[_\-]?(?:key|token|value)|
        test[_\-]?(?:key|token|secret|pass|api|value|client|user)|(?:key|token|secret|password|api)[_\-]?test|not[_\-]?(?:a[_\-])?real|no[_\-]?secret|
        super[_\-]?secret|top[_\-]?secret|invalid|expired|wrong|bogus|redact|masked|hidden|censored|any[_\-]?(?:value|string|key)|some[_\-]?(?:key|token|secret|random)|
        random[_\-]?(?:string|secret|key)|the[_\-](?:key|token|secret)|default[_\-]?(?:key|token|secret)|unused|ignored|canary|deadbeef|cafebabe|hunter2|correct[_\-]?horse""",
    re.I | re.X,
)
_RUN = re.compile(
    r"(.)\1{4,}|(?:0123|1234|2345|3456|4567|5678|6789|abcd|bcde|cdef|defg|efgh|fghi|ghij|qwer|asdf|wxyz){1}", re.I
)
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.I)
_HASH = re.compile(
    r"^(?:sha(?:1|256|384|512)|md5|blake2b?)[-:=].+$|^\d+(?:\.\d+){1,3}$|^\d{4}-\d\d-\d\d|^[\d\s.,:+\-/]+$", re.I
)

EXAMPLE_HASHES = frozenset(
    {
        "1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3",
        "cb20d34a7adda2f5d2043836051e242fd4c2b233e02c80c91fe9d5af9b100574",
        "c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9",
        "78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598",
        "e21b597ba6b9cafa59d9ebc4d65c0385f5eb3fa56abab2607fa76589ad849a33",
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
    }
)
"""SHA-256 of values that vendors publish as examples; the values themselves are not written down here."""


def is_reference(value: str) -> bool:
    """Whether *value* says where the credential is, or is code, a type or a path, rather than being one."""
    return bool(_REFERENCE.match(value)) or bool(_HASH.match(value))


def is_identifier(value: str) -> bool:
    """Whether *value* is made of plain words the way names are."""
    return bool(_IDENTIFIER.match(value))


def is_placeholder(value: str) -> bool:
    """Whether *value* tells its reader to put a value there, or is visibly made up."""
    if _PLACEHOLDER.search(value):
        return True
    core = re.sub(r"[^A-Za-z0-9]", "", value)
    if len(set(core.lower())) <= max(3, len(core) // 8):
        return True
    return sum(len(m.group()) for m in _RUN.finditer(value)) * 2 >= len(value) or bool(re.search(r"(.)\1{7,}", value))


def has_sequence(value: str) -> bool:
    """Whether *value* holds a long counted run such as 12345678 or abcdefgh."""
    lowered = value.lower()
    run = best = 1
    for a, b in itertools.pairwise(lowered):
        run = run + 1 if ord(b) - ord(a) == 1 and a.isalnum() and b.isalnum() else 1
        best = max(best, run)
    return best >= 7 or "1234567890" in lowered


def is_uuid(value: str) -> bool:
    """Whether *value* is a UUID: as often an identifier as a credential."""
    return bool(_UUID.match(value))


def is_published_example(value: str) -> bool:
    """Whether a vendor's documentation prints exactly *value*."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest() in EXAMPLE_HASHES
