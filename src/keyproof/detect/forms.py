"""How a name and a literal value stand together, in any language or configuration format.

Each form is anchored at the end of a credential name: what has to stand before it, and what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

import msgspec

from keyproof.detect import fits
from keyproof.detect.fits import Sides
from keyproof.detect.form import ABOUT, ALIGNED, ARGS, CLOSE, READ, TAG, TYPE, WRAP, B, Form, Q, form
from keyproof.detect.names import NameKind, faint_kind_of, in_lower, kind_of
from keyproof.detect.needs import needs
from keyproof.detect.placeholders import is_signed_draw, is_weak
from keyproof.detect.setters import sets, shown
from keyproof.detect.way import NATIVE, Name, Way
from keyproof.patterns import regex


class Binding(msgspec.Struct, frozen=True):
    """A credential name, ``whole`` with what it is a member of, with a value; offsets are characters of the text read."""

    name: str
    kind: NameKind
    start: int
    end: int
    value: str
    form: Form
    """``fallback``: the default of an environment or option read. ``bare``: no quotes tell it from code or prose.
    ``passed``: the argument of a call whose result the name holds."""
    whole: str = ""


PARTS: Final = (
    "key", "pass", "pw", "pepper", "secr", "seed", "senha", "tok", "cred", "cookie", "contrasen", "clave", "chave",
    "chiave", "cle_", "cle-", "bearer", "authorization", "auth_val", "_pat", ".pat", "-pat", "header", "mdp", "mima", "kennwort",
    "wachtwoord", "haslo", "sifre", "heslo", "salasana", "losenord", "kode", "parol", "jelszo", "lozinka", "zaporka", "slaptazodis",
    "wagwoord", "sandi", "khau", "pswd", "psw", "psk", "jeton", "gettone", "sekret", "segreto", "scrt", "geheim", "himitsu",
    "schluessel", "nyckel", "klucz", "klic", "anahtar", "llave", "clef", "avain", "kulcs", "kunci", "hmac", "licen",
)  # fmt: skip
"""What every credential name holds; the name around it is read only where one of them stands."""

_PART: Final = regex("|".join(map(re.escape, PARTS)))
_LOOSE: Final = regex(r"(?:auth|jwt)(?=[\"'`\\ \t\])]{0,40}!?[:=(])")
"""Names that may name anything, where they end; what follows decides."""

_TOKEN: Final = regex(
    r"[A-Za-z_$][\w$\-]{0,80}+(?:\.[A-Za-z_$][\w$\-]{0,80}+){0,6}+(?: (?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|[Pp]assword|[Cc]ode)\b)?"
)
_VARIABLE: Final = regex(r"[A-Z_][A-Z0-9_]*(?=-)")
"""A variable of a shell before the dash and what stands for it: ``${API_TOKEN-…}``."""

FORMS: Final = (
    form("fallback", READ + r"""\s{0,2}\(\s{0,8}(?:&[\w.]{1,24},\s{0,2})?\\{0,2}["'`]-{0,2}""", rf"""\\{{0,2}}["'`]\s{{0,4}},\s{{0,8}}(?:[a-z_]{{2,20}}\s{{0,2}}=\s{{0,2}}[^,"'()\n]{{1,40}},\s{{0,8}}){{0,3}}(?:"\w",\s{{0,4}}|default(?:Value|_value)?\s{{0,2}}[:=]\s{{0,2}}|(?:fallback|unset)\s{{0,2}}[:=]\s{{0,2}})?{Q}"""),
    form("fallback", "", rf"""{CLOSE}!?(?:\s{{1,2}}as\??\s{{1,2}}\w{{1,20}}\??\)?)?\s{{0,8}}(?:(?:\|\||\?\?|\bor\b)\s{{0,8}}[\w.]{{1,60}}\([^()\n]{{0,80}}\)\s{{0,8}}){{0,4}}(?:\|\||\?\?|\bor\b|\?:|\|\|=|\?\?=)\s{{0,8}}{WRAP}{Q}"""),
    form("fallback", READ + r"""\s{0,2}[(\[]\s{0,4}["']""", rf"""["'][)\]]\s{{1,2}}if\s[^\n"']{{1,80}}\selse\s{{1,2}}{Q}"""),
    form("fallback", r"(?:[oO]r|[cC]oalesce|[dD]efault\w{0,8}|[fF]irst\w{0,12}|[eE]lse)\(\s{0,4}[\w.:]{0,20}[eE]nv\w{0,20}\(\s{0,4}[\"'`]", rf"""["'`]\)\s{{0,4}},\s{{0,8}}{Q}"""),
    form("fallback", r"\(or\s\([\w/.]{0,20}env\s{1,2}[\":]", rf"""\"?\)\s{{1,4}}{Q}"""),
    form("fallback", r"\{\{-?\s?(?:getenv|env|getv|\w{1,20}OrDefault)\s{1,2}[\"'`]", rf"""["'`]\s{{1,2}}{Q}"""),
    form("fallback", "", rf"""\s{{0,2}}\|\s?(?:default|d)(?:\(\s?|\s){Q}"""),
    form("fallback", r"[eE]nv(?:!|::var)?\(\s{0,2}\"", rf"""\"\)[^\n"]{{0,60}}\b(?:None|Err\(\w{{1,8}}\))\s?=>\s?{Q}"""),
    form("fallback", r"\benv(?:config)?:\"", r"""\"\s{1,4}(?:envDefault|default):\"(?P<v>[^\"\n]{3,300})\""""),
    form("fallback", r"""(?:names?|value|key)\s{0,2}=\s{0,2}\{?\s?["']-{0,2}""", rf"""["']\}}?\s{{0,2}},[^\n()]{{0,120}}?\bdefaultValue\s{{0,2}}=\s{{0,2}}{Q}"""),
    form("fallback", r"\bENV\{[\"']?", rf"""[\"']?\}}\s{{0,2}}(?://|\|\|)=?\s{{0,2}}{Q}"""),
    form("fallback", r"\b(?:coalesce|try)\([^()\n]{0,40}", rf"""\s{{0,2}},\s{{0,4}}{Q}"""),
    form("fallback", "", rf"""=["']?\$\((?:[^\n]{{1,200}}?\|\|\s?)?(?:echo|printf)\s(?:-n\s|["']%s["']\s)?(?:{Q}|(?P<w>[^\s"'$()|;]{{8,300}}))\s?\)"""),
    form("fallback", "", r"""=["']?\$\{[0-9@]:?[-=](?P<q>["']?)(?P<v>[^}\s"'$]{3,400})(?P=q)\}"""),
    form("fallback", r"\$\{", r"""(?::?[-=]|:(?![-=?+]))(?P<q>["']?)(?P<v>[^}\s"'$]{3,400})(?P=q)\}"""),
    form("fallback", r"""(?:arg|arg_|argument|option|Option|flag|Flag|[eE]nv)\w{0,12}\(\s{0,60}(?:["'][\w-]{1,4}["']\s{0,2},\s{0,4})?["']-{0,2}""", rf"""["'][^\n]{{0,200}}?\bdefault(?:_value)?\s{{0,2}}[=:(]\s{{0,2}}(?:[\w.]{{1,30}}\(\s?["'][\w.-]{{1,60}}["'],\s{{0,4}})?{Q}"""),
    form("fallback", r"""(?:option|Option)\w{0,12}\(\s{0,60}["'](?:-\w,? )?--""", rf"""(?:[ =][<\[][\w. -]{{1,40}}[>\]])?["']\s{{0,2}},\s{{0,8}}(?P<d>["'`])(?:(?!(?P=d))[^\n]){{0,160}}(?P=d)\s{{0,2}},\s{{0,8}}(?:\w{{1,20}},\s{{0,4}})?{Q}"""),
    form("fallback", r"""\benv\s{0,2}[=:]\s{0,2}["']""", rf"""["'][^\n\]]{{0,120}}?\bdefault(?:_value(?:_t)?)?\s{{0,2}}[=:]\s{{0,2}}{WRAP}{Q}"""),
    form("fallback", "", rf"""{TYPE}\s{{0,2}}[=:]\s{{0,2}}(?:[\w.]{{0,20}}(?:Field|Option|Argument|Header|Query|Param|setting|field|prop|attrib|\bib))\(\s{{0,8}}{ARGS}(?:default(?:_factory)?\s{{0,2}}[=:]\s{{0,2}}(?:lambda:\s)?)?{WRAP}{Q}"""),
    form("fallback", "", rf"""["']?\s{{0,2}}{TYPE}(?::=|=>|=|:)\s{{0,4}}(?=[^\n]{{0,60}}[eE][nN][vV])[^\n"'`]{{0,60}}(?:["'`](?P<n>[\w.-]{{1,60}})["'`])?[^\n"'`]{{0,20}}?(?:["']{{2}}[^\n"'`]{{0,20}}?)?(?:\|\||\?\?|\?:|\bor\b|\borelse\b|,)\s{{0,4}}(?:default(?:Value|_value)?\s{{0,2}}[:=]\s{{0,2}})?{Q}"""),
    form("fallback", "", rf"""{CLOSE}\s{{0,2}}(?:(?::=|=|:)\s{{0,4}}[^\n"'`]{{0,60}}(?:["'`](?P<n>[\w.-]{{1,60}})["'`])?[^\n"'`]{{0,20}}?)?(?:\.\w{{1,12}}\(\)){{0,2}}\.(?:default|prefault|catch|withDefault|ifEmpty|ifBlank|unwrap_or(?:_else)?|unwrapOr|map_or|equals|orElse(?:Get)?|or_else|getOrElse)\s{{0,2}}[({{]\s{{0,4}}(?:\(\)\s?[=-]>\s?|\|\w{{0,8}}\|\s?)?{WRAP}{Q}"""),
    form("fallback", "", rf"""\s{{0,2}}{TYPE}(?::=|=|:)\s{{0,4}}(?:[^\n"'`]{{1,80}}?\s(?:else|:)|[^\n"'`]{{0,40}}[eE][nN][vV][^\n]{{1,120}}?\selse)\s{{1,2}}{Q}"""),
    form("fallback", READ + r"""\s{0,2}\(\s{0,8}\\{0,2}["'`]""", rf"""["'`]\)[\w.?()]{{0,24}}\s{{0,2}}\{{\s{{0,4}}{Q}"""),
    form("fallback", "", rf"""\\?["']?\s{{0,3}}[:=]?\s{{0,3}}(?:(?:(?:[\w.]{{1,30}}\(\s{{0,4}})?\{{|true\s{{0,2}},)[^{{}}]{{0,600}}?|\r?\n{ABOUT}{{0,8}}[ \t]{{0,30}}["']?)\b[dD]efault(?:Value)?\\?["']?\s{{0,10}}[:=]\s{{0,4}}(?:{Q}|(?P<w>[^\s"'`,;<>|{{}}()\[\]]{{3,400}})\s{{0,2}}(?=$|\n))"""),
    form("fallback", "", rf"""["']?\s{{0,2}}[:=]\s{{0,2}}`(?:(?:Bearer|Basic|Token|token)\s)?\$\{{\s{{0,2}}[^`\n{{}}"']{{1,80}}?(?:\|\||\?\?)\s{{0,4}}{Q}\s?\}}`"""),
    form("literal", "", rf"""["']?\s{{0,3}}:\s{{0,3}}\{{\s{{0,8}}(?:["']\w{{1,24}}["']\s?:\s?(?:["'][^"'\n]{{0,200}}["']|\w{{1,8}}),\s{{0,8}}){{0,4}}["']value["']\s?:\s?{Q}"""),
    form("literal", "", r"""\\?["']?\s{0,3}[:=]\s{0,3}["'`]\{[^{}\n]{0,160}?:\s{0,2}(?P<q>\\"|\"|')(?P<v>[A-Za-z0-9+/=_.-]{20,200})(?P=q)"""),
    form("literal", "", rf"""(?i:(?<=credentials)|(?<=creds)|(?<=auth))\s{{0,2}}=\s{{0,2}}[(\[]\s{{0,4}}["'][^"'\n]{{1,80}}["']\s{{0,2}},\s{{0,4}}{Q}\s{{0,2}}[)\]]"""),
    form("literal", r"(?:^\s{0,40}|[(\[]\s{0,4}|(?:let|var|local)\s)\$?[\w.]{1,40},\s{0,2}", rf"""[)\]]?\s{{0,3}}(?::=|=)\s{{0,3}}[(\[]?\s?["'`][^"'`\n]{{0,80}}["'`]\s{{0,2}},\s{{0,3}}{Q}"""),
    form("literal", "", rf""",\s{{0,2}}[\w.]{{1,40}}\s{{0,3}}:?=\s{{0,3}}[(\[]?{Q}\s{{0,2}},"""),
    form("literal", "", rf"""{CLOSE}[!?]?{ALIGNED}{TYPE}(?:\{{ ?get;[\w; ]{{0,24}}\}}\s{{0,2}}=|:=|=>|<-|\?=|\+=|={{1,3}}|!={{1,2}}|:)(?:\s{{0,8}}|[ \t]{{9,40}}){TAG}{WRAP}{Q}"""),
    form("literal", r"""(?:name|key|Name|Key|KEY|NAME|id|header)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\\{0,2}["']?(?:[A-Za-z][\w.-]{0,40}::?){0,4}""", rf"""\\{{0,2}}["']?\s{{0,2}},?\s{{0,40}}(?:\\{{0,2}}["'][\w.-]{{1,40}}\\{{0,2}}["']\s{{0,2}}:\s{{0,2}}(?:\\{{0,2}}["'][^"'\\\n]{{0,200}}\\{{0,2}}["']|\w{{1,12}}),\s{{0,40}}){{0,6}}\\{{0,2}}["']?(?:Parameter|\w{{1,12}}:)?(?:[Vv]alue|content|default)\\{{0,2}}["']?\s{{0,3}}[:=]\s{{0,3}}(?:{Q}|(?P<w>[^\s"'`,;<>|{{}}]{{3,400}}))"""),
    form("literal", "", rf"""\s{{0,2}}:\s{{0,2}}Annotated\[[^\n]{{1,200}}?\]\s{{0,2}}=\s{{0,2}}{WRAP}{Q}"""),
    form("literal", r"""["'`](?:[\w.-]{1,40}[/:]){0,4}""", rf"""\\{{0,2}}["'`](?:\.\w{{2,12}}\(\))?\s{{0,4}},\s{{0,8}}{WRAP}{Q}(?!\s{{0,3}}[:=])"""),
    form("literal", r"""["'`]-{1,2}""", rf"""\\{{0,2}}["'`]\s{{0,4}},\s{{0,60}}{Q}(?!\s{{0,3}}[:=])"""),
    form("literal", "", rf"""\s{{0,2}}=\s{{0,2}}\(\s{{0,4}}["'][^"'\n]{{1,80}}["']\s{{0,2}},\s{{0,4}}{Q}\s{{0,2}}\)"""),
    form("literal", r"""["'`]""", rf"""["'`]\s{{1,2}}to\s{{1,2}}{Q}"""),
    form("literal", "", rf"""\s{{1,2}}(?:not\s)?in\s{{1,2}}[\[({{]\s{{0,2}}{Q}"""),
    form("literal", "", rf"""\s{{0,2}}{TYPE}[=:]\s{{0,4}}(?:\[\]string\s?|new\s\w{{0,12}}\[\]\s?)?[(\[{{]\s{{0,4}}\n\s{{0,60}}{Q}(?!\s{{0,3}}[:=])"""),
    form("literal", "", rf"""\s{{1,4}}(?:(?:As\s)?[sS]tring|(?i:n?varchar\(\w{{1,8}}\))|\*?string|object|securestring|\[\]byte)\s{{0,2}}=\s{{0,4}}{WRAP}{Q}"""),
    form("literal", r"""(?:\b(?:proxy_set_header|fastcgi_param|uwsgi_param|header_up|request_header|add_header|RequestHeader\s{1,2}set)\s{1,4})["']?\+?""", rf"""["']?\s{{1,8}}(?:{Q}|(?P<w>[^\s"'`,;<>|{{}}]{{3,400}}))"""),
    form("literal", r"""["']type\\?["']\s{0,2}:\s{0,2}\\?["']""", rf"""\\?["']\s{{0,2}},\s{{0,40}}\\?["'](?:value|token|credentials?)\\?["']\s{{0,2}}:\s{{0,2}}{Q}"""),
    form("literal", "", rf"""\(\s{{0,4}}{WRAP}{Q}(?:\.\w{{2,14}}\([\w.]{{0,20}}\))?\s{{0,2}}\)"""),
    form("literal", r"#\s{0,4}define\s{1,8}", rf"""\s{{1,40}}[@L(]{{0,2}}{Q}"""),
    form("literal", r"<(?:[\w.\-]{1,40}:)?", r"(?:\s(?![^<>\n]{0,160}Digest)[^<>\n]{1,160})?>\s{0,4}(?P<v>[^<>\s]{3,400}|[a-z]{3,10}(?: [a-z]{3,10}){3,7})\s{0,4}</"),
    form("literal", r"""<\w{1,20}\s{1,4}(?:name|key)=["']""", r"""["'][^<>\n]{0,60}>\s{0,40}(?:<value>\s{0,4})?(?:(?:Bearer|Basic|Token)\s)?(?P<v>[^<>\s]{3,400})\s{0,4}</"""),
    form("literal", r"<key>", r"</key>\s{0,40}<string>\s{0,4}(?P<v>[^<>\s]{3,400})\s{0,4}</"),
    form("literal", r"\|\s{0,4}[`*]{0,3}(?:[\w.-]{1,20}\s){0,3}", r"[`*]{0,3}\s{0,4}\|\s{0,4}(?:[^|\n`]{1,40}\|\s{0,4}`(?P<x>(?=[^`|\s]{0,80}[0-9])[^`|\s]{16,400})`\s{0,4}\||(?P<q>[`*]{0,3})(?P<v>[^`*|\s]{6,400})(?P=q)\s{0,4}\||(?:[^|\n]{0,40}\|\s{0,4}){1,2}?`?(?P<w>(?=[^`|\s]{0,80}[0-9])[^`|\s]{12,400})`?\s{0,4}\|)"),
    form("literal", r"^[ \t]{0,4}(?:[\w.-]{1,20}\s){0,3}", r"[ \t]{0,4}\|[ \t]{0,4}(?P<q>`?)(?P<v>(?=[^`|\s]{0,80}\d)[^`|\s]{12,400})(?P=q)[ \t]{0,4}(?=\||$|\r?\n)"),
    form("literal", "``", r"``\s{1,60}``(?P<v>[^`\s]{6,400})``"),
    form("literal", r"(?:^|\s)(?:-e|--env|--build-arg|-D|--set|--secret)[ =]?[\"']?", rf"={B}"),
    form("literal", r"(?i:CREATE|ALTER|WITH|ENCRYPTED|SET|USER|ROLE)\s(?:[^\n]{0,40}\s)?", r"\s{1,3}(?P<q>')(?P<v>[^'\n]{3,200})'"),
    form("fallback", "", rf"""\s{{0,2}}{TYPE}(?::=|=|:)\s{{0,4}}\(?(?:await\s)?(?:[\w.]{{1,60}}(?:\([^()\n]{{0,80}}\)\)?(?:\.\w{{1,40}}){{0,3}})?(?:\s{{1,2}}as\??\s{{1,2}}\w{{1,20}}\??\)?)?\s{{0,4}}(?:\|\||\?\?|\?:|\bor\b)\s{{0,4}}){{1,6}}{WRAP}{Q}"""),
    form("literal", "", rf"""\{{\s{{0,4}}{Q}\s{{0,2}}\}}\s{{0,2}}[;,)]"""),
    form("literal", r"""^\s{0,40}["']?""", r"""["']?:\s{0,2}\r?\n\s{1,30}["']?[vV]alue["']?:\s{1,4}(?P<q>["']?)(?P<v>[^\s"'`,;<>|{}&!*\[]{6,400})(?P=q)\s{0,4}(?=\n|\Z|\#)"""),
    form("literal", "", rf"""\[["'`]?[\w.-]{{0,24}}["'`]?\]\s{{0,2}}(?:[A-Z][A-Z_]{{2,30}}\s{{0,2}}|__attribute__\s?\(\([^\n]{{0,60}}?\)\)\s{{0,2}})?=\s{{0,4}}\{{?\s{{0,4}}{Q}"""),
    form("literal", "", rf"""\(\)[^\n(){{}};"'=]{{0,30}}[{{:]\s{{0,40}}(?:return|echo|printf)\s(?:-n\s|["']%s(?:\\n)?["']\s)?{WRAP}{Q}"""),
    form("fallback", "", rf"""["']\)?\s{{1,2}}\|>[^\n"']{{0,80}}?[dD]efault(?:Value|_value|With)?:?\s{{0,2}}{Q}"""),
    form("fallback", "", rf"""["']\)?\s{{1,4}}with\s[\w. |>-]{{1,60}}->\s{{0,4}}{Q}"""),
    form("literal", r"\{\s?'?", r"""'?\s{0,2},\s{0,2}(?:<<)?"(?P<v>[^"\n]{3,300})"(?:>>)?\s?\}"""),
    form("fallback", "", rf"""\s{{0,4}}(?:<-|=)\s{{0,4}}fromMaybe\s{{1,4}}{Q}"""),
    form("bare", r"(?:^|[\s(])(?i:the|an?|my|our|this|use|using|with)\s{1,2}", r"""\s{1,2}(?P<v>(?=[^\s]{0,60}\d)(?=[^\s]{0,60}[A-Z])[A-Za-z0-9_\-]{24,200})(?=[\s.,;)]|\Z)"""),
    form("fallback", "", rf"""\s{{0,2}}{TYPE}(?::=|=|:)\s{{0,4}}(?:[^\n"'`;,]{{1,80}}?|[^\n"'`;]{{1,60}}["'][^"'\n]{{0,40}}["'][^\n"'`;]{{0,20}}?)(?:\s\?\s|\s&&\s|\s\{{\s)\s{{0,4}}{Q}(?=\s{{0,4}}(?:[:;}}]|$|\n))"""),
    form("fallback", "", rf"""\s{{0,3}}[=:]\s{{0,3}}(?:async\s)?\([^()\n]{{0,60}}\)[^\n"'`={{]{{0,40}}=>\s{{0,40}}\(?{Q}"""),
    form("fallback", "", rf"""\s{{0,3}}=\s[^\n]{{1,120}}\|>[^\n"']{{0,40}}[dD]efaultValue\s{{1,2}}{Q}"""),
    form("literal", r"(?i:SET)\s{1,3}", r"""\s{1,3}(?i:FOR)\s{1,3}[^\n=]{1,80}=\s{0,3}(?:\w{1,10}\(\s?)?(?P<q>')(?P<v>[^'\n]{3,200})'"""),
    form("passed", "", rf"""\s{{0,2}}{TYPE}(?::=|=|:)\s{{0,4}}(?:await\s)?(?:new\s)?[\w.]{{1,60}}(?<![eE]nv)(?<!ENV)(?<!get)(?<!fetch)(?<![\s=(]t)\(\s{{0,4}}(?:Buffer\.from\(\s?|\[\]byte\(\s?|b)?{Q}(?:\s?,\s?["'][\w-]{{2,10}}["']\s?\))?\s{{0,4}}\)(?!\s{{0,4}}(?:\?|\|\||or\b|as\b|\.|\[))"""),
    form("literal", "", rf"""{CLOSE}{ALIGNED}[:=]\s{{0,4}}(?P<v>[A-Za-z0-9]{{4}}(?:[ ][A-Za-z0-9]{{4}}){{3}}(?:(?:[ ][A-Za-z0-9]{{4}}){{2}})?)(?=[ \t]{{0,2}}(?:$|\r?\n|\#))"""),
    form("bare", r"""^\s{0,60}["']?""", rf"""["']?:\s{{0,2}}\n\s{{0,60}}-\s{{1,3}}["']?{B}"""),
    form("bare", r"""^\s{0,60}-\s{1,4}["']?--?""", rf"""["']?\s{{0,4}}\n\s{{0,60}}-\s{{1,4}}["']?{B}"""),
    form("bare", r"(?:^|[\s\"'`\[(])--?(?:[A-Za-z][\w.-]{0,30}[ =])?", rf"""(?:=|\s{{1,3}})\s{{0,2}}["']?(?:pass:)?{B}"""),
    form("bare", r"^\s{0,12}(?:ENV|ARG)\s{1,4}", rf"""[ =]{{1,3}}["']?{B}"""),
    form("bare", r"(?:^[@%]?|[\s;&?(\"'`{,#>*]|\\[nrt]?|\bEnvironment=[\"']?)(?:-D)?", rf"""["']?{ALIGNED}(?:::?|\?)?=[ \t]{{0,40}}{B}"""),
    form("bare", r"(?:^|[\s\"'`{,#>*(\-]|\\[nrt]?|\s\w{1,30}:)", rf"""["'*]{{0,3}}{ALIGNED}:\*{{0,2}}(?:\s{{1,4}}|[ \t]{{5,40}}){TAG}(?:`{{1,2}}|<(?:code|b|strong|em|kbd)>)?{B}"""),
    form("literal", r"""(?:[{(\[,]\s{0,12}["':]|^\s{0,40}:)""", rf"""["']?\s{{1,8}}(?:["'](?:Bearer|Basic|Token)\s["']\s{{1,4}})?{Q}(?=\s{{0,8}}[}})\],;]|\s{{1,24}}["':]|\s{{0,4}}(?:$|\n))"""),
    form("literal", r"[$@&]\{", r"""\}(?:[ \t]{2,40}|\t|[ \t]{0,3}=[ \t]{1,40})(?P<v>[^\s"'$@&{}]{6,400})(?=[ \t]{0,8}(?:$|\n|\#))"""),
    form("literal", "", rf"""\(\)\s{{0,2}}(?:->\s{{0,2}}[\w<>&':\[\] ]{{1,40}}?\s?\{{|(?::\s{{0,2}}\w{{1,20}}\s?)?=(?!>))\s{{0,40}}{WRAP}{Q}"""),
    form("fallback", "", rf"""["']\)?\s{{0,4}}(?:\|>\s{{0,4}}[\w.]{{1,40}}\s{{0,4}})?~default:\s{{0,2}}{Q}"""),
    form("bare", r"\s/", rf":{B}"),
    form("literal", r"""\buser(?:name)?\s["'][^"'\n]{1,30}["'],?\s(?:(?:there\s)?(?:with|has|and)\s)?""", rf"""\s(?:is\s)?{Q}"""),
    form("bare", r"^\s{0,40}\[", rf"""\]\s=>\s{B}"""),
    form("bare", r"[{\[][^{}\[\]\n]{0,56}", r""":(?P<v>(?=[^\s{}]{0,80}\d)[^\s{}\[\]"',:]{6,200})(?=[ }\]])"""),
    form("bare", r"(?:^|[\s\"'`{,#>*(\[])", rf"""[\"'`]?\s{{0,2}}(?:->|=>|→)\s{{1,2}}(?=\S{{0,80}}\d){B}"""),
    form("bare", r"(?:^|[\s\"'`{,#>*])", rf"""\s\([\w ./-]{{1,24}}\)\s?[:=]\s{{0,2}}[*`]{{0,3}}(?=\S{{0,80}}\d){B}"""),
    form("bare", r"(?:^|[\s(])", rf"""\s(?:has\sbeen\s)?(?:changed|set|reset|updated|rotated)\sto:?\s{{1,2}}[*`]{{0,3}}(?=\S{{0,80}}\d){B}"""),
    form("bare", r"(?:[cC]hanged?|[sS]et|[rR]eset|[uU]pdated?|[rR]otated?)\s(?:[\w'-]{1,20}\s){0,4}", rf"""\sto:?\s{{1,2}}[*`"']{{1,3}}(?=\S{{0,80}}\d){B}"""),
    form("bare", r"^(?:\s{0,8}[-+*]\s{1,3})?", rf"""\s{{0,2}}::\s{{1,4}}(?=\S{{0,80}}\d){B}"""),
    form("bare", r"^\s{0,8}(?::|#\+)", rf""":{{1,2}}\s{{1,4}}(?=\S{{0,80}}\d){B}"""),
    form("literal", "", r"""\\?["']\]=>\s{1,40}string\(\d{1,4}\)\s(?P<q>["'])(?P<v>[^"'\n]{3,400})(?P=q)"""),
    form("literal", "", r"""['"]?\s{0,2},\s{0,2}<<"(?P<v>[^"\n]{3,400})">>"""),
    form("literal", r"(?:^\s{0,20}@?|[;{]\s{1,4}|\[)\(?(?:[\w/.:^-]{1,40}\s{1,4}){0,6}(?:env:)?(?:[\w/.-]{1,40}\(\s{0,2})?", r"""\s{1,8}(?P<q>["'])(?P<v>(?=[^"'\s]{0,100}\d)[^"'\s]{6,200})(?P=q)\s{0,4}(?:[;)]{0,2}\s{0,4}(?=$|\n)|[;}\]])"""),
    form("bare", r"(?:^|[\s(\"'`])", rf"""\s{{1,2}}(?:is|was)\s{{0,2}}:?\s{{1,2}}["'`]{{0,2}}{B}"""),
    form("literal", r"(?:^|[\s(])", r"""\s(?:(?:for|of|on|to)\s[\w ]{1,60}\s)(?:is|was):?\s(?P<q>["'`])(?P<v>[^\s"'`]{6,200})(?P=q)"""),
    form("literal", r"(?:^|[\s(])", r"""(?<!\b[Pp]ass)\s{1,2}(?:\((?:(?:was|now|is)\s)?)?(?P<q>\*\*`?|`|\*)(?P<v>[^\s"'`*]{6,200})(?P=q)"""),
    form("bare", r"(?:^|[\s(])", r"""\s(?:(?:for|of|on|to)\s[\w ]{1,60}\s)(?:is|was):?\s(?P<v>[^\s"'`,;<>|]{6,200})"""),
    form("bare", r"(?:^|[\s(])", r"""\s(?:for|of|on|to)\s[\w ./@'-]{1,60}:\s["'`*]{0,3}(?P<v>(?=[^\s]{0,80}\d)[^\s"'`,;<>|]{8,200})"""),
    form("literal", "", r"""["'`]?\s{0,2}</\w{1,10}>\s{0,30}<\w{1,10}(?:\s[^<>\n]{0,60})?>\s{0,8}(?:<code>)?(?P<v>(?=[^\s<>]{0,80}\d)[^<>\s{}]{8,400})\s{0,8}</"""),
    form("literal", "`", r"""`{1,2}\s{0,2}(?:=|:{1,2}|->|→)\s{0,2}`{1,2}(?P<v>[^`\s]{6,400})`"""),
    form("bare", r"^\s{0,12}(?:[#;*-]|//)\s{0,4}", r"""\s[-–—]\s[\w ./'()-]{2,80}:\s(?P<v>(?=[^\s]{0,80}\d)[A-Za-z0-9_+/=-]{24,200})(?=\s{0,4}(?:$|\n))"""),
    form("bare", r"(?:^|[\s(])", rf"""\s(?:verified|used|generated|created|issued|value|received|obtained|found|now|below):\s{{1,2}}`?{B}"""),
    form("bare", r"^\s{0,12}(?:set|neighbor|username|ppp|enable|security|interface|user|aaa)\s[^\n\"']{0,56}?", r"""[ \t]{1,4}(?:0\s)?(?P<v>(?=\S{0,80}\d)[^\s"'`,;<>|()]{6,200})\s{0,2}(?=$|\n)"""),
    form("bare", r"(?:^|[\s(])", r"""[ \t]{1,2}(?P<v>(?!--[a-z]{2})(?=[^\s]{0,120}\d)(?:[A-Za-z0-9_.~+/=-]{24,400}|(?=[^\s]{0,60}[A-Z])(?=[^\s]{0,60}[a-z])(?=[^\s]{0,60}[!#%&*+@^?~])[^\s"'`,;<>|(){}/]{8,64}))\s{0,2}(?=$|\n|\*/|-->)"""),
    form("bare", r"""["'`]""", r""":(?P<v>(?=[^\s"'`]{0,120}\d)[A-Za-z0-9_.~+/=-]{20,400})(?=["'`])"""),
    form("bare", r"^\s{0,12}@?set(?:x|env|\s-[a-zA-Z]{1,4})\s{1,4}", rf"""\s{{1,4}}["']?{B}"""),
    form("bare", r"^\s{0,12}(?:login\s{1,4}\S{1,60}\s{1,4})?", r"""[ \t]{1,4}(?P<v>[^\s"'`,;<>|]{3,200})\s{0,2}(?=$|\n)"""),
)  # fmt: skip
"""Tried in this order; the first that fits wins."""


