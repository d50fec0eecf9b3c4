"""How right keyproof's analysis of code is, measured on real MCP servers that a person read first."""
