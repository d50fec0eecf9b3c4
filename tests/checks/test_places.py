"""Whose a place is: what stands in another project's copy weighs less."""

from __future__ import annotations

import pytest

from keyproof.model.place import foreign


@pytest.mark.parametrize(
    "path",
    [
        "storage/bin/kolibri!kolibri_lamp/sites/acme.py",
        "tools/kolibri-lamp!kolibri_lamp/sites/acme.pyc",
        "Kolibri.exe!kolibri/config.py",
        "web/node_modules/acme/index.js",
        ".build/repositories/swift-asn1-7065ad2c/objects/pack/pack-1.pack",
        "ios/Pods/Alamofire/Source/a.swift",
        "infra/.terraform/modules/vpc/main.tf",
        "deployment/function/botocore/data/acme/2018-11-09/service-2.json.gz",
    ],
)
def test_the_modules_of_a_program_that_is_kept_as_an_archive_are_another_project_s(path: str) -> None:
    assert foreign(path)


@pytest.mark.parametrize(
    "path",
    [
        "bin/server.py",
        ".build/notes.txt",
        "src/pods/main.swift",
        "bin/kolibri!.env",
        "bin/kolibri!config/settings.json",
        "dist/kolibri.zip!kolibri/config.py",
        "backup!src/config.py",
        "docs/kolibri.docx!word/document.xml",
    ],
)
def test_what_an_archive_of_the_own_holds_is_the_own(path: str) -> None:
    assert not foreign(path)