@cache
def sides() -> Sides:
    """Return what tells which of `FORMS` may fit a name."""
    return Sides("forms", [(head.pattern if head is not None else None, tail.pattern) for _, head, tail in FORMS])


@cache
def way() -> Way:
    """Return what the compiled reading of names has to know of these forms."""
    return Way(PARTS, sides(), needs("forms", [tail.pattern for _, _, tail in FORMS]))


_READ_FROM: Final = regex(r"[A-Za-z_$](?:[A-Za-z_$.]|\?\.){0,60}+(?:[({\[](?:[A-Za-z_]\w{0,60}[)}\]=])?)?\Z")
"""A value without quotes that is a variable or a call: what follows it may hold the name and the value."""

_REST: Final = regex(r"[^\s\"'`]{12,128}+(?=\s{0,4}(?:\Z|\n|\s#))")
"""A value that goes on to the end of its line."""
_SENTENCE: Final = regex(r"[^\s\"'`]{11,127}[^\s\"'`.](?=\.?\s{0,4}(?:\Z|\n))")
"""The same where it ends a sentence."""

_SAYS: Final = regex(r"\s(?:is|was):?\s{1,2}\Z")
_VERBATIM: Final = regex(r"([=~])[^\s=~]{6,200}\1")
"""A value between two of such signs, as Org marks what is to be shown as it is."""

