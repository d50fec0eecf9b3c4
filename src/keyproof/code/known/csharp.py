"""C#: the base library, Microsoft's extensions, Azure's and AWS's clients, and the MCP SDK, by class and method.

From the libraries' reference manuals and the source of the MCP C# SDK. A class goes by its bare name: a ``using`` line
brings in all of a namespace. The lowering has taken ``System.`` off the names.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.known import Known, Shown

_BEARER: Final[tuple[Shown, ...]] = (
    ("authorization", "present", "bearer tokens are verified as JWTs"),
    ("signature", "present", "ASP.NET Core checks the signature of tokens"),
)
_ENTRA: Final[tuple[Shown, ...]] = (
    *_BEARER,
    ("audience", "present", "Microsoft.Identity.Web compares the audience"),
    ("issuer", "present", "Microsoft.Identity.Web compares the issuer"),
    ("expiry", "present", "Microsoft.Identity.Web checks when a token expires"),
)

KNOWN: Final = Known(
    env_objects=frozenset({"Environment.env"}),
    env_getters=frozenset({"Environment.GetEnvironmentVariable", "Env.GetString", "DotNetEnv.Env.GetString"}),
    option_classes=frozenset(),
    secret_managers={
        "Azure.Security.KeyVault.Secrets": "Azure Key Vault",
        "Azure.Extensions.AspNetCore.Configuration.Secrets": "Azure Key Vault",
        "Amazon.SecretsManager": "AWS Secrets Manager",
        "Amazon.SecretsManager.Extensions.Caching": "AWS Secrets Manager",
        "Google.Cloud.SecretManager.V1": "Google Secret Manager",
        "VaultSharp": "HashiCorp Vault",
        "Infisical.Sdk": "Infisical",
        "OnePassword": "1Password",
        "Meziantou.Framework.Win32": "the operating system's keyring",
        "AdysTech.CredentialManager": "the operating system's keyring",
        "CredentialManagement": "the operating system's keyring",
    },
    keyring_calls=frozenset({"CredentialManager.ReadCredential", "CredentialManager.GetCredentials"}),
    secret_calls={
        "GetSecret": "name", "GetSecretAsync": "name", "GetSecretValueAsync": "SecretId", "AccessSecretVersion": "name",
        "AccessSecretVersionAsync": "name", "ReadSecretAsync": "path", "GetSecretString": "name",
    },
    cloud_chains={
        "DefaultAzureCredential": "AZURE_*", "ChainedTokenCredential": "AZURE_*", "ManagedIdentityCredential": "AZURE_*",
        "EnvironmentCredential": "AZURE_*", "AzureCliCredential": "AZURE_*", "VisualStudioCredential": "AZURE_*",
        "FallbackCredentialsFactory.GetCredentials": "AWS_*", "DefaultAWSCredentialsIdentityResolver.GetCredentials": "AWS_*",
        "AmazonS3Client": "AWS_*", "AmazonDynamoDBClient": "AWS_*", "AmazonSecretsManagerClient": "AWS_*",
        "AmazonBedrockRuntimeClient": "AWS_*", "AmazonEC2Client": "AWS_*", "AmazonLambdaClient": "AWS_*",
        "AmazonSQSClient": "AWS_*", "AmazonCloudWatchLogsClient": "AWS_*", "AmazonSimpleSystemsManagementClient": "AWS_*",
        "GoogleCredential.GetApplicationDefault": "GOOGLE_APPLICATION_CREDENTIALS",
        "GoogleCredential.GetApplicationDefaultAsync": "GOOGLE_APPLICATION_CREDENTIALS",
    },
    oauth_calls={
        "InteractiveBrowserCredential": "Microsoft OAuth sign-in",
        "DeviceCodeCredential": "Microsoft OAuth sign-in",
        "PublicClientApplicationBuilder.Create": "Microsoft OAuth sign-in",
        "ConfidentialClientApplicationBuilder.Create": "Microsoft OAuth client",
        "GoogleWebAuthorizationBroker.AuthorizeAsync": "Google OAuth client file",
        "GoogleClientSecrets.FromFile": "Google OAuth client file",
    },
    tool_decorators=frozenset({
        "McpServerTool", "McpServerPrompt", "McpServerResource", "KernelFunction", "McpToolTrigger", "McpResourceTrigger",
    }),
    tool_methods=frozenset({"WithCallToolHandler"}),
    start_names=frozenset({"Main", "MainAsync", "ExecuteAsync", "StartAsync", "ConfigureServices"}),
    exits=frozenset({"Environment.Exit", "Environment.FailFast"}),
    error_results=frozenset({"Unauthorized", "UnauthorizedResult", "UnauthorizedObjectResult", "Problem"}),
    clean_errors=frozenset({"CommandParsingException", "CommandLineException"}),
    logs=frozenset({
        "WriteLine", "WriteLineAsync", "WriteAsync", "Write", "LogError", "LogWarning", "LogCritical", "LogInformation",
        "LogDebug", "LogTrace", "Log", "Error", "Warning", "Fatal", "Information", "Warn", "MarkupLine",
    }),
    same=frozenset({
        "Task.FromResult", "ValueTask.FromResult", "Results.Ok", "Results.Json", "Results.Text", "TypedResults.Ok",
        "TextContentBlock", "AuthenticationHeaderValue", "CallToolResult", "Uri", "ReadResourceResult",
        "GetPromptResult", "ChatMessage", "StringContent", "FormUrlEncodedContent", "KeyValuePair", "NetworkCredential",
        "Dictionary", "StringBuilder", "Tuple.Create", "JsonContent.Create", "Lazy", "ProcessStartInfo",
    }),
    whole=frozenset({
        "JsonSerializer.Serialize", "JsonConvert.SerializeObject", "JsonSerializer.SerializeToNode", "Json.JsonSerializer.Serialize",
        "JsonSerializer.SerializeToUtf8Bytes", "JsonSerializer.SerializeToElement", "Convert.ToString",
    }),
    log_methods=frozenset({
        "LogInformation", "LogDebug", "LogTrace", "LogWarning", "LogError", "LogCritical", "Log", "Information", "Debug",
        "Verbose", "Warning", "Error", "Fatal", "Info", "Warn", "Trace", "BeginScope",
    }),
    stdout=frozenset({
        "Console.WriteLine", "Console.Write", "Console.Out.WriteLine", "Console.Out.Write", "Out.WriteLine", "Out.Write",
        "Console.Out.WriteLineAsync", "Console.Out.WriteAsync", "AnsiConsole.WriteLine", "AnsiConsole.MarkupLine",
        "AnsiConsole.Write", "AnsiConsole.Markup",
    }),
    stderr=frozenset({
        "Console.Error.WriteLine", "Console.Error.Write", "Console.Error.WriteLineAsync", "Console.Error.WriteAsync",
        "Error.WriteLine", "Error.WriteLineAsync", "Trace.WriteLine", "Debug.WriteLine", "Trace.TraceInformation",
        "Trace.TraceError", "Trace.TraceWarning", "EventLog.WriteEntry",
    }),
    http_methods=frozenset({
        "GetAsync", "PostAsync", "PutAsync", "DeleteAsync", "PatchAsync", "SendAsync", "GetStringAsync", "GetStreamAsync",
        "GetFromJsonAsync", "PostAsJsonAsync", "PutAsJsonAsync", "HttpRequestMessage", "RestRequest", "RestClient",
    }),
    header_setters=frozenset({"TryAddWithoutValidation", "AuthenticationHeaderValue", "WithHeader", "WithOAuthBearerToken",
                              "WithBasicAuth", "AddDefaultHeader", "AddOrUpdateHeader"}),
    query_setters=frozenset({"AddQueryString", "SetQueryParam", "AddQueryParameter", "AppendQueryParam"}),
    subprocess=frozenset({"Process.Start", "ProcessStartInfo"}),
    file_writes=frozenset({
        "File.WriteAllText", "File.WriteAllTextAsync", "File.AppendAllText", "File.AppendAllTextAsync", "File.WriteAllLines",
        "File.WriteAllLinesAsync", "File.WriteAllBytes", "File.WriteAllBytesAsync", "File.AppendAllLines", "IO.File.WriteAllText",
    }),
    makers=frozenset({"AddMcpServer", "McpServerFactory", "MapMcp", "McpToolTrigger"}),
    sdk_imports=r"^ModelContextProtocol(?:\.(?!Client)|$)|^Microsoft\.Azure\.Functions\.Worker\.Extensions\.Mcp",
    transport_calls={
        "WithStdioServerTransport": "stdio",
        "WithHttpTransport": "streamable-http",
        "MapMcp": "streamable-http",
        "StreamableHttpServerTransport": "streamable-http",
        "SseResponseStreamTransport": "sse",
        "McpToolTrigger": "streamable-http",
    },
    http_auth={
        "AddMicrosoftIdentityWebApi": _ENTRA,
        "AddMicrosoftIdentityWebApiAuthentication": _ENTRA,
        "RequireAuthorization": (("authorization", "present", "endpoints ask for an authenticated user"),),
        "Authorize": (("authorization", "present", "only authenticated users are let in"),),
        "AddScheme": (("authorization", "present", "an authentication scheme of the project"),),
        "AddMcp": (("resource-metadata", "present", "served by the SDK's AddMcp"),
                   ("www-authenticate", "present", "the SDK's challenge names the resource metadata")),
        "AddOpenIdConnect": (("oauth", "present", "an OpenID provider is used"),),
        "AddOAuth": (("oauth", "present", "an OAuth provider is used"),),
        "AddOpenIddict": (("oauth", "present", "an authorization server of its own (OpenIddict)"),),
        "UseHttpsRedirection": (("https", "present", "plain requests are sent to https"),),
        "FixedTimeEquals": (("constant-time", "present", "tokens are compared in constant time"),),
        "UseHostFiltering": (("dns-rebinding", "present", "the Host header is checked"),),
        "AddHostFiltering": (("dns-rebinding", "present", "the Host header is checked"),),
        "RequireProofKeyForCodeExchange": (("pkce", "present", "a code challenge is required"),),
    },
)  # fmt: skip
