"""Places that few settings have: keys of a gossip, addresses that let in whoever knows them, defaults behind a cast."""

from __future__ import annotations

import base64
import random
import string

import pytest

from keyproof.detect import draws
from keyproof.detect.detector import Detector
from keyproof.detect.mint import mint
from tests.detect.conftest import classes, drawn, live

HEX = "0123456789abcdef"
LOWER = string.ascii_lowercase + string.digits
V4 = mint("{uuid}", random.Random(5))


def _key(size: int) -> str:
    return base64.b64encode(random.Random(size).randbytes(size)).decode()


FOUND = [
    ("consul.json", '{{\n  "datacenter": "eu1",\n  "encrypt": "{v}",\n}}\n', _key(32)),
    ("consul.hcl", 'datacenter = "eu1"\nencrypt    = "{v}"\n', _key(16)),
    ("run.sh", "consul agent -server -encrypt={v} -data-dir /var/consul\n", _key(32)),
    ("build.gradle.kts", 'val repoToken: String = findProperty("repoToken") as String? ?: "{v}"\n', drawn(40, 1)),
    ("build.gradle.kts", 'val t = (findProperty("npm.token") as? String) ?: "{v}"\n', drawn(40, 2)),
    ("build.gradle.kts", 'password = project.findProperty("repoPassword") as String? ?: "{v}"\n', drawn(20, 3)),
    (".netrc", "default login ops_sync password {v}\n", drawn(20, 4)),
    ("src/core.clj", '(def config {{:token (or (env :api-token) "{v}")}})\n', drawn(32, 5)),
    ("run.sh", 'curl -s "https://jobs.acme.io/cron/run?key={v}"\n', drawn(40, 6, HEX)),
    ("crontab", '*/5 * * * * wget -qO- "https://jobs.acme.io/run?job=a&key={v}" > /dev/null\n', drawn(40, 7, HEX)),
    ("ops.har", '"cookies": [\n {{\n  "name": "sessionid",\n  "value": "{v}"\n }}\n]\n', drawn(32, 8, LOWER)),
    ("state.json", '{{"cookies": [{{"name": "connect.sid", "value": "{v}", "path": "/"}}]}}\n', drawn(40, 9)),
    (".mcp.json", '{{"mcpServers": {{"sheets": {{"url": "https://mcp.pipedream.net/{v}/google_sheets"}}}}}}\n', V4),
    (".mcp.json", '{{"mcpServers": {{"make": {{"url": "https://eu2.make.com/mcp/api/v1/u/{v}/sse"}}}}}}\n', V4),
    (".mcp.json", '"args": [\n "mcp-remote",\n "https://tools.acme.io/mcp/{v}/sse"\n]\n', drawn(40, 10, HEX)),
    (".mcp.json", '{{"args": ["-y", "mcp-remote", "https://mcp.acme.io/s/{v}/mcp"]}}\n', drawn(43, 11)),
]


@pytest.mark.parametrize(("path", "text", "value"), FOUND)
def test_what_seldom_places_hold_is_found(detector: Detector, path: str, text: str, value: str) -> None:
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


NOT = [
    ("app.yaml", "encrypt: true\n"),
    ("app.py", 'encrypt = "aes-256-gcm"\n'),
    ("app.js", f'const body = encrypt("{_key(32)}");\n'),
    ("a.sh", f'curl -O "https://cdn.acme.io/app.js?key={drawn(40, 21, HEX)}"\n'),
    ("index.html", f'<script src="https://cdn.acme.io/app.js?key={drawn(40, 22, HEX)}"></script>\n'),
    ("a.sh", 'curl "https://jobs.acme.io/run?key=$CRON_KEY"\n'),
    (".mcp.json", f'{{"url": "https://mcp.example.com/mcp/{V4}/sse"}}\n'),
    ("a.json", f'{{"homepage": "https://github.com/acme/mcp/blob/{drawn(40, 23, HEX)}/README.md"}}\n'),
    ("composer.lock", f'  "url": "https://api.github.com/repos/acme/mcp/zipball/{drawn(40, 25, HEX)}",\n'),
    ("a.json", '{"url": "https://mcp.acme.io/docs/getting-started-with-the-model-context-protocol"}\n'),
    ("a.md", f"![logo](https://cdn.acme.io/mcp/assets/{V4}/logo.png)\n"),
    ("a.har", f'{{"cookies": [{{"name": "theme", "value": "{drawn(32, 24)}"}}]}}\n'),
    ("src/core.clj", '(def token (or (env :api-token) (System/getenv "TOKEN")))\n'),
    ("build.gradle.kts", 'val repoToken: String = findProperty("repoToken") as String? ?: ""\n'),
]


@pytest.mark.parametrize(("path", "text"), NOT)
def test_what_only_looks_so_is_not(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.encode(), path)) == []


def test_a_uuid_in_the_address_of_a_server_of_anybodys_own_is_doubtful(detector: Detector) -> None:
    (found,) = detector.scan(f'{{"url": "https://n8n.acme.io/mcp/{V4}/sse"}}\n'.encode(), ".mcp.json")
    assert found.judgement.confidence < 0.5


@pytest.mark.parametrize("nothing", ["${''}", '${""}'])
def test_a_template_that_puts_nothing_in_is_read_as_if_it_were_whole(detector: Detector, nothing: str) -> None:
    token = "figd_" + drawn(40, 31)
    text = f"export const t = `{token[:10]}{nothing}{token[10:31]}{nothing}{token[31:]}`;\n"
    (found,) = detector.scan(text.encode(), "k.ts")
    assert (found.rule.provider, found.secret.reveal()) == ("Figma", token)


def test_a_password_of_letters_with_dots_is_one_where_no_code_is(detector: Detector) -> None:
    value = ".".join(("QZ", "kvwT", "zpHX"))
    assert draws.is_dotted_letters(value)
    assert live(detector.scan(f"spring.datasource.password={value}\n".encode(), "application.properties")) == [value]
    assert live(detector.scan(f"password = {value};\n".encode(), "src/App.java")) == []
    for name in (
        "com.Foo.barBaz",
        "Foo.barBaz.quxQuux",
        "org.eclipse.jgit.API",
        "Www.Acme.Com",
        "System.Net.WebClient",
    ):
        assert not draws.is_dotted_letters(name)
        assert "live-looking" not in classes(detector.scan(f"db.password={name}\n".encode(), "app.properties"))


def test_the_times_of_a_crontab_are_no_comment(detector: Detector) -> None:
    value = drawn(32, 41)
    for times in ("*/5 * * * *", "* * * * *"):
        (found,) = detector.scan(f"{times} API_TOKEN={value} /usr/bin/sync\n".encode(), "crontab")
        assert found.judgement.confidence >= 0.7
