"""Many values in files of data, which only a name tells, are what a service answered."""

from __future__ import annotations

import pytest

from keyproof.checks import _made as a
from keyproof.checks._say import of_secrets
from keyproof.checks.kp001_hardcoded_secret import CHECK
from keyproof.model.fact import CredentialAtRest
from keyproof.model.place import Location
from keyproof.model.verdict import Severity


def facts(count: int, path: str, rule: str = "generic-api-key") -> list[CredentialAtRest]:
    places = [Location(path=path.format(row), line=row + 1) for row in range(count)]
    return [
        a.secret(rule=rule, fingerprint=f"{row:032x}", location=place, locations=(place,))
        for row, place in enumerate(places)
    ]


def severities(listed: list[CredentialAtRest]) -> set[Severity]:
    return {f.severity for f in of_secrets(CHECK, listed, "stands in the tree")}


@pytest.mark.parametrize("path", ["src/acme/data/json/accounts{}.json", "api/responses/all.json", "exports/users.csv"])
def test_many_in_files_of_data_weigh_little(path: str) -> None:
    assert severities(facts(8, path)) == {Severity.LOW}
    assert severities(facts(7, path)) == {Severity.HIGH}
    assert severities(facts(8, path, rule="github-pat")) == {Severity.HIGH}


@pytest.mark.parametrize("path", ["config/servers{}.json", "data/deploy{}.sh", "data/.env{}"])
def test_many_where_programs_are_set_up_do_not(path: str) -> None:
    assert severities(facts(8, path)) == {Severity.HIGH}


def test_one_that_stands_elsewhere_too_keeps_its_weight() -> None:
    listed = facts(9, "data/{}.json")
    elsewhere = Location(path="config/live.json", line=1)
    listed.append(
        a.secret(rule="generic-api-key", fingerprint=listed[0].fingerprint, location=elsewhere, locations=(elsewhere,))
    )
    found = of_secrets(CHECK, listed, "stands in the tree")
    assert [f.severity for f in found].count(Severity.HIGH) == 1
    assert any("one of many in files of data" in f.message for f in found)
