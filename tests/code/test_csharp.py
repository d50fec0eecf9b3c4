"""C#: what a server takes, and what happens without it."""

from __future__ import annotations

import pytest

from keyproof.code.inventory import reads
from keyproof.model.fact import Reaction
from tests.code._csharp import at_start, in_tool, inventory, project

GET = 'Environment.GetEnvironmentVariable("ACME_TOKEN")'


SILENT, NOISY, FAST = Reaction.SILENT, Reaction.NOISY, Reaction.FAIL_FAST


@pytest.mark.parametrize(
    ("text", "reaction", "names_it", "required"),
    [
        (f'var t = {GET} ?? throw new InvalidOperationException("ACME_TOKEN is not set"); Use(t);', NOISY, True, True),
        (f'var t = {GET} ?? throw new InvalidOperationException("no token"); Use(t);', Reaction.CRASH, False, True),
        (f'var t = {GET}; if (string.IsNullOrEmpty(t)) {{ throw new Exception("Set ACME_TOKEN"); }} Use(t);', NOISY, True, True),
        (f'var t = {GET}; if (t is null) {{ Console.Error.WriteLine("Set ACME_TOKEN"); Environment.Exit(1); }} Use(t);', FAST, True, True),
        (f'var t = {GET}; if (string.IsNullOrWhiteSpace(t)) {{ Console.Error.WriteLine("ACME_TOKEN missing"); return; }} Use(t);', FAST, True, True),
        (f'var t = {GET}; if (t == null) {{ Console.Error.WriteLine("ACME_TOKEN missing"); return 1; }} Use(t);', FAST, True, True),
        (f"var t = {GET}!; Use(t);", SILENT, False, None),
        (f'var t = {GET} ?? ""; Use(t);', SILENT, False, None),
        (f'var t = {GET} ?? "changeme-please-now"; Use(t);', Reaction.UNSAFE_DEFAULT, False, False),
        (f'var t = {GET} ?? "<your token>"; Use(t);', SILENT, False, True),
        (f"var t = {GET}.Trim(); Use(t);", Reaction.CRASH, False, True),
        (f'var t = {GET}; if (t is {{ Length: > 0 }}) {{ client.Headers.Add("X", t); }}', SILENT, False, False),
        (f'try {{ var t = {GET} ?? throw new E("ACME_TOKEN is not set"); Use(t); }} '
         'catch (Exception e) { Console.Error.WriteLine($"Fatal: {e.Message}"); Environment.Exit(1); }', FAST, True, True),
    ],
)  # fmt: skip
def test_what_happens_without_the_variable(text, reaction, names_it, required):
    read = inventory(at_start(text))["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it, read.required) == (reaction, names_it, required)


def test_a_tools_own_exception_is_kept_from_the_model_and_the_sdks_is_not():
    check = 'var t = %s; if (t is null) throw new %s("ACME_TOKEN is not set"); return await Send(t);'
    hidden = inventory(in_tool(check % (GET, "InvalidOperationException")))["ACME_TOKEN"]
    told = inventory(in_tool(check % (GET, "McpException")))["ACME_TOKEN"]
    assert (hidden.reaction, hidden.reaction_names_it) == (Reaction.DEGRADE, False)
    assert (told.reaction, told.reaction_names_it) == (Reaction.DEGRADE, True)


def test_an_error_result_of_a_tool_names_the_variable():
    text = f'var t = {GET}; if (t is null) return new CallToolResult {{ IsError = true, Content = [new TextContentBlock {{ Text = "ACME_TOKEN is not set" }}] }};'
    read = inventory(in_tool(text + " return Send(t);").replace("Task<string>", "Task<CallToolResult>"))["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it) == (Reaction.DEGRADE, True)


def test_a_factory_of_the_container_runs_with_the_first_tool():
    text = 'builder.Services.AddSingleton(_ => new Api(Environment.GetEnvironmentVariable("ACME_TOKEN") ?? throw new E("ACME_TOKEN")));'
    assert inventory(at_start(text))["ACME_TOKEN"].reaction is Reaction.DEGRADE


def test_a_hosted_services_constructor_runs_at_the_start():
    service = f'public class Poll : BackgroundService {{ public Poll() {{ var t = {GET} ?? throw new E("ACME_TOKEN"); Use(t); }} }}'
    assert inventory(at_start("builder.Services.AddHostedService<Poll>();") + service)["ACME_TOKEN"].reaction is NOISY


def test_a_wrapper_in_another_file_is_followed():
    env = """
    namespace Acme.Config;
    public static class Env {
        public static string Require(string name) {
            var value = Environment.GetEnvironmentVariable(name);
            if (string.IsNullOrEmpty(value)) throw new InvalidOperationException($"{name} is not set");
            return value;
        }
    }"""
    program = at_start('var key = Acme.Config.Env.Require("ACME_API_KEY"); Use(key);')
    read = inventory({"src/Config/Env.cs": env, "src/Program.cs": program.replace("Acme.Config.Env", "Env")})[
        "ACME_API_KEY"
    ]
    assert (read.location.path, read.reaction, read.reaction_names_it) == ("src/Program.cs", NOISY, True)


def test_a_constant_of_another_class_names_the_variable():
    files = {
        "Names.cs": 'public class Names { public const string Key = "ACME_API_KEY"; }',
        "Program.cs": at_start("var k = Environment.GetEnvironmentVariable(Names.Key); Use(k);"),
    }
    assert set(inventory(files)) == {"ACME_API_KEY"}


def test_types_of_one_name_in_two_programs_are_kept_apart():
    names = 'public class Names {{ public const string Key = "{}"; }}'
    use = at_start("var k = Environment.GetEnvironmentVariable(Names.Key); Use(k);")
    files = {
        "a/Names.cs": names.format("A_API_KEY"),
        "a/Program.cs": use,
        "b/Names.cs": names.format("B_API_KEY"),
        "b/Program.cs": use,
    }
    found = {r.name: r.location.path for r in reads(project(files)) if r.secret}
    assert found == {"A_API_KEY": "a/Program.cs", "B_API_KEY": "b/Program.cs"}


def test_a_check_behind_an_interface_is_reached_from_a_tool():
    files = {
        "IKeys.cs": "public interface IKeys { string Get(); }",
        "Keys.cs": f'public class Keys : IKeys {{ public string Get() {{ return {GET} ?? throw new McpException("ACME_TOKEN is not set"); }} }}',
        "Tools.cs": "using ModelContextProtocol.Server; public class T(IKeys keys) { [McpServerTool] public string Ask() => Send(keys.Get()); }",
    }
    read = inventory(files)["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it) == (Reaction.DEGRADE, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('var k = builder.Configuration["Acme:ApiKey"];', "Acme__ApiKey"),
        ('var k = builder.Configuration.GetValue<string>("ACME_API_KEY");', "ACME_API_KEY"),
        ('var k = builder.Configuration.GetSection("Acme")["ApiKey"];', "Acme__ApiKey"),
        ('var s = builder.Configuration.GetRequiredSection("Acme"); var k = s["ApiKey"];', "Acme__ApiKey"),
        ('var k = builder.Configuration.GetConnectionString("OrdersPassword");', "ConnectionStrings__OrdersPassword"),
        (
            'var c = new ConfigurationBuilder().AddEnvironmentVariables().Build(); var k = c["ACME_TOKEN"];',
            "ACME_TOKEN",
        ),
        ('var k = Environment.GetEnvironmentVariables()["ACME_TOKEN"];', "ACME_TOKEN"),
        (
            'var k = System.Environment.GetEnvironmentVariable("ACME_TOKEN", EnvironmentVariableTarget.User);',
            "ACME_TOKEN",
        ),
    ],
)
def test_a_key_of_the_configuration_is_its_variable(text, name):
    assert set(inventory(at_start(text + " Use(k);"))) == {name}


def test_an_injected_configuration_is_read_in_its_class():
    text = 'public class Api { private readonly string _k; public Api(IConfiguration configuration) { _k = configuration["Acme:ApiKey"] ?? throw new E("Acme:ApiKey is missing"); } }'
    read = inventory({"Api.cs": text, "Program.cs": at_start("var a = new Api(builder.Configuration);")})[
        "Acme__ApiKey"
    ]
    assert (read.reaction, read.reaction_names_it) == (NOISY, True)


def test_a_dictionary_called_config_is_not_the_configuration():
    text = 'var config = new Dictionary<string, string> { ["ApiKey"] = "x" }; Use(config["ApiKey"]);'
    assert inventory(at_start(text)) == {}


OPTIONS = """
using System.ComponentModel.DataAnnotations;
public class AcmeOptions {
    public const string Section = "Acme";
    [Required] public string ApiKey { get; set; } = "";
    public string? WebhookSecret { get; set; }
    public string BaseUrl { get; set; } = "https://api.acme.io";
    public Inner Auth { get; set; } = new();
}
public class Inner { public string? Password { get; set; } }
"""


@pytest.mark.parametrize(
    "bind",
    [
        "builder.Services.AddOptions<AcmeOptions>().Bind(builder.Configuration.GetSection(AcmeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();",
        "builder.Services.AddOptions<AcmeOptions>().BindConfiguration(AcmeOptions.Section).ValidateDataAnnotations();",
    ],
)
def test_a_required_option_stops_the_start_with_its_name(bind):
    found = inventory({"AcmeOptions.cs": OPTIONS, "Program.cs": at_start(bind)})
    assert set(found) == {"Acme__ApiKey", "Acme__WebhookSecret", "Acme__Auth__Password"}
    key = found["Acme__ApiKey"]
    assert (key.required, key.reaction, key.reaction_names_it) == (True, NOISY, True)


def test_an_error_about_options_that_is_caught_and_printed_is_no_stack_trace():
    bind = (
        "builder.Services.AddOptions<AcmeOptions>().BindConfiguration(AcmeOptions.Section).ValidateDataAnnotations();"
    )
    caught = (
        "try { _ = app.Services.GetRequiredService<IOptions<AcmeOptions>>().Value; } "
        "catch (OptionsValidationException ex) { Console.Error.WriteLine(ex.Message); Environment.Exit(1); }"
    )
    key = inventory({"AcmeOptions.cs": OPTIONS, "Program.cs": at_start(bind + caught)})["Acme__ApiKey"]
    assert (key.required, key.reaction, key.reaction_names_it) == (True, FAST, True)


@pytest.mark.parametrize(
    "bind",
    [
        'builder.Services.Configure<AcmeOptions>(builder.Configuration.GetSection("Acme"));',
        'var o = builder.Configuration.GetSection("Acme").Get<AcmeOptions>();',
        'var o = new AcmeOptions(); builder.Configuration.GetSection("Acme").Bind(o);',
        'var o = new AcmeOptions(); builder.Configuration.Bind("Acme", o);',
    ],
)
def test_attributes_that_nothing_checks_require_nothing(bind):
    found = inventory({"AcmeOptions.cs": OPTIONS, "Program.cs": at_start(bind)})
    assert "Acme__ApiKey" in found
    assert found["Acme__ApiKey"].required is not True


def test_a_check_of_bound_options_is_followed_to_the_property():
    check = (
        'var o = builder.Configuration.GetSection("Acme").Get<AcmeOptions>()!; '
        'if (string.IsNullOrEmpty(o.WebhookSecret)) { throw new E("Acme__WebhookSecret is not set"); }'
    )
    read = inventory({"AcmeOptions.cs": OPTIONS, "Program.cs": at_start(check)})["Acme__WebhookSecret"]
    assert (read.reaction, read.reaction_names_it, read.validated) == (NOISY, True, "presence")


def test_options_injected_into_a_class_are_followed_through_their_value():
    files = {
        "AcmeOptions.cs": OPTIONS,
        "Program.cs": at_start('builder.Services.Configure<AcmeOptions>(builder.Configuration.GetSection("Acme"));'),
        "Tools.cs": "using ModelContextProtocol.Server; public class T(IOptions<AcmeOptions> options) { [McpServerTool] public string Ask() {"
        ' if (string.IsNullOrEmpty(options.Value.WebhookSecret)) throw new McpException("WebhookSecret is missing"); return "x"; } }',
    }
    read = inventory(files)["Acme__WebhookSecret"]
    assert (read.reaction, read.validated) == (Reaction.DEGRADE, "presence")


def test_a_configuration_of_the_command_line_alone_is_an_option():
    text = (
        'var c = new ConfigurationBuilder().AddCommandLine(args, new Dictionary<string, string> { ["--api-key"] = "ApiKey" }).Build(); '
        'var k = c["ApiKey"]; if (string.IsNullOrEmpty(k)) { Console.Error.WriteLine("--api-key is required"); return 1; } Use(k);'
    )
    read = inventory(at_start(text))["--api-key"]
    assert (read.source, read.reaction, read.reaction_names_it) == ("cli", FAST, True)


@pytest.mark.parametrize(
    "text",
    [
        'var o = new Option<string>("--api-key") { Required = true };',
        'var o = new Option<string>(new[] { "--api-key", "-k" }, "the key") { IsRequired = true };',
        'switch (args[0]) { case "--api-key": key = args[1]; break; }',
    ],
)
def test_options_of_the_command_line_are_found(text):
    assert inventory(at_start(text))["--api-key"].source == "cli"


def test_an_option_that_is_a_switch_is_no_credential():
    assert inventory(at_start('var o = new Option<bool>("--use-token");')) == {}


def test_stores_and_cloud_chains_are_found():
    text = """
    using Azure.Identity;
    using Azure.Security.KeyVault.Secrets;
    var client = new SecretClient(new Uri(url), new DefaultAzureCredential());
    KeyVaultSecret secret = await client.GetSecretAsync("acme-api-key");
    """
    found = inventory(text)
    assert {(r.name, r.source) for r in found.values()} == {
        ("AZURE_*", "cloud-chain"),
        ("acme-api-key", "secret-manager"),
    }


def test_a_header_of_a_request_is_a_credential():
    text = 'app.MapGet("/x", (HttpContext context) => { var t = context.Request.Headers["Authorization"].ToString(); return Check(t); });'
    assert inventory(text)["Authorization"].source == "header"
    text = 'app.Use(async (context, next) => { if (!context.Request.Headers.TryGetValue("X-Api-Key", out var k)) return; await next(context); });'
    assert inventory(text)["X-Api-Key"].source == "header"


def test_a_header_that_is_sent_is_no_credential_taken():
    assert inventory('var request = new HttpRequestMessage(); request.Headers.Add("Authorization", "x");') == {}


def test_a_tool_that_asks_for_a_credential_is_found():
    text = 'public class T { [McpServerTool] public string Ask([Description("API key of the account")] string apiKey, IConfiguration c) => "x"; }'
    read = inventory(text)["apiKey"]
    assert (read.source, read.required) == ("tool-argument", True)


def test_a_server_that_lets_everyone_in_without_its_key_is_found():
    text = """
    public class Guard {
        private readonly string? _key;
        private readonly bool _asked;
        private readonly RequestDelegate _next;
        public Guard(RequestDelegate next, IConfiguration configuration) {
            _next = next;
            _key = configuration["ApiKey"];
            _asked = !string.IsNullOrEmpty(_key);
        }
        public async Task InvokeAsync(HttpContext context) {
            if (!_asked) { await _next(context); return; }
            if (context.Request.Headers["X-Api-Key"] != _key) { context.Response.StatusCode = 401; return; }
            await _next(context);
        }
    }"""
    assert inventory(text)["ApiKey"].reaction is Reaction.UNSAFE_DEFAULT


def test_tests_of_a_project_are_aside():
    assert inventory({"src/Acme.Mcp.Tests/Live.cs": f"var t = {GET};"}) == {}
