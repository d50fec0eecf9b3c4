"""What credential sources look like: functions, classes and packages as data, read by ``inventory``.

Facts are from the libraries' own documentation: which variable a client reads when no key is given, which call reads
which store. Names are dotted as ``Project.dotted`` gives them, JavaScript packages by their package name.
"""

from __future__ import annotations

from typing import Final

from keyproof.code import known

# ---- the environment -------------------------------------------------------------------------------------------------

ENV_OBJECTS: Final = frozenset({
    "os.environ", "os.environb", "process.env", "process.process.env", "process.default.env", "Bun.env", "Deno.env",
    "import.meta.env", "globalThis.process.env", "global.process.env", "env.default", "process.env.default",
}) | known.names("env_objects")  # fmt: skip
"""Objects whose members are environment variables."""

ENV_TYPES: Final = ("ProcessEnv", "os._Environ")
"""Annotations of a parameter that is given the environment."""

ENV_GETTERS: Final = frozenset({"os.getenv", "os.getenvb", "Deno.env.get", "decouple.config", "starlette.config.Config",
                                "env-var.get", "env-var.default.get"}) | known.names("env_getters")  # fmt: skip
"""Functions whose first argument is a variable's name."""

RAISING_GETTERS: Final = frozenset({"decouple.config"}) | known.names("raising_getters")
"""Those of them that raise an error naming the variable when it has neither value nor default."""

ENV_READERS: Final = {
    "environs.Env": True,
    "environ.Env": True,
    "environ.FileAwareEnv": True,
    "decouple.Config": True,
    "starlette.config.Config": True,
    "dynaconf.Dynaconf": False,
    **{n: v for k in known.KNOWN for n, v in k.env_readers.items()},
}
"""Classes whose instances read variables by call or method; whether they raise an error that names what is absent."""

ENV_FILES: Final = frozenset({"dotenv.dotenv_values", "dotenv.main.dotenv_values"})
"""Functions that return a mapping of the variables in a ``.env`` file."""

SETTINGS_BASES: Final = frozenset({"BaseSettings"})
"""Base classes whose fields are read from the environment (pydantic and pydantic-settings)."""

ENV_SCHEMAS: Final = frozenset({"cleanEnv", "createEnv", "envsafe", "makeValidator", "convict", "parseEnv"})
"""JavaScript functions that take a schema of the environment."""

# ---- options of the command line -------------------------------------------------------------------------------------

OPTION_CALLS: Final = frozenset({
    "click.option", "click.argument", "typer.Option", "typer.Argument", "rich_click.option", "asyncclick.option",
}) | known.names("option_calls")  # fmt: skip
OPTION_METHODS: Final = frozenset(
    {"add_argument", "option", "requiredOption", "addOption", "positional"}
) | known.names("option_methods")
OPTION_CLASSES: Final = frozenset({"commander.Option", "commander.default.Option"}) | known.names("option_classes")
OPTION_TABLES: Final = {
    "util.parseArgs": "options", "minimist": "string", "minimist.default": "string", "meow": "flags",
    "meow.default": "flags", "cleye.cli": "flags", "cleye": "flags", "yargs.options": "",
}  # fmt: skip
"""Functions that take a table of options under this key."""

# ---- stores ----------------------------------------------------------------------------------------------------------

