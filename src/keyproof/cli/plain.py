"""The everyday ``keyproof check ...`` read without click, which takes longer to import than a small target to judge.

Only what is right is read here. Whatever is not (an unknown word, a missing value, ``--help``) is left to click, which
knows how to say it.
"""

from __future__ import annotations

import os
from typing import Any

from keyproof.cli.check_options import Option, options


def plain(arguments: list[str]) -> dict[str, Any] | None:
    """Return the parameters of `keyproof.cli.check.check` that *arguments* give; None where click has to read them."""
    if not arguments or arguments[0] != "check" or os.name == "nt" or "_KEYPROOF_COMPLETE" in os.environ:
        return None
    known = options()
    of_word = {word: (option, True) for option in known for word in option.words}
    of_word |= {option.off: (option, False) for option in known if option.off}
    given: dict[str, Any] = {option.name: () if option.many else option.default for option in known}
    said: set[str] = set()
    words = iter(arguments[1:])
    for word in words:
        if not word.startswith("-"):
            if not word or "target" in said:
                return None
            said.add("target")
            given["target"] = word
            continue
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if name not in of_word:
            return None
        option, on = of_word[name]
        if option.name in said and not option.many:
            return None
        said.add(option.name)
        if option.switch:
            if equals:
                return None
            given[option.name] = on
            continue
        read = _value(option, value if equals else next(words, ""))
        if read is None:
            return None
        given[option.name] = (*given[option.name], read) if option.many else read
    return given if "target" in said else None


def _value(option: Option, text: str) -> str | int | None:
    if not text or (text.startswith("-") and text != "-") or (option.choices and text not in option.choices):
        return None
    if option.number:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    return text
