"""Values whose place says that they are only shown: false alarms that real servers gave, made anew here."""

from __future__ import annotations

import random

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import FINDING_CLASSES

RULES = {r.id: r for r in builtin_rules()}
HEX = "".join(random.Random(4).choices("0123456789abcdef", k=64))
TOKEN = samples(RULES["jwt-generic"], 3)[0]
BASE64 = samples(RULES["aws-secret-access-key"], 5)[0] + "Ab1="

SHOWN = {
    "a value that is cut short": ("README.md", f"Token: {HEX[:20]}... (64 chars hex)\n"),
    "a signed token that is cut short": ("docs/login.md", f'  "access_token": "{TOKEN[:60]}...",\n'),
    "a hash in the name of a picture": ("a.md", f"![A Trello card](https://x.io/files/{HEX}/a/trello.png)\n"),
    "a commit in a lock file": ("composer.lock", f'"name": "datadog/dd",\n"reference": "{HEX[:40]}",\n'),
    "a made-up name": ("config.py", f'fake_api_key = "{HEX[:32]}"\n'),
    "an example in an API description": ("openapi.yml", f"example:\n  token: {HEX[:32]}\n"),
    "prose that says identified by": ("a.xsl", "constraints identified by 'Chip-2.0' in the context\n"),
    "a default password in a description": ("tool.json", "\"description\": \"Ex: {'password': 'pass'}\"\n"),
    "user and password only named": ("pg.py", 'DSN = "DRIVER={x};UID=user;PWD=pass"\n'),
    "a value that says it is a fake": ("seed.py", f'(3, "stripe_secret_key", "sk_fake_51{BASE64[:30]}", "x"),\n'),
    "a table name that turns into a prefix": ("a.md", "`" + "gsc_" + "performance_report_v1_agg_table_20240101`\n"),
}
REAL = {
    "unquoted, with padding": (".env", f"ENCRYPTION_KEY={BASE64}\n"),
    "unquoted in YAML, with padding": ("docker-compose.yml", f"      - ENCRYPTION_KEY={BASE64}\n"),
    "a user made in SQL": ("init.sql", "CREATE USER app IDENTIFIED BY 'Tr4vel-Plum9-Kite';\n"),
}


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.mark.parametrize("case", SHOWN)
def test_what_is_only_shown_is_no_finding(case: str, detector: Detector) -> None:
    path, text = SHOWN[case]
    found = [m for m in detector.scan(text.encode(), path) if m.judgement.secret_class in FINDING_CLASSES]
    assert [(m.rule.id, m.judgement.confidence) for m in found if m.judgement.confidence >= 0.5] == []


@pytest.mark.parametrize("case", REAL)
def test_what_was_missed_is_found(case: str, detector: Detector) -> None:
    path, text = REAL[case]
    assert [m.judgement.secret_class in FINDING_CLASSES for m in detector.scan(text.encode(), path)] == [True]
