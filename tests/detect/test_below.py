"""Values some lines below the name they belong to, and other places that a blind list of contexts showed to be missed."""

from __future__ import annotations

import random

import pytest

from keyproof.detect import phrases
from keyproof.detect.detector import Detector
from keyproof.detect.names import kind_of
from tests.detect.conftest import classes, drawn, live

TOKEN = drawn(36, 41)
_FINDINGS = {"live-looking", "weak-default", "expired"}
_LIST = [
    "copper",
    "raven",
    "hollow",
    "fabric",
    "meadow",
    "lantern",
    "juniper",
    "badger",
    "velvet",
    "cactus",
    "walnut",
    "turtle",
    "glacier",
    "ember",
]


def words(seed: int, form: str) -> str:
    """Return two words with a number as *form* has them: ``{a}``, ``{b}`` in lower case, ``{A}`` with a capital, ``{n}``."""
    rng = random.Random(seed)
    first, second = rng.sample(_LIST, 2)
    return form.format(a=first, b=second, A=first.title(), B=second.title(), n=rng.choice((2347, 471, 61, 8629)))


BELOW = [
    ("a.py", 'def get_api_token() -> str:\n    """The token of the shop."""\n    return "{v}"\n'),
    ("a.ts", "function getPassword(): string {{\n  // staging\n  return '{v}';\n}}\n"),
    ("a.ts", 'const apiSecret = async () => {{\n  // staging\n  return "{v}";\n}};\n'),
    ("A.java", '    @Override\n    protected String getPassword() {{\n        return "{v}";\n    }}\n'),
    ("A.cs", 'public string GetApiToken()\n{{\n    return "{v}";\n}}\n'),
    (
        "a.go",
        'func apiToken() string {{\n\tif v := os.Getenv("T"); v != "" {{\n\t\treturn v\n\t}}\n\treturn "{v}"\n}}\n',
    ),
    ("a.rs", 'fn api_token() -> &\'static str {{\n    "{v}"\n}}\n'),
    ("a.rb", 'def api_token\n  "{v}"\nend\n'),
    ("a.ex", 'def api_token, do: "{v}"\n'),
    ("a.sh", 'get_token() {{\n  echo "{v}"\n}}\n'),
    ("a.php", "<?php\nfunction getPassword(): string\n{{\n    return '{v}';\n}}\n"),
    ("a.py", 'parser.add_argument(\n    "-p",\n    "--password",\n    help="of the shop",\n    default="{v}",\n)\n'),
    ("a.ts", 'program.option(\n  "-k, --api-key <key>",\n  "key of the shop",\n  "{v}",\n);\n'),
    ("a.rs", 'let token = match stage {{\n    Stage::Live => "{v}",\n    _ => "",\n}};\n'),
    ("a.kt", 'val apiToken = when (stage) {{\n    "live" -> "{v}"\n    else -> ""\n}}\n'),
    ("a.yaml", "secrets:\n  shop:\n    value: {v}\n  till:\n    kind: x\n    value: r\n"),
    ("a.json", '{{"secrets": {{"shop": {{"value": "{v}"}}}}}}'),
    ("a.ts", 'function tokenFor(s: string) {{\n  switch (s) {{\n    case "a": return "{v}";\n  }}\n}}\n'),
    ("a.py", 'def token_for_stage(s):\n    match s:\n        case "live":\n            return "{v}"\n'),
    ("a.py", 'token = {{"live": "{v}", "dev": ""}}.get(stage)\n'),
    ("a.py", 'SECRETS = {{\n    "shop": {{"value": "{v}"}},\n}}\n'),
    ("a.rs", 'let token = match env::var("X_TOKEN") {{ Ok(v) => v, Err(_) => "{v}".to_string() }};\n'),
    ("a.yaml", 'secrets:\n- name: shop\n  value: "{v}"\n'),
    ("a.tf", 'resource "aws_ssm_parameter" "shop_token" {{\n  value = "{v}"\n}}\n'),
    ("a.py", 'part_a = "{v:.18}"\npart_b = "{v18}"\napi_token = part_a + part_b\n'),
    ("a.sh", 'A={v:.18}\nB={v18}\nexport API_TOKEN="$A$B"\n'),
    ("a.toml", '[tokens]\nshop = "{v}"\n'),
    ("a.toml", '[credentials.shop]\nuser = "robot"\nvalue = "{v}"\n'),
    ("a.toml", "api_token = '''\n{v}'''\n"),
    (
        "a.jmx",
        '<elementProp name="password" elementType="HTTPArgument">\n<stringProp name="Argument.value">{v}</stringProp>\n'
        '<stringProp name="Argument.name">password</stringProp>\n</elementProp>\n',
    ),
    (
        "a.jmx",
        '<elementProp name="" elementType="Header">\n<stringProp name="Header.name">X-Api-Key</stringProp>\n'
        '<stringProp name="Header.value">{v}</stringProp>\n</elementProp>\n',
    ),
]


@pytest.mark.parametrize(("path", "text"), BELOW)
def test_a_value_some_lines_below_its_name_is_found(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=TOKEN, v18=TOKEN[18:]).encode(), path)) == [TOKEN]


