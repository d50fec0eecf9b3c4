"""What a matched value is taken to be, and why. Each step that settles the matter says so in words."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect import (
    bound,
    claims,
    draws,
    far,
    fixed,
    identifiers,
    phrases,
    placeholders,
    plain_key,
    readers,
    shape,
    shipped,
    typed,
    worded,
    written,
)
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.detect.names import NameKind
from keyproof.detect.randomness import evidence, randomness
from keyproof.detect.rule import Rule
from keyproof.detect.settled import settled
from keyproof.detect.shaped import shaped
from keyproof.detect.weak import ANY_PASSWORD, TOLD, is_told, place_of, weak
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_LOOSE: Final = regex(
    r"url|^http-|^npmrc|^netrc|^pypirc|^pgpass|connection-string|^git-credentials|^docker-config|^kubeconfig-token|^openvpn-"
)
"""Ids of rules whose value can be any text: the place says that it is a credential, not its shape."""

_PAIRS: Final = frozenset(("http-basic", "http-basic-text", "npmrc-auth", "docker-config"))
"""Ids of rules whose value is the base64 of ``user:password``."""

_SENT: Final = frozenset(("http-bearer", "http-key-header"))
_PAIR: Final = regex(r"[A-Za-z][\w.@-]{1,40}:[A-Za-z]{4,24}[0-9]{0,4}")
"""A user and a password of letters, encoded as for Basic, whatever the header calls it."""

_HEADER: Final = NameKind("token")
_ANY_USER: Final = regex(r"(?i)(?:user|username|usr|login|name|uname|account|youruser|dbuser|db_user|myuser)\Z")
_EXAMPLE_HOST: Final = regex(
    r"@(?:[\w-]{1,60}\.)*(?:example\.(?:com|org|net)|example|test|invalid|host|hostname|server)(?![\w.-])"
)
"""RFC 2606 reserves the domains; ``host`` and ``hostname`` only name the part."""


_NAMED_HOST: Final = regex(r"@(?:[\w-]{1,63}\.){1,6}[a-z]{2,12}(?=[:/?\"'\s]|\Z)")
_PUT_IN: Final = regex(r"[%${}]")
"""A sign of a user's name that a program puts in."""

_ESCAPED: Final = regex(r"%([2-7][0-9A-Fa-f])")
"""A sign that an address may hold only so (RFC 3986, 2.1)."""

_USERINFO: Final = regex(
    r"(?i)://([^\s:/@]{0,100}):$|(?:\buser ?id|\buid|\buser(?:name)?)\s?=\s?([^;\s\"']{1,100});[^;]{0,40}=\s?$"
)


def judge(rule: Rule, value: str, context: Context) -> Judgement:
    """Return the class and the confidence (0 to 1) of *value*, which *rule* matched in *context*."""
    if rule.identifier:
        return identifiers.judged(rule, value, context)
    if context.kind is not None and not bound.is_sent(context):
        said = _doubted(strict(rule, value, context), value, context)
        if said.secret_class is SecretClass.PLACEHOLDER:
            if phrases.is_word_and_year(value) and written.is_given(context, context.kind):
                return weak(context, value, "a word and a year, which is soon guessed")
            if context.kind.word == "password" and bound.is_short_in_env(value, context):
                return say(SecretClass.LIVE, 0.45, "a password is bound to it", "it is set where settings are kept")
            said = fixed.lifted(said, value, context, context.kind)
        if said.secret_class is SecretClass.EXAMPLE and bound.is_of_client(value, context):
            return weak(context, value, "plain words, which a client hands to its server")
        if said.secret_class is SecretClass.EXAMPLE and readers.is_of_mailbox(value, context):
            return say(SecretClass.LIVE, 0.45, "somebody's mailbox and a password stand side by side")
        return said
    known = settled(rule, value, context)
    if _LOOSE.search(rule.id) or context.kind is not None:
        said = known or _doubted(_loose(rule, value, context), value, context)
        if rule.id == "http-cookie-session" and bound.is_given(context):
            return say(said.secret_class, min(said.confidence, 0.4), "a server gave it to one visit", *said.reasons)
        return fixed.sent(said, value, context, _HEADER) if rule.id.startswith("http-") else said
    return known or shaped(rule, value, context)


def _doubted(said: Judgement, value: str, context: Context) -> Judgement:
    """Return *said*, with little confidence where the place of a value that looks live says that it may open nothing."""
    if said.secret_class is SecretClass.LIVE and (why := bound.doubt(value, context)):
        return say(said.secret_class, min(said.confidence, 0.4), *said.reasons, why)
    return said


