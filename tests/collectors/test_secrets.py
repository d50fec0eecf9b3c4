"""The secrets collector over a real repository in which one token stands in each place a token can stand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from keyproof.collectors._view import View
from keyproof.collectors.secrets import collect
from keyproof.model.fact import CredentialAtRest, SecretClass
from keyproof.model.secret import Secret
from keyproof.sources.opener import open_target

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.accuracy import places
from benchmarks.accuracy.corpus import Corpus

NOT_READ = {
    "ignored": "git leaves it out of what is published, as it should be",
    "nested-repository": "another repository, which is assessed on its own",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return places.build(tmp_path_factory.mktemp("places") / "repository", 5)


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> dict[Secret, CredentialAtRest]:
    with open_target(str(corpus.root)) as source:
        view = View(source, key=b"k" * 32)
        return {f.secret: f for f in collect(view).facts if isinstance(f, CredentialAtRest)}


def test_a_token_is_found_in_every_place_but_those_that_are_another_matter(
    corpus: Corpus, facts: dict[Secret, CredentialAtRest]
) -> None:
    missed = {c.id for c in corpus.cases if Secret(c.token) not in facts}
    assert missed == set(NOT_READ)


def test_each_is_one_fact_that_says_where_it_stands(corpus: Corpus, facts: dict[Secret, CredentialAtRest]) -> None:
    for case in corpus.cases:
        if case.id in NOT_READ:
            continue
        fact = facts[Secret(case.token)]
        assert fact.secret_class is SecretClass.LIVE, case.id
        assert fact.rule.startswith("github-"), case.id
        if case.path and not case.path.startswith(".git/") and case.group != "unreachable":
            assert any(p.path.partition("!")[0] == case.path for p in fact.locations), (case.id, fact.locations)


def test_what_no_ref_reaches_is_said_to_be_so(corpus: Corpus, facts: dict[Secret, CredentialAtRest]) -> None:
    for case in corpus.cases:
        if case.group == "unreachable":
            assert "no branch or tag leads to it" in facts[Secret(case.token)].location.note, case.id


def test_a_weak_password_in_the_tests_of_a_rust_file_is_no_default(tmp_path: Path) -> None:
    line = 'const ADMIN_PASSWORD: &str = "' + "admin" + '123";\n'
    (tmp_path / "a.rs").write_text("fn main() {}\n#[cfg(test)]\nmod tests {\n    " + line + "}\n")
    (tmp_path / "b").mkdir()
    with open_target(str(tmp_path)) as source:
        (found,) = collect(View(source, key=b"k" * 32)).facts
    assert isinstance(found, CredentialAtRest)
    assert found.secret_class is SecretClass.TEST_FIXTURE
    (tmp_path / "b" / "c.rs").write_text(line + "#[cfg(test)]\nmod tests {}\n")
    with open_target(str(tmp_path)) as source:
        (found,) = collect(View(source, key=b"k" * 32)).facts
    assert isinstance(found, CredentialAtRest)
    assert found.secret_class is SecretClass.WEAK_DEFAULT


def test_a_password_that_accounts_begin_with_is_weak_wherever_it_stands(tmp_path: Path) -> None:
    chosen = "kolibri" + "lampe7!"
    (tmp_path / "seed.ts").write_text(f'const INITIAL_PASSWORD = "{chosen}";\n')
    (tmp_path / "store.ts").write_text(f'if (password !== "{chosen}") return null;\n')
    (tmp_path / "db.ts").write_text(f'const dbPassword = "{chosen[::-1]}9x";\n')
    with open_target(str(tmp_path)) as source:
        found = [f for f in collect(View(source, key=b"k" * 32)).facts if isinstance(f, CredentialAtRest)]
    said = {f.location.path: f.secret_class for f in found}
    assert said == {
        "seed.ts": SecretClass.WEAK_DEFAULT,
        "store.ts": SecretClass.WEAK_DEFAULT,
        "db.ts": SecretClass.LIVE,
    }
