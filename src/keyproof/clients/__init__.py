"""Data: one TOML file an MCP client. Read by ``keyproof.collectors._client_files``, which says what each key means."""
