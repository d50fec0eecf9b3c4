"""Leaks: each pattern with its nearest harmless neighbour."""

from __future__ import annotations

import textwrap

import pytest

from keyproof.code.leaks import leaks
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.model.fact import CredentialLeak
from keyproof.model.target import Gap

PY = """
import os, logging, sys, json, subprocess, requests, httpx, base64, hashlib
from pathlib import Path
from mcp.server.fastmcp import FastMCP
mcp = FastMCP("acme")
logger = logging.getLogger(__name__)
KEY = os.environ.get("ACME_API_KEY")
"""
TS = """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import fs from "fs";
import axios from "axios";
import { spawn, exec } from "child_process";
const server = new McpServer({ name: "acme", version: "1" });
const KEY = process.env.ACME_API_KEY;
async function main() { await server.connect(new StdioServerTransport()); }
"""


def project(**files: str) -> Project:
    modules = []
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        parsed = parse(f"{stem}.{suffix}", textwrap.dedent(text).encode())
        assert not isinstance(parsed, Gap)
        modules.append(parsed)
    return Project(modules)


def found(text: str, suffix: str = "py") -> list[CredentialLeak]:
    lead = PY if suffix == "py" else TS
    return leaks(project(**{f"server_{suffix}": lead + textwrap.dedent(text)}))


def sinks(text: str, suffix: str = "py") -> list[str]:
    return [leak.sink for leak in found(text, suffix)]


PY_LEAKS = {
    "f-string in a log": ('logger.info(f"key {KEY}")', "log"),
    "argument of a log": ('logger.debug("key %s", KEY)', "log"),
    "printed to stderr": ("print(KEY, file=sys.stderr)", "log"),
    "printed in a stdio server": ('print("key", KEY)\nmcp.run()', "stdout"),
    "eight characters": ('logger.info(f"key {KEY[:8]}...")', "log"),
    "a mapping of headers": ('headers = {"Authorization": f"Bearer {KEY}"}\nlogger.info("headers %s", headers)', "log"),
    "returned by a tool": ('@mcp.tool()\ndef who() -> str:\n    return f"using {KEY}"', "tool-result"),
    "in a tool's mapping": ('@mcp.tool()\ndef who():\n    return {"status": "ok", "key": KEY}', "tool-result"),
    "in a resource": (
        '@mcp.resource("config://app")\ndef config():\n    return json.dumps({"api_key": KEY})',
        "tool-result",
    ),
    "in an error of a tool": ('@mcp.tool()\ndef go():\n    raise ValueError(f"refused: {KEY}")', "tool-result"),
    "whole environment": ("@mcp.tool()\ndef env():\n    return dict(os.environ)", "env-dump"),
    "whole environment in a log": ('logger.info("env %s", os.environ)', "env-dump"),
    "query string": ('requests.get(f"https://api.acme.io/v1?api_key={KEY}")', "url"),
    "second in the query": ('url = "https://api.acme.io/v1?q=a&key=" + KEY\nrequests.get(url)', "url"),
    "params": ('requests.get("https://api.acme.io", params={"q": "a", "apikey": KEY})', "url"),
    "params of a client": (
        'with httpx.Client() as client:\n    client.get("https://a.io", params={"key": KEY})',
        "url",
    ),
    "subprocess": ('subprocess.run(["acme", "--token", KEY])', "argv"),
    "shell": ('os.system(f"acme login {KEY}")', "argv"),
    "file": ('Path("token.txt").write_text(KEY)', "file"),
    "dumped to a file": ('with open("t.json", "w") as f:\n    json.dump({"token": KEY}, f)', "file"),
    "plain http": ('requests.get("http://api.acme.io/v1", headers={"Authorization": f"Bearer {KEY}"})', "plain-http"),
    "no verification": ('requests.get("https://api.acme.io", verify=False)', "tls-off"),
    "session without verification": ("s = requests.Session()\ns.verify = False", "tls-off"),
    "minted by STS": (
        'import boto3\n@mcp.tool()\ndef role():\n    r = boto3.client("sts").assume_role(RoleArn="a")\n    return r["Credentials"]',
        "tool-result",
    ),
    "base64 is no protection": ("logger.info(base64.b64encode(KEY.encode()).decode())", "log"),
}