_NEXT_PAIR: Final = regex(r"&(?:amp;)?[A-Za-z_][\w.\[\]-]{0,60}=")
"""The next pair of a query or a form after a value."""
_SCHEME: Final = regex(
    r"(?:Bearer|Basic|Token|token|Bot|ApiKey|Api-Key|SSWS|bearer)\s{1,2}(?=\S)|\{(?:noop|PLAIN|plain|cleartext)\}(?=\S)"
)
_DEFAULTED: Final = regex(
    r"(?:[A-Z][A-Za-z-]{2,12}\s)?\$\{[A-Za-z_][\w.]{0,80}(?:(?::?[-=]|:)[^}\s]|\s{0,2}(?:\|\||\?\?)\s{0,2}[\"'`])|"
    r"(?:[A-Za-z][A-Za-z-]{2,12}\s)?\{(?:os\.)?(?:getenv|environ\.get)\([\"'][\w.]{1,60}[\"'],\s{0,2}[\"'][^\"'{}]"
)
"""A reference with a default of its own, which is read by the name inside."""

_TEMPLATED: Final = regex(r"""\{\{[^{}\n]{0,120}?\|\s?(?:default|d)\(\s?(?P<q>["'])(?P<v>[^"'\n{}]{3,300})(?P=q)""")
"""A template with a default of its own, as Ansible's."""

