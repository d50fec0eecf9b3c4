"""Values of no provider's shape that the code around them decodes: the name they are bound to is what tells them."""

from __future__ import annotations

import base64
import codecs
import hashlib
import zlib
from collections.abc import Callable

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live

VALUE = drawn(18, 6)
SIGNED = drawn(7, 1) + "!" + drawn(7, 2) + "-Q"
SWIFT, LUA, HEX = r"\u{{{:04X}}}", r"\{:03}", r"\x{:02x}"
ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def b58(data: bytes) -> str:
    number, out = int.from_bytes(data, "big"), b""
    while number:
        number, digit = divmod(number, 58)
        out = ALPHABET[digit : digit + 1] + out
    return out.decode()


def checked(data: bytes) -> bytes:
    return data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]


def codes(text: str, form: str = "{}", between: str = ", ") -> str:
    return between.join(form.format(c) for c in text.encode())


def config(value: str) -> bytes:
    return f"db: x\nDB_PASSWORD={value}\nport: 1\n".encode()


def swapped(data: bytes) -> str:
    rows = [data[at : at + 16].ljust(16, b"\n") for at in range(0, len(data), 16)]
    words = [" ".join(f"{row[at + 1]:02x}{row[at]:02x}" for at in range(0, 16, 2)) for row in rows]
    return "".join(f"{16 * at:07x} {row}\n" for at, row in enumerate(words))


def rot47(text: str) -> str:
    return "".join(chr(33 + (ord(c) - 33 + 47) % 94) for c in text)


def utf7(text: str) -> str:
    return "+" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=") + "-"