SECRET_MANAGERS: Final = {
    "keyring": "the operating system's keyring",
    "keytar": "the operating system's keyring",
    "@napi-rs/keyring": "the operating system's keyring",
    "secretstorage": "the operating system's keyring",
    "@aws-sdk/client-secrets-manager": "AWS Secrets Manager",
    "aws_secretsmanager_caching": "AWS Secrets Manager",
    "google.cloud.secretmanager": "Google Secret Manager",
    "google.cloud.secretmanager_v1": "Google Secret Manager",
    "@google-cloud/secret-manager": "Google Secret Manager",
    "azure.keyvault.secrets": "Azure Key Vault",
    "@azure/keyvault-secrets": "Azure Key Vault",
    "hvac": "HashiCorp Vault",
    "node-vault": "HashiCorp Vault",
    "onepassword": "1Password",
    "onepasswordconnectsdk": "1Password",
    "@1password/sdk": "1Password",
    "@1password/connect": "1Password",
    "@infisical/sdk": "Infisical",
    "infisical_sdk": "Infisical",
    "infisical_client": "Infisical",
    "dopplersdk": "Doppler",
    "@dopplerhq/node-sdk": "Doppler",
} | known.entries("secret_managers")
"""Packages whose import shows that a standard store of secrets is integrated."""

KEYRING_CALLS: Final = frozenset({
    "keyring.get_password", "keyring.get_credential", "keytar.getPassword", "keytar.default.getPassword",
    "keytar.findPassword", "keytar.findCredentials",
}) | known.names("keyring_calls")  # fmt: skip

SECRET_CALLS: Final = {
    "get_secret_value": "SecretId",
    "getSecretValue": "SecretId",
    "access_secret_version": "name",
    "accessSecretVersion": "name",
    "read_secret_version": "path",
    "read_secret": "path",
} | known.entries("secret_calls")
"""Methods that read one secret from a store, and the argument that names it."""

AWS_SECRET_SERVICES: Final = {"secretsmanager": "AWS Secrets Manager"}
"""``boto3.client`` of these is a store of secrets. ``ssm`` is one only with decryption: see ``WithDecryption``."""

CLOUD_CHAINS: Final = {
    "boto3.client": "AWS_*",
    "boto3.resource": "AWS_*",
    "boto3.Session": "AWS_*",
    "boto3.session.Session": "AWS_*",
    "aioboto3.Session": "AWS_*",
    "aiobotocore.session.get_session": "AWS_*",
    "botocore.session.get_session": "AWS_*",
    "botocore.session.Session": "AWS_*",
    "@aws-sdk/credential-providers.fromNodeProviderChain": "AWS_*",
    "@aws-sdk/credential-provider-node.defaultProvider": "AWS_*",
    "azure.identity.DefaultAzureCredential": "AZURE_*",
    "azure.identity.aio.DefaultAzureCredential": "AZURE_*",
    "azure.identity.ChainedTokenCredential": "AZURE_*",
    "@azure/identity.DefaultAzureCredential": "AZURE_*",
    "google.auth.default": "GOOGLE_APPLICATION_CREDENTIALS",
    "google-auth-library.GoogleAuth": "GOOGLE_APPLICATION_CREDENTIALS",
} | known.entries("cloud_chains")
"""Calls that look for credentials in a cloud SDK's default chain, and the variables a user would set for it."""

EXPLICIT_KEYS: Final = frozenset({
    "aws_access_key_id", "aws_secret_access_key", "credentials", "credential", "keyFilename", "keyFile", "api_key",
    "apiKey", "token", "auth", "auth_token", "authToken", "access_token", "accessToken", "aws_session_token",
    "bearer_token", "api_token", "apiToken", "azure_ad_token_provider",
})  # fmt: skip
"""Arguments that give a client its credential, so that its own lookup is not used."""

