"""What is named a key or a token and opens nothing: pages and apps carry it for all, or it names a thing.

Facts: developer.mixpanel.com (project token), amplitude.com/docs (API key), docs.bugsnag.com (notifier key), docs.sentry.io (DSN), discord.com/developers (public key), developers.docusign.com
(integration key), docs.nats.io (nkeys), docs.statsig.com (client key), open.feishu.cn (tokens of documents), solana.com (addresses), workos.com/docs (client id), algolia.com/doc, meilisearch.com/docs and
typesense.org/docs (search keys), pusher.com/docs and laravel.com/docs (app key), docs.rollbar.com (post_client_item), developers.kakao.com (JavaScript key), docs.adyen.com (client key),
revenuecat.com/docs (public API keys), docs.growthbook.io (client key), docs.flagsmith.com (environment key), docs.web3forms.com (access key), support.pendo.io (API key of the snippet).
"""

from __future__ import annotations

from typing import Final

from keyproof.detect.checksum import number_58, passes
from keyproof.detect.match import Judgement
from keyproof.detect.names import words
from keyproof.model.fact import SecretClass
from keyproof.patterns import regex

_NOTIFIERS: Final = frozenset("amplitude bugsnag".split())
"""Services whose key every page and app sends that reports to them."""
_FORM_TOKEN: Final = regex(r"[0-9A-Za-z]{40}")
_NKEY: Final = regex(r"[ACNOUX][A-Z2-7]{55}")
_KEY_ID: Final = regex(r"[0-9A-F]{16}(?:[0-9A-F]{24})?")
_SHAPES: Final = (
    (regex(r"sb_publishable_.+"), SecretClass.PUBLIC, "pages carry the publishable key of a project of Supabase"),
    (regex(r"3MVG9[0-9A-Za-z._]{60,100}"), SecretClass.IDENTIFIER, "it is the id of a connected app of Salesforce"),
    (regex(r"client_01[0-9A-HJKMNP-TV-Z]{24}"), SecretClass.IDENTIFIER, "it is the id of a client of WorkOS"),
    (
        regex(r"client-[0-9A-Za-z]{40,50}"),
        SecretClass.PUBLIC,
        "pages carry the client key of Statsig; that of a server begins with secret-",
    ),
)
_LARK: Final = regex(r"(?:bas|wik|do[cx]|sht|fld|box|nod|sld)(?:cn|us|lg|sg|jp|va)")
_GIVES: Final = frozenset(
    "access auth authorization api bot refresh bearer id session secret user service deploy admin app personal client security".split()
)
"""Words before ``token`` that say that it lets somebody in."""
_THINGS: Final = frozenset("spreadsheet sheet folder file doc docs document wiki board".split())
"""What is looked up by a key or a token, and opened by who may."""

_ASKED_FOR: Final = (
    ["site", "verification"],
    ["domain", "verification"],
    ["apps", "challenge"],
    ["domain", "challenge"],
)
"""Words before ``token`` of what a site shows to prove whose it is (developers.openai.com, Apps SDK: ``/.well-known``)."""

_LARK_WORDS: Final = frozenset("feishu lark bitable base".split())
_PAGE: Final = regex(r"https?://[\w.-]{4,100}/[^\s\"'<>`]{1,400}[?&][\w.-]{1,60}=\Z")
_ADDRESS: Final = 600
"""Characters in which the address of a page is looked for."""

_OPENING: Final = frozenset(
    "admin write master secret root server private management rest integration scraper crawler".split()
)
"""Words of the names of keys that let somebody in, whatever else they say."""

_FOR_PAGES: Final = (
    ("algolia docsearch meili meilisearch typesense instantsearch", "search docsearch searchonly", r"[0-9A-Za-z+/=_-]{20,400}", "a page searches with it"),
    ("pusher soketi reverb", "app key", r"[0-9a-z]{20}", "a page says with it which application it listens to"),
    ("rollbar", "client", r"[0-9a-f]{32}", "pages send it with the errors that they report"),
    ("trackjs", "token", r"[0-9a-f]{32}", "pages send it with the errors that they report"),
    ("kakao", "js javascript", r"[0-9a-f]{32}", "pages carry the JavaScript key of an application of Kakao"),
    ("channel channelio", "plugin", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "pages carry the key of the plug-in of Channel"),
    ("web3forms", "access", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "the form of a page carries it"),
    ("adyen", "client", r"(?:test|live)_[0-9A-Z]{32}", "pages carry the client key of Adyen"),
    ("revenuecat purchases", "key", r"(?:appl|goog|amzn|strp|rcb|mac)_[0-9A-Za-z]{20,40}", "apps carry the public key of RevenueCat; the secret one begins with sk_"),
    ("growthbook", "client", r"sdk-[0-9A-Za-z]{10,30}", "pages carry the client key of GrowthBook"),
    ("flagsmith", "environment client", r"(?!ser\.)[0-9A-Za-z]{20,24}", "pages carry the key of an environment of Flagsmith; that of a server begins with ser."),
    ("uploadcare", "pub public", r"[0-9a-f]{20}", "pages carry the public key of Uploadcare"),
    ("pendo", "api", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "pages load Pendo with it"),
    ("zendesk", "widget", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "pages load the widget of Zendesk with it"),
    ("freshchat", "token", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "pages load the widget of Freshchat with it"),
)  # fmt: skip
"""Whose key it is, words of which its name has one, its shape, and why everybody has it."""

