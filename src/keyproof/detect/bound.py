"""What the name of a value and its place say of it: that it names another, is only shown, or may be known to all."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect import claims, own, phrases, placeholders, public, readers, shipped, typed
from keyproof.detect.context import Context
from keyproof.detect.match import SAID_OPEN, Judgement, say
from keyproof.detect.names import BUILT_IN, NameKind, are_alike, kind_of, words
from keyproof.detect.randomness import evidence, randomness
from keyproof.detect.weak import TOLD
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

SET: Final = frozenset(
    {Setting.CONFIG, Setting.ENV_FILE, Setting.CREDENTIAL_FILE, Setting.CLIENT_CONFIG, Setting.IMAGE_BUILD, Setting.CI}
)
"""Files that hold what a program runs with, rather than a program or a text about it."""

CODE: Final = frozenset({Setting.SOURCE, Setting.TEST, Setting.TRIAL})
"""Files that are programs."""

_LINE_ENDS: Final = regex(r"[`*_.)\"']{0,4}\s{0,8}")


_DIGEST: Final = regex(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}")
_USER_NEAR: Final = regex(r"(?i)[\"'](?:e-?mail|user(?:_?name)?|login|name|role)[\"']\s{0,2}:")
_LOCAL: Final = regex(r"//(?:localhost|127\.0\.0\.1)\b")
_FIRST: Final = frozenset("default initial init demo seed first starting".split())
"""Words before ``password``."""

_ENV_DEFAULT: Final = regex(
    r"""(?:getenv|environ(?:\.get)?|process\.env)[.(\[]\s{0,12}["']?[A-Z][A-Z0-9_]{2,60}["']?\]?\)?\s{0,2}(?:,|\|\||\?\?|or\s)\s{0,12}["'`]\Z"""
)
_PUBLIC_DEFAULT: Final = regex(
    r"""(?<!NEXT)(?<!NUXT)(?<!EXPO)_PUBLI(?:C|SHABLE)_(?:KEY|TOKEN)["']?\]?\)?\s{0,2}(?:,|\|\||\?\?|or\s)\s{0,12}["'`]\Z"""
)
"""The variable before a default, whose name ends so that everybody may know its value."""

_TAGGED: Final = regex(r":\s{1,4}!(?!!|unsafe\b)[A-Za-z][\w:.-]{1,40}\s{1,4}\Z")
"""A tag of YAML before a value (yaml.org/spec/1.2.2, 6.9.1): what is known by its own says where a value is looked up."""

_IN_PROSE: Final = regex(r"\b(?:is|was|been)\s\Z")
_OF_CALL: Final = regex(
    r"""[\w\])](?<![eE]nv)(?<!ENV)(?<!environ\.get)\([\w ,.]{0,60}?(?P<n>\b[A-Za-z_]\w{0,60})\)\s{0,2}(?:or|\|\||\?\?|\?:)\s{0,2}["']\Z|GetEnvironmentVariable\([^()\n]{1,80},\s{0,2}["']\Z"""
)
_SAYS_WHAT: Final = regex(
    r"(?i)secret|key|token|jwt|passw|change|default|(?<![a-z])dev(?![a-z])|local|insecure|signing"
)

_OF_SERVER: Final = frozenset("datasource db database mysql postgres redis mongodb rabbitmq mail".split())
_OF_ACCOUNT: Final = regex(r"(?:[A-Z]{2,16}_)?(?:ADMIN|ROOT|SEED|SUPERUSER|OWNER)_(?:[A-Z]{2,16}_)?PASSWORD")
"""How programs call the constant that the first accounts are made with."""

_OF_IMAGE: Final = regex(
    r"(?:POSTGRES|MYSQL(?:_ROOT)?|MARIADB(?:_ROOT)?|MONGO_INITDB_ROOT|REDIS|RABBITMQ_DEFAULT|MINIO_ROOT|(?:MSSQL_)?SA|CLICKHOUSE|ELASTIC|NEO4J)_PASS(?:WORD)?"
)
"""How the images of servers call the password that they start with, for which workflows name one of their own."""