OAUTH_CALLS: Final = {
    "google_auth_oauthlib.flow.InstalledAppFlow.from_client_secrets_file": "Google OAuth client file",
    "google_auth_oauthlib.flow.InstalledAppFlow.from_client_config": "Google OAuth client",
    "google_auth_oauthlib.flow.Flow.from_client_secrets_file": "Google OAuth client file",
    "google_auth_oauthlib.flow.Flow.from_client_config": "Google OAuth client",
    "google.oauth2.credentials.Credentials.from_authorized_user_file": "Google OAuth token file",
    "msal.PublicClientApplication": "Microsoft OAuth sign-in",
    "msal.ConfidentialClientApplication": "Microsoft OAuth client",
    "@azure/msal-node.PublicClientApplication": "Microsoft OAuth sign-in",
    "@azure/msal-node.ConfidentialClientApplication": "Microsoft OAuth client",
    "azure.identity.DeviceCodeCredential": "Microsoft OAuth sign-in",
    "azure.identity.InteractiveBrowserCredential": "Microsoft OAuth sign-in",
    "@azure/identity.DeviceCodeCredential": "Microsoft OAuth sign-in",
    "@azure/identity.InteractiveBrowserCredential": "Microsoft OAuth sign-in",
    "@google-cloud/local-auth.authenticate": "Google OAuth client file",
    "authlib.integrations.requests_client.OAuth2Session": "OAuth sign-in",
    "authlib.integrations.httpx_client.AsyncOAuth2Client": "OAuth sign-in",
    "authlib.integrations.httpx_client.OAuth2Client": "OAuth sign-in",
    "requests_oauthlib.OAuth2Session": "OAuth sign-in",
} | known.entries("oauth_calls")
"""Calls by which the server itself signs in at a provider."""

FILE_LOADS: Final = frozenset({
    "json.load", "json.loads", "yaml.safe_load", "yaml.load", "yaml.full_load", "toml.load", "toml.loads",
    "tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads", "JSON.parse", "js-yaml.load", "yaml.parse",
    "YAML.parse", "configparser.ConfigParser", "fs-extra.readJson", "fs-extra.readJsonSync",
}) | known.names("file_loads")  # fmt: skip
FILE_OPENS: Final = ("open", "read_text", "read_bytes", "readFileSync", "readFile", "read")
"""What makes a load one of a file on disk and not of a reply from the network."""

# ---- clients that read the environment by themselves -----------------------------------------------------------------