def strict(rule: Rule, value: str, context: Context) -> Judgement:
    """Return what is said of a value that only its name makes a credential, before `fixed` looks at what is left."""
    kind = context.kind or NameKind("secret", weak=True)
    if readers.is_listed(value, context):
        return say(SecretClass.PLACEHOLDER, 0.8, "it is one of a list of words")
    if readers.is_digest(value, context):
        return say(SecretClass.PLACEHOLDER, 0.7, "it is a hash, of a part or a message")
    if placeholders.is_cut_short(value):
        return say(SecretClass.PLACEHOLDER, 0.8, "it begins as a provider's token does, and is cut short")
    return settled(rule, value, context) or worded.judged(value, context, kind) or _named(value, context, kind)


def _loose(rule: Rule, value: str, context: Context) -> Judgement:
    """Judge a value that its place (a URL, a header) makes a credential."""
    if rule.id in _PAIRS and (inner := claims.inner_text(value)):
        user, _, password = inner.partition(":")
        if not password:
            return say(SecretClass.PLACEHOLDER, 0.7, "it holds no password")
        return _word(password, user, context)
    if (
        (placeholders.is_reference(value) and not placeholders.is_weak(value))
        or value.startswith("$")
        or bound.is_expression(value, context)
    ):
        return say(SecretClass.REFERENCE, 0.9, "it says where the value is")
    if rule.id in _SENT and (inner := claims.inner_text(value)) and _PAIR.fullmatch(inner):
        user, _, password = inner.partition(":")
        return _word(password, user, context)
    if placeholders.is_sealed(value):
        return say(SecretClass.REFERENCE, 0.9, "it is encrypted")
    if bound.is_constant(value.rstrip(".")):
        return say(SecretClass.REFERENCE, 0.9, "it is the name of a setting")
    if phrases.is_drawn_words(value) and not _EXAMPLE_HOST.match(context.after):
        return worded.said(context)
    found = _USERINFO.search(context.line)
    return _word(value, (found[1] or found[2] or "") if found else "", context)


def _word(value: str, user: str, context: Context) -> Judgement:
    """Judge a password or token of no known shape that belongs to *user*."""
    told = is_told(context)
    named_only = ANY_PASSWORD.match(value) and (
        (_ANY_USER.match(user) and context.setting is not Setting.IMAGE_BUILD) or told or value.isupper()
    )
    if named_only or not value.strip("xX"):
        return say(SecretClass.PLACEHOLDER, 0.85, "user and password are only named")
    if placeholders.is_reference(value) and not placeholders.is_weak(value):
        return say(SecretClass.REFERENCE, 0.9, "it says where the value is")
    if "%20" in value:
        return say(SecretClass.PLACEHOLDER, 0.8, "it is text")
    value = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), value) if "://" in context.line else value
    shown = bool(_EXAMPLE_HOST.match(context.after))
    if shown and (told or context.setting is Setting.TEST or not placeholders.is_strong_draw(value)):
        return say(SecretClass.PLACEHOLDER, 0.8, "it is for a host that is reserved for examples")
    if (
        context.setting is Setting.TEST
        and shipped.stands_in(value)
        and (_NAMED_HOST.match(context.after) or _PUT_IN.search(user))
    ):
        return say(SecretClass.PLACEHOLDER, 0.7, "a word that stands for any password")
    if (known := _guessed(value, user, context)) is not None:
        return known
    if placeholders.is_placeholder(value) or typed.has_sequence(value):
        return say(SecretClass.PLACEHOLDER, 0.85, "it is visibly made up")
    local = bound.is_for_local(context) or far.is_to_local(context)
    if local and (placeholders.is_counted(value) or placeholders.is_dated(value)):
        return weak(context, value)
    thought_up = (
        placeholders.is_chosen(value)
        or phrases.is_thought_up(value)
        or phrases.is_pair(value)
        or placeholders.is_word_and_number(value)
        or (
            not (told or shown)
            and far.is_far(context)
            and (placeholders.is_own_word(value) or (context.setting in bound.SET and placeholders.is_counted(value)))
        )
    )
    if placeholders.is_identifier(value) and evidence(value) < 0.3 and not thought_up:
        return say(SecretClass.PLACEHOLDER, 0.7, "it is made of words")
    rare = randomness(value)
    if rare < 0.5 and not (thought_up or placeholders.is_mixed(value, 2 if context.setting in bound.SET else 3)):
        return say(SecretClass.PLACEHOLDER, 0.6, "it does not look random")
    guessable = context.setting not in bound.SET and placeholders.is_guessable(value)
    if guessable or placeholders.is_role_password(value) or typed.is_walk(value):
        return weak(context, value)
    if context.setting is Setting.TEST:
        return say(SecretClass.TEST_FIXTURE, 0.7, "it stands in a test file")
    confidence = 0.6 + 0.25 * rare - (0.25 if told or shown else 0.0) - (0.2 if told and local else 0.0)
    return say(
        SecretClass.LIVE,
        confidence,
        "its place makes it a credential",
        "it looks random" if rare >= 0.5 else "people write passwords so",
    )


