"""Java: where credentials go, which servers and transports there are, and how HTTP is guarded."""

from __future__ import annotations

import pytest

from keyproof.code.http_auth import controls
from keyproof.code.leaks import leaks
from keyproof.code.servers import servers
from tests.code.test_java import HEAD, MAIN, SERVICE, YML, in_main, project

# ---- leaks -----------------------------------------------------------------------------------------------------------

SERVER = (
    HEAD
    + """
public class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);
    record Settings(String url, String token) {}
    static class Hidden { String token; Hidden(String t) { token = t; } @Override public String toString() { return "-"; } }
    public static void main(String[] args) throws Exception {
        String key = System.getenv("ACME_API_KEY");
        McpServer.sync(new StdioServerTransportProvider()).build();
        %s
    }
    @Tool(description = "d") public String tool() throws Exception {
        String key = System.getenv("ACME_API_KEY");
        %s
        return "ok";
    }
}
"""
)


def sinks(start: str = "", call: str = "") -> list[str]:
    return [leak.sink for leak in leaks(project({MAIN: SERVER % (start, call)}))]


@pytest.mark.parametrize(
    ("start", "call", "sink"),
    [
        ('log.info("key {}", key);', "", "log"),
        ('log.debug("key " + key);', "", "log"),
        ('System.err.println("key " + key);', "", "log"),
        ("System.out.println(key);", "", "stdout"),
        ('log.info("settings {}", new Settings("u", key));', "", "log"),
        ('var b = new StringBuilder("k"); b.append(key); log.info(b.toString());', "", "log"),
        ('throw new IllegalStateException("bad key " + key);', "", "log"),
        ("", "return key;", "tool-result"),
        ("", 'throw new IllegalArgumentException("refused " + key);', "tool-result"),
        ("", "return System.getenv().toString();", "env-dump"),
        ('URI.create("https://api.acme.io/v1?api_key=" + key);', "", "url"),
        ('URI.create(String.format("https://api.acme.io/v1?api_key=%s", key));', "", "url"),
        ('builder.queryParam("api_key", key);', "", "url"),
        ('new ProcessBuilder("curl", "-u", key).start();', "", "argv"),
        ('Runtime.getRuntime().exec("curl -u " + key);', "", "argv"),
        ('HttpRequest.newBuilder(URI.create("http://api.acme.io/v1")).header("X-Api-Key", key).build();', "", "plain-http"),
        ('Files.writeString(path, key);', "", "file"),
        ("SSLContext c = null; new NoopHostnameVerifier();", "", "tls-off"),
    ],
)  # fmt: skip
def test_a_credential_that_leaks_in_java_is_found(start, call, sink):
    assert sinks(start, call) == [sink]


@pytest.mark.parametrize(
    ("start", "call"),
    [
        ('log.info("key set: {}", key != null);', ""),
        ('log.info("key of {} characters", key.length());', ""),
        ('log.info("key {}", mask(key));', ""),
        ('log.info("key {}...", key.substring(0, 4));', ""),
        ('log.info("{}", new Hidden(key));', ""),
        ('log.info("configured {}", key.isBlank());', ""),
        ('HttpRequest.newBuilder(URI.create("https://api.acme.io/v1")).header("Authorization", "Bearer " + key).build();', ""),
        ('HttpRequest.newBuilder(URI.create("http://localhost:8080/v1")).header("Authorization", "Bearer " + key).build();', ""),
        ('builder.queryParam("limit", 10);', ""),
        ('ProcessBuilder pb = new ProcessBuilder("curl"); pb.environment().put("KEY", key);', ""),
        ('Files.writeString(path, key); Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));', ""),
        ("", 'if (key == null) { return "ACME_API_KEY is not set"; }'),
        ("", "client.login(key);"),
    ],
)  # fmt: skip
def test_a_credential_that_is_used_well_in_java_is_no_leak(start, call):
    assert sinks(start, call) == []


def test_an_injected_credential_is_followed_to_a_log():
    text = SERVICE % ("", 'org.slf4j.LoggerFactory.getLogger(Main.class).info("x"); log.info("token " + token);')
    assert [(f.sink, f.credential) for f in leaks(project({MAIN: text}))] == [("log", "ACME_API_TOKEN")]


def test_the_clients_token_that_is_sent_on_is_found():
    text = (
        HEAD
        + """
    class C { void go(HttpServletRequest request) {
        String token = request.getHeader("Authorization");
        HttpRequest.newBuilder(URI.create("https://api.acme.io")).header("Authorization", token).build();
    } }
    """
    )
    assert [f.sink for f in leaks(project({MAIN: text}))] == ["passthrough"]


# ---- servers and HTTP ------------------------------------------------------------------------------------------------


def served(files: dict[str, str], manifests: dict[str, bytes] | None = None) -> tuple[list[str], list[str]]:
    found, transports = servers(project(files), manifests or {})
    return [f"{s.root}|{s.language}|{s.sdk}" for s in found], [t.transport for t in transports]


def test_a_server_of_the_java_sdk_is_found_with_its_transport():
    assert served({MAIN: SERVER % ("", "")}) == (["|java|mcp-java-sdk"], ["stdio"])


def test_a_transport_made_by_a_builder_is_found():
    text = "McpServer.sync(HttpServletStreamableServerTransportProvider.builder().build()).build();"
    assert served({MAIN: HEAD + in_main(text)})[1] == ["streamable-http"]


def test_settings_and_dependencies_tell_the_transport_of_a_spring_server():
    pom = {
        "pom.xml": b"<project><artifactId>acme</artifactId><dependency><artifactId>spring-ai-starter-mcp-server-webmvc</artifactId>"
    }
    code = {MAIN: "package com.example; class Main {}"}
    assert served(code, pom)[1] == ["sse"]
    assert served({**code, YML: "spring.ai.mcp.server.protocol: STREAMABLE\n"}, pom)[1] == ["streamable-http"]


def test_controls_of_spring_security_are_read_from_code_and_settings():
    code = HEAD + in_main("McpServer.sync(WebMvcSseServerTransportProvider.builder().build());")
    bare = {(c.control, c.state) for c in controls(project({MAIN: code}))}
    assert ("authorization", "absent") in bare
    issuer = "spring.security.oauth2.resourceserver.jwt"
    yml = f"{issuer}.issuer-uri: https://login.acme.io\n{issuer}.audiences: mcp\n"
    full = {(c.control, c.state) for c in controls(project({MAIN: code, YML: yml}))}
    assert {("authorization", "present"), ("issuer", "present"), ("audience", "present")} <= full
