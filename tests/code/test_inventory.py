"""Every way a credential comes in is found, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.code.inventory import evidence, is_aside, reads
from keyproof.model.fact import EnvironmentsSeparated, ExpiryEvidence, Reaction, SecretManagerUsed
from tests.code._program import inventory, names, project, secrets


def test_direct_reads_of_python_are_found() -> None:
    assert names(
        server_py="""
import os
from os import environ, getenv as ge
a = os.environ["A_TOKEN"]
b = os.environ.get("B_API_KEY")
c = os.getenv("C_SECRET", "")
d = environ["D_PASSWORD"]
e = ge("E_TOKEN")
env = os.environ
f = env.get("F_TOKEN")
"""
    ) == {"A_TOKEN", "B_API_KEY", "C_SECRET", "D_PASSWORD", "E_TOKEN", "F_TOKEN"}


def test_direct_reads_of_javascript_are_found() -> None:
    assert names(
        src__index_ts="""
import process, { env } from "node:process";
const a = process.env.A_TOKEN;
const b = process.env["B_API_KEY"]!;
const { C_SECRET, D_PASSWORD: renamed } = process.env;
const e = env.E_TOKEN;
const f = Deno.env.get("F_TOKEN");
const g = process.env?.G_TOKEN ?? "";
export function build(environment: NodeJS.ProcessEnv = process.env) { return environment.H_TOKEN; }
"""
    ) == {"A_TOKEN", "B_API_KEY", "C_SECRET", "D_PASSWORD", "E_TOKEN", "F_TOKEN", "G_TOKEN", "H_TOKEN"}


def test_a_write_is_not_a_read() -> None:
    assert not names(server_py='import os\nos.environ["A_TOKEN"] = value\ndel os.environ["B_TOKEN"]\n')
    assert not names(index_js='process.env.A_TOKEN = "x";\ndelete process.env.B_TOKEN;\n')


def test_a_wrapper_gives_its_reads_to_its_callers_in_other_files() -> None:
    found = secrets(
        pkg__env_py="""
import os
def required(name, default=None):
    value = os.environ.get(name, default)
    if not value:
        raise ValueError(f"{name} must be set")
    return value
""",
        pkg__server_py='from .env import required\nTOKEN = required("ACME_TOKEN")\n',
    )
    read = found["ACME_TOKEN"]
    assert (read.location.path, read.location.line) == ("pkg/server.py", 2)
    assert read.via == ("required",)


def test_a_wrapper_of_javascript_is_followed() -> None:
    found = secrets(
        src__config_ts="""
export function envStr(name: string): string | undefined { return process.env[name] || undefined; }
""",
        src__index_ts='import { envStr } from "./config.js";\nconst key = envStr("FIGMA_API_KEY");\n',
    )
    assert found["FIGMA_API_KEY"].location.path == "src/index.ts"


def test_names_are_composed_from_constants_templates_and_loops() -> None:
    assert names(
        server_py="""
import os
PREFIX = "ACME"
one = os.getenv(f"{PREFIX}_API_KEY")
two = os.getenv(PREFIX + "_TOKEN")
for key in ("X_PASSWORD", "Y_SECRET"):
    values[key] = os.environ.get(key)
TABLE = {"T_TOKEN": "t", "U_SECRET": "u"}
for name, field in TABLE.items():
    config[field] = os.getenv(name)
"""
    ) == {"ACME_API_KEY", "ACME_TOKEN", "X_PASSWORD", "Y_SECRET", "T_TOKEN", "U_SECRET"}


def test_an_unknown_part_of_a_name_is_a_wildcard() -> None:
    found = names(server_py='import os\ndef f(k):\n    return os.getenv("SNOW_TOKEN_" + k.upper())\nf(input())\n')
    assert found == {"SNOW_TOKEN_*"}


def test_settings_classes_of_pydantic_are_read_with_prefix_alias_and_nesting() -> None:
    found = secrets(
        settings_py="""
from pydantic import Field, SecretStr, AliasChoices
from pydantic_settings import BaseSettings, SettingsConfigDict