_SPOKEN: Final = regex(r"[a-z]{2,14}(?:[-_][a-z]{2,14}){2,8}(?:[-_][a-z0-9]{1,4})?")
"""Words that say what a value is for, as workflows give what they start."""

_SHORT: Final = 8

_PARTS: Final = regex(r"[_\-@.!#]")
_YEAR: Final = regex(r"20[0-9]{2}|1|12|123|1234|12345|123456")
_PLAIN_WORD: Final = regex(r"[a-z]{2,14}|[a-z]{2,6}[0-9][a-z]{1,4}|")


_CONSTANT: Final = regex(r"[A-Z][A-Z0-9]{0,15}(?:_[A-Z0-9]{1,15}){1,6}")
_FIELD: Final = regex(r"<input\b[^<>\n]{0,400}\bvalue=[\"']?\Z", re.I)
_CHECKED: Final = regex(r"(?i)passwords?_?-?(?:validat|strength)\w{0,10}\W|is_?strong_?password")
"""A call that tells how strong a password is."""

_OUTCOME: Final = regex(r"[\"']\)\s{0,3}=>\s{0,3}\\?[\"'`]\Z")
_DJANGO: Final = regex(r"django-insecure-[a-z0-9!@#$%^&*(_=+)-]{50}")
"""What ``startproject`` writes: docs.djangoproject.com/en/stable/ref/checks, W009."""
_ACCOUNTS: Final = regex(r"/etc/(?:passwd|g?shadow)[\"'`]\s{0,4},\s{0,8}[\"'`]\Z")
"""The file that lists a system's accounts, in a list of paths."""

_LIST_GOES_ON: Final = regex(r".(?:\s{0,8}[,)\]]|\s{0,4}\Z)")
_IN_LIST: Final = regex(r"([\"'`]),\s{0,60}\1\Z")
_OF_VISIT: Final = regex(
    r"\b(?:__cf_bm|_cfuvid|cf_clearance|__cflb|_ga|_gid|_gcl_au|_fbp|__utm[a-z]|OptanonConsent|msToken|ttwid|\w{0,12}csrf_?token|XSRF-TOKEN|AWSALB\w{0,6}|ajs_\w{2,20}|(?:ARR|ApplicationGateway)Affinity\w{0,10}|SERVERID|BIGipServer[\w~.-]{1,30}|NSC_\w{1,24})=\Z"
)
"""Cookies that tell one visit from another, or a browser from a program, and let nobody in."""

_DECLARED: Final = regex(r"com\.apple\.[\w.-]{1,80}\\?\"")
"""A declaration of Apple's device management, whose server token tells its version (developer.apple.com, DeclarationBase)."""

_BETWEEN: Final = regex(r"[)\]}]{1,3}[,;]")
"""How what follows a string begins: a name that ends the string before it binds nothing."""

_BEFORE_OPERAND: Final = regex(r"(?:\|\||&&|\?\?|\?)\s{1,4}\Z")
_AFTER_OPERAND: Final = regex(r"\s{0,4}(?:\|\||&&|\?\?|[=!]==?)|\s\|\s[A-Z]|\s(?:or|and|if)\s")
_COMPARED: Final = regex(r"\s[<>]=?\s[0-9]")
_ASKED: Final = regex(r"""["'`]\s{1,4}(?:(?:not\s{1,4})?in\s|is\s|[=!]==?\s)""")
"""How what follows a string begins where the string is asked about: ``named(x) or "Secret" in kind``."""
_OBFUSCATED: Final = regex(r"_0x[0-9a-f]{3,8}")
"""How JavaScript's obfuscators name variables."""


