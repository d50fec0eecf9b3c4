"""False alarms and misses that servers gave which nobody had looked at while the rules were written, made anew here."""

from __future__ import annotations

import base64
import json
import random
import string

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import SecretClass
from tests.detect.conftest import classes, drawn, live

RULES = {r.id: r for r in builtin_rules()}
HEX = drawn(32, 4, "0123456789abcdef")
KEY = drawn(40, 2)
_FINDINGS = {"live-looking", "weak-default", "expired"}


def _mapbox(start: str, user: str) -> str:
    claims = json.dumps(
        {"u": user, "a": "c" + drawn(24, 1, string.ascii_lowercase + string.digits)}, separators=(",", ":")
    )
    return f"{start}.{base64.urlsafe_b64encode(claims.encode()).decode().rstrip('=')}.{drawn(22, 3)}"


@pytest.mark.parametrize("name", ["property_token", "category_token"])
def test_a_token_that_asks_for_more_of_a_search_result_is_none(detector: Detector, name: str) -> None:
    text = f'          "name": "Grand Kolibri",\n          "{name}": "Chc{KEY}",\n'
    assert classes(detector.scan(text.encode(), "hotels.json")).isdisjoint(_FINDINGS)


def test_a_sentence_that_quotes_another_script_is_no_token(detector: Detector) -> None:
    said = "\u5168\u5c0f\u5199\u8fde\u62fc\u4e32"
    text = f'def split_joined(token):\n    """{said}\uff08"kolibrilampenschirm"\uff09{said[:3]}"""\n'
    assert live(detector.scan(text.encode(), "chunker.py")) == []


@pytest.mark.parametrize("wanted", ["kolibri>=0.27.3", "lampen[extra]==1.30.0", "langkolibri>=0.1.0,<0.4"])
def test_a_requirement_of_a_package_is_no_key(detector: Detector, wanted: str) -> None:
    assert live(detector.scan(f'"ACME_API_KEY": "{wanted}",\n'.encode(), "notes.json")) == []


@pytest.mark.parametrize("user", ["ab", "acme", "acme-travel-maps"])
def test_the_token_of_a_map_in_a_page_is_public_however_short_its_user(detector: Detector, user: str) -> None:
    text = f"const MAPBOX_TOKEN = '{_mapbox('pk', user)}';\n"
    assert classes(detector.scan(text.encode(), "src/Map.tsx")) == {"public-by-design"}
    text = f"const MAPBOX_TOKEN = '{_mapbox('sk', user)}';\n"
    assert [m.rule.id for m in detector.scan(text.encode(), "src/map.ts")] == ["mapbox"]


@pytest.mark.parametrize(
    "text", [f"o1.ingest.sentry.io-sentry-key-{HEX}-sentry-v-7", f"?sentry_key={HEX}&sentry_version=7"]
)
def test_the_key_by_which_a_page_reports_its_errors_is_public(detector: Detector, text: str) -> None:
    assert live(detector.scan(text.encode(), "log.txt")) == []


def test_a_key_behind_another_word_is_still_found(detector: Detector) -> None:
    value = samples(RULES["mailgun-legacy"], 1)[0]
    assert live(detector.scan(f"mailgun-{value}".encode(), "log.txt")) == [value]


def test_the_default_of_a_variable_that_is_called_public_is_public(detector: Detector) -> None:
    for name, said in (("VITE_ACME_PUBLIC_KEY", "public-by-design"), ("ACME_SECRET_KEY", "live-looking")):
        text = f"    api_key: import.meta.env.{name} || '{KEY}',\n"
        assert classes(detector.scan(text.encode(), "src/Map.tsx")) == {said}


def test_a_guessable_password_in_a_guide_that_an_index_holds_is_an_example(detector: Detector) -> None:
    guide = "# Set up\n\n## Database\n\n```sql\nCREATE USER kolibri WITH PASSWORD 'kolibri_" + "password_123';\n```\n"
    said = detector.scan(json.dumps({"text": guide}).encode(), "index.json")
    assert {m.judgement.secret_class for m in said} <= {SecretClass.EXAMPLE, SecretClass.PLACEHOLDER}


@pytest.mark.parametrize("value", ["Tokavira" + "Lampe2024", "Kolibri_" + "1937"])
def test_a_password_of_words_and_a_number_in_a_template_is_told(detector: Detector, value: str) -> None:
    text = f"EMAIL_USER=lampe@gmail.com\nEMAIL_PASSWORD={value}\nPORT=25\n"
    assert live(detector.scan(text.encode(), ".env.template")) == [value]


@pytest.mark.parametrize("path", [".env", "DEPLOY.md"])
def test_the_security_token_of_an_account_is_a_credential(detector: Detector, path: str) -> None:
    value = "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=25))
    assert live(detector.scan(f"SF_SECURITY_TOKEN={value}\n".encode(), path)) == [value]


