"""C#: where credentials go, which servers and transports there are, and how HTTP is guarded."""

from __future__ import annotations

import pytest

from keyproof.code.http_auth import controls
from keyproof.code.leaks import leaks
from keyproof.code.servers import servers
from tests.code._csharp import HEAD, TAIL, project

SERVER = (
    HEAD
    + """
var key = Environment.GetEnvironmentVariable("ACME_API_KEY");
var client = new HttpClient();
%s
"""
    + TAIL
    + """
public record Settings(string Url, string ApiKey);
public class Options { public string ApiKey { get; set; } public string Url { get; set; } }
public class Quiet { [JsonIgnore] public string ApiKey { get; set; } }
public class Tools(ILogger<Tools> logger) {
    [McpServerTool] public async Task<string> Ask(string q) {
        var key = Environment.GetEnvironmentVariable("ACME_API_KEY");
        %s
        return "ok";
    }
}
"""
)


def sinks(start: str = "", call: str = "") -> list[str]:
    return [leak.sink for leak in leaks(project({"Program.cs": SERVER % (start, call)}))]


@pytest.mark.parametrize(
    ("start", "call", "sink"),
    [
        ("Console.WriteLine(key);", "", "stdout"),
        ('Console.WriteLine($"key {key}");', "", "stdout"),
        ('Console.Error.WriteLine("key " + key);', "", "log"),
        ("", 'logger.LogInformation("using {Key}", key);', "log"),
        ("", 'logger.LogDebug($"using {key}");', "log"),
        ("Log.Information(\"using {Key}\", key);", "", "log"),
        ("Log.Information(\"{Settings}\", new Settings(\"u\", key));", "", "log"),
        ("Console.Error.WriteLine($\"starts with {key.Substring(0, 12)}\");", "", "log"),
        ("Console.Error.WriteLine(key[..12]);", "", "log"),
        ("Console.Error.WriteLine(key.Substring(0, Math.Min(50, key.Length)));", "", "log"),
        ("var o = new Options { ApiKey = key }; Console.Error.WriteLine(JsonSerializer.Serialize(o));", "", "log"),
        ("var sb = new StringBuilder(); sb.AppendLine(key); Console.Error.WriteLine(sb.ToString());", "", "log"),
        ('throw new InvalidOperationException($"bad key {key}");', "", "log"),
        ("", "return key;", "tool-result"),
        ("", "return JsonSerializer.Serialize(new { q, key });", "tool-result"),
        ("", 'throw new McpException($"refused: {key}");', "tool-result"),
        ("", 'throw new InvalidOperationException($"refused: {key}");', "log"),
        ("", "return JsonSerializer.Serialize(Environment.GetEnvironmentVariables());", "env-dump"),
        ('await client.GetAsync($"https://api.acme.io/v1?api_key={key}");', "", "url"),
        ('var u = "https://api.acme.io/v1?q=1&api_key=" + Uri.EscapeDataString(key);', "", "url"),
        ('var u = QueryHelpers.AddQueryString("https://api.acme.io", "api_key", key);', "", "url"),
        ('Process.Start("curl", $"-u {key}");', "", "argv"),
        ('var p = new ProcessStartInfo("curl") { Arguments = $"-u {key}" };', "", "argv"),
        ('var p = new ProcessStartInfo("curl"); p.ArgumentList.Add(key);', "", "argv"),
        ('var p = new ProcessStartInfo("curl"); p.Arguments = $"-u {key}";', "", "argv"),
        ('client.BaseAddress = new Uri("http://api.acme.io"); client.DefaultRequestHeaders.Add("X-Api-Key", key);', "", "plain-http"),
        ('client.BaseAddress = new Uri("http://api.acme.io"); client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);', "", "plain-http"),
        ('File.WriteAllText("config.txt", key);', "", "file"),
        ('await File.WriteAllTextAsync(path, $"key={key}");', "", "file"),
        ("var h = new HttpClientHandler { ServerCertificateCustomValidationCallback = (a, b, c, d) => true };", "", "tls-off"),
        ("var h = new HttpClientHandler(); h.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;", "", "tls-off"),
        ('var o = new Option<string>("--api-token") { IsRequired = true };', "", "cli-option"),
    ],
)  # fmt: skip
def test_a_credential_that_leaks_in_csharp_is_found(start, call, sink):
    if sink == "cli-option":
        start = start.replace("api-token", "bot-password")
    assert sink in sinks(start, call)


