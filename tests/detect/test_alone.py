"""Files that hold one value and nothing else: their name says what it is."""

from __future__ import annotations

import pytest

from keyproof.detect import alone
from keyproof.detect.detector import Detector
from keyproof.detect.versions import Versions
from tests.detect.conftest import classes, drawn, live

HEX = "0123456789abcdef"


@pytest.mark.parametrize(
    "path",
    [
        "secrets/db_password",
        "deploy/secrets/db_password.txt",
        "run/secrets/jwt_secret",
        "api_key.txt",
        ".vault_pass",
        "ansible/vault-password.txt",
    ],
)
def test_a_file_that_is_named_for_its_value_holds_one(detector: Detector, path: str) -> None:
    value = drawn(22)
    for text in (value, value + "\n", f"{value}\r\n\n"):
        assert live(detector.scan(text.encode(), path)) == [value]


def test_the_master_key_of_an_application(detector: Detector) -> None:
    value = drawn(32, 1, HEX)
    assert live(detector.scan(value.encode(), "config/master.key")) == [value]
    assert live(detector.scan(value.encode(), "app/config/credentials/production.key")) == [value]
    assert not detector.scan(drawn(32).encode(), "config/master.key")


@pytest.mark.parametrize(
    "path", ["notes.txt", "src/token.py", "public_key.txt", "config/cable.key", "tokens", "next_token"]
)
def test_other_files_hold_what_they_hold(detector: Detector, path: str) -> None:
    assert not detector.scan((drawn(22) + "\n").encode(), path)


@pytest.mark.parametrize(
    "text", ["", "changeme-please\n", "one two three\n", f"{drawn(22)}\n{drawn(22, 1)}\n", "short1"]
)
def test_what_is_no_one_value_is_no_finding(detector: Detector, text: str) -> None:
    assert "live-looking" not in classes(detector.scan(text.encode(), "secrets/db_password"))


def test_a_large_file_is_not_looked_at(detector: Detector) -> None:
    assert not detector.scan((drawn(200) + " " * 60).encode(), "secrets/db_password")
    assert alone.named_by("secrets/db_password") is not None


def test_an_example_of_such_a_file_and_one_of_a_test(detector: Detector) -> None:
    assert "live-looking" not in classes(detector.scan(drawn(22).encode(), "tests/secrets/db_password"))


def test_each_version_of_such_a_file_is_read(detector: Detector) -> None:
    old, new = drawn(22, 1), drawn(22, 2)
    for value in (old, new):
        found, trail = detector.scan_trailed(value.encode(), "secrets/db_password")
        assert live(found) == [value]
        assert trail is None
    assert detector.scan_parts(new.encode(), "secrets/db_password", [(0, len(new))], []) is None


def test_a_version_after_one_that_held_nothing_is_read_too(detector: Detector) -> None:
    value = drawn(22, 4).encode()
    versions = Versions(detector)
    path = "secrets/db_password"
    assert not versions.scan("0", b"\n", path, None, ((0, 1),), ())
    (found,) = versions.scan("1", value, path, "0", ((0, len(value)),), ())
    assert found[0].secret.reveal() == value.decode()
    (found,) = versions.scan("2", value, path, None, ((0, len(value)),), ())
    assert found[0].secret.reveal() == value.decode()


def test_the_second_line_of_a_login_file_is_the_password(detector: Detector) -> None:
    value = drawn(16, 5)
    for path in ("openvpn/auth.txt", "etc/auth-user-pass", "vpn/credentials"):
        assert live(detector.scan(f"gateway\n{value}\n".encode(), path)) == [value]
    assert not detector.scan(f"gateway\n{value}\n".encode(), "src/auth.txt")
    assert not live(detector.scan(f"db:5432:app:svc:{value}\n".encode(), ".pgpass"))