_LINE_END: Final = regex(r"(?<!\\)(?:\\[rn])+(?=\Z|[\w\[#;])|\\(?:par|line)(?![a-z])")
"""The end of a line in a string, and of a paragraph in RTF."""

_COOKIE: Final = regex(r"[\w.-]{1,40}=(?P<v>[^;\s]{16,400})")
"""A cookie in a header is named in the value."""

_NEXT: Final = regex(r"""(?P<q>["'`])\s{0,4},\s{0,8}(?P=q)(?P<v>[^"'`\s]{8,300})(?P=q)(?=\s{0,4}[,\])}])""")
_MOST_LISTED: Final = 64
"""The values of a list after its first."""

_IDLE: Final = regex(
    r"""[;/%^~+]|,(?!\s{0,8}["']?[vV]alue\b|\s?(?:<<)?"[^"\n]{3,300}"(?:>>)?\s?\}|\s?\w{1,40}\s?:?=\s?["'`])|["'`]?\){1,3}\s{0,8}(?:;|,(?!\s{0,4}["'`])|\{(?!\s{0,4}(?:["'`]|(?:Ok|Err|Some)\())|\Z|\n)|\.(?![dpwuog])|[ \t]{1,4}(?:in(?!\s{1,2}[(\[{]\s{0,2}["'])|not(?!\sin\s{1,2}[(\[{]["'])|if|and|[+*/%<]|-(?!\s[\w ./'()-]{2,80}:\s[A-Za-z0-9_+/=-]{24}))\s"""
)
"""What follows a name that nothing is bound to."""

