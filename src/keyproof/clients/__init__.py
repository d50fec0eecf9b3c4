"""Data: one TOML file an MCP client."""
