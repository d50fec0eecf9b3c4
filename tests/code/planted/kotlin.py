"""Kotlin: a data class, a client, and a server of the official SDK."""

FILES = {
    "build.gradle.kts": 'dependencies { implementation("io.modelcontextprotocol:kotlin-sdk:0.5.0") }\n',
    "src/main/kotlin/io/acme/Settings.kt": """
package io.acme

data class Settings(val baseUrl: String, val apiKey: String)

fun loadSettings(): Settings {
    val key = System.getenv("ACME_API_KEY") ?: error("ACME_API_KEY is not set")
    return Settings("https://api.acme.io", key)
}
""",
    "src/main/kotlin/io/acme/AcmeClient.kt": """
package io.acme

import io.ktor.client.HttpClient
import io.ktor.client.request.get
import io.ktor.client.request.header
import io.ktor.client.request.post
import io.ktor.client.statement.bodyAsText
import java.io.File
import org.slf4j.LoggerFactory

class AcmeClient(private val settings: Settings) {
    private val logger = LoggerFactory.getLogger(AcmeClient::class.java)
    private val http = HttpClient()

    suspend fun search(query: String): String {
        @CLIENT@
        return http.get("${settings.baseUrl}/search?q=$query") {
            header("Authorization", "Bearer ${settings.apiKey}")
        }.bodyAsText()
    }

    fun describe(): String = "acme at ${settings.baseUrl} with ${settings.apiKey}"
}
""",
    "src/main/kotlin/io/acme/Main.kt": """
package io.acme

import io.modelcontextprotocol.kotlin.sdk.CallToolResult
import io.modelcontextprotocol.kotlin.sdk.Implementation
import io.modelcontextprotocol.kotlin.sdk.TextContent
import io.modelcontextprotocol.kotlin.sdk.server.Server
import io.modelcontextprotocol.kotlin.sdk.server.ServerOptions
import io.modelcontextprotocol.kotlin.sdk.server.StdioServerTransport
import kotlinx.coroutines.runBlocking

fun main() = runBlocking {
    val client = AcmeClient(loadSettings())
    val server = Server(Implementation("acme", "1.0.0"), ServerOptions())
    server.addTool(name = "search", description = "Search") { request ->
        @TOOL@
        CallToolResult(content = listOf(TextContent(client.search(request.arguments["query"].toString()))))
    }
    server.connect(StdioServerTransport(System.`in`.asInput(), System.out.asSink()))
}
""",
}

CLIENT = {
    "log": 'logger.info("settings are {}", settings)',
    "stdout": "println(describe())",
    "url": 'http.get("${settings.baseUrl}/me?api_key=${settings.apiKey}")',
    "argv": 'ProcessBuilder("curl", "-H", "X-Api-Key: ${settings.apiKey}", settings.baseUrl).start()',
    "plain-http": 'http.post("http://collector.acme.io/v1") { header("X-Api-Key", settings.apiKey) }',
    "file": 'File("/tmp/acme.txt").writeText(describe())',
}
TOOL = {
    "tool-result": "return@addTool CallToolResult(content = listOf(TextContent(client.describe())))",
    "tool-result by an error": 'throw IllegalStateException("search failed: ${client.describe()}")',
    "env-dump": "return@addTool CallToolResult(content = listOf(TextContent(System.getenv().toString())))",
}

MORE = [
    ("CLIENT", "log", 'System.err.println("key ${settings.apiKey}")'),
    ("CLIENT", "log", 'logger.debug { "key ${settings.apiKey}" }'),
    ("CLIENT", "stdout", 'print("key " + settings.apiKey)'),
    ("CLIENT", "url", 'http.get(settings.baseUrl) { parameter("api_key", settings.apiKey) }'),
    ("CLIENT", "argv", 'Runtime.getRuntime().exec(arrayOf("acme", "--token", settings.apiKey))'),
    ("CLIENT", "file", 'File("/tmp/acme.txt").appendText(settings.toString())'),
    (
        "TOOL",
        "tool-result",
        'return@addTool CallToolResult(content = listOf(TextContent("bad ${client.describe()}")), isError = true)',
    ),
    ("TOOL", "tool-result", 'require(request.arguments.isNotEmpty()) { "no reply with ${client.describe()}" }'),
]