_DRAWN: Final = regex(
    r"""\s{0,4}(?:["'`]?[\])]?\s{0,24}(?::=|=>|[!=]={1,2}|[:=])|\(|["'],|\s(?:(?:for|of|on|to)\s[\w ]{1,60}\s)?(?:is|was):?\s)\s{0,24}["'`]?(?:Bearer\s)?[A-Za-z0-9+/=_-]{20}"""
)
"""What follows a name that may name anything, where it is worth to look at its value."""

_NAME: Final = regex(r"[A-Za-z]+(?:[_.-][A-Za-z]+)*")
"""What a pair of ``key`` and ``value`` calls its key, where it is a credential's name itself."""

_LONG_DRAW: Final = regex(r"(?=[^\n]{0,60}[0-9])[A-Za-z0-9+/=_.~-]{20}")
_TYPED: Final = regex(r"(?:[sS]tring(?:_view)?|QByteArray|SecureString)[&\s]{1,3}\Z")
"""The type before a name, whose brackets then hold its value: ``std::string token("…")``."""

_IN_MAP: Final = regex(r"(?<!\$)\{[^{}\n]{0,60}\Z")
"""What stands before a pair of a map on one line."""

_CONNECTS: Final = regex(
    r"""["'`>][^"'`\n]{0,160}?(?:\b(?i:server|host|data source|user id|uid|user|username|database|driver|ssl)\s?=\s?[^"'`;,\n]{1,60};|[\w.-]{3,80}:\d{2,5},(?:\w{2,30}=\w{1,30},){0,3})\s?\Z"""
)
"""What stands before a password in a string that says how to connect."""

