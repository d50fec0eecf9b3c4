"""Kotlin: the lowering, what a server takes, what happens without it, and where it goes."""

from __future__ import annotations

import textwrap

import pytest

from keyproof.code.inventory import reads
from keyproof.code.leaks import leaks
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.servers import servers
from keyproof.model.fact import CredentialRead, Reaction
from keyproof.model.target import Gap
from tests.code.made import body

MAIN = "src/main/kotlin/Main.kt"

HEAD = """
import io.modelcontextprotocol.kotlin.sdk.server.Server
import io.modelcontextprotocol.kotlin.sdk.server.StdioServerTransport
import io.modelcontextprotocol.kotlin.sdk.CallToolResult
import io.modelcontextprotocol.kotlin.sdk.TextContent
import kotlin.system.exitProcess
"""


def project(files: dict[str, str]) -> Project:
    modules = []
    for path, text in files.items():
        made = parse(path, textwrap.dedent(text).encode())
        assert not isinstance(made, Gap), made
        assert made.errors == 0, path
        modules.append(made)
    return Project(modules)


def inventory(files: dict[str, str] | str) -> dict[str, CredentialRead]:
    given = {MAIN: HEAD + files} if isinstance(files, str) else files
    return {r.name: r for r in reads(project(given)) if r.secret}


def in_main(text: str) -> str:
    return "fun main() {\n" + text + "\n}\n"


# ---- lowering --------------------------------------------------------------------------------------------------------


def lowered(text: str) -> str:
    return body("fun m(p: String?) {\n" + text + "\n}\n", "a.kt").partition("{")[2].removesuffix("}")


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ('val s = "a $p ${p.x} \\$p"', "const s = T['a ', p, ' ', p.x, ' $p']"),
        ('val s = p ?: "d"', "const s = (p ?? 'd')"),
        ("val s = p ?: return", "const s = p; if (not s) {return}"),
        ('val s = p ?: error("no")', "const s = (p ?? fn () {raise new IllegalStateException('no')}())"),
        ('val s = p ?: throw E("no")', "const s = (p ?? fn () {raise new E('no')}())"),
        ('require(p != null) { "no" }', "if (not (p != null)) {raise new IllegalArgumentException('no')}"),
        ('val s = requireNotNull(p) { "no" }', "const s = (p ?? fn () {raise new IllegalArgumentException('no')}())"),
        ("if (p.isNullOrBlank()) f() else g()", "if (not p) {f()} else {g()}"),
        ('when (p) {\n "a", "b" -> f()\n else -> g()\n}', "if ((p == 'a') or (p == 'b')) {f()} else {g()}"),
        ("val n = if (a) 1 else 2", "const n = (a ? 1 : 2)"),
        ("x.forEach { f(it) }", "x.forEach(fn (it) {return f(it)})"),
        ("p?.let { f(it) }", "fn (it) {return f(it)}(p)"),
        ('val m = mapOf("a" to p)', "const m = {'a': p}"),
        ('logger.info { "a $p" }', "logger.info(T['a ', p])"),
        ("try { f() } catch (e: E) { g(e) } finally { h() }", "try {f()} except E as e {g(e)} finally {h()}"),
        ("exitProcess(1)", "System.exit(1)"),
        ("var x: String? = null\nx = p", "x: String? = null; x = p"),
        ("val k = p!!", "const k = <non_null_expression p>"),
    ],
)  # fmt: skip
def test_kotlin_is_lowered_to_the_form(source, form):
    assert lowered(source) == form


def test_a_class_has_the_fields_of_its_constructor_and_the_members_of_its_companion():
    made = body(
        "class A(private val key: String, n: Int) {\n val low = key.trim()\n companion object {\n  const val K = 1\n }\n fun f() = key\n}\n",
        "a.kt",
    )
    assert made == (
        "class A() {const key: String = <declared String>; fn constructor(key: String, n: Int) {self.key = key; "
        "self.low = key.trim()}; const low = <declared>; const K = 1; fn f() {return self.key}}"
    )


