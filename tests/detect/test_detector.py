"""The engine: what it finds, where, how it keeps its compiled rules, and that no input makes it run away."""

from __future__ import annotations

import os
import random
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from keyproof import kept, limits
from keyproof.detect.detector import Detector
from keyproof.detect.mint import near_misses, samples
from keyproof.detect.reduced import reduced
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.errors import RuleError
from tests.detect.conftest import classes, drawn, live
from tests.each import for_each

GITHUB = next(r for r in builtin_rules() if r.id.startswith("github") and r.checksum == "github")
RULES = builtin_rules()
CHECKED = [rule for rule in RULES if rule.checksum and rule.near_misses]


def github_token(seed: int = 1) -> str:
    return samples(GITHUB, seed)[0]


def around(rule: Rule, value: str) -> str:
    """Return *value* as a program would hold it."""
    if rule.named:
        return f'{rule.env[0]} = "{value}"\n'
    if rule.context:
        return f'{rule.context[0]}_value = "{value}"\n'
    return f"{value}\n" if rule.raw else f'value = "{value}"\n'


@for_each("rule", RULES, called=lambda rule: rule.id)
def test_each_rule_finds_its_samples(detector: Detector, rule: Rule) -> None:
    value = samples(rule, 7)[0]
    text = around(rule, value)
    found = detector.scan(text.encode(), "server/config.py")
    exact = re.search(rule.pattern, value)
    assert exact is not None
    wanted = exact["secret"] if "secret" in exact.re.groupindex else exact[0]
    assert any(m.secret.reveal() == wanted or wanted in m.secret.reveal() for m in found), classes(found)


@for_each("rule", RULES, called=lambda rule: rule.id)
def test_the_first_pass_finds_whatever_the_rule_matches(rule: Rule) -> None:
    loose = re.compile(reduced(rule.first or rule.pattern), re.DOTALL)
    for value in samples(rule, 3, n=3):
        assert loose.search(value)


@for_each("rule", CHECKED, called=lambda rule: rule.id)
def test_a_wrong_checksum_is_never_live(detector: Detector, rule: Rule) -> None:
    for value in near_misses(rule, 5):
        assert value not in live(
            [m for m in detector.scan(around(rule, value).encode(), "a.py") if m.rule.id == rule.id]
        )


def test_offsets_lines_and_columns_are_those_of_the_value(detector: Detector) -> None:
    token = github_token()
    data = f"first\r\n  héllo = '{token}'\nlast".encode()
    (match,) = detector.scan(data, "a.py")
    assert data[match.start : match.end].decode() == token
    assert (match.line, match.end_line, match.column) == (2, 2, 12)
    assert match.name == "héllo" or match.name == "llo"
    assert match.judgement.confidence == 0.99


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_encodings_are_read(detector: Detector, codec: str) -> None:
    token = github_token()
    (match,) = detector.scan(f"# padding padding\n\ntoken = '{token}'\n".encode(codec), "a.py")
    assert (match.secret.reveal(), match.line) == (token, 3)


@pytest.mark.parametrize("before", ["\\n", "=", "%3D", "\\u003d", "\\x3d", ":", "/", '\\"', "-", "Bearer "])
def test_a_token_may_follow_an_escape_or_a_sign(detector: Detector, before: str) -> None:
    assert [m.secret.reveal() for m in detector.scan(f"{before}{github_token()} ".encode(), "a.txt")] == [
        github_token()
    ]


@pytest.mark.parametrize("before,after", [("x", ""), ("_", ""), ("", "x"), ("", "_1"), ("9", "9")])
def test_a_token_inside_a_longer_run_is_none(detector: Detector, before: str, after: str) -> None:
    assert live(detector.scan(f"{before}{github_token()}{after} ".encode(), "a.txt")) == []


def test_the_provider_beats_the_name_and_matches_do_not_overlap(detector: Detector) -> None:
    text = f'GITHUB_TOKEN = "{github_token()}"\npassword = "{drawn(24)}"\n'.encode()
    found = detector.scan(text, "a.py")
    assert [m.rule.id for m in found] == [GITHUB.id, "generic-password"]
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert found[0].name == "GITHUB_TOKEN"