_PARTED: Final = ("", ";", ",", '"', "'", "`", "<")
"""What may follow it there."""


def bindings(text: str, since: int, until: int, folded: str = "") -> Iterator[Binding]:
    """Yield the names in *text* from *since* to *until* that are bound to a literal, read in *folded*; each value once."""
    read = folded or text
    taken: int | None = since
    while taken is not None:
        low, taken = taken, None
        for start, stop, end, numbers in _names(text, low, until, folds=bool(folded)):
            name = text[start:stop]
            kind = kind_of(name) or (faint_kind_of(name) if _DRAWN.match(read, end) else None)
            if kind is None or (name[-2:].isdigit() and is_weak(name)):
                continue
            found = _bound(read, start, stop, name, numbers)
            if found is None:
                continue
            at, to, form, label = found
            if form == "bare" and read.startswith("[[", at) and read.startswith("]]", to - 2):  # a string of Lua
                at, to, form = at + 2, to - 2, "literal"
            scheme = _SCHEME.match(read, at, to)
            at = scheme.end() if scheme else at
            if kind.faint and _NAME.fullmatch(read, at, to) and kind_of(read[at:to]) is not None:
                continue
            if kind.open and not _LONG_DRAW.match(read, at, to):
                continue
            if name[-6:].lower() == "cookie" and (cookie := _COOKIE.match(read, at, to)):
                at, to = cookie.span("v")
            taken = stop if form == "bare" and _READ_FROM.match(read, at, to) else to
            if to - at < 3:
                break
            yield Binding(label, kind, at, to, read[at:to], form, name)
            if form == "literal" and kind.word != "password" and read[at - 2] in "[({":
                for more in _others(read, to):
                    yield Binding(label, kind, *more, read[slice(*more)], form, name)
                    taken = more[1]
            break