QUIET = [
    ("a.py", 'def get_token_type() -> str:\n    """The kind."""\n    return "urn:ietf:params:oauth:token-type:jwt"\n'),
    ("a.py", 'def get_password_field():\n    """The field."""\n    return "password_confirmation2"\n'),
    ("a.py", 'def validate_token(token):\n    """Look."""\n    return "{v}"\n'),
    ("a.go", 'func tokenHeader() string {{\n\treturn "X-Acme-Token-2"\n}}\n'),
    ("A.java", 'public String getTokenName() {{\n    return "remember-me-token-2";\n}}\n'),
    ("a.yaml", "secrets:\n  shop:\n    value: ${{SHOP_SECRET}}\n    path: kv/shop/live-2\n"),
    ("a.yaml", "secrets:\n  shop:\n    name: shop-credentials-2024\n    type: kubernetes.io/tls\n"),
    ("a.toml", '[tokens]\ncolour = "blue-500"\nurl = "https://acme.io/t"\n'),
    (
        "a.jmx",
        '<elementProp name="q" elementType="HTTPArgument">\n<stringProp name="Argument.value">wireless-headset-2024</stringProp>\n'
        '<stringProp name="Argument.name">query</stringProp>\n</elementProp>\n',
    ),
    ("a.cpp", 'const std::string kTokenHeader("X-Acme-Token-2");'),
    ("a.http", "Sec-WebSocket-Key: {v}\n"),
    ("a.sh", 'TOKEN=$(cat ~/.token2 || echo "missing-token-2")\n'),
]


@pytest.mark.parametrize(("path", "text"), QUIET)
def test_what_a_name_only_leads_near_is_left_alone(detector: Detector, path: str, text: str) -> None:
    assert not classes(detector.scan(text.format(v=TOKEN).encode(), path)) & _FINDINGS


PLACES = [
    ("a.hs", 'token <- fromMaybe "{v}" <$> lookupEnv "T"'),
    ("a.rb", 'method_option :password, type: :string, default: "{v}"'),
    ("application.properties", "%prod.shop.token={v}"),
    ("README.md", "Use the API key {v} until the vault is there."),
    ("a.sh", 'TOKEN=$(test -f ~/.t && cat ~/.t || echo "{v}")'),
    ("a.sh", "openssl enc -d -aes-256-cbc -pass pass:{v} -in a -out b"),
    ("a.sh", "htpasswd -b -c .htpasswd robot {v}"),
    ("a.bat", "net user robot {v} /add"),
    ("a.sql", "CONNECT robot/{v}@ACME"),
    ("a.ex", 'defmodule A do\n  @api_key "{v}"\nend\n'),
    ("a.erl", '-define(API_TOKEN, "{v}").'),
    ("a.erl", 'init() -> {{ok, #{{password => <<"{v}">>}}}}.'),
    ("a.cpp", 'const std::string kToken("{v}");'),
    ("a.cbl", "       01  WS-DB-PASSWORD PIC X(40) VALUE '{v}'."),
    ("a.abap", "DATA lv_password TYPE string VALUE '{v}'."),
    ("a.adb", 'Api_Token : constant String := "{v}";'),
    ("a.rs", 'let k = SecretString::new("{v}".to_owned());'),
    ("a.service", "[Service]\nSetCredential=db-password:{v}\n"),
    ("passwd.client", "# host:user:password\n*.acme.io:robot@acme.io:{v}\n"),
    ("vpn/auth.txt", "robot\n{v}\n"),
    ("fstab", "//acme.io/s /mnt/s cifs username=robot,password={v},uid=1000 0 0\n"),
]


@pytest.mark.parametrize(("path", "text"), PLACES)
def test_a_drawn_value_in_such_a_place_is_found(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=TOKEN).encode(), path)) == [TOKEN]


FORMS = ("{a}-{b}-{n}", "{A}.{b}.{n}", "{A}{b}{n}", "{a}_{n}_{B}", "{A}{n}!{b}")
SET = [
    ("a.py", 'psycopg2.connect(dbname="shop", user="robot", password="{v}")'),
    ("a.sql", "CREATE USER robot WITH PASSWORD '{v}';"),
    ("a.sh", "curl --user 'robot:{v}' https://files.acme.io/up"),
    ("a.py", 'URL = "postgres://robot:{v}@db.acme.io/shop"'),
    ("a.ini", "[db]\npassword = {v}\n"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("path", "text"), SET)
def test_two_words_and_a_number_are_a_password_where_one_is_set(
    detector: Detector, path: str, text: str, form: str
) -> None:
    value = words(5, form)
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


@pytest.mark.parametrize("form", FORMS[:3])
@pytest.mark.parametrize("text", ["Password: {v}\n", "- **Password:** {v}\n", "password:: {v}\n"])
def test_a_guide_that_sets_one_at_the_end_of_a_line_tells_it(detector: Detector, text: str, form: str) -> None:
    value = words(7, form)
    assert live(detector.scan(text.format(v=value).encode(), "README.md")) == [value]


@pytest.mark.parametrize("value", ["postgres-cache-12", "token-value-2024", "reset-password-42", "chart-legend-10"])
def test_words_of_the_trade_and_a_number_are_a_name(detector: Detector, value: str) -> None:
    assert not phrases.is_pair(value)
    assert not classes(detector.scan(f'password = "{value}"'.encode(), "src/a.py")) & _FINDINGS


@pytest.mark.parametrize("form", ["{A}@123456", "{a}-123"])
def test_a_guide_that_counts_shows_an_example(detector: Detector, form: str) -> None:
    value = words(11, form)
    assert not classes(detector.scan(f"MYSQL_ROOT_PASSWORD: {value}\n".encode(), "docs/deploy.md")) & _FINDINGS


def test_the_key_of_a_websocket_is_a_nonce() -> None:
    assert kind_of("Sec-WebSocket-Key") is None
