"""The grammar of what is not a value: placeholders, references to where the value is, code, well-known defaults."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from keyproof.detect.draws import is_dotted_letters
from keyproof.detect.phrases import is_thought_up
from keyproof.detect.randomness import evidence, randomness
from keyproof.detect.typed import has_sequence, is_filled, is_mashed, is_typed
from keyproof.patterns import regex

_REFERENCE: Final = regex(
    r"""(?:
      \[["'].*["']\] | \$[\w{(\[].* | \$\{\{.* | .{0,200}\$\{[^}]{0,200}\}?.* | .{0,200}\{\{.* | %[A-Za-z_]\w*% | .{0,80}<%.* | .{0,200}\#\{.* |
      .{0,200}\{[a-zA-Z_][\w.()\[\]'"!:]{0,60}\}.* | .{0,100}%\([A-Za-z_]\w*\)s.* | %[sdvr@] | .{0,100}\$\([$a-z].* |
      (?:op|vault|secret|secrets|secretref|keyring|keychain|ssm|awssm|aws-sm|gcpsm|sm|azurekv|akv|bws|infisical|doppler|env|file|ref\+\w{1,20}|arn|projects)[:/].* |
      (?:process\.env|import\.meta|os\.environ|os\.getenv|environ|ENV|env|secrets|vars|var|self|this|config|cfg|settings|options|opts|args|params|ctx|
         context|data|local|module|kwargs|request|req|res|response|result|creds|credentials|user|client|props|state|input|inputs|auth|session|values|Values)
         [.\[(?!].* |
      (?:None|null|nil|undefined|true|false|True|False|NULL|N/A|n/a|TBD|str|string|String|bytes|int|bool|boolean|number|any|object|void|secret|password|
         SecretStr|Optional|type|typeof|function|lambda|async|await|new|return|required|optional|include|omit|same-origin|write|read|none|empty)
         (?:[\[\](){},;:?!|.<>\s].*)? |
      [A-Za-z_$][\w$]{0,80}(?:[.?!:]{1,2}[\w$]{1,80}){0,8}[(\[].* | @[\w./-]{2,100}(?:\(.*)? | &[A-Za-z_][\w.]* | \*+[A-Za-z_][\w.]* | !\w{1,20}\s.* |
      [A-Za-z_]\w{0,80}(?:->|::)\w.* | (?:\.{1,2}|~)?/[\w.@-]{1,100}/[\w./@*~{}$-]{0,300} | (?:\.{1,2}|~)/[\w./@*-]{0,300} | [A-Za-z]:\\.* | \.[a-z]{2,20}(?:[._-][a-z]{2,20}){0,3} |
      [\w./-]{1,100}\.(?:json|ya?ml|toml|env|pem|key|crt|txt|py|ts|js|go|md|html|sh|cfg|ini)(?:[:\#].*)? |
      (?:https?|wss?|file|data|urn|redis|amqp|mongodb|postgres(?:ql)?|mysql|jdbc)(?:\+\w{1,10})?:[^@\s]{0,400}(?:@(?!.*@).{0,10})? | mailto:.* | [\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}
    )""",
    re.X | re.S,
)
_SIGN_BEFORE: Final = regex(r"@[A-Z][a-z]{2,14}[0-9]{3,8}[!@#.]?|@[A-Za-z]{3,16}[@#_-][0-9]{2,6}")
"""A password that begins as a reference does: a sign, a word and a number."""

_PATTERN: Final = regex(
    r"\[\^?[A-Za-z0-9]-[A-Za-z0-9]|\(\?[:!<=P]|\\\\?[bdswBDSW](?![A-Za-z0-9])|\.[*+]\??|\{\d{1,3},?\d{0,4}\}|\|\\|^\^|\[\^\\|\)\)\[|[)\]][+*]|\)=>[{(]|\)\]\)|\w\|\|\w|\{\}"
)
_CODE: Final = regex(r"[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+[!)]?")
_IDENTIFIER: Final = regex(
    r"[a-z]+(?:[A-Z][a-z]+)+\d{0,3}|[A-Za-z]+(?:[_\-.:/ ]{1,2}[A-Za-z]+)+(?:[_\-.]?\d{1,4})?|(?:[A-Z][a-z]+){1,8}\d{0,3}|[a-z]{1,24}\d{0,3}|[A-Z]{1,18}\d{0,3}|"
    r"[a-z]+(?:[_\-][a-z]*\d{0,6}){1,8}"
)
_LONG_RUNS: Final = regex(r"(?<![0-9A-Za-z])[0-9A-Za-z]{20,64}(?![0-9A-Za-z])")
_PLACEHOLDER: Final = regex(
    r"""^(?:\#{1,3}|@{1,2}|%%|__)[A-Za-z][A-Za-z0-9_.-]{2,60}(?:\#{1,3}|@{1,2}|%%|__)$|your|(?<![A-Za-z0-9])my[_\-.]|(?<![A-Z0-9])example|EXAMPLE(?![A-Z0-9])|exampleexample|sample|dummy|(?<![a-z])fake|(?<![a-z])mock|placeholder|redacted|change[_\-]?(?:me|this|it)|replace|(?<![a-z])insert[_\- ]|
        enter[_\-]|(?-i:TODO)|^todo(?![_\-a-z])|(?-i:xxx|XXX)|\*\*\*|\.\.\.|…|<[^>]{1,80}>|^<|\[[a-z][a-z _\-]{2,30}\]|[_-]here$|here[_-]|goes[_\-]here|abc[_\-]?123|123[_\-]?abc|foo(?:[_\-:@]|%[0-9a-f]{2})?bar|foobar|lorem|
        secret[_\-]?(?:key|token|value)|(?:^|[_\-])(?:test(?:[_\-]|ing|$)|e2e[_\-])|^test|(?:key|token|secret|password|api|value)[_\-]?test|not[_\-]?(?:a[_\-])?real|no[_\-]?secret|
        super[_\-]?secret|top[_\-]?secret|invalid|expired|wrong|bogus|redact|masked|hidden|censored|(?<![a-z])any[_\-]?(?:value|string|key)|some[_\-]?(?:key|token|secret|random|value|pass)|
        random[_\-]?(?:string|secret|key)|the[_\-](?:key|token|secret)|default[_\-]?(?:key|token|secret)|unused|ignored|canary|deadbeef|cafebabe|hunter2|correct[_\-]?horse|
        truncated|snip(?:ped)?(?![a-z])|reempla[cz]|remplace[rz]|substitu[aei]|ersetze|sostituisc|cambia(?:me|r|esto|la|lo)?(?:[_\-]|\d|$)|troque|altere[_\-]|modifie[rz]|zmie[nń]|de[gğ]i[sş]tir|ganti[_\-]|[aä]ndern|wijzig|openssl[_\- ]rand|rand[_\-](?:hex|base64)|1password|(?:^|[_\-])(?:tu|su|seu|sua|votre|deine?|ihre?|vostra|tu[oa]|meu|minha|tw[oó]j[ae]?|m[oó]j[ae]?|mijn|jouw|d[ií]n|ditt)[_\-]|[_\-](?:aqu[ií]|ici|hier|qui|tutaj|buraya|aici|zde|disini)$|api[_\-]?key[_\-]?(?:\d|here)|[_-]token[_-]?\d{0,6}$|[_-]key[_-]?\d{0,6}$|_secret_?\d{0,5}$""",
    re.I | re.X,
)
_MADE_UP: Final = regex(
    r"(?:[a-z]{2,8}[_-]){0,2}(?:fake|dummy|mock|bogus)[_-]|sk[_-](?:live|test|prod)[_-][0-9A-Za-z]{1,16}\Z", re.I
)
"""How a value begins that says so itself, however random the rest looks, or is the short likeness of a provider's key."""

_RUN: Final = regex(
    r"(.)\1{4,}|(?:0123|1234|2345|3456|4567|5678|6789|7890|9876|8765|7654|6543|5432|abcd|bcde|cdef|defg|efgh|fghi|ghij|hijk|qwer|wert|asdf|zxcv|wxyz)+",
    re.I,
)
_NAMES_ONE: Final = regex(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+_(?:password|passwd|passphrase|pwd|secret|token)")
"""What a secret is filed under, rather than the secret: ``app_2fa_password``."""

_SHORT: Final = 5
_LONG: Final = 24
"""One in a hundred long random values holds a word of up to five letters such as ``xxx``, ``todo`` or ``fake``."""

_UUID: Final = regex(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_MARKED: Final = regex(r"(?:[a-z]{1,8}[-_])?(?P<u>[0-9a-fA-F]{8}-[0-9a-fA-F-]{27})(?::[a-z]{2,3})?")
_OTHER: Final = regex(
    r"(?i:base64(?:url)?|hex|url|utf-?8|json|pem|aes|gpg|percent)[-_ ](?i:encoded|encrypted|decoded|formatted|escaped)|"
    r"[A-Za-z][\w.-]{0,60}(?:\[[\w,-]{1,60}\])?(?:[<>=~!]=|[<>])\d[\w.]{0,20}(?:,[<>=~!]{1,2}\d[\w.]{0,20})?|"
    r"[A-Za-z][A-Za-z_.-]{2,40}[:@]v?\d{1,3}(?:\.\d{1,4}){1,3}|(?:sha(?:1|256|384|512)|md5|blake2b?)[-:=].+|v?\d+(?:\.\d+){1,3}(?:[-+.][\w.]+)?|\d{4}-\d\d-\d\d.*|[\d\s.,:+\-/%]+|"
    r"[\w.+-]{1,40}/[\w.+-]{1,60}(?:;.*)?|(?:[a-z0-9-]{1,40}\.){1,5}[a-z]{2,10}(?:[:/].*)?|ssh-(?:rsa|ed25519)\b.*|CVSS:\d.*|0x[A-Z]{2,20}(?:_[A-Z]{2,20}){1,4}|[\w.-]{1,40}@(?:DESKTOP|LAPTOP|WIN)-[0-9A-Z]{7,11}|(?i:wpa[23]?(?:[-_/+](?:psk|sae|eap|enterprise|personal|mixed|aes|tkip|ccmp|wpa[23]?|192))+)|(?:rgba?|hsla?|var|calc|url)\(.*|\#[0-9A-Fa-f]{3,8}|0x[0-9A-Fa-f]{40}|0x[0-9A-Fa-f]{1,16}[uUlL]{0,3}"
)

_SIGNS: Final = frozenset("!@#$%^&*()-_=+.,;:?~|/[]{}<>")
_RUN_OF_LETTERS: Final = regex(r"[A-Za-z]{6,}")
_WRITTEN: Final = regex(
    r"^[A-Za-z_$][\w$.]{0,40}[(\[].*[)\]]\Z|://|\.[*+]|\(\?|\{\{|\$\{|\][{+*]|=>|->|::|</|\(\)|\[\]|\\|\|\||&&|[)\]]{3}|%\(\w+\)s"
)
"""What a person writes into a text that mixes letters, digits and signs: a pattern, a template, code."""

_CHOSEN: Final = regex(r"(?:[A-Z][a-z]{2,14}[-_.+!]){1,4}(?:[A-Z][a-z]{2,14})?[0-9]{2,4}[!?.*#@_+-]?")
_SIGNED_WORDS: Final = regex(
    r"[A-Z][a-z]{2,14}[-_.+!=^*&%$#~@)}?]?[0-9]{1,4}[-_.+!=^*&%$#~@)}?][A-Za-z][a-z]{2,14}(?:[-_.+!=^*&%$#~@)}?]?[0-9]{1,4})?[!?]?"
    r"|[A-Z][a-z]{2,14}[-_.+!=^*&%$#~@)}?][A-Z][a-z]{2,14}[-+!=^*&%$#~@)}?][0-9]{1,4}"
)
"""Two words and numbers with signs between them, as in no code: ``Copper*79=Kite^68``."""

_WORD_AND_NUMBER: Final = regex(r"[A-Z][a-z]{4,22}[0-9]{2,4}[!?.*#@_+-]?")
_MADE_PASSWORD: Final = regex(
    r"""(?:my|new|old|current|secure|strong|very|super|safe|good|valid|correct|initial|temp|temporary|sample|demo|default|admin|user|
        test|secret|another|other|some|your|the|complex|long|hard|plain|real)+[_-]?(?:pass(?:word|wd|phrase)?|passw0rd|p[@4]ss(?:w[o0]rd)?|pwd|secret)
        [_-]?(?:1|12|123|1234|12345|123456|321|456|654|789|20[0-9]{2})?[!@\#$%.*?^&]{0,3}""",
    re.I | re.X,
)
_MADE_WORDS: Final = regex(
    r"(?:my|your|the|new|very|super|ultra|secure|strong|safe|good|secret|pass(?:word|wd|phrase)?|key|admin|user|default|demo){2,4}",
    re.I,
)
"""Words that say of a password what it is and how good, and no other: ``Str0ng!Pass``."""

_SPELT: Final = str.maketrans("013457@$", "oleastas", "!_-.")
_SPELT_SO: Final = _SPELT | {ord("1"): "i"}
_BEHIND: Final = "0123456789!@#$%.*?&^"
_PURPOSE: Final = regex(
    r"(?:mcp|sql|mysql|mssql|postgres|pg|redis|mongo|db|database|data|server|app|api|web|dev|local|docker|test|demo|admin|user|root|"
    r"secure|strong|safe|secret|my|your|the|pass(?:word|wd)?|key){3,6}",
    re.I,
)
"""Words that say of a password what it opens, where and how good it is, and no other: ``SqlServer2031!Secure``."""

_NOT_LETTERS: Final = regex(r"[^A-Za-z]+")
_ROLE_PASSWORD: Final = regex(
    r"""(?:(?:admin|administrator|user|demo|test|tester|dev|guest|root|web|mobile|app|api|db|super|local|default|client|staff|member|pass|password|pwd)[_-]?){2,4}
        (?:1|12|123|1234|12345|123456)[!@\#$]{0,2}""",
    re.I | re.X,
)
"""What scripts give the accounts that they make: whose it is, and a counted number."""

_GUESSABLE: Final = regex(
    r"""(?:[a-z]{2,24}[_-]?)?(?:pass(?:word|wd)?|passw0rd|p[@4]ssw[o0]rd|pwd)[-_@!\#.]?
        (?:1|12|123|1234|12345|123456|321|456|4567|789|6789|20[0-9]{2})[!@\#$%.*?]{0,3}""",
    re.I | re.X,
)
"""A word, that it is the password, and a counted number."""

_COUNTED: Final = regex(r"[A-Za-z]?[a-z]{2,15}[-_@!\#.]?(?:123|1234|12345|123456|321)(?:[!@\#$%.*?]{0,2}|!@\#\$?%?)")
"""One word, the user's or the program's as a rule, and a counted number."""

_DATED: Final = regex(r"[A-Za-z]?[a-z]{2,15}[-_@!\#.]?20[0-9]{2}[!@\#$%.*?]?")
_HASHED: Final = regex(
    r"(?:[\w.@+-]{1,64}:)?\$\$?(?:2[abxy]?|apr1|[156y]|argon2(?:id?|d)|scrypt|pbkdf2[\w-]{0,12})\$.{8,}|"
    r"(?:pbkdf2|scrypt|argon2(?:id?|d)?|bcrypt|sha1|sha256|sha512|md5|SCRAM-SHA|scram-sha)(?:[-_:][\w:-]{1,20})?\$[^\s$]{0,80}\$.{8,}|md5[0-9a-f]{32}|\*[0-9A-F]{40}|"
    r"[0-9a-f]{32}[:.][0-9a-f]{128}|[0-9a-f]{128}[:.][0-9a-f]{32}|"
    r"\{(?:(?:ldap\}\{)?S?(?:SHA|MD[45])-?\d{0,3}|PBKDF2[\w-]{0,12}|CRYPT|bcrypt|argon2(?:@[\w.]{1,24})?|scrypt(?:@[\w.]{1,24})?|ARGON2\w{0,2}|sha256|BLF-CRYPT)\}.{8,}"
)
"""The modular crypt format, also as ``user:hash``, and with the dollars doubled for compose; what Django and Werkzeug,
PostgreSQL and MySQL, LDAP and Spring write of a password; salt and scrypt key in hex, as Better Auth and Node's guides do."""

_NAMED_IN: Final = regex(
    r"(?i)pass|secret|token|key|user|admin|login|example|test|default|value|field|input|label|change|your|demo|name"
)
_SEALED: Final = regex(
    r"A[gQ][A-D][A-Za-z0-9+/]{97,}={0,2}|A[gQ][A-Za-z0-9+/]{320,}={0,2}|AQAAABAAAA[A-Za-z0-9+/]{22,}={0,2}|CfDJ8[A-Za-z0-9+/_-]{40,}={0,2}|AQICAH[A-Za-z0-9+/]{60,}={0,2}|\{(?:[A-Za-z0-9+/]{4}){5,}(?:[A-Za-z0-9+/]{2,3}={1,2})?\}|\{cipher\}.{8,}|U2FsdGVkX1[0-9A-Za-z+/]{20,}={0,2}|"
    r"encrypted:[A-Za-z0-9+/]{80,}={0,2}"
)
"""A SealedSecret of Kubernetes: two bytes of length (512 or 256), the RSA-encrypted session key, the rest; what ASP.NET's
Data Protection, AWS KMS, Maven, Jenkins, Spring Cloud and OpenSSL (with a password) encrypt; dotenvx, which says so itself: an ephemeral
public key, nonce, tag and text."""

_CORNERS: Final = frozenset("\u300c\u300d\u300e\u300f\u300a\u300b\u3010\u3011")
"""The quotation marks and brackets of texts in Chinese and Japanese."""

_IDEOGRAPHS: Final = regex(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Their characters, of which a few are a sentence, however much of another script it quotes."""

_WEAK_TEXT: Final = (
    "postgres admin root password passw0rd password1 password123 changeme changeit changethis changed minioadmin minio guest secret 123456 "
    "1234567 12345678 123456789 letmein welcome welcome1 qwerty qwerty123 admin123 admin1234 root123 toor rabbitmq mysql "
    "redis neo4j elastic default pass1234 p@ssw0rd p@ssword pass mongo mongodb sa user postgres123 secret123 supersecret "
    "test test123 test1234 iloveyou monkey dragon 111111 000000 administrator sysadmin oracle manager tomcat jenkins sonar "
    "grafana keycloak vagrant ubuntu raspberry hackme opensesame pass123 directus strapi wordpress drupal joomla magento nacos kibana opensearch "
    "clickhouse airflow superset metabase nextcloud gitea couchdb zabbix odoo hasura cassandra mariadb openwebui langfuse litellm youshallnotpass abc abcd "
    "mypassword mypass mysecurepassword mysecurepass mystrongpassword mystrongpass mynewpassword mysupersecretpassword mysecretpassword"
)
WEAK: Final = frozenset(_WEAK_TEXT.split())
"""Passwords that are among the first guesses of an attacker."""

_HEX_TEXT: Final = regex(r"(?:[2-7][0-9a-f]){8,64}")
"""Hex digits that may be those of letters: ``6578616d706c65`` says *example*."""

_LETTERS: Final = regex(rb"[A-Za-z]{2,24}(?:[ _.-][A-Za-z]{2,24}){0,8}")
_JOINTS: Final = regex(r"[.+!*_-]")
_KEY_LENGTH: Final = 16
_SURELY_DRAWN: Final = 0.92
_LIKE_A_DRAW: Final = 0.85
"""`randomness` of a drawn value; names of code with dots have 0.75 at most, nine in ten short passwords this."""

_LEET: Final = str.maketrans("013457@$!", "oieastasi")


@lru_cache(maxsize=8192)
def is_reference(value: str) -> bool:
    """Whether *value* says where the credential is, or is code, a pattern, a type or a path, rather than being one."""
    return (bool(_REFERENCE.fullmatch(value)) and not _SIGN_BEFORE.fullmatch(value)) or bool(_PATTERN.search(value))


def is_code(value: str) -> bool:
    """Whether *value*, found without quotes, reads as an expression of a programming language."""
    return (
        is_reference(value)
        or bool(_CODE.fullmatch(value.lstrip("!")))
        or any(c in value.rstrip("=\\") for c in "()[]{}=<>")
    )


def is_dotted_draw(value: str) -> bool:
    """Whether *value* looks like names joined by dots, and was drawn all the same."""
    core = _JOINTS.sub("", value)
    return (
        len(value) >= 10
        and 1 <= value.count(".") <= 4
        and core.isalnum()
        and _mixes(core, _LIKE_A_DRAW if len(value) < _KEY_LENGTH else _SURELY_DRAWN)
        and (value.count(".") == 1 or all(evidence(part) > 0 for part in value.split(".") if len(part) >= 5))
    )


@lru_cache(maxsize=8192)
def is_other_text(value: str) -> bool:
    """Whether *value* is a version, also one required, a date, a number, a media type, a host, a colour, an address, a labelled hash."""
    return (
        bool(_OTHER.fullmatch(value))
        and not (len(value) >= _KEY_LENGTH and value.count("/") == 1 and _mixes(value, _SURELY_DRAWN))
        and not is_dotted_letters(value)
    )


def _mixes(value: str, least: float) -> bool:
    """Whether *value* looks drawn from capital letters and digits too, as base64 that holds a slash does."""
    return any(c.isdigit() for c in value) and any(c.isupper() for c in value) and randomness(value) >= least


def is_strong_draw(value: str) -> bool:
    """Whether *value* is a password or key that only a machine draws: long, with digits, and nothing readable in it."""
    return (
        len(value) >= 16
        and sum(c.isdigit() for c in value) >= 2
        and randomness(value) >= 0.9
        and not has_sequence(value)
        and not is_placeholder(value)
    )


@lru_cache(maxsize=8192)
def is_sealed(value: str) -> bool:
    """Whether *value* was encrypted so that it can be committed."""
    return bool(_SEALED.fullmatch(value))


@lru_cache(maxsize=8192)
def is_signed_draw(value: str) -> bool:
    """Whether *value* was drawn from letters, digits and many signs, as Django's keys and generated passwords are.

    Such a value may hold what else marks code or a pattern: ``(``, ``^``, ``$``.
    """
    signs = [c for c in value.rstrip("=") if c in _SIGNS]
    rare = set(signs) - set("-_./:,")
    open_ended = value.count("(") != value.count(")") or value.count("[") != value.count("]")
    return (
        12 <= len(value) <= 128
        and value.isascii()
        and all(c.isalnum() or c in _SIGNS for c in value)
        and (len(rare) >= 2 or (open_ended and len(value) >= 14))
        and any(c.isdigit() for c in value)
        and len(signs) * 2 <= len(value)
        and randomness(value)
        >= ((0.9 if len(rare) >= 4 else 0.95) if len(value) < 24 else 0.85 if len(value) < 40 else 0.6)
        and not _WRITTEN.search(value)
        and all(evidence(run) > 0 for run in _RUN_OF_LETTERS.findall(value))
    )


def is_mixed(value: str, least: int) -> bool:
    """Whether *value* mixes at least *least* kinds of characters, has a digit, and is no path or expression."""
    kinds = sum(bool(re.search(c, value)) for c in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    return (
        8 <= len(value) <= 64
        and kinds >= least
        and bool(re.search(r"\d", value))
        and (
            not re.search(r"[/\\:<>{}()\[\]\s]|=(?!\Z)", value)
            or is_thought_up(value)
            or _SIGNED_WORDS.fullmatch(value) is not None
        )
    )


def is_chosen(value: str) -> bool:
    """Whether *value* is words and a number joined as people join them to please a password's rules: ``Copper-Kite-82``."""
    return bool(_CHOSEN.fullmatch(value)) and not _NAMED_IN.search(value)


def is_word_and_number(value: str) -> bool:
    """Whether *value* is one capitalised word and a number, none of the words that examples show: ``Copperkite82``."""
    return bool(_WORD_AND_NUMBER.fullmatch(value)) and not _NAMED_IN.search(value) and not is_weak(value)


def is_own_word(value: str) -> bool:
    """Whether *value* is words and a number, none of which examples show: ``kolibriLampe42``."""
    return len(value) >= 8 and any(c.isdigit() for c in value) and not _NAMED_IN.search(value)


def is_made_password(value: str) -> bool:
    """Whether *value* says *password* with a word before and a counted number after it: ``SecurePassword123!``."""
    if _MADE_PASSWORD.fullmatch(value):
        return True
    core = value.rstrip(_BEHIND)
    return len(value) >= 8 and any(_MADE_WORDS.fullmatch(core.translate(spelt)) for spelt in (_SPELT, _SPELT_SO))


def is_role_password(value: str) -> bool:
    """Whether *value* only says whose password it is, and counts: ``AdminUser123!``."""
    return bool(_ROLE_PASSWORD.fullmatch(value)) or (
        len(value) >= 8
        and any(c.isdigit() for c in value)
        and _PURPOSE.fullmatch(_NOT_LETTERS.sub("", value)) is not None
    )


def is_guessable(value: str) -> bool:
    """Whether *value* is a word that says it is the password, and a counted number: ``KolibriPass!123``."""
    return bool(_GUESSABLE.fullmatch(value))


def is_counted(value: str) -> bool:
    """Whether *value* is one word and a counted number: ``metatool123``."""
    return bool(_COUNTED.fullmatch(value))


def is_dated(value: str) -> bool:
    """Whether *value* is one word and a year: ``Kolibri#2024``."""
    return bool(_DATED.fullmatch(value))


@lru_cache(maxsize=8192)
def is_hashed(value: str) -> bool:
    """Whether *value* is what a password was hashed to, with or without its user."""
    return bool(_HASHED.fullmatch(value))


@lru_cache(maxsize=8192)
def is_foreign_text(value: str) -> bool:
    """Whether *value* is a text in letters beyond ASCII, as translations of a form's labels are."""
    if any(c in _CORNERS for c in value) or len(_IDEOGRAPHS.findall(value)) >= 4:
        return True
    letters = [c for c in value if c.isalpha()]
    return len(letters) >= 4 and sum(c > "\x7f" for c in letters) * 2 > len(letters)


def is_identifier(value: str) -> bool:
    """Whether *value* is built the way names are: words, joined, with a short number at most."""
    return bool(_IDENTIFIER.fullmatch(value))


def is_to_fill_in(value: str) -> bool:
    """Whether *value* has a word of those that tell their reader to put a value there."""
    return bool(_PLACEHOLDER.search(value))


def _is_chance(word: str, value: str) -> bool:
    """Whether *word*, one of those that make a value a placeholder, stands in *value* because its letters were drawn so."""
    if not word.isalpha() or len(word) > _SHORT:
        return False
    odd = word not in (word.lower(), word.upper(), word.capitalize()) and len(value) >= _KEY_LENGTH
    return (odd or len(value) >= _LONG) and randomness(value) >= 0.95


@lru_cache(maxsize=8192)
def is_placeholder(value: str) -> bool:
    """Whether *value* tells its reader to put a value there, or is visibly made up."""
    if _MADE_UP.match(value):
        return True
    said = _PLACEHOLDER.search(value)
    if said and not _is_chance(said[0], value):
        return True
    if _NAMES_ONE.fullmatch(value) and (len(value) < _LONG or evidence(value) < 0):
        return True
    if _HEX_TEXT.fullmatch(value) and _LETTERS.fullmatch(bytes.fromhex(value)):
        return True
    core = re.sub(r"[^A-Za-z0-9]", "", value)
    if (
        is_typed(core)
        or is_filled(value)
        or any(4 * len(run) >= 3 * len(core) and is_mashed(run) for run in _LONG_RUNS.findall(value))
    ):
        return True
    if len(set(core.lower())) <= max(3, min(6, len(core) // 8)):
        return True
    return sum(len(m.group()) for m in _RUN.finditer(value)) * 2 >= len(value) or bool(re.search(r"(.)\1{6,}", value))


def is_uuid(value: str) -> bool:
    """Whether *value* is a UUID: as often an identifier as a credential."""
    return bool(_UUID.fullmatch(value))


def is_random_uuid(value: str) -> bool:
    """Whether *value* is a UUID of version 4 (RFC 9562): drawn, not counted or computed."""
    return is_uuid(value) and value[14] == "4" and value[19] in "89abAB"


def marked_uuid(value: str) -> str:
    """Return the random UUID that *value* is, with a mark of its issuer before or behind it: ``ms-6b1f…``, ``6b1f…:fx``."""
    found = _MARKED.fullmatch(value)
    return found["u"] if found is not None and is_random_uuid(found["u"]) else ""


def is_cut_short(value: str) -> bool:
    """Whether *value* begins as some provider's token does, and is too short for one."""
    return len(value) < _WHOLE and _BEGUN.match(value) is not None


_WHOLE: Final = 34
_BEGUN: Final = regex(
    r"pypi-Ag|gh[opsu]_[A-Za-z0-9]|github_pat_|npm_[A-Za-z0-9]{8}|xox[bp]-[0-9]|sk-(?:ant|proj)-|AIzaSy"
)


def is_weak(value: str) -> bool:
    """Whether *value* is a well-known default password, also twice, or with a number or a sign added (``Password1!``)."""
    lowered = value.lower()
    half = len(lowered) // 2
    if lowered in WEAK or (lowered[:half] == lowered[half:] and lowered[half:] in WEAK):
        return True
    if value[:1] in ("_", "-") or len(value) > 32:  # how names end, in a list of what to hide
        return False
    return (
        lowered.translate(_LEET).strip("0123456789!@#$%._-") in WEAK
        or lowered.strip("!@#$%._-").rstrip("0123456789") in WEAK
        or (core := lowered.rstrip("0123456789!@#$%._-")) in WEAK
        or core.translate(_SPELT) in WEAK
    )
