"""The version of keyproof, as in pyproject.toml; reading the installed metadata would cost a fifth of a small check."""

from typing import Final

VERSION: Final = "0.1.0"
