"""Command lines, and notes of a login, whose order says what a value is: ``-u robot -p …``, ``admin / …``."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect.names import CredentialWord, NameKind
from keyproof.patterns import regex

_MIXED: Final = r"""(?=[^\s"'`]{0,60}[0-9])(?=[^\s"'`]{0,60}[A-Za-z])[^\s"'`|;<>$]{6,100}"""
"""A password of letters and digits."""

_SIGNED: Final = r"""(?=[^\s"'`]{0,60}[0-9])(?=[^\s"'`]{0,60}[A-Z])(?=[^\s"'`]{0,60}[a-z])(?=[^\s"'`]{0,60}[!#%&*+@^?~])[^\s"'`|;<>$(){}/\\:]{8,64}"""
"""One of letters of both cases, digits and signs."""

_DRAWN: Final = r"""(?=[^\s"'`]{0,80}[0-9])[A-Za-z0-9_.~+/=-]{20,400}"""
_ENDS: Final = r"""["'`]?[ \t]{0,4}(?=\r?$|\n|\\|[|;&)])"""


def _call(
    word: CredentialWord, pattern: str, *, name: str, keys: tuple[str, ...], weak: bool = False
) -> tuple[NameKind, str, tuple[str, ...], re.Pattern[str]]:
    return NameKind(word, weak), name, keys, regex(pattern, re.M)


CALLS: Final = (
    _call("password", rf"""\s(?i:-u|--user(?:name)?|-au|-xu)[ =]?["']?[\w.@\\-]{{1,60}}["']?\s(?:[^\n|;]{{0,120}}?\s)?-{{1,2}}(?:[pP]|pw|ap|xp|pass)(?:[ =]["']?|["'])(?P<v>{_MIXED})""", name="-p", keys=(" -p", " --p", " -xp", " -ap")),
    _call("password", rf"""\s--?(?:[a-z]{{2,12}}-)?(?:u|[aA]|user|creds?|auth|userpwd)[ =]["']?[\w.@-]{{1,40}}:(?P<v>{_MIXED})""", name="user", keys=(" -u ", " -a ", "-user", "-cred", "auth ", "auth=", "-userpwd")),
    _call("password", rf"""\b(?:7z[ar]?|rar|unrar|arj|sqlcmd|bcp)\s[^\n|;]{{0,160}}?\s-(?:hp|p|P)["']?(?P<v>{_MIXED})""", name="-p", keys=("7z", "rar ", "arj ", "sqlcmd", "bcp ")),
    _call("password", rf"""\b(?:lftp|logon|ftp|open)\s[^\n|;]{{0,60}}?[\w.@-]{{1,40}},(?P<v>{_MIXED})""", name="login", keys=("ftp ", "logon ")),
    _call("password", rf"""(?i:passw|login|secret|token|auth|unlock|kinit|keepass|luks|pass\s)[^\n<]{{0,120}}<<<\s{{0,2}}\$?["']?(?P<v>{_MIXED})""", name="<<<", keys=("<<<",)),
    _call("password", rf"""\b(?:echo|printf|yes)\s{{1,2}}(?:-n\s|["']%s(?:\\n)?["']\s)?["']?(?P<v>{_MIXED})["']?\s{{0,2}}\|\s{{0,2}}[^\n|]{{0,80}}?(?:secret|login|passw|token|unlock|\bsu\s|auth\b)""", name="echo", keys=("echo ", "printf ", "yes ")),
    _call("password", rf"""(?:key|secret|pass|token|auth)[^\n<]{{0,80}}<\((?:echo|printf)\s{{1,2}}(?:-n\s)?["']?(?P<v>{_MIXED})""", name="echo", keys=("<(echo", "<(printf")),
    _call("password", rf"""-?pass(?:word)?-?(?:command|eval|cmd)[ =]["']?(?:echo|printf)\s{{1,2}}["']?(?P<v>{_MIXED})""", name="password command", keys=("command", "eval", "cmd")),
    _call("token", rf"""\b(?:login|authtoken|unlock|set-?api-?key|signin|activate)\s{{1,2}}["']?(?P<v>{_DRAWN}){_ENDS}""", weak=True, name="login", keys=("login ", "authtoken ", "unlock ", "key ", "signin ", "activate ")),
    _call("token", rf"""\b(?:auth|login|signin)\b[^\n|;]{{0,60}}?\s-[tk]\s{{1,2}}["']?(?P<v>{_DRAWN}){_ENDS}""", weak=True, name="-t", keys=(" -t ", " -k ")),
    _call("token", r"""\bcurl\b[^\n|;]{0,160}?\s(?:-b|--cookie)[ =]?["']?[\w.-]{1,40}=(?P<v>[^;\s"'$]{16,400})""", weak=True, name="cookie", keys=("curl ",)),
    _call("password", rf"""(?:passw|obscure|unlock|login|\bnet\s{{1,2}}use|useradd|usermod|luks)[^\n|;"'`=]{{0,100}}?\s["']?(?P<v>{_SIGNED})(?:{_ENDS}|["']?\s{{1,2}}/[a-z])""", name="last argument", keys=("passw", "obscure ", "unlock ", "login ", "net use", "useradd ", "usermod ", "luks")),
    _call("password", r"""\s-pass(?:in|out)?\s{1,2}["']?pass:(?P<v>[^\s"'$<{]{4,100})""", name="pass:", keys=("pass:",)),
    _call("password", rf"""\bnet\s{{1,2}}user\s{{1,2}}[\w.-]{{1,40}}\s{{1,2}}["']?(?P<v>{_MIXED})["']?\s{{1,2}}/""", name="net user", keys=("net user",)),
    _call("password", r"""^\s{0,8}(?i:conn|connect)\s{1,2}[\w.$#-]{1,40}/["']?(?P<v>[^\s@"'/$&]{4,64})["']?@""", name="connect", keys=("conn",)),
    _call("secret", rf"""\baz\s{{1,2}}keyvault\s{{1,2}}secret\s{{1,2}}set\s[^\n|;]{{0,160}}?\s--value[ =]["']?(?P<v>{_MIXED})""", name="keyvault", keys=("keyvault",)),
    _call("password", rf"""\bwpa_passphrase\s{{1,2}}["']?[\w.-]{{1,32}}["']?\s{{1,2}}["']?(?P<v>{_MIXED})""", name="wpa_passphrase", keys=("wpa_passphrase",)),
    _call("password", rf"""\bschtasks\s[^\n]{{0,200}}?/rp\s{{1,2}}["']?(?P<v>{_MIXED})""", name="/rp", keys=("schtasks",)),
    _call("token", rf"""\bhttps?\s[^\n|;]{{0,120}}?\s(?:-a|--auth)[ =]["']?(?P<v>{_DRAWN})(?=["']?(?:\s|$))""", weak=True, name="-a", keys=(" -a ", "--auth")),
    _call("password", rf"""\brclone\s{{1,2}}config\s{{1,2}}(?:create|update|password)\s[^\n]{{0,160}}?\s(?:pass|password|secret_access_key|token)[ =]["']?(?P<v>{_MIXED})""", name="rclone", keys=("rclone config",)),
    _call("secret", rf"""\bprintf\s{{1,2}}["'][\w-]{{0,40}}(?i:token|secret|key|passw\w{{0,4}}|pwd)=%s(?:\\n)?["']\s{{1,2}}["']?(?P<v>{_MIXED})""", name="printf", keys=("=%s",)),
    _call("secret", r"""\bsed\s[^\n]{0,60}?s(?P<d>[/|#])[^\n]{0,80}?(?i:token|secret|key|passw\w{0,4}|pwd)["']?\s?[=:](?:(?!(?P=d))[^\n]){0,40}(?P=d)[^\n/|#]{0,60}?(?i:token|secret|key|passw\w{0,4}|pwd)["']?\s?[=:]\s?["']?(?P<v>(?=[^\s"']{0,60}\d)(?:(?!(?P=d))[^\s"'$&\\]){6,200})["']?(?P=d)""", name="sed", keys=("sed ",)),
    _call("secret", r"""(?m:(?:^|[\s{,(;])["']?-{0,2})encrypt["']?\s{0,8}[:= ]\s{0,8}["']?(?P<v>[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{32}|[A-Za-z0-9+/]{43}=)(?=["'\s,;]|$)""", weak=True, name="encrypt", keys=("encrypt",)),
    _call("api-key", r"""\b(?:curl|wget|http|iwr|irm|invoke-[a-z]{3,12})\s[^\n|;]{0,160}?["'\s]https://(?![\w.-]{0,60}google)[^\s"'<>?]{4,200}(?<!\.js)(?<!\.css)\?(?:[^\s"'<>&]{1,100}&){0,6}key=(?P<v>[0-9a-f]{32,64}|(?!AIza)(?=[^\s"'&]{0,80}[0-9])(?=[^\s"'&]{0,80}[A-Za-z])[0-9A-Za-z_-]{24,128})(?=["'\s&]|$)""", name="key in an address", keys=("key=",)),
    _call("token", r"""["']name["']\s?:\s?["'](?i:[\w.-]{0,30}sess(?:ion)?[\w.-]{0,12}|connect\.sid|[\w.-]{0,20}\.sid|sid|\.asp[\w.]{1,40}|[\w.-]{0,20}auth(?!or)[\w.-]{0,20})["'],\s{0,40}["']value["']\s?:\s?["'](?P<v>(?=[^"'\s]{0,80}[0-9])[A-Za-z0-9_.~%+/:=-]{20,2000})["']""", weak=True, name="session cookie", keys=("name\"", "name'")),
    _call("password", r"""\bSetCredential=[\w.-]{1,60}:(?P<v>[^\s"']{4,200})""", name="SetCredential", keys=("setcredential=",)),
    _call("password", rf"""(?i:\blog[ -]?in|\bsign[ -]?in|\bcredentials?|\bcreds|\badmin(?:istrator)?|\broot|\baccount|\bssh|\buser)\b(?:(?!\\n)[^\n]){{0,80}}?(?:["'`*]{{0,3}}\s?(?:/|,|:|\||\band\b|\(pw:?|,\s?pass:?)\s?["'`*]{{0,3}})(?P<v>{_SIGNED})(?=["'`*)]{{0,3}}[.,;]?(?:\s|$|-->))""", name="login", keys=("log", "sign", "cred", "admin", "root", "account", "ssh", "user")),
    _call("password", r"""(?i:\blog[ -]?in|\bsign[ -]?in|\bcredentials?|\bcreds|\badmin(?:istrator)?|\broot|\baccount|\buser|\bpass(?:word)?)\b(?!-)(?:(?!\\n)[^\n]){0,80}?(?P<p>`|\*\*)[\w.@+-]{2,60}(?P=p)\s?(?:/|:|(?:,|\||\band\b)(?=\s?[`*]{1,2}[^\s`]{0,60}[A-Z!#%&*+@^?~]))\s?(?P<q>`|\*\*)(?P<v>(?![0-9a-f]{8}-[0-9a-f]{4}-)(?=[^\s`]{0,60}[0-9])(?=[^\s`]{0,60}[A-Za-z])[^\s"'`|;<>$(){}/\\:*]{8,64})(?P=q)""", name="login", keys=("`", "**")),
    _call("password", r"""(?i:\blog[ -]?in|\bcredentials?|\baccount)\b(?:(?!\\n)[^\n]){0,60}?:\s[\w.@-]{2,40}\s/\s(?P<v>(?=[^\s]{0,64}\d)(?=[^\s]{0,64}[A-Z])(?=[^\s]{0,64}[a-z])[A-Za-z0-9_-]{16,64})(?=[\s,;)]|$)""", weak=True, name="login", keys=("log", "cred", "account")),
    _call("secret", rf"""\bsecret\b[^\n]{{0,200}}?--from-literal[ =]["']?(?![\w.-]{{0,40}}(?i:user|name|host|url|id|mail|port|region|endpoint)\w{{0,4}}=)[\w.-]{{1,60}}=["']?(?P<v>{_MIXED})""", name="from-literal", keys=("from-literal",)),
    _call("password", r"""^\s{0,8}AUTH\s{1,2}(?:[\w.-]{1,40}\s{1,2})?(?P<v>(?=[^\s]{0,100}\d)[!#%-&(-;=-~]{16,200})\s{0,4}$""", weak=True, name="redis auth", keys=("auth ",)),
    _call("password", rf"""(?i:\b(?:password|passwort|kennwort))\s(?:of|for|f(?:ü|ue)r)\s[^\n"'=:]{{2,80}}?\s(?:to|is|ist|lautet)\s["'`]?(?P<v>{_MIXED})""", name="password", keys=("password of", "password for", "kennwort f", "passwort f")),
)  # fmt: skip
"""As `calls.CALLS`."""

_SIGN: Final = rb"[\w.!#%&*+@^?~=-]+[!#%&+^~?][\w.!#%&*+@^?~=-]*"
"""How the first pass finds a password with a sign; ``*`` and ``@`` stand in much else."""

GATE: Final = (
    rb"""(?m)(?:[ ]-{1,2}(?:u|user(?:name)?|au|xu)[ =]?["']?[\w.@\\-]+["']? [^\n]*-(?:p|pw|ap|xp|pass)[ ="']|[ ]--?(?:[a-z]+-)?(?:u|a|user|creds?|auth|userpwd)[ =]["']?[\w.@-]+:[^\s"'$]{6}|"""
    rb"""(?:log[ -]?in|credentials?|account)[^\n]*: [\w.@-]+ / [\w-]{16}|(?:7za?|rar|arj|sqlcmd|bcp) [^\n]*-h?p["']?[^\s"']{6}|(?:lftp|logon) [^\n]*,[^\s"']{6}|<<<[ ]?\$?["']?[!-;=-~]{6}|"""
    rb"""(?:echo|printf|yes) [^\n|]*\| ?[^\n|]*(?:secret|login|passw|token|unlock|su |auth)|<\((?:echo|printf) |pass(?:word)?-?(?:command|eval|cmd)[ =]["']?(?:echo|printf) |"""
    rb"""(?:login|authtoken|unlock|set-?api-?key|signin|activate) ["']?[\w.~+/=-]{20}|(?:auth|login|signin) [^\n|;]*-[tk] ["']?[\w.~+/=-]{20}|curl [^\n|;]*(?:-b|--cookie)[ =]?["']?[\w.-]+=|"""
    rb"""(?:passw|obscure|unlock|net user?|useradd|usermod|luks)[^\n|;"'`=]* ["']?"""
    + _SIGN
    + rb"""["']?[ \t\r]{0,2}(?:/[a-z]|$)|"""
    rb"""(?:admin|root|login|user|ops|sa)["'`*]{0,3} ?[/:] ?["'`*]{0,3}""" + _SIGN + rb"""["'`*)]{0,3}[.,;]?(?:\s|$)|"""
    rb"""(?:log[ -]?in|sign[ -]?in|credentials|creds|admin|root|account|user)[^\n]*[`*] ?(?:/|,|:|\||and) ?[`*]+[\w.!#%&+@^?~=-]*[0-9][\w.!#%&+@^?~=-]*[`*]|"""
    rb"""encrypt["']?[ \t]*[:= ][ \t]*["']?[a-z0-9+/]{22}|(?:curl|wget|http|iwr|irm|invoke-[a-z]+) [^\n]*[?&]key=[a-z0-9_-]{24}|"name" ?: ?"(?:[\w.-]*(?:sess|auth)[\w.-]*|[\w.-]*sid|\.asp[\w.]+)",|"""
    rb"""^[ \t]*auth [!#%-~]{16}|(?:password (?:of|for)|(?:kenn|pass)wort f)[^\n"'=:]* (?:to|is|ist|lautet) [^\s]{6}|"""
    rb"""-pass(?:in|out)? ["']?pass:[!#%-~]{4}|net user [\w.-]+ [^\s/]{6}|^[ \t]*conn(?:ect)? [\w.$#-]+/[^\s/@]+@|setcredential=|from-literal[ =]|rclone config |=%s(?:\\n)?["'] |sed [^\n]*(?:token|secret|_key|passw|pwd)["']?[=:]|[ ](?:-a|--auth)[ =]["']?[a-z0-9_.~+/=-]{20}|schtasks |keyvault secret set |wpa_passphrase [\w\"']|"""
    rb"""(?:users|accounts|logins|creds)["'\]]* ?(?::[^=\n"']+)?[=:] ?[a-z.]*[\[{(]+ ?(?:["'(\[]|\r?$))""",
    True,
)
"""As `calls.GATE`."""
