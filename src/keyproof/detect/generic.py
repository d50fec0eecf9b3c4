"""Generic matches: a literal bound to a credential name, where no provider's shape says what it is.

``GATES`` let Hyperscan find the lines on which a credential name stands before something that binds; ``forms`` reads
them.
"""

from __future__ import annotations

from typing import Final

from keyproof.detect.rule import Rule

_WORDS: Final = (
    r"passw|passp|passc|repass|ypass|passin|passout|bindpw|secretorkey|[_.-]pass|pass\b|pwd|pw\b|secret|token|credential|bearer|authorization|[_-]pat\b|"
    r"api[_. -]?(?:v[0-9][_. -]?)?key|access[_. -]?key|auth[_. -]?key|private[_. -]?key|sign(?:ing|ature)?[_. -]?key|crypt(?:ion|o)?[_. -]?key|"
    r"(?:master|admin|service|account|shared|app|application|licen[sc]e|subscription|deploy|storage|session|client|webhook|jwt|hmac|function|"
    r"aes|ssh|server|security|root|cipher|symmetric|bot|consumer|functions|integration|ingest|rest|sdk|write|token|data|fernet|merchant|mch|partner|payment)[_. -]?key|"
    r"senha|contrasen|clave|mot[_-]?de[_-]?pas|\bmdp|[_.-]mdp|palavra[_-]?pas|chave|chiave|\bcle[_-]|kennwort|wachtwoord|haslo|sifre|heslo|salasana|\bmima|[_.-]mima|"
    r"cookie|pepper|otp_?seed|auth[_-]?(?:header|value)"
)
_SELDOM: Final = (
    r"mfa_?seed|pass_(?:word|phrase|code)|(?:sec|priv|prv|acc|sig|apis?_?)key|key_?api|(?:api|access)_k\b|apik\b|losenord|passord|adgangskode|kodeord|"
    r"parol|jelszo|lozinka|zaporka|slaptazodis|wagwoord|\bparool|sandi\b|mat_?khau|pswd|psw\b|pwrd|psk\b|jeton|gettone|sekret|segreto|secr\b|scrt|"
    r"geheim|himitsu|schluessel|nyckel|klucz|\bklic|[_.-]klic|anahtar|llave|\bclef|[_.-]clef|avain\b|kulcs|\bkunci|api_?tok\b"
)
"""Abbreviations, and words of other languages; `_BINDS` would make an automaton too large of them."""

_NAME: Final = rf"(?:{_WORDS})[\w.-]*(?: key| token| secret| password| code)?"
_BINDS: Final = (
    r"""(?:[\\"'`\])}*]{0,5}|&(?:quot|#34);)[ \t]*(?:!?[=:|?]|["'`][ \t]{0,4},|,[ \t]{0,4}(?:default|value|\r?\n|\w+[ \t]?:?=[ \t]?["'`])|["'`]\),[ \t]{0,4}["'`]|["'][\])][ \t]if[ \t][^\n"']+[ \t]else[ \t]|"""
    r"""\((?:[\w.:\[\](){} \t@$&-]{0,24}[\\"'`]|[ \t]{0,4}\r?\n)|>[ \t]{0,4}(?:[^<>\s]+(?: [a-z]+)*[ \t]{0,4}</|\r?\n|<value)|[ \t]?\{ ?(?:get|["'])|"""
    r"""\.(?:default|prefault|withdefault|unwrap|map_or|equals|catch|ok\(\)|to_string|to_owned|into\(|or_?else|getorelse)|or\s|is[ \t:]|was[ \t:]|[ \t]?(?:->|<-|→)|[ \t](?:envdefault|default):|[ \t]\([\w ./-]+\) ?[:=]|[ \t](?:has been )?(?:changed|reset|updated|rotated) to|[ \t](?:@?["']|\(?[*`]{1,2})[\w$%]|"""
    r"""[ \t](?:[a-z][\w:-]*[ \t]{0,2}=|to[ \t]{1,2}["'`]|(?:not[ \t]|[ \t])?in[ \t]{1,2}[(\[{]|(?:\*|as[ \t])?(?:string|object|securestring|n?varchar\(\w+\)|\[\]byte)[ \t]{0,2}=|"""
    r"""(?:for|of|on|to)[ \t][\w ]+[ \t](?:is|was)[: ]|(?:verified|used|generated|created|issued|value|received|obtained|found|now|below):)|"""
    r"""\[["'`]?[\w.-]*["'`]?\][ \t]*(?:[a-z_]+[ \t]*|__attribute__[^\n=]*)?=[ \t]*\{?[ \t]*["']|\(\)[^\n(){};"'=]*[{:][ \t]*(?:return |echo |printf )|\(\) ?->[^\n(){};"'=]*\{|\(\)[ \w:]*= ?["']|\}[ \t][ \t]+[!-#%-z]|[ \t]*~default:|[ \t]with[ \t][^\n"]*->[ \t]?["']|"""
    r"""[ \t]as\??[ \t][a-z]+\??\)?[ \t]*\?:|,[ ]?(?:<<)?"[^"\n]+"(?:>>)?[ ]?\})"""
)
"""What follows a name that something may be bound to. Runs have no upper bound: an automaton that counts is slow."""

