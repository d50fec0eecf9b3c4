"""Reads and documentation joined into rows."""

from __future__ import annotations

import pytest

from keyproof.collectors._inventory import inventory
from keyproof.model.fact import CredentialDocumented, CredentialRead
from keyproof.model.place import Location


def _read(source="env", name="ACME_TOKEN", line=1, **more):
    return CredentialRead(location=Location(path="a.py", line=line), name=name, source=source, secret=True, **more)


@pytest.mark.parametrize(
    ("flags", "required"),
    [((True, False), True), ((True, None), True), ((False, None), None), ((False, False), False), ((None, None), None)],
)
def test_a_place_that_does_without_it_says_nothing_of_a_place_that_is_not_known(flags, required):
    (row,) = inventory([_read(line=n, required=flag) for n, flag in enumerate(flags, 1)], ())
    assert row.required is required


def test_the_help_of_an_option_documents_the_option_and_not_the_variable_of_its_name():
    told = CredentialDocumented(location=Location(path="a.py", line=1), name="--acme-token", where="cli-help")
    rows = inventory([_read(), _read("cli", "--acme-token")], [told])
    assert {r.source: bool(r.documented_in) for r in rows} == {"env": False, "cli": True}
