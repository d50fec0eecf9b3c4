"""PHP: a settings class, a client, and a server of the official SDK."""

FILES = {
    "composer.json": '{"name": "acme/acme-mcp", "require": {"php-mcp/server": "^3.0", "guzzlehttp/guzzle": "^7.0"}}',
    "src/Settings.php": """<?php
namespace Acme;

final class Settings
{
    public function __construct(public readonly string $baseUrl, public readonly string $apiKey) {}

    public static function load(): self
    {
        $key = getenv('ACME_API_KEY');
        if ($key === false || $key === '') {
            throw new \\RuntimeException('ACME_API_KEY is not set');
        }
        return new self('https://api.acme.io', $key);
    }
}
""",
    "src/AcmeClient.php": """<?php
namespace Acme;

use GuzzleHttp\\Client;
use Psr\\Log\\LoggerInterface;

final class AcmeClient
{
    private Client $http;

    public function __construct(private Settings $settings, private LoggerInterface $logger)
    {
        $this->http = new Client();
    }

    public function search(string $query): string
    {
        @CLIENT@
        $reply = $this->http->get($this->settings->baseUrl . '/search', [
            'query' => ['q' => $query],
            'headers' => ['Authorization' => 'Bearer ' . $this->settings->apiKey],
        ]);
        return (string) $reply->getBody();
    }

    public function describe(): string
    {
        return "acme at {$this->settings->baseUrl} with {$this->settings->apiKey}";
    }
}
""",
    "src/SearchTool.php": """<?php
namespace Acme;

use PhpMcp\\Server\\Attributes\\McpTool;

final class SearchTool
{
    private AcmeClient $client;

    public function __construct()
    {
        $this->client = new AcmeClient(Settings::load(), new \\Psr\\Log\\NullLogger());
    }

    #[McpTool(name: 'search')]
    public function search(string $query): string
    {
        @TOOL@
        return $this->client->search($query);
    }
}
""",
    "server.php": """<?php
require __DIR__ . '/vendor/autoload.php';

use PhpMcp\\Server\\Server;
use PhpMcp\\Server\\Transports\\StdioServerTransport;

$server = Server::make()->withServerInfo('acme', '1.0.0')->build();
$server->discover(__DIR__, ['src']);
$server->listen(new StdioServerTransport());
""",
}

CLIENT = {
    "log": "$this->logger->info('calling with ' . $this->settings->apiKey);",
    "stdout": "echo $this->describe();",
    "url": "$this->http->get($this->settings->baseUrl . '/me?api_key=' . $this->settings->apiKey);",
    "argv": "exec('curl -H \"X-Api-Key: ' . $this->settings->apiKey . '\" ' . $this->settings->baseUrl);",
    "plain-http": "$this->http->post('http://collector.acme.io/v1', ['headers' => ['X-Api-Key' => $this->settings->apiKey]]);",
    "file": "file_put_contents('/tmp/acme.txt', $this->describe());",
    "tls-off": "new Client(['verify' => false]);",
}
TOOL = {
    "tool-result": "if ($query === '') { return $this->client->describe(); }",
    "tool-result by an error": "if ($query === '') { throw new \\RuntimeException('failed: ' . $this->client->describe()); }",
    "env-dump": "if ($query === '') { return json_encode(getenv()); }",
}
MORE = [
    ("CLIENT", "log", 'error_log("key {$this->settings->apiKey}");'),
    ("CLIENT", "log", "$this->logger->debug('calling', ['key' => $this->settings->apiKey]);"),
    ("CLIENT", "log", "fwrite(STDERR, $this->describe());"),
    ("CLIENT", "stdout", "print($this->settings->apiKey);"),
    ("CLIENT", "stdout", "var_dump($this->settings->apiKey);"),
    ("CLIENT", "url", "file_get_contents('https://api.acme.io/me?token=' . $this->settings->apiKey);"),
    (
        "CLIENT",
        "url",
        "$this->http->get('https://api.acme.io/me', ['query' => ['api_key' => $this->settings->apiKey]]);",
    ),
    ("CLIENT", "argv", 'shell_exec("acme --token {$this->settings->apiKey}");'),
    ("CLIENT", "file", "$out = fopen('/tmp/acme.txt', 'w');\n        fwrite($out, $this->describe());"),
    ("TOOL", "tool-result", "if ($query === '') { return json_encode(['key' => Settings::load()->apiKey]); }"),
]