_RUNS: Final = frozenset({Setting.SOURCE, Setting.CONFIG})


def _guessed(value: str, user: str, context: Context) -> Judgement | None:
    """Return what is said of a password of *user* that many know, or guess; None of another."""
    if placeholders.is_weak(value) or (len(user) > 2 and user[0].isalnum() and value.lower() == user.lower()):
        return weak(context, value)
    if is_told(context) and placeholders.is_made_password(value):
        return say(SecretClass.EXAMPLE, 0.6, "a password of the kind that examples show")
    if bound.is_for_local(context) and (
        (context.setting is Setting.IMAGE_BUILD and shipped.is_plain(value))
        or (context.setting in _RUNS and not _ANY_USER.match(user) and shipped.says_password(value))
        or (context.setting is Setting.ENV_FILE and shipped.is_plain(value.lower()))
    ):
        return weak(context, value)
    return None


def _named(value: str, context: Context, kind: NameKind) -> Judgement:
    """Judge a value that only the name it is bound to says is a credential."""
    if (why := bound.is_no_value(value, context)) is not None:
        return say(SecretClass.REFERENCE, 0.9, why)
    if kind.word == "password" and shipped.is_grouped(value):
        return worded.grouped(value.replace(" ", ""), context)
    if placeholders.is_hashed(value):
        return say(SecretClass.PLACEHOLDER, 0.7, "it is the hash of a password")
    label = bound.is_label(value, context)
    if not label and (why := bound.default_why(value, context, kind)):
        return weak(context, value, why)
    word = (context.form == "literal" and _WORD.fullmatch(value)) or label
    if (
        (context.form != "bare" or context.setting in bound.SET)
        and placeholders.is_signed_draw(value)
        and not kind.faint
        and not typed.is_typed("".join(filter(str.isalnum, value)))
    ):
        return _by_look(value, context, kind)
    if not _is_dotted(value, context, kind) and (
        (not word and placeholders.is_reference(value.strip("\"'")))
        or (context.form == "bare" and placeholders.is_code(value) and not phrases.is_thought_up(value))
    ):
        return say(SecretClass.REFERENCE, 0.8, "it says where the value is, or is code")
    if kind.weak and kind.word == "token" and context.name.lower() != "authorization" and shape.is_account(value):
        return say(SecretClass.PLACEHOLDER, 0.7, "it names an account of a chain")
    if kind.faint and not (plain_key.is_set(value, context) or plain_key.is_constant(value, context)):
        return say(SecretClass.PLACEHOLDER, 0.5, "its name may name anything")
    if (said := bound.by_name(value, context)) is not None:
        return said
    if word:
        return say(SecretClass.PLACEHOLDER, 0.8, "it only names what stands there")
    repeats = bound.plain(value) in bound.plain(context.name) and (context.form != "fallback" or kind.weak)
    in_stack = context.setting is Setting.IMAGE_BUILD
    set_here = context.setting in bound.SET or (context.form != "bare" and not repeats)
    if kind.word == "password" and set_here and placeholders.is_weak(value) and not _UNSET.match(value):
        return weak(context, value)
    if kind.word == "password" and not kind.weak and (in_stack or not repeats) and bound.is_shipped(value, context):
        return weak(context, value)
    if repeats or bound.is_counted_name(value, context.name):
        return say(SecretClass.PLACEHOLDER, 0.8, "it repeats the name")
    return _written_out(value, context, kind) or _by_look(value, context, kind)