_GIVEN: Final = r"""["']?[ \t]+[\w$%{"'(/.<\[-]"""
"""What follows the name of an option whose value stands after a blank."""

GATES: Final[tuple[tuple[bytes, bool], ...]] = (
    ((_NAME + _BINDS).encode(), True),
    (
        rf"""(?:{_SELDOM})[\w.-]*["'`\])*]{{0,4}}[ \t]{{0,4}}(?:!?[:=|?]|=>|->|["'`]?[ \t]{{0,2}},[ \t]{{0,2}}["'`]|or\s|\(["'`])""".encode(),
        True,
    ),
    (
        rb"""(?:password|passwd|token|secret|api[ _-]?key|credentials?)(?: (?:for|of|on|to) [\w ./@%'-]+[:=] ?["'`*]*[!-~]{6}| - [\w ./'()-]+: [a-z0-9_+/-]{24}|[ ](?:is )?[a-z0-9_-]{24}|["'`]? ?</(?:t[dh]|d[td]|b|strong|label|span|code)>|`{1,2} ?(?:=|:|->)+ ?`)""",
        True,
    ),
    (rf"""{_NAME}["'`]\){{1,3}}[ \t]{{0,2}}\r?\n""".encode(), True),
    (rb"""[A-Z0-9]_KEY["'`]\){1,3}[ \t]*\r?\n""", False),
    (rf"""--[\w.-]*{_NAME}{_GIVEN}""".encode(), True),
    (rf"""[\s"'`(\[]-\w{{0,9}}{_NAME}{_GIVEN}""".encode(), True),
    (rf"""(?m){_NAME}[ \t]{{1,4}}[^\s"'`,;<>|]{{3,}}[ \t\r;"'`\\]{{0,3}}$""".encode(), True),
    (
        rf"""(?:name|key)["']?[ \t]{{0,2}}[:=][ \t]{{0,2}}["']?[\w.-]*(?:{_WORDS})[\w.-]*["']?,?[ \t\r]{{0,4}}\n""".encode(),
        True,
    ),
    (rb"[A-Z0-9]_KEYS?[0-9_]{0,3}[\\\"'`\])]{0,4}[ \t]*(?:[=:,|?.]|or )", False),
    (
        rf"""(?:<key>[\w.-]*(?:{_WORDS})[\w.-]*</key>|--[\w.-]*(?:{_WORDS})[\w.-]*["']?[ \t\r]{{0,4}}\n|\bx-[\w-]{{2,24}}-key["'\\]{{0,3}}[ ,:)]|["'](?:{_WORDS})["']: ?true)""".encode(),
        True,
    ),
    (rf"""variable[ \t]+"[\w.-]*(?:{_WORDS})[\w.-]*"[ \t]*\{{""".encode(), True),
    (
        rb"""keys?[0-9]{0,2}[\"'`]?[\])]?[ \t]*(?::[ \t]?[a-z&'\[][\w&'\[\] ]+)?(?::=|=>|[:=(])[ \t]*[\[({]?[\"'`][A-Za-z0-9+/=_-]{20}""",
        True,
    ),
    (rb"""keys?[0-9]{0,2}["']?[ \t]*[:=][ \t]*[A-Za-z0-9+/=_-]{20}""", True),
    (rb"""--key["'],[ \t]{0,4}["'][A-Za-z0-9+/=_-]{20}""", True),
    (rb"""key["'`\])]{0,3}[ \t]+(?:or|\|\||\?\?)[ \t]+["'`][A-Za-z0-9+/=_-]{20}""", True),
    (rb"""--key["'],\r?\n""", True),
    (rb"""\bkey (?:(?:for|of|on|to) [\w ]+ )?(?:is|was):? `?[A-Za-z0-9+/=_-]{24}""", True),
    (rb"""\$\{[A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASS|PWD|CRED)[A-Z0-9_]*-[^}\s]{6}""", False),
    (
        rb"""(?:auth|jwt|tok|creds?|hmac|licen[cs]e)[\"'`]?\]?[ \t]*(?::=|=>|!=|[:=(])[ \t]*[\"'`]?[A-Za-z0-9+/=_-]{20}""",
        True,
    ),
)
"""Expressions for Hyperscan, each with whether letter case is ignored."""

_TITLES: Final = {"password": "password", "api-key": "API key", "token": "token", "secret": "secret"}
RULES: Final = {
    word: Rule(
        id=f"generic-{word}", title=f"generic {title}", pattern="", sample="", provider="generic",
        named=True, source="the name it is bound to", cwe=(798,) if word != "password" else (798, 259),
    )
    for word, title in _TITLES.items()
}  # fmt: skip
"""The pseudo rules that generic matches are reported under, by what the name says."""
