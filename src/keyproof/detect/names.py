"""Whether a name, as written in code or configuration, says that its value is a credential.

A name is split into its words; the last ones decide (``client_secret_arn`` names an ARN), the ones before can take it
back (``next_token`` pages through a list).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

import msgspec

from keyproof.patterns import regex

CredentialWord = Literal["password", "token", "api-key", "secret"]


class NameKind(msgspec.Struct, frozen=True):
    """What a name says. ``weak``: it may also name something else, so its value has to speak for itself."""

    word: CredentialWord
    weak: bool = False
    faint: bool = False
    """It may name anything (``key``): its value is seldom a finding, at most a fixture."""
    open: bool = False
    """The key of something that nothing is known of: bound only to what was drawn."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOWER: Final = {code: code + 32 for code in range(65, 91)}
_WORDS: Final = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORD: Final = _set(
    "password passwd passphrase pwd passcode pass pw passwort motdepasse contrasena senha userpass dbpass requirepass masterauth "
    "passwords passphrases storepass keypass passin passout "
    "kennwort wachtwoord contrasenia contrasenya palavrapasse haslo sifre heslo salasana mdp mima passord losenord adgangskode kodeord "
    "parola parol jelszo lozinka zaporka slaptazodis parool parolka wagwoord sandi matkhau pswd psw pwrd passwrd passw psk passkey"
)
_TOKEN: Final = _set(
    "token tokens bearer authorization accesstoken authtoken apitoken bottoken refreshtoken pat cookie cookies authheader "
    "jeton gettone apitok"
)
_SECRET: Final = _set(
    "secret secrets clientsecret appsecret apisecret secretkey credential credentials jwtsecret clave chave chiave pepper totpseed otpseed "
    "sekret secreto segreto secr scrt geheim geheimnis himitsu schluessel nyckel klucz klic anahtar anahtari llave clef avain kulcs kunci"
)
_KEY: Final = _set("apikey accesskey authkey appkey privatekey signingkey apikeys encryptionkey masterkey apik")
_BEFORE_KEY: Final = _set(
    "api access secret private auth authentication encryption encrypt decryption signing sign signature master admin service "
    "account shared app application license licence subscription deploy storage session client webhook jwt hmac aes crypto "
    "ssh write server token security root cipher symmetric bot consumer apis preshared functions integration ingest data rest sdk fernet merchant mch "
    "sec priv prv acc sig"
)
_WEAK: Final = _set(
    "pass pw tokens secrets credential credentials pat authorization bearer passcode passwords passphrases mdp mima clave chave chiave "
    "cookie cookies pepper psk passkey passw sandi parol schluessel nyckel klucz klic anahtar anahtari llave clef avain kulcs kunci jeton "
    "gettone geheim geheimnis himitsu secr scrt"
)
_ENDINGS: Final = ("password", "passwd", "passphrase", "passwort", "kennwort", "secret", "token", "schluessel")
_GLUED: Final = ("apikey", "accesskey", "secretkey", "privatekey", "authkey", "signingkey", "encryptionkey")
_VAGUE: Final = _set("auth jwt tok cred creds hmac license licence")
"""What names may end with that name anything."""

_OF_ACCOUNT: Final = regex(
    r"(?:db|database|sql|my|mysql|pg|pgsql|postgres|mssql|ora|oracle|mongo|redis|rabbit|rabbitmq|amqp|mqtt|kafka|elastic|es|jdbc|ldap|bind|"
    r"remote|smtp|e?mail|imap|pop3?|s?ftp|ssh|proxy|http|wifi|wlan|vpn|vnc|rdp|nas|smb|router|db[_.-]?user|user|usr|admin|root|login|auth|"
    r"svc|service|host|server|master|sudo|sys|system|app|api|client|account|cert|pfx|jks|keystore|zip|backup|jenkins|nexus|registry|docker|git|odoo)"
    r"(pass|pwd|pw)"
)
"""Whose password it is, in one word with a short form of it: ``dbpass``, and not ``bypass``."""