PY_FINE = {
    "a header is where it belongs": 'requests.get("https://a.io", headers={"Authorization": f"Bearer {KEY}"})',
    "a client takes it": "import acme\nclient = acme.Client(api_key=KEY)",
    "a reply is not the credential": 'r = requests.get("https://a.io", headers={"X-Api-Key": KEY})\nlogger.info(r.text)\n'
    "@mcp.tool()\ndef go():\n    return r.json()",
    "presence": 'logger.info("key is %s", "set" if KEY else "unset")',
    "truth": "logger.info(bool(KEY))",
    "length": "logger.info(len(KEY))",
    "comparison": "logger.info(KEY is None)\nlogger.info(KEY == '')",
    "four characters": 'logger.info(f"key {KEY[:4]}...")',
    "masked": "def mask(v):\n    return v[:2] + '*' * 8\nlogger.info(mask(KEY))",
    "hashed": "logger.info(hashlib.sha256(KEY.encode()).hexdigest())",
    "the name": 'logger.info("set ACME_API_KEY first")',
    "mask first, same name": "KEY2 = KEY\nKEY2 = '***'\nlogger.info(KEY2)",
    "another field": 'config = {"url": "https://a.io", "token": KEY}\nlogger.info(config["url"])',
    "pagination": 'token = os.environ.get("NEXT_TOKEN")\nlogger.info(token)',
    "a count": 'logger.info(os.environ.get("MAX_TOKENS"))',
    "an address": 'logger.info(os.environ.get("TOKEN_URL"))',
    "an id": 'logger.info(os.environ.get("AWS_ACCESS_KEY_ID"))',
    "a path": 'logger.info(os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"))',
    "environment of a child": 'subprocess.run(["acme"], env={**os.environ, "ACME_API_KEY": KEY})',
    "stdin of a child": 'subprocess.run(["acme"], input=KEY)',
    "loopback": 'requests.get("http://localhost:8080/v1", headers={"Authorization": f"Bearer {KEY}"})',
    "metadata service": 'requests.get("http://169.254.169.254/latest", headers={"X-Token": KEY})',
    "https": 'requests.get("https://api.acme.io/v1", headers={"Authorization": f"Bearer {KEY}"})',
    "private file": 'p = Path("t")\ndef save():\n    p.write_text(KEY)\n    os.chmod(p, 0o600)\nsave()',
    "encrypted file": 'def save(fernet):\n    Path("t").write_bytes(fernet.encrypt(KEY.encode()))\nsave(1)',
    "a token request's body": 'requests.post("https://a.io/token", data={"client_secret": KEY})',
    "a form body": 'body = f"grant_type=x&client_secret={KEY}"\nrequests.post("https://a.io/token", data=body)',
    "verification is a setting": 'requests.get("https://a.io", verify=os.environ.get("VERIFY", "1") == "1")',
    "verification off on request": "s = requests.Session()\nif os.environ.get('INSECURE'):\n    s.verify = False",
    "a child's environment is no dump": "@mcp.tool()\ndef go():\n    env = os.environ.copy()\n    return subprocess.run(['a'], env=env).stdout",
    "one variable is no dump": '@mcp.tool()\ndef home():\n    return os.environ.get("HOME")',
}


@pytest.mark.parametrize("case", PY_LEAKS)
def test_a_credential_that_leaks_in_python_is_found(case: str) -> None:
    text, sink = PY_LEAKS[case]
    assert sinks(text) == [sink]


@pytest.mark.parametrize("case", PY_FINE)
def test_a_credential_that_is_used_well_in_python_is_no_leak(case: str) -> None:
    assert sinks(PY_FINE[case]) == []


