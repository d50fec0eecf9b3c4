"""Values some lines below the name that they belong to: an option's default, the arms of a choice, what sections and maps hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.ties import WORDS, bound_view
from keyproof.detect.decode.view import View
from keyproof.detect.names import kind_of, words
from keyproof.patterns import regex

REACH: Final = 3_000
_PLURAL: Final = r"(?:secrets|credentials|tokens|passwords|api_?keys)"
_ONE: Final = {b"credentials": b"secret", b"apikeys": b"api_key", b"api_keys": b"api_key"}
"""What one of them is called where that is more than the word without its ``s``."""

_QUOTED: Final = rb"""[bruf]{0,2}(?P<q>["'`])(?P<v>[^"'`\n\\]{4,300})(?P=q)"""

OPTION_LOOK: Final = rf"""[\"'](?:-{{1,2}}(?:\w, ?--)?[\w-]*{WORDS}[\w-]*(?:[ =][<\[][\w -]+[>\]])?[\"'],(?: ?[\"'][\w-]+[\"'],)*|[\w-]*{WORDS}[\w-]*[\"'],[ \t]*\{{)[ \t\r]*\n"""
_OPTION: Final = regex(
    rb"""(?:--?|["'])(?P<n>[\w-]{2,60})(?:[ =][<\[][\w -]{1,40}[>\]])?["'],(?: ?["'][\w-]{1,40}["'],){0,3}[ \t]*\{?[ \t\r]*\n\Z"""
)
_DEFAULT: Final = regex(
    rb"""\bdefault(?:_value|Value)?\s{0,2}[=:]\s{0,4}"""
    + _QUOTED
    + rb"""|\A\s{0,60}["'`][^"'`\n]{0,160}["'`],\s{0,60}["'`](?P<w>[^"'`\n\\]{4,300})["'`],?\s{0,60}\Z"""
)
_CLOSED: Final = regex(rb"\n[ \t]{0,60}[)}]")

CHOICE_LOOK: Final = (
    rf"{WORDS}\w*[ \t]*(?::[ \t]*[\w&'<>?. ]+)?:?=[ \t]*(?:match|switch|when|case)\b[^\n;]*\{{?[ \t\r]*\n"
)
_CHOICE: Final = regex(
    rb"([A-Za-z_$][\w$]{0,80})[ \t]{0,8}(?::[ \t]{0,4}[\w&'<>?. ]{1,40})?:?=[ \t]{0,8}(?:match|switch|when|case)\b[^\n]{0,200}\n\Z"
)
_ARM: Final = regex(
    rb"(?:=>|->|\bthen\b|\n[ \t]{1,60})[ \t]{0,8}" + _QUOTED + rb"(?:\.\w{2,12}\(\))?[ \t]{0,4}[,;]?[ \t\r]{0,4}\n"
)
_DONE: Final = regex(rb"\n[ \t]{0,40}(?:\}|end\b)")

SECTION_LOOK: Final = rf"(?:^|\n)\[{{1,2}}[\w.\"'-]*{_PLURAL}[\w.\"'-]*\]{{1,2}}[ \t\r]*\n"
_SECTION: Final = regex(rb"\[{1,2}([\w.\"'-]{1,120})\]{1,2}[ \t\r]{0,8}\n\Z")
_SET: Final = regex(
    rb"""(?:\A|(?<=\n))[ \t]{0,8}(?P<k>[\w.-]{1,60})[ \t]{0,8}=[ \t]{0,8}(?P<q>["']?)(?P<v>(?![0-9a-f]{8}-[0-9a-f]{4}-)[^\s"'#;\[\]{}]{6,300})(?P=q)[ \t]{0,8}(?:[#;][^\n]*)?(?=\r?\n|\Z)"""
)

NESTED_LOOK: Final = (
    rf"{_PLURAL}[\"']?[ \t]*(?::[^\n=\"']+=|:|=)[ \t]*\{{?[ \t\r]*\n?[ \t]*(?:-[ \t]+)?[\"']?[\w.-]+[\"']?[ \t]*:[ \t]*\{{?[ \t\r]*\n?[ \t]*"
    r"(?:[\"']?\w+[\"']?[ \t]*:[^\n]*\n[ \t]*)?[\"']?value[\"']?[ \t]*:|"
    rf"{_PLURAL}:[ \t\r]*\n[ \t]*-[ \t]+(?:name|key|id):[^\n]*\n[ \t]+value:"
)
_PLURAL_NAME: Final = regex(
    rb"(?i)(?P<in>[ \t]{0,60})[\"']?[\w.-]{0,40}(?P<p>secrets|credentials|tokens|passwords|api_?keys)[\"']?[ \t]{0,4}(?::[^\n=\"']{1,40}=|:|=)"
)
_NESTED: Final = regex(
    rb"""["']?(?P<k>[\w.@/-]{1,60})["']?[ \t]{0,4}:[ \t]{0,4}\{?[ \t\r]{0,4}\n?[ \t]{0,60}(?:["']?\w{1,40}["']?[ \t]{0,4}:[ \t]{0,4}[^\n{}]{0,120}?(?:,|\n)[ \t]{0,60}){0,4}?"""
    rb"""["']?[vV]alue["']?[ \t]{0,4}:[ \t]{0,4}(?P<q>["']?)(?P<v>[^\s"',{}&*!|>\[][^\s"',{}]{5,300})(?P=q)(?=[\s,}]|\Z)"""
)
_ITEM: Final = regex(
    rb"""-[ \t]{1,4}(?:name|key|id):[ \t]{1,4}["']?(?P<k>[\w.@/-]{1,60})["']?[ \t\r]{0,4}\n[ \t]{1,40}value:[ \t]{1,4}(?P<q>["']?)(?P<v>[^\s"',{}&*!|>\[][^\s"',{}]{5,300})(?P=q)(?=\s|\Z)"""
)
RESOURCE_LOOK: Final = (
    r"resource \"(?:aws_ssm_parameter|aws_secretsmanager_secret_version|azurerm_key_vault_secret|google_secret_manager_secret_version|"
    r"github_\w*secret|gitlab_\w*variable|vault_\w*secret\w*|digitalocean_\w*secret|cloudflare_\w*secret|kubernetes_secret\w*|tfe_variable)\""
)
_RESOURCE: Final = regex(
    rb"""[ \t](?:value|secret_string|secret_data|plaintext_value|secret_text)[ \t]{0,20}=[ \t]{0,4}"(?P<v>[^"\n$\\]{6,300})\""""
)

_LABEL: Final = regex(rb"""[ \t]{1,4}"([\w-]{1,80})\"""")

FIELD_LOOK: Final = rf"(?:default\w*[ \t]*[=(][^\n\"]*\"[^\n\"]+\"|@Value\(\"[^\n\"]+\")[^\n]*[\])][ \t\r]*\n[^\n=(\"]*{WORDS}\w*[ \t]*[:;{{=]"
_FIELD: Final = regex(
    rb"""(?:[dD]efault\w{0,12}[ \t]{0,4}[=(][^\n"]{0,40}|@Value\()"(?P<v>[^"\n]{4,300})"[^\n]{0,60}[\])][ \t\r]{0,4}\n[^\n=("]{0,80}?(?P<n>[A-Za-z_]\w{1,60})[ \t]{0,4}[:;{=]"""
)
PARAMETER_LOOK: Final = r"""(?:in|"in"): ?"?(?:header|query|cookie)"?,?\r?\n"""
_PARAMETER: Final = regex(
    rb"""["']?name["']?[ \t]{0,4}:[ \t]{0,4}["']?([\w.-]{2,80})["']?,?[ \t\r]{0,4}\n[ \t]{0,60}["']?in["']?[ \t]{0,4}:[ \t]{0,4}["']?\w{5,6}["']?,?\r?\n\Z"""
)
_OF_SCHEMA: Final = regex(
    rb"""["']?default["']?[ \t]{0,4}:[ \t]{0,4}(?P<q>["']?)(?P<v>[^\s"',{}&*!|>\[][^\s"',{}]{5,300})(?P=q)[ \t]{0,4},?[ \t]{0,4}(?=\r?\n|\Z)"""
)
_NEXT_PARAMETER: Final = regex(rb"""\n[ \t]{0,60}(?:-[ \t]|\{|["']?(?:responses|requestBody)["']?[ \t]{0,4}:)""")

BEARER_LOOK: Final = r"""type["']?[ \t]*:[ \t]*["']?(?:bearer|api_?key|token)["']?,?[ \t\r]*\n[ \t]*["']?(?:value|credentials?)["']?[ \t]*:[ \t]*["']?[A-Za-z0-9_]"""
_BEARER: Final = regex(
    rb"""["']?(?:value|credentials?)["']?[ \t]{0,4}:[ \t]{0,4}(?P<q>["']?)(?P<v>[^\s"',{}&*!|>\[][^\s"',{}]{11,400})(?P=q)(?=[\s,}]|\Z)"""
)

RECORDED_LOOK: Final = r"""(?:api-?key|authorization|-token|cookie):[ \t\r]*\n[ \t]*- """
_RECORDED: Final = regex(
    rb"""([\w-]{2,60}):[ \t\r]{0,4}\n[ \t]{0,60}-[ \t]{1,4}(?P<q>["']?)(?:(?:Bearer|Token|token)[ ])?(?P<v>[^\s"',{}&*!|>\[][^\s"',{}]{7,400})(?P=q)[ \t]{0,4}(?=\r?\n|\Z)"""
)

ARMS_LOOK: Final = r"""[ \t]with[ \t\r]*\n[ \t]*\| """
_ASKED: Final = regex(rb"""["']([\w.-]{2,80})["']\)?[ \t]{1,4}(?:with|of)[ \t\r]{0,4}\n\Z""")
_NOTHING_ARM: Final = regex(
    rb"""(?:\bNone|\bnull|\bNothing|\|[ ]"")[^\n>]{0,40}->[ \t]{0,4}"(?P<v>[^"\n\\]{4,300})\""""
)

_HOLDER: Final = regex(rb"\$\{[^{}:]{1,100}:([^{}]{3,300})\}\Z")
OTHERS: Final = frozenset(
    "id ids user username name email url uri host port region type kind role scope path file env version date expires hash ref arn enabled".split()
)

PROMPT_LOOK: Final = r"\"promptString\""
_PROMPT: Final = regex(rb"""["']default["']\s{0,4}:\s{0,4}["'](?P<v>[^"'\n${]{6,300})["']""")

SAMPLER_LOOK: Final = r"(?:Argument|Header|Cookie)\.value\">[^<\s$]"
_SAMPLER: Final = regex(
    rb"""<stringProp\sname="\w{4,10}\.(?:(?P<name>name)|(?P<value>value))">(?P<v>[^<>\n]{1,300})</stringProp>"""
)
_WORDS: Final = regex(r"(?i)[\w-]{0,30}(?:token|secret|password|key)\b")
_ELEMENT: Final = 600


def option_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the default of the option whose name is the line that ends at *end*, one of a call's arguments."""
    name = _OPTION.search(text, max(0, end - 160), end)
    body = text[end : end + 900]
    closed = _CLOSED.search(body)
    found = _DEFAULT.search(body[: closed.start()] if closed else body) if name else None
    if name is not None and found is not None:
        group = "v" if found["v"] else "w"
        yield from bound_view(name["n"].lstrip(b"-"), found[group], end + found.start(group), "option")


def choice_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the literals that a name is given by the arms of the choice which is opened on the line before *end*."""
    name = _CHOICE.search(text, max(0, end - 400), end)
    if name is None:
        return
    body = text[end - 1 : end + REACH]
    done = _DONE.search(body)
    for found in _ARM.finditer(body[: done.start() + 1] if done else body):
        yield from bound_view(name[1], found["v"], end - 1 + found.start("v"), "choice")


def section_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the section of credentials holds whose head ends at *end*: ``[tokens]``; below ``[tokens.x]`` its value."""
    head = _SECTION.search(text, max(0, end - 140), end)
    if head is None:
        return
    parts = head[1].replace(b'"', b"").replace(b"'", b"").lower().split(b".")
    plural = next((part for part in reversed(parts) if _one(part)), b"")
    stop = text.find(b"\n[", end - 1, end + REACH)
    for found in _SET.finditer(text, end, stop if stop >= 0 else min(len(text), end + REACH)):
        key = found["k"].decode().lower()
        label = parts[-1] if parts[-1] != plural and key == "value" else found["k"] if parts[-1] == plural else b""
        if label and kind_of(key) is None and (words(key) or [""])[-1] not in OTHERS:
            yield from bound_view(label + b"_" + _one(plural), found["v"], found.start("v"), "section")


def nested_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the values of the entries of the map of credentials in which *end* stands: ``secrets: {a: {value: …}}``."""
    low = max(0, text.rfind(b"\n", 0, max(0, end - 400)) + 1)
    name = None
    for name in _PLURAL_NAME.finditer(text, low, end):
        if name.end() >= end - 400:
            break
    if name is None:
        return
    stop = min(len(text), end + REACH)
    at = text.find(b"\n", name.end(), stop)
    while at >= 0:  # up to a line that stands no deeper
        line = text[at + 1 : at + 1 + len(name["in"]) + 1]
        if (
            line.strip()
            and not line.startswith(name["in"] + b" ")
            and not line.startswith((name["in"] + b"\t", name["in"] + b"-"))
        ):
            stop = at
            break
        at = text.find(b"\n", at + 1, stop)
    for found in (*_NESTED.finditer(text, name.end(), stop), *_ITEM.finditer(text, name.end(), stop)):
        yield from bound_view(found["k"] + b"_" + _one(name["p"].lower()), found["v"], found.start("v"), "map")


def resource_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of the resource of Terraform whose type ends at *end*, one that keeps a secret."""
    stop = text.find(b"\n}", end, end + REACH)
    body = text[end : stop if stop >= 0 else end + REACH]
    found = _RESOURCE.search(body)
    label = _LABEL.match(body)
    named = label is not None and kind_of(label[1].decode()) is not None
    plain = b"aws_ssm_parameter" in text[max(0, end - 40) : end] and b"SecureString" not in body and not named
    if found is not None and not plain:
        yield from bound_view(b"secret_value", found["v"], end + found.start("v"), "Terraform")


def field_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the default that an attribute gives the field named on the line of *end*: ``#[arg(default_value = "…")]``."""
    low = max(0, text.rfind(b"\n", 0, max(0, text.rfind(b"\n", 0, end))) + 1, end - 600)
    for found in _FIELD.finditer(text, low, min(len(text), end + 80)):
        held = _HOLDER.search(found["v"])
        if not found["v"].startswith(b"$"):
            yield from bound_view(found["n"], found["v"], found.start("v"), "attribute")
        elif held is not None:
            yield from bound_view(found["n"], held[1], found.start("v") + held.start(1), "attribute")


def parameter_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the default of a parameter of an API's description, whose place ends at *end* (spec.openapis.org, Parameter Object)."""
    name = _PARAMETER.search(text, max(0, end - 240), end)
    body = text[end - 1 : end + 500]
    stop = _NEXT_PARAMETER.search(body)
    found = _OF_SCHEMA.search(body[: stop.start()] if stop else body) if name else None
    if name is not None and found is not None:
        yield from bound_view(name[1], found["v"], end - 1 + found.start("v"), "parameter")


def bearer_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that stands below its type, where *end* is: ``type: bearer``, ``value: …``."""
    found = _BEARER.search(text, text.rfind(b"\n", 0, end) + 1, end + 420)
    if found is not None:
        yield from bound_view(b"bearer_token", found["v"], found.start("v"), "typed value")


def recorded_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of a header that a recorder keeps as a list of one, in which *end* stands."""
    for found in _RECORDED.finditer(text, max(0, end - 160), end + 420):
        if found.end() >= end:
            yield from bound_view(found[1], found["v"], found.start("v"), "recorded header")
            return


def arms_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what is taken where the variable named on the line before that of *end* is not set: ``| None -> "…"``."""
    line = text.rfind(b"\n", 0, end) + 1
    name = _ASKED.search(text, max(0, line - 160), line)
    found = _NOTHING_ARM.search(text, line - 1, end + 300) if name else None
    if name is not None and found is not None:
        yield from bound_view(name[1], found["v"], found.start("v"), "choice")


def prompt_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the default of an input that an editor asks for (VS Code's ``inputs``), where the input is named a credential."""
    low, high = text.rfind(b"{", max(0, end - 400), end), text.find(b"}", end, end + 400)
    found = _PROMPT.search(text, max(low, 0), high if high >= 0 else end + 400)
    about = text[max(low, 0) : high if high >= 0 else end + 400]
    if found is not None and (
        b'"password"' in about or any(kind_of(w) for w in _WORDS.findall(about.decode("utf-8", "replace")))
    ):
        yield from bound_view(b"input_secret", found["v"], found.start("v"), "input")


def sampler_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of an argument or a header of JMeter that stands around *end*, beside its name."""
    low = max(text.rfind(b"<elementProp", max(0, end - _ELEMENT), end), end - _ELEMENT, 0)
    high = text.find(b"</elementProp", end, end + _ELEMENT)
    name = value = None
    for found in _SAMPLER.finditer(text, low, high if high >= 0 else min(len(text), end + _ELEMENT)):
        if found["name"]:
            name = found
        else:
            value = found
    if name is not None and value is not None:
        yield from bound_view(name["v"], value["v"], value.start("v"), "JMeter")


def _one(plural: bytes) -> bytes:
    """Return what one of *plural* is called, ``b""`` where that names no credentials."""
    for name in (b"secrets", b"credentials", b"tokens", b"passwords", b"api_keys", b"apikeys"):
        if plural.endswith(name):
            return _ONE.get(name, name[:-1])
    return b""


LOOKS: Final = (
    (option_at, True, OPTION_LOOK),
    (choice_at, True, CHOICE_LOOK),
    (section_at, True, SECTION_LOOK),
    (nested_at, True, NESTED_LOOK),
    (resource_at, False, RESOURCE_LOOK),
    (field_at, True, FIELD_LOOK),
    (parameter_at, False, PARAMETER_LOOK),
    (bearer_at, True, BEARER_LOOK),
    (recorded_at, True, RECORDED_LOOK),
    (arms_at, False, ARMS_LOOK),
    (prompt_at, False, PROMPT_LOOK),
    (sampler_at, False, SAMPLER_LOOK),
)
"""As the table of `gates`."""
