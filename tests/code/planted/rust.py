"""Rust: a config struct, a client, and a server of rmcp."""

FILES = {
    "Cargo.toml": """[package]
name = "acme-mcp"
version = "1.0.0"

[dependencies]
rmcp = { version = "0.3", features = ["server", "transport-io"] }
reqwest = "0.12"
tracing = "0.1"
""",
    "src/config.rs": """
use anyhow::{Context, Result};

#[derive(Debug, Clone)]
pub struct Config {
    pub base_url: String,
    pub api_key: String,
}

impl Config {
    pub fn from_env() -> Result<Self> {
        let api_key = std::env::var("ACME_API_KEY").context("ACME_API_KEY is not set")?;
        Ok(Self { base_url: "https://api.acme.io".to_string(), api_key })
    }
}
""",
    "src/client.rs": """
use crate::config::Config;
use anyhow::Result;
use std::io::Write;
use std::process::Command;

#[derive(Clone)]
pub struct AcmeClient {
    config: Config,
    http: reqwest::Client,
}

impl AcmeClient {
    pub fn new(config: Config) -> Self {
        Self { config, http: reqwest::Client::new() }
    }

    pub async fn search(&self, query: &str) -> Result<String> {
        @CLIENT@
        let reply = self
            .http
            .get(format!("{}/search", self.config.base_url))
            .query(&[("q", query)])
            .bearer_auth(&self.config.api_key)
            .send()
            .await?;
        Ok(reply.text().await?)
    }

    pub fn describe(&self) -> String {
        format!("acme at {} with {}", self.config.base_url, self.config.api_key)
    }
}
""",
    "src/main.rs": """
mod client;
mod config;

use anyhow::Result;
use client::AcmeClient;
use config::Config;
use rmcp::{handler::server::tool::ToolRouter, model::*, tool, tool_handler, tool_router, ErrorData as McpError, ServerHandler, ServiceExt};
use rmcp::transport::stdio;

#[derive(Clone)]
pub struct AcmeServer {
    client: AcmeClient,
    tool_router: ToolRouter<Self>,
}

#[tool_router]
impl AcmeServer {
    pub fn new(client: AcmeClient) -> Self {
        Self { client, tool_router: Self::tool_router() }
    }

    #[tool(description = "Search")]
    async fn search(&self, query: String) -> Result<CallToolResult, McpError> {
        @TOOL@
        let found = self.client.search(&query).await.map_err(|_| McpError::internal_error("search failed", None))?;
        Ok(CallToolResult::success(vec![Content::text(found)]))
    }
}

#[tool_handler]
impl ServerHandler for AcmeServer {}

#[tokio::main]
async fn main() -> Result<()> {
    let config = Config::from_env()?;
    let service = AcmeServer::new(AcmeClient::new(config)).serve(stdio()).await?;
    service.waiting().await?;
    Ok(())
}
""",
}

CLIENT = {
    "log": 'tracing::info!("client is {:?}", self.config);',
    "stdout": 'println!("{}", self.describe());',
    "url": 'self.http.get(format!("{}/me?api_key={}", self.config.base_url, self.config.api_key)).send().await?;',
    "argv": (
        'Command::new("curl").arg("-H").arg(format!("X-Api-Key: {}", self.config.api_key))'
        ".arg(&self.config.base_url).status()?;"
    ),
    "plain-http": (
        'self.http.post("http://collector.acme.io/v1").header("X-Api-Key", &self.config.api_key).send().await?;'
    ),
    "file": 'std::fs::write("/tmp/acme.txt", self.describe())?;',
    "tls-off": "let open = reqwest::Client::builder().danger_accept_invalid_certs(true).build()?;",
}
TOOL = {
    "tool-result": (
        "if query.is_empty() { return Ok(CallToolResult::success(vec![Content::text(self.client.describe())])); }"
    ),
    "tool-result by an error": (
        "if query.is_empty() { return Err(McpError::internal_error("
        'format!("search failed: {}", self.client.describe()), None)); }'
    ),
    "env-dump": (
        "if query.is_empty() { return Ok(CallToolResult::success(vec![Content::text("
        'format!("{:?}", std::env::vars().collect::<Vec<_>>()))])); }'
    ),
}

MORE = [
    ("CLIENT", "log", 'eprintln!("key {}", self.config.api_key);'),
    ("CLIENT", "log", 'log::debug!("key {}", &self.config.api_key);'),
    ("CLIENT", "log", 'tracing::warn!(key = %self.config.api_key, "calling");'),
    ("CLIENT", "log", "dbg!(&self.config);"),
    ("CLIENT", "log", 'tracing::error!(config = ?self.config, "failed");'),
    ("CLIENT", "stdout", 'print!("{:?}", self.config);'),
    (
        "CLIENT",
        "url",
        'self.http.get(&self.config.base_url).query(&[("api_key", &self.config.api_key)]).send().await?;',
    ),
    (
        "CLIENT",
        "url",
        'let url = format!("{}?token={}", self.config.base_url, self.config.api_key);\n        reqwest::get(&url).await?;',
    ),
    ("CLIENT", "argv", 'Command::new("acme").args(["--token", &self.config.api_key]).spawn()?;'),
    ("CLIENT", "argv", 'tokio::process::Command::new("acme").arg(&self.config.api_key).output().await?;'),
    (
        "CLIENT",
        "file",
        'let mut file = std::fs::File::create("/tmp/acme.txt")?;\n        file.write_all(self.config.api_key.as_bytes())?;',
    ),
    ("CLIENT", "file", 'tokio::fs::write("/tmp/acme.txt", &self.config.api_key).await?;'),
    (
        "TOOL",
        "tool-result",
        "if query.is_empty() { return Err(McpError::invalid_params(self.client.describe(), None)); }",
    ),
    (
        "TOOL",
        "tool-result",
        "if query.is_empty() { return Ok(CallToolResult::error(vec![Content::text(self.client.describe())])); }",
    ),
]