_BESIDE: Final = regex(
    r"@(?:tcp\((?=localhost|127\.0\.0\.1))?(?:localhost|127\.0\.0\.1|(?:host\.docker\.internal)|[a-z][a-z0-9_-]{1,40})(?=[:/?\"'\s]|\Z)"
)
"""What follows a password for a server on the same machine, or of the same compose file, whose names have no dot."""

_MAILBOX: Final = regex(r"[\"'`]([\w.+-]{3,64})@(?:gmail|googlemail)\.com[\"'`]\s{0,4},\s{0,8}[\"'`]\Z")
_DOTTED: Final = regex(r"[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+")
_QUOTED_NAME: Final = regex(r"""[\"']\]?\s{0,4}[:=]\s{0,8}\Z""")

_ALONE: Final = regex(r"\s{0,40}(?:[-*#]\s{1,4}|export\s{1,4})?[\w.-]{2,80}\s{0,20}[:=]\s{0,20}")
"""What stands before a value that its line is there for."""

_LETTERS: Final = regex(r"[A-Z]{3,15}")


_SCHEME: Final = regex(r"(?i)\bvalue\\?[\"']\s{0,2}:\s{0,2}\\?[\"']Bearer\s\Z")
_LISTED: Final = regex(r"`[,;/)]")
_OPTION: Final = regex(r"\s--[\w-]{2,40}[= ]\Z")


_OF_WINDOWS: Final = frozenset(("User", "Process", "Machine"))
"""Where Windows keeps a variable (learn.microsoft.com, EnvironmentVariableTarget)."""

_SAYS_IT: Final = regex(r"[A-Za-z]{3,20}Pass(?:word|wd)?[!@#$.]{0,2}")
"""A password that says whose it is, and that it is one: ``KolibriPassword!``."""

_JOINED: Final = regex(
    r"(?!your|change|replace|example|my_|my-|insert|enter)[a-z]{2,12}(?:[_-][a-z]{2,12}){1,6}[_-]?[1-9][0-9]{0,3}"
)
"""Words and a number, which a stack starts a server with: ``pg_pass_kolibri_99``."""

_PLAIN_WORDS: Final = regex(r"[a-z]{3,20}(?:[_-]?[a-z]{3,20})?[0-9]{0,4}")
_NO_WORD: Final = regex(r"pass|pwd|secret|user|your|enter|here|test|demo|sample|example")
_SHORT_MIX: Final = regex(r"[a-z]{2,8}[0-9]{3,6}")
_BASE85: Final = regex(r"[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{40,700}")
_BASE85_SIGNS: Final = frozenset("!#$%&()*+;<>?@^`{|}~")
_DENSE, _DIFFERENT = 20, 5
"""Characters of a line before a value, and different signs among them, from which it is no name and no command."""


