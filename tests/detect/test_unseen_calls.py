"""Calls, commands and files whose grammar says what a value is: found there, and not where they only look alike."""

from __future__ import annotations

import random
import string
import uuid

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(24, 9)
HEX = drawn(40, 9, "0123456789abcdef")
_FINDINGS = {"live-looking", "weak-default", "expired"}

PLACES = [
    (".vscode/mcp.json", '{{"args": ["run", "-u", "robot", "-p", "{v}"]}}'),
    ("mq.py", 'pika.PlainCredentials("robot", "{v}")'),
    ("db.py", 'cx_Oracle.connect("robot", "{v}", "db.acme.io/ORCL")'),
    ("keys.py", 'keyring.set_password("acme", "robot", "{v}")'),
    ("app.js", "basicAuth({{ users: {{ admin: '{v}' }} }})"),
    ("app.js", "app.use(cookieSession({{ keys: ['{v}'] }}));"),
    ("seed.js", "const hash = bcrypt.hashSync('{v}', 10);"),
    ("src/login.js", "cy.get('#pw').type('{v}');"),
    ("api.js", "request(app).get('/').auth('robot', '{v}')"),
    ("fire.js", "signInWithEmailAndPassword(auth, 'ops@acme.io', '{v}')"),
    ("crypt.js", "const key = crypto.scryptSync('{v}', 'salt', 32);"),
    ("mail.go", 'auth := smtp.PlainAuth("", "robot", "{v}", "mail.acme.io")'),
    ("mail.go", 'd := gomail.NewDialer("mail.acme.io", 587, "robot", "{v}")'),
    ("ssh.go", 'ssh.Password("{v}")'),
    ("aws.go", 'credentials.NewStaticCredentials(id, "{v}", "")'),
    ("env.go", 'Token string `env:"TOKEN" envDefault:"{v}"`'),
    ("Keys.java", 'keyStore.load(in, "{v}".toCharArray());'),
    ("Jwt.java", 'Jwts.builder().signWith(SignatureAlgorithm.HS256, "{v}")'),
    ("Conf.java", '@ConfigProperty(name = "partner.secret", defaultValue = "{v}")'),
    ("Cli.java", '@Option(names = "--token", defaultValue = "{v}")'),
    ("Auth.kt", 'Credentials.basic("robot", "{v}")'),
    ("auth.ex", 'Joken.Signer.create("HS256", "{v}")'),
    ("jwt.rs", 'let key = EncodingKey::from_secret("{v}".as_ref());'),
    ("call.php", "$client->get('/', ['auth' => ['robot', '{v}']]);"),
    ("call.php", "$x = openssl_encrypt($d, 'aes-256-cbc', '{v}', 0, $iv);"),
    ("db.pl", "my $pass = $ENV{{DB_PASS}} // '{v}';"),
    ("auth.py", 'CREDENTIALS = ("robot", "{v}")'),
    ("server.py", 'API_KEYS = [\n    "{v}",\n]'),
    ("m.sql", "UPDATE settings SET value = '{v}' WHERE name = 'smtp_password';"),
    ("m.sql", "SELECT pgp_sym_decrypt(data, '{v}') FROM t;"),
    ("run.sh", "mosquitto_pub -h mq.acme.io -p 8883 -u robot -P '{v}' -t x -m y"),
    ("run.sh", "keytool -importkeystore -srcstorepass '{v}' -srckeystore a.jks"),
    ("run.sh", "zip -r -P {v} out.zip data"),
    ("run.sh", "echo '{v}' | passwd --stdin robot"),
    ("run.sh", "sudo -S apt update <<< '{v}'"),
    ("run.sh", "mc alias set acme https://s3.acme.io robot {v}"),
    ("login.exp", 'spawn ssh robot@srv\nexpect "assword:"\nsend "{v}!\\r"'),
    ("chap-secrets", 'robot * "{v}" *\n'),
    ("nginx.conf", 'if ($http_x_auth != "{v}") {{ return 403; }}'),
    ("notes.md", "Log in as robot with password {v} and press Enter."),
    ("notes.rst", "The database password is ``{v}``."),
    ("notes.md", "- changed root password to `{v}`"),
    ("notes.adoc", "Password:: {v}"),
    ("notes.md", "Panel: https://acme.io/admin (admin / {v})"),
    ("job.py", "# password: {v}"),
    ("ldap.py", 'conn.simple_bind_s("cn=robot,dc=acme,dc=io", "{v}")'),
    ("odoo.py", 'uid = common.authenticate("db", "robot", "{v}", {{}})'),
    ("tw.js", "const client = twilio(sid, '{v}')"),
    ("users.py", 'USERS = {{"robot": "{v}"}}'),
    ("login.py", 'LOGIN = ("robot", "{v}")'),
    ("cli.py", 'token: Annotated[str, Option(help="x")] = "{v}"'),
    ("cli.go", 'cmd.Flags().StringVarP(&t, "token", "t", "{v}", "the token")'),
    ("mail.rs", 'Credentials::new("robot".to_string(), "{v}".to_string())'),
    ("az.cs", 'new ClientSecretCredential("tenant", "client", "{v}")'),
    ("mail.rb", "Net::SMTP.start('h', 587, 'd', 'robot', '{v}', :plain)"),
    ("db.php", "$password = getenv('PW') ?: '{v}';"),
    ("m.sql", "SELECT crypt('{v}', gen_salt('bf'));"),
    ("run.sh", "chpasswd <<< 'robot:{v}'"),
    ("run.sh", "printf '%s' '{v}' | docker login -u robot --password-stdin"),
    ("run.sh", "tsql -S db -U sa -P '{v}'"),
    ("run.cmd", "wmic /node:srv /user:robot /password:{v} os get"),
    ("fetchmailrc", 'poll acme.io user "robot" password "{v}"'),
    ("login.html", '<input value="{v}" type="password">'),
    ("notes.md", "Log in with `admin` / `{v}`"),
    ("notes.md", "username/password: admin/{v}"),
    ("notes.md", "SSH: root@10.0.0.1, password {v}"),
]