_READ_BY: Final = tuple(
    (frozenset(whose.split()), frozenset(called.split()), regex(shape), why) for whose, called, shape, why in _FOR_PAGES
)

_SITE_KEY: Final = regex(r"6L[0-9A-Za-z_-]{38}")
_ANALYTICS: Final = regex(r"[0-9A-Za-z]{32}")
_PUSH_KEY: Final = regex(r"B[0-9A-Za-z_+/-]{86}=?")
"""The uncompressed point of a P-256 key in base64url, as RFC 8292 (VAPID), section 3.2, has pages give it."""
_HIDDEN: Final = regex(r"(?i)<input\b(?=[^<>\n]{0,400}\btype=[\"']?hidden\b)[^<>\n]{0,400}\bvalue=[\"']?\Z")
_DATA_OF_PAGE: Final = regex(r"\bdataset\.\w{0,40}\s{0,2}=\s{0,2}[\"']\Z")
"""An attribute of an element, set by a script: whoever loads the page reads it."""

_DIGEST: Final = regex(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")
_ED25519: Final = regex(r"[0-9a-f]{64}")
_PROGRAMS: Final = {
    "Master-Key": (
        regex(r"[0-9A-F]{96}"),
        SecretClass.EXPIRED,
        "it is the key of one session of TLS, as openssl prints it",
    ),
    "ps4Passcode": (regex(r"\w{32}"), SecretClass.PLACEHOLDER, "Unity writes it into the settings of each project"),
}
"""By name and shape what programs write down."""

_TELEMETRY: Final = regex(r"(?:[0-9a-f]{32}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-[0-9]{4})?")
"""An instrumentation key of Application Insights, or that of 1DS, which extensions of VS Code call ``aiKey``."""

_UUID: Final = regex(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def by_name(value: str, name: str) -> Judgement | None:
    """Return the judgement on *value*, which *name* makes public or an identifier; None on all others."""
    if (program := _PROGRAMS.get(name)) is not None and program[0].fullmatch(value):
        return _said(*program[1:])
    parts = words(name)
    if parts[-3:-1] == ["free", "trial"]:
        return _said(SecretClass.PUBLIC, "its name says that whoever tries the service has it")
    if parts[-2:] == ["api", "key"] and not _NOTIFIERS.isdisjoint(parts) and _ANALYTICS.fullmatch(value):
        return _said(SecretClass.PUBLIC, "pages and apps send it with what they report")
    if "shopify" in parts and parts[-2:] == ["api", "key"] and _ANALYTICS.fullmatch(value):
        return _said(
            SecretClass.PUBLIC, "the API key of an app of Shopify is its client id (shopify.dev, client credentials)"
        )
    if parts[-2:] == ["sentry", "key"] and _ANALYTICS.fullmatch(value):
        return _said(SecretClass.PUBLIC, "pages and apps send it with the errors that they report")
    if "discord" in parts and _ED25519.fullmatch(value):
        return _said(SecretClass.PUBLIC, "it is the public key of an application of Discord")
    if parts[-2:] == ["write", "key"] and _ANALYTICS.fullmatch(value):
        return _said(SecretClass.PUBLIC, "programs send the write key of an analytics service from where they run")
    if (why := _for_pages(value, parts)) is not None:
        return _said(SecretClass.PUBLIC, why)
    if "recaptcha" in parts and "secret" not in parts and _SITE_KEY.fullmatch(value):
        return _said(SecretClass.PUBLIC, "pages carry the site key of reCAPTCHA")
    if parts[-1:] == ["token"] and (said := _token_by_name(value, parts, name)) is not None:
        return said
    if parts[-1:] == ["hmac"] and len(parts) > 2 and _DIGEST.fullmatch(value):
        return _said(SecretClass.IDENTIFIER, "it is the digest of what stands beside it")
    if parts == ["license"] and name.isupper() and _DIGEST.fullmatch(value):
        return _said(SecretClass.IDENTIFIER, "it is the hash of the file of that name")
    if parts[-1:] == ["key"] and parts[-2:-1] and parts[-2] in _THINGS:
        return _said(SecretClass.IDENTIFIER, f"it names a {parts[-2]}")
    return _by_shape(value, parts)


def _for_pages(value: str, parts: list[str]) -> str | None:
    """Return why *value*, named by the words *parts*, is a key that a provider has pages and apps carry."""
    if parts[-1:] not in (["key"], ["token"]) or not _OPENING.isdisjoint(parts):
        return None
    names = {*parts, *("".join(parts[at : at + 3]) for at in range(len(parts)))}  # web3forms is three words
    for whose, called, shape, why in _READ_BY:
        if not whose.isdisjoint(names) and not called.isdisjoint(parts) and shape.fullmatch(value):
            return why
    return None


def _by_shape(value: str, parts: list[str]) -> Judgement | None:
    """Return the judgement on what its own shape tells, with the words of its name."""
    for shape, secret_class, why in _SHAPES:
        if shape.fullmatch(value):
            return _said(secret_class, why)
    if parts[-2:] == ["integration", "key"] and _UUID.fullmatch(value):
        return _said(SecretClass.IDENTIFIER, "an integration key that is a UUID is the id of a client of DocuSign")
    if _NKEY.fullmatch(value) and passes("nkey", value):
        return _said(SecretClass.PUBLIC, "it is the public key of an account, a user or a server of NATS")
    if parts[-2:] in (["ai", "key"], ["i", "key"], ["instrumentation", "key"]) and _TELEMETRY.fullmatch(value):
        return _said(
            SecretClass.PUBLIC, "programs and pages carry the instrumentation key of Application Insights, and of 1DS"
        )
    of_server = parts[-2:] == ["server", "key"] and not {"application", "app", "push"}.isdisjoint(parts)
    if ("vapid" in parts or of_server) and _PUSH_KEY.fullmatch(value):
        return _said(SecretClass.PUBLIC, "pages carry the public key of a server of web push")
    if parts[-1:] == ["signingkey"] and _KEY_ID.fullmatch(value):
        return _said(SecretClass.PUBLIC, "it is the id of an OpenPGP key")
    return None


def on_page(line: str, name: str) -> Judgement | None:
    """Return the judgement on what *line* gives, up to it, to the browser of whoever loads a page; None on all else."""
    parts = words(name)
    if parts[-1:] == ["token"] and parts[-2:-1] != [] and parts[-2] not in _GIVES and _HIDDEN.search(line):
        return _said(SecretClass.PLACEHOLDER, "it is the token of a form, which each session gets anew")
    if _DATA_OF_PAGE.search(line):
        return _said(SecretClass.PUBLIC, "a page gives it to the script that it loads")
    return None


def is_of_page(line: str, name: str) -> bool:
    """Whether *name* is a parameter, at the end of *line*, of the address of a page, and says not what it is a token of."""
    found = _PAGE.search(line[-_ADDRESS:]) if line.endswith(f"{name}=") else None
    parts = words(name)
    return (
        found is not None
        and "api" not in found[0].lower()
        and parts[-1:] == ["token"]
        and len(parts) > 1
        and parts[-2] not in _GIVES
    )


def _token_by_name(value: str, parts: list[str], name: str) -> Judgement | None:
    """Return the judgement on what is named a token and opens nothing: of a page, a form, a document."""
    if "mixpanel" in parts and _ANALYTICS.fullmatch(value):
        return _said(SecretClass.PUBLIC, "pages and apps send the token of a project of Mixpanel")
    if parts[-3:-1] == ["storefront", "access"] and _ANALYTICS.fullmatch(value):
        return _said(SecretClass.PUBLIC, "shops in a browser send it (shopify.dev, Storefront API)")
    if parts[-3:-1] in _ASKED_FOR:
        return _said(SecretClass.PUBLIC, "whoever verifies the site reads it from its page or its DNS")
    if _is_address(value) and parts[-2:-1] and parts[-2] not in _GIVES:
        return _said(SecretClass.IDENTIFIER, "it is an address on a chain of blocks, as a coin is called a token")
    pieces = value.split("#")  # a block, behind the document that it stands in
    if _is_of_lark(value) or (all(len(p) == 27 and p.isalnum() for p in pieces) and _is_lark_thing(parts)):
        return _said(SecretClass.IDENTIFIER, "it names a document of Lark (Feishu)")
    if parts[-2:] == ["ms", "token"]:
        return _said(SecretClass.EXPIRED, "TikTok and Douyin give it to each browser anew")
    if (name == "_token" and _FORM_TOKEN.fullmatch(value)) or parts[-3:-1] == ["request", "verification"]:
        return _said(SecretClass.PLACEHOLDER, "it is the token of a form, which each session gets anew")
    return None


def _is_address(value: str) -> bool:
    """Whether *value* is the base58 of 32 bytes, as the addresses of Solana are."""
    number = number_58(value) if 43 <= len(value) <= 44 else None
    return number is not None and 1 << 240 < number < 1 << 256


def _is_of_lark(value: str) -> bool:
    """Whether *value* is a token by which Lark names a document: its kind is its first letters, or every fifth of them."""
    return len(value) == 27 and value.isalnum() and any(_LARK.fullmatch(mark) for mark in (value[:5], value[4::5]))


def _is_lark_thing(parts: list[str]) -> bool:
    """Whether the words of a name say that a token names a document, a folder or a base, as only Lark calls ids."""
    return parts[-2:-1] != [] and (
        parts[-2] in _THINGS
        or parts[-2] in ("node", "obj", "block")
        or (parts[-2] == "app" and not _LARK_WORDS.isdisjoint(parts))
    )


def _said(secret_class: SecretClass, reason: str) -> Judgement:
    return Judgement(secret_class=secret_class, confidence=0.7, reasons=(reason,))