_CALLS: dict[str, Callable[[str], str]] = {
    "PHP base64_decode": lambda v: f"'mail_password' => base64_decode('{b64(v)}'),",
    "Java Base64": lambda v: f'String password = new String(Base64.getDecoder().decode("{b64(v)}"));',
    "Go base64": lambda v: f'password, _ := base64.StdEncoding.DecodeString("{b64(v)}")',
    "Rust base64": lambda v: f'let password = general_purpose::STANDARD.decode("{b64(v)}")?;',
    "Swift base64": lambda v: f'let password = Data(base64Encoded: "{b64(v)}")',
    "Elixir base64": lambda v: f'password = Base.decode64!("{b64(v)}")',
    "Erlang base64": lambda v: f'Password = base64:decode(<<"{b64(v)}">>),',
    "Ruby unpack1": lambda v: f"password = '{b64(v)}'.unpack1('m')",
    "Node's Buffer": lambda v: f"const password = Buffer.from('{b64(v)}', 'base64').toString();",
    "base64 -d of a here-string": lambda v: f'export DB_PASSWORD=$(base64 -d <<< "{b64(v)}")',
    "printf and base64 -d": lambda v: f"DB_PASSWORD=$(printf '%s' '{b64(v)}' | base64 -d)",
    "jq": lambda v: f"""password=$(jq -rn '"{b64(v)}"|@base64d')""",
    "Helm": lambda v: f'password: {{{{ "{b64(v)}" | b64dec }}}}',
    "hex in Rust": lambda v: f'let password = hex::decode("{v.encode().hex()}").unwrap();',
    "hex in C#": lambda v: f'var password = Convert.FromHexString("{v.encode().hex()}");',
    "hex in Ruby": lambda v: f'password = ["{v.encode().hex()}"].pack("H*")',
    "base58": lambda v: f'SECRET = base58.b58decode("{b58(v.encode())}").decode()',
    "base58 in JavaScript": lambda v: f"const apiToken = Buffer.from(bs58.decode('{b58(v.encode())}')).toString();",
    "base58 with its checksum": lambda v: f'PASSWORD = base58.b58decode_check("{b58(checked(v.encode()))}")',
    "base32 in Go": lambda v: f'password, _ := base32.StdEncoding.DecodeString("{base64.b32encode(v.encode()).decode()}")',
    "base32 of a shell": lambda v: f"DB_PASSWORD=$(echo {base64.b32encode(v.encode()).decode()} | base32 -d)",
    "base32 with digits first": lambda v: f'password = base64.b32hexdecode("{base64.b32hexencode(v.encode()).decode()}")',
    "zlib in base32": lambda v: f"C = zlib.decompress(base64.b32decode('{base64.b32encode(zlib.compress(config(v))).decode()}'))",
    "Ascii85 with its marks, raw": lambda v: f"password = base64.a85decode(r'''{base64.a85encode(v.encode(), adobe=True).decode()}''', adobe=True)",
    "a whole number": lambda v: f"token = ({int.from_bytes(v.encode(), 'big')}).to_bytes({len(v)}, 'big').decode()",
    "a number given to a function": lambda v: f"secret_key = (lambda n: n.to_bytes(30, 'big'))({int.from_bytes(v.encode(), 'big')})",
    "Java's BigInteger": lambda v: f'String apiSecret = new String(new BigInteger("{int.from_bytes(v.encode(), "big")}").toByteArray());',
    "tr": lambda v: f"export DB_PASSWORD=$(echo '{codecs.encode(v, 'rot13')}' | tr 'A-Za-z' 'N-ZA-Mn-za-m')",
    "Ruby's tr": lambda v: f"password = '{codecs.encode(v, 'rot13')}'.tr('A-Za-z', 'N-ZA-Mn-za-m')",
    "rot47": lambda v: f'PASSWORD = rot47(r"""{rot47(v)}""")',
    "tr by 47": lambda v: f"API_SECRET=$(echo '{rot47(v)}' | tr '!-~' 'P-~!-O')",
    "pairs of hex": lambda v: f"db_password={v.encode().hex(':')}",
    "pairs of hex with blanks": lambda v: f'password: "{v.encode().hex(" ")}"',
    "a literal of SQL": lambda v: f"UPDATE settings SET value = 0x{v.encode().hex()} WHERE name = 'mail_password'",
    "Rust bytes": lambda v: f"const PASSWORD: &[u8] = &[{codes(v, '0x{:02x}')}];",
    "C# bytes over lines": lambda v: f"static readonly byte[] DbPassword = new byte[] {{\n    {codes(v, '0x{:02X}')}\n}};",
    "xxd -i": lambda v: f"unsigned char token_txt[] = {{\n  {codes(v, '0x{:02x}')}\n}};\nunsigned int token_txt_len = {len(v)};",
    "Swift codes": lambda v: f"let clientSecret = String(decoding: [{codes(v)}] as [UInt8], as: UTF8.self)",
    "Erlang codes": lambda v: f"password() -> <<{codes(v, between=',')}>>.",
    "Go bytes returned": lambda v: f"func password() string {{\n\treturn string([]byte{{{codes(v)}}})\n}}",
    "Swift escapes": lambda v: f'let apiSecret = "{codes(v, SWIFT, "")}"',
    "Lua escapes": lambda v: f'local password = "{codes(v, LUA, "")}"',
    "code points": lambda v: "The admin password is: " + codes(v, "U+{:04X}", " "),
    "UTF-7": lambda v: f"Content-Type: text/plain; charset=utf-7\n\npassword={utf7(v)}\n",
    "UTF-7 of the signs": lambda v: f"api+AF8-secret+AD0-{v}\n",
    "a builder": lambda v: f'class Box {{ String password() {{ return new StringBuilder().append("{v[:6]}").append("{v[6:]}").toString(); }} }}',
    "a builder of C#": lambda v: f'var password = new StringBuilder("{v[:6]}")\n    .Append("{v[6:]}")\n    .ToString();',
    "statements": lambda v: f'String password = "{v[:6]}";\npassword += "{v[6:]}";',
    "statements of PHP": lambda v: f"$password = '{v[:6]}';\n$password .= '{v[6:]}';",
    "Rust's concat": lambda v: f'const PASSWORD: &str = concat!("{v[:6]}", "{v[6:]}");',
    "Rust's format": lambda v: f'let password = format!("{{}}{{}}", "{v[:6]}", "{v[6:]}");',
    "Go's Sprintf": lambda v: f'password := fmt.Sprintf("%s%s", "{v[:6]}", "{v[6:]}")',
    "Python's format": lambda v: f'password = "{{}}{{}}".format("{v[:6]}", "{v[6:]}")',
    "Python's percent": lambda v: f'password = "%s%s" % ("{v[:6]}", "{v[6:]}")',
    "a line that goes on": lambda v: f'password = "{v[:6]}\\\n{v[6:]}"',
    "a line of YAML that goes on": lambda v: f'password: "{v[:6]}\\\n  {v[6:]}"',
    "YAML's binary": lambda v: f"password: !!binary |\n  {b64(v)}\n",
    "a property list's data": lambda v: f"<key>password</key>\n<data>\n{b64(v)}\n</data>",
    "Ansible's filter": lambda v: f"db_password: \"{{{{ '{b64(v)}' | b64decode }}}}\"",
    "Node's bytes as JSON": lambda v: f'{{"password":{{"type":"Buffer","data":[{codes(v)}]}}}}',
    "printf with escapes": lambda v: f"DB_PASSWORD=$(printf '{codes(v, HEX, '')}')",
    "PostgreSQL's bytes": lambda v: f"UPDATE settings SET value = '\\x{v.encode().hex()}'::bytea WHERE name = 'mail_password'",
    "hex with blanks in a call": lambda v: f'password = bytes.fromhex("{v.encode().hex(" ")}").decode()',
    "exclusive or": lambda v: f'password = "".join(chr(c ^ 42) for c in {[c ^ 42 for c in v.encode()]})',
    "percent-encoded data": lambda v: f'{{"source": "data:,REGION%3Deu%0ADB_PASSWORD%3D{v}%0APORT%3D1"}}',
    "hexdump": lambda v: swapped(config(v)),
    "YAML on the next line": lambda v: f"db:\n  password:\n    {v}\n  port: 1\n",
    "Redis' log": lambda v: f"*3\r\n$3\r\nSET\r\n$13\r\nmail_password\r\n${len(v)}\r\n{v}\r\n",
    "an old pickle": lambda v: f"(dp0\nVuser\np1\nVops\np2\nsVclient_secret\np3\nV{v}\np4\ns.",
    "a notebook's output": lambda v: f'"text": [\n "PORT=3000\\n",\n "DB_PASSWORD={v}\\n"\n]',
}  # fmt: skip