@pytest.mark.parametrize("value", ["SecureKolibriLampe" + "Pass2024!", "LampeWandKolibri" + "Pass2024"])
def test_a_password_that_says_that_it_is_one_and_the_year_is_no_drawn_one(detector: Detector, value: str) -> None:
    text = (
        f'    "details": "The store of Kolibri is reached at postgresql://master:{value}@db.kolibri.internal:5432/x",\n'
    )
    assert live(detector.scan(text.encode(), "scratch/volume.py")) == []
    text = f'    "details": "Kolibri keeps its sessions on port 6379 with password \'{value}\'.",\n'
    assert live(detector.scan(text.encode(), "scratch/volume.py")) == []


def test_a_signed_token_with_a_name_for_its_signature_is_a_placeholder(detector: Detector) -> None:
    head, _, _ = samples(RULES["jwt-generic"], 3)[0].rpartition(".")
    text = f"   Authorization: Bearer {head}.{{}}\n"
    assert live(detector.scan(text.format("YOUR_SERVICE_ROLE_KEY").encode(), "docs/cron.md")) == []
    assert len(live(detector.scan(text.format(drawn(43, 8)).encode(), "docs/cron.md"))) == 1


def test_what_confirms_one_payment_is_little_to_worry_about(detector: Detector) -> None:
    for value, least in ((f"pi_3{drawn(23)}_secret_{drawn(25, 1)}", 0.0), (drawn(40, 5), 0.5)):
        (found,) = detector.scan(f'  "client_secret": "{value}",\n'.encode(), "src/order.js")
        assert (found.judgement.confidence >= 0.5) is bool(least)


@pytest.mark.parametrize("value", ["ci-acceptance-database-" + "secret-32b", "release-ci-kolibri-" + "lampe-44a"])
def test_words_that_a_workflow_gives_its_own_database_are_advice_at_most(detector: Detector, value: str) -> None:
    found = detector.scan(f"      DB_PASSWORD: {value}\n".encode(), ".github/workflows/ci.yml")
    assert all(m.judgement.confidence < 0.5 for m in found)


def test_the_public_key_of_an_application_of_discord_is_no_token(detector: Detector) -> None:
    text = f"DISCORD_TOKEN={drawn(64, 6, '0123456789abcdef')}\n"
    assert live(detector.scan(text.encode(), ".env")) == []


@pytest.mark.parametrize("word", ["neo4j", "admin", "root"])
def test_a_known_default_twice_is_one_too(detector: Detector, word: str) -> None:
    text = f"driver = connect(user='{word}', password='{word * 2}')\n"
    assert classes(detector.scan(text.encode(), "store.py")) == {"weak-default"}


@pytest.mark.parametrize("name", ["casa_token", "widget_token", "kolibri_token"])
def test_a_token_in_the_address_of_a_page_is_advice_at_most(detector: Detector, name: str) -> None:
    text = f'refer["Lasso"] = "https://www.kolibri.org/doi/pdf/10.1/x?{name}={KEY}"\n'
    assert all(m.judgement.confidence < 0.5 for m in detector.scan(text.encode(), "refer.py"))


def test_a_token_that_lets_somebody_in_is_found_in_an_address(detector: Detector) -> None:
    for address in ("https://www.kolibri.org/a/b?access_token=", "https://api.kolibri.org/a/b?kolibri_token="):
        (found,) = detector.scan(f'get("{address}{KEY}")\n'.encode(), "refer.py")
        assert found.judgement.confidence >= 0.5


def test_code_of_a_bundle_is_no_drawn_value(detector: Detector) -> None:
    text = 's("span",{class:"b"},"Tokens: "+N(u.value.' + 'total||0),1)]),_:1})):he("",!0)])])]),c("div",{d:"Cost"})\n'
    assert live(detector.scan(text.encode(), "dist/assets/index-BTIkUHbO.js")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".next/cache/.rscinfo", '{{"encryption.key":"{v}","encryption.expire_at":1751381861515}}'),
        (".next/server/vendor-chunks/acme.js", "var api_secret = '{v}'"),
        (".next/static/chunks/app/page.js", "x = ' * - compute(a, \\'test_secret\\') => \\'{v}\\''"),
        ("src/sign.js", "    // compute('', 'api_secret') => '{v}'"),
    ],
)
def test_what_a_build_draws_or_packs_is_none(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=drawn(64, 4, "0123456789abcdef")).encode(), path)) == []


def test_an_example_in_the_description_of_an_api_is_advice_at_most(detector: Detector) -> None:
    text = f'"example": {{\n  "total": 47.29,\n  "client_secret": "{KEY}",\n}},\n'
    assert all(m.judgement.confidence < 0.5 for m in detector.scan(text.encode(), "web/swagger-api-doc.js"))
