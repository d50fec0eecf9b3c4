"""Errors of the domain, split by whose fault they are.

Each message is one sentence that says what was wrong and what to do. Only ``keyproof.cli`` turns them into exit codes.
"""

from __future__ import annotations


class KeyproofError(Exception):
    """Any error keyproof raises on purpose. Its text is safe to print: it never holds a secret."""


class UsageError(KeyproofError):
    """The user asked for something that cannot be done: an option, a settings file or an exceptions file is wrong."""


class TargetError(KeyproofError):
    """The target cannot be read at all: it is missing, empty, not readable, or not something keyproof can open."""


class RuleError(KeyproofError):
    """A rule, check or client file shipped with keyproof (or given by the user) is not well formed."""