_NOT_BEFORE_PASS: Final = _set(
    "by first second third single multi two one each every all high low band render shadow depth boarding season day bus ski forward "
    "backward fwd bwd com tres sur under over must should can will did does not test tests optimizer compiler final pre post"
)
"""What goes through or past something, lets somebody in, or went well."""

_PHRASES: Final = {
    ("mot", "de", "passe"): "motdepasse", ("palavra", "passe"): "palavrapasse", ("auth", "header"): "authheader", ("auth", "value"): "authtoken",
    ("authorization", "header"): "authorization", ("totp", "seed"): "totpseed", ("otp", "seed"): "otpseed",
    ("mfa", "seed"): "otpseed", ("pass", "word"): "password", ("pass", "phrase"): "passphrase", ("mot", "passe"): "motdepasse",
    ("kata", "sandi"): "sandi", ("parola", "chiave"): "parola", ("parola", "clave"): "parola", ("palabra", "clave"): "parola", ("mat", "khau"): "matkhau", ("key", "api"): "apikey", ("api", "k"): "apikey", ("access", "k"): "accesskey",
    ("pass", "code"): "passcode", ("secret", "access"): "secretkey", ("bind", "credentials"): "bindpassword",
}  # fmt: skip
"""Names of one thing in several words, by which they end; `_WHOSE` may follow."""

_WHOSE_BEHIND: Final = _set(
    "senha contrasena contrasenia contrasenya passe motdepasse palavrapasse clave chave chiave cle clef llave klucz klic anahtar kunci mdp "
    "parola parol parolka sandi haslo heslo sifre jeton gettone token secret segreto password passwd pwd passwort"
)
_WHOSE: Final = _set(
    "banco bd bdd db base sql admin root usuario utilisateur utente smtp correo email mail servidor serveur server wifi ftp app ldap proxy "
    "api gh github gitlab aws gcp azure slack stripe openai jira mysql postgres redis mongo acces"
)
_OPENS: Final = _set("api secreta segreta secrete privada privata privee acceso acesso maestra mestra cifrado")
"""In languages that name the thing first: ``senha_banco``, ``clave_api``."""

_TRAILING: Final = _set(
    "prod production dev development test testing v staging stage local live value val str string b base64 hex default raw "
    "us eu uk apac emea plain plaintext text base repeat confirm confirmation again old new current primary secondary main backup env ro rw sandbox override literal constant const int stg prd uat qa dr admin readonly bytes"
)
_WEAK_BEFORE_KEY: Final = _set("storage session client account data merchant mch")
_CHECKED: Final = _set("allowed valid accepted authorized")
"""Before ``keys``: what callers are let in with."""

_TRIED: Final = _set("strong weak invalid common bad good complex simple breached insecure forbidden leaked")
"""Before ``passwords``: those that a test tries, or that nobody may take."""

_MODEL: Final = regex(r"[A-Z][0-9]{2,5}-[0-9]{1,2}PW\Z")
"""How the name of a device ends that says how it is powered, and names no password."""

_HEADER: Final = regex(r"(?i:x)-[A-Za-z0-9-]+\Z")
"""A header of an API's own: ``X-Acme-Key``."""

