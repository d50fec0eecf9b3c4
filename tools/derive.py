"""Work out what keyproof would at its first runs, into a folder: ``python tools/derive.py FOLDER``.

A build ships what is left there, as `keyproof.kept.recalled` finds it: the rules in Hyperscan's form, the tables of
rules and clients, compiled expressions, and the automata over forms as far as this project's own texts have them grow.
Needs what a build needs; modules that need more are left out.
"""

from __future__ import annotations

import gc
import os
import pkgutil
import random
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
OURS = ("contents-*",)
"""What goes by the times of files, which are others elsewhere."""

WRITTEN = (
    ("a.py", '{name} = "{value}"\n'),
    ("a.ts", "const {camel}: string = '{value}';\n  {camel}: process.env.{name} || '{value}',\n"),
    ("a.java", '  private static final String {name} = "{value}";\n'),
    ("a.sh", 'export {name}="{value}"\ncurl -H "{camel}: {value}" --{lower} {value}\n'),
    (".env", "{name}={value}\n"),
    ("a.yaml", 'server:\n  {lower}: "{value}"\n  - name: {name}\n    value: {value}\n'),
    ("a.json", '{{"{name}": "{value}", "{camel}": "{value}"}}\n'),
    ("a.md", "| `{name}` | `{value}` |\n- {lower}: {value}\n"),
    ("a.xml", '<{camel}>{value}</{camel}>\n<add key="{name}" value="{value}" />\n'),
)


def texts() -> Iterator[tuple[bytes, str]]:
    """Yield texts with their paths: those of this project, and values of each rule as files name them."""
    from keyproof.detect.mint import mint
    from keyproof.detect.rule import builtin_rules

    for folder, suffixes in (("src/keyproof", (".py", ".c", ".h", ".toml")), ("docs", (".md",))):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes:
                yield path.read_bytes(), path.relative_to(ROOT).as_posix()
    rng = random.Random(0)
    for rule in builtin_rules(identifiers=True):
        name = rule.env[0] if rule.env else re.sub(r"[^A-Z0-9]", "_", f"{rule.provider}_{rule.id}".upper())
        first, *rest = name.lower().split("_")
        named = {"name": name, "lower": name.lower(), "camel": first + "".join(map(str.capitalize, rest))}
        value = mint(rule.sample, rng)
        for path, template in WRITTEN:
            yield template.format(value=value, **named).encode(), path


def derive(folder: Path) -> None:
    """Leave in *folder*, whole or not at all, what can be shipped."""
    begun = folder.with_name(f"{folder.name}.{os.getpid()}")
    try:
        _derive(begun)
        begun.replace(folder)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _derive(folder: Path) -> None:
    os.environ["KEYPROOF_CACHE_DIR"] = str(folder)
    import keyproof
    from keyproof import patterns
    from keyproof.detect.detector import Detector
    from keyproof.detect.rule import builtin_rules
    from keyproof.detect.search import Search

    for module in pkgutil.walk_packages(keyproof.__path__, "keyproof."):
        with suppress(ImportError):
            import_module(module.name)
    for late in [one for one in gc.get_objects() if type(one) is patterns._Later]:
        patterns.compiled(late.pattern, late.flags)
    Search(builtin_rules(), folder).prepare()
    for _ in Detector.load(cache_dir=folder).scan_many(texts()):
        pass
    with suppress(ImportError):
        from keyproof.collectors import _client_files, _marks

        _client_files.clients()
        _marks._MARKED.prepare()
    patterns.keep()
    for pattern in OURS:
        for path in folder.glob(pattern):
            path.unlink()


if __name__ == "__main__":
    derive(Path(sys.argv[1]))