def plain(text: str) -> str:
    """Return the letters and digits of *text* in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def is_in_block(value: str, context: Context) -> bool:
    """Whether the line of *value* is one of a block in base85 (RFC 1924), where any letters stand before an equals sign."""
    if len(context.line) < _DENSE or " " in context.line:
        return False
    line = context.line + value + context.after.rstrip()
    return len(set(context.line) & _BASE85_SIGNS) >= _DIFFERENT and _BASE85.fullmatch(line) is not None


def is_no_value(value: str, context: Context) -> str | None:
    """Return why *value* is none: it is sealed, or code between two strings or beside an operator (``a.token || b.token``)."""
    if placeholders.is_sealed(value):
        return "it is encrypted"
    if value in _OF_WINDOWS and "GetEnvironmentVariable(" in context.line:
        return "it says where the variable is kept"
    if is_in_block(value, context):
        return "it is part of a block in base85"
    if claims.describes_messages(value):
        return "it describes messages of Protocol Buffers"
    if context.line.endswith("|") and context.after[:1] in ("|", ")") and value.replace("_", "").isalnum():
        return "it is one of the words that a pattern looks for"
    if value.isidentifier() and _COMPARED.match(context.after):
        return "it is compared with a number"
    if _TAGGED.search(context.line):
        return "a tag before it says where it is looked up"
    if value == "changed" and _IN_PROSE.search(context.line):
        return "it says what happened"
    if value.endswith(":") and value[:-1].isidentifier() and not context.after.strip():
        return "it is the key of a map"
    if context.line.strip() == "`" and _LISTED.match(context.after) and value.isidentifier() and value.islower():
        return "it is the next of a list of names"
    if context.form == "fallback" and context.setting in CODE and _ASKED.match(context.after):
        return "it is compared with something"
    if context.line[-1:] in ("'", '"', "`"):
        return "it is code" if context.form == "literal" and _BETWEEN.match(value) else None
    beside = (
        context.setting in CODE
        and (value.isidentifier() or _DOTTED.fullmatch(value))
        and (_BEFORE_OPERAND.search(context.line[-8:]) or _AFTER_OPERAND.match(context.after))
    )
    return "it is code" if beside else None


def is_option(context: Context) -> bool:
    """Whether the value is that of an option on a command line."""
    return _OPTION.search(context.line) is not None


def has_any_signs(value: str, context: Context) -> bool:
    """Whether *value* is of any characters at all: a salt that WordPress draws, a key that Django does."""
    if _DJANGO.fullmatch(value):
        return True
    return context.name == "wordpress key" and len(value) >= 48 and " phrase" not in value


def by_name(value: str, context: Context) -> Judgement | None:
    """Return the judgement on a value that is the name of another, or whose own name makes it public."""
    in_code = context.form == "bare" and context.setting in CODE
    if in_code and value.isidentifier() and not value.isupper() and kind_of(value) is not None:
        return said(SecretClass.REFERENCE, "it is named as a variable is")
    if context.setting not in SET and is_constant(value):
        return said(SecretClass.PLACEHOLDER, "it is the name of a setting")
    if _DJANGO.fullmatch(value):
        return say(SecretClass.LIVE, 0.45, "Django drew it when the project was made, and calls it insecure")
    if has_any_signs(value, context):
        return say(SecretClass.LIVE, 0.8, "it looks random", "its place makes it a credential")
    if _ACCOUNTS.search(context.line) or (
        _LIST_GOES_ON.match(context.after) and _IN_LIST.search(context.line) and are_alike(value, context.name)
    ):
        return said(SecretClass.PLACEHOLDER, "it is one of a list of words or paths")
    if _OF_VISIT.search(context.line[-48:]):
        return said(SecretClass.EXPIRED, "it is the cookie of one visit")
    if context.name.lower() == "servertoken" and _DECLARED.search(context.line):
        return said(SecretClass.IDENTIFIER, "it tells the version of what a device is to be set up with")
    if in_code and _OBFUSCATED.fullmatch(value):
        return said(SecretClass.REFERENCE, "it is named as obfuscators name variables")
    if context.setting in (Setting.DOCS, Setting.EXAMPLE) and _FIELD.search(context.line):
        return said(SecretClass.EXAMPLE, "a field of a form is shown with it")
    if _OUTCOME.search(context.line):
        return said(SecretClass.EXAMPLE, "it is what a call with that name gives")
    if _CHECKED.search(context.line):
        return said(SecretClass.EXAMPLE, "it is there to be checked for its strength")
    if _PUBLIC_DEFAULT.search(context.line[-120:]):
        return said(SecretClass.PUBLIC, "it stands in for a variable that its name says is public")
    return public.on_page(context.line, context.name) or public.by_name(value, context.name)


def is_constant(value: str) -> bool:
    """Whether *value* is words in capitals, as settings are named, one of them a word that was not drawn."""
    return _CONSTANT.fullmatch(value) is not None and any(
        _LETTERS.fullmatch(w) and evidence(w.lower()) < 0 for w in value.split("_")
    )


def is_sent(context: Context) -> bool:
    """Whether the value is that of a header that a list of names and values gives: ``"value": "Bearer …"``."""
    return "authorization" in context.name.lower() and _SCHEME.search(context.line) is not None


def is_given(context: Context) -> bool:
    """Whether a cookie is of one visit: a server sets it, as in recordings, a guide shows it, or its name says so."""
    if context.setting in TOLD or _OF_VISIT.search(context.line[-48:]):
        return True
    return context.line.lower().rpartition("cookie")[0].endswith("set-")


def is_for_local(context: Context) -> bool:
    """Whether a password in an address is for a server on the same machine or beside it in a compose file."""
    return bool(_BESIDE.match(context.after))


def is_expression(value: str, context: Context) -> bool:
    """Whether *value* without quotes, after a name in quotes, is one of a program: ``'X-Api-Key': settings.apiKey``."""
    return (
        context.setting in (*CODE, Setting.DOCS, Setting.EXAMPLE)
        and bool(_QUOTED_NAME.search(context.line))
        and bool(_DOTTED.fullmatch(value))
        and not value.startswith("eyJ")
    )


def is_of_hash_length(value: str, context: Context) -> bool:
    """Whether *value* may be the hash of a password in a record of users, where programs are not set up."""
    return (
        context.name.lower() in ("password", "passwd", "pass", "pwd")
        and context.setting in (Setting.CONFIG, Setting.SOURCE, Setting.DOCS)
        and _DIGEST.fullmatch(value) is not None
        and _USER_NEAR.search(context.line) is not None
    )


def is_setting(context: Context) -> bool:
    """Whether a guide names a setting: it is written with the value that ran, as the examples of an API seldom are."""
    return context.setting is Setting.DOCS and context.name.isupper() and not _LOCAL.search(context.line)


def is_env_default(value: str, context: Context) -> bool:
    """Whether *value* stands in for a variable of the environment: what runs with it needs one that works."""
    return bool(_ENV_DEFAULT.search((context.near or context.line).partition(value)[0][-200:]))


_MCP_PATH: Final = regex(r"https://(?=[^\s\"'`]{0,200}mcp)[^\s\"'`?]{3,300}/\Z")
_GIVEN_AS_TOKEN: Final = regex(
    r"https://(?:[\w-]{1,60}\.){0,3}(?:pipedream\.(?:net|com)|composio\.dev|make\.com|celonis\.com|activepieces\.com|zapier\.com|viasocket\.com|n8n\.cloud)/"
)
"""Who hands out addresses of MCP servers that let in whoever knows them (developers.make.com, pipedream.com/docs)."""


def doubt(value: str, context: Context) -> str:
    """Return why *value* may open nothing though it looks live, ``""`` where nothing in its place says so."""
    if is_of_run(context) or (context.setting is Setting.CI and _SPOKEN.fullmatch(value)):
        return "a workflow sets it for its own run"
    if BUILT_IN.match(context.name):
        return "pages are built with it"
    if words(context.name)[-2:] == ["consumer", "key"] and placeholders.is_uuid(value):
        return "it names the application, which OAuth 1.0 sends in clear (RFC 5849, 3.1)"
    if public.is_of_page(context.line, context.name):
        return "it stands in the address of a page, by a name that does not say that it lets somebody in"
    if placeholders.is_uuid(value) and _MCP_PATH.search(context.line) and not _GIVEN_AS_TOKEN.search(context.line):
        return "the address of a server may hold the id of what it serves"
    if readers.is_last_cell(context):
        return "a table that describes settings shows it last"
    if readers.is_said_open(context):
        return SAID_OPEN
    if readers.shows_form(context):
        return "a text says how one looks"
    if readers.is_in_statement(context):
        return "it stands in code that is a text"
    if readers.is_of_prose(context):
        return "a text that a file of data holds speaks of it"
    return "hashes in records are as long" if is_of_hash_length(value, context) else ""


def is_of_run(context: Context) -> bool:
    """Whether a workflow sets, for its own run, what nobody issued: a key that a program draws, a server beside it."""
    return context.setting is Setting.CI and (
        is_for_local(context) or _OF_IMAGE.fullmatch(context.name) is not None or own.is_named(context.name)
    )


def is_shipped(value: str, context: Context) -> bool:
    """Whether *value*, which people type, is set where a server is set up with it: a stack, an environment, properties."""
    if context.setting is Setting.IMAGE_BUILD:
        return context.name.isupper() and (
            shipped.is_plain(value) or _SAYS_IT.fullmatch(value) is not None or _JOINED.fullmatch(value) is not None
        )
    counted = any(c.isdigit() for c in value)
    if context.setting is Setting.ENV_FILE:
        plain = shipped.is_plain(value) and (not counted or is_short_count(value))
        return context.name.isupper() and (plain or (value.isdigit() and 4 <= len(value) <= _SHORT))
    of_server = (
        context.setting is Setting.CONFIG and "." in context.name and not _OF_SERVER.isdisjoint(words(context.name))
    )
    return of_server and shipped.is_plain(value) and (not counted or is_short_count(value))


def is_short_in_env(value: str, context: Context) -> bool:
    """Whether *value*, set in an environment file, is letters and a number that no list has: ``kol4807``."""
    return (
        context.setting is Setting.ENV_FILE
        and context.name.isupper()
        and _SHORT_MIX.fullmatch(value) is not None
        and len(set(value)) > 4
        and not (
            placeholders.is_placeholder(value)
            or placeholders.is_weak(value)
            or placeholders.is_counted(value)
            or placeholders.is_dated(value)
            or placeholders.is_guessable(value)
            or typed.is_typed(value)
            or typed.has_sequence(value)
        )
    )


def is_of_client(value: str, context: Context) -> bool:
    """Whether *value* is plain words that an MCP client's configuration sets a password to, and not the word for one."""
    return (
        context.setting is Setting.CLIENT_CONFIG
        and context.kind is not None
        and context.kind.word == "password"
        and context.name.isupper()
        and _PLAIN_WORDS.fullmatch(value) is not None
        and not (placeholders.is_placeholder(value) or placeholders.is_weak(value) or _NO_WORD.search(value))
    )