_NOT_BEFORE_TOKEN: Final = _set(
    "postman next page continuation pagination sync max min num total count prompt completion input output stop eos bos pad unk sep "
    "usdc usdt dai weth wbtc eth btc sol bnb matic mask start starting end special cancel cancellation challenge csrf xsrf "
    "design syntax lexer parser public publishable anon sequence "
    "forward backward scroll cursor resume idempotency request client replay progress change explained delta skip first last "
    "authenticity per contract nft erc reserved cached reasoning thinking image audio text code word sub used remaining available prev "
    "previous context pagetoken of by in out generated property properties category casa xsec po visitor resumption consistency turnstile recaptcha booking departure limit echo"
)
_NOT_BEFORE_KEY: Final = _set(
    "verify verifying socket public foreign primary partition sort cache hash row column map dict json object sub hot short idempotency i n translation "
    "group unique index lookup query order composite natural routing range publishable anon site redis tag label config "
    "storage local metadata context state env setting settings param field event message registry path file dir name id type "
    "header cookie shift ctrl alt enter escape tab return arrow up down left right home end delete f answer document s bucket "
    "etag request correlation trace error log feature flag option menu ui view react list item sorting dedupe dedup lock gpg pgp"
)
_SELDOM_BEFORE_KEY: Final = _set(
    "node page commit blob issue project space thread job task image video media asset chunk block component element entity record s "
    "folder upload attachment room peer pub pk dh curve verify verifying verification validator vapid captcha recaptcha hcaptcha "
    "widget tracking analytics measurement mixpanel amplitude segment algolia posthog match random unique temp tmp expected actual got "
    "fake dummy test idx pair part range cursor shortcut line card user product sku game world seed query dataset table model chat "
    "version revision rev build digest alias parent child root next prev first last old new current any some valid good bad main each this the my your add get "
    "has is del on press which no with for in of by per to from as at or and soft hard modifier function num numeric volume accelerator "
    "keyboard binding key value identity"
)
"""The same, where the name is not one of a setting, all in capitals."""

BUILT_IN: Final = regex(
    r"(?:NEXT|NUXT|EXPO)_PUBLIC_(?![A-Z0-9_]{0,60}(?:FIREBASE|SUPABASE|ANON|MAP|ALGOLIA|POSTHOG|SENTRY|STRIPE|CLERK|SITE|CAPTCHA|AMPLITUDE|"
    r"SEGMENT|MIXPANEL|ANALYTICS|TRACK|PUSHER|INTERCOM|PAYPAL|RAZORPAY|CLIENT|VAPID|ALCHEMY|INFURA|RPC|PUBLI|GOOGLE|GTM|GA_))"
)
"""How names begin of what builds of Next.js, Nuxt and Expo put into pages and apps, and no service means to be there."""

_NEVER: Final = _set(
    "hash hashed digest checksum fingerprint thumbprint sha md encrypted crypted masked redacted regex regexp pattern label title "
    "help hint description error missing invalid expired prompt public publishable indexnow"
)


def words(name: str) -> list[str]:
    """Return the words of *name* in lower case: ``clientSecret2`` gives ``client``, ``secret``, ``2``."""
    return [w.lower() for w in _WORDS.findall(name)]


def in_lower(text: str) -> str:
    """Return *text* with the letters of ASCII in lower case, those beside them too where that moves nothing."""
    lowered = text.lower()
    if len(lowered) != len(text) or "\u212a" in text:  # a sign that a letter of ASCII, or two characters, are made of
        lowered = text.translate(_LOWER)
    return lowered


@lru_cache(maxsize=65536)
def kind_of(name: str) -> NameKind | None:
    """Return what *name* says of its value, None if it does not name a credential."""
    parts = _parts(name[found.end() :] if (found := BUILT_IN.match(name)) else name)
    if not parts or not _NEVER.isdisjoint(parts):
        return None
    last = parts[-1]
    before = parts[-2] if len(parts) > 1 else ""
    if last.endswith(_ENDINGS) and last not in _ENDINGS:
        last, before = _split(last)
    elif last.endswith(_GLUED):  # of whom it is, in one word with it: VULTRAPIKEY
        last, before = "apikey", ""
    elif short := _OF_ACCOUNT.fullmatch(last):
        last, before = short[1], last[: short.start(1)]
    if last in _PASSWORD:
        return (
            None
            if (last == "pass" and before in _NOT_BEFORE_PASS)
            or (last == "passwords" and before in _TRIED)
            or _MODEL.search(name)
            else NameKind("password", last in _WEAK and not before)
        )
    if last in ("cookie", "cookies") and before == "set":  # what a server gives to each visit anew
        return None
    if last in _TOKEN:
        return None if before in _NOT_BEFORE_TOKEN else NameKind("token", last in _WEAK or before == "security")
    if last in _SECRET:
        if before == "message" or "ephemeral" in parts:  # drawn anew for each message
            return None
        return NameKind("secret", last in _WEAK)
    if last in _KEY or (before in _WHOSE_BEHIND and last in _OPENS):
        return NameKind("api-key")
    if parts[-3:] == ["secret", "or", "key"]:
        return NameKind("secret", weak=True)
    if last.endswith("key") and last[:-3] in _BEFORE_KEY:
        last, before = "key", last[:-3]
    if last in ("key", "keys") and before:
        return _key(name, before, last)
    return None