@pytest.mark.parametrize(("path", "text"), PLACES)
def test_the_value_at_such_a_place_is_found(detector: Detector, path: str, text: str) -> None:
    found = live(detector.scan(text.format(v=VALUE).encode(), path))
    assert [value.rstrip("!") for value in found] == [VALUE]


@pytest.mark.parametrize(
    "text",
    [
        'HOOK = "https://hooks.acme.io/services/{v}"',
        "post('https://chat.acme.io/api/webhooks/839201/{v}')",
        "const u = 'https://acme.io/hooks/catch/88/x?key={v}&sig=1'",
    ],
)
@pytest.mark.parametrize("value", [HEX, drawn(68, 2)])
def test_the_address_of_a_webhook_holds_its_token(detector: Detector, text: str, value: str) -> None:
    assert live(detector.scan(text.format(v=value).encode(), "src/notify.ts")) == [value]


def test_an_inbound_webhook_of_a_portal_holds_it_before_the_method(detector: Detector) -> None:
    value = drawn(16, 4)
    assert live(detector.scan(f'U = "https://acme.io/rest/1/{value}/crm.lead.add"'.encode(), "src/crm.py")) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "import {{ useAccountSettings2024 }} from '../hooks/useAccountSettings2024'",
        'U = "https://github.com/acme/git-hooks/commit/{h}"',
        'U = "https://api.acme.io/v1/webhooks/{u}"',
        'U = "https://docs.acme.io/webhooks/2023-getting-started-with-events-v2"',
        'U = "https://acme.io/rest/1/getting-started1/crm"',
        'creds = getCredentials("service", "region")',
        'expect(Object.keys(x)).toEqual(["a", "b"]); ssh.Password(prompt)',
        'char[] digits = check(n, "0123456789abcdef".toCharArray());',
        "const hash = await bcrypt.hash(password, 10);",
        'total = a * "b" * 3',
        'send "show version\\r"',
        "UPDATE t SET value = 'on' WHERE name = 'password_reset_enabled';",
        "Sign in with password authentication2 enabled.",
        "docker run -u 1000 -p 8080:80 acme",
        '"args": ["-u", "1000", "-p", "8080:80"]',
        "zip -r -P$PASSWORD out.zip data",
        'login("admin", getpass()) (admin / operator)',
    ],
)
def test_what_looks_alike_is_none(detector: Detector, text: str) -> None:
    unique = str(uuid.UUID(int=random.Random(3).getrandbits(128), version=4))
    text = text.format(h=HEX, u=unique) if "{h}" in text or "{u}" in text or "{{" in text else text
    assert not classes(detector.scan(text.encode(), "src/app.ts")) & _FINDINGS


def test_an_option_k_with_words_is_left_to_the_program_that_takes_it(detector: Detector) -> None:
    words = "-".join(["some", "longer", "name", "of", "a", "kubernetes", "overlay"])
    assert not detector.scan(f"kubectl apply -k {words}\n".encode(), "run.sh")
    value = drawn(32, 6, string.ascii_letters + string.digits)
    assert live(detector.scan(f"tool push -k {value}\n".encode(), "run.sh")) == [value]


def test_the_key_of_a_map_on_a_page_is_public(detector: Detector) -> None:
    key = "AIza" + drawn(35, 7)
    page = f'<script src="https://maps.googleapis.com/maps/api/js?key={key}&libraries=places"></script>'
    assert classes(detector.scan(page.encode(), "index.html")) == {"public-by-design"}
    assert live(detector.scan(f'MAPS_KEY = "{key}"'.encode(), "src/geo.py")) == [key]
