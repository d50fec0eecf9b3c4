"""Values that settle themselves what they are: public, published, expired, wrong in their checksum, of one visit."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect import claims, placed, public, published, shape
from keyproof.detect.checksum import passes
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.detect.rule import Rule
from keyproof.detect.weak import TOLD, weak
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

UNPUBLISHED: Final = frozenset(("vercel",))
"""Checksums that proved right on tokens and that no document of their provider tells: a wrong one does not settle it."""

PROVEN: Final = frozenset(
    (
        "github",
        "npm",
        "vercel",
        "github-fine-grained",
        "atlassian",
        "grafana",
        "gitlab-routable",
        "zuplo",
        "bech32",
        "wif",
    )
)
"""Checksums that a value made up by hand does not pass; the others only test the structure."""

_PUBLIC_NEAR: Final = regex(
    r"authDomain|messagingSenderId|current_key|mobilesdk_app_id|GCM_SENDER_ID|GOOGLE_APP_ID|[\"'][\w-]{4,40}\.(?:appspot\.com|firebasestorage\.app|firebaseapp\.com)[\"']|FIREBASE_(?:AUTH_DOMAIN|MESSAGING_SENDER_ID)"
)
_IN_PAGE: Final = regex(r"maps\.google(?:apis)?\.com/maps/api/js\?|google\.com/maps/embed/|webapi\.amap\.com/maps\?")
"""Addresses that a page loads a map from, which every visitor sees with the key."""

_SAID_PUBLIC: Final = regex(
    r"(?i)(?://|#|/?\*)[^\n]{0,120}\bkey\b[^\n]{0,30}\b(?:is|are) (?:meant to be |supposed to be )?public\b"
)
_COMMENT: Final = 240
"""Characters before a key in which its author may say that it is public: whoever restricts one to a use ships it so."""

_ADDRESS: Final = 1_300
"""Characters before a value in which the address that it stands in begins."""

_BEACON: Final = regex(r"(?:data-cf-beacon|cloudflareinsights\.com/beacon)[^\n]{0,120}\Z")
"""Cloudflare's Web Analytics: the page sends its token for every visitor."""

_SIGNED: Final = regex(
    r"https?://[^\s\"'<>]{4,1000}[?&](?:e|exp|expires?|expiry|x-expires)=[0-9]{9,13}&(?:[\w.-]{1,20}=[^\s\"'<>&]{0,80}&){0,4}"
    r"(?:t|sig|sign|signature|hash|token|x-signature)=\Z",
    re.I,
)
"""The address of a picture or a file, up to what signs it and the time it holds for: it opens that file alone."""

_PASSED_ON: Final = regex(
    r"//(?:(?:qm|jq)\.qq\.com/|onedrive\.live\.com/|1drv\.ms/)[^\s\"'<>]{0,400}[?&]auth_?key=\Z|//reader\.elsevier\.com/[^\s\"'<>]{0,400}[?&]token=\Z|//[^\s\"'<>]{4,600}[?&](?:p|gift_?|share_?)token=\Z",
    re.I,
)
"""Links that are made to be passed on: the invitation to a group of QQ, a file shared on OneDrive, an article given away or read on a screen."""

_PICTURE: Final = regex(r"!\[[^\]\n]{0,200}\]\(https?://[^\s()]{4,1000}[?&]\w{1,20}=\Z")
"""A picture in Markdown, which whoever reads the page loads with what stands in its address."""

_FOLLOWED: Final = regex(r"(?<!!)\[[^\]\n]{1,200}\]\(https?://[^\s()]{4,1000}[?&]token=\Z")
"""A link in Markdown, up to the token of whoever sent it."""

_OF_DOCUMENT: Final = regex(
    r"//open\.(?:feishu\.cn|larksuite\.com)/open-apis/[^\s\"'<>]{1,400}[?&](?:[a-z]{1,12}_){0,3}token=\Z"
)
"""The address of Lark's API up to what it calls a token and names a document or a folder with: who calls sends his own in a
header (open.feishu.cn, server API)."""

_IMAGE: Final = regex(
    r"(?:<img\b[^<>\n]{0,200}\bsrc=[\"']|!\[[^\]\n]{0,200}\]\()https?://[^\s()\"'<>]{4,1000}\.svg\?(?:[\w.-]{1,20}=[^\s\"'<>&]{0,80}&(?:amp;)?){0,4}\w{1,20}=\Z"
)
"""A picture that a service draws for a page, as a badge is."""

_OWN_MACHINE: Final = regex(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::[0-9]{2,5})?/[^\s\"'<>]{0,400}=\Z")

_GIT_HOST: Final = regex(
    r"//(?:[\w-]{1,60}\.){0,4}(?:github|gitlab|bitbucket|codeberg|gitee|githubusercontent|githubassets|huggingface|npmjs|jsdelivr|unpkg|esm)\.(?:com|org|net|co|io|sh)/[^\s\"'`]{0,300}\Z"
)
"""Hosts of repositories and packages, one of which may be called mcp."""

