"""A name in a file of data seldom tells a credential: what it says there is kept, with little confidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from keyproof.checks import _made as made
from keyproof.collectors._data import doubted
from keyproof.collectors._view import View
from keyproof.collectors.secrets import collect
from keyproof.model.fact import CredentialAtRest, SecretClass, Setting
from keyproof.model.place import Location
from keyproof.sources.opener import open_target
from tests.detect.conftest import drawn


def _at(path: str, line: int, rule: str = "generic-token", column: int = 1, **changes: object) -> CredentialAtRest:
    place = Location(path=path, line=line, column=column)
    given = {"location": place, "locations": (place,), "rule": rule, "setting": Setting.CONFIG, **changes}
    return made.secret(**given)


@pytest.mark.parametrize(
    "fact",
    [
        _at("data/dump.json", 900),
        _at("data/dump.json", 1, column=9_000),
        _at("export.csv", 61, rule="generic-password"),
        _at("a.zip!site/page.html", 300, rule="url-query-secret"),
        _at("seeds/users.json", 70, rule="qdrant-any"),
        _at("data/customers.csv", 3, rule="generic-password"),
        _at("knowledge/raw/pages/a.json", 6, rule="http-bearer"),
        _at("data/customers.xlsx!xl/worksheets/sheet1.xml", 2, rule="generic-password"),
        _at("ProjectSettings/ProjectSettings.asset", 614, rule="generic-password"),
        _at("certs/chain.pem", 73, rule="generic-api-key", setting=Setting.CREDENTIAL_FILE),
    ],
)
def test_what_only_a_name_tells_deep_in_data_is_doubted(fact: CredentialAtRest) -> None:
    (said,) = doubted([fact])
    assert said.confidence < 0.5
    assert said.reasons[-1] == "it stands in a file of data"


@pytest.mark.parametrize(
    "fact",
    [
        _at("data/dump.json", 900, rule="github-pat-classic"),
        _at("data/dump.json", 20),
        _at("Chrome Passwords.csv", 3, rule="generic-password"),
        _at("rootkey_accessKeys.csv", 2),
        _at("data/customers.csv", 3, rule="github-pat-classic"),
        _at("certs/server.pem", 1, rule="pem-private-key", setting=Setting.CREDENTIAL_FILE),
        _at("src/server.py", 900),
        _at("config/application.yml", 900),
        _at("appsettings.Production.json", 200),
        _at("acme.postman_collection.json", 900),
        _at("data/dump.json", 900, setting=Setting.CLIENT_CONFIG),
        _at("data/dump.json", 900, secret_class=SecretClass.WEAK_DEFAULT),
        _at(
            "data/dump.json", 900, locations=(Location(path="data/dump.json", line=900), Location(path="a.py", line=3))
        ),
    ],
)
def test_others_are_as_they_were(fact: CredentialAtRest) -> None:
    assert doubted([fact]) == [fact]


def test_many_of_them_in_one_file_are_records(tmp_path: Path) -> None:
    rows = ",\n".join(f'  {{"user": "u{n}", "token": "{drawn(32, seed=n)}"}}' for n in range(6))
    (tmp_path / "rows.json").write_text(f"[\n{rows}\n]\n")
    (tmp_path / "few.json").write_text(f'{{"token": "{drawn(32, seed=40)}"}}\n')
    with open_target(str(tmp_path)) as source:
        found = [f for f in collect(View(source, key=b"k" * 32)).facts if isinstance(f, CredentialAtRest)]
    sure = {f.location.path for f in found if f.confidence >= 0.5}
    assert sure == {"few.json"}
    assert sum(f.location.path == "rows.json" for f in found) == 6
