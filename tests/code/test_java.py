"""Java: the lowering, what a server takes, what happens without it, and where it goes."""

from __future__ import annotations

import textwrap

import pytest

from keyproof.code.inventory import reads
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.model.fact import CredentialRead, Reaction
from keyproof.model.target import Gap
from tests.code.made import body

MAIN = "src/main/java/com/example/Main.java"
YML = "src/main/resources/application.yml"

HEAD = """
package com.example;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Value;
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
    return "public class Main { public static void main(String[] args) throws Exception {\n" + text + "\n} }"


# ---- lowering --------------------------------------------------------------------------------------------------------


def lowered(text: str) -> str:
    whole = body("class A { String key; void m(String p) { " + text + " } }", "A.java")
    return whole.partition("{key: String = <declared String>; fn m(p: String) {")[2].removesuffix("}}")


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("this.key = p; key = p;", "self.key = p; self.key = p"),
        ("String key = p; use(key);", "key: String = p; use(key)"),
        ('String s = "a" + p;', "s: String = ('a' + p)"),
        ('String.format("a %s %2$d%%", p, 1);', "T['a ', p, ' ', 1, '%']"),
        ("if (p == null || p.isBlank()) { return; }", "if ((p == null) or (not p)) {return}"),
        ('f(p != null ? p : "d");', "f((p ?? 'd'))"),
        ('Optional.ofNullable(p).orElse("d");', "(<optional p> ?? 'd')"),
        ('Objects.requireNonNull(p, "no");', "(p ?? fn () {raise new NullPointerException('no')}())"),
        ('Assert.isTrue(p != null, "no");', "if (not (p != null)) {raise new IllegalArgumentException('no')}"),
        ("switch (p) { case \"a\": case \"b\": f(); break; default: g(); }", "if ((p == 'a') or (p == 'b')) {f()} else {g()}"),
        ("int n = switch (p) { case \"a\" -> 1; default -> 2; };", "n: int = ((p == 'a') ? 1 : 2)"),
        ("try (var r = open()) { f(r); } catch (IOException | E e) { g(e); }",
         "try {with open() as r {f(r)}} except IOException|E as e {g(e)}"),
        ("for (String s : list) f(s);", "loop s in list {f(s)}"),
        ("Runnable r = () -> f(p);", "r: Runnable = fn () {return f(p)}"),
        ("x.forEach(this::use);", "x.forEach(self.use)"),
        ("if (o instanceof String s && s.isEmpty()) f(s);",
         "s = o; if ((o instanceof String) and (not s)) {f(s)}"),
        ('var m = Map.of("a", p, "b", 2);', "m = {'a': p, 'b': 2}"),
        ("sb.append(p).append(1);", "sb = ((sb + p) + 1)"),
        ("System.getenv().getOrDefault(\"A\", \"b\");", "System.env.get('A', 'b')"),
    ],
)  # fmt: skip
def test_java_is_lowered_to_the_form(source, form):
    assert lowered(source) == form


def test_text_blocks_lose_their_indentation_and_escapes_their_backslash():
    assert (
        body('class A { String a = """\n      b\n        c\\n\n      """; String d = "\\u0041\\t"; }', "A.java").count(
            "'b\\n"
        )
        == 1
    )


def test_a_record_has_fields_a_constructor_and_accessors():
    made = body("record R(String key) {}", "R.java")
    assert made == ("@record class R() {const key: String = <declared>; fn constructor(key: String) {self.key = key}; "
                    "fn key() {return self.key}}")  # fmt: skip


def test_names_out_of_a_class_stand_for_its_members():
    made = body("package a;\nimport static b.C.env;\nimport b.D.E;\nclass A { Object x = env(new E()); }", "A.java")
    assert "import b#C as C" in made
    assert "C.env(new D.E())" in made


# ---- inventory and reactions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reaction", "names_it", "required"),
    [
        ('String t = System.getenv("ACME_TOKEN"); if (t == null) { System.err.println("Set ACME_TOKEN"); System.exit(1); } use(t);',
         Reaction.FAIL_FAST, True, True),
        ('String t = System.getenv("ACME_TOKEN"); if (t == null || t.isEmpty()) throw new IllegalStateException("ACME_TOKEN missing"); use(t);',
         Reaction.NOISY, True, True),
        ('String t = System.getenv("ACME_TOKEN"); if (t == null) throw new IllegalStateException("no key"); use(t);',
         Reaction.CRASH, False, True),
        ('String t = Objects.requireNonNull(System.getenv("ACME_TOKEN"), "ACME_TOKEN must be set"); use(t);',
         Reaction.NOISY, True, True),
        ('String t = Optional.ofNullable(System.getenv("ACME_TOKEN")).filter(s -> !s.isBlank())'
         '.orElseThrow(() -> new IllegalStateException("ACME_TOKEN is required")); use(t);', Reaction.NOISY, True, True),
        ('String t = System.getenv("ACME_TOKEN").trim(); use(t);', Reaction.CRASH, False, True),
        ('String t = System.getenv("ACME_TOKEN"); use("Bearer " + t);', Reaction.SILENT, False, None),
        ('String t = System.getenv().getOrDefault("ACME_TOKEN", "hun" + "ter2-default"); use(t);', Reaction.UNSAFE_DEFAULT, False, False),
        ('String t = System.getenv("ACME_TOKEN"); if (t == null) { log.warn("ACME_TOKEN is not set"); } use(t);',
         Reaction.DEGRADE, True, None),
    ],
)  # fmt: skip
def test_what_happens_without_the_variable(text, reaction, names_it, required):
    read = inventory(in_main(text))["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it, read.required) == (reaction, names_it, required)
    assert read.language == "java"


WRAPPER = """
public class Env {
    static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("Missing environment variable: " + name);
        }
        return value;
    }
}
"""


@pytest.mark.parametrize(
    ("where", "lead", "call"),
    [
        ("com/example/Env.java", "package com.example;", 'Env.required("ACME_TOKEN")'),
        ("com/example/util/Env.java", "package com.example.util;", 'Env.required("ACME_TOKEN")'),
    ],
)
def test_a_wrapper_in_another_file_is_followed(where, lead, call):
    imports = "import com.example.util.Env;\n" if "util" in where else ""
    files = {
        f"src/main/java/{where}": lead + WRAPPER,
        MAIN: "package com.example;\n" + imports + in_main(f"use({call});"),
    }
    read = inventory(files)["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it, read.required) == (Reaction.NOISY, True, True)
    assert read.location.path == MAIN


def test_a_constant_of_another_class_names_the_variable():
    files = {
        "src/main/java/a/Names.java": 'package a; class Names { static final String TOKEN = "ACME_TOKEN"; }',
        "src/main/java/a/Main.java": "package a; " + in_main("use(System.getenv(Names.TOKEN));"),
    }
    assert set(inventory(files)) == {"ACME_TOKEN"}


def test_a_call_in_a_tool_answers_with_an_error():
    text = """
    public class Tools {
        @Tool(description = "go") public String go(String q) {
            String t = System.getenv("ACME_TOKEN");
            if (t == null) { throw new IllegalStateException("ACME_TOKEN is not set"); }
            return call(t);
        }
    }
    """
    read = inventory(text)["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it) == (Reaction.DEGRADE, True)


SERVICE = (
    HEAD
    + """
