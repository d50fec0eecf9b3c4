"""Values that arrays, functions, pipes, tuples, tags and calls of several languages bind, and what only looks so."""

from __future__ import annotations

from typing import Final

from keyproof.detect.detector import Detector
from keyproof.detect.placeholders import is_dotted_draw
from tests.detect.conftest import drawn, live

TOKEN: Final = drawn(36, 7)
PASSWORD: Final = drawn(12, 8) + "#" + drawn(2, 9)
DOTTED: Final = f"{drawn(5, 11)}.{drawn(8, 12)}"

PLACES: Final = (
    ("a.ts", "h = {{ Authorization: `Bearer ${{process.env.TOKEN || '{t}'}}` }};"),
    ("a.ts", "const token = getToken() || '{t}';"),
    ("a.js", 'function getApiToken() {{ return "{t}"; }}'),
    ("a.py", 'api_key = load(path) or "{t}"'),
    ("a.py", 'print("the password is {p}")'),
    ("a.rs", 'static API_KEY: &\'static str = r#"{t}"#;'),
    ("a.c", 'static const char wifi_password[] = "{p}";'),
    ("a.ino", 'static const char OTA_TOKEN[] PROGMEM = "{t}";'),
    ("a.c", 'const char API_KEY[33] __attribute__((section(".x"))) = "{t}";'),
    ("a.c", 'strcpy(cfg.password, "{p}");'),
    ("a.cpp", 'std::string api_key{{"{t}"}};'),
    ("a.ino", 'client.connect("node", "plant", "{p}");'),
    ("a.fsx", 'let t = GetEnvironmentVariable "API_TOKEN" |> Option.ofObj |> Option.defaultValue "{t}"'),
    ("a.ml", 'let api_secret = Sys.getenv_opt "API_SECRET" |> Option.value ~default:"{t}"'),
    ("a.ml", 'let pw = try Sys.getenv "DB_PASSWORD" with Not_found -> "{p}"'),
    ("sys.config", '[{{app, [{{db_user, "app"}}, {{db_password, "{p}"}}]}}].'),
    ("sys.config", '[{{rabbit, [{{default_pass, <<"{p}">>}}]}}].'),
    ("a.ts", 'new cdk.SecretValue("{t}")'),
    ("a.sql", "SET PASSWORD FOR root@localhost = '{p}';"),
    ("a.sh", "restic_password() {{ echo '{p}'; }}"),
    ("a.bat", r"net use Z: \\nas\share {p} /user:bob"),
    ("a.yaml", "db:\n  password: &pw {p}\n"),
    ("a.yaml", 'db:\n  api_key: !str "{t}"\n'),
    ("a.yaml", "apiKey:\n  value: {t}\n"),
    ("a.yaml", "app:\n  api_secret: >-\n    {t}\n  password: |\n    {p}\n"),
    ("a.xml", '<meta-data android:name="com.x.API_KEY" android:value="{t}"/>'),
    ("a.adoc", "The service password is `+{p}+`."),
    ("a.ini", "parola_chiave = {p}"),
    ("a.properties", "quarkus.datasource.password={d}"),
    ("a.yaml", "db:\n  password: {d}\n"),
    ("Dockerfile", "ENV DB_PASSWORD {d}"),
    ("run.sh", "export DB_PASSWORD={d}"),
)

NOTHING: Final = (
    ("a.py", 'tokens[i] = "next"\n'),
    ("a.py", "def get_token():\n    return self.token\n"),
    ("a.js", 'const x = {token, "other": 1};\n'),
    ("a.erl", '{token, "expired"}.\n'),
    ("a.c", 'strcpy(cfg.key_name, "default");\n'),
    ("a.yaml", "password: &pw\n  from: vault\n"),
    ("a.yaml", "apiKey:\n  value: ${API_KEY}\n"),
    ("a.py", 'print("password is required")\n'),
    ("a.ts", "const t = `Bearer ${process.env.TOKEN || ''}`;\n"),
    ("a.html", '<input name="__RequestVerificationToken" value="CfDJ8' + drawn(80, 21) + '">\n'),
)


def test_each_place_binds_its_value(detector: Detector) -> None:
    missed = []
    for path, text in PLACES:
        wanted = [value for mark, value in (("{t}", TOKEN), ("{p}", PASSWORD), ("{d}", DOTTED)) if mark in text]
        found = live(detector.scan(text.format(t=TOKEN, p=PASSWORD, d=DOTTED).encode() + b"\n", path))
        missed += [text for value in wanted if value not in found]
    assert missed == []


def test_what_looks_so_binds_nothing(detector: Detector) -> None:
    assert [text for path, text in NOTHING if live(detector.scan(text.encode(), path))] == []


def test_names_with_dots_are_no_draw() -> None:
    names = "process.env.DB2_PASSWORD cfg.oauth2.clientSecret AES256.key S3Config.secretKey v1Beta1.Token K8sSecret.data.PW1"
    assert [name for name in names.split() if is_dotted_draw(name)] == []
    assert is_dotted_draw(DOTTED)
