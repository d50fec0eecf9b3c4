"""What can be counted about a value, its name and its place: the input of the model in `fixed`.

No trait names a product, a repository or a value; words are only those that people put into values which are not meant
to be used.
"""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect.names import NameKind
from keyproof.detect.placeholders import is_identifier, is_placeholder, is_uuid, is_weak
from keyproof.detect.randomness import entropy, evidence
from keyproof.model.fact import Setting

_TRIAL: Final = re.compile(r"test|example|sample|dummy|fake|mock|demo|foo|bar(?![a-z])|baz|spec|stub", re.I)
_TOLD: Final = re.compile(
    r"your|some|change|replace|enter|insert|here|placeholder|xxx|todo|given|any(?![a-z])|hidden|mask|redact|\*\*|\.\.\.|<|>|#{2}|%|@@", re.I
)
_DENIED: Final = re.compile(r"invalid|wrong|bad|expired|(?:^|[^a-z])no(?:t|ne)?(?![a-z])|missing|empty|null|unknown|old|new", re.I)
_KIND: Final = re.compile(r"pass|pwd|secret|token|key|cred|auth|login|user", re.I)
_USER: Final = re.compile(r"user|login|email|account|uid|schema|jdbc|host|admin|root", re.I)
_COMMENT: Final = re.compile(r"^\s{0,40}(?:#|//|/?\*|<!--|--\s|;|\"\"\"|>>>)")
_CALL: Final = re.compile(r"(?:expect|assert|should|equal|match|include|get|find|has|describe|it|test|t|log|print|error|raise|throw)\w{0,12}\(", re.I)
_CODE_BEFORE: Final = re.compile(r"\b(?:if|elif|when|case|return|assert|raise|import|for|while|function|def|class|func|type|interface)\b")
_PLAIN: Final = re.compile(r"[^a-z0-9]")

_SETTINGS: Final = tuple(Setting)
_KINDS: Final = ("password", "token", "secret", "api-key")
_FORMS: Final = ("literal", "fallback", "bare", "passed")

NAMES: Final = (
    "length", "short", "long", "evidence", "entropy", "distinct", "digits", "uppers", "symbols", "spaces", "wide",
    "digit-share", "mixed", "leading-upper", "ends-sentence", "colon", "slash", "dot", "underscore", "dash", "bang", "code",
    "identifier", "all-lower", "all-upper", "camel", "placeholder", "uuid", "weak-value", "numeric", "trial-word", "told-word",
    "denied-word", "kind-word", "same-as-name", "in-name", "holds-name", "weak-name", "upper-name", "name-words", "quoted",
    "comment", "call", "keyword", "user-near", "hex",
    *(f"in-{s.value}" for s in _SETTINGS), *(f"kind-{k}" for k in _KINDS), *(f"form-{f}" for f in _FORMS),
    "password-quoted-in-test", "password-bare-in-docs", "password-in-config", "token-in-test", "identifier-token", "trial-in-test",
)  # fmt: skip
"""What each number of `traits` is."""


def traits(value: str, name: str, kind: NameKind, form: str, setting: Setting, before: str) -> list[float]:
    """Return the numbers that describe *value*, bound to *name*, after the text *before* on its line."""
    size = len(value)
    digits = sum(c.isdigit() for c in value)
    uppers = sum(c.isupper() for c in value)
    lowers = sum(c.islower() for c in value)
    symbols = size - digits - uppers - lowers
    spaces = value.count(" ")
    plain, bound = _PLAIN.sub("", value.lower()), _PLAIN.sub("", name.rpartition(".")[2].lower())
    quoted = before[-1:] in "\"'`" and before != ""
    identifier = is_identifier(value)
    password = kind.word == "password"
    trial = bool(_TRIAL.search(value))
    test = setting is Setting.TEST
    told = setting in (Setting.DOCS, Setting.EXAMPLE)
    settled = setting in (Setting.CONFIG, Setting.ENV_FILE, Setting.CREDENTIAL_FILE, Setting.IMAGE_BUILD, Setting.CI)
    out: list[float] = [
        min(size, 64) / 16, size < 6, size > 40, evidence(value), entropy(value[:128]), min(len(set(value)), 32) / 8,
        min(digits, 12) / 4, min(uppers, 12) / 4, min(symbols, 8) / 4, min(spaces, 4), any(ord(c) > 127 for c in value),
        digits / size, (digits > 0) + (uppers > 0) + (lowers > 0) + (symbols > 0), value[0].isupper(),
        value[-1] in ".?!:," and spaces > 0, ":" in value, "/" in value, "." in value, "_" in value, "-" in value,
        "!" in value or "$" in value or "@" in value, any(c in "(){}[];=\\<>" for c in value),
        identifier, lowers == size, uppers > 0 and lowers == 0, bool(re.match(r"[a-z]+[A-Z]", value)), is_placeholder(value),
        is_uuid(value), is_weak(value), value.isdigit(), trial, bool(_TOLD.search(value)),
        bool(_DENIED.search(value)), bool(_KIND.search(value)), plain == bound, plain in bound and plain != bound,
        bound in plain and plain != bound, kind.weak, name.isupper(), min(len(name), 40) / 10, quoted,
        bool(_COMMENT.search(before)), bool(_CALL.search(before[-60:])), bool(_CODE_BEFORE.search(before[:60])),
        bool(_USER.search(before)), digits > 0 and size >= 16 and not re.search(r"[^0-9a-fA-F]", value),
    ]  # fmt: skip
    out += [setting is s for s in _SETTINGS]
    out += [kind.word == k for k in _KINDS]
    out += [form == f for f in _FORMS]
    out += [
        password and quoted and test, password and form == "bare" and told, password and settled and form != "passed", test and not password,
        identifier and not password, trial and test,
    ]  # fmt: skip
    return out