def _parts(name: str) -> list[str]:
    """Return the words of *name* up to the one that says what it is: without versions, stages and owners behind it."""
    parts = words(name[-120:].removeprefix("data-"))
    if parts[:2] == ["public", "data"]:  # whose: data.go.kr
        del parts[:2]
    while len(parts) > 1 and (parts[-1] in _TRAILING or parts[-1].isdigit()):
        parts.pop()
    if len(parts) > 1 and parts[-1] in _WHOSE and parts[-1] not in _OPENS and parts[-2] in _WHOSE_BEHIND:
        parts.pop()
    for size in (3, 2):
        if word := _PHRASES.get(tuple(parts[-size:])):
            parts[-size:] = [word]
    if len(parts) > 2 and parts[-2].isdigit() and parts[-3].endswith("v"):  # apiV3Key
        parts[-3:-1] = [parts[-3][:-1]] if len(parts[-3]) > 1 else []
    return parts


def faint_kind_of(name: str) -> NameKind | None:
    """Return the kind of a name that `kind_of` makes nothing of and that ends in ``key``, ``auth`` or ``jwt``."""
    parts = words(name[-120:])
    while len(parts) > 1 and (parts[-1] in _TRAILING or parts[-1].isdigit()):
        parts.pop()
    if parts and parts[-1] in _VAGUE and _NEVER.isdisjoint(parts):
        return NameKind("token", weak=True)
    if not parts or parts[-1] not in ("key", "keys") or not _NEVER.isdisjoint(parts):
        return None
    return None if len(parts) > 1 and parts[-2] in _NOT_BEFORE_KEY else NameKind("api-key", weak=True, faint=True)


def _split(word: str) -> tuple[str, str]:
    """Return the ending of a word run together and what stands before it: ``pgpassword`` gives ``password``, ``pg``."""
    ending = next(e for e in _ENDINGS if word.endswith(e))
    return ending, word[: -len(ending)]


def _key(name: str, before: str, last: str) -> NameKind | None:
    if before in _BEFORE_KEY:
        return NameKind("api-key", last == "keys" or before in _WEAK_BEFORE_KEY)
    if last == "keys" and before in _CHECKED:
        return NameKind("api-key", weak=True)
    if last == "keys" or before in _NOT_BEFORE_KEY or " " in name:
        return None
    header = _HEADER.match(name) is not None
    if header and not name.isupper() and before not in _SELDOM_BEFORE_KEY:
        return NameKind("api-key")
    setting = name.isupper() or header
    if not setting and (len(before) < 2 or before.isdigit() or before in _SELDOM_BEFORE_KEY):
        return None
    return NameKind("api-key", weak=True, open=not setting)  # of whom it is: ``partnerKey``, ``ACME_KEY``


_BEGUN: Final = 5
"""Letters with which two names begin that are of one thing."""


def are_alike(value: str, name: str) -> bool:
    """Whether *value*, beside *name* in a list, is another name: a word in capitals, or one that begins as *name* does."""
    if value.isalpha() and value.isupper():
        return True
    both = zip(value, name, strict=False)
    common = next((at for at, (one, other) in enumerate(both) if one != other), min(len(value), len(name)))
    if not value.isidentifier():
        return False
    return common >= _BEGUN or (common > 2 and (value[common - 1] == "_" or words(value)[:1] == words(name)[:1]))