class Base(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ACME_", env_file=".env")

class Settings(Base):
    api_key: SecretStr
    token: str | None = None
    other: str = Field(default="", validation_alias="OTHER_PASSWORD")
    choice: str = Field(validation_alias=AliasChoices("NEW_TOKEN", "OLD_TOKEN"))
    timeout: int = 30
"""
    )
    assert set(found) == {"ACME_API_KEY", "ACME_TOKEN", "OTHER_PASSWORD", "NEW_TOKEN", "OLD_TOKEN"}
    assert found["ACME_API_KEY"].required is True
    assert found["ACME_TOKEN"].required is False


@pytest.mark.parametrize(
    "schema",
    [
        "const env = z.object({ ACME_TOKEN: z.string(), LEVEL: z.string().optional() }).parse(process.env);",
        "const S = z.object({ ACME_TOKEN: z.string().min(1) });\nexport const env = S.safeParse(process.env);",
        "const env = cleanEnv(process.env, { ACME_TOKEN: str(), PORT: port() });",
        "const env = createEnv({ server: { ACME_TOKEN: z.string() }, runtimeEnv: process.env });",
    ],
)
def test_schemas_of_the_environment_are_read(schema: str) -> None:
    assert names(src__env_ts=schema) == {"ACME_TOKEN"}


def test_options_of_the_command_line_are_found() -> None:
    assert names(
        cli_py="""
import argparse, click
parser = argparse.ArgumentParser()
parser.add_argument("--api-key", required=True)
parser.add_argument("--max-tokens", type=int)
parser.add_argument("--mask-token", action="store_true")
@click.command()
@click.option("--token", "-t", envvar="ACME_TOKEN")
def main(token): ...
"""
    ) == {"--api-key", "--token", "ACME_TOKEN"}


def test_options_of_commander_are_found() -> None:
    assert names(index_ts='program.option("--brave-api-key <string>", "Brave API key", "");') == {"--brave-api-key"}


def test_stores_files_and_chains_are_sources_of_their_own() -> None:
    found = secrets(
        server_py="""
import json, boto3, keyring
from google_auth_oauthlib.flow import InstalledAppFlow
from openai import OpenAI
with open("config.json") as f:
    config = json.load(f)
password = config["password"]
pw = keyring.get_password("acme", "api_token")
s3 = boto3.client("s3")
secret = boto3.client("secretsmanager").get_secret_value(SecretId="prod/acme")
flow = InstalledAppFlow.from_client_secrets_file("credentials.json", [])
client = OpenAI()
"""
    )
    assert {n: r.source for n, r in found.items()} == {
        "password": "file",
        "api_token": "keyring",
        "AWS_*": "cloud-chain",
        "prod/acme": "secret-manager",
        "Google OAuth client file": "oauth",
        "OPENAI_API_KEY": "env",
    }


def test_a_reply_of_the_network_is_not_a_config_file() -> None:
    assert not names(server_py='import json\ndata = json.loads(requests.get(url).text)\nt = data["access_token"]\n')


def test_a_client_that_is_given_its_key_does_not_read_its_own() -> None:
    assert names(a_py='import os\nfrom openai import OpenAI\nc = OpenAI(api_key=os.environ["MY_KEY_TOKEN"])\n') == {
        "MY_KEY_TOKEN"
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('const k = req.headers["x-api-key"];', "X-Api-Key"),
        ("const k = req.headers.authorization;", "Authorization"),
        ('const k = extra.requestInfo.headers["x-acme-token"];', "X-Acme-Token"),
        ('const k = request.headers.get("authorization");', "Authorization"),
        ('app.post("/mcp", (req, res) => { if (!req.get("Authorization")) res.status(401) });', "Authorization"),
        (
            "const NAME = 'acme-token'; export function f(headers: IncomingHttpHeaders) { return headers[NAME] }",
            "Acme-Token",
        ),
    ],
)
def test_headers_of_a_request_are_a_source(text: str, name: str) -> None:
    found = secrets(src__index_ts=text)
    assert {n: r.source for n, r in found.items()} == {name: "header"}


def test_headers_of_a_request_that_is_sent_are_none() -> None:
    assert not names(a_py='headers = {}\nheaders["Authorization"] = x\nv = error.request.headers["Authorization"]\n')


def test_headers_that_a_function_of_the_server_looks_up_are_a_source() -> None:
    found = secrets(a_py='def f(headers):\n    return _header_value(headers, b"x-acme-secret")\n')
    assert {n: r.source for n, r in found.items()} == {"X-Acme-Secret": "header"}
    assert not names(
        a_py='def f(headers):\n    set_header(headers, "x-acme-secret")\n    get_header("x-acme-secret")\n'
    )


def test_headers_of_fastmcp_are_a_source() -> None:
    found = secrets(
        a_py="""
from fastmcp.server.dependencies import get_http_headers
def token():
    headers = get_http_headers()
    return headers.get("authorization")
"""
    )
    assert found["Authorization"].source == "header"


def test_a_credential_asked_of_the_model_is_a_tool_argument() -> None:
    found = secrets(
        a_py="""
@mcp.tool()
def connect(host: str, password: str, next_token: str = "", token: str = "") -> str:
    \"\"\"Connect.\"\"\"
    return "ok"
"""
    )
    assert {n: r.source for n, r in found.items()} == {"password": "tool-argument"}


def test_a_credential_in_a_tool_schema_is_a_tool_argument() -> None:
    assert names(
        src__index_ts="""
server.tool("connect", { host: z.string(), apiKey: z.string().describe("API key"), maxTokens: z.number() }, handler);
const tools = [{ name: "login", inputSchema: { type: "object", properties: { password: { type: "string" } } } }];
"""
    ) == {"apiKey", "password"}


def test_reads_of_tests_and_examples_are_left_out() -> None:
    assert not inventory(tests__test_a_py='import os\nx = os.environ["A_TOKEN"]\n')
    assert is_aside("src/tools/__tests__/a.test.ts")
    assert is_aside("examples/demo.py")
    assert not is_aside("src/server.py")
    assert not is_aside("src/testimony/latest.py")


def test_plain_settings_are_kept_and_marked() -> None:
    found = {r.name: r.secret for r in inventory(a_py='import os\nx = os.getenv("PORT")\ny = os.getenv("A_TOKEN")\n')}
    assert found == {"PORT": False, "A_TOKEN": True}


def test_secret_managers_refresh_and_separate_environments_are_evidence() -> None:
    found = evidence(
        project(
            a_py="""
import keyring, boto3
from dotenv import load_dotenv
load_dotenv(f".env.{ENVIRONMENT}")
data = {"grant_type": "refresh_token", "refresh_token": token}
""",
            b_ts='import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";',
        )
    )
    assert {f.manager for f in found if isinstance(f, SecretManagerUsed)} == {
        "the operating system's keyring",
        "AWS Secrets Manager",
    }
    assert [f.how for f in found if isinstance(f, ExpiryEvidence)] == ["refresh"]
    assert any(isinstance(f, EnvironmentsSeparated) for f in found)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet='os.environget("A_TOKEN")\n =:ifraise[]{},frmpd ', max_size=200))
def test_no_text_of_a_program_breaks_the_inventory(text: str) -> None:
    reads(project(a_py=text, b_ts=text))


@pytest.mark.parametrize(
    ("schema", "required"),
    [
        ('{"type": "object", "properties": {"api_key": {"type": "string"}}}', False),
        ('{"type": "object", "properties": {"api_key": {"type": "string"}}, "required": ["api_key"]}', True),
        ('{"type": "object", "properties": {"api_key": {"type": "string"}}, "required": needed()}', None),
    ],
)
def test_the_schema_of_a_tool_says_whether_it_needs_the_credential(schema: str, required: bool | None) -> None:
    found = secrets(server_py=f'tool = types.Tool(name="connect", description="Connect", inputSchema={schema})')
    assert found["api_key"].required is required


@pytest.mark.parametrize(("shape", "required"), [("z.string()", True), ("z.string().optional()", False)])
def test_a_shape_of_zod_says_whether_the_tool_needs_the_credential(shape: str, required: bool) -> None:
    found = secrets(index_ts=f'server.tool("connect", "Connect", {{ apiKey: {shape} }}, async () => {{}});')
    assert found["apiKey"].required is required


@pytest.mark.parametrize(
    ("text", "reaction"),
    [
        ('def main():\n    flow = Flow.from_client_secrets_file("client.json", scopes=[])\nmain()', Reaction.NOISY),
        ('@mcp.tool()\ndef login() -> str:\n    return Flow.from_client_secrets_file("client.json", scopes=[])', Reaction.DEGRADE),
    ],
)  # fmt: skip
def test_an_oauth_client_file_that_is_not_there_is_an_error_of_the_library(text: str, reaction: Reaction) -> None:
    found = secrets(server_py="from google_auth_oauthlib.flow import Flow\n" + text)
    assert {(r.source, r.reaction) for r in found.values()} == {("oauth", reaction)}


def test_a_session_that_signs_in_is_a_source() -> None:
    found = secrets(
        login_py="from authlib.integrations.requests_client import OAuth2Session\ns = OAuth2Session(client_id=ID)"
    )
    assert {(r.name, r.source) for r in found.values()} == {("OAuth sign-in", "oauth")}