@pytest.mark.parametrize(
    ("start", "call"),
    [
        ('client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);', ""),
        ('client.BaseAddress = new Uri("http://localhost:8080"); client.DefaultRequestHeaders.Add("X-Api-Key", key);', ""),
        ('client.BaseAddress = new Uri("https://api.acme.io"); client.DefaultRequestHeaders.Add("X-Api-Key", key);', ""),
        ('Console.Error.WriteLine($"key set: {!string.IsNullOrEmpty(key)}");', ""),
        ('Console.Error.WriteLine($"key of {key.Length} characters");', ""),
        ('Console.Error.WriteLine($"key {key.Substring(0, 4)}...");', ""),
        ('Console.Error.WriteLine($"key {key[..4]}...");', ""),
        ('Console.Error.WriteLine(key is null ? "no key" : "key");', ""),
        ("Console.Error.WriteLine(Mask(key)); static string Mask(string s) => new string('*', s.Length);", ""),
        ('Console.Error.WriteLine("ACME_API_KEY is not set");', ""),
        ("var o = new Options { ApiKey = key }; Console.Error.WriteLine(o);", ""),
        ("var o = new Options { ApiKey = key, Url = \"u\" }; Console.Error.WriteLine(o.Url);", ""),
        ("var o = new Quiet { ApiKey = key }; Console.Error.WriteLine(JsonSerializer.Serialize(o));", ""),
        ('var p = new ProcessStartInfo("curl"); p.Environment["ACME_API_KEY"] = key; Process.Start(p);', ""),
        ('var p = new ProcessStartInfo("curl") { Environment = { ["K"] = key } }; Process.Start(p);', ""),
        ("var c = ProtectedData.Protect(Encoding.UTF8.GetBytes(key), null, scope); File.WriteAllBytes(path, c);", ""),
        ("if (key == null) throw new InvalidOperationException(\"no key\");", ""),
        ("", 'var r = await Get(q, key); return $"found {q}";'),
        ("", 'logger.LogInformation("asked for {Query}", q);'),
        ("", "try { return await Get(q, key); } catch (Exception e) { logger.LogError(e, \"failed\"); }"),
        ("var h = new HttpClientHandler { ServerCertificateCustomValidationCallback = (a, b, c, errors) => errors == SslPolicyErrors.None };", ""),
    ],
)  # fmt: skip
def test_a_credential_that_is_used_well_in_csharp_is_no_leak(start, call):
    assert sinks(start, call) == []


def test_a_bound_option_is_followed_from_its_class_to_a_log_in_another_file():
    files = {
        "AcmeOptions.cs": "public class AcmeOptions { public string ApiKey { get; set; } }",
        "Program.cs": HEAD
        + 'builder.Services.Configure<AcmeOptions>(builder.Configuration.GetSection("Acme"));'
        + TAIL,
        "Api.cs": "public class Api { private readonly AcmeOptions _options; public Api(IOptions<AcmeOptions> options) { _options = options.Value; }"
        ' public void Run(ILogger logger) { logger.LogInformation("key {Key}", _options.ApiKey); } }',
    }
    found = leaks(project(files))
    assert [(f.sink, f.credential, f.location.path) for f in found] == [("log", "Acme__ApiKey", "Api.cs")]


def test_an_argument_of_a_process_behind_an_interface_is_found():
    files = {
        "IRunner.cs": "public interface IRunner { Task Run(string path, string arguments); }",
        "Runner.cs": "public class Runner : IRunner { public Task Run(string path, string arguments) {"
        " var p = Process.Start(new ProcessStartInfo { FileName = path, Arguments = arguments }); return p.WaitForExitAsync(); } }",
        "Tool.cs": "using ModelContextProtocol.Server; public class T(IRunner runner) { [McpServerTool] public async Task<string> Ask() {"
        ' var key = Environment.GetEnvironmentVariable("ACME_API_KEY"); await runner.Run("az", $"login -p {key}"); return "x"; } }',
    }
    assert [f.sink for f in leaks(project(files))] == ["argv"]


def test_the_clients_token_that_is_sent_on_is_found():
    text = """
    public class T(IHttpContextAccessor accessor, HttpClient client) {
        [McpServerTool] public async Task<string> Ask() {
            var token = accessor.HttpContext.Request.Headers["Authorization"].ToString();
            var request = new HttpRequestMessage(HttpMethod.Get, "https://api.acme.io");
            request.Headers.TryAddWithoutValidation("Authorization", token);
            var reply = await client.SendAsync(request);
            return "ok";
        }
    }"""
    assert [f.sink for f in leaks(project({"T.cs": text}))] == ["passthrough"]