# ---- inventory and reactions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reaction", "names_it", "required"),
    [
        ('val t = System.getenv("ACME_TOKEN") ?: error("ACME_TOKEN is required")\nuse(t)', Reaction.NOISY, True, True),
        ('val t = requireNotNull(System.getenv("ACME_TOKEN")) { "set ACME_TOKEN" }\nuse(t)', Reaction.NOISY, True, True),
        ('val t = System.getenv("ACME_TOKEN")\nif (t.isNullOrBlank()) {\n System.err.println("ACME_TOKEN missing")\n exitProcess(1)\n}\nuse(t)',
         Reaction.FAIL_FAST, True, True),
        ('val t = System.getenv("ACME_TOKEN")\nuse("Bearer $t")', Reaction.SILENT, False, None),
        ('val t = System.getenv()["ACME_TOKEN"]\nuse("Bearer $t")', Reaction.SILENT, False, None),
        ('val t = System.getenv("ACME_TOKEN") ?: "' + "hun" + 'ter2-default"\nuse(t)', Reaction.UNSAFE_DEFAULT, False, False),
        ('val t = System.getenv("ACME_TOKEN") ?: run {\n System.err.println("ACME_TOKEN missing")\n exitProcess(1)\n}\nuse(t)',
         Reaction.FAIL_FAST, True, True),
    ],
)  # fmt: skip
def test_what_happens_without_the_variable(text, reaction, names_it, required):
    read = inventory(in_main(text))["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it, read.required) == (reaction, names_it, required)


def test_functions_and_objects_of_other_files_are_followed():
    files = {
        "src/main/kotlin/Env.kt": "package acme.env\nobject Names {\n const val TOKEN = \"ACME_TOKEN\"\n}\n"
        'fun required(name: String): String = System.getenv(name) ?: throw IllegalStateException("$name is not set")\n',
        MAIN: "package acme\nimport acme.env.Names\nimport acme.env.required\n"
        + in_main('use(required(Names.TOKEN))\nuse(required("ACME_SECRET"))'),
    }  # fmt: skip
    found = inventory(files)
    assert set(found) == {"ACME_TOKEN", "ACME_SECRET"}
    assert (found["ACME_SECRET"].reaction, found["ACME_SECRET"].reaction_names_it) == (Reaction.NOISY, True)


def test_spring_settings_classes_and_injected_fields_are_read():
    files = {
        MAIN: """
        package acme
        @ConfigurationProperties("acme")
        data class Settings(val apiToken: String = "", val url: String)
        class Client {
            @Value("\\${other.secret:}")
            lateinit var secret: String
        }
        """,
        "src/main/resources/application.yml": "acme:\n  api-token: ${ACME_TOKEN:}\n",
    }
    assert set(inventory(files)) == {"ACME_TOKEN", "OTHER_SECRET"}


# ---- leaks -----------------------------------------------------------------------------------------------------------

SERVER = (
    HEAD
    + """
data class Settings(val url: String, val token: String)
val key: String? = System.getenv("ACME_API_KEY")
suspend fun main() {
    val server = Server(info, options)
    server.addTool(name = "go", description = "d") { request ->
        %s
        CallToolResult(content = listOf(TextContent("ok")))
    }
    %s
    server.connect(StdioServerTransport(input, output))
}
"""
)


def sinks(call: str = "", start: str = "") -> list[str]:
    return [leak.sink for leak in leaks(project({MAIN: SERVER % (call, start)}))]


@pytest.mark.parametrize(
    ("call", "start", "sink"),
    [
        ("", 'logger.info { "key $key" }', "log"),
        ("", 'logger.debug("key {}", key)', "log"),
        ("", 'println("key $key")', "stdout"),
        ("", 'logger.info("settings ${Settings("u", key!!)}")', "log"),
        ('return@addTool CallToolResult(content = listOf(TextContent("key $key")))', "", "tool-result"),
        ('throw IllegalStateException("refused $key")', "", "tool-result"),
        ('client.get("https://api.acme.io/v1?api_key=$key")', "", "url"),
        ("", 'ProcessBuilder("curl", "-u", key).start()', "argv"),
        ("", 'File("token").writeText(key)', "file"),
    ],
)
def test_a_credential_that_leaks_in_kotlin_is_found(call, start, sink):
    assert sinks(call, start) == [sink]


@pytest.mark.parametrize(
    ("call", "start"),
    [
        ("", 'logger.info { "key set: ${key != null}" }'),
        ("", 'logger.info { "length ${key?.length}" }'),
        ("", 'logger.info { "key ${mask(key)}" }'),
        ('client.get("https://api.acme.io/v1") { header("Authorization", "Bearer $key") }', ""),
        (
            'if (key == null) return@addTool CallToolResult(content = listOf(TextContent("ACME_API_KEY is not set")))',
            "",
        ),
    ],
)
def test_a_credential_that_is_used_well_in_kotlin_is_no_leak(call, start):
    assert sinks(call, start) == []


def test_a_server_of_the_kotlin_sdk_is_found_with_its_transport():
    found, transports = servers(project({MAIN: SERVER % ("", "")}), {})
    assert [(s.language, s.sdk) for s in found] == [("kotlin", "mcp-kotlin-sdk")]
    assert [t.transport for t in transports] == ["stdio"]