def _written_out(value: str, context: Context, kind: NameKind) -> Judgement | None:
    """Return the judgement on a value that is text, made up, or words."""
    if kind.word == "password" and not kind.weak and written.is_spaced(value, context):
        return say(SecretClass.LIVE, 0.6, "a password is bound to it", "people write passwords so")
    if " " in value.strip() or placeholders.is_other_text(value) or placeholders.is_foreign_text(value):
        return say(SecretClass.PLACEHOLDER, 0.7, "it is text, a number, a date, a version or a host")
    if placeholders.is_placeholder(value) or typed.has_sequence(value):
        if context.form == "fallback" and context.setting is Setting.IMAGE_BUILD and typed.is_typed(value):
            return weak(context, value)
        return say(SecretClass.PLACEHOLDER, 0.8, "it is visibly made up")
    if typed.is_walk(value):
        return weak(context, value) if kind.word == "password" else say(SecretClass.PLACEHOLDER, 0.8, "keys in a row")
    if kind.word != "password" and (
        placeholders.is_made_password(value) or placeholders.is_weak(value) or phrases.is_season(value)
    ):
        if (context.form == "fallback" and value.lower() != "default" and not bound.is_of_call(context)) or (
            context.form == "literal" and not kind.weak and phrases.is_season(value) and context.setting not in TOLD
        ):
            return weak(context, value)
        return say(SecretClass.PLACEHOLDER, 0.7, "it says that it is a password, and no more")
    chosen = kind.word == "password" and (
        (context.setting in bound.SET and any(c.isdigit() for c in value))
        or placeholders.is_chosen(value)
        or phrases.is_thought_up(value)
        or (
            (not kind.weak or worded.USER.search(context.line))
            and ("-" in value or bound.is_set_so(context) or written.is_said(context))
            and phrases.is_pair(value)
        )
        or (context.form == "literal" and placeholders.is_word_and_number(value))
        or (
            (not kind.weak or context.setting in bound.SET or context.name.isupper())
            and (bound.is_set_so(context) or written.is_said(context))
            and phrases.is_word_with_number(value)
        )
    )
    if (
        not (chosen or worded.is_passphrase(value, context, kind))
        and placeholders.is_identifier(value)
        and evidence(value) < 0.3
    ):
        return say(SecretClass.PLACEHOLDER, 0.8, "it is made of words")
    shown = context.setting in (Setting.SOURCE, *TOLD) or context.line.endswith(
        '\\"'
    )  # the body of a request in a text
    if (shown and context.form == "literal" and placeholders.is_made_password(value)) or (
        placeholders.is_guessable(value) and readers.is_in_text(context)
    ):
        return say(SecretClass.EXAMPLE, 0.6, "a password of the kind that examples show")
    inner = claims.inner_text(value, 8)
    if inner and kind.word == "password" and placeholders.is_weak(inner):
        return weak(context, inner)
    if inner and is_told(context) and "base64" in context.after:
        return say(SecretClass.EXAMPLE, 0.6, "a guide shows how it is encoded")
    is_text = placeholders.is_identifier if kind.word == "password" else draws.is_readable
    if inner and len(value) >= _ENCODED and is_text(inner):
        if bound.is_own_key(context) and not placeholders.is_to_fill_in(inner):
            return weak(context, value, "the base64 of words, which are soon guessed")
        return say(SecretClass.PLACEHOLDER, 0.7, "it is the base64 of words")
    return None


def _is_dotted(value: str, context: Context, kind: NameKind) -> bool:
    """Whether *value* was drawn with dots in it, where settings are, which hold no code."""
    set_here = context.setting in bound.SET or context.name.isupper()
    if context.setting in bound.SET and kind.word == "password" and draws.is_dotted_mix(value):
        return True
    return bound.has_any_signs(value, context) or (set_here and placeholders.is_dotted_draw(value))


_WORD: Final = regex(r"password|secret|credentials", re.I)
"""What is a value in quotes, and a type or a variable without."""

_UNSET: Final = regex(r"#{2,}|@@|__")
_ENCODED: Final = 12
_GENERATED: Final = 16
"""Characters from which a password with signs was made by a program: nobody thinks up such a one for a test."""

_OF_SERVICE: Final = regex(r"sk-(?=[^\n]{0,60}[0-9])(?=[^\n]{0,60}[a-z])(?=[^\n]{0,60}[A-Z])[A-Za-z0-9]{48}")
"""What OpenAI's keys were until 2024, and those of many who offer its API still are; of the drawn ones in tests of servers all were real."""

_HEX: Final = regex(r"(?<![0-9A-Za-z])[0-9a-f]{24,}|(?<![0-9A-Za-z])[0-9A-F]{24,}|(?<=\A[A-Z]{3})[0-9a-f]{24,}")
"""Digits that were drawn, whatever a person put before or behind them."""


