"""What the places look like that a credential must not reach: logs, subprocesses, requests, files. Data for ``sinks``."""

from __future__ import annotations

from typing import Final

from keyproof.code import known
from keyproof.code.known.ruby import KNOWN as RUBY
from keyproof.patterns import regex

LOG_METHODS: Final = frozenset({
    "debug", "info", "warning", "warn", "error", "critical", "exception", "log", "trace", "success", "fatal", "notice",
    "verbose", "silly", "bind", "report_progress", "sendLoggingMessage", "send_log_message", "dir", "table",
}) | known.names("log_methods")  # fmt: skip
LOG_HOLDERS: Final = regex(
    r"(?i)^(?:_*log(?:ger|ging)?s?_*|console|.*_?logger|log|loguru|ctx|context|[skzg]log|logrus|sugar(?:ed)?|structlog|winston|pino|LOG|server|syslog|span)$"
)
"""Whose methods of the names above write logs. ``ctx`` and ``server`` send log messages to the MCP client."""

STDOUT: Final = frozenset({
    "print", "console.log", "console.info", "console.debug", "console.dir", "console.table", "process.stdout.write",
    "sys.stdout.write", "pprint", "pprint.pprint", "click.echo", "typer.echo", "click.secho", "rich.print", "stdout.write",
}) | known.names("stdout")  # fmt: skip
STDERR: Final = frozenset(
    {"process.stderr.write", "sys.stderr.write", "stderr.write", "console.error", "console.warn", "console.trace"}
) | known.names("stderr")

HTTP_METHODS: Final = frozenset({
    "get", "post", "put", "delete", "patch", "request", "head", "options", "stream", "send", "fetch", "axios", "urlopen",
    "Request", "urlretrieve", "got", "ky", "needle", "superagent", "ws_connect", "connect", "WebSocket", "undiciFetch",
    "nodeFetch", "fetchWithRetry", "build_request",
}) | known.names("http_methods")  # fmt: skip
HTTP_CLIENTS: Final = frozenset({
    "Client", "AsyncClient", "Session", "ClientSession", "create", "HTTPTransport", "AsyncHTTPTransport", "Axios",
    "HTTPAdapter", "TCPConnector", "Agent", "OpenAI", "AsyncOpenAI", "Elasticsearch", "AsyncElasticsearch", "extend",
}) | known.names("http_clients")  # fmt: skip
HTTP_MODULES: Final = regex(
    r"^(?:requests|httpx|aiohttp|urllib\.request|urllib3|axios|got|ky|node-fetch|undici|https?|fetch|superagent|needle"
    r"|websockets?|ws|httplib2|openai|elasticsearch|opensearchpy|niquests|curl_cffi|cross-fetch)(?:\.|$)"
)
"""Packages whose calls are requests to somewhere else."""

SUBPROCESS: Final = frozenset({
    "subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "subprocess.getoutput", "os.system", "os.popen", "os.execv", "os.execvp", "os.execve", "os.spawnv", "pexpect.spawn",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", "anyio.run_process", "anyio.open_process",
    "child_process.exec", "child_process.execSync", "child_process.spawn", "child_process.spawnSync",
    "child_process.execFile", "child_process.execFileSync", "child_process.default.exec", "child_process.default.spawn",
    "child_process.default.execSync", "execa", "execa.execa", "execa.default", "execa.execaCommand", "cross-spawn",
    "Bun.spawn", "zx.$", "shelljs.exec", "execAsync", "execFileAsync", "execPromise", "cross-spawn.default",
}) | known.names("subprocess")  # fmt: skip
ARGUMENTS: Final = {
    "os/exec.Command": 99,
    "os/exec.CommandContext": 99,
    "syscall.Exec": 2,
    "Runtime.runtime.exec": 1,
    "child_process.exec": 1,
    "child_process.execSync": 1,
    "execAsync": 1,
    "execPromise": 1,
    **dict.fromkeys(RUBY.subprocess, 99),
}
"""How many leading arguments are the command; two (program and list) unless said here."""
HEADER_SETTERS: Final = known.names("header_setters")
QUERY_SETTERS: Final = known.names("query_setters")
NOT_ARGUMENTS: Final = frozenset({"env", "input", "stdin", "cwd", "stdout", "stderr", "timeout", "shell", "text"})

FILE_WRITES: Final = frozenset({
    "fs.writeFileSync", "fs.writeFile", "fs.appendFileSync", "fs.appendFile", "fs.promises.writeFile",
    "fs/promises.writeFile", "fs.default.writeFileSync", "fs.default.writeFile", "fs-extra.writeJson", "writeFileSync",
    "fs-extra.writeJsonSync", "fs.outputFile", "Bun.write", "writeFile", "fs/promises.default.writeFile",
    "fs.default.promises.writeFile", "fs-extra.writeFile", "fs.outputJson", "fs-extra.outputJson",
}) | known.names("file_writes")  # fmt: skip
FILE_DUMPS: Final = frozenset({"json.dump", "pickle.dump", "yaml.dump", "yaml.safe_dump", "toml.dump", "tomli_w.dump"})
FILE_METHODS: Final = frozenset({"write_text", "write_bytes", "writeText", "appendText"})
PRIVATE: Final = regex(r"^(?:0o?[1-7]?[0-7]00|384|448|256|63|0o?0?77)$")
"""Modes that leave a file to its owner: 0600, 0400, 0700 (384, 256, 448 in decimal), and the masks 077 (63)."""
PROTECTS: Final = regex(
    r"(?i)fernet|encrypt|cipher|keyring|keytar|safeStorage|dpapi|seal|chmod|umask|S_IRUSR|PosixFilePermission|OWNER_READ|setReadable|ProtectedData|UnixFileMode|secure_?(?:write|file|store)"
)
"""Names that show that what is written is encrypted or its mode is seen to."""

URL_END: Final = regex(r"\?(?:[^\s?#]{0,300}&)?([\w.\-\[\]]{1,60})=$")
"""The text before a value that stands in a URL's query."""
MORE_END: Final = regex(r"^&?([\w.\-]{1,60})=$")
QUERY_END: Final = regex(r"\?$")
URL_NAMES: Final = regex(r"(?i)(?:^|_)(?:url|uri|endpoint|href|base|link|address|path|query)s?$|url$")
NOT_HTTP: Final = regex(
    r"(?i)^(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|rediss|amqps?|jdbc:\w+|sqlite|snowflake|mssql)[:+]"
)
LOOPBACK: Final = regex(
    r"(?i)^(?:localhost|127\.[\d.]+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal|169\.254\.[\d.]+|metadata(?:\.google\.internal)?"
    r"|example\.(?:com|org|net)|[\w-]+\.(?:local|internal|test|example|localhost)|[\w-]+)$"
)
"""Hosts that are this machine, its cloud's metadata service, examples, or a name without dots (a container's neighbour)."""

VERIFIES: Final = regex(
    r"(?i)verif|validat|introspect|authenticat|userinfo|user_info|check_token|whoami|get_?current_?user"
)
"""Functions that ask the issuer about a token, which is what a token is sent back for."""