TS_LEAKS = {
    "log": ("console.error(`key ${KEY}`);", "log"),
    "stdout": ('console.log("key", KEY);', "stdout"),
    "object": ("const config = { key: KEY };\nconsole.error(config);", "log"),
    "tool": (
        'server.tool("who", {}, async () => ({ content: [{ type: "text", text: `key ${KEY}` }] }));',
        "tool-result",
    ),
    "environment": (
        'server.registerTool("env", {}, async () => ({ content: [{ type: "text", text: JSON.stringify(process.env) }] }));',
        "env-dump",
    ),
    "query": ("fetch(`https://api.acme.io/v1?api_key=${KEY}`);", "url"),
    "search parameters": ('const u = new URL("https://a.io");\nu.searchParams.set("key", KEY);', "url"),
    "axios params": ('axios.get("https://a.io", { params: { api_key: KEY } });', "url"),
    "built parameters": ('const p = new URLSearchParams({ q: "a", key: KEY });\nfetch(`https://a.io/x?${p}`);', "url"),
    "spawn": ('spawn("acme", ["--token", KEY]);', "argv"),
    "exec": ("exec(`acme --token ${KEY}`);", "argv"),
    "file": ('fs.writeFileSync("token.json", JSON.stringify({ token: KEY }));', "file"),
    "plain http": ('axios.get("http://api.acme.io", { headers: { Authorization: `Bearer ${KEY}` } });', "plain-http"),
    "unverified": ('process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";', "tls-off"),
    "agent": ('import https from "https";\nconst a = new https.Agent({ rejectUnauthorized: false });', "tls-off"),
    "passthrough": (
        'app.post("/mcp", async (req, res) => { await fetch("https://api.acme.io", '
        "{ headers: { Authorization: req.headers.authorization } }); });",
        "passthrough",
    ),
    "error of a tool": ('server.tool("go", {}, async () => { throw new Error(`bad key ${KEY}`); });', "tool-result"),
}

TS_FINE = {
    "header": "fetch('https://a.io', { headers: { Authorization: `Bearer ${KEY}` } });",
    "client": 'import { Acme } from "acme";\nconst c = new Acme({ apiKey: KEY });',
    "reply": "const r = await fetch('https://a.io', { headers: { 'x-api-key': KEY } });\nconsole.error(await r.text());",
    "presence": "console.error(KEY ? 'set' : 'unset', !!KEY, Boolean(KEY), KEY?.length);",
    "four characters": "console.error(`${KEY.slice(0, 4)}...`);",
    "object in a template": "const config = { key: KEY };\nconsole.error(`${config}`);",
    "another field": "const config = { url: 'x', key: KEY };\nconsole.error(config.url);",
    "environment of a child": 'spawn("acme", ["run"], { env: { ...process.env, ACME_API_KEY: KEY } });',
    "private file": 'fs.writeFileSync("token", KEY, { mode: 0o600 });',
    "verified by default": "import https from 'https';\nconst a = new https.Agent({ rejectUnauthorized: process.env.X !== '1' });",
    "form body": "const p = new URLSearchParams();\np.append('client_secret', KEY);\nfetch('https://a.io/t', { method: 'POST', body: p });",
    "redacted": "const redactToken = (t) => t.slice(0, 8) + '...';\nconsole.error(redactToken(KEY));",
    "own request": "app.post('/x', (req) => handler(new Request('https://a.io', { headers: req.headers })));",
}


@pytest.mark.parametrize("case", TS_LEAKS)
def test_a_credential_that_leaks_in_typescript_is_found(case: str) -> None:
    text, sink = TS_LEAKS[case]
    assert sinks(text, "ts") == [sink]


@pytest.mark.parametrize("case", TS_FINE)
def test_a_credential_that_is_used_well_in_typescript_is_no_leak(case: str) -> None:
    assert sinks(TS_FINE[case], "ts") == []


def test_the_flow_tells_every_step_from_the_read_to_the_sink() -> None:
    leak = found("""
    class Client:
        def __init__(self, token):
            self.token = token
        def show(self):
            logger.info(self.token)
    Client(KEY).show()
    """)[0]
    assert [s.note for s in leak.flow] == [
        "read from the environment",
        "assigned to KEY",
        "passed to Client(token)",
        "assigned to self.token",
        "put in the log",
    ]
    assert leak.location == leak.flow[-1]
    assert leak.credential == "ACME_API_KEY"


def test_two_callers_of_one_function_do_not_mix() -> None:
    assert (
        sinks("""
    def same(value):
        return value
    key = same(KEY)
    url = same("https://a.io")
    logger.info(url)
    """)
        == []
    )