def _by_look(value: str, context: Context, kind: NameKind) -> Judgement:
    named = not kind.weak or context.name[:2] in ("X-", "x-")
    drawn_id = value if placeholders.is_random_uuid(value) else placeholders.marked_uuid(value) if named else ""
    rare = max(
        randomness(drawn_id.replace("-", "") or value),
        0.0 if kind.weak else randomness(shape.grouped(value)),
        *(randomness(run) for run in _HEX.findall(value)),
    )
    bare_in_code = context.form == "bare" and context.setting not in bound.SET
    if (
        kind.word == "password"
        and context.form != "passed"
        and context.setting is not Setting.TEST
        and not (kind.weak and not written.beside_user(value, context))
        and written.is_thought_up(value, context, bare_in_code=bare_in_code)
    ):
        if (
            placeholders.is_weak(value)
            or placeholders.is_role_password(value)
            or (
                context.setting is Setting.IMAGE_BUILD
                and (placeholders.is_counted(value) or placeholders.is_dated(value) or placeholders.is_guessable(value))
            )
            or (context.form == "fallback" and placeholders.is_counted(value))
            or shipped.is_for_stage(value)
            or bound.is_named_after(value, context.name)
            or (context.setting not in bound.SET and placeholders.is_guessable(value))
            or (context.setting not in bound.SET and rare < 0.9 and bound.is_first(context.name))
        ):
            return weak(context, value)
        confidence = 0.6 + 0.2 * rare - (0.25 if is_told(context) else 0.0)
        return say(SecretClass.LIVE, confidence, "a password is bound to it", "people write passwords so")
    if worded.is_passphrase(value, context, kind):
        if placeholders.is_counted(value) or placeholders.is_dated(value):
            return weak(context, value)
        if context.setting is Setting.TEST:
            return say(SecretClass.TEST_FIXTURE, 0.6, "people write passwords so", "it stands in a test file")
        return say(SecretClass.LIVE, 0.6, "its name says credential", "people write passwords so")
    unsure = kind.weak or context.form == "passed"
    long = (kind.weak and kind.word != "password") or context.form == "passed"
    signed = kind.word == "password" and placeholders.is_mixed(value, 4)
    doubtful = kind.weak or (value.isidentifier() and rare < 0.98)
    surely = context.form == "literal" and rare >= 0.98 and placeholders.is_mixed(value, 3)
    least = 16 if long and surely else 20 if long or (bare_in_code and doubtful and not signed) else 12
    if len(value) < least or rare < (0.9 if unsure or (bare_in_code and not draws.is_long_draw(value)) else 0.6):
        return say(SecretClass.PLACEHOLDER, 0.6, "it does not look random")
    if (
        bare_in_code
        and sum(c.isdigit() for c in value) < (1 if rare >= 0.98 else 2)
        and not bound.stands_alone(value, context)
    ):
        return say(SecretClass.PLACEHOLDER, 0.5, "it may be a name in code")
    if context.setting is Setting.TEST:
        return _in_test(value, context, kind, rare)
    confidence = 0.5 + 0.3 * rare - (0.35 if kind.faint else 0.15 if kind.weak else 0.0)
    if kind.word != "password" and shipped.is_of_one_case(value):
        confidence -= 0.35
    if placeholders.is_uuid(value):
        confidence -= 0.35 if bare_in_code else 0.2
    if is_told(context):
        shown = 0.65 if rare >= 0.97 and (bound.is_setting(context) or readers.is_left_out(value, context)) else 0.6
        return say(
            SecretClass.LIVE, confidence * shown, "it looks random", "its name says credential", place_of(context)
        )
    return say(SecretClass.LIVE, confidence, "it looks random", "its name says credential")


def _in_test(value: str, context: Context, kind: NameKind, rare: float) -> Judgement:
    """Judge a value that looks random, of randomness *rare*, in a test."""
    if kind.word == "password" and len(value) >= _GENERATED and placeholders.is_signed_draw(value):
        return say(SecretClass.LIVE, 0.5, "a program drew it", "it stands in a test file")
    if kind.word == "password" and bound.is_app_password(value, context):
        return say(SecretClass.LIVE, 0.7, "an application's password, beside its mailbox", "it stands in a test file")
    if _OF_SERVICE.fullmatch(value) and rare >= 0.7:
        return say(SecretClass.LIVE, 0.5, "the key of a service of models, drawn", "it stands in a test file")
    if context.form == "fallback" and not kind.weak and len(value) >= 20 and rare >= 0.97:
        return say(SecretClass.LIVE, 0.5, "it looks random", "a test runs with it unless it is given another")
    return say(SecretClass.TEST_FIXTURE, 0.7, "it looks random", "it stands in a test file")
