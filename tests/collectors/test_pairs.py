"""An id and its secret near each other are one finding."""

from __future__ import annotations

from keyproof.checks import _made
from keyproof.collectors._pairs import NEAR, joined
from keyproof.model.fact import CredentialAtRest
from keyproof.model.place import Location

PAIRS = {"demo-id": "demo-secret"}


def _at(rule: str, *places: tuple[str, int]) -> CredentialAtRest:
    locations = tuple(Location(path=path, line=line) for path, line in places)
    return _made.secret(rule=rule, kind=rule, location=locations[0], locations=locations, confidence=0.8)


def test_an_id_beside_its_secret_is_told_in_the_secrets_finding() -> None:
    found = joined([_at("demo-id", ("a.py", 1)), _at("demo-secret", ("a.py", 2))], PAIRS)
    assert [f.rule for f in found] == ["demo-secret"]
    assert found[0].parts[0].startswith("demo-id ")
    assert found[0].confidence > 0.8


def test_an_id_far_away_or_in_another_file_stays_its_own_finding() -> None:
    for other in (("a.py", 3 + NEAR), ("b.py", 2)):
        found = joined([_at("demo-id", ("a.py", 2)), _at("demo-secret", other)], PAIRS)
        assert [f.rule for f in found] == ["demo-id", "demo-secret"]
        assert not found[1].parts


def test_an_id_that_also_stands_alone_keeps_its_finding() -> None:
    found = joined([_at("demo-id", ("a.py", 1), ("b.py", 1)), _at("demo-secret", ("a.py", 2))], PAIRS)
    assert {f.rule: bool(f.parts) for f in found} == {"demo-id": False, "demo-secret": True}


def test_without_its_secret_an_id_is_left_as_it_is() -> None:
    facts = [_at("demo-id", ("a.py", 1))]
    assert joined(facts, PAIRS) == facts