_SHOWN_HOST: Final = regex(
    r"//(?:[\w-]{1,60}\.){0,4}(?:example\.(?:com|org|net)|example|test|invalid)[:/][^\s\"'`]{0,300}\Z"
)
"""A host that RFC 2606 reserves, up to what stands in the path of its address."""

_SECURITY_TOKEN: Final = regex(r"(?i)X-Amz-(?:Date|Expires|Credential)=[^\n]{1,1000}[?&]X-Amz-Security-Token=\Z")

_SEARCHED: Final = regex(
    r"//[\w-]{4,40}\.algolia(?:net)?\.(?:net|com)/1/indexes/[^\s\"'<>?]{1,100}/quer(?:y|ies)\?(?:[\w.-]{1,40}=[^\s\"'<>&]{0,120}&){0,4}x-algolia-api-key=\Z"
)
"""The address that a page asks for what its reader searches for (algolia.com/doc, search API key)."""

_MEETING: Final = regex(
    r"//(?:[\w-]{1,40}\.)?zoom\.us/[jw]/[0-9]{9,12}\?(?:[\w.-]{1,20}=[^\s\"'<>&]{0,80}&){0,4}pwd=\Z"
)
"""The address that whoever is invited to a meeting is given, up to its passcode."""

_LINKS: Final = (
    (False, _SEARCHED, SecretClass.PUBLIC, 0.7, "pages search with it"),
    (False, _SIGNED, SecretClass.EXPIRED, 0.4, "it signs the address of one file together with the time it holds for"),
    (False, _OF_DOCUMENT, SecretClass.IDENTIFIER, 0.8, "it names a document of Lark (Feishu)"),
    (False, _PASSED_ON, SecretClass.PUBLIC, 0.8, "the link is made to be passed on"),
    (False, _PICTURE, SecretClass.PUBLIC, 0.6, "whoever reads the page loads a picture with it"),
    (False, _IMAGE, SecretClass.PUBLIC, 0.6, "whoever reads the page loads a badge with it"),
    (False, _SECURITY_TOKEN, SecretClass.EXPIRED, 0.4, "it is the session of a presigned URL, which lives for seven days at most"),
    (False, _MEETING, SecretClass.LIVE, 0.4, "it stands in the invitation to a meeting"),
    (True, _OWN_MACHINE, SecretClass.LIVE, 0.4, "a guide shows a server of one's own"),
    (False, _FOLLOWED, SecretClass.LIVE, 0.4, "it stands in a link that readers follow"),
)  # fmt: skip
"""What an address up to a value says of it, in order; whether in texts for readers alone."""

_FIREBASE: Final = regex(r"(?i)firebase_?(?:web_?)?(?:api_?)?key")
_PRESIGNED: Final = regex(r"X-Amz-Credential|X-Amz-Signature|AWSAccessKeyId=")
_PUBLIC_DOWNLOAD: Final = regex(r"alt=media&(?:amp;)?token=")
_BADGE: Final = regex(r"\.svg\?[^\s\"'<>]{0,80}\bcircle-token=\Z")
_CODE: Final = regex(r"(?i)(?:auth(?:orization)?_?|grant_?)?code")
_PAYMENT: Final = regex(r"(?:pi|seti)_[0-9A-Za-z]{16,40}_secret_[0-9A-Za-z]{16,40}")
_ADDRESS_INSIDE: Final = ("aHR0cHM6", "aHR0cDov")
"""How the base64 of an address begins."""

_FIRST_LINE: Final = "LS0tLS1CRUdJTi"
"""The base64 of ``-----BEGIN``."""

_PUBLIC_KEYS: Final = (
    "MFwwDQYJKoZIhvcNAQEBBQAD", "MIGfMA0GCSqGSIb3DQEBAQUAA4GN", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8A",
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "MCowBQYDK2VwAyEA",
)  # fmt: skip
"""The base64 of how a SubjectPublicKeyInfo (RFC 5280) begins: RSA of 512 to 4096 bits, P-256, Ed25519."""

_SHORT_KEY: Final = 120
"""Characters of base64 in which no whole key fits."""

_FILLED_IN: Final = regex(r"X{8,}|x{8,}|<your[-_ ]", re.I)


def _is_filled_in(text: str) -> bool:
    """Whether placeholders stand in *text*; the expression is tried behind what is quickly seen to be absent."""
    lowered = text.lower()
    return ("xxxxxxxx" in lowered or "<your" in lowered) and _FILLED_IN.search(text) is not None


_OF_REQUEST: Final = frozenset(
    ("state", "nonce", "request_id", "requestid", "correlation_id", "trace_id", "session_state", "jti")
)
"""Parameters of OAuth and headers that say which request it is (RFC 6749, 4.1.1)."""