def test_binary_data_is_read_for_shapes_only(detector: Detector) -> None:
    data = b"\0\1\2" + f' {github_token()} password = "{drawn(24)}"'.encode()
    assert [m.rule.id for m in detector.scan(data, "a.bin")] == [GITHUB.id]


@pytest.mark.parametrize(
    "path", ["package-lock.json", "dist/app.min.css", "logo.svg", "x/uv.lock", "app.js.map", ".secrets.baseline"]
)
def test_files_that_machines_write_have_no_generic_matches(detector: Detector, path: str) -> None:
    text = f'"password": "{drawn(24)}", "t": "{github_token()}"'.encode()
    assert [m.rule.id for m in detector.scan(text, path)] == [GITHUB.id]


def test_a_value_across_two_chunks_is_found_once_with_its_place(detector: Detector) -> None:
    token = github_token()
    filler = b"# x = 1\n" * (limits.SCAN_CHUNK // 8)
    data = filler[: limits.SCAN_CHUNK - 20] + b"\n" + token.encode() + b"\n" + filler[:1000]
    (match,) = detector.scan(data, "a.txt")
    assert data[match.start : match.end].decode() == token
    assert match.line == data.count(b"\n", 0, match.start) + 1


def test_tokens_anywhere_on_a_very_long_line_are_found(detector: Detector) -> None:
    tokens = [samples(GITHUB, seed)[0] for seed in range(60)]
    line = "".join(f"{'z ' * (37 * i)}{token};" for i, token in enumerate(tokens))
    assert [m.secret.reveal() for m in detector.scan(line.encode(), "a.json")] == tokens


def test_a_private_key_over_many_lines_is_one_match(detector: Detector) -> None:
    rule = next(r for r in builtin_rules() if r.id == "pem-rsa-private-key")
    text = f"cert:\n{samples(rule, 1)[0]}\nend\n"
    (match,) = detector.scan(text.encode(), "certs/server.key")
    assert (match.rule.id, match.line) == (rule.id, 2)
    assert match.end_line > 5
    assert match.judgement.secret_class == "live-looking"


def test_the_context_may_stand_on_the_line_before(detector: Detector) -> None:
    rule = next(r for r in builtin_rules() if r.id == "aws-secret-access-key")
    value = samples(rule, 2)[0]
    assert live(detector.scan(f"# the aws_secret key\nx = '{value}'\n".encode(), "a.py")) == [value]
    assert live(detector.scan(f"# something\nx = '{value}'\n".encode(), "a.py")) == []


@pytest.fixture
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a rule or two compiled in moments: what takes long are the gates of names and encodings."""
    monkeypatch.setattr("keyproof.detect.database.gates.gates", lambda rules: ())
    monkeypatch.setattr("keyproof.detect.database.GATES", ())
    monkeypatch.setattr("keyproof.detect.database.CALLS_GATES", ())


@pytest.mark.usefixtures("rules_alone")
def test_compiled_rules_are_kept_and_a_damaged_copy_is_not_trusted(tmp_path: Path) -> None:
    rules = (GITHUB,)
    Detector.load(rules, cache_dir=tmp_path)
    (kept,) = tmp_path.glob("rules-*.hsdb")
    assert kept.stat().st_mode & 0o777 == 0o600
    good = kept.read_bytes()
    for damaged in (b"", good[:100], good[:40] + b"\xff" + good[41:], b"\0" * len(good)):
        kept.write_bytes(damaged)
        assert len(Detector.load(rules, cache_dir=tmp_path).scan(github_token().encode(), "a.txt")) == 1
        assert kept.read_bytes() == good
    kept.chmod(0o666)
    assert len(Detector.load(rules, cache_dir=tmp_path).scan(github_token().encode(), "a.txt")) == 1


@pytest.mark.usefixtures("rules_alone")
def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Detector.load((GITHUB,), cache_dir=tmp_path / "file" / "below").digest


def test_the_cache_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYPROOF_CACHE_DIR", os.fspath(tmp_path / "here"))
    assert kept.cache_folder() == tmp_path / "here"


@pytest.mark.usefixtures("rules_alone")
def test_another_rule_set_has_another_digest(tmp_path: Path) -> None:
    first = Detector.load((GITHUB,), cache_dir=tmp_path)
    assert first.digest == Detector.load((GITHUB,), cache_dir=tmp_path).digest
    assert first.digest != Detector.load(builtin_rules()[:2], cache_dir=tmp_path).digest


def test_a_rule_without_a_first_pass_form_is_refused_in_words(tmp_path: Path) -> None:
    rule = Rule(id="odd", title="odd", pattern=r"(a)\1", sample="aa")
    with pytest.raises(RuleError, match="odd"):
        Detector.load((rule,), cache_dir=tmp_path)


HOSTILE = {
    "names": b"token=" * 200_000,
    "open quotes": b"password='x" * 100_000,
    "lines": b"api_key='abcdefgh'\n" * 50_000,
    "prefixes": b"AKIA" * 200_000,
    "urls": b"https://a:" * 100_000,
    "keys": b"-----BEGIN PRIVATE KEY-----" * 40_000,
    "spaces": b"token" + b" " * 1_000_000 + b"= 'x'",
    "brackets": b"token" + b"[" * 500_000,
    "one word": b"token" * 200_000,
    "dots": b"a.token." * 120_000,
    "table": b"| token " * 120_000,
    "shell": b"${token:-" * 110_000,
    "headers": b"Authorization: Bearer " * 50_000,
    "cookies": b"Cookie: " + b"a=b; session=" * 80_000,
    "ado": b"server=x;" * 100_000,
    "base64": bytes(
        random.Random(3).choice(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        for _ in range(600_000)
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_made_up_input_costs_bounded_time(detector: Detector, kind: str) -> None:
    began = time.process_time()
    found = detector.scan(HOSTILE[kind], "a.txt")
    assert time.process_time() - began < 6
    assert len(found) <= limits.MATCHES_PER_FILE


def test_a_flood_is_cut_and_said_but_hides_nothing_of_another_shape(tmp_path: Path) -> None:
    detector = Detector.load(cache_dir=kept.cache_folder())
    lines = b"".join(b"password = '%s'\n" % drawn(20, i).encode() for i in range(limits.MATCHES_PER_FILE + 500))
    found = detector.scan(lines + github_token().encode() + b"\n", "flood.py")
    assert len(found) == limits.MATCHES_PER_FILE
    assert detector.truncated == {"flood.py"}
    assert GITHUB.id in {m.rule.id for m in found}


pieces = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(
            [
                b"token",
                b"password",
                b" = ",
                b": ",
                b"'",
                b'"',
                b"\\",
                b"${",
                b"}",
                b"os.getenv(",
                b"\n",
                b"||",
                b" or ",
                b"://",
                b"@",
                b"Bearer ",
                b"--api-key ",
                b"-----BEGIN PRIVATE KEY-----",
                "ä".encode(),
                b"\xff\xfe",
                b"\0",
                b"eyJ",
                b".",
                b"AKIA",
                b"0123456789abcdef" * 3,
            ]
        ),
        st.builds(lambda seed: github_token(seed).encode(), st.integers(0, 5)),
    ),
    max_size=30,
).map(b"".join)


@given(data=pieces, path=st.sampled_from(["a.py", ".env", "README.md", "tests/x.ts", "docker-compose.yml", ""]))
@example(data=b"\xff\xfe", path="a.py")
@example(data=b"token=", path=".env")
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_raises_and_places_are_in_range(detector: Detector, data: bytes, path: str) -> None:
    from keyproof.detect.boundaries import as_utf8

    text = as_utf8(data)
    found = detector.scan(data, path)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(1 <= m.line <= m.end_line <= text.count(b"\n") + 1 and m.column >= 1 for m in found)
    assert all(0.0 <= m.judgement.confidence <= 1.0 and m.judgement.reasons for m in found)
    assert all(text[m.start : m.end].decode("utf-8", "replace") == m.secret.reveal() for m in found if not m.decoded)
