# ruff: noqa: E501 - a case is a line
"""One token in each of many encodings and containers: text that a program would read back, and files within files.

A case is a file. Text encodings are here, binary formats in ``containers.py``; both are tables of a builder from the token
to the content. Each token is a GitHub token with a right checksum, another for every case.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import html
import json
import quopri
import urllib.parse
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.accuracy.containers import CONTAINERS
from benchmarks.accuracy.corpus import Case, Corpus, write
from benchmarks.accuracy.values import generator, github

Builder = Callable[[str], str | bytes]


def _b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def _wrapped(text: str, width: int) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def _each(form: str) -> Callable[[str], str]:
    """Return a function that writes every character of a text with *form*."""
    return lambda text: "".join(form.format(ord(c)) for c in text)


def _pieces(token: str, size: int = 10) -> list[str]:
    return [token[i : i + size] for i in range(0, len(token), size)]


def _numbers(token: str, form: str = "{}") -> str:
    return ", ".join(form.format(ord(c)) for c in token)


def _dotenv(token: str) -> str:
    return f"# settings of the build\nGITHUB_TOKEN={token}\nREGION=eu-1\n"


def _nested(token: str, times: int) -> str:
    text = _dotenv(token)
    for _ in range(times):
        text = _b64(text)
    return f'config = "{text}"\n'


def _notebook(source: list[str], output: list[str]) -> str:
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "source": source,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": output}] if output else [],
    }
    return json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}, indent=1)


def _secret_yaml(key: str, value: str) -> str:
    return f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: ledger\ntype: Opaque\ndata:\n  {key}: {value}\n"


_HEX_ESCAPES = _each("\\x{:02x}")
_UNICODE_ESCAPES = _each("\\u{:04x}")
_CODE_POINT_ESCAPES = _each("\\u{{{:x}}}")
_OCTAL_ESCAPES = _each("\\{:03o}")
_PADDING: Final = "const pad = 1;"

TEXT: Final[tuple[tuple[str, str, str, Builder], ...]] = (
    # id, group, file name, content
    ("plain", "plain", "plain.env", _dotenv),
    ("crlf", "plain", "crlf.env", lambda t: _dotenv(t).replace("\n", "\r\n")),
    ("bom-utf8", "plain", "bom.env", lambda t: codecs.BOM_UTF8 + _dotenv(t).encode()),
    ("latin1", "plain", "notes.txt", lambda t: f"clé très secrète : {t}\n".encode("latin-1")),
    ("no-final-newline", "plain", "token.txt", lambda t: t),
    ("long-line-straddle", "plain", "data.json", lambda t: '{"d":"' + "ab1 " * 31243 + '","t":"' + t + '"}'),
    ("long-line-end", "plain", "app.js", lambda t: "var x=1;" * 60000 + f'var t="{t}";\n'),
    ("many-lines", "plain", "rows.csv", lambda t: "".join(f"{i},row\n" for i in range(20000)) + f"20000,{t}\n"),
    ("utf-16-le-bom", "charset", "a.reg", lambda t: codecs.BOM_UTF16_LE + _dotenv(t).encode("utf-16-le")),
    ("utf-16-be-bom", "charset", "b.txt", lambda t: codecs.BOM_UTF16_BE + _dotenv(t).encode("utf-16-be")),
    ("utf-16-le", "charset", "c.txt", lambda t: _dotenv(t).encode("utf-16-le")),
    ("utf-16-be", "charset", "d.txt", lambda t: _dotenv(t).encode("utf-16-be")),
    ("utf-32-le", "charset", "e.txt", lambda t: codecs.BOM_UTF32_LE + _dotenv(t).encode("utf-32-le")),
    ("utf-32-be", "charset", "f.txt", lambda t: codecs.BOM_UTF32_BE + _dotenv(t).encode("utf-32-be")),
    ("base64-value", "base64", "value.py", lambda t: f'TOKEN = b64decode("{_b64(t)}")\n'),
    ("base64-file", "base64", "file.b64", lambda t: _b64(_dotenv(t)) + "\n"),
    ("base64-urlsafe", "base64", "safe.txt",
     lambda t: "t=" + base64.urlsafe_b64encode(b"\xff\xfe?>" + t.encode() + b"?>~").decode().rstrip("=") + "\n"),
    ("base64-unpadded", "base64", "bare.txt", lambda t: f"t={_b64(_dotenv(t)).rstrip('=')}\n"),
    ("base64-wrapped-76", "base64", "mime.txt", lambda t: _wrapped(_b64("x" * 40 + _dotenv(t)), 76) + "\n"),
    ("base64-wrapped-64", "base64", "pem.txt",
     lambda t: "-----BEGIN BUNDLE-----\n" + _wrapped(_b64(_dotenv(t)), 64) + "\n-----END BUNDLE-----\n"),
    ("base64-twice", "base64", "two.py", lambda t: _nested(t, 2)),
    ("base64-three-times", "base64", "three.py", lambda t: _nested(t, 3)),
    ("base64-utf16", "base64", "run.ps1",
     lambda t: "powershell -EncodedCommand " + _b64(f"$t='{t}'".encode("utf-16-le")) + "\n"),
    ("basic-auth-header", "base64", "http.txt", lambda t: f"Authorization: Basic {_b64('x-access-token:' + t)}\n"),
    ("docker-auth", "base64", "config.json", lambda t: json.dumps({"auths": {"ghcr.io": {"auth": _b64("bot:" + t)}}})),
    ("kubernetes-secret", "base64", "secret.yaml", lambda t: _secret_yaml("token", _b64(t))),
    ("kubernetes-secret-file", "base64", "secret2.yaml", lambda t: _secret_yaml(".env", _b64(_dotenv(t)))),
    ("data-url", "base64", "page.html", lambda t: f'<a href="data:text/plain;base64,{_b64(_dotenv(t))}">x</a>\n'),
    ("gzip-base64", "base64", "gz.txt", lambda t: "blob: " + _b64(gzip.compress(_dotenv(t).encode(), mtime=0)) + "\n"),
    ("zlib-base64", "base64", "zl.py", lambda t: f'exec(decompress(b64decode("{_b64(zlib.compress(_dotenv(t).encode()))}")))\n'),
    ("helm-release", "base64", "release.yaml",
     lambda t: _secret_yaml("release", _b64(_b64(gzip.compress(_dotenv(t).encode(), mtime=0))))),
    ("base32", "base64", "b32.txt", lambda t: f"t={base64.b32encode(t.encode()).decode()}\n"),
    ("base85", "base64", "b85.py", lambda t: f"t = b85decode(b'{base64.b85encode(t.encode()).decode()}')\n"),
    ("hex", "hex", "hex.txt", lambda t: f"token_hex={t.encode().hex()}\n"),
    ("hex-upper", "hex", "upper.txt", lambda t: f"token: {t.encode().hex().upper()}\n"),
    ("hex-spaced", "hex", "spaced.txt", lambda t: t.encode().hex(" ") + "\n"),
    ("hex-dump", "hex", "xxd.txt", lambda t: "".join(
        f"{i:08x}: {t[i:i + 16].encode().hex(' ', 2)}  {t[i:i + 16]}\n" for i in range(0, len(t), 16))),
    ("backslash-x", "escape", "x.py", lambda t: f'token = "{_HEX_ESCAPES(t)}"\n'),
    ("backslash-x-bytes", "escape", "xb.py", lambda t: f'token = b"{_HEX_ESCAPES(t).upper().replace("X", "x")}"\n'),
    ("backslash-u", "escape", "u.js", lambda t: f'const token = "{_UNICODE_ESCAPES(t)}";\n'),
    ("backslash-u-braces", "escape", "ub.js", lambda t: f'const token = "{_CODE_POINT_ESCAPES(t)}";\n'),
    ("backslash-u-json", "escape", "u.json", lambda t: f'{{"token": "{_UNICODE_ESCAPES(t)}"}}\n'),
    ("octal", "escape", "o.c", lambda t: f'char *token = "{_OCTAL_ESCAPES(t)}";\n'),
    ("octal-shell", "escape", "o.sh", lambda t: f"TOKEN=$(printf '{_OCTAL_ESCAPES(t)}')\n"),
    ("percent", "escape", "p.txt", lambda t: "https://api.acme.dev/?token=" + _each("%{:02X}")(t) + "\n"),
    ("percent-partly", "escape", "pp.txt",
     lambda t: "next=" + urllib.parse.quote(f"https://x.acme.dev/?token={t}&a=b", safe="").replace("_", "%5F") + "\n"),
    ("html-decimal", "escape", "d.html", lambda t: f"<p>{_each('&#{};')(t)}</p>\n"),
    ("html-hex", "escape", "h.html", lambda t: f"<p>{_each('&#x{:x};')(t)}</p>\n"),
    ("html-named", "escape", "n.html", lambda t: "<p>" + html.escape(f'"{t}"').replace("_", "&lowbar;") + "</p>\n"),
    ("quoted-printable", "escape", "mail.eml", lambda t: b"Content-Transfer-Encoding: quoted-printable\n\n"
     + quopri.encodestring(("the token for the build server, valid for everything = " + t + " é\n").encode())),
    ("quoted-printable-all", "escape", "mail2.eml",
     lambda t: "Content-Transfer-Encoding: quoted-printable\n\n" + _wrapped(_each("={:02X}")(t), 72).replace("\n", "=\n") + "\n"),
    ("c-array-hex", "numbers", "a.c", lambda t: f"static const unsigned char token[] = {{ {_numbers(t, '0x{:02x}')} }};\n"),
    ("c-array-char", "numbers", "b.c", lambda t: "char token[] = { " + ", ".join(f"'{c}'" for c in t) + " };\n"),
    ("byte-list-python", "numbers", "c.py", lambda t: f"token = bytes([{_numbers(t)}]).decode()\n"),
    ("chr-join-python", "numbers", "d.py", lambda t: f"token = ''.join(map(chr, [{_numbers(t)}]))\n"),
    ("chr-plus-python", "numbers", "e.py", lambda t: "token = " + " + ".join(f"chr({ord(c)})" for c in t) + "\n"),
    ("from-char-code", "numbers", "f.js", lambda t: f"const token = String.fromCharCode({_numbers(t)});\n"),
    ("uint8array", "numbers", "g.ts", lambda t: f"const token = new TextDecoder().decode(new Uint8Array([{_numbers(t)}]));\n"),
    ("go-bytes", "numbers", "h.go", lambda t: f"var token = string([]byte{{{_numbers(t, '0x{:02x}')}}})\n"),
    ("java-bytes", "numbers", "I.java", lambda t: f"byte[] token = new byte[] {{ {_numbers(t)} }};\n"),
    ("concat-python", "split", "a.py", lambda t: "token = " + " + ".join(f'"{p}"' for p in _pieces(t)) + "\n"),
    ("concat-javascript", "split", "b.js", lambda t: "const token = " + " + ".join(f"'{p}'" for p in _pieces(t)) + ";\n"),
    ("concat-javascript-lines", "split", "c.ts", lambda t: "const token =\n  " + " +\n  ".join(f'"{p}"' for p in _pieces(t)) + ";\n"),
    ("concat-java", "split", "D.java", lambda t: 'String token = "' + '" + "'.join(_pieces(t)) + '";\n'),
    ("implicit-python", "split", "e.py", lambda t: "token = (\n" + "".join(f'    "{p}"\n' for p in _pieces(t)) + ")\n"),
    ("implicit-c", "split", "f.c", lambda t: 'char *token = "' + '"\n              "'.join(_pieces(t)) + '";\n'),
    ("join-python", "split", "g.py", lambda t: f'token = "".join({json.dumps(_pieces(t))})\n'),
    ("join-javascript", "split", "h.js", lambda t: f'const token = {json.dumps(_pieces(t))}.join("");\n'),
    ("prefix-variable", "split", "i.py", lambda t: f'PREFIX = "{t[:4]}"\nREST = "{t[4:]}"\ntoken = PREFIX + REST\n'),
    ("prefix-plus-rest", "split", "j.js", lambda t: f'const token = "{t[:4]}" + "{t[4:]}";\n'),
    ("f-string", "split", "k.py", lambda t: f'rest = "{t[4:]}"\ntoken = f"{t[:4]}{{rest}}"\n'),
    ("template-literal", "split", "l.ts", lambda t: f"const rest = '{t[4:]}';\nconst token = `{t[:4]}${{rest}}`;\n"),
    ("format-call", "split", "m.py", lambda t: f'token = "{t[:12]}{{}}".format("{t[12:]}")\n'),
    ("percent-format", "split", "n.py", lambda t: f'token = "%s%s" % ("{t[:20]}", "{t[20:]}")\n'),
    ("shell-continuation", "split", "o.sh", lambda t: f"export TOKEN={t[:22]}\\\n{t[22:]}\n"),
    ("shell-adjacent", "split", "p.sh", lambda t: f"export TOKEN=\"{t[:14]}\"'{t[14:]}'\n"),
    ("yaml-folded", "split", "q.yaml", lambda t: f'token: "{t[:20]}\\\n  {t[20:]}"\n'),
    ("replace-python", "split", "r.py", lambda t: f'token = "{t.replace(t[6], t[6] + "-#")}".replace("-#", "")\n'),
    ("rot13", "cipher", "a.py", lambda t: f'token = codecs.decode("{codecs.encode(t, "rot13")}", "rot13")\n'),
    ("reversed-python", "cipher", "b.py", lambda t: f'token = "{t[::-1]}"[::-1]\n'),
    ("reversed-javascript", "cipher", "c.js", lambda t: f'const token = "{t[::-1]}".split("").reverse().join("");\n'),
    ("xor-array", "cipher", "d.js",
     lambda t: f"const token = [{', '.join(str(ord(c) ^ 42) for c in t)}].map((n) => String.fromCharCode(n ^ 42)).join('');\n"),
    ("notebook-source", "document", "a.ipynb", lambda t: _notebook(["import os\n", f'token = "{t}"'], [])),
    ("notebook-output", "document", "b.ipynb", lambda t: _notebook(["print(token)"], [t + "\n"])),
    ("json-in-json", "document", "c.json", lambda t: json.dumps({"body": json.dumps({"h": json.dumps({"token": t})})})),
    ("har", "document", "d.har", lambda t: json.dumps({"log": {"entries": [{"request": {
        "url": "https://api.github.com/user", "headers": [{"name": "Authorization", "value": f"token {t}"}]}}]}})),
    ("postman", "document", "e.postman_collection.json", lambda t: json.dumps({"info": {"name": "x"}, "item": [{"request": {
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": t, "type": "string"}]}}}]})),
    ("insomnia", "document", "f.insomnia.yaml", lambda t: f"resources:\n  - _type: environment\n    data:\n      gh: {t}\n"),
    ("source-map", "document", "g.js.map",
     lambda t: json.dumps({"version": 3, "sourcesContent": [f'const t = "{t}";\n'], "mappings": "AAAA"})),
    ("inline-source-map", "document", "h.js", lambda t: "var a=1;\n//# sourceMappingURL=data:application/json;base64,"
     + _b64(json.dumps({"version": 3, "sourcesContent": [f'const t = "{t}";\n']})) + "\n"),
    ("minified", "document", "i.min.js", lambda t: f'!function(){{var e="{t}",n={{a:e}};' + _PADDING * 4000 + "}();"),
    ("svg", "document", "j.svg", lambda t: f'<svg xmlns="http://www.w3.org/2000/svg"><metadata>{t}</metadata></svg>\n'),
    ("svg-text-spans", "document", "k.svg",
     lambda t: "<svg><text>" + "".join(f"<tspan>{p}</tspan>" for p in _pieces(t)) + "</text></svg>\n"),
    ("rtf", "document", "l.rtf", lambda t: f"{{\\rtf1\\ansi token: {t[:20]}{{\\b {t[20:]}}}\\par}}"),
    ("diff", "document", "m.patch", lambda t: f"--- a/.env\n+++ b/.env\n@@ -1 +0,0 @@\n-GITHUB_TOKEN={t}\n"),
    ("ldif", "document", "n.ldif", lambda t: f"dn: cn=bot\nuserPassword:: {_b64(t)}\n"),
    ("pem-like-armour", "document", "o.asc",
     lambda t: "-----BEGIN PGP MESSAGE-----\n\n" + _wrapped(_b64(b"\xcb\x34b\x00" + t.encode()), 64) + "\n-----END PGP MESSAGE-----\n"),
    ("git-credentials", "url", ".git-credentials", lambda t: f"https://bot:{t}@github.com\n"),
    ("package-lock", "url", "package-lock.json", lambda t: json.dumps({"packages": {"node_modules/x": {
        "version": "1.0.0", "resolved": f"git+https://{t}@github.com/acme/x.git#0f3c"}}}, indent=2)),
    ("yarn-lock", "url", "yarn.lock", lambda t: f'x@1:\n  resolved "https://bot:{t}@npm.pkg.github.com/x/-/x-1.tgz"\n'),
    ("pnpm-lock", "url", "pnpm-lock.yaml", lambda t: f"packages:\n  x@1:\n    resolution: {{tarball: https://{t}@codeload.github.com/acme/x}}\n"),
    ("go-sum", "url", "go.sum", lambda t: f"github.com/acme/x v1.0.0 h1:abc= // https://{t}@github.com/acme/x\n"),
    ("poetry-lock", "url", "poetry.lock", lambda t: f'[package.source]\ntype = "git"\nurl = "https://{t}@github.com/acme/x.git"\n'),
    ("uv-lock", "url", "uv.lock", lambda t: f'source = {{ git = "https://bot:{t}@github.com/acme/x?rev=main#0f3c" }}\n'),
    ("cargo-lock", "url", "Cargo.lock", lambda t: f'source = "git+https://{t}@github.com/acme/x#0f3c"\n'),
    ("gemfile-lock", "url", "Gemfile.lock", lambda t: f"GIT\n  remote: https://{t}:x-oauth-basic@github.com/acme/x\n"),
    ("requirements-url", "url", "requirements.txt", lambda t: f"git+https://${{USER}}:{t}@github.com/acme/x.git\n"),
    ("node-modules", "place", "node_modules/x/index.js", lambda t: f'module.exports = "{t}";\n'),
    ("vendor", "place", "vendor/github.com/acme/x/x.go", lambda t: f'const token = "{t}"\n'),
    ("site-packages", "place", "venv/lib/python3.12/site-packages/x/__init__.py", lambda t: f'TOKEN = "{t}"\n'),
    ("no-extension", "place", "Tokenfile", lambda t: t + "\n"),
    ("image-extension", "place", "logo.png", lambda t: f"not a picture: {t}\n"),
    ("font-extension", "place", "icons.woff2", lambda t: f"GITHUB_TOKEN={t}\n"),
    ("lock-extension", "place", "flake.lock", lambda t: json.dumps({"nodes": {"x": {"locked": {"url": f"https://{t}@github.com/x"}}}})),
    ("hidden-folder", "place", ".cache/x/state.json", lambda t: json.dumps({"gh": t})),
)  # fmt: skip


def build(root: Path, seed: int) -> Corpus:
    """Write the corpus below *root*, each case in a folder of its own."""
    cases = []
    for name, group, filename, builder in (*TEXT, *CONTAINERS):
        token = github(generator(seed, "encodings", name))
        path = f"{group}/{name}/{filename}"
        write(root, path, builder(token))
        cases.append(Case(name, group, path, token))
    return Corpus("encodings", root, tuple(cases))
