"""Places whose grammar makes a value a credential though no name says so: the second argument of a login, ``curl -u``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect import commands
from keyproof.detect.forms import Binding
from keyproof.detect.keys import Keys
from keyproof.detect.names import CredentialWord, NameKind
from keyproof.patterns import regex

_Q = r"""(?:\b[bBrRuUfF]{1,2})?\\{0,2}(?P<q>["'`])(?P<v>(?:(?!(?P=q))[^\r\n\\]){3,400})\\{0,2}(?P=q)"""
_D = _Q.replace("(?P<v>", r"""(?P<v>(?=[^"'`\n]{0,300}[g-zG-Z])""")
"""The same where ids and hashes stand as often: no hexadecimal digits alone."""

_U = r"""\\{0,2}(?P<p>["'`])(?:(?!(?P=p))[^\r\n]){1,120}(?P=p)\s{0,4},\s{0,8}"""
_V = _U.replace("<p>", "<r>").replace("=p)", "=r)")
_T = _U.replace("<p>", "<t>").replace("=p)", "=t)")
_LAST = r"""\s{0,4}(?:\)|,(?!\s{0,4}["'`]))"""
"""What ends an argument that no other text follows."""

_W = r"""["']?(?P<v>[^\s"'`<>|;]{3,200})"""
_BYTES = r"(?:(?:\[\]byte|[\w.]{0,24}(?:GetBytes|[dD]ecode|FromBase64String|fromhex|unhexlify|encode|TextEncoder\(\)\.encode)|Buffer\.from)\()?"
_REST = r"""\b[^\n|;]{0,160}?\s"""
_PASSWORDS = (
    r"passwort|kennwort|wachtwoord|has[lł]o|[şŞ]ifre|пароль|contraseña|mot\sde\spasse|senha|heslo|jelszó|lösenord|salasana|adgangskode|"
    r"パスワード|密码|密碼|口令|비밀번호|mật\skhẩu"
)
"""The word for a password in other languages."""

_KEYS_ABROAD = r"密[钥鑰]|秘钥|金[钥鑰]|シークレット|api-?キー|секрет|(?:api-?)?ключ|clé[ _-](?:api|secrète|d'api)|(?:clave|chave|chiave)\s(?:de\s)?(?:api|secreta)|(?:api|geheim)[ _-]?schlüssel|비밀\s?키"
"""The word for a key that opens something in other languages."""

_LOGIN = r"(?:set_?basic_?auth|basic_?auth(?:entication)?|httpbasicauthenticator|http(?:basic|digest)auth|networkcredential|username_?password_?credentials?|passwordauthentication|auth\.basic)"


def _call(
    word: CredentialWord, pattern: str, *, name: str, keys: tuple[str, ...], weak: bool = False
) -> tuple[NameKind, str, tuple[str, ...], re.Pattern[str]]:
    return NameKind(word, weak), name, keys, regex(pattern)


_IN_CODE: Final = (
    _call("password", rf"(?i:{_LOGIN})(?:\s?=?\s?\(\s{{0,4}}|\s){_U}(?:Some\()?{_Q}", name="basic auth", keys=("basic", "digestauth", "networkcred", "passwordauth", "username",)),
    _call("password", rf"(?i:\b(?:\w{{0,20}}_)?auth|\blogin)\s{{0,2}}=\s{{0,2}}[(\[]\s{{0,4}}(?:{_U}|[\w.]{{1,40}}\([^()\n]{{1,60}}\),\s{{0,4}}){_Q}\s{{0,2}}[)\]]", name="auth", keys=("auth=(", "auth = (", "auth=[", "auth = [", "login = (")),
    _call("password", rf"\bgetConnection\(\s{{0,4}}[^,\n]{{1,200}},\s{{0,4}}(?:{_U}|[\w.()]{{1,60}},\s{{0,4}}){_Q}\s{{0,2}}\)", name="getConnection", keys=("getconnection(",)),
    _call("password", rf"\b(?:[lL]og_?[iI]n|[aA]uthenticate|[sS]ign_?[iI]n)(?:Async)?\(\s{{0,4}}{_U}(?:[\w.]{{1,60}}(?:\([^()\n]{{0,80}}\))?\s{{1,2}}(?:or|\|\||\?\?)\s{{1,2}})?{_Q}(?:,\s{{0,4}}[\"'][A-Z]{{3,12}}[\"'])?{_LAST}", name="login", keys=("login", "log_in(", "signin", "sign_in(", "authenticate")),
    _call("token", rf"\b(?:set_?)?[bB]earer_?[aA]uth\(\s{{0,4}}{_Q}", name="bearer auth", keys=("bearer",)),
    _call("secret", rf"\b(?:hmac\.new|HMAC\.new|Fernet|TimestampSigner|URLSafe(?:Timed)?Serializer|cookieParser|SymmetricSecurityKey|hmacShaKeyFor|SignedString|SecretKeySpec|(?:HMAC|HmacSha|HMACSHA)\d{{3}})\(\s{{0,4}}{_BYTES}{_Q}", weak=True, name="signing key", keys=("hmac", "fernet(", "signer(", "serializer(", "cookieparser(", "securitykey(", "signedstring(", "keyspec(")),
    _call("secret", rf"\bhmac\.New\([\w.()]{{1,40}},\s{{0,4}}{_BYTES}{_Q}", weak=True, name="key", keys=("hmac.new(",)),
    _call("secret", rf"\bHMAC\.(?:hex|base64)?digest\(\s{{0,4}}{_U}{_Q}", weak=True, name="key", keys=("digest(",)),
    _call("secret", rf"\b(?:create(?:Hmac|Cipheriv|Decipheriv)|hash_hmac)\(\s{{0,4}}{_U}(?:[$\w.]{{1,40}},\s{{0,4}})?{_BYTES}{_Q}", weak=True, name="key", keys=("createhmac(", "cipheriv(", "hash_hmac(")),
    _call("secret", rf"(?i:\bjwt|jsonwebtoken)(?:\.|::)(?:sign|encode|decode|verify)[(\s][^\n]{{1,160}}?,\s{{0,4}}{_BYTES}{_Q}(?:\sas\s\w{{1,12}})?\s{{0,2}}(?:[,)]|$)", weak=True, name="jwt key", keys=("jwt.", "jwt::", "jsonwebtoken",)),
    _call("secret", rf"\bJWT\w{{0,20}}\([^\n)]{{0,160}}?\bpublic_key\s{{0,2}}=\s{{0,2}}{_Q}", weak=True, name="public_key", keys=("public_key",)),
    _call("token", r"""["'`]AC[0-9a-f]{32}["'`]\s{0,4},\s{0,40}["'`](?P<v>[0-9a-f]{32})["'`]""", name="twilio_auth_token", keys=("\"ac", "'ac", "`ac")),
    _call("token", rf"\b\w{{0,20}}TokenVerifier\(\s{{0,40}}\{{\s{{0,40}}{_Q}\s{{0,2}}:", weak=True, name="tokens", keys=("tokenverifier(",)),
    _call("token", rf"\b\w{{0,20}}(?i:tokens|api_?keys)\s{{0,2}}(?::[^\n=\"']{{1,120}})?[=:]\s{{0,2}}\{{\s{{0,40}}{_Q}\s{{0,2}}:", weak=True, name="tokens", keys=("tokens", "apikeys", "api_keys")),
    _call("api-key", rf"\b(?:new\s)?(?:[A-Z]\w{{1,40}}(?:Client|API|Api|SDK|Sdk|AI|SearchEngine|KeyCredentials?|TokenCredentials?|Auth\.Token)(?:::new)?|Client::new)\(\s{{0,4}}{_Q}\s{{0,4}}[,)]", weak=True, name="client", keys=("client(", "::new(", "api(", "sdk(", "ai(", "engine(", "credential(", "credentials(")),
    _call("secret", r"\bnew\s(?:\w{1,20}\.)?Wallet\(\s{0,4}(?P<q>[\"'`])(?P<v>(?:0x)?[0-9a-fA-F]{64})(?P=q)", weak=True, name="wallet", keys=("wallet(",)),
    _call("password", rf"\b(?:(?:pymysql|MySQLdb|mysql\.connector|mariadb|psycopg2?|pymssql|oracledb|cx_Oracle|ibm_db)\.connect|DBI->connect|mysqli_connect|new\s(?:mysqli|\\?PDO)|FTP(?:_TLS)?)\(\s{{0,8}}{_U}{_V}{_Q}\s{{0,4}}[,)]", name="connect", keys=("connect(", "mysqli(", "pdo(", "ftp(", "ftp_tls(")),
    _call("api-key", rf"\b\w{{0,40}}(?:Client|API|Api|SDK|Sdk)\(\s{{0,4}}[\"'`]https?://[^\s\"'`]{{3,120}}[\"'`],\s{{0,4}}{_Q}\s{{0,4}}[,)]", weak=True, name="client", keys=("client(", "api(", "sdk(")),
    _call("secret", rf"\bTextEncoder\(\)\.encode\(\s{{0,4}}{_Q}", weak=True, name="key", keys=("textencoder(",)),
    _call("token", r"""["'`](?:Bearer|Token|Bot)\s(?P<v>[A-Za-z0-9_.~+/=-]{20,400})["'`]""", weak=True, name="authorization", keys=("\"bearer ", "'bearer ", "`bearer ", "\"token ", "'token ", "'bot ", "\"bot ")),
    _call("token", rf"[\"'`](?:Bearer|Token|token|Bot)\s(?:%s|\{{\}})[\"'`]\s{{0,2}}(?:,|%|\.format\()\s{{0,4}}{_Q}", weak=True, name="authorization", keys=("\"bearer ", "'bearer ", "`bearer ", "\"token ", "'token ", "'bot ", "\"bot ")),
    _call("token", rf"\b(?:compare_digest|ConstantTimeCompare|timingSafeEqual|secure_compare|hash_equals|isEqual)\((?:[^\n\"'`]{{1,80}}|[^\n]{{1,80}}?[)\]]),\s{{0,4}}{_BYTES}{_Q}", weak=True, name="compared", keys=("compare(", "compare_digest(", "timecompare(", "hash_equals(", "isequal(", "safeequal(")),
    _call("password", r"""\b(?:btoa|b64encode|base64_encode|strict_encode64|urlsafe_b64encode|Buffer\.from)\(\s{0,4}b?["'`][\w.@-]{1,60}:(?P<v>[^"'`\s:$]{4,200})["'`]""", name="basic auth", keys=("btoa(", "64encode(", "64_encode(", "encode64(", "buffer.from(")),
    _call("password", rf"\.connect\(\s{{0,4}}{_U}\d{{1,5}},\s{{0,4}}{_V}{_Q}\s{{0,4}}[,)]", name="connect", keys=(".connect(",)),
    _call("password", rf"\bset_password\(\s{{0,4}}{_U}{_V}{_Q}\s{{0,4}}[,)]", name="set_password", keys=("set_password(",)),
    _call("password", rf"[\"']auth[\"']\s?(?:=>|:)\s?[\[(]\s{{0,4}}{_U}{_Q}\s{{0,4}}[,\])]", name="auth", keys=("'auth'", "\"auth\"")),
    _call("password", r"""\b(?i:basic_?auth|basic)["']?\s{0,3}[:=]\s{0,3}["']?[\w.@-]{1,40}:(?P<v>[^\s"':$<{]{6,100})""", name="basic auth", keys=("basic_auth", "basicauth", "basic:", "basic =")),
    _call("api-key", rf"\bparams[\"']?\s?[=:]\s?\{{[^{{}}\n]{{0,120}}?[\"']?\b(?:key|appid)[\"']?\s?:\s?{_Q}", weak=True, name="params", keys=("params=", "params =", "params:", "params\"")),
    _call("password", rf"\bcreate_?(?:super)?[uU]ser\(\s{{0,4}}{_U}{_V}{_Q}\s{{0,4}}[,)]", name="create user", keys=("superuser(", "createuser(", "create_user(")),
    _call("password", rf"\b(?:mongo(?:sh|dump|restore|export|import)?|sqlcmd|bcp|tsql|isql|cqlsh|clickhouse-client|rabbitmqadmin){_REST}(?:-[pP]|--password)[ =]{_W}", name="-p", keys=("mongo", "sqlcmd", "bcp ", "tsql ", "isql ", "cqlsh", "clickhouse-client", "rabbitmqadmin")),
    _call("password", rf"\bopenssl{_REST}-k\s{{1,2}}{_W}", name="openssl -k", keys=("openssl ",)),
    _call("password", r"""\bsmbclient\s[^\n]{0,80}-U\s{0,2}["']?[\w.\\/-]{1,60}%(?P<v>[^\s"'%]{3,100})""", name="smbclient", keys=("smbclient",)),
    _call("password", r"\b(?:echo|printf)\s{1,2}(?:-n\s|[\"']%s(?:\\n)?[\"']\s)?[\"']?(?P<v>(?:[^\s\"'|$%]|%(?![sdib])){4,300})[\"']?\s{0,2}\|\s{0,2}(?:sudo\s{1,2}-\w{0,4}S|(?:docker|podman|helm\sregistry)\s{1,2}login)", name="echo", keys=("echo ", "printf ")),
    _call("token", rf"\bgh\s{{1,2}}secret\s{{1,2}}set{_REST}(?:-b|--body)[ =]{_W}", name="gh secret", keys=("gh secret",)),
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
    _call("password", rf"""["'](?:-[uU]|--user(?:name)?)["'],\s{{0,4}}{_U}["']-p["'],\s{{0,4}}{_Q}""", name="-p", keys=("\"-p\"",)),
    _call("token", rf"""["'](?:bearer|github-oauth|git(?:lab|ea|ee)-(?:token|oauth))["']\s?:\s?\{{\s{{0,40}}["'][\w.:-]{{3,80}}["']\s?:\s?{_Q}""", name="bearer of a host", keys=("\"bearer\"", "-oauth\"", "-token\"")),
    _call("password", rf"""["']-p["'],\s{{0,40}}{_Q}(?=\s{{0,40}}(?:[,\])]|\Z))""", weak=True, name="-p", keys=("\"-p\"",)),
    _call("password", rf"\b(?:PlainCredentials|[A-Z]\w{{0,30}}Credentials?)\(\s{{0,4}}{_U}(?:{_V})?{_Q}(?:\.\w{{2,16}}\(\))?{_LAST}", weak=True, name="Credentials", keys=("credentials(", "credential(")),
    _call("password", rf"(?i:\b\w{{0,30}}(?:user(?:name)?_?pass(?:word)?|usernametoken|login_?pass(?:word)?)\w{{0,20}})\(\s{{0,4}}{_U}(?:Some\()?{_Q}{_LAST}", name="login", keys=("userpass", "username", "user_pass", "loginpass", "login_pass")),
    _call("api-key", rf"\bsession\(\{{[^{{}}]{{0,200}}?\bkeys:\s?\[\s{{0,8}}{_D}\s{{0,4}}[,\]]", weak=True, name="session key", keys=("session({",)),
    _call("api-key", rf"[\"']key[\"']\s?:\s?[\"']value[\"'],\s{{0,40}}(?:[\"']type[\"']\s?:\s?[\"']\w{{1,12}}[\"'],\s{{0,40}})?[\"']value[\"']\s?:\s?{_Q}", weak=True, name="value", keys=("\"key\"", "'key'")),
    _call("secret", rf"(?:(?:\bdefault\w{{0,10}}|\b[vV]alue)\s?[=:(]|\b[A-Z]\w{{0,20}}\()\s?{_Q}[^\n]{{1,120}}?(?:[aA]lias|[eE]nv(?:_?[vV]ar)?s?)\s?[=:]\s?[\[\]{{(\w]{{0,12}}[\"'][\w.-]{{0,40}}(?i:key|token|secret|passw\w{{0,4}}|pwd)[\"']", weak=True, name="default", keys=("alias", "env")),
    _call("secret", r"""\bmap\s{1,4}\$\w{0,40}(?:key|token|auth\w{0,14}|secret)\s{1,4}\$\w{1,60}\s{0,4}\{[^{}]{0,160}?["'](?:Bearer\s)?(?P<v>[A-Za-z0-9_.~+/=-]{16,200})["']\s{1,8}["']?[\w.-]{1,60}["']?;""", weak=True, name="map", keys=("map ",)),
    _call("password", rf"\b(?:oracledb|cx_Oracle)\.connect\(\s{{0,8}}{_U}{_Q}\s{{0,4}}[,)]", name="connect", keys=("oracledb.connect(", "cx_oracle.connect(")),
    _call("password", rf"\bset_?[pP]assword\(\s{{0,4}}{_U}(?:{_V})?{_Q}\s{{0,4}}\)", name="set password", keys=("set_password(", "setpassword(")),
    _call("password", rf"\b(?:basicAuth|expressBasicAuth)\(\{{\s{{0,8}}users:\s{{0,2}}\{{\s{{0,8}}[\"']?[\w.@-]{{1,60}}[\"']?\s?:\s{{0,4}}{_Q}", name="basic auth", keys=("basicauth({",)),
    _call("password", rf"\bPlainAuth\(\s{{0,4}}[^,\n]{{0,80}},\s{{0,4}}[^,\n]{{1,80}},\s{{0,4}}{_Q}", name="PlainAuth", keys=("plainauth(",)),
    _call("password", rf"\b(?:ssh\.Password|(?:jedis|redis\w{{0,12}})\.auth)\(\s{{0,4}}{_Q}\s{{0,4}}\)", name="password", keys=("ssh.password(", ".auth(")),
    _call("secret", rf"\b(?:NewStaticCredentials(?:Provider)?|NewStaticV[24]|AwsBasicCredentials\.create|BasicAWSCredentials|Aws::Credentials\.new)\(\s{{0,8}}[^,\n]{{1,80}},\s{{0,8}}{_Q}", weak=True, name="secret key", keys=("staticcredentials(", "newstaticv2(", "newstaticv4(", "staticcredentialsprovider(", "basiccredentials.create(", "awscredentials(", "aws::credentials")),
    _call("password", rf"\b(?:\w{{0,40}}\.(?:load|getKey|store|init|create\w{{0,24}}Credential)|PBEKeySpec|PasswordProtection|setKeyEntry)\((?:[^\n\"]{{0,80}},\s{{0,4}}|\s{{0,4}}{_U}(?:{_V})?)?{_Q}\.toCharArray\(", name="keystore", keys=(".tochararray(",)),
    _call("secret", rf"\bSigner\.create\(\s{{0,4}}{_U}{_Q}", weak=True, name="key", keys=("signer.create(",)),
    _call("password", rf"\bset\s:\w{{0,40}}(?:password|passwd|passphrase),?\s{{1,2}}{_Q}", name="set", keys=("set :",)),
    _call("secret", rf"\bset\s:\w{{0,40}}(?:secret|token|[a-z]_key)(?:_base)?,?\s{{1,2}}{_Q}", weak=True, name="set", keys=("set :",)),
    _call("secret", rf"\bcookieSession\(\{{[^\n]{{0,120}}?\b(?:keys:\s?\[|secret:)\s{{0,4}}{_Q}", weak=True, name="key", keys=("cookiesession(",)),
    _call("password", rf"\b(?:[bB]crypt\w{{0,4}}\.(?:hash|hashSync|hashpw|hash_pwd_salt)|password_hash|generate_password_hash|make_password|\w{{0,12}}[hH]ash_?[pP]assword|crypt(?=\([^\n]{{1,120}}gen_salt))\(\s{{0,4}}{_Q}", name="hashed password", keys=("bcrypt", "hash_password(", "hashpassword(", "password_hash(", "make_password(", "gen_salt(")),
    _call("password", rf"\b(?i:pgp_sym_(?:en|de)crypt|aes_(?:en|de)crypt)\([^,\n]{{1,80}},\s{{0,4}}{_Q}", name="key", keys=("pgp_sym_", "aes_encrypt(", "aes_decrypt(")),
    _call("password", r"""(?i:\bset\s{1,4}[\w"`\[\].]{0,40}val\w{0,10}["`\]]?\s{0,2}=\s{0,2})N?'(?P<v>[^'\n]{3,400})'(?i:\s{1,4}where\s{1,4}[^\n]{1,60}?'[\w.:/-]{0,60}(?:passw(?:or)?d|secret|token|api_?key)')""", name="setting", keys=("where ",)),
    _call("password", rf"\bkeytool{_REST}-(?:src|dest)?(?:store|key)pass(?:wd)?\s{{1,4}}{_W}", name="keytool", keys=("keytool",)),
    _call("password", rf"\bmosquitto_(?:pub|sub|rr){_REST}(?:-P|--pw)\s{{1,4}}{_W}", name="mosquitto -P", keys=("mosquitto_",)),
    _call("password", r"""(?:(?m:^)\s{0,12}|['\";]\s{0,4})(?:exp_)?send\s{1,4}(?:--\s{1,4})?"(?P<v>[^\s"$\[]{6,100})\\[rn]\"""", weak=True, name="send", keys=("send ",)),
    _call("password", r"""(?m:^)[ \t]{0,8}(?:\S{1,80})[ \t]{1,20}\* "(?P<v>[^\s"]{4,200})" [\d.*:/]{1,60}[ \t]{0,8}(?=\r?\n|\Z)""", name="chap secret", keys=("* \"",)),
    _call("token", r"""\bhttps?://(?=[^\s"'`<>{}$]{0,160}?(?:hooks?\.|hooks?/))[^\s"'`<>{}$]{4,200}?(?:/|[?&]\w{1,16}=)(?P<v>(?![0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{20,31}(?![\w-]))(?=[a-zA-Z_-]{0,200}[0-9])(?=[0-9A-Z_-]{0,200}[a-z])[A-Za-z0-9_-]{20,200})(?=["'`\s?&),;]|$)""", name="webhook", keys=("hook",)),
    _call("api-key", r"""/(?:sse|mcp|stream)/?\?(?:[\w.-]{1,24}=[^\s"'`&<>]{0,100}&){0,3}(?:key|ak|pat)=(?P<v>[A-Za-z0-9_-]{20,200})(?=["'`\s&),;\\]|$)""", weak=True, name="key of an endpoint", keys=("sse?", "sse/?", "mcp?", "mcp/?", "stream?")),
    _call("token", r"""\bhttps?://(?:api|bots?|hooks?|mcp|push|notify)\.[\w.-]{3,80}/(?:(?:t|k|key|token|hook)/|bot)(?P<v>(?=[A-Za-z_-]{0,80}[0-9])(?=[0-9A-Z_-]{0,80}[a-z])(?=[0-9a-z_-]{0,80}[A-Z])[A-Za-z0-9_-]{28,100})(?=[/"'`\s?]|$)""", weak=True, name="url path", keys=("://",)),
    _call("token", r"""\bhttps?://[\w.-]{4,100}/rest/\d{1,6}/(?P<v>(?=[a-zA-Z]{0,20}\d)[A-Za-z0-9]{16})/(?=[a-z.]{3}|["'`\s]|$)""", name="inbound webhook", keys=("/rest/",)),
    _call("password", r"""(?<![\w$)\]])\((?i:admin|root|administrator)\s?/\s?`?(?P<v>(?=[^\s()]{0,64}\d)[^\s"'`<>|;/:,()]{8,64})`?\)""", name="login", keys=("(admin", "(root")),
    _call("password", r"""(?:\b(?:with|and|using|uses?)\s(?:the\s)?|,\s)(?:password|passphrase)\s(?P<v>(?=[^\s]{0,40}\d)(?=[^\s]{0,40}[A-Z])(?=[^\s]{0,40}[a-z])[A-Za-z0-9_!#%+*@.-]{9,63}[A-Za-z0-9_!#%+*@-]|[a-z]{3,12}(?:[._-][A-Za-z][a-z]{2,12}){1,7}[._-]?\d{2,4}|[A-Z][a-z]{2,14}[._-][a-z]{3,14}[._-]?\d{2,4})(?=[.,;:!)"']{0,4}(?:\s|\Z))""", name="with password", keys=("with password", "and password", "using password", "uses password", "use password", "the password", ", password", "passphrase")),
    _call("password", rf"[\"']auth[\"']\s?=>\s?(?:\[|array\()\s{{0,8}}{_U}{_Q}\s{{0,2}}[,\])]", name="auth", keys=("'auth'", "\"auth\"")),
    _call("password", rf"\.auth\(\s{{0,4}}{_U}{_Q}\s{{0,4}}[,)]", name="auth", keys=(".auth(",)),
    _call("password", rf"\b(?:[aA]uthenticate|signInWithEmailAndPassword|createUserWithEmailAndPassword)\(\s{{0,4}}[^,\n\"'`]{{1,60}},\s{{0,4}}{_U}{_Q}\s{{0,4}}[,)]", name="login", keys=("authenticate(", "withemailandpassword(")),
    _call("password", rf"\b(?:NewDialer|NewPlainClient|UserInfo|UsernamePasswordToken|Credentials\.basic|authorization_basic|sasl_plain|Net::SMTP\.start)\(\s{{0,4}}(?:[^,\n]{{0,80}},\s{{0,4}}){{0,3}}?{_U}{_Q}{_LAST}", name="login", keys=("newdialer(", "newplainclient(", "userinfo(", "passwordtoken(", "credentials.basic(", "authorization_basic(", "smtp.start(")),
    _call("secret", rf"\bsignWith\([^,\n]{{1,60}},\s{{0,4}}{_BYTES}{_Q}", weak=True, name="jwt key", keys=("signwith(",)),
    _call("secret", r"""'(?P<v>[^'\s]{8,200})'\s{1,4}(?i:as)\s{1,4}["`\[]?\w{0,40}(?i:token|secret|passw\w{0,6}|api_?key)\b""", weak=True, name="column", keys=("' as ",)),
    _call("secret", rf"\b(?:from_secret|new_from_slice|MessageEncryptor\.new|MessageVerifier\.new)\(\s{{0,4}}{_BYTES}{_Q}", weak=True, name="key", keys=("from_secret(", "new_from_slice(", "encryptor.new(", "verifier.new(")),
    _call("password", rf"\bSECURITY_CREDENTIALS,\s{{0,4}}{_Q}", name="ldap password", keys=("security_credentials",)),
    _call("secret", rf"\b(?:scryptSync|pbkdf2Sync|openssl_(?:en|de)crypt)\(\s{{0,4}}(?:[^,\n\"']{{1,60}},\s{{0,4}}{_U})?{_Q}\s{{0,4}},", name="passphrase", keys=("scryptsync(", "pbkdf2sync(", "openssl_encrypt(", "openssl_decrypt(")),
    _call("password", rf"\b(?:un)?zip{_REST}-P\s?{_W}", name="zip -P", keys=("zip ",)),
    _call("password", r"\b(?:echo|printf)\s{1,2}(?:-n\s)?[\"']?(?P<v>[^\s\"'|$]{4,300})[\"']?\s{0,2}\|\s{0,2}(?:sudo\s{1,2})?(?:passwd\s{1,2}--stdin|cryptsetup|kinit|vncpasswd|gh\s{1,2}auth\s{1,2}login|openssl\s{1,2}\w{1,12}\s[^\n]{0,80}-pass(?:in|out)?\s{1,2}stdin)", name="echo", keys=("echo ", "printf ")),
    _call("password", r"\bsudo\s{1,2}-\w{0,4}S\b[^\n|]{0,120}?<<<\s{0,2}[\"']?(?P<v>[^\s\"'|$]{4,300})", name="sudo", keys=("<<<",)),
    _call("secret", rf"\bmc\s{{1,2}}alias\s{{1,2}}set\s{{1,2}}\S{{1,40}}\s{{1,2}}\S{{4,120}}\s{{1,2}}\S{{1,60}}\s{{1,2}}{_W}", weak=True, name="mc alias", keys=("mc alias",)),
    _call("secret", rf"(?:--(?:name|key|secret-name|secret-id)[ =][\"']?[\w/.-]{{0,60}}(?i:key|token|secret|passw\w{{0,4}})[\w.-]{{0,40}}[\"']?\s[^\n|;]{{0,160}}?|(?m:^)\s{{1,12}})--(?:value|secret-string)[ =]{_W}", weak=True, name="secret value", keys=("--value", "--secret-string")),
    _call("token", rf"\bcargo\s{{1,2}}login\s{{1,2}}(?!-){_W}", weak=True, name="login", keys=("cargo login",)),
    _call("password", rf"[\"'](?!cn=(?:config|monitor|schema)[\"'])(?i:cn|uid|bind)=[^\"'\n]{{1,160}}[\"'],\s{{0,8}}{_Q}{_LAST}", name="bind", keys=("cn=", "uid=")),
    _call("password", rf"\.send_?line\(\s{{0,4}}{_Q}\s{{0,4}}\)", weak=True, name="sendline", keys=(".sendline(", ".send_line(")),
    _call("password", rf"\bauthenticate\((?=[^\n]{{8,200}},\s{{0,4}}\{{)\s{{0,4}}[^,\n]{{1,60}},\s{{0,4}}[^,\n]{{1,60}},\s{{0,8}}{_Q}\s{{0,4}},", name="odoo", keys=("authenticate(",)),
    _call("api-key", rf"\b(?:make|create|new|get|build|init)_\w{{0,20}}(?:client|api|sdk)\(\s{{0,4}}(?:[\w.]{{1,40}}(?:\([^()\n]{{0,60}}\))?,\s{{0,4}})?{_Q}\s{{0,4}}[,)]", weak=True, name="client", keys=("client(", "api(", "sdk(")),
    _call("secret", rf"\buser-secrets\s{{1,4}}set\s{{1,4}}(?:--\w{{1,20}}\s[\w./-]{{1,60}}\s)?[\"']?[\w.:-]{{1,80}}(?i:key|token|secret|password|pwd)[\"']?\s{{1,4}}{_W}", name="user secret", keys=("user-secrets",)),
    _call("password", rf"\bexecute_kw\(\s{{0,4}}[^,\n]{{1,60}},\s{{0,4}}[^,\n]{{1,40}},\s{{0,8}}{_Q}\s{{0,4}},", name="odoo", keys=("execute_kw(",)),
    _call("secret", rf"\b(?:OAuthHandler|OAuth1|OAuth1Session|[tT]wilio|TwilioRestClient|TwilioClient\.[iI]nit|(?i:twilio)\w{{0,20}}\.init)\([^,\n]{{1,80}},\s{{0,4}}{_Q}", weak=True, name="secret", keys=("oauthhandler(", "oauth1", "twilio")),
    _call("password", rf"\b(?i:users)\s{{0,2}}[=:]\s{{0,2}}\{{\s{{0,4}}[\"'][\w.@-]{{1,60}}[\"']\s{{0,2}}(?::|=>)\s{{0,4}}{_Q}", weak=True, name="users", keys=("users",)),
    _call("token", rf"\b(?:bot|client|discord)\.(?:login|run|start)\(\s{{0,4}}{_D}\s{{0,4}}[,)]", weak=True, name="login", keys=("login(", ".run(", ".start(")),
    _call("password", rf"\bCredentials::new\(\s{{0,8}}[\"'][^\"'\n]{{1,80}}[\"'](?:\.\w{{2,12}}\(\))?,\s{{0,8}}{_Q}", name="Credentials", keys=("credentials::new(",)),
    _call("password", rf"\bchpasswd\s{{0,2}}<<<\s{{0,2}}[\"']?[\w.-]{{1,32}}:{_W}", name="chpasswd", keys=("chpasswd",)),
    _call("password", r"""`(?i:admin|root)`\s?/\s?`(?P<v>(?=[^\s`]{0,64}\d)[^\s"'`<>|;/:,()]{8,64})`""", name="login", keys=("admin` /", "admin`/", "root` /", "root`/")),
    _call("password", r"""(?i:\buser(?:name)?\s?/\s?pass(?:word|wd)?)["'`*\s]{0,4}[:=(]["'`*\s]{0,6}[\w.@-]{1,40}["'`]{0,2}\s?/\s?["'`]{0,2}(?P<v>(?=[^\s"'`]{0,64}\d)[^\s"'`<>|;/:,()]{6,64})""", name="login", keys=("user/pass", "username/pass", "user / pass", "username / pass")),
    _call("password", r"""<input\b(?=[^<>\n]{1,300}\btype=["']password["'])[^<>\n]{1,200}?\bvalue=["'](?P<v>[^\s"'<>{}$]{4,100})["']""", name="password field", keys=("<input ",)),
    _call("password", rf"\bsshpass\s{{1,4}}-p\s?{_W}", name="sshpass", keys=("sshpass",)),
    _call("password", rf"\b(?:mysql|mysqldump|mysqladmin|mariadb){_REST}-p{_W}", name="mysql -p", keys=("mysql", "mariadb",)),
    _call("password", rf"\bredis-cli{_REST}(?:-a|--pass)\s{{1,4}}{_W}", name="redis-cli", keys=("redis-cli",)),
    _call("password", rf"\b(?:docker|podman|helm registry|oras)\s{{1,4}}login{_REST}(?:-p|--password)[ =]{_W}", name="docker login", keys=(" login ",)),
    _call("password", rf"\bcurl{_REST}(?:-\w{{0,4}}u|--user|--proxy-user)[ =]?[\"']?[^\s:\"'$<{{]{{1,80}}:{_W}", name="curl -u", keys=("curl ",)),
    _call("password", rf"\bldap(?:search|add|modify|delete|whoami){_REST}-w\s?{_W}", name="ldap -w", keys=("ldap",)),
    _call("password", rf"\bhtpasswd\s{{1,4}}-\w{{0,6}}b\w{{0,6}}(?:\s{{1,4}}-\w{{1,4}}){{0,3}}\s{{1,4}}\S{{1,120}}\s{{1,4}}\S{{1,60}}\s{{1,4}}{_W}", name="htpasswd", keys=("htpasswd",)),
    _call("password", rf"(?:\bIDENTIFIED\s{{1,4}}(?!WITH\s\w{{0,40}}_hash\b)(?:WITH\s[\w'\"]{{1,40}}\s{{1,4}})?BY|(?i:\b(?:user|role|grant)\b[^\n;]{{0,160}}\bidentified\s{{1,4}}(?!with\s\w{{0,40}}_hash\b)(?:with\s[\w'\"]{{1,40}}\s{{1,4}})?by))\s{{1,4}}(?:(?i:password)\s{{1,4}})?(?!id-){_W}", name="identified by", keys=("identified",)),
    _call("token", r"""["'](?:url|serverUrl|httpUrl)["']\s{0,2}:\s{0,2}["']https://(?=[^"'\s]{0,400}(?:mcp|hook|sse\b))[^\s"'?#]{4,160}/(?P<v>(?=[^"'/]{0,200}[A-Z])(?=[^"'/]{0,200}[a-z])(?=[^"'/]{0,200}[0-9])[A-Za-z0-9_\-]{24,200})(?:/[a-z]{2,12}){0,2}/?["']""", weak=True, name="url", keys=("url\"", "url'",)),
    _call("password", rf"(?i:{_PASSWORDS})[\"'`*]{{0,3}}\s{{0,3}}(?:[:：=]|ist|lautet|is|は|是)[\"'`*]{{0,3}}\s{{0,3}}[\"'`*]{{0,3}}(?P<v>(?=[^\s\"'`]{{0,64}}\d)[^\s\"'`<>|;,。、（）(){{}}]{{6,64}})", name="password in words", keys=("passwort", "kennwort", "wachtwoord", "haslo", "hasło", "şifre", "пароль", "contraseña", "mot de passe", "senha", "heslo", "jelszó", "lösenord", "salasana", "adgangskode", "パスワード", "密码", "密碼", "口令", "비밀번호", "mật khẩu")),
    _call("api-key", rf"(?i:{_KEYS_ABROAD})[\"'`*]{{0,3}}\s{{0,3}}(?:[:：=]|ist|lautet|is|は|是)[\"'`*]{{0,3}}\s{{0,3}}[\"'`*]{{0,3}}(?P<v>(?=[^\s\"'`]{{0,64}}\d)[A-Za-z0-9_.~+/=-]{{20,200}})", weak=True, name="key in words", keys=("clave", "chave", "chiave", "密钥", "密鑰", "秘钥", "金钥", "金鑰", "シークレット", "キー", "секрет", "ключ", "clé", "schlüssel", "비밀")),
    _call("password", rf"\bmysqladmin\s[^\n|;]{{0,80}}?\bpassword\s{{1,2}}{_W}", name="mysqladmin password", keys=("mysqladmin",)),
    _call("password", r"""\b(?:mysql|mariadb)(?:-?\w{0,6})["'][^\n]{0,80}["']-p(?P<v>[^\s"'$]{4,100})["']""", name="mysql -p", keys=("mysql", "mariadb")),
    _call("password", rf"\b(?:xfreerdp\d?|wfreerdp|wlfreerdp){_REST}/p:{_W}", name="freerdp /p", keys=("freerdp",)),
    _call("password", rf"\b(?:psexec\w{{0,4}}|rdesktop|winexe|evil-winrm|paexec){_REST}-p\s{{1,2}}{_W}", name="-p", keys=("psexec", "rdesktop", "winexe", "evil-winrm", "paexec")),
    _call("password", rf"\bnet\s{{1,2}}use\s[^\n]{{0,100}}/user:\S{{1,60}}\s{{1,2}}{_W}", name="net use", keys=("net use",)),
    _call("password", r"(?i:\bnet\s{1,2}use\s{1,2}(?:[A-Z*]:?\s{1,2})?\\{2}\S{1,100})\s{1,2}(?P<v>[^\s\"'/*%][^\s\"']{3,100})\s{1,2}/", name="net use", keys=("net use",)),
    _call("password", r"\b(?:sqlplus|sqlldr|expdp|impdp|rman)\s[^\n|;]{0,60}?[\w.$#-]{1,40}/(?P<v>[^\s@\"'/$]{4,64})@", name="sqlplus", keys=("sqlplus", "sqlldr", "expdp", "impdp", "rman ")),
    _call("password", rf"\bsnmp(?:walk|get|set|bulkwalk|bulkget|getnext|table|trap|inform){_REST}-[AX]\s{{1,2}}{_W}", name="snmp -A", keys=("snmpwalk", "snmpget", "snmpset", "snmpbulk", "snmptable", "snmptrap", "snmpinform")),
    _call("password", rf"\brabbitmqctl\s[^\n|;]{{0,60}}?(?:add_user|change_password|authenticate_user)\s{{1,2}}[\"']?[\w.@-]{{1,60}}[\"']?\s{{1,2}}{_W}", name="rabbitmqctl", keys=("rabbitmqctl",)),
    _call("secret", rf"\baws\s{{1,2}}ssm\s{{1,2}}put-parameter(?=[^\n]{{0,300}}(?:SecureString|(?i:password|secret|token)))[^\n|;]{{0,200}}?\s--value[ =]{_W}", weak=True, name="ssm put-parameter", keys=("put-parameter",)),
    _call("password", rf"\baws\s{{1,2}}secretsmanager\s{{1,2}}[a-z-]{{4,30}}{_REST}--secret-string[ =]{_W}", name="secret-string", keys=("--secret-string",)),
    _call("password", rf"\bCredentials\(\s{{0,4}}{_U}{_V}{_T}{_Q}\s{{0,2}}\)", name="Credentials", keys=("credentials(",)),
    _call("password", rf"\bnew\sSequelize\(\s{{0,8}}{_U}{_V}{_Q}\s{{0,2}}[,)]", name="Sequelize", keys=("sequelize(",)),
    _call("password", rf"\b(?:X509Certificate2|load_pkcs12|load_key_and_certificates|PKCS12_parse|mysql_real_connect|ftp_login|ssh2_auth_password|imap_open|ldap_bind|ldap_simple_bind_s|odbc_connect|oci_connect)\(\s{{0,4}}[^,\n]{{1,80}},\s{{0,4}}(?:[\"'][\w.@=,-]{{1,80}}[\"'],\s{{0,4}}){{0,2}}{_Q}\s{{0,2}}[,)]", weak=True, name="login", keys=("certificate2(", "pkcs12", "load_key_and_certificates(", "real_connect(", "ftp_login(", "auth_password(", "imap_open(", "ldap_bind(", "bind_s(", "odbc_connect(", "oci_connect(")),
    _call("password", rf"(?<!\w)database\(\s{{0,4}}{_U}{_V}{_Q}\s{{0,2}}[,)]", weak=True, name="database login", keys=("database('", "database(\"")),
    _call("password", r"""(?:(?i:passwo?r?d|pwd)|[#_.-](?:pw|pass))["'\])]{1,6}[^\n"'`]{0,12}?\.(?:send_?[kK]eys|type|fill|setValue|set_value|enter_text|press_sequentially)\(\s{0,4}(?P<q>["'`])(?P<v>[^"'`\n{]{3,100})""", name="password field", keys=(".send_keys(", ".sendkeys(", ".type(", ".fill(", ".setvalue(", ".set_value(", ".press_sequentially(")),
    _call("password", rf"\b(?:fill|type|fill_in)[( ]\s{{0,4}}(?P<p>[\"'])(?:(?!(?P=p))[^\n]){{0,40}}?(?i:passwo?r?d|pwd|[#.]pw\b|[#.]pass\b)(?:(?!(?P=p))[^\n]){{0,20}}(?P=p),\s{{0,4}}(?:with:\s)?{_Q}", name="password field", keys=("fill(", "fill_in ", "fill_in(", ".type(")),
    _call("secret", r"""\b(?:buildConfigField|resValue)[( ]\s{0,4}\(?["']\w{1,20}["'],\s{0,4}["']\w{0,60}(?i:key|secret|token|passw|pwd)\w{0,30}["'],\s{0,4}["']?\\{0,3}["'](?P<v>[^\s"'\\$]{6,300})""", weak=True, name="buildConfigField", keys=("buildconfigfield", "resvalue")),
    _call("password", r"""\b(?:with|and|using)\s(?:the\s)?(?:password|passphrase)\s(?P<q>["'`])(?P<v>[^\s"'`]{3,100})(?P=q)""", name="with password", keys=("with password", "and password", "using password", "the password", "passphrase")),
    _call("secret", rf"\b(?:(?:AES|DES3?|ARC4|Blowfish|ChaCha20\w{{0,10}})\.new|AESGCM|AES\.encrypt|algorithms\.AES|aes\.NewCipher)\(\s{{0,4}}{_BYTES}{_Q}", weak=True, name="key", keys=("aes.new(", "des.new(", "des3.new(", "arc4.new(", "blowfish.new(", "chacha20", "aesgcm(", "algorithms.aes(", "newcipher(")),
    _call("password", rf"\bCryptoJS\.\w{{3,12}}\.(?:en|de)crypt\([^,\n]{{1,80}},\s{{0,4}}{_Q}", name="passphrase", keys=("cryptojs.",)),
    _call("secret", rf"[\"'](?:\w{{2,30}}:){{1,4}}\w{{0,20}}(?i:key|secret|password)[\"']\]?\)?\s{{0,2}}(?:\?\?|[:,=])\s{{0,4}}{_Q}", weak=True, name="nested setting", keys=("key\"", "secret\"", "password\"", "key']", "secret']")),
    _call("password", r""":\s{0,2}(?:PSK|XAUTH|EAP)\s{1,4}"(?P<v>[^"\n]{4,200})\"""", name="ipsec secret", keys=(": psk", ": xauth", ": eap")),
    _call("password", rf"\binsecure-password\s{{1,4}}{_W}", name="insecure-password", keys=("insecure-password",)),
    _call("secret", rf"\b(?:tacacs|radius)-server\s[^\n]{{0,120}}?\bkey\s{{1,2}}(?:0\s)?(?![67]\s){_W}", name="key", keys=("tacacs-server", "radius-server")),
    _call("secret", rf"\b(?:snmp-server\scommunity|crypto\sisakmp\skey(?:\s0)?)\s{{1,2}}(?!6\s){_W}", weak=True, name="key", keys=("snmp-server community", "isakmp key")),
    _call("secret", r"""\boption\s{1,4}(?:key\d?|sae_password|auth_secret)\s{1,4}["'](?P<v>[^"'\n]{8,64})["']""", name="option key", keys=("option key", "option sae_password", "option auth_secret")),
    _call("password", r"""\bNEO4J_AUTH["']?\s{0,2}[=:]\s{0,2}["']?neo4j/(?P<v>[^\s"']{4,100})""", name="NEO4J_AUTH", keys=("neo4j_auth",)),
    _call("password", r"""(?m:^)\s{0,4}(?:proxy-)?user\s?=\s?["']?[\w.@-]{1,40}:(?P<v>(?=[^\s]{0,80}[A-Za-z])[^\s:"'$/]{8,100})["']?[ \t]{0,4}(?=\n|\Z)""", weak=True, name="user line", keys=("user=", "user =")),
    _call("password", rf"\bpasswd/[\w-]{{1,30}}password(?:-again)?\s{{1,2}}(?:password|string)\s{{1,2}}{_W}", name="preseed", keys=("passwd/",)),
    _call("secret", r"""\bsecret\s{1,4}"?(?P<v>[A-Za-z0-9+/]{16,200}={0,2})"?\s?;""", name="secret statement", keys=("secret ",)),
    _call("secret", rf"(?:[\"']hash_salt[\"']\]?|[\"']crypt[\"']\s?=>\s?(?:\[|array\()\s{{0,40}}[\"']key[\"']|[\"']Security[\"']\s?=>\s?(?:\[|array\()\s{{0,40}}[\"']salt[\"']|[\"'](?i:new_)?(?i:cookie_?(?:validation_?)?key|passwordsalt|secure-cookie)[\"']|secure-cookie)\s{{0,2}}=>?\s{{0,2}}{_Q}", weak=True, name="key", keys=("hash_salt", "'crypt'", "'security'", "cookie_key", "cookievalidationkey", "cookie_validation_key", "passwordsalt", "secure-cookie")),
    _call("password", r"""\b(?i:BUNDLE_[A-Z0-9_]{1,80}__[A-Z0-9_]{1,40})["']?[:=]\s?["']?[\w.-]{1,40}:(?P<v>[^\s"':]{6,100})""", name="bundler", keys=("bundle_",)),
    _call("api-key", r"""\bapiKeyHelper["']\s?:\s?["']\s?(?:echo|printf)\s(?:-n\s)?(?P<v>[^\s"'`$]{12,300})""", name="apiKeyHelper", keys=("apikeyhelper",)),
    _call("password", rf"\b(?:\w{{0,20}}[mM]qtt\w{{0,20}}|\w{{0,12}}[cC]lient|pubSub\w{{0,10}})(?:\.|->)connect\(\s{{0,4}}{_U}{_V}{_Q}\s{{0,2}}[,)]", name="connect", keys=("connect(",)),
    _call("password", rf"\bstr[nl]?cpy\(\s{{0,4}}[\w.>\[\]-]{{0,60}}(?i:pass|pwd|secret|token|key)\w{{0,20}}\s{{0,2}},\s{{0,4}}{_Q}", weak=True, name="strcpy", keys=("strcpy(", "strncpy(", "strlcpy(")),
    _call("secret", rf"\bSecretValue\(\s{{0,4}}{_Q}", name="SecretValue", keys=("secretvalue(",)),
    _call("secret", rf"\b(?:unsafePlainText|unsafe_plain_text)\(\s{{0,4}}{_Q}", name="SecretValue", keys=("unsafeplaintext(", "unsafe_plain_text(")),
    _call("secret", rf"\b(?:NewCookieStore|cookie\.NewStore|NewFilesystemStore|securecookie\.New|CookieStore::new|(?<!\w)Key::from)\(\s{{0,4}}{_BYTES}{_Q}", weak=True, name="key", keys=("cookiestore", "cookie.newstore(", "filesystemstore(", "securecookie.new(", "key::from(")),
    _call("password", rf"\b(?:WiFi\w{{0,6}}\.begin|wlan\w{{0,6}}\.connect|sta_if\.connect|WiFi\.softAP)\(\s{{0,4}}{_U}{_Q}\s{{0,2}}[,)]", name="wifi", keys=("wifi", "wlan", "sta_if.connect(")),
    _call("password", r"""(?m:^)\s{0,12}(?:masterauth|rootpw(?:\s--plaintext)?|AuthLDAPBindPassword|ldap_default_authtok\s?=|cachemgr_passwd|psksecret|set\s(?:passwd|psksecret))\s{1,8}["']?(?P<v>(?!--|\$\d|\{)[^\s"']{4,200})["']?""", name="password statement", keys=("masterauth", "rootpw", "authldapbindpassword", "ldap_default_authtok", "cachemgr_passwd", "psksecret", "set passwd")),
    _call("password", r"""\buser\s\S{1,40}\son\s(?:[^\n]{0,40}\s)?>(?P<v>[^\s"']{4,200})""", name="redis user", keys=(" on >", " >")),
    _call("password", r"""\b(?:stats\sauth\s|login=|basicauth\.users=)[\w.@-]{1,40}:(?P<v>(?!\$)[^\s:"'$]{6,100})""", name="login", keys=("stats auth", "login=", "basicauth.users")),
    _call("secret", r"""(?m:^)\s{0,8}(?:rocommunity6?|rwcommunity6?)\s{1,8}(?P<v>(?!public\b|private\b)[^\s"']{4,100})""", weak=True, name="community", keys=("rocommunity", "rwcommunity")),
    _call("password", r"""\bcreateUser\s\S{1,40}\s(?:MD5|SHA(?:-?\d{3})?)\s["']?(?P<v>[^\s"']{6,100})""", name="createUser", keys=("createuser",)),
    _call("password", r"""(?m:^)\[?[\w.-]{3,80}\]?:\d{2,5}\s{1,8}[\w.@+-]{1,80}:(?P<v>[^\s:"']{6,100})[ \t]{0,4}(?=\n|\Z)""", name="relay login", keys=("]:587", "]:465", "]:25", ":587")),
    _call("password", r""":\{(?:PLAIN|CLEARTEXT|plain)\}(?P<v>[^\s:"']{4,100})""", name="password line", keys=("{plain}", "{cleartext}")),
    _call("token", r"""://[\w.-]{3,80}/t/(?P<v>[A-Za-z0-9_-]{16,100})/""", weak=True, name="channel", keys=("/t/",)),
    _call("password", r"""\bthin:[\w.$#-]{1,40}/(?P<v>[^\s@"'/]{4,64})@""", name="jdbc", keys=("thin:",)),
    _call("password", r"""\b(?:plain-text-password-value|ascii-text|pre-shared-key)\s{1,4}(?:ascii-text\s|hexadecimal\s)?["']?(?P<v>(?=\S{0,80}\d)[^\s"';]{6,200})["']?""", name="device password", keys=("plain-text-password", "ascii-text", "pre-shared-key")),
    _call("secret", r"""\b(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)["']\s?,\s{0,20}(?P<q>["'])(?P<v>(?:(?!(?P=q))[^\n]){12,100})(?P=q)""", weak=True, name="wordpress key", keys=("auth_key", "auth_salt", "logged_in_", "nonce_key", "nonce_salt")),
    _call("secret", r"""(?:\b|_)(?i:totp|hotp)(?:(?:\.|::|->|_)\w{1,20})?\(\s{0,4}b?["'](?P<v>(?=[A-Za-z2-7]{0,60}[2-7])(?:[A-Z2-7]{16,64}|[a-z2-7]{16,64})={0,6})["']""", name="otp seed", keys=("totp", "hotp")),
    _call("password", rf"\b(?:option|method_option|class_option|flag|attribute|property|field|setting)\s:\w{{0,30}}(?:passw\w{{2,4}}|passphrase|pwd),[^\n]{{0,160}}?\bdefault:\s{{0,2}}{_Q}", name="option", keys=("option :", "flag :", "attribute :", "property :", "field :", "setting :")),
    _call("secret", rf"\b(?:option|method_option|class_option|flag|attribute|property|field|setting)\s:\w{{0,30}}(?:secret|token|api_?key),[^\n]{{0,160}}?\bdefault:\s{{0,2}}{_Q}", weak=True, name="option", keys=("option :", "flag :", "attribute :", "property :", "field :", "setting :")),
    _call("secret", rf"-define\(\w{{0,40}}(?i:passw\w{{0,4}}|secret|token|_key),\s?(?:<<)?{_Q}", weak=True, name="define", keys=("-define(",)),
    _call("password", rf"(?i:passw\w{{0,4}}|passphrase|\bpwd)'?\s?=>\s?<<{_Q}", name="binary", keys=("=> <<", "=><<")),
    _call("secret", rf"(?i:secret|token|_key)'?\s?=>\s?<<{_Q}", weak=True, name="binary", keys=("=> <<", "=><<")),
    _call("password", r"""(?i:[\w-]{0,40}(?:passw\w{0,4}|passwd|pwd)[\w-]{0,12}\s{1,8}(?:PIC|TYPE)\s[^\n'"]{1,40}?\bVALUE\s{1,4}(?:IS\s)?)(?P<q>["'])(?P<v>[^"'\n]{3,200})(?P=q)""", name="VALUE", keys=(" value ",)),
    _call("secret", r"""(?i:[\w-]{0,40}(?:secret|token|[_-]key)[\w-]{0,12}\s{1,8}(?:PIC|TYPE)\s[^\n'"]{1,40}?\bVALUE\s{1,4}(?:IS\s)?)(?P<q>["'])(?P<v>[^"'\n]{3,200})(?P=q)""", weak=True, name="VALUE", keys=(" value ",)),
    _call("secret", rf"\bSecret(?:String|Box|Vec)?::(?:new|from)\(\s{{0,4}}(?:(?:Box::new|String::from)\(\s{{0,2}})?{_Q}", name="secret type", keys=("secret::", "secretstring::", "secretbox::", "secretvec::")),
    _call("token", rf"\b(?i:cookies)\s?[=:]\s?\{{\s?[\"'][\w-]{{2,40}}[\"']\s?:\s?{_Q}", weak=True, name="cookie argument", keys=("cookies=", "cookies =", "cookies:")),
    _call("token", rf"\.auth\(\s{{0,4}}{_Q},\s{{0,4}}\{{\s{{0,4}}type:\s?[\"']bearer", name="bearer argument", keys=(".auth(",)),
    _call("password", rf"\b[A-Za-z]\w{{2,60}}\(\s{{0,8}}[\"'][a-z][\w+.-]{{1,20}}://[^\s\"']{{3,160}}[\"'],\s{{0,8}}{_U}{_Q}\s{{0,4}}[,)]", weak=True, name="login", keys=("://",)),
    _call("token", rf"\b(?:add|set)Value\(\s{{0,4}}{_Q},\s{{0,4}}forHTTPHeaderField:\s{{0,2}}\"[\w-]{{0,40}}(?i:key|token|auth|secret)[\w-]{{0,20}}\"", weak=True, name="header", keys=("forhttpheaderfield",)),
    _call("token", rf"\b\w{{0,40}}(?i:token|api_?key|secret|bearer|[a-z]Key)\w{{0,10}}?(?:Auth\w{{0,14}}|Provider|Credentials?|Source|Header|Verifier)\(\s{{0,4}}{_BYTES}{_Q}\s{{0,4}}\)", weak=True, name="token argument", keys=("auth(", "provider(", "credential(", "credentials(", "source(", "header(", "verifier(")),
    _call("token", rf"\b(?:[aA]uth|nats)\.?(?:Token|ApiKey|api_key)\(\s{{0,4}}{_Q}\s{{0,4}}[,)]", weak=True, name="token argument", keys=("auth.token(", "authapikey(", "auth.apikey(", "auth.api_key(", "authtoken(", "nats.token(")),
    _call("token", rf"\[\s{{0,4}}{_Q}[^\n\]]{{0,200}}\]\.includes\([\w.]{{0,40}}(?i:token|secret|key)\b", weak=True, name="compared", keys=(".includes(",)),
    _call("secret", rf"\[\s?\w{{0,30}}(?i:token|secret|key|passw\w{{0,4}}),\s?set\w{{1,40}}\]\s?=\s?[\w.]{{0,12}}useState(?:<[^<>\n]{{1,40}}>)?\(\s?{_Q}", weak=True, name="useState", keys=("usestate",)),
    _call("password", rf"\b(?:(?:with|set|add)_?(?:[bB]asic)?_?[cC]redentials?|UsernamePasswordAuthenticationToken|[uU]sername_?[pP]assword)\(\s{{0,4}}{_U}{_Q}\s{{0,4}}[,)]", name="login", keys=("credentials(", "credential(", "authenticationtoken(", "usernamepassword(", "username_password(")),
    _call("password", rf"\b(?:new\s)?\\?(?:PDO|mysqli|mysqli_connect)\(\s{{0,8}}\$[\w>\[\]'\"-]{{1,40}},\s{{0,8}}{_U}{_Q}\s{{0,4}}[,)]", name="connect", keys=("pdo(", "mysqli(", "mysqli_connect(")),
    _call("password", rf"(?<![\w.])(?:bcrypt|Hash::make)\(\s{{0,4}}{_Q}", name="hashed password", keys=("bcrypt(", "hash::make(")),
    _call("secret", rf"\bCryptoJS\.Hmac\w{{3,12}}\([^,\n]{{1,80}},\s{{0,4}}{_Q}", weak=True, name="key", keys=("cryptojs.",)),
    _call("password", rf"\bpbkdf2_hmac\(\s{{0,4}}{_U}{_Q}", name="passphrase", keys=("pbkdf2_hmac(",)),
    _call("secret", rf"\bput_?[pP]arameter\((?=[^\n]{{0,300}}SecureString)[^\n]{{0,200}}?\bValue[\"']?\s?[=:]\s?{_Q}", weak=True, name="put_parameter", keys=("put_parameter(", "putparameter(")),
    _call("secret", rf"\b\w{{0,30}}(?:Secret|Token|ApiKey|Credential)\w{{0,8}}(?:\.objects)?\.(?:create|new|save|insert|build)\(?[^()\n]{{0,120}}?\b(?:value|key|token)[\"']?\s?[=:]\s?{_Q}", weak=True, name="secret", keys=(".create", ".new", ".save", ".insert", ".build")),
    _call("password", r"[\"']auth[\"']\s?:\s?[\"'][\w.@-]{1,40}:(?P<v>(?=[^\"']{0,60}\d)[^\s\"':/${<]{6,100})[\"']", name="auth", keys=("\"auth\"", "'auth'")),
    _call("api-key", rf"\b\w{{0,40}}(?:Client|API|Api|SDK|Sdk)(?:\.new|::new)?\(\s{{0,4}}(?:[\w.&?!]{{1,40}}(?:\([^()\n]{{0,60}}\))?,\s{{0,4}})?{_D}\s{{0,4}}[,)]", weak=True, name="client", keys=("client(", "api(", "sdk(", ".new(", "::new(")),
    _call("token", rf"\b\w{{0,40}}(?i:tokens|keys|secrets|passwords|credentials)\.(?:append|push|add|Add|insert|put|set)\(\s{{0,4}}(?:[\"'][\w.-]{{1,40}}[\"'],\s{{0,4}})?{_D}\s{{0,4}}\)", weak=True, name="tokens", keys=(".append(", ".push(", ".add(", ".insert(", ".put(", ".set(")),
    _call("password", r"""[\"'](?:-u|--user)[\"'],\s{0,4}[\"'][\w.@-]{1,60}:(?P<v>[^\s\"':$]{4,100})[\"']""", name="curl -u", keys=("-u\"", "-u'", "--user\"", "--user'")),
    _call("token", rf"@\w{{0,30}}(?i:auth|api_?key|token|secret)\w{{0,20}}\(\s{{0,4}}{_Q}\s{{0,4}}[,)]", weak=True, name="token argument", keys=("@",)),
    _call("token", rf"\b[A-Z]\w{{0,30}}Auth\(\s{{0,4}}{_D}\s{{0,4}}\)", weak=True, name="token argument", keys=("auth(",)),
    _call("secret", rf"SecureString[\"'][^\n]{{0,120}}?\b[vV]alue[\"']?\s?[:=]\s?{_Q}", weak=True, name="parameter", keys=("securestring",)),
    _call("password", rf"\bpassword_option\([^\n]{{0,160}}?\bdefault\s?=\s?{_Q}", name="option", keys=("password_option(",)),
    _call("password", r"""(?i:login|(?<!o)auth|creds?|credentials?|user_?pwd|user_?pass)["'\])]{0,3}\s{0,3}(?:[:=]\s{0,3}["']?|,\s{0,3}["'])[\w.@-]{2,40}:(?P<v>(?=[^\s"']{0,60}\d)(?=[^\s"']{0,60}[A-Za-z])[^\s"'`:/@${}<>,]{6,64})(?=["']?(?:[\s,})\]]|$))""", name="login", keys=("login", "auth", "cred", "userpwd", "user_pwd", "userpass", "user_pass")),
    _call("token", rf"\.authenticate\(\s{{0,4}}{_Q}\s{{0,4}}\)", weak=True, name="login", keys=("authenticate(",)),
    _call("token", rf"\bcookies?\.set\(\s{{0,4}}[\"'][\w-]{{2,40}}[\"'],\s{{0,4}}{_D}", weak=True, name="cookie argument", keys=("cookie.set(", "cookies.set(")),
    _call("api-key", rf"(?<![\w$])(?:\w{{1,30}}\.){{0,3}}[\w$\['\"]{{0,12}}\bkey[\"'\]]{{0,2}}\s?[!=]={{1,2}}\s?{_D}", weak=True, name="compared", keys=("key ==", "key==", "key !=", "key!=", "key'] ", "key\"] ")),
    _call("secret", rf"\b(?:createSecretKey|Cryptr|SimpleCrypto)\(\s{{0,4}}{_Q}", weak=True, name="key", keys=("createsecretkey(", "cryptr(", "simplecrypto(")),
    _call("password", rf"\bAccounts\{{\s{{0,20}}[\"'][\w.@-]{{1,60}}[\"']:\s{{0,4}}{_Q}", name="accounts", keys=("accounts{",)),
    _call("token", rf"\b[\w.]{{0,40}}(?i:token|secret|api_?key)(?:\(\))?\.equals(?:IgnoreCase)?\(\s{{0,4}}{_Q}", weak=True, name="compared", keys=(".equals",)),
    _call("token", rf"{_Q}\.equals(?:IgnoreCase)?\(\s?(?:[\w.]{{1,40}}\(\s?[\"'][\w-]{{0,30}}(?i:key|token|auth\w{{0,10}}|secret)[\"']|[\w.]{{0,40}}(?i:token|secret|api_?key)\b)", name="compared", keys=(".equals",)),
    _call("password", rf"\b(?:Strict)?Redis\(\s{{0,4}}[^,\n]{{1,80}},\s{{0,4}}[^,\n]{{1,40}},\s{{0,4}}\d{{1,2}},\s{{0,4}}{_Q}\s{{0,4}}[,)]", name="redis auth", keys=("redis(",)),
    _call("password", r"""\bCURLOPT_(?:PROXY)?PASSWORD\s{0,2},\s{0,4}(?P<q>["'])(?P<v>[^"'\n]{3,200})(?P=q)""", name="curl password", keys=("curlopt_",)),
    _call("token", r"""\bCURLOPT_XOAUTH2_BEARER\s{0,2},\s{0,4}(?P<q>["'])(?P<v>[^"'\n]{8,400})(?P=q)""", name="curl bearer", keys=("curlopt_",)),
    _call("password", rf"\b(?i:\w{{0,20}}redis|red|rdb|\w{{0,20}}cache)\w{{0,12}}[:.]auth\(\s{{0,4}}{_Q}\s{{0,4}}\)", name="redis auth", keys=(".auth(", ":auth(")),
    _call("password", rf"\b[\w.]{{0,40}}(?i:password|passwd|pwd)(?:\(\))?\.equals\(\s{{0,4}}{_Q}", weak=True, name="compared", keys=(".equals",)),
    _call("secret", rf"\bprovider\s:\w{{2,30}},\s{{0,4}}{_U}{_Q}", weak=True, name="provider", keys=("provider :",)),
    _call("password", rf"(?i:\bsp_(?:addlogin|password)\s{{1,4}}(?:@\w{{1,20}}\s?=\s?)?(?:N?'[^'\n]{{1,60}}'|null),\s{{0,4}}(?:@\w{{1,20}}\s?=\s?)?)N?{_Q}", name="sp_addlogin", keys=("sp_addlogin", "sp_password")),
    _call("password", r"""\bstatic:[\w.@-]{1,60}:(?P<v>[^\s"':/]{6,100})""", name="static", keys=("static:",)),
    _call("password", rf"<(?:\w{{1,20}}:)?\w{{0,20}}(?i:password|passwd)\svalue={_Q}", name="password", keys=("password", "passwd")),
    _call("token", rf"<(?:\w{{1,20}}:)?\w{{0,20}}(?i:token|secret|api_?key)\svalue={_Q}", weak=True, name="token argument", keys=("token ", "secret ", "apikey ", "api_key ")),
    _call("secret", rf"\b(?:text_input|Textbox|TextInput|password_input)\(\s{{0,4}}(?:label\s?=\s?)?[\"'][^\"'\n]{{0,40}}(?i:token|secret|api\s?key|password)[^\"'\n]{{0,20}}[\"'][^\n]{{0,80}}?\bvalue\s?=\s?{_Q}", weak=True, name="input", keys=("text_input(", "textbox(", "textinput(", "password_input(")),
    _call("secret", r"""\bWebhook(?:Handler|Parser)\(\s{0,4}(?:channel_secret\s?=\s?)?(?P<q>["'])(?P<v>[0-9a-f]{32})(?P=q)""", name="line channel secret", keys=("webhookhandler(", "webhookparser(")),
    _call("token", r"""`(?:Bearer|Token|Bot)\s\$\{[^}\n"']{1,60}(?:\?\?|\|\|)\s?(?P<q>["'])(?P<v>[^"'\s]{12,300})(?P=q)\s?\}""", weak=True, name="authorization", keys=("`bearer ", "`token ", "`bot ")),
    _call("password", rf"\b(?:Buffer\.from|btoa|b64encode|base64_encode|strict_encode64)\(\s{{0,2}}b?[\"'][\w.@-]{{1,40}}:[\"']\s?(?:\+|\.)\s?{_Q}", name="basic auth", keys=("buffer.from(", "btoa(", "b64encode(", "encode64(", "64_encode(")),
    _call("secret", rf"(?<![\w.])sign\([^\n]{{1,120}}?,\s{{0,4}}{_Q},\s{{0,4}}\{{[^{{}}\n]{{0,80}}(?:expiresIn|algorithm)\b", weak=True, name="jwt key", keys=("sign(",)),
    _call("token", r"""\bhdr\(\w{0,20}-?(?i:key|token|auth|secret|authorization)\w{0,10}\)\s{1,4}(?:-\w{1,4}\s{1,2}(?:str\s{1,2})?)?["']?(?:Bearer\s)?(?P<v>[A-Za-z0-9_.~+/=-]{16,200})(?=["'\s]|$)""", weak=True, name="header", keys=("hdr(",)),
    _call("secret", rf"\b\w{{0,20}}[eE]nv\w{{0,20}}\s{{1,3}}\"[A-Z][A-Z0-9_]{{0,40}}(?:KEY|TOKEN|SECRET|PASSWORD|PWD)\w{{0,10}}\"\s{{1,3}}{_Q}", weak=True, name="default", keys=("env",)),
    _call("secret", r"""\baccounts\s?:\s?\[\s{0,40}(?P<q>["'])(?P<v>(?:0x)?[0-9a-fA-F]{64})(?P=q)""", weak=True, name="private key", keys=("accounts:", "accounts :")),
    _call("token", r"""\bhttps?://(?:[\w-]{1,40}\.){0,3}[\w-]{1,60}\.[\w.-]{2,40}(?::\d{2,5})?/(?:[\w-]{1,12}/){0,2}(?:mcp|sse)/(?P<v>(?=[^"'/]{0,80}[0-9])(?:(?=[^"'/]{0,80}[A-Z])(?=[^"'/]{0,80}[a-z])[A-Za-z0-9_-]{20,200}|[0-9a-f]{24,128}))(?=["'`\s]|$)""", weak=True, name="address of a server", keys=("/mcp/", "/sse/")),
    _call("token", r"""\bhttps?://[\w.-]{4,80}/(?:[\w-]{1,12}/){0,3}(?P<v>(?=[^"'/]{0,200}[A-Z])(?=[^"'/]{0,200}[a-z])(?=[^"'/]{0,200}[0-9])[A-Za-z0-9_-]{24,200})/(?:mcp|sse|messages?)(?=["'`\s/?]|$)""", weak=True, name="address of a server", keys=("/mcp", "/sse", "/message")),
    _call("token", r"""\b(?:https?|wss?)://(?:[\w-]{1,40}\.){0,3}[\w-]{0,30}(?:mainnet|testnet|sepolia|goerli|polygon|arbitrum|optimism|rpc|chain|node)[\w-]{0,20}(?:\.[\w-]{1,40}){1,4}/(?:ws/)?(?:v[1-9]/)?(?P<v>(?=[^"'/\s]{0,60}[0-9])[0-9a-zA-Z_-]{32,64})(?=["'`\s/]|$)""", weak=True, name="address of a node", keys=("mainnet", "testnet", "sepolia", "goerli", "polygon", "arbitrum", "optimism", "rpc", "chain", "node")),
    _call("token", rf"(?<![\w.])login\(\s{{0,4}}{_D}\s{{0,4}}\)", weak=True, name="login", keys=("login(",)),
    _call("secret", rf"\bsetVapidDetails\(\s{{0,8}}{_U}(?:{_V}|[\w.]{{1,40}},\s{{0,8}}){_Q}", weak=True, name="vapid", keys=("setvapiddetails(",)),
    _call("password", rf"\b\w{{0,30}}AuthProvider\(\s{{0,4}}{_U}{_Q}\s{{0,4}}[,)]", name="login", keys=("authprovider(",)),
    _call("token", rf"\b(?:safe_?[cC]ompare|constant_?[tT]ime_?[eE]quals?|secureCompare)\([^\n\"'`]{{1,80}},\s{{0,4}}{_Q}", weak=True, name="compared", keys=("safecompare(", "safe_compare(", "equals(", "equal(", "securecompare(")),
    _call("secret", rf"\b\w{{0,40}}(?i:token|secret|api_?key|passw\w{{0,4}})\s?:?=\s?\{{\s?[\"']?\w{{1,30}}[\"']?\s?:\s?{_Q}[^\n]{{0,200}}\}}\s?(?:\.get\(|\[)", weak=True, name="looked up", keys=(".get(", "}[", "} [")),
    _call("api-key", rf"\b\w{{0,30}}(?:Client|API|Api|SDK|Auth|login)\w{{0,12}}\(\s{{0,4}}key\s?=\s?{_Q}", weak=True, name="key", keys=("key=", "key =")),
    _call("password", r"""(?m:^)\s{0,8}(?:socks[45]|http)\s{1,8}[\w.:-]{3,80}\s{1,8}\d{2,5}\s{1,8}[\w.@-]{1,60}\s{1,8}(?P<v>[^\s"'#]{6,100})""", name="proxy", keys=("socks5", "socks4", "http ", "http\t")),
    _call("secret", r"""\b[A-Z][A-Z0-9_]{1,40}_(?:SK|TOK|PSK)\b["'`\])]{0,3}\s{0,4}(?:,|:\s?&?(?:'\w{1,10}\s)?\w{1,12}\s?=|:?=|:|=>)\s{0,4}[rb]{0,2}["'`]?(?P<v>[A-Za-z0-9_+/=.~-]{20,400})(?=["'`\s,;)]|$)""", weak=True, name="secret key", keys=("_sk", "_tok", "_psk")),
    _call("secret", rf"\bsk\s?=\s?[\"'][^\"'\n]{{1,80}}[\"'],\s?{_D}", weak=True, name="secret key", keys=("sk =", "sk=")),
    _call("secret", r"""(?i:security_?js_?code)["'\]]{0,2}\s{0,3}[:=]\s{0,3}["'`](?P<v>[0-9a-f]{32,64})["'`]""", weak=True, name="security code", keys=("securityjscode", "security_js_code")),
    _call("secret", r"""\$http_\w{1,60}\s{0,4}!?[=~]{1,2}\*?\s{0,4}["']?(?P<v>(?=[^\s"')]{0,100}\d)[A-Za-z0-9_+/=.~-]{16,200})["']?\s?\)""", weak=True, name="compared", keys=("$http_",)),
    _call("password", rf"\bbasic_auth:\s{{0,2}}\{{\s{{0,4}}{_U}{_Q}\s{{0,4}}\}}", name="basic auth", keys=("basic_auth:",)),
    _call("password", rf"\busername_pw_set\(\s{{0,4}}{_U}{_Q}\s{{0,4}}\)", name="login", keys=("username_pw_set(",)),
    _call("password", rf"\((?:defvar|defconst|defcustom|setq)\s{{1,4}}[\w/.-]{{0,60}}(?:password|passwd|passphrase)\s{{1,4}}{_Q}", name="password", keys=("(defvar ", "(defconst ", "(defcustom ", "(setq ")),
    _call("password", rf"(?i:password|passwd|pwd)\w{{0,10}}[\"']?\s?[:=]\s?(?:await\s)?(?:[\w.]{{0,30}}\.)?hash(?:Sync)?\(\s{{0,4}}{_Q}", name="hashed password", keys=("hash(", "hashsync(")),
    _call("password", rf"\bkeyring\.set_password\([^\n]{{1,120}},\s{{0,4}}{_Q}\s{{0,4}}\)", name="keyring", keys=("keyring.set_password(",)),
    _call("password", rf"(?m:^)\s{{0,12}}\w{{1,40}},\s?\w{{0,30}}(?i:password|passwd)\s?=\s?[\"'][^\"'\n]{{1,80}}[\"'],\s?{_Q}\s{{0,4}}(?=$|\n|\#)", name="password", keys=("password =", "passwd =", "password=")),
    _call("token", rf"(?<![\w$.])(?:given|provided|supplied|presented|received|incoming)\w{{0,12}}\s?[!=]={{1,2}}\s?{_D}", weak=True, name="compared", keys=("given", "provided", "supplied", "presented", "received", "incoming")),
    _call("token", rf"\b(?:expected|correct|valid)\w{{0,16}}\s?=\s?Buffer\.from\({_D}", weak=True, name="compared", keys=("buffer.from(",)),
    _call("token", r"""\bsonar\.login\s?=\s?(?P<v>[A-Za-z0-9_]{20,64})(?=\s|$)""", name="sonar.login", keys=("sonar.login",)),
    _call("token", r"""\bhttps?://[\w.-]{3,80}/(?:[\w.-]{1,30}/){0,4}(?:(?:api)?[_-]?key|secret)/(?P<v>(?=[A-Za-z_-]{0,80}[0-9])(?=[0-9A-Z_-]{0,80}[a-z])(?=[0-9a-z_-]{0,80}[A-Z])[A-Za-z0-9_-]{28,100})(?=[/"'`\s?]|$)""", weak=True, name="url path", keys=("key/", "secret/")),
)  # fmt: skip
"""What the value is, how it is named in a report, words of which one stands on the line in lower case, and the expression
whose group ``v`` is the value."""

CALLS: Final = (*_IN_CODE, *commands.CALLS)

_BY_KEY: Final[dict[str, list[int]]] = {}
for _number, _of in enumerate(CALLS):
    for _key in dict.fromkeys(_of[2]):
        _BY_KEY.setdefault(_key, []).append(_number)
_KEYS: Final = Keys(_BY_KEY)

NAMES: Final = frozenset(name for _, name, _, _ in CALLS)
"""The names that `bindings` gives."""

_HEADS: Final = (
    r"tokenverifier\(|basic_?auth|basicauth|auth\.basic|digestauth|networkcredential|passwordauthentication|username_?password_?credential|auth ?= ?[(\[]|"
    r"getconnection\(|log_?in(?:async)?\(|authenticate(?:async)?\(|sign_?in(?:async)?\(|execute_kw\(|user-secrets set|bearer_?auth\(|hmac\.new\(|hmac\.\w{0,6}digest\(|hmac(?:sha)?\d{3}\(|hmacshakeyfor\(|securitykey\(|signedstring\(|keyspec\(|cookieparser\(|fernet\(|serializer\(|signer\(|createhmac\(|cipheriv\(|hash_hmac\(|"
    r"jwt(?:\.|::)(?:sign|encode|decode|verify)[ (]|jsonwebtoken\.|jwt\w*\([^\n]*public_key|(?:tokens|api_?keys)(?:: [^\n=\"]+)? ?[=:] ?\{|(?:client|api|sdk|[a-z]ai|engine|wallet)(?:::new)?\(b?[\"'`](?:https?:|[^\s\"'`]{16})|(?:credentials?|connect|mysqli|pdo|ftp|ftp_tls|auth\.token)(?:::new)?\(b?[\"'`]|set_password\([\"']|[\"']auth[\"'] ?(?:=>|:) ?[\[(][\"']|params[\"']? ?[=:] ?\{[^{}\n]*\b(?:key|appid)[\"']? ?:|"
    r"curlopt_(?:\w{0,5}userpwd|\w*password|xoauth2_bearer) ?,|[^a-z]redis\([^\n,]+,[^\n,]+,[^\n,]+, ?[\"']|@(?:tcp|unix)\(|to-securestring|chpasswd|az (?:login|postgres|mysql|sql|acr|vm) [^\n]*-p|vault login|:_(?:auth|password)\w{0,5} |web_?hook[^\n]*https://|"
    r"textencoder\(\)\.encode|[\"'`](?:bearer|token|bot) (?:[a-z0-9_.~+/=-]{20}|%s|\{\})|(?:compare_digest|constanttimecompare|timingsafeequal|secure_compare|hash_equals|isequal)\(|"
    r"(?:btoa|b64encode|base64_encode|strict_encode64|buffer\.from)\(b?[\"'`][\w.@-]+:|connect\([\"'`][^\n]{1,80}[\"'`], ?[0-9]|connect\([\"'][^\n\"']*[\"'], ?[\"'][^\n\"']*[\"'], ?[\"']|create_?(?:super)?user\([\"'`]|mongo\w{0,7} [^\n]*-p|(?:sqlcmd|[ti]sql) [^\n]*-p|cqlsh [^\n]*-p|clickhouse-client|rabbitmqadmin |"
    r"openssl [^\n]* -k|smbclient [^\n]*%|\| ?sudo -|gh secret set|config(?:ure)? set |(?:login|credentials?|creds|basic)[:=*\"'` ]+[\w.@-]{2,} ?[:/] ?[^\s/]{6}|"
    r"into [^\n(]+\([^\n)]*(?:passw|token|secret|_key)|"
    r"\"(?:bearer|github-oauth|git(?:lab|ea|ee)-(?:token|oauth))\" ?: ?\{|\"-p\",(?: ?\"|[ \t\r]*\n)|set_?password\([\"']|plainauth\(|ssh\.password\([\"'`]|(?:staticcredentials(?:provider)?|newstaticv[24]|basiccredentials\.create|basicawscredentials|aws::credentials\.new)\(|"
    r"[\"']\.tochararray\(|signer\.create\([\"']|cookiesession\(\{|(?:bcrypt(?:js)?\.hash(?:sync|pw|_pwd_salt)?|password_hash|hash_?password|make_password)\([\"'`b]|pgp_sym_(?:en|de)crypt\(|aes_(?:en|de)crypt\(|' where (?:name|key|code|param|setting(?:_key|_name)?|(?:option|config)_(?:name|key)) ?= ?'|"
    r"`(?:bearer|token|bot) \$\{[^\n}]*(?:\?\?|\|\|) ?[\"']|(?:buffer\.from|btoa|b64encode|base64_encode|strict_encode64)\(b?[\"'][\w.@-]+:[\"'] ?[+.] ?[\"']|[^\w.]sign\([^\n]*[\"'], ?\{[^\n]*(?:expiresin|algorithm)|hdr\([\w-]*(?:key|token|auth|secret|authorization)[\w-]*\) |"
    r"env\w* +\"[a-z][a-z0-9_]*(?:key|token|secret|password|pwd)[a-z0-9_]*\" +\"|accounts ?: ?\[\s*[\"'](?:0x)?[0-9a-f]{64}|://[^\s\"']*/[0-9a-z_-]{24}[0-9a-z_-]*/(?:mcp|sse|messages?)[\"'`\s/?]|://[^\s\"'?]*/(?:mcp|sse)/[0-9a-z_-]{20}|(?:https?|wss?)://[\w.-]*(?:mainnet|testnet|sepolia|goerli|polygon|arbitrum|optimism|rpc|chain|node)[\w.-]*/(?:ws/)?(?:v[1-9]/)?[0-9a-z_-]{32}|"
    r"keytool -|webhook(?:handler|parser)\([\"']|mosquitto_(?:pub|sub|rr) |send (?:-- )?\"|\" \*\r?\n|hooks?[./][^\s\"'`<>]*[0-9][a-z_-]*[0-9]|/rest/[0-9]+/[a-z0-9]{16}/|://(?:api|bots?|hooks?|mcp|push|notify)\.[\w.-]+/(?:(?:t|k|key|token|hook)/|bot)[a-z0-9_-]{28}|/(?:sse|mcp|stream)/?\?[^\s\"'`<>]*\b(?:key|ak|pat)=|"
    r"\((?:admin|root|administrator) ?/ |(?:with|using|uses?|,) password [a-z0-9]|[#_.-](?:pw|pass)[\"'][\])]{0,4}\.(?:send_?keys|type|fill|set_?value|press_sequentially)\(|"
    r"[\"']auth[\"'] ?=> ?(?:\[|array\()|[.:]auth\([\"'`]|[\"']\.equals\w*\([^\n\"']*(?:[\"'][\w-]*)?(?:key|token|auth|secret)|emailandpassword\(|(?:newdialer|newplainclient|userinfo|usernamepasswordtoken|credentials\.basic|authorization_basic|smtp\.start)\(|[a-z]\" (?:env)?default:\"|signwith\(|(?:from_secret|new_from_slice|messageencryptor\.new|messageverifier\.new)\(|security_credentials,|"
    r"(?:scryptsync|pbkdf2sync|openssl_(?:en|de)crypt)\(|zip -|\| ?(?:sudo )?(?:passwd --stdin|cryptsetup|kinit|vncpasswd|gh auth login|openssl )|sudo -s|"
    r"user_?password\w*\([\"']|username_?pass\w*\([\"']|username_?token\([\"']|session\(\{|[\"']key[\"'] ?: ?[\"']value[\"'],|(?:alias|env(?:_?var)?s?) ?[=:] ?[\w(\[\]{]*[\"'][a-z0-9_.-]*(?:key|token|secret|passw[a-z]*)[\"']|map +\$\w*(?:key|token|auth\w*|secret) +\$|"
    r"' as [\"`\[]?\w*(?:token|secret|passw|api_?key)|mc alias set|cargo login|--value[ =][\"']?[a-z0-9+/=_.~-]{12}|set :[a-z_]*(?:passw|passphrase|secret|token|_key)|"
    r"[\"'](?:cn|uid)=|send_?line\([\"']|oauth(?:handler|1session|1)\(|twilio(?:restclient|client\.init)?\(|users ?[=:] ?\{ ?[\"']|credentials::new\(|login = ?\(|"
    r"chpasswd ?<<<|`(?:admin|root)` ?/ ?`|user(?:name)?/pass|gen_salt\(|type=[\"']password[\"'] ?[a-z/>]|"
    r"sshpass|mysql\w{0,5} [^\n]*-p|mariadb [^\n]*-p|redis-cli|(?:docker|podman) login|helm registry login|oras login|curl [^\n]*-(?:[a-z]*u|user)[ ='\"]|"
    r"ldap[a-z]{3,6} -|htpasswd -|identified (?:with [^\s]+ )?by|[\"'](?:url|serverurl|httpurl)[\"']: ?[\"']https://[^\s\"'?]*(?:mcp|hook|sse)|"
    r"passwort|kennwort|wachtwoord|has(?:l|ł)o[\"'`* ]{0,3}[:=]|(?:ş|Ş)ifre|(?:п|П)ароль|contrase(?:ñ|Ñ)a|mot de passe|senha|heslo|jelsz(?:ó|Ó)|l(?:ö|Ö)senord|salasana|adgangskode|パスワード|密码|密碼|口令|비밀번호|mật khẩu|"
    r"(?:密钥|密鑰|秘钥|金钥|金鑰|シークレット|apiキー|секрет|ключ|cl(?:é|É)[ _-](?:api|secrète|d'api)|(?:clave|chave|chiave) (?:de )?(?:api|secreta)|schl(?:ü|Ü)ssel|비밀 ?키)[\"'`*]*[ \t]*(?:[:=]|：|ist |lautet |is |は|是)|"
    r"(?:mysql|mariadb)-?(?:admin|dump)?[\"'], |mysqladmin |freerdp|psexec\w{0,4} |rdesktop -|winexe -|paexec |net use |(?:sqlplus|sqlldr|expdp|impdp) |"
    r"snmp(?:walk|get|set|bulkwalk|bulkget|getnext|table|trap|inform) |rabbitmqctl |ssm put-parameter|--secret-string|sequelize\([\"']|x509certificate2\(|load_pkcs12\(|load_key_and_certificates\(|mysql_real_connect\(|ftp_login\(|ssh2_auth_password\(|imap_open\(|ldap_(?:simple_)?bind\w{0,2}\(|odbc_connect\(|oci_connect\(|"
    r"[ =]database\([\"']|pass(?:wor)?d?[\"'\])]{1,5}\.(?:send_?keys|type|fill|set_?value|press_sequentially)\(|(?:fill|type|fill_in)\([\"'](?:#|(?:input)?\[(?:name|type|id)=[\"']?)?(?:password|pw[\"']|pass[\"'])|buildconfigfield|resvalue[( ]|(?:with|and|using|the) password [\"'`]|"
    r"(?:aes|des3?|arc4|blowfish|chacha20\w{0,10})\.new\(|aesgcm\(|algorithms\.aes\(|aes\.newcipher\(|cryptojs\.|:(?:key|secret|secretkey|signingkey|apikey|securitykey|clientsecret|password)[\"']|: (?:psk|xauth|eap) |insecure-password |(?:tacacs|radius)-server |snmp-server community|isakmp key |"
    r"option key\d? |option sae_password|option auth_secret|neo4j_auth|\nuser ?= ?[\"']?\w|passwd/(?:root|user)-password|secret \"[a-z0-9+/]{16}|[\"']hash_salt[\"']|[\"']crypt[\"'] ?=>|[\"']security[\"'] ?=>|cookie_?(?:validation_?)?key[\"']|bundle_[a-z0-9_]*__|passwordsalt|secure-cookie|cookiestore|cookie\.newstore|filesystemstore|securecookie\.new|key::from\(|wifi\w{0,6}\.begin\(|wlan\w{0,6}\.connect\(|sta_if\.connect\(|wifi\.softap\(|masterauth |rootpw |authldapbindpassword|ldap_default_authtok|cachemgr_passwd|psksecret|set passwd | on >|stats auth | login=\w|basicauth\.users=|rocommunity|rwcommunity|createuser \w|\]:(?:587|465|25)[ \t]|:\{(?:plain|cleartext)\}|/t/[a-z0-9_-]{16}|:thin:|plain-text-password-value|ascii-text |pre-shared-key |(?:auth|logged_in|nonce)_(?:key|salt)[\"'],|socks[45][ \t]|apikeyhelper|[th]otp(?:[.:>_-]\w*|::\w+)?\([ \t]*b?[\"'][a-z2-7]{16}|secretvalue\([\"'`]|(?:getconnection|connect|createconnection|jwt\.sign|jwt\.verify|jwt\.encode|jwt\.decode|createhmac|createcipheriv|sequelize|basic_?auth|[. ]login|plainauth|credentials?)\([ \t\r]*\n|(?:token|secret|api_?key|passw\w*) ?:?= ?\{ ?[\"']?\w+[\"']? ?: ?[\"']|\w\(key ?= ?[\"'`][^\s\"'`]{16}|(?:text_?input|textbox|password_input)\(|setvapiddetails\(|authprovider\([\"']|(?:safe_?compare|time_?equals?|securecompare)\(|gin\.accounts\{|(?:token|secret|api_?key|password|passwd|pwd)(?:\(\))?\.equals\w*\([\"']|provider :\w+, ?[\"']|sp_addlogin |sp_password |static:\w|(?:password|passwd|secret|token|api_?key) value=[\"']|(?:login|auth|creds?|credentials?|user_?pwd|user_?pass)[\"'\])]*[ \t]*[:=,][ \t]*[\"']?[\w.@-]+:[^\s/\"':]{6}|\.authenticate\([\"']|cookies?\.set\([\"']|key[\"'\]]* ?[!=]==? ?[\"'`][a-z0-9+/=_-]{20}|createsecretkey\(|cryptr\(|simplecrypto\(|(?:tokens|keys|secrets|passwords|credentials)\.(?:append|push|add|insert|put|set)\([\"'`]|[\"'](?:-u|--user)[\"'], ?[\"'][\w.@-]+:|@\w*(?:auth|api_?key|token|secret)\w*\([\"'`]|auth\([\"'`][a-z0-9+/_.~=-]{20}|securestring[\"'][^\n]*value|password_option\(|(?:token|key|secret|bearer)\w*(?:auth\w*|provider|credentials?|source|header|verifier)\(b?[\"'`]|(?:auth|nats)\.?(?:token|api_?key)\([\"'`]|\]\.includes\([\w.]*(?:token|secret|key)|usestate(?:<[^<>\n]+>)?\([\"'`][^\s\"'`]{8}|(?:credentials?|authenticationtoken|username_?password)\([\"'`]|(?:pdo|mysqli)\(\$|hash::make\(|bcrypt\([\"']|pbkdf2_hmac\(|put_?parameter\(|(?:secret|token|apikey|credential)\w*(?:\.objects)?\.(?:create|new|save|insert|build)\(?[^()\n]*(?:value|key|token)[\"']? ?[=:] ?[\"']|[\"']auth[\"'] ?: ?[\"'][\w.@-]+:[^\s/]|(?:client|api|sdk)(?:::new|\.new)?\([\w.&?!]+(?:\([^()\n]*\))?, ?[\"'`][a-z0-9+/_-]{20}|(?:client|api|sdk)\.new\([\"'`]|(?:bot|client|discord)\.(?:run|start)\([\"']|cookies ?[=:] ?\{ ?[\"']|\([\"'][a-z+]+://[^\s\"']+[\"'], ?[\"'][^\s\"']+[\"'], ?[\"']|forhttpheaderfield:|secret(?:string|box|vec)?::(?:new|from)\(|(?:option|flag|attribute|property|field|setting) :[a-z_]*(?:passw|secret|token|key)|-define\(\w*(?:passw|secret|token|_key)|=> ?<<\"|(?:pic|type) [^\n'\"]* value (?:is )?[\"']|str[nl]?cpy\([^\n,]*(?:pass|pwd|secret|token|key)[^\n,]*, ?\"|unsafe_?plain_?text\(|[a-z0-9]_(?:p?sk|tok)[\"'`\])]{0,3} ?(?:,|:[^\n=]*=|:?=|:|=>) ?[rb]{0,2}[\"'`]?[a-z0-9_+/=.~-]{20}|\bsk ?= ?[\"'][^\"'\n]+[\"'], ?[\"']|security_?js_?code|\$http_[a-z_]+ ?!?[=~]+\*? ?[\"']?[a-z0-9_+/=.~-]{16}|"
    r"(?:password|passwd|pwd)\w*[\"']? ?[:=] ?(?:await )?[\w.]*hash(?:sync)?\([\"'`]|keyring\.set_password\(|(?:password|passwd) ?= ?[\"'][^\"'\n]+[\"'], ?[\"']|(?:given|provided|supplied|presented|received|incoming)\w* ?[!=]==? ?[\"'`][a-z0-9+/=_-]{20}|(?:expected|correct|valid)\w* ?= ?buffer\.from\([\"'`][a-z0-9+/=_-]{20}|sonar\.login ?=|"
    r"username_pw_set\(|\((?:defvar|defconst|defcustom|setq) [^\n]*pass[a-z]* \"|(?:key|secret)/[a-z0-9_-]{28}"
)
_IN_ADDRESS: Final = regex(r"://[^\s\"'`<>]{1,200}/\Z")
"""The path of an address, which has parts such as ``admin/``."""

GATES: Final = ((rf"(?:{_HEADS})".encode(), True), commands.GATE)
"""The expressions for Hyperscan that find lines for `bindings`, and that they ignore case."""


def bindings(text: str, since: int, until: int) -> Iterator[Binding]:
    """Yield the values of such places that begin in *text* from *since* to *until*."""
    for number in sorted({number for key in _KEYS.of(text) for number in _BY_KEY[key]}):
        kind, name, _, expression = CALLS[number]
        for found in expression.finditer(text, since):
            if found.start() >= until:
                break
            start, end = found.span("v")
            while end > start and text[end - 1] in ")]},":
                end -= 1
            if name == "login" and _IN_ADDRESS.search(text, max(0, start - 200), start):
                continue
            if end - start >= 3:
                yield Binding(name, kind, start, end, text[start:end], "literal")