def _names(text: str, since: int, until: int, *, folds: bool) -> Iterable[Name]:
    """Return the names in *text* that start from *since* on, with a part before *until*: those that may be bound.

    With *folds* what follows *until* may stand anywhere behind it.
    """
    return (
        way().names(text, since, until, folds=folds)
        if NATIVE is not None and text.isascii()
        else _any_names(text, since, until)
    )


def _any_names(text: str, since: int, until: int) -> Iterator[Name]:
    for at in _places(text, since, until):
        token = _TOKEN.match(text, name_start(text, at, since))
        if token is None or token.start() >= until:
            continue
        start, end = token.span()
        if text[start - 2 : start] == "${" and (variable := _VARIABLE.match(text, start, end)):
            end = variable.end()
        yield start, start + len(text[start:end].rstrip("-.")), end, None


def _others(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the other values of a list stand whose first ends at *end*."""
    for _ in range(_MOST_LISTED):
        found = _NEXT.match(text, end)
        if found is None:
            return
        yield found.span("v")
        end = found.end("v")


def _places(text: str, since: int, until: int) -> list[int]:
    """Return where parts of credential names stand in *text* between the two, in order."""
    lowered = in_lower(text)
    places = [found.start() for found in _PART.finditer(lowered, since, until)]
    if "auth" in lowered or "jwt" in lowered:
        places += [found.start() for found in _LOOSE.finditer(lowered, since, until)]
    places.sort()
    return places


def name_start(text: str, at: int, low: int) -> int:
    """Return where the dotted name that holds the character *at* of *text* starts, not before *low*."""
    start = at
    low = max(low, at - 120)
    while start > low and (text[start - 1].isalnum() or text[start - 1] in "_$.-"):
        start -= 1
    if start == at and start - low > 3 and text[start - 1] == " " and text[start : start + 3].lower() == "key":
        before = start - 1
        while before > low and text[before - 1].isalpha():
            before -= 1
        start = before if start - before > 3 else start
    while start < at and not (text[start].isalpha() or text[start] in "_$"):
        start += 1
    if start < at and text[start] in "nrt" and text[start - 1 : start] == "\\":  # the start of a line in a string
        start += 1
    return start


def _bound(
    text: str, start: int, end: int, name: str, numbers: Sequence[int] | None
) -> tuple[int, int, Form, str] | None:
    if _IDLE.match(text, end):
        return None
    low = max(0, start - fits.BEFORE)
    for number in numbers if numbers is not None else sides().of(text, start, end):
        form, head, tail = FORMS[number]
        found = tail.match(text, end)
        if found is None or (head is not None and not head.search(text, low, start)):
            continue
        if (
            text[end] == "("
            and text[end + 1 : end + 2] != ")"
            and not sets(name, chained=text[start - 1 : start] == ".")
            and not _TYPED.search(text, max(0, start - 24), start)
        ):
            return None
        groups = found.groupdict()
        at, stop = found.span("w" if groups.get("w") else "x" if groups.get("x") else "v")
        if form != "fallback" and _DEFAULTED.match(text, at, stop):
            return None
        if text.startswith("{{", at) and (default := _TEMPLATED.match(text, at, stop)):
            form, (at, stop) = "fallback", default.span("v")
        if text[at] == "+" == text[stop - 1] and text[at - 1] == "`":  # passed through as it is, in AsciiDoc
            at, stop = at + 1, stop - 1
        if _VERBATIM.fullmatch(text, at, stop):
            return at + 1, stop - 1, form, shown(name)
        if form == "bare" and _CONNECTS.search(text, low, start) and text[stop : stop + 1] in _PARTED:
            return at, stop, "literal", shown(name)
        if form == "bare":
            rest = (_SENTENCE if _SAYS.search(text, end, at) else _REST).match(text, at)
            whole = rest is not None and is_signed_draw(rest[0]) and not rest[0].rstrip(")]}").isalnum()
            if text[at - 1] == "=" and (pair := _NEXT_PAIR.search(text, at, stop + 70)) and pair.start() < stop:
                return at, pair.start(), form, shown(name, whole=True)
            if rest is not None and rest[0][-1] == "}" and _IN_MAP.search(text, low, start):
                whole = False
            stop = rest.end() if rest is not None and whole else _trimmed(text, at, stop)
        return at, stop, form, groups.get("n") or shown(name, whole=form == "bare")
    return None


def _trimmed(text: str, at: int, stop: int) -> int:
    """Return *stop* moved before what closes the surroundings: ``KEY=v)`` and ``"K=v"``."""
    if (cut := _LINE_END.search(text, at, stop)) is not None:
        stop = cut.start()
    while stop > at and text[stop - 1] in ").]}\\&":
        opened = {")": "(", "]": "[", "}": "{"}.get(text[stop - 1])
        if opened is not None and text.count(opened, at, stop) >= text.count(text[stop - 1], at, stop):
            break
        stop -= 1
    return stop
