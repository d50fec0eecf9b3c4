"""Where an author who had not seen the detector put credentials that it missed, and what it took for one."""

from __future__ import annotations

import string

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(32)
SHORT = next(v for v in (drawn(16, seed) for seed in range(99)) if sum(c.isdigit() for c in v) > 2)
MIXED = next(v for v in (drawn(22, seed) for seed in range(99)) if sum(c.isdigit() for c in v) > 3)
HEX = drawn(32, alphabet="0123456789abcdef")
UUID = f"{HEX[:8]}-{HEX[8:12]}-4{HEX[13:16]}-a{HEX[17:20]}-{drawn(12, alphabet='0123456789abcdef')}"
JOINED = "Copper" + "Raven" + "482" + "=x9"
DOTTED = "raven" + "48" + "." + "HOLLO" + "913" + "wen"
SIGNED = "raven" + "48" + "#" + "Hollow" + "7Kq"

PAIR = "copper" + "-" + "hollow" + "-4821"
SALT = drawn(20) + "(>" + drawn(18, 1) + " <" + drawn(12, 2) + "?{" + drawn(10, 3)
DRAWN = drawn(50, alphabet="abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)")


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("server.py", f'_AUTH = ("reporting", "{HEX}")\n', HEX),
        ("server.py", f"# old key: {VALUE}\n", VALUE),
        ("server.py", f"# the admin password is {SIGNED}\n", SIGNED),
        ("main.go", f'client := inventory.NewClient("{SHORT}")\n', SHORT),
        ("client.pl", f'my $dbh = DBI->connect("dbi:Pg:host=db.internal", "appuser", "{JOINED}");\n', JOINED),
        ("inventory.ini", f"[all:vars]\nansible_become_pass={DOTTED}\n", DOTTED),
        ("notes.txt", f"user: jenkins\npass: {JOINED}\n", JOINED),
        (".curlrc", f'silent\nuser = "appuser:{SIGNED}"\n', SIGNED),
        ("run.sh", f'curl "https://api.kolibri.cloud/v1/data?city=Oslo&appid={HEX}"\n', HEX),
        ("auth.json", f'{{\n  "bearer": {{\n    "packages.kolibri.io": "{HEX}"\n  }}\n}}\n', HEX),
        (
            "config.py",
            f'from pydantic import Field, SecretStr\n\nclass S:\n    k: SecretStr = Field(SecretStr("{VALUE}"))\n    token = "{HEX}"\n',
            HEX,
        ),
        ("accounts.csv", f"name,endpoint,api_key\nmain,https://a.kolibri.cloud,{HEX}\n3,kolibri,,viewer\n4,b,,viewer\n", HEX),
        ("settings.py", f'env = environ.Env(\n    DEBUG=(bool, False),\n    KOLIBRI_API_KEY=(str, "{HEX}"),\n)\n', HEX),
        ("jira.py", f'jira = JIRA("https://gateway.kolibri.app", token_auth="{VALUE}")\n', VALUE),
        ("run.sh", f"wget --user=ann --password={'Amber' + '_' + 'hollow' + '4821'} https://a.kolibri.io/f\n", "Amber" + "_hollow4821"),
        ("run.sh", f"PGPASSWORD={'Copper' + '4821' + '.raven'} psql -h db -U ann -f init.sql\n", "Copper" + "4821.raven"),
        ("templates/admin.html", f'<input type="hidden" name="api_key" value="{VALUE}">\n', VALUE),
        ("README.md", f'```bash\ndotnet user-secrets set "Kolibri:ApiKey" "{HEX}{HEX[::-1]}"\n```\n', HEX + HEX[::-1]),
        ("appsettings.json", f'{{"Jwt": {{\n  "Key": "{MIXED}"\n}}}}\n', MIXED),
        ("mw.py", f'if request.headers.get("x-mcp-key") != "{VALUE}":\n    raise Denied\n', VALUE),
        ("auth.py", f'API_KEYS = {{"{VALUE}": "desktop"}}\n', VALUE),
        ("auth.py", f'API_KEYS = {{"TheSettingsOfPage1Client": "{HEX}"}}\n', HEX),
        ("auth.py", f'VALID_API_KEYS = {{\n    "{VALUE}": {{"client": "desktop"}},\n}}\n', VALUE),
        ("odoo.py", f'rows = models.execute_kw("tidewatch", 2, "{PAIR}", "res.partner", "read", [[]])\n', PAIR),
        ("server.js", f"app.use(session({{\n  secret: '{PAIR}',\n}}))\n", PAIR),
        ("web.config", f'<add key="KolibriClientSecret" value="{PAIR}" />\n', PAIR),
        ("wp-config.php", f"define( 'AUTH_KEY',         '{SALT}' );\n", SALT),
        ("settings.py", f"SECRET_KEY = 'django-insecure-{DRAWN}'\n", f"django-insecure-{DRAWN}"),
        ("mcp.json", f'{{"args": [\n  "-u",\n  "jenkins",\n  "-p",\n  "{SIGNED}"\n]}}\n', SIGNED),
        ("mcp.json", f'{{"args": [\n  "-y",\n  "calendar-mcp",\n  "--key",\n  "{UUID}"\n]}}\n', UUID),
        ("bundle.min.js", f'var n={{base:"https://api.kolibri.io",apiKey:"{VALUE}",retries:3}},r=function(e){{}};', VALUE),
        ("a.ipynb", f'{{"source": [\n "import os\\n",\n "os.environ[\\"KOLIBRI_KEY\\"] = \\"{VALUE}\\"\\n"\n]}}', VALUE),
    ],
)  # fmt: skip
def test_a_credential_in_an_ordinary_place_is_found(detector: Detector, path: str, text: str, value: str) -> None:
    assert value in live(detector.scan(text.encode(), path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "push.js",
            f"const DEFAULT_VAPID_KEY = 'B{drawn(86, alphabet=string.ascii_letters + string.digits + '-_')}';\n",
        ),
        ("app.js", f"u={{subscription:{{auth:r.auth,p256dh:r.{drawn(8)},at:1}}}};"),
        ("client.py", 'JWT_BEARER = "urn:ietf:params:oauth:grant-type:saml1_1-bearer"\n'),
        ("forms.py", '    @sensitive_variables("password1", "password2")\n'),
        ("types.json", '{"enum": [\n"USER_PASSWORD",\n"OAUTH2_AUTH_CODE_FLOW2",\n"SSH_PUBLIC_KEY"\n]}'),
        ("jobs.py", f'"""SSH endpoint, e.g. `ssh://{drawn(24)}@ssh.kolibri.io`."""\n'),
        ("db.py", 'url = "xxx+xxx://xxx:xxx@xxx:5432/xxx"\n'),
        ("queue.py", '"""pgmq://postgres:PASSWORD@HOST:5432/DATABASE"""\n'),
        ("demo/app.js", "var actions = {\n  password: doPbkdf2,\n};\n"),
        ("pbe.js", " *   { {PBKDF2-params IDENTIFIED BY id-PBKDF2}, ...\n"),
        ("token_hashes.json", f'{{"tokens": [{{"name": "ci", "sha256": "{HEX}{HEX[::-1]}"}}]}}\n'),
        ("index.js", f'mapboxgl.accessToken = "pk.eyJ{drawn(55)}.{drawn(22)}";\n'),
        ("server.py", f"# cache key: {HEX}\n"),
        ("mcp.json", '{"args": [\n  "--port",\n  "8080",\n  "-p",\n  "3000"\n]}\n'),
        ("mcp.json", '{"args": [\n  "-p",\n  "./workspace/project2"\n]}\n'),
        ("server.py", '# the password is "your-password-1"\n'),
        ("pay.js", f'location = "/pay?appid=wx{drawn(16, alphabet=string.digits)}";\n'),
        ("main.go", 'client := inventory.NewClient("InventoryV2Prod1")\n'),
    ],
)
def test_what_is_no_credential_there_is_no_finding(detector: Detector, path: str, text: str) -> None:
    assert classes(detector.scan(text.encode(), path)).isdisjoint({"live-looking", "weak-default", "expired"})


def test_a_key_in_the_documentation_of_code_is_advice(detector: Detector) -> None:
    key = drawn(64, alphabet="0123456789abcdef")
    shown, used = (
        detector.scan(f"{start}const privateKey = '{key}';\n".encode(), "wallet.ts") for start in (" * ", "")
    )
    assert shown[0].judgement.confidence < 0.5 <= used[0].judgement.confidence


def test_the_word_itself_in_other_signs_is_a_weak_default(detector: Detector) -> None:
    found = detector.scan(f'admin_password = "P@{"$" * 2}w0rd{1234}!"\n'.encode(), "main.tf")
    assert classes(found) == {"weak-default"}
