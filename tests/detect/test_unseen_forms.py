"""Spellings of a binding that a set of contexts by another author showed to be missed."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.setting import setting_of
from keyproof.model.fact import Setting
from tests.detect.conftest import drawn, live

VALUE = drawn(32, 21)
HEX = drawn(40, 22, "0123456789abcdef")

PLACES = [
    ("conf.py", 'X = config("ACME_API_SECRET", cast=Secret, default="{v}")'),
    ("conf.py", 'X = env.str("ACME_API_SECRET", validate=None, default="{v}")'),
    ("conf.py", 'partner: str = Field(default="{v}", validation_alias="ACME_API_SECRET")'),
    ("cli.py", '@click.option("--auth", default="{v}", envvar="ACME_API_TOKEN")'),
    ("cli.go", '&cli.StringFlag{{Name: "auth", Value: "{v}", EnvVars: []string{{"ACME_API_TOKEN"}}}},'),
    ("cli.rs", '#[arg(long, default_value = "{v}", env = "ACME_API_TOKEN")]'),
    ("conf.rs", 'fn default_api_secret() -> String {{\n    "{v}".to_string()\n}}'),
    ("conf.rs", 'fn default_token() -> String {{ String::from("{v}") }}'),
    ("Conf.kt", 'fun apiToken() = "{v}"'),
    ("Conf.scala", 'def apiToken(): String = "{v}"'),
    ("conf.ml", 'let key = Option.value (Sys.getenv_opt "ACME_API_KEY") ~default:"{v}"'),
    ("conf.ml", 'let key = Sys.getenv_opt "ACME_API_KEY" |> Option.value ~default:"{v}"'),
    ("conf.ml", 'let key = match Sys.getenv_opt "ACME_API_KEY" with Some k -> k | None -> "{v}"'),
    ("conf.ml", 'let key = try Sys.getenv "ACME_API_KEY" with Not_found -> "{v}"'),
    ("fetch.m", "opts = weboptions('Timeout', 30, 'HeaderFields', {{'X-Api-Key' '{v}'}});"),
    ("http.clj", '(def headers {{"X-Api-Key" "{v}" "Accept" "text/plain"}})'),
    ("http.tcl", 'set headers [list X-Api-Key "{v}"]'),
    ("server.json", '{{ "name": "ACME_TOKEN", "isSecret": true, "isRequired": true, "value": "{v}" }}'),
    ("app.json", '[\n  {{\n    "name": "ACME_TOKEN",\n    "slotSetting": false,\n    "value": "{v}"\n  }}\n]'),
    ("vars.json", '{{\n  "key": "ACME_TOKEN",\n  "variable_type": "env_var",\n  "masked": true,\n  "value": "{v}"\n}}'),
    ("a.postman_collection.json", '{{ "key": "value", "value": "{v}", "type": "string" }}'),
    ("a.postman_collection.json", '{{\n  "key": "value",\n  "value": "{v}"\n}}'),
    ("keys.conf", 'map $http_x_api_key $client {{\n    default 0;\n    "{v}" 1;\n}}'),
    ("notes.org", "- token :: {v}"),
    ("notes.org", "- API key: ={v}="),
    ("login.robot", "*** Variables ***\n${{TOKEN}}    {v}\n"),
    ("client.ovpn", "client\n<auth-user-pass>\nrobot\n{v}\n</auth-user-pass>\n"),
    ("cron.d/acme", "0 3 * * * robot PGPASSWORD={v} pg_dump -h db acme"),
]


@pytest.mark.parametrize("value", [VALUE, HEX])
@pytest.mark.parametrize(("path", "text"), PLACES)
def test_the_value_is_found(detector: Detector, path: str, text: str, value: str) -> None:
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


def test_keys_of_a_session_are_found_below_its_name(detector: Detector) -> None:
    text = f"app.use(\n  session({{\n    name: 'acme.sid',\n    keys: ['{VALUE}'],\n  }}),\n);"
    assert live(detector.scan(text.encode(), "app.js")) == [VALUE]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("conf.rs", "fn default_token() -> Token {\n    Token::new()\n}"),
        ("query.sql", "map $http_x_api_key $client {"),
        ("a.json", '{"key": "value", "value": "X-Api-Key"}'),
        ("http.clj", '{"X-Api-Key" "Accept" "Content-Type" "text/plain"}'),
        ("login.robot", "${PASSWORD}    Get Variable Value    ${OTHER}"),
        ("client.ovpn", "<auth-user-pass>\nrobot\n</auth-user-pass>"),
        ("conf.py", 'token: str = Field(default="header-token", alias="ACME_TOKEN")'),
        ("session.ts", f"session({{ keys: [process.env.KEY] }}); const id = '{HEX}';"),
    ],
)
def test_what_is_written_alike_is_none(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.encode(), path)) == []


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        (".wgetrc", Setting.CONFIG),
        (".curlrc", Setting.CONFIG),
        (".bashrc", Setting.SOURCE),
        ("etc/cron.d/backup", Setting.CONFIG),
        ("users.acl", Setting.CONFIG),
        ("client.ovpn", Setting.CONFIG),
        ("notes.org", Setting.DOCS),
        ("mails/welcome.eml", Setting.DOCS),
    ],
)
def test_files_that_set_a_program_up_are_settings(path: str, setting: Setting) -> None:
    assert setting_of(path) is setting