import org.springframework.stereotype.Service;
@Service
public class Main {
    private final String token;
    public Main(@Value("${acme.api-token%s}") String token) { this.token = token; %s }
    void go() { client.get().header("Authorization", "Bearer " + token); }
}
"""
)


@pytest.mark.parametrize(
    ("default", "check", "yml", "name", "reaction", "required"),
    [
        ("", "", "", "ACME_API_TOKEN", Reaction.NOISY, True),
        ("", "", "acme:\n  api-token: ${ACME_TOKEN}\n", "ACME_TOKEN", Reaction.NOISY, True),
        ("", "", "acme:\n  api-token: ${ACME_TOKEN:}\n", "ACME_TOKEN", Reaction.SILENT, None),
        (":", "if (token.isBlank()) throw new IllegalStateException(\"set ACME_API_TOKEN\");", "", "ACME_API_TOKEN", Reaction.NOISY, True),
        ("", "", "acme.api-token: ${ACME_TOKEN:your-token-here}\n", "ACME_TOKEN", Reaction.SILENT, True),
    ],
)  # fmt: skip
def test_spring_injects_a_property(default, check, yml, name, reaction, required):
    files = {MAIN: SERVICE % (default, check), YML: yml}
    read = inventory(files)[name]
    assert (read.reaction, read.required) == (reaction, required)


def test_settings_classes_are_read_field_by_field():
    files = {
        MAIN: """
        package com.example;
        import org.springframework.boot.context.properties.ConfigurationProperties;
        @ConfigurationProperties(prefix = "acme")
        public record Main(String url, String apiToken, Nested oauth) { record Nested(String clientSecret) {} }
        """,
        YML: "acme:\n  apiToken: ${ACME_TOKEN:}\n",
    }
    assert set(inventory(files)) == {"ACME_TOKEN", "ACME_OAUTH_CLIENT_SECRET"}


def test_a_setting_that_must_not_be_blank_stops_spring_at_the_start():
    files = {
        MAIN: """
        package com.example;
        @Validated @ConfigurationProperties("acme")
        public class Main { @NotBlank private String apiToken; private String url; }
        """,
        YML: "acme.api-token: ${ACME_TOKEN:}\n",
    }
    read = inventory(files)["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it, read.required) == (Reaction.NOISY, True, True)


def test_a_configured_check_of_several_settings_is_followed_to_its_calls():
    files = {
        MAIN: """
        package com.example;
        @ConfigurationProperties("acme")
        public class Main { private String apiToken; boolean ready() { return apiToken != null && !apiToken.isEmpty(); } }
        """,
        "src/main/java/com/example/Client.java": """
        package com.example;
        @Service
        class Client { Client(Main settings) { if (!settings.ready()) { throw new IllegalStateException("ACME_API_TOKEN"); } } }
        """,
    }
    read = inventory(files)["ACME_API_TOKEN"]
    assert (read.reaction, read.reaction_names_it) == (Reaction.NOISY, True)


def test_microprofile_makes_underscores_and_an_optional_is_not_required():
    text = """
    public class Main {
        @ConfigProperty(name = "acme.api-token") String token;
        @ConfigProperty(name = "acme.second-token") Optional<String> second;
    }
    """
    found = inventory(text)
    assert (found["ACME_API_TOKEN"].required, found["ACME_API_TOKEN"].reaction) == (True, Reaction.NOISY)
    assert found["ACME_SECOND_TOKEN"].required is not True


def test_a_variable_that_only_a_settings_file_names_is_found():
    files = {MAIN: "package com.example; class Main {}", YML: "spring.ai.openai.api-key: ${OPENAI_API_KEY}\n"}
    read = inventory(files)["OPENAI_API_KEY"]
    assert (read.location.path, read.required, read.reaction_names_it) == (YML, True, True)


def test_picocli_options_and_their_variables_are_found():
    text = """
    public class Main {
        @Option(names = {"-t", "--api-token"}, required = true) String token;
        @Option(names = "--password", defaultValue = "${env:ACME_PASSWORD}") String password;
        @Option(names = "--verbose") boolean verbose;
    }
    """
    assert {(r.name, r.source) for r in inventory("import picocli.CommandLine.Option;\n" + text).values()} == {
        ("--api-token", "cli"), ("--password", "cli"), ("ACME_PASSWORD", "env"),
    }  # fmt: skip


def test_dotenv_and_the_cloud_chains_are_found():
    text = in_main(
        'Dotenv dotenv = Dotenv.load(); use(dotenv.get("ACME_TOKEN")); new DefaultAzureCredentialBuilder().build();'
    )
    imports = "import io.github.cdimascio.dotenv.Dotenv;\nimport com.azure.identity.DefaultAzureCredentialBuilder;\n"
    assert {(r.name, r.source) for r in inventory(imports + text).values()} == {
        ("ACME_TOKEN", "env"), ("AZURE_*", "cloud-chain"),
    }  # fmt: skip


def test_a_header_of_a_request_is_a_credential():
    text = (
        'class C { @PostMapping("/mcp") String go(@RequestHeader("Authorization") String auth) { return call(auth); } }'
    )
    assert [r.source for r in inventory(text).values()] == ["header"]


def test_a_package_called_example_or_test_is_not_aside():
    assert "ACME_TOKEN" in inventory(
        {"src/main/java/com/example/test/A.java": "package a; " + in_main('use(System.getenv("ACME_TOKEN"));')}
    )
    assert not inventory({"src/test/java/a/A.java": "package a; " + in_main('use(System.getenv("ACME_TOKEN"));')})


def test_a_long_file_is_lowered_well_within_a_second():
    import time

    method = 'String m%d(String a) { if (a == null) { return "x" + a; } return client.get().uri("/v" + a).header("A", a).call(); }\n'
    text = "class A {\n" + "".join(method % n for n in range(2_000)) + "}"
    start = time.thread_time()
    assert not isinstance(parse("A.java", text.encode()), Gap)
    assert time.thread_time() - start < 2
