"""Places whose grammar makes a value a credential though no name says so: the second argument of a login, ``curl -u``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.forms import Binding
from keyproof.detect.names import CredentialWord, NameKind
from keyproof.patterns import regex

_Q = r"""(?:\b[bBrRuUfF]{1,2})?\\{0,2}(?P<q>["'`])(?P<v>(?:(?!(?P=q))[^\r\n\\]){3,400})\\{0,2}(?P=q)"""
_U = r"""\\{0,2}(?P<p>["'`])(?:(?!(?P=p))[^\r\n]){1,120}(?P=p)\s{0,4},\s{0,8}"""
_V = _U.replace("<p>", "<r>").replace("=p)", "=r)")
_W = r"""["']?(?P<v>[^\s"'`<>|;]{3,200})"""
_BYTES = r"(?:(?:\[\]byte|[\w.]{0,24}(?:GetBytes|[dD]ecode|FromBase64String|encode|TextEncoder\(\)\.encode)|Buffer\.from)\()?"
_REST = r"""\b[^\n|;]{0,160}?\s"""
_LOGIN = r"(?:set_?basic_?auth|basic_?auth|http(?:basic|digest)auth|networkcredential|username_?password_?credentials?|passwordauthentication|auth\.basic)"


def _call(
    word: CredentialWord, pattern: str, *, name: str, keys: tuple[str, ...], weak: bool = False
) -> tuple[NameKind, str, tuple[str, ...], re.Pattern[str]]:
    return NameKind(word, weak), name, keys, regex(pattern)


CALLS: Final = (
    _call("password", rf"(?i:{_LOGIN})(?:\s?=?\s?\(\s{{0,4}}|\s){_U}(?:Some\()?{_Q}", name="basic auth", keys=("basic", "digestauth", "networkcred", "passwordauth", "username",)),
    _call("password", rf"\bauth\s{{0,2}}=\s{{0,2}}\(\s{{0,4}}{_U}{_Q}\s{{0,2}}\)", name="auth", keys=("auth=(", "auth = (",)),
    _call("password", rf"\bgetConnection\(\s{{0,4}}[^,\n]{{1,200}},\s{{0,4}}{_U}{_Q}\s{{0,2}}\)", name="getConnection", keys=("getconnection(",)),
    _call("password", rf"\b(?:[lL]og_?[iI]n|authenticate|[sS]ign_?[iI]n)\(\s{{0,4}}{_U}{_Q}\s{{0,2}}[,)]", name="login", keys=("login(", "log_in(", "signin(", "sign_in(", "authenticate(",)),
    _call("token", rf"\b(?:set_?)?[bB]earer_?[aA]uth\(\s{{0,4}}{_Q}", name="bearer auth", keys=("bearer",)),
    _call("secret", rf"\b(?:hmac\.new|HMAC\.new|Fernet|TimestampSigner|URLSafeTimedSerializer|cookieParser|SymmetricSecurityKey|hmacShaKeyFor|SignedString|SecretKeySpec|(?:HMAC|HmacSha|HMACSHA)\d{{3}})\(\s{{0,4}}{_BYTES}{_Q}", weak=True, name="key", keys=("hmac", "fernet(", "signer(", "serializer(", "cookieparser(", "securitykey(", "signedstring(", "keyspec(")),
    _call("secret", rf"\bhmac\.New\([\w.()]{{1,40}},\s{{0,4}}{_BYTES}{_Q}", weak=True, name="key", keys=("hmac.new(",)),
    _call("secret", rf"\bHMAC\.(?:hex|base64)?digest\(\s{{0,4}}{_U}{_Q}", weak=True, name="key", keys=("digest(",)),
    _call("secret", rf"\b(?:create(?:Hmac|Cipheriv|Decipheriv)|hash_hmac)\(\s{{0,4}}{_U}(?:[$\w.]{{1,40}},\s{{0,4}})?{_BYTES}{_Q}", weak=True, name="key", keys=("createhmac(", "cipheriv(", "hash_hmac(")),
    _call("secret", rf"(?i:\bjwt|jsonwebtoken)(?:\.|::)(?:sign|encode|decode|verify)[(\s][^\n]{{1,160}}?,\s{{0,4}}{_Q}\s{{0,2}}(?:[,)]|$)", weak=True, name="jwt key", keys=("jwt.", "jwt::", "jsonwebtoken",)),
    _call("secret", rf"\bJWT\w{{0,20}}\([^\n)]{{0,160}}?\bpublic_key\s{{0,2}}=\s{{0,2}}{_Q}", weak=True, name="public_key", keys=("public_key",)),
    _call("token", rf"\b\w{{0,20}}[tT]okens\s{{0,2}}[=:]\s{{0,2}}\{{\s{{0,40}}{_Q}\s{{0,2}}:", weak=True, name="tokens", keys=("tokens",)),
    _call("api-key", rf"\b(?:new\s)?[A-Z]\w{{1,40}}(?:Client|API|Api|SDK|Sdk|KeyCredentials?|TokenCredentials?|Auth\.Token)\(\s{{0,4}}{_Q}\s{{0,4}}[,)]", weak=True, name="client", keys=("client(", "api(", "sdk(", "credential(", "credentials(")),
    _call("password", rf"\b(?:(?:pymysql|MySQLdb|mysql\.connector|mariadb|psycopg2?|pymssql|oracledb|cx_Oracle|ibm_db)\.connect|DBI->connect|mysqli_connect|new\s(?:mysqli|\\?PDO)|FTP(?:_TLS)?)\(\s{{0,8}}{_U}{_V}{_Q}\s{{0,4}}[,)]", name="connect", keys=("connect(", "mysqli(", "pdo(", "ftp(", "ftp_tls(")),
    _call("api-key", rf"\b\w{{0,40}}(?:Client|API|Api|SDK|Sdk)\(\s{{0,4}}[\"'`]https?://[^\s\"'`]{{3,120}}[\"'`],\s{{0,4}}{_Q}\s{{0,4}}[,)]", weak=True, name="client", keys=("client(", "api(", "sdk(")),
    _call("secret", rf"\bTextEncoder\(\)\.encode\(\s{{0,4}}{_Q}", weak=True, name="key", keys=("textencoder(",)),
    _call("token", r"""["'`](?:Bearer|Token|Bot)\s(?P<v>[A-Za-z0-9_.~+/=-]{20,400})["'`]""", weak=True, name="authorization", keys=("\"bearer ", "'bearer ", "`bearer ", "\"token ", "'token ", "'bot ", "\"bot ")),
    _call("token", rf"[\"'`](?:Bearer|Token|token|Bot)\s(?:%s|\{{\}})[\"'`]\s{{0,2}}(?:,|%|\.format\()\s{{0,4}}{_Q}", weak=True, name="authorization", keys=("\"bearer ", "'bearer ", "`bearer ", "\"token ", "'token ", "'bot ", "\"bot ")),
    _call("token", rf"\b(?:compare_digest|ConstantTimeCompare|timingSafeEqual|secure_compare|hash_equals|isEqual)\([^\n\"'`]{{1,80}},\s{{0,4}}{_BYTES}{_Q}", weak=True, name="compared", keys=("compare(", "compare_digest(", "timecompare(", "hash_equals(", "isequal(", "safeequal(")),
    _call("password", r"""\b(?:btoa|b64encode|base64_encode|strict_encode64|urlsafe_b64encode|Buffer\.from)\(\s{0,4}b?["'`][\w.@-]{1,60}:(?P<v>[^"'`\s:$]{4,200})["'`]""", name="basic auth", keys=("btoa(", "64encode(", "64_encode(", "encode64(", "buffer.from(")),
    _call("password", rf"\.connect\(\s{{0,4}}{_U}\d{{1,5}},\s{{0,4}}{_V}{_Q}\s{{0,4}}[,)]", name="connect", keys=(".connect(",)),
    _call("password", rf"\bcreate_?(?:super)?[uU]ser\(\s{{0,4}}{_U}{_V}{_Q}\s{{0,4}}[,)]", name="create user", keys=("superuser(", "createuser(", "create_user(")),
    _call("password", rf"\b(?:mongo(?:sh|dump|restore|export|import)?|sqlcmd|bcp|cqlsh|clickhouse-client|rabbitmqadmin){_REST}(?:-[pP]|--password)[ =]{_W}", name="-p", keys=("mongo", "sqlcmd", "bcp ", "cqlsh", "clickhouse-client", "rabbitmqadmin")),
    _call("password", rf"\bopenssl{_REST}-k\s{{1,2}}{_W}", name="openssl -k", keys=("openssl ",)),
    _call("password", r"""\bsmbclient\s[^\n]{0,80}-U\s{0,2}["']?[\w.\\/-]{1,60}%(?P<v>[^\s"'%]{3,100})""", name="smbclient", keys=("smbclient",)),
    _call("password", r"\becho\s{1,2}(?:-n\s)?[\"']?(?P<v>[^\s\"'|$]{4,300})[\"']?\s{0,2}\|\s{0,2}(?:sudo\s{1,2}-\w{0,4}S|(?:docker|podman|helm\sregistry)\s{1,2}login)", name="echo", keys=("echo ",)),
    _call("token", rf"\bgh\s{{1,2}}secret\s{{1,2}}set{_REST}(?:-b|--body)[ =]{_W}", weak=True, name="gh secret", keys=("gh secret",)),
    _call("secret", rf"\bconfig(?:ure)?\s{{1,2}}set\s{{1,2}}\S{{0,80}}(?i:token|key|secret|password)\s{{1,2}}{_W}", weak=True, name="config set", keys=("config set ", "configure set ")),
    _call("password", r"""(?i:\b(?:login|credentials?|creds))\b[:=*\s"'`]{1,6}[\w.@-]{2,40}\s?[:/]\s?["'`]?(?P<v>(?=[^\s"'`]{0,64}\d)[^\s"'`<>|;/:,)]{6,64})""", name="login", keys=("login:", "login**", "login`", "login =", "credentials:", "credentials**", "creds:")),
    _call("password", r"""CURLOPT_(?:PROXY)?USERPWD["']?\s{0,4}(?:,|=>)\s{0,4}["'][^"':$\n]{1,80}:(?P<v>[^"'\n]{3,200})["']""", name="CURLOPT_USERPWD", keys=("userpwd",)),
    _call("password", r"""["'`][\w.-]{1,40}:(?P<v>[^\s"'`@/]{3,100})@(?:tcp|unix)\(""", name="dsn", keys=("@tcp(", "@unix(")),
    _call("password", rf"\bConvertTo-SecureString\s{{1,4}}(?:-(?:AsPlainText|Force|String)\s{{1,4}}){{0,3}}{_Q}", name="ConvertTo-SecureString", keys=("securestring",)),
    _call("password", r"""\becho\s{1,4}(?:-\w\s{1,4})?["']?[\w.-]{1,32}:(?P<v>[^\s"'|]{3,100})["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd""", name="chpasswd", keys=("chpasswd",)),
    _call("password", rf"\baz\s{{1,4}}[a-z]{{1,24}}{_REST}(?:-p|--password|--admin-password)[ =]{_W}", name="az -p", keys=("az ",)),
    _call("token", rf"\bvault\s{{1,4}}login\s{{1,4}}(?:-[\w=-]{{1,40}}\s{{1,4}}){{0,3}}(?:token=)?{_W}", weak=True, name="vault login", keys=("vault login",)),
    _call("token", rf":_(?:authToken|auth|password)\s{{1,2}}{_W}", weak=True, name="_authToken", keys=(":_auth", ":_password")),
    _call("token", r"""(?i:web_?hooks?)[\w.-]{0,30}["'`]?\]?\s{0,3}(?::=|=>|[:=,(])\s{0,3}["'`]?https://[^\s"'`?<>{}$]{4,160}/(?P<v>(?=[^"'/]{0,200}[A-Z])(?=[^"'/]{0,200}[a-z])(?=[^"'/]{0,200}[0-9])[A-Za-z0-9_\-]{20,200})(?=["'`\s?]|$)""", weak=True, name="webhook", keys=("webhook", "web_hook")),
    _call("password", rf"\bsshpass\s{{1,4}}-p\s?{_W}", name="sshpass", keys=("sshpass",)),
    _call("password", rf"\b(?:mysql|mysqldump|mysqladmin|mariadb){_REST}-p{_W}", name="mysql -p", keys=("mysql", "mariadb",)),
    _call("password", rf"\bredis-cli{_REST}(?:-a|--pass)\s{{1,4}}{_W}", name="redis-cli", keys=("redis-cli",)),
    _call("password", rf"\b(?:docker|podman|helm registry|oras)\s{{1,4}}login{_REST}(?:-p|--password)[ =]{_W}", name="docker login", keys=(" login ",)),
    _call("password", rf"\bcurl{_REST}(?:-u|--user|--proxy-user)[ =]?[\"']?[^\s:\"'$<{{]{{1,80}}:{_W}", name="curl -u", keys=("curl ",)),
    _call("password", rf"\bldap(?:search|add|modify|delete|whoami){_REST}-w\s?{_W}", name="ldap -w", keys=("ldap",)),
    _call("password", rf"\bhtpasswd\s{{1,4}}-\w{{0,6}}b\w{{0,6}}(?:\s{{1,4}}-[A-Z])?\s{{1,4}}\S{{1,120}}\s{{1,4}}\S{{1,60}}\s{{1,4}}{_W}", name="htpasswd", keys=("htpasswd",)),
    _call("password", rf"(?:\bIDENTIFIED\s{{1,4}}BY|(?i:\b(?:user|role|grant)\b[^\n;]{{0,160}}\bidentified\s{{1,4}}by))\s{{1,4}}(?:(?i:password)\s{{1,4}})?{_W}", name="identified by", keys=("identified",)),
    _call("token", r"""["'](?:url|serverUrl|httpUrl)["']\s{0,2}:\s{0,2}["']https://(?=[^"'\s]{0,400}(?:mcp|hook|sse\b))[^\s"'?#]{4,160}/(?P<v>(?=[^"'/]{0,200}[A-Z])(?=[^"'/]{0,200}[a-z])(?=[^"'/]{0,200}[0-9])[A-Za-z0-9_\-]{24,200})(?:/[a-z]{2,12}){0,2}/?["']""", weak=True, name="url", keys=("url\"", "url'",)),
)  # fmt: skip
"""What the value is, how it is named in a report, words of which one stands on the line in lower case, and the expression
whose group ``v`` is the value."""

_BY_KEY: Final = {
    key: tuple(number for number, call in enumerate(CALLS) if key in call[2])
    for key in dict.fromkeys(key for call in CALLS for key in call[2])
}
_KEYS: Final = tuple(_BY_KEY)
_PLAIN_KEYS: Final = tuple(key for key in _KEYS if "(" not in key)
"""Those that a text without a parenthesis may hold."""

NAMES: Final = frozenset(name for _, name, _, _ in CALLS)
"""The names that `bindings` gives."""

_HEADS: Final = (
    r"basic_?auth|basicauth|auth\.basic|digestauth|networkcredential|passwordauthentication|username_?password_?credential|auth = ?\(|auth=\(|"
    r"getconnection\(|log_?in\(|authenticate\(|sign_?in\(|bearer_?auth\(|hmac\.new\(|hmac\.\w{0,6}digest\(|hmac(?:sha)?\d{3}\(|hmacshakeyfor\(|securitykey\(|signedstring\(|keyspec\(|cookieparser\(|fernet\(|serializer\(|signer\(|createhmac\(|cipheriv\(|hash_hmac\(|"
    r"jwt(?:\.|::)(?:sign|encode|decode|verify)[ (]|jsonwebtoken\.|jwt\w{0,20}\([^\n]{0,60}public_key|tokens ?[=:] ?\{|(?:client|api|sdk|credentials?|connect|mysqli|pdo|ftp|ftp_tls|auth\.token)\(b?[\"'`]|"
    r"curlopt_\w{0,5}userpwd|@(?:tcp|unix)\(|to-securestring|chpasswd|az [a-z][^\n]*-p|vault login|:_(?:auth|password)\w{0,5} |web_?hook[^\n]{0,60}https://[^\s\"'?]{8,}/[a-z0-9_-]{20}|"
    r"textencoder\(\)\.encode|[\"'`](?:bearer|token|bot) (?:[a-z0-9_.~+/=-]{20}|%s|\{\})|(?:compare_digest|constanttimecompare|timingsafeequal|secure_compare|hash_equals|isequal)\(|"
    r"(?:btoa|b64encode|base64_encode|strict_encode64|buffer\.from)\([\"'`]|connect\([\"'`][^\n]{1,80}[\"'`], ?[0-9]|create_?(?:super)?user\([\"'`]|mongo\w{0,7} [^\n]*-p|sqlcmd [^\n]*-p|cqlsh [^\n]*-p|clickhouse-client|rabbitmqadmin|"
    r"openssl [^\n]* -k|smbclient [^\n]*%|\| ?sudo -|\| ?(?:docker|podman|helm registry) login|gh secret set|config(?:ure)? set |(?:login|credentials?|creds)[:=*\"'` ]{1,6}[\w.@-]{2,40} ?[:/] ?[^\s/]{6}|"
    r"into [^\n(]{1,80}\([^\n)]{0,400}(?:passw|token|secret|_key)[^\n)]{0,40}\)|"
    r"sshpass|mysql\w{0,5} [^\n]*-p|mariadb [^\n]*-p|redis-cli|(?:docker|podman) login|helm registry login|oras login|curl [^\n]*-u|curl [^\n]*-user|"
    r"ldap[a-z]{3,6} -|htpasswd -|identified by|[\"'](?:url|serverurl|httpurl)[\"']: ?[\"']https://[^\s\"'?]{8,}/[a-z0-9_-]{24}"
)
GATE: Final = (rf"(?:{_HEADS})".encode(), True)
"""The expression for Hyperscan that finds lines for `bindings`, and that it ignores case."""


def bindings(text: str, since: int, until: int) -> Iterator[Binding]:
    """Yield the values of such places that begin in *text* from *since* to *until*."""
    lowered = text.lower()
    keys = [key for key in (_KEYS if "(" in lowered else _PLAIN_KEYS) if key in lowered]
    for number in sorted({number for key in keys for number in _BY_KEY[key]}):
        kind, name, _, expression = CALLS[number]
        for found in expression.finditer(text, since):
            if found.start() >= until:
                break
            start, end = found.span("v")
            while end > start and text[end - 1] in ")]},":
                end -= 1
            if end - start >= 3:
                yield Binding(name, kind, start, end, text[start:end], "literal")
