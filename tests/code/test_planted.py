"""Every leak that is planted in a server is found, in every language, and nothing else is; in the clean one none is."""

from __future__ import annotations

from types import ModuleType

import pytest

from keyproof.code.ir import Module
from keyproof.code.leaks import leaks
from keyproof.code.parse import language_of, parse
from keyproof.code.project import Project
from tests.code.planted import csharp, go, java, kotlin, php, python, ruby, rust, typescript

LANGUAGES: tuple[ModuleType, ...] = (python, typescript, go, java, kotlin, csharp, rust, php, ruby)
MORE = [(language, *leak) for language in LANGUAGES for leak in language.MORE]
PLANTED = [
    (language, place, what)
    for language in LANGUAGES
    for place, planted in (("CLIENT", language.CLIENT), ("TOOL", language.TOOL))
    for what in planted
]


def found(language: ModuleType, client: str = "", tool: str = "", transport: str = "stdio") -> set[tuple[str, str]]:
    """The sinks and credentials of the leaks in the server, with what is planted in its client or its tool."""
    modules = []
    for path, text in language.FILES.items():
        if language_of(path) is not None:
            filled = text.replace("@CLIENT@", client).replace("@TOOL@", tool).replace("@TRANSPORT@", transport)
            module = parse(path, filled.encode())
            assert isinstance(module, Module), module
            assert not module.errors, (path, module.errors)
            modules.append(module)
    return {(leak.sink, leak.credential) for leak in leaks(Project(modules))}


def test_the_corpus_has_the_size_that_is_said():
    assert len(PLANTED) >= 60


@pytest.mark.parametrize("language", LANGUAGES, ids=[m.__name__.rpartition(".")[2] for m in LANGUAGES])
def test_the_server_without_a_planted_leak_has_none(language):
    assert found(language) == set()


@pytest.mark.parametrize(
    ("language", "place", "what"), PLANTED, ids=[f"{m.__name__.rpartition('.')[2]}-{w}" for m, _, w in PLANTED]
)
def test_a_planted_leak_is_found_and_nothing_else(language, place, what):
    sink = what.partition(" ")[0]
    planted = getattr(language, place)[what]
    got = found(language, client=planted if place == "CLIENT" else "", tool=planted if place == "TOOL" else "")
    credential = {"tls-off": "", "env-dump": None, "passthrough": None}.get(sink, "ACME_API_KEY")
    assert {s for s, _ in got} == {sink}
    if credential is not None:
        assert {c for _, c in got} == {credential}


@pytest.mark.parametrize(
    ("language", "place", "sink", "planted"),
    MORE,
    ids=[f"{m.__name__.rpartition('.')[2]}-{k}-{w}-{n}" for n, (m, k, w, _) in enumerate(MORE)],
)
def test_other_ways_to_leak_the_same_are_found_too(language, place, sink, planted):
    got = found(language, client=planted if place == "CLIENT" else "", tool=planted if place == "TOOL" else "")
    assert {s for s, _ in got} == {sink}