def test_a_credential_is_followed_into_another_file_and_back() -> None:
    made = project(
        config_py='import os\nTOKEN = os.environ["ACME_TOKEN"]\n',
        urls_py='def make(key):\n    return f"https://a.io/?token={key}"\n',
        main_py="import requests\nfrom config import TOKEN\nfrom urls import make\nrequests.get(make(TOKEN))\n",
    )
    leak = leaks(made)[0]
    assert (leak.sink, leak.location.path) == ("url", "urls.py")
    assert [s.path for s in leak.flow] == ["config.py", "config.py", "main.py", "urls.py"]


def test_a_closure_sees_the_credential_given_to_the_function_around_it() -> None:
    assert sinks("""
    def build(token):
        @mcp.tool()
        def who():
            return token
        return who
    build(KEY)
    """) == ["tool-result"]


def test_a_data_class_prints_its_fields_and_a_secret_type_does_not() -> None:
    plain = """
    from pydantic_settings import BaseSettings
    from pydantic import SecretStr
    class Settings(BaseSettings):
        api_key: {type}
        url: str = "x"
    settings = Settings()
    logger.info(f"settings {{settings}}")
    """
    assert sinks(plain.format(type="str")) == ["log"]
    assert sinks(plain.format(type="SecretStr")) == []


def test_a_secret_type_that_is_opened_is_followed_again() -> None:
    assert sinks("""
    from pydantic_settings import BaseSettings
    from pydantic import SecretStr
    class Settings(BaseSettings):
        api_key: SecretStr
    settings = Settings()
    logger.info(settings.api_key.get_secret_value())
    """) == ["log"]


def test_an_object_that_keeps_its_fields_to_itself_is_no_leak() -> None:
    assert (
        sinks("""
    class Client:
        def __init__(self, token):
            self.token = token
    client = Client(KEY)
    logger.info("client %s", client)
    """)
        == []
    )


def test_an_option_that_is_the_only_way_to_give_a_secret_is_told() -> None:
    demand = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--api-token', required=True)\n"
    assert [x.sink for x in leaks(project(main_py=demand))] == ["cli-option"]
    choice = demand + "import os\nother = os.environ.get('API_TOKEN')\n"
    assert leaks(project(main_py=choice)) == []


def test_a_tool_that_calls_a_leaking_function_is_found() -> None:
    assert sinks("""
    def describe():
        parts = ["a"]
        parts.append(KEY)
        return ", ".join(parts)
    @mcp.tool()
    def who():
        return describe()
    """) == ["tool-result"]


def test_the_headers_of_a_request_in_a_log_are_its_credentials() -> None:
    leak = found("""
    async def handle(request):
        logger.info("headers %s", request.headers)
    """)
    assert [(x.sink, x.credential) for x in leak] == [("log", "Authorization")]


def test_tests_and_examples_are_left_out() -> None:
    text = 'import os\nprint(os.environ["ACME_TOKEN"])\n'
    assert leaks(project(**{"tests/test_x_py": text, "examples/demo_py": text})) == []


def test_recursion_and_loops_come_to_an_end() -> None:
    assert sinks("""
    def a(x, n):
        return b({"x": x}, n)
    def b(x, n):
        y = [x]
        for _ in range(n):
            y.append(a(y, n))
        return y
    logger.info(a(KEY, 3))
    """) == ["log"]


def test_what_a_schema_takes_of_the_environment_is_followed_by_name() -> None:
    text = """
    import { z } from "zod";
    const env = z.object({ ACME_TOKEN: z.string(), ACME_URL: z.string() }).parse(process.env);
    console.error(env.ACME_URL);
    console.error(env);
    server.setRequestHandler(CallToolRequestSchema, async () => ({ content: [{ type: "text", text: env.ACME_TOKEN }] }));
    """
    assert [(x.sink, x.credential) for x in found(text, "ts")] == [("tool-result", "ACME_TOKEN")]


def test_an_oauth_token_cache_is_told() -> None:
    assert sinks("""
    def login(flow):
        creds = flow.run_local_server(port=0)
        with open("token.json", "w") as token:
            token.write(creds.to_json())
    """) == ["file"]


def test_asking_the_issuer_about_a_token_is_no_passthrough() -> None:
    ask = """
    async def {name}(request):
        token = request.headers.get("authorization")
        return await httpx.get("https://api.acme.io/me", headers={{"Authorization": token}})
    """
    assert sinks(ask.format(name="forward")) == ["passthrough"]
    assert sinks(ask.format(name="verify_token")) == []
