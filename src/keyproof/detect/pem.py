"""What a private key in textual encoding (RFC 7468, OpenSSH PROTOCOL.key) is taken to be, from its body."""

from __future__ import annotations

import binascii
import re
from typing import Final

from keyproof.detect import typed
from keyproof.detect.match import Judgement, say
from keyproof.detect.randomness import entropy, evidence
from keyproof.detect.weak import TOLD
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_ARMOUR: Final = regex(r"-----[A-Z ]{5,40}-----|DEK-Info:.*|Proc-Type:.*")
_RUN: Final = regex(r"[A-Za-z0-9+/=]{12,}")
_DER: Final = regex(r"-----BEGIN (?:RSA |EC |DSA )?PRIVATE KEY-----")
_SEQUENCE: Final = regex(r"(?:[nrt]|x0[ad]|u000[ad]|0[ad]){0,3}M[A-P]", re.I)
"""How the base64 of a SEQUENCE (0x30) begins, in which each of these keys is wrapped, behind what is left of an escape."""

_OPENSSH: Final = "b3BlbnNzaC1rZXktdjEA"
"""The base64 of ``openssh-key-v1``."""

_PLAIN: Final = b"\0\0\0\x04none"
"""The cipher of a key that is not encrypted, behind that."""


def judged(value: str, setting: Setting) -> Judgement:
    """Return the class of *value*, a PEM block or a form of it in one string, which stands in a file of *setting*."""
    text = value.replace("\\n", "\n").replace("\\r", "")
    body = "".join(_RUN.findall(_ARMOUR.sub("", text)))
    if (
        len(body) < (100 if "BEGIN RSA" in text else 60)
        or entropy(body) < 4.0
        or typed.has_sequence(body)
        or "EXAMPLE" in body
        or "..." in text
        or evidence(body[20:]) < 0.3
    ):
        return say(SecretClass.PLACEHOLDER, 0.9, "its body is too short or too regular for a key")
    if "ENCRYPTED" in text[:120] or _is_sealed(body):
        return say(SecretClass.REFERENCE, 0.7, "a whole private key", "it is encrypted with a passphrase")
    if _DER.search(text) and not _SEQUENCE.match(body):
        return say(SecretClass.PLACEHOLDER, 0.8, "its body is random text, no key")
    if setting is Setting.TEST:
        return say(SecretClass.TEST_FIXTURE, 0.8, "a whole private key", "it stands in a test file")
    if setting is Setting.EXAMPLE:
        return say(SecretClass.LIVE, 0.45, "a whole private key", "it comes with an example")
    return say(SecretClass.LIVE, 0.85 if setting in TOLD else 0.95, "a whole private key")


def _is_sealed(body: str) -> bool:
    """Whether *body* is that of an OpenSSH key with a passphrase."""
    at = body.find(_OPENSSH, 0, 40)
    if at < 0:
        return False
    try:
        head = binascii.a2b_base64(body[at + len(_OPENSSH) : at + len(_OPENSSH) + 16])
    except binascii.Error:
        return False
    return not head.startswith(_PLAIN)