def is_counted_name(value: str, name: str) -> bool:
    """Whether *value* is the name of a password that changes, and counts: ``newPassword``, ``newpassword123``."""
    if not value[-1:].isdigit():
        return False
    named = plain(name.rpartition(".")[2])
    return named.startswith(("new", "old", "current")) and plain(value).rstrip("0123456789") == named


_OR_NONE: Final = regex(r"""(?:\|\s?None|Optional\[\w{1,20}\])\s?=\s?["']\Z""")
"""A parameter before its default that may go without, which a setting hardly does."""


def works_until_set(value: str, context: Context) -> bool:
    """Whether *value* works as a key or a token where nobody sets another: it says so, or all that stands there works."""
    if context.setting not in (Setting.SOURCE, Setting.IMAGE_BUILD):
        return False
    default = context.form == "fallback" or (
        shipped.is_default_of_setting(context) and not (context.after[1:2] == "," and _OR_NONE.search(context.line))
    )
    constant = context.form == "literal" and context.name.isupper() and context.setting is Setting.SOURCE
    if constant and context.line.endswith("=") and value.lower().startswith("your"):  # a file to fill in, in a text
        return False
    if (default or constant) and own.signs(context.name) and _is_of_words(value):
        return default or not set(words(value)) <= set(words(context.name))
    if not shipped.is_for_developers(value):
        return False
    in_stack = context.setting is Setting.IMAGE_BUILD and context.name.isupper()
    return in_stack or default or shipped.is_set_alone(context)


