"""Python: a settings class, a client, and a server of the official SDK."""

FILES = {
    "src/acme/settings.py": """
import os
from dataclasses import dataclass

@dataclass
class Settings:
    base_url: str
    api_key: str

def load_settings() -> Settings:
    key = os.environ.get("ACME_API_KEY")
    if not key:
        raise SystemExit("ACME_API_KEY is not set")
    return Settings(base_url="https://api.acme.io", api_key=key)
""",
    "src/acme/client.py": """
import json
import logging
import os
import subprocess
import sys

import httpx
import requests
import structlog
import urllib.request
from dataclasses import asdict
from loguru import logger as loguru
from pathlib import Path
from rich import print as rich_print
from urllib.parse import urlencode

from acme.settings import Settings

logger = logging.getLogger(__name__)

class AcmeClient:
    def __init__(self, settings: Settings):
        self._settings = settings
        self._headers = {"Authorization": f"Bearer {settings.api_key}"}

    def search(self, query: str) -> dict:
        @CLIENT@
        reply = httpx.get(f"{self._settings.base_url}/search", params={"q": query}, headers=self._headers)
        return reply.json()

    def describe(self) -> str:
        return f"acme at {self._settings.base_url} with {self._settings.api_key}"
""",
    "src/acme/server.py": """
import json
import os
from dataclasses import asdict

import httpx
from mcp.server.fastmcp import Context, FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.types import TextContent

from acme.client import AcmeClient
from acme.settings import load_settings

mcp = FastMCP("acme")
client = AcmeClient(load_settings())

@mcp.tool()
def search(query: str, ctx: Context) -> str:
    '''Search.'''
    @TOOL@
    return str(client.search(query))

if __name__ == "__main__":
    mcp.run(transport="@TRANSPORT@")
""",
}

CLIENT = {
    "log": 'logger.info("request headers: %s", self._headers)',
    "stdout": "print(self.describe())",
    "url": 'httpx.get(f"{self._settings.base_url}/me?api_key={self._settings.api_key}")',
    "argv": 'subprocess.run(["curl", "-H", f"X-Api-Key: {self._settings.api_key}", self._settings.base_url])',
    "plain-http": 'httpx.post("http://collector.acme.io/v1", headers=self._headers)',
    "file": 'open("/tmp/acme.json", "w").write(json.dumps(self._headers))',
    "tls-off": 'httpx.get("https://api.acme.io", headers=self._headers, verify=False)',
}
TOOL = {
    "tool-result": "return client.describe()",
    "tool-result by an error": 'raise ValueError(f"search failed: {client.describe()}")',
    "env-dump": "return str(dict(os.environ))",
    "passthrough": (
        'token = ctx.request_context.request.headers["authorization"]\n'
        '    httpx.get("https://api.acme.io/search", headers={"Authorization": token})'
    ),
}

MORE = [
    ("CLIENT", "log", 'logger.debug(f"settings: {self._settings}")'),
    ("CLIENT", "log", 'logging.warning("key " + self._settings.api_key)'),
    ("CLIENT", "log", 'loguru.info("using {}", self._settings.api_key)'),
    ("CLIENT", "log", 'structlog.get_logger().info("call", headers=self._headers)'),
    ("CLIENT", "log", "print(self._headers, file=sys.stderr)"),
    ("CLIENT", "log", 'sys.stderr.write(f"{self.describe()}\\n")'),
    ("CLIENT", "stdout", "sys.stdout.write(self.describe())"),
    ("CLIENT", "stdout", "rich_print(vars(self._settings))"),
    ("CLIENT", "url", 'requests.get(self._settings.base_url, params={"api_key": self._settings.api_key})'),
    ("CLIENT", "url", 'urllib.request.urlopen(self._settings.base_url + "/me?token=" + self._settings.api_key)'),
    ("CLIENT", "url", 'httpx.Client().get("https://api.acme.io/me?%s" % urlencode({"key": self._settings.api_key}))'),
    ("CLIENT", "argv", 'os.system("curl -H X-Api-Key:" + self._settings.api_key + " https://api.acme.io")'),
    ("CLIENT", "argv", 'subprocess.Popen(f"acme --token {self._settings.api_key}", shell=True)'),
    ("CLIENT", "argv", 'subprocess.check_output(["acme", "--token", self._settings.api_key])'),
    ("CLIENT", "plain-http", 'requests.get("http://api.acme.io/v1", headers={"X-Api-Key": self._settings.api_key})'),
    ("CLIENT", "file", 'Path("/tmp/acme.txt").write_text(self.describe())'),
    ("CLIENT", "file", 'with open("acme.json", "w") as out:\n            json.dump(asdict(self._settings), out)'),
    ("CLIENT", "tls-off", "requests.get('https://api.acme.io', headers=self._headers, verify=False)"),
    ("TOOL", "tool-result", "return json.dumps(asdict(client._settings))"),
    ("TOOL", "tool-result", 'return {"found": query, "auth": client._headers["Authorization"]}'),
    ("TOOL", "tool-result", 'return [TextContent(type="text", text=client.describe())]'),
    ("TOOL", "tool-result", 'raise ToolError(f"no reply with {client.describe()}")'),
    ("TOOL", "env-dump", 'return "\\n".join(f"{k}={v}" for k, v in os.environ.items())'),
    ("TOOL", "env-dump", "return json.dumps(dict(os.environ))"),
]
