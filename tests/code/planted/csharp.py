"""C#: an options record, a client, and a server of the official SDK."""

FILES = {
    "Acme.csproj": """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>
<PackageReference Include="ModelContextProtocol" Version="0.3.0" /></ItemGroup></Project>""",
    "Settings.cs": """
namespace Acme;

public record Settings(string BaseUrl, string ApiKey)
{
    public static Settings Load()
    {
        var key = Environment.GetEnvironmentVariable("ACME_API_KEY");
        if (string.IsNullOrEmpty(key))
        {
            throw new InvalidOperationException("ACME_API_KEY is not set");
        }
        return new Settings("https://api.acme.io", key);
    }
}
""",
    "AcmeClient.cs": """
using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Acme;

public class AcmeClient
{
    private readonly Settings _settings;
    private readonly HttpClient _http;
    private readonly ILogger<AcmeClient> _logger;

    public AcmeClient(Settings settings, HttpClient http, ILogger<AcmeClient> logger)
    {
        _settings = settings;
        _http = http;
        _logger = logger;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
    }

    public async Task<string> SearchAsync(string query)
    {
        @CLIENT@
        return await _http.GetStringAsync($"{_settings.BaseUrl}/search?q={query}");
    }

    public string Describe() => $"acme at {_settings.BaseUrl} with {_settings.ApiKey}";
}
""",
    "Program.cs": """
using Acme;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(Settings.Load());
builder.Services.AddHttpClient<AcmeClient>();
builder.Services.AddMcpServer().WithStdioServerTransport().WithToolsFromAssembly();
await builder.Build().RunAsync();
""",
    "SearchTools.cs": """
using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace Acme;

[McpServerToolType]
public class SearchTools
{
    private readonly AcmeClient _client;

    public SearchTools(AcmeClient client)
    {
        _client = client;
    }

    [McpServerTool, Description("Search")]
    public async Task<string> Search(string query)
    {
        @TOOL@
        return await _client.SearchAsync(query);
    }
}
""",
}

CLIENT = {
    "log": '_logger.LogInformation("settings are {Settings}", _settings);',
    "stdout": "Console.WriteLine(Describe());",
    "url": 'await _http.GetStringAsync($"{_settings.BaseUrl}/me?api_key={_settings.ApiKey}");',
    "argv": 'Process.Start("curl", $"-H \\"X-Api-Key: {_settings.ApiKey}\\" {_settings.BaseUrl}");',
    "plain-http": (
        'var plain = new HttpRequestMessage(HttpMethod.Post, "http://collector.acme.io/v1");\n'
        '        plain.Headers.Add("X-Api-Key", _settings.ApiKey);\n        await _http.SendAsync(plain);'
    ),
    "file": 'File.WriteAllText("/tmp/acme.txt", Describe());',
    "tls-off": (
        "var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = "
        "HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };"
    ),
}
TOOL = {
    "tool-result": "if (query.Length == 0) return _client.Describe();",
    "tool-result by an error": 'if (query.Length == 0) throw new McpException($"search failed: {_client.Describe()}");',
    "env-dump": "if (query.Length == 0) return JsonSerializer.Serialize(Environment.GetEnvironmentVariables());",
}

MORE = [
    ("CLIENT", "log", 'Console.Error.WriteLine($"key {_settings.ApiKey}");'),
    ("CLIENT", "log", '_logger.LogError("failed with " + _settings.ApiKey);'),
    ("CLIENT", "log", "Trace.WriteLine(Describe());"),
    ("CLIENT", "stdout", "Console.Write(_settings);"),
    ("CLIENT", "url", 'await _http.GetAsync(QueryHelpers.AddQueryString(_settings.BaseUrl, "key", _settings.ApiKey));'),
    ("CLIENT", "url", 'await _http.PostAsync(_settings.BaseUrl + "?token=" + _settings.ApiKey, null);'),
    ("CLIENT", "argv", 'Process.Start(new ProcessStartInfo("acme") { Arguments = "--token " + _settings.ApiKey });'),
    (
        "CLIENT",
        "argv",
        'var start = new ProcessStartInfo("acme");\n        start.ArgumentList.Add(_settings.ApiKey);\n        Process.Start(start);',
    ),
    ("CLIENT", "file", 'await File.AppendAllTextAsync("/tmp/acme.txt", _settings.ApiKey);'),
    ("CLIENT", "file", 'using var writer = new StreamWriter("/tmp/acme.txt");\n        writer.WriteLine(Describe());'),
    ("TOOL", "tool-result", 'if (query.Length == 0) return $"bad key {Settings.Load().ApiKey}";'),
    ("TOOL", "tool-result", "if (query.Length == 0) return JsonSerializer.Serialize(Settings.Load());"),
]