# ---- servers ---------------------------------------------------------------------------------------------------------


def served(
    files: dict[str, str], manifests: dict[str, bytes] | None = None
) -> tuple[list[str], list[tuple[str, bool | None]]]:
    found, transports = servers(project(files), manifests or {})
    return [s.root for s in found], [(t.transport, t.default) for t in transports]


CSPROJ = b'<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>%s</Project>'
SDK = b'<ItemGroup><PackageReference Include="ModelContextProtocol" Version="1.0.0" /></ItemGroup>'


def test_a_server_is_found_with_its_transport_though_no_line_names_the_sdk():
    files = {"src/Acme/Program.cs": HEAD.replace("using ModelContextProtocol.Server;", "") + TAIL}
    manifests = {"src/Acme/Acme.Mcp.csproj": CSPROJ % SDK}
    assert served(files, manifests) == (["src/Acme"], [("stdio", True)])
    found, _ = servers(project(files), manifests)
    assert (found[0].name, found[0].language, found[0].sdk) == ("Acme.Mcp", "csharp", "ModelContextProtocol")


def test_http_is_served_by_map_mcp():
    text = "var b = WebApplication.CreateBuilder(args); b.Services.AddMcpServer().WithHttpTransport(); var app = b.Build(); app.MapMcp();"
    assert served({"Program.cs": text}) == ([""], [("streamable-http", True)])


def test_a_client_is_no_server():
    text = 'using ModelContextProtocol.Client; var c = await McpClient.CreateAsync(new StdioClientTransport(new() { Command = "x" }));'
    assert served({"Program.cs": text}, {"Client.csproj": CSPROJ % SDK}) == ([], [])


def test_a_program_takes_the_place_of_the_library_that_makes_its_server():
    library = "public static class Build { public static void Serve(IHostApplicationBuilder b) { b.Services.AddMcpServer().WithStdioServerTransport(); } }"
    manifests = {
        "shared/Shared.csproj": b'<Project Sdk="Microsoft.NET.Sdk">' + SDK + b"</Project>",
        "app/App.csproj": CSPROJ % b'<ItemGroup><ProjectReference Include="..\\shared\\Shared.csproj" /></ItemGroup>',
    }
    assert served({"shared/Build.cs": library, "app/Program.cs": "Build.Serve(builder);"}, manifests)[0] == ["app"]


# ---- authorization ---------------------------------------------------------------------------------------------------

WEB = """
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMcpServer().WithHttpTransport();
%s
var app = builder.Build();
app.MapMcp()%s;
app.Run();
"""


def shown(setup: str = "", endpoint: str = "") -> dict[str, str]:
    return {c.control: c.state for c in controls(project({"Program.cs": WEB % (setup, endpoint)}))}


def test_a_server_that_asks_nobody_has_no_authorization():
    assert shown()["authorization"] == "absent"


def test_the_bearer_handler_checks_what_is_not_switched_off():
    setup = "builder.Services.AddAuthentication().AddJwtBearer(o => { o.TokenValidationParameters = new TokenValidationParameters { %s }; });"
    on = shown(setup % "ValidAudience = url", ".RequireAuthorization()")
    off = shown(setup % "ValidateAudience = false, ValidateLifetime = false", ".RequireAuthorization()")
    assert (on["authorization"], on["audience"], on["issuer"], on["signature"]) == ("present",) * 4
    assert (off["audience"], off["issuer"], off["expiry"]) == ("absent", "present", "weak")


def test_the_sdks_own_scheme_serves_the_resource_metadata():
    found = shown(
        "builder.Services.AddAuthentication().AddMcp(o => { o.ResourceMetadata = new() { Resource = new Uri(url) }; });"
    )
    assert (found["resource-metadata"], found["www-authenticate"]) == ("present", "present")


def test_a_key_compared_by_hand_is_a_static_token():
    guard = (
        'app.Use(async (context, next) => { var apiKey = context.Request.Headers["X-Api-Key"].ToString(); '
        "if (apiKey != expectedKey) { context.Response.StatusCode = StatusCodes.Status401Unauthorized; return; } await next(context); });"
    )
    found = {c.control: c.state for c in controls(project({"Program.cs": WEB % ("", "") + guard}))}
    assert (found["authorization"], found["static-token"], found["constant-time"]) == ("present", "weak", "absent")