def is_short_count(value: str) -> bool:
    """Whether *value* is a word and a counted number, and too short to be a password of a server that many reach."""
    return len(value) < _SHORT and (placeholders.is_counted(value) or placeholders.is_dated(value))


def is_first(name: str) -> bool:
    """Whether *name* says that accounts begin with it: whoever knows the program knows it."""
    return words(name)[-2:-1] != [] and words(name)[-2] in _FIRST


def stands_alone(value: str, context: Context) -> bool:
    """Whether *value*, of letters, is all that a line of a guide sets, and too long and too odd for a name in code."""
    return (
        context.setting in (Setting.DOCS, Setting.EXAMPLE)
        and len(value) >= 24
        and value.isalpha()
        and value.upper() != value != value.lower()
        and randomness(value) >= 0.98
        and not context.after.strip()
        and _ALONE.fullmatch(context.line) is not None
    )


def is_app_password(value: str, context: Context) -> bool:
    """Whether *value* follows a mailbox at Google and is what its applications log in with: sixteen drawn letters."""
    found = _MAILBOX.search(context.line)
    return (
        found is not None
        and not placeholders.is_to_fill_in(found[1])
        and len(value) == 16
        and value.isalpha()
        and value.islower()
        and randomness(value) >= 0.75
    )


_PLAIN_PASSWORD: Final = frozenset(
    (
        "password",
        "passwd",
        "db_password",
        "dbpassword",
        "mysql_password",
        "pg_password",
        "valid_password",
        "correct_password",
        "admin_password",
        "app_password",
        "master_password",
        "site_password",
    )
)


