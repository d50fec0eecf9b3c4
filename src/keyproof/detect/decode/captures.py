"""Captured network traffic (pcap, pcapng): what the two sides of each connection sent, and the logins of old protocols."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from keyproof import limits
from keyproof.detect.decode.view import Budget, printable
from keyproof.patterns import regex

_Order = Literal["little", "big"]
_ORDERS: Final[dict[bytes, _Order]] = {
    b"\xd4\xc3\xb2\xa1": "little", b"\x4d\x3c\xb2\xa1": "little", b"\xa1\xb2\xc3\xd4": "big", b"\xa1\xb2\x3c\x4d": "big",
}  # fmt: skip
_PACKETS: Final = 200_000
_STREAMS: Final = 5_000
_MOST: Final = 16 * limits.MIB
_HEADS: Final = {0: 4, 1: 14, 101: 0, 108: 4, 113: 16, 228: 0, 229: 0, 276: 20}
"""Bytes before the packet of the Internet protocol, by the type of the link (tcpdump.org/linktypes)."""

_LOGIN: Final = regex(
    rb"(?im)^(?:PASS[ ](?P<ftp>[^\s]{3,200})|[\w.]{1,12}[ ]LOGIN[ ]\S{1,100}[ ]\"?(?P<imap>[^\s\"]{3,200})\"?"
    rb"|AUTH[ ]PLAIN[ ](?P<plain>[A-Za-z0-9+/]{8,400}={0,2})|\$4\r\nAUTH\r\n(?:\$\d{1,3}\r\n[^\r\n]{1,100}\r\n)??\$\d{1,3}\r\n(?P<redis>[^\r\n]{3,200})"
    rb"|AUTH[ ]LOGIN(?:[ ][A-Za-z0-9+/=]{1,100})?\r\n(?:[A-Za-z0-9+/=]{1,100}\r\n)??(?P<smtp>[A-Za-z0-9+/]{8,200}={0,2}))\r?$"
)  # fmt: skip


def pcap(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what was sent in a capture of tcpdump (draft-ietf-opsawg-pcap)."""
    order = _ORDERS[data[:4]]
    link = int.from_bytes(data[20:24], order) & 0xFFFF
    yield from _told(_packets(data, order, link), budget)


def _packets(data: bytes, order: _Order, link: int) -> Iterator[tuple[int, bytes]]:
    at = 24
    while at + 16 <= len(data):
        size = int.from_bytes(data[at + 8 : at + 12], order)
        yield link, data[at + 16 : at + 16 + size]
        at += 16 + size


def pcapng(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what was sent in a capture of Wireshark (draft-ietf-opsawg-pcapng)."""
    yield from _told(_blocks(data), budget)


def _blocks(data: bytes) -> Iterator[tuple[int, bytes]]:
    order: _Order = "little"
    links: list[int] = []
    at = 0
    while at + 12 <= len(data):
        if data[at : at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "big" if data[at + 8 : at + 12] == b"\x1a\x2b\x3c\x4d" else "little"
            links = []
        kind, size = (int.from_bytes(data[at + n : at + n + 4], order) for n in (0, 4))
        if size < 12:
            return
        body = data[at + 8 : at + size - 4]
        if kind == 1:
            links.append(int.from_bytes(body[:2], order))
        elif kind == 6 and len(body) >= 20:
            which, kept = int.from_bytes(body[:4], order), int.from_bytes(body[12:16], order)
            yield links[which] if which < len(links) else 1, body[20 : 20 + kept]
        elif kind == 3 and links:
            yield links[0], body[4:]
        at += size


def _told(packets: Iterable[tuple[int, bytes]], budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the streams that are text, one after another, and those of them that are packed alone."""
    streams: dict[bytes, bytearray] = {}
    seen: set[tuple[bytes, bytes, int]] = set()
    size = 0
    for count, (link, packet) in enumerate(packets):
        if count > _PACKETS or size > min(_MOST, budget.bytes):
            budget.cut = budget.cut or "packets of a capture"
            break
        key, mark, sent = _payload(packet[_HEADS.get(link, 14) :], packet[12:14] if link == 1 else b"")
        if not sent or (key, mark, len(sent)) in seen:  # sent again
            continue
        seen.add((key, mark, len(sent)))
        if key in streams or len(streams) < _STREAMS:
            streams.setdefault(key, bytearray()).extend(sent)
            size += len(sent)
    texts = []
    for stream in streams.values():
        head = bytes(stream[:200])
        if printable(head.replace(b"\0", b"\1")):
            texts.append(bytes(stream))
            texts += _logins(bytes(stream))
    if texts:
        yield "", b"\n".join(texts)


def _payload(packet: bytes, kind: bytes) -> tuple[bytes, bytes, bytes]:
    """Return whose packet it is, its number in the stream, and what it carries; nothing where it is not TCP or UDP."""
    if kind == b"\x81\x00":  # a virtual network's tag
        packet = packet[4:]
    if len(packet) < 28:
        return b"", b"", b""
    if packet[0] >> 4 == 4:
        size, protocol, ends = (packet[0] & 15) * 4, packet[9], packet[12:20]
        packet = packet[: int.from_bytes(packet[2:4], "big") or len(packet)]
    elif packet[0] >> 4 == 6:
        size, protocol, ends = 40, packet[6], packet[8:40]
    else:
        return b"", b"", b""
    body = packet[size:]
    if protocol == 6 and len(body) >= 20:
        return ends + body[:4], body[4:8], body[(body[12] >> 4) * 4 :]
    if protocol == 17 and len(body) >= 8:
        return ends + body[:4], b"", body[8:]
    return b"", b"", b""


def _logins(stream: bytes) -> Iterator[bytes]:
    """Yield ``password = "…"`` for the logins in *stream*: FTP and POP3, IMAP, SMTP (RFC 4954), Redis."""
    for found in _LOGIN.finditer(stream):
        kind = found.lastgroup or ""
        value = found[kind]
        if kind in ("plain", "smtp"):
            try:
                value = base64.b64decode(value).rpartition(b"\0")[2]
            except ValueError:
                continue
        if value and printable(value) and not re.search(rb'["\\\s]', value):
            yield kind.encode() + b'_password = "' + value + b'"'
