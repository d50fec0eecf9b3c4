"""What the histories of 146 more servers, which nobody had seen, were wrongly taken to hold, and what was missed there."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.typed import is_typed
from tests.detect.conftest import classes, drawn, live

LONG = drawn(27, 3)
HEX = drawn(40, 2, "0123456789abcdef")


def sure(detector: Detector, text: str, path: str) -> list[str]:
    """Return the values taken for credentials with confidence."""
    return [m.secret.reveal() for m in detector.scan(text.encode(), path) if m.judgement.confidence >= 0.5]


@pytest.mark.parametrize(
    "text",
    [
        f"peace,M&pp={LONG}%3D),x,https://reddit.com/r/Music,reddit\n",
        f"calm,list,{LONG}&si=ab,reddit,https://reddit.com/r/x\nsad,{LONG}&si=ab),y,reddit\n",
        f"reddit says: https://www.youtube.com/watch?v=ab&pp={LONG}\n",
        f'{{"site": "reddit", "playlist": "{LONG}"}}\n',
    ],
)
def test_the_name_of_a_site_in_a_text_makes_no_id_a_secret(detector: Detector, text: str) -> None:
    assert sure(detector, f"source,reddit\n{text}", "songs.csv") == []


def test_a_secret_beside_the_name_of_its_provider_is_one(detector: Detector) -> None:
    for text in (
        f"REDDIT_CLIENT_SECRET={LONG}\n",
        f'reddit = praw.Reddit("kolibri",\n    "{LONG}")\n',
        f"reddit app\nsecret: {LONG}\n",
    ):
        assert sure(detector, text, "app.py") == [LONG]


def test_kinds_of_characters_in_one_order_again_and_again_are_typed(detector: Detector) -> None:
    groups = " ".join(("aBc1", *(f"{n}Q{c}R" for n, c in zip("72859", "mwzkt", strict=True))))
    assert is_typed(groups.replace(" ", ""))
    assert live(detector.scan(f"# WP1_APP_PASS={groups}\n".encode(), ".env.example")) == []
    assert not any(is_typed(drawn(24, seed)) for seed in range(2000))


def test_the_last_cell_of_a_table_of_settings_is_an_example(detector: Detector) -> None:
    row = f"| `KOLIBRI_API_KEY` | Yes* | API key for authentication | `{HEX}` |\n"
    assert sure(detector, row, "README.md") == []
    assert sure(detector, f"| `KOLIBRI_API_KEY` | `{HEX}` |\n", "README.md") == [HEX]


@pytest.mark.parametrize("path", ["wiki/v2/spaces/get_node?obj_type=wiki&token=", "drive/v1/files?folder_token="])
def test_what_names_a_document_of_lark_in_an_address_is_none(detector: Detector, path: str) -> None:
    text = f"curl -i -X GET 'https://open.feishu.cn/open-apis/{path}{LONG}' \\\n"
    assert live(detector.scan(text.encode(), "doc/api.md")) == []
    assert sure(detector, text.replace("feishu", "kolibri").replace("folder_token", "access_token"), "call.sh") == [
        LONG
    ]


@pytest.mark.parametrize(
    "value", ["SqlServer" + "2031" + "!Secure", "Db" + "Root#44" + "Local", "My" + "App@7" + "Dev"]
)
def test_words_for_what_a_password_opens_and_how_good_it_is_are_weak(detector: Detector, value: str) -> None:
    text = f'sqlcmd -C -S localhost -U sa -P "{value}" -i init.sql\n'
    assert live(detector.scan(text.encode(), "setup.sh")) == []
    compose = f"services:\n  db:\n    environment:\n      - MSSQL_SA_PASSWORD={value}\n"
    assert classes(detector.scan(compose.encode(), "docker-compose.yml")) == {"weak-default"}


def test_a_word_and_a_counted_number_that_stand_in_for_a_password_are_weak(detector: Detector) -> None:
    text = 'password = os.getenv("DB_PASSWORD", "{}")\n'
    assert classes(detector.scan(text.format("Kolibr" + "1234").encode(), "debug.py")) == {"weak-default"}
    assert len(live(detector.scan(text.format("Kolibr" + "1987").encode(), "debug.py"))) == 1


def test_a_header_in_a_list_of_names_and_values_is_sent(detector: Detector) -> None:
    value = drawn(60, 5)
    text = f'[{{\n  "name": "authorization",\n  "value": "Bearer {value}"\n}}]\n'
    assert sure(detector, text, "examples/flow.json") == [value]
    assert sure(detector, text.replace(value, "<token>"), "examples/flow.json") == []


def test_a_mailbox_and_its_password_side_by_side_are_advice(detector: Detector) -> None:
    password = "lampen" + "haus" + "782"
    text = f"3. Email: ann.kolibri.48@outlook.com | Password: {password}\n"
    assert live(detector.scan(text.encode(), "details.txt")) == [password]
    for other in (text.replace("ann.kolibri.48", "user48"), text.replace("outlook.com", "example.com")):
        assert live(detector.scan(other.encode(), "details.txt")) == []


@pytest.mark.parametrize("read", ["os.environ.get", "os.getenv"])
def test_the_word_password_that_stands_in_for_a_variable_is_a_weak_one(detector: Detector, read: str) -> None:
    text = f'db_password = {read}("DB_PASSWORD", "password")\n'
    assert classes(detector.scan(text.encode(), "src/store.py")) == {"weak-default"}
    names = 'NAMES = ("username", "DB_PASSWORD", "password", "password2")\n'
    assert classes(detector.scan(names.encode(), "src/store.py")) <= {"placeholder"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SPREADSHEET_KEY", drawn(44, 7)),
        ("TRELLO_BOARD_KEY", HEX[:24]),
        ("FEISHU_FOLDER_TOKEN", LONG),
        ("BITABLE_APP_TOKEN", LONG),
        ("X-Shopify-Storefront-Access-Token", HEX[:32]),
        ("SUPABASE_KEY", "sb_publishable_" + drawn(31, 8)),
    ],
)
def test_what_names_a_thing_or_pages_send_opens_nothing(detector: Detector, name: str, value: str) -> None:
    text = f'HEADERS = {{"{name}": "{value}"}}\n'
    assert live(detector.scan(text.encode(), "src/config.py")) == []
    secret = text.replace(name, "KOLIBRI_ACCESS_TOKEN").replace("sb_publishable_", "")
    assert len(live(detector.scan(secret.encode(), "src/config.py"))) == 1


@pytest.mark.parametrize(
    "path",
    ["src/mockData.ts", "data/mock-data.json", "src/Button.stories.tsx", "phpunit.xml", "phpunit.xml.dist", ".env.ci"],
)
def test_what_mocks_and_tests_are_set_up_with_is_a_fixture(detector: Detector, path: str) -> None:
    assert live(detector.scan(f'api_key: "{LONG}"\n'.encode(), path)) == []


@pytest.mark.parametrize(
    "around",
    [
        "<key>API_KEY</key>\n<string>{}</string>\n<key>GCM_SENDER_ID</key>",
        'apiKey: "{}",\nprojectId: "k",\nstorageBucket: "kolibri-9.appspot.com"',
    ],
)
def test_the_key_of_an_app_in_its_firebase_configuration_is_public(detector: Detector, around: str) -> None:
    text = around.format("AIza" + drawn(35, 3)) + "\n"
    assert live(detector.scan(text.encode(), "ios/config.plist")) == []


def test_a_drawn_value_in_a_comment_that_shows_nothing_was_in_use(detector: Detector) -> None:
    assert sure(detector, f"-- AccessKey Secret: {HEX}\n", "db/data.sql") == [HEX]
    assert sure(detector, f"-- for example, AccessKey Secret: {HEX}\n", "db/data.sql") == []