def is_default_here(value: str, context: Context) -> bool:
    """Whether *value*, bound to a password, is one that whoever knows the program or its user tries first."""
    if context.form == "fallback" and value.lower() == "password" and context.setting not in SET:
        return True
    if value == "password" and (
        (context.setting is Setting.IMAGE_BUILD and (context.name.isupper() or "__" in context.name))
        or (context.setting is Setting.ENV_FILE and context.name.isupper() and words(context.name)[1:] == ["password"])
    ):
        return True
    if _is_given_here(value, context):
        return True
    if context.setting is Setting.ENV_FILE and len(value) >= 4 and value == "".join(words(context.name)[:1]):
        return words(context.name)[1:] == ["password"]
    if context.setting is Setting.SOURCE and value == "password" and context.form == "literal":
        return _OF_ACCOUNT.fullmatch(context.name) is not None
    if context.setting in SET:
        return is_short_count(value) or (context.form == "bare" and "." in context.name and placeholders.is_weak(value))
    if context.setting is Setting.SOURCE and context.name.lower() in _PLAIN_PASSWORD and value.isdigit():
        return context.form == "literal" and 4 <= len(value) <= _SHORT
    return context.form == "literal" and shipped.is_made_of_user(value, context)


def _is_given_here(value: str, context: Context) -> bool:
    """Whether *value*, plain words, is what a program falls back to, or a command starts a server with."""
    if not shipped.says_password(value):
        return False
    if context.setting is Setting.SOURCE and context.form == "fallback":
        return plain(value) not in plain(context.name)
    return (
        context.setting in (Setting.SOURCE, Setting.CONFIG)
        and _OF_IMAGE.fullmatch(context.name) is not None
        and (shipped.is_given_to_container(context) or shipped.is_set_alone(context))
    )


def _is_of_words(value: str) -> bool:
    """Whether *value* is words that say what it is, or that another is to be put there."""
    if len(value) < 4 or " " in value or own.is_none(value) or placeholders.is_reference(value):
        return False
    if placeholders.is_placeholder(value):
        return value.replace("-", "_").isidentifier()
    return placeholders.is_identifier(value) and _SAYS_WHAT.search(value) is not None


def is_of_call(context: Context) -> bool:
    """Whether the value stands in for what a call gives, to which the name is handed over, or says where to look."""
    found = _OF_CALL.search(context.line)
    return found is not None and found["n"] in (None, context.name)