CLIENTS: Final[dict[str, tuple[str, ...]]] = {
    "openai.OpenAI": ("OPENAI_API_KEY",),
    "openai.AsyncOpenAI": ("OPENAI_API_KEY",),
    "openai.default": ("OPENAI_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openai.AzureOpenAI": ("AZURE_OPENAI_API_KEY",),
    "openai.AsyncAzureOpenAI": ("AZURE_OPENAI_API_KEY",),
    "anthropic.Anthropic": ("ANTHROPIC_API_KEY",),
    "anthropic.AsyncAnthropic": ("ANTHROPIC_API_KEY",),
    "@anthropic-ai/sdk": ("ANTHROPIC_API_KEY",),
    "@anthropic-ai/sdk.Anthropic": ("ANTHROPIC_API_KEY",),
    "groq.Groq": ("GROQ_API_KEY",),
    "groq.AsyncGroq": ("GROQ_API_KEY",),
    "groq-sdk": ("GROQ_API_KEY",),
    "together.Together": ("TOGETHER_API_KEY",),
    "together-ai": ("TOGETHER_API_KEY",),
    "cohere.Client": ("CO_API_KEY",),
    "cohere.ClientV2": ("CO_API_KEY",),
    "replicate.run": ("REPLICATE_API_TOKEN",),
    "replicate.Client": ("REPLICATE_API_TOKEN",),
    "replicate": ("REPLICATE_API_TOKEN",),
    "pinecone.Pinecone": ("PINECONE_API_KEY",),
    "@pinecone-database/pinecone.Pinecone": ("PINECONE_API_KEY",),
    "tavily.TavilyClient": ("TAVILY_API_KEY",),
    "tavily.AsyncTavilyClient": ("TAVILY_API_KEY",),
    "firecrawl.FirecrawlApp": ("FIRECRAWL_API_KEY",),
    "google.genai.Client": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "huggingface_hub.InferenceClient": ("HF_TOKEN",),
    "huggingface_hub.HfApi": ("HF_TOKEN",),
    "e2b_code_interpreter.Sandbox": ("E2B_API_KEY",),
    "@e2b/code-interpreter.Sandbox.create": ("E2B_API_KEY",),
    "wandb.Api": ("WANDB_API_KEY",),
    "wandb.login": ("WANDB_API_KEY",),
    "fal_client.run": ("FAL_KEY",),
    "fal_client.subscribe": ("FAL_KEY",),
    "browserbase.Browserbase": ("BROWSERBASE_API_KEY",),
    "@browserbasehq/sdk": ("BROWSERBASE_API_KEY",),
    "mem0.MemoryClient": ("MEM0_API_KEY",),
    "datadog_api_client.Configuration": ("DD_API_KEY", "DD_APP_KEY"),
    "elevenlabs.ElevenLabs": ("ELEVENLABS_API_KEY",),
    "elevenlabs.client.ElevenLabs": ("ELEVENLABS_API_KEY",),
    **{n: v for k in known.KNOWN for n, v in k.clients.items()},
}
"""Client constructors and the variables they read when no key is given."""

RAISING_CLIENTS: Final = frozenset({"openai", "groq", "groq-sdk"}) | known.names("raising_clients")
"""Packages whose clients raise an error that names the variable as soon as they are made without a key."""

CHAIN_VARIABLES: Final = frozenset({
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS",
    "AZURE_CLIENT_SECRET",
})  # fmt: skip
"""Variables that are one of several ways into a cloud SDK's default chain, so that none of them is required."""

# ---- request headers -------------------------------------------------------------------------------------------------

HEADER_CALLS: Final = frozenset({
    "fastmcp.server.dependencies.get_http_headers", "get_http_headers", "starlette.datastructures.Headers",
}) | known.names("header_calls")  # fmt: skip
CREDENTIAL_HEADERS: Final = frozenset({
    "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "apikey", "x-auth-token",
    "x-access-token", "x-token",
})  # fmt: skip

# ---- tools -----------------------------------------------------------------------------------------------------------

TOOL_DECORATORS: Final = frozenset({"tool", "mcp_tool", "resource", "prompt"}) | known.names("tool_decorators")
TOOL_METHODS: Final = frozenset({"tool", "registerTool", "addTool", "add_tool"}) | known.names("tool_methods")
HANDLER_KEYS: Final = frozenset({"execute", "handler", "run", "callback", "cb", "load"})
REQUEST_METHODS: Final = frozenset({"call_tool", "setRequestHandler", "read_resource", "get_prompt", "list_tools"})
CLEAN_STARTS: Final = known.names("clean_starts")
START_NAMES: Final = frozenset({
    "main", "cli", "serve", "start", "run_server", "app_lifespan", "lifespan", "server_lifespan", "startServer",
    "runServer", "start_server", "bootstrap", "async_main", "_main", "run", "main_async", "createServer",
    "create_server",
}) | known.names("start_names")  # fmt: skip
CONTEXT_ARGUMENTS: Final = frozenset({"ctx", "context", "self", "cls", "mcp", "server", "extra", "_extra", "request"})

# ---- names -----------------------------------------------------------------------------------------------------------

PROVIDERS: Final = {
    "anthropic": "Anthropic", "openai": "OpenAI", "azure_openai": "Azure OpenAI", "aws": "AWS", "azure": "Azure",
    "gcp": "Google Cloud", "google": "Google", "gemini": "Google", "github": "GitHub", "gh": "GitHub",
    "gitlab": "GitLab", "notion": "Notion", "slack": "Slack", "jira": "Atlassian", "confluence": "Atlassian",
    "atlassian": "Atlassian", "bitbucket": "Bitbucket", "linear": "Linear", "stripe": "Stripe", "brave": "Brave",
    "exa": "Exa", "tavily": "Tavily", "firecrawl": "Firecrawl", "supabase": "Supabase", "sentry": "Sentry",
    "datadog": "Datadog", "dd": "Datadog", "snowflake": "Snowflake", "databricks": "Databricks", "dbt": "dbt",
    "hf": "Hugging Face", "huggingface": "Hugging Face", "hugging_face": "Hugging Face", "qdrant": "Qdrant",
    "pinecone": "Pinecone", "elastic": "Elastic", "es": "Elastic", "elasticsearch": "Elastic", "figma": "Figma",
    "cloudflare": "Cloudflare", "cf": "Cloudflare", "vercel": "Vercel", "heroku": "Heroku",
    "digitalocean": "DigitalOcean", "twilio": "Twilio", "sendgrid": "SendGrid", "mailgun": "Mailgun",
    "discord": "Discord", "telegram": "Telegram", "shopify": "Shopify", "hubspot": "HubSpot",
    "salesforce": "Salesforce", "zendesk": "Zendesk", "asana": "Asana", "trello": "Trello", "airtable": "Airtable",
    "perplexity": "Perplexity", "groq": "Groq", "mistral": "Mistral", "cohere": "Cohere", "co": "Cohere",
    "replicate": "Replicate", "fal": "fal", "together": "Together", "openrouter": "OpenRouter",
    "deepseek": "DeepSeek", "xai": "xAI", "voyage": "Voyage AI", "elevenlabs": "ElevenLabs", "e2b": "E2B",
    "browserbase": "Browserbase", "apify": "Apify", "serpapi": "SerpApi", "serper": "Serper",
    "pagerduty": "PagerDuty", "grafana": "Grafana", "newrelic": "New Relic", "new_relic": "New Relic", "npm": "npm",
    "pypi": "PyPI", "docker": "Docker", "redis": "Redis", "valkey": "Valkey", "mongodb": "MongoDB", "mdb": "MongoDB",
    "postgres": "PostgreSQL", "pg": "PostgreSQL", "mysql": "MySQL", "neo4j": "Neo4j", "okta": "Okta",
    "auth0": "Auth0", "apollo": "Apollo GraphQL", "langfuse": "Langfuse", "langsmith": "LangSmith", "wandb": "Weights & Biases", "mem0": "Mem0",
    "kagi": "Kagi", "jina": "Jina", "upstash": "Upstash", "neon": "Neon", "terraform": "Terraform",
    "tfe": "Terraform", "vault": "HashiCorp Vault", "twitter": "X", "x_api": "X", "reddit": "Reddit",
    "spotify": "Spotify", "youtube": "YouTube", "openweather": "OpenWeather", "openweathermap": "OpenWeather",
    "alchemy": "Alchemy", "etherscan": "Etherscan", "coingecko": "CoinGecko", "binance": "Binance",
    "langchain": "LangSmith", "zapier": "Zapier", "clickup": "ClickUp", "monday": "monday.com", "todoist": "Todoist",
    "obsidian": "Obsidian", "home_assistant": "Home Assistant", "hass": "Home Assistant", "aiven": "Aiven",
    "clickhouse": "ClickHouse", "influxdb": "InfluxDB", "keboola": "Keboola",
}  # fmt: skip
"""First words of variable names and whose credential they speak of."""

GENERIC_PREFIXES: Final = frozenset({
    "api", "app", "auth", "access", "admin", "bearer", "basic", "bot", "client", "server", "service", "mcp", "db",
    "database", "oauth", "user", "username", "password", "passwd", "secret", "token", "private", "public", "key",
    "jwt", "session", "signing", "encryption", "state", "default", "my", "custom", "proxy", "smtp", "imap", "email",
    "mail", "ssh", "tls", "ssl", "http", "https", "webhook", "personal", "refresh", "id", "cookie", "master", "root",
    "subscription", "license", "connection", "account", "shared", "hashed", "env", "config", "test", "prod",
    "production", "dev", "development", "staging", "kv", "rest", "vite", "next", "internal", "external", "remote",
    "local", "login", "authorization", "credential", "credentials", "headers",
})  # fmt: skip