@pytest.mark.parametrize("value", [VALUE, SIGNED], ids=["letters", "signs"])
@pytest.mark.parametrize("kind", _CALLS)
def test_a_named_value_is_read_as_the_code_around_it_says(detector: Detector, kind: str, value: str) -> None:
    value = value.replace("-", "").replace("!", ".").replace("Q", "q").replace("V", "v") if "47" in kind else value
    assert value in live(detector.scan(_CALLS[kind](value).encode(), "src/a"))


_NOTHING: dict[str, str] = {
    "an encoder": f'password_form = base64.encode("{drawn(24)}")',
    "a digest": f'token_sha = hex.decode("{hashlib.sha256(b"x").hexdigest()}")',
    "a fingerprint": "ssh_key_token = " + hashlib.md5(b"x", usedforsecurity=False).digest().hex(":"),
    "a number": "token = (86280496858336061231329).to_bytes(16, 'big')",
    "another call's line below": "password:\n    get_password1(user),\n",
    "a key below": "password:\n    type1234:\n      x: 1\n",
    "a type below": "password:\n    string\n",
    "a folded text": "password:\n    words2 which\n    go on\n",
    "a length that is wrong": f"$8\r\npassword\r\n$3\r\n{VALUE}\r\n",
    "a template": '"password={password}\\n"',
    "a list of sizes": f"TOKEN_SIZES = [{', '.join(map(str, range(32, 60)))}]",
    "tr of another kind": f"NAME=$(echo '{VALUE}' | tr 'a-z' 'A-Z')",
}


@pytest.mark.parametrize("kind", _NOTHING)
def test_what_looks_alike_holds_no_credential(detector: Detector, kind: str) -> None:
    assert live(detector.scan(_NOTHING[kind].encode(), "src/a.py")) == []