def is_key_of_words(value: str, context: Context) -> bool:
    """Whether a program is set up with a key of its own that is words and a year, as people type one."""
    return shipped.is_of_words(value) and is_own_key(context)


def is_own_key(context: Context) -> bool:
    """Whether a program is set up with the value to sign, seal or let in what is its own: whatever stands there works."""
    set_here = context.setting in (Setting.ENV_FILE, Setting.IMAGE_BUILD) or shipped.is_set_alone(context)
    return set_here and (own.is_named(context.name) or context.name == "API_KEY")


def default_why(value: str, context: Context, kind: NameKind) -> str:
    """Return why *value* is one that whoever knows the program tries first; "" where it is none."""
    if (
        not kind.faint
        and (not kind.weak or (context.form == "fallback" and context.name.lower().endswith("keys")))
        and not _PUBLIC_DEFAULT.search(context.line[-120:])
        and works_until_set(value, context)
    ):
        return "it is known to all who have the program, and works until another is set"
    if kind.word != "password" and is_key_of_words(value, context):
        return "words and a year, which are soon guessed"
    if kind.word == "password" and context.setting is Setting.IMAGE_BUILD and shipped.is_sample_of_server(value):
        return "the guides of its server set it"
    if kind.word != "password" or not is_default_here(value, context):
        return ""
    if value.isdigit():
        return "a number, which is soon guessed"
    if shipped.is_made_of_user(value, context):
        return "it repeats its user"
    return "plain words, which are soon guessed" if _is_given_here(value, context) else "a well-known default password"


_AMONG_NAMES: Final = regex(r"""["'][A-Za-z_]\w{2,60}["'],\s{0,80}["']\Z""")
_NAMES_PASSWORD: Final = regex(r"[a-z]{0,12}_?password_?[0-9]{0,2}|[a-z_]{3,60}(?:\.(?:[0-9]{1,2}|[a-z_]{2,60})){1,6}")


def is_label(value: str, context: Context) -> bool:
    """Whether *value* is the word for a password as a form shows it, in any language: ``password: Wachtwoord``.

    Or the next name in a list of names: ``("username", "password1", "password2")``.
    """
    if (
        context.form != "fallback"
        and _AMONG_NAMES.search(context.line)
        and (_CONSTANT.fullmatch(value) or _NAMES_PASSWORD.fullmatch(value))
    ):
        return True
    if not (value.istitle() and value.isalpha() and context.name.islower()):
        return False
    kind = kind_of(value)
    return kind is not None and kind.word == "password"


def is_named_after(value: str, name: str) -> bool:
    """Whether *value* is words and a year or a counted number, one of the words from *name*: ``dev_redis_2024``."""
    parts = _PARTS.split(value.lower())
    plain = "".join(words(name)).removesuffix("password")
    return (
        len(parts) >= 2
        and all(_YEAR.fullmatch(p) or _PLAIN_WORD.fullmatch(p) for p in parts)
        and any(_YEAR.fullmatch(p) for p in parts)
        and any(len(p) >= 4 and p in plain for p in parts)
    )


def said(secret_class: SecretClass, reason: str) -> Judgement:
    """Return the judgement that name or place alone give, with the confidence that such have."""
    return Judgement(secret_class=secret_class, confidence=0.7, reasons=(reason,))


def is_set_so(context: Context) -> bool:
    """Whether a value stands in quotes, or where no code is that would go without."""
    return context.form != "bare" or context.setting in SET or context.setting is Setting.DOCS


def closes_line(value: str, context: Context) -> bool:
    """Whether *value*, in a text for readers, is what a line sets a password to, and is built as people build one."""
    ends = context.setting in (Setting.DOCS, Setting.EXAMPLE) and _LINE_ENDS.fullmatch(context.after) is not None
    return ends and not placeholders.is_counted(value) and (phrases.is_made(value) or placeholders.is_chosen(value))
