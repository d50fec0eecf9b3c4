"""TypeScript: a config module, a client class, and a server of the official SDK."""

FILES = {
    "package.json": '{"name": "acme-mcp", "type": "module", "dependencies": {"@modelcontextprotocol/sdk": "^1.0.0"}}',
    "src/config.ts": """
export interface Config { baseUrl: string; apiKey: string }

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is required`);
  return value;
}

export function loadConfig(): Config {
  return { baseUrl: "https://api.acme.io", apiKey: required("ACME_API_KEY") };
}
""",
    "src/client.ts": """
import { appendFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { exec, execFileSync, spawn } from "node:child_process";
import { inspect } from "node:util";
import axios from "axios";
import got from "got";
import pino from "pino";
import winston from "winston";
import https from "node:https";
import type { Config } from "./config.js";

const logger = pino();

export class AcmeClient {
  private readonly headers: Record<string, string>;

  constructor(private readonly config: Config) {
    this.headers = { Authorization: `Bearer ${config.apiKey}` };
  }

  async search(query: string): Promise<string> {
    @CLIENT@
    const reply = await fetch(`${this.config.baseUrl}/search?q=${query}`, { headers: this.headers });
    return reply.text();
  }

  describe(): string {
    return `acme at ${this.config.baseUrl} with ${this.config.apiKey}`;
  }
}
""",
    "src/index.ts": """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { loadConfig } from "./config.js";
import { AcmeClient } from "./client.js";

const client = new AcmeClient(loadConfig());
const server = new McpServer({ name: "acme", version: "1.0.0" });

server.tool("search", "Search", { query: z.string() }, async ({ query }, extra) => {
  @TOOL@
  return { content: [{ type: "text", text: await client.search(query) }] };
});

const transport = new StdioServerTransport();
await server.connect(transport);
""",
}

CLIENT = {
    "log": 'console.error("request headers", JSON.stringify(this.headers));',
    "stdout": "console.log(this.describe());",
    "url": "await fetch(`${this.config.baseUrl}/me?api_key=${this.config.apiKey}`);",
    "argv": 'execFileSync("curl", ["-H", `X-Api-Key: ${this.config.apiKey}`, this.config.baseUrl]);',
    "plain-http": 'await fetch("http://collector.acme.io/v1", { method: "POST", headers: this.headers });',
    "file": 'writeFileSync("/tmp/acme.json", JSON.stringify(this.headers));',
    "tls-off": "const agent = new https.Agent({ rejectUnauthorized: false });",
}
TOOL = {
    "tool-result": 'return { content: [{ type: "text", text: client.describe() }] };',
    "tool-result by an error": "throw new Error(`search failed: ${client.describe()}`);",
    "env-dump": 'return { content: [{ type: "text", text: JSON.stringify(process.env) }] };',
    "passthrough": (
        "const token = extra.requestInfo.headers.authorization;\n"
        '  await fetch("https://api.acme.io/search", { headers: { Authorization: token } });'
    ),
}

MORE = [
    ("CLIENT", "log", "logger.info({ config: this.config }, 'calling');"),
    ("CLIENT", "log", "winston.debug(`key ${this.config.apiKey}`);"),
    ("CLIENT", "log", "console.error(this.config);"),
    ("CLIENT", "log", "console.warn(inspect(this.config));"),
    ("CLIENT", "log", 'process.stderr.write("key=" + this.config.apiKey);'),
    ("CLIENT", "stdout", "process.stdout.write(this.describe());"),
    ("CLIENT", "stdout", 'console.info("headers", this.headers);'),
    ("CLIENT", "url", "await axios.get(this.config.baseUrl, { params: { api_key: this.config.apiKey } });"),
    (
        "CLIENT",
        "url",
        'const url = new URL("https://api.acme.io/me");\n    url.searchParams.set("key", this.config.apiKey);\n    await fetch(url);',
    ),
    ("CLIENT", "url", "await got(`https://api.acme.io/me?token=${encodeURIComponent(this.config.apiKey)}`);"),
    ("CLIENT", "argv", "exec(`acme --token ${this.config.apiKey}`);"),
    ("CLIENT", "argv", 'spawn("acme", ["--token", this.config.apiKey]);'),
    (
        "CLIENT",
        "plain-http",
        'await axios.post("http://api.acme.io/v1", {}, { headers: { "X-Api-Key": this.config.apiKey } });',
    ),
    ("CLIENT", "file", 'await fs.writeFile("/tmp/acme.txt", this.describe());'),
    ("CLIENT", "file", 'appendFileSync("acme.log", `${JSON.stringify(this.config)}`);'),
    ("CLIENT", "tls-off", 'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";'),
    ("TOOL", "tool-result", 'return { content: [{ type: "text", text: JSON.stringify(loadConfig()) }] };'),
    ("TOOL", "tool-result", "throw new McpError(ErrorCode.InternalError, `failed with ${client.describe()}`);"),
    (
        "TOOL",
        "tool-result",
        'return { isError: true, content: [{ type: "text", text: `bad key ${loadConfig().apiKey}` }] };',
    ),
    (
        "TOOL",
        "env-dump",
        'return { content: [{ type: "text", text: Object.entries(process.env).map(([k, v]) => `${k}=${v}`).join("\\n") }] };',
    ),
]
