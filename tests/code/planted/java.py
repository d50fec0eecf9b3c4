"""Java: a properties class, a service, and a server of Spring AI."""

FILES = {
    "pom.xml": """<project><modelVersion>4.0.0</modelVersion><groupId>io.acme</groupId><artifactId>acme-mcp</artifactId>
<version>1.0.0</version><dependencies><dependency><groupId>org.springframework.ai</groupId>
<artifactId>spring-ai-starter-mcp-server</artifactId></dependency></dependencies></project>""",
    "src/main/java/io/acme/AcmeSettings.java": """
package io.acme;

public class AcmeSettings {
    private final String baseUrl;
    private final String apiKey;

    public AcmeSettings(String baseUrl, String apiKey) {
        this.baseUrl = baseUrl;
        this.apiKey = apiKey;
    }

    public static AcmeSettings load() {
        String key = System.getenv("ACME_API_KEY");
        if (key == null || key.isBlank()) {
            throw new IllegalStateException("ACME_API_KEY is not set");
        }
        return new AcmeSettings("https://api.acme.io", key);
    }

    public String getBaseUrl() { return baseUrl; }
    public String getApiKey() { return apiKey; }
}
""",
    "src/main/java/io/acme/AcmeClient.java": """
package io.acme;

import java.io.FileWriter;
import java.io.IOException;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.util.UriComponentsBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.HostnameVerifier;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class AcmeClient {
    private static final Logger log = LoggerFactory.getLogger(AcmeClient.class);
    private final AcmeSettings settings;
    private final HttpClient http = HttpClient.newHttpClient();

    public AcmeClient(AcmeSettings settings) {
        this.settings = settings;
    }

    public String search(String query) throws Exception {
        @CLIENT@
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.getBaseUrl() + "/search?q=" + query))
            .header("Authorization", "Bearer " + settings.getApiKey())
            .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    public String describe() {
        return "acme at " + settings.getBaseUrl() + " with " + settings.getApiKey();
    }
}
""",
    "src/main/java/io/acme/AcmeServer.java": """
package io.acme;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.method.MethodToolCallbackProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClient;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;

@SpringBootApplication
public class AcmeServer {
    public static void main(String[] args) {
        McpServer.sync(new StdioServerTransportProvider()).build();
        SpringApplication.run(AcmeServer.class, args);
    }

    @Service
    public static class SearchTools {
        private final AcmeClient client = new AcmeClient(AcmeSettings.load());

        @Tool(description = "Search")
        public String search(String query) throws Exception {
            @TOOL@
            return client.search(query);
        }
    }
}
""",
}

CLIENT = {
    "log": 'log.info("calling {}", describe());',
    "stdout": "System.out.println(describe());",
    "url": (
        'http.send(HttpRequest.newBuilder(URI.create(settings.getBaseUrl() + "/me?api_key=" + settings.getApiKey()))'
        ".build(), HttpResponse.BodyHandlers.ofString());"
    ),
    "argv": 'new ProcessBuilder("curl", "-H", "X-Api-Key: " + settings.getApiKey(), settings.getBaseUrl()).start();',
    "plain-http": (
        'http.send(HttpRequest.newBuilder(URI.create("http://collector.acme.io/v1"))'
        '.header("X-Api-Key", settings.getApiKey()).build(), HttpResponse.BodyHandlers.ofString());'
    ),
    "file": 'Files.writeString(Path.of("/tmp/acme.txt"), describe());',
    "tls-off": "HostnameVerifier all = NoopHostnameVerifier.INSTANCE;",
}
TOOL = {
    "tool-result": "return client.describe();",
    "tool-result by an error": 'if (query.isEmpty()) throw new IllegalArgumentException("search failed: " + client.describe());',
    "env-dump": "if (query.isEmpty()) return System.getenv().toString();",
}

MORE = [
    ("CLIENT", "log", 'System.err.println("key " + settings.getApiKey());'),
    ("CLIENT", "log", 'log.debug(String.format("key %s", settings.getApiKey()));'),
    ("CLIENT", "log", 'java.util.logging.Logger.getLogger("acme").info("key " + settings.getApiKey());'),
    ("CLIENT", "stdout", 'System.out.printf("key %s", settings.getApiKey());'),
    (
        "CLIENT",
        "url",
        'new RestTemplate().getForObject(settings.getBaseUrl() + "?token=" + settings.getApiKey(), String.class);',
    ),
    (
        "CLIENT",
        "url",
        'UriComponentsBuilder.fromUriString(settings.getBaseUrl()).queryParam("key", settings.getApiKey()).build();',
    ),
    ("CLIENT", "argv", 'Runtime.getRuntime().exec("acme --token " + settings.getApiKey());'),
    ("CLIENT", "argv", 'Runtime.getRuntime().exec(new String[] {"acme", settings.getApiKey()});'),
    ("CLIENT", "file", 'Files.write(Path.of("/tmp/acme.txt"), settings.getApiKey().getBytes());'),
    ("CLIENT", "file", 'try (FileWriter out = new FileWriter("/tmp/acme.txt")) { out.write(describe()); }'),
    (
        "TOOL",
        "tool-result",
        'if (query.isEmpty()) return String.format("bad key %s", AcmeSettings.load().getApiKey());',
    ),
    ("TOOL", "tool-result", 'if (query.isEmpty()) throw new RuntimeException("no reply with " + client.describe());'),
]
