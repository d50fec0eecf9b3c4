"""What kind of file a path names."""

import pytest

from keyproof.detect.setting import setting_of
from keyproof.model.fact import Setting


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("conf.txt", Setting.CONFIG),
        ("deploy/db_passwords.txt", Setting.CONFIG),
        ("API-KEYS.txt", Setting.CONFIG),
        ("prod.env.txt", Setting.CONFIG),
        ("notes.txt", Setting.DOCS),
        ("keyboard.txt", Setting.DOCS),
        ("requirements.txt", Setting.DOCS),
        ("docs/config.txt", Setting.DOCS),
        ("tests/tokens.txt", Setting.TEST),
        ("docs/specs/v1/kolibri-spec.md", Setting.DOCS),
        ("specs/001-login/quickstart.md", Setting.DOCS),
        ("kolibri.spec.md", Setting.DOCS),
        ("spec/fixtures/login.md", Setting.TEST),
        ("tests/README.md", Setting.TEST),
        ("spec/login.rb", Setting.TEST),
    ],
)
def test_a_plain_text_is_prose_unless_its_name_says_settings(path, setting):
    assert setting_of(path) is setting


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("Classes/LoginTest.m", Setting.TEST),
        ("App/LoginTests.swift", Setting.TEST),
        ("src/LoginTest.php", Setting.TEST),
        ("src/LoginSpec.groovy", Setting.TEST),
        ("src/Latest.swift", Setting.SOURCE),
        ("src/KeySpec.java", Setting.SOURCE),
        ("postfix/main.cf", Setting.CONFIG),
    ],
)
def test_tests_are_known_by_the_names_that_their_languages_give_them(path, setting):
    assert setting_of(path) is setting