def settled(rule: Rule, value: str, context: Context) -> Judgement | None:
    """Return the judgement on values that say themselves what they are."""
    if rule.public:
        return say(SecretClass.PUBLIC, 0.9, "the provider means it to be public")
    if (said := _opens_nothing(value, context)) is not None:
        return said
    if published.is_example(value):
        return say(SecretClass.EXAMPLE, 0.99, "a vendor's documentation prints this value")
    if published.is_default(value):
        return weak(context, value)
    if rule.checksum and not passes(rule.checksum, value):
        return _wrong(rule, value, context)
    if rule.context and context.name.lower() in _OF_REQUEST:
        return say(SecretClass.IDENTIFIER, 0.7, "it tells one request from another")
    if value.startswith("eyJ") and (said := claims.by_claims(value) or claims.by_members(value)) is not None:
        return said
    if rule.id == "azure-sas" and (said := claims.by_expiry(context.near)) is not None:
        return said
    if rule.id.startswith("aws-") and _PRESIGNED.search(context.near):
        return say(SecretClass.EXPIRED, 0.4, "it is the key id of a presigned URL, which lives for seven days at most")
    if (said := _in_link(rule, value, context)) is not None:
        return said
    if context.setting is not Setting.ENV_FILE and not rule.checksum and _is_filled_in(context.near or context.line):
        return say(SecretClass.EXAMPLE, 0.7, "placeholders stand beside it")
    if rule.id == "algolia" and (said := public.by_name(value, context.name)) is not None:
        return said
    if rule.id in ("google-api-key", "amap") and (said := _of_page(rule, value, context)) is not None:
        return said
    return None if rule.checksum in PROVEN else placed.by_place(rule, value, context)


def _wrong(rule: Rule, value: str, context: Context) -> Judgement:
    """Return the judgement on a value that does not pass the checksum of *rule*."""
    if rule.checksum not in UNPUBLISHED or context.setting is Setting.TEST:
        return say(SecretClass.MALFORMED, 0.95, f"its checksum or structure ({rule.checksum}) is wrong")
    if flaw := shape.flaw(rule, value):
        return say(SecretClass.PLACEHOLDER, 0.85, flaw)
    return placed.by_place(rule, value, context) or say(
        SecretClass.LIVE, 0.45, "it has the provider's shape", "its checksum is not what it is thought to be"
    )


def _of_page(rule: Rule, value: str, context: Context) -> Judgement | None:
    """Return the judgement on the key of a map or of an app, which pages carry for all."""
    if rule.id == "google-api-key" and (_PUBLIC_NEAR.search(context.near) or _FIREBASE.search(context.name)):
        return say(SecretClass.PUBLIC, 0.8, "it stands in a Firebase web configuration, where it is public")
    if _IN_PAGE.search(context.line):
        return say(
            SecretClass.PUBLIC, 0.7, "a web page loads a map with it: the key is restricted to the page, not secret"
        )
    if rule.id == "google-api-key" and _SAID_PUBLIC.search(context.near.partition(value)[0][-_COMMENT:]):
        return say(SecretClass.LIVE, 0.45, "it has the provider's shape", "a comment beside it says that it is public")
    return None


def _in_link(rule: Rule, value: str, context: Context) -> Judgement | None:
    """Return the judgement on what opens only the page, the picture or the group whose address it stands in."""
    if rule.id.startswith("circleci") and _BADGE.search(context.line):
        return say(SecretClass.PUBLIC, 0.8, "it is the token of a badge, which every reader of the page loads")
    if rule.id.startswith("url-query") and _PUBLIC_DOWNLOAD.search(context.near):
        return say(SecretClass.PUBLIC, 0.9, "it is the download token of a public file")
    if rule.prefix:
        return None
    before = context.line[-_ADDRESS:]
    if rule.id == "url-mcp-token" and _GIT_HOST.search(before):
        return say(SecretClass.IDENTIFIER, 0.8, "it is a commit or a file of a repository")
    if rule.id == "url-mcp-token" and value.startswith(_ADDRESS_INSIDE):
        return say(SecretClass.IDENTIFIER, 0.8, "it is the base64 of another address")
    if rule.id == "url-mcp-token" and _SHOWN_HOST.search(before):
        return say(SecretClass.PLACEHOLDER, 0.8, "it is for a host that is reserved for examples")
    if context.name == "token" and _BEACON.search(before):
        return say(SecretClass.PUBLIC, 0.9, "a page sends it to count its visitors")
    if before.endswith("=") and "://" in before:
        for told, shape, secret_class, confidence, why in _LINKS:
            if shape.search(before) and (not told or context.setting in TOLD):
                return say(secret_class, confidence, why)
    return None


def _opens_nothing(value: str, context: Context) -> Judgement | None:
    """Return the judgement on what a page carries for all, on a key's first line and on a code that is spent."""
    if published.is_public(value):
        return say(SecretClass.PUBLIC, 0.95, "the provider's own page carries it for every visitor")
    if value.startswith(_PUBLIC_KEYS):
        return say(SecretClass.PUBLIC, 0.95, "it is a public key")
    if _PAYMENT.fullmatch(value):
        return say(
            SecretClass.EXPIRED, 0.4, "a page is given it to confirm one payment (docs.stripe.com, PaymentIntent)"
        )
    if value.startswith(_FIRST_LINE) and len(value) < _SHORT_KEY:
        return say(SecretClass.PLACEHOLDER, 0.9, "it is only the first line of a key")
    if context.kind is None and _CODE.fullmatch(context.name):
        return say(SecretClass.EXPIRED, 0.6, "it is an authorization code, which lives for minutes (RFC 6749, 4.1.2)")
    return None
