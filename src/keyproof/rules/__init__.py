"""Data: one TOML file a provider."""
