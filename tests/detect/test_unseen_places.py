"""Places and values that a list of contexts written without looking at the detector showed to be missed or misread."""

from __future__ import annotations

import string

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.names import kind_of
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(36, 3)
HEX = drawn(64, 4, "0123456789abcdef")
_FINDINGS = ("live-looking", "weak-default", "expired")

PLACES = [
    ("notes.md", "Passwort: {v}"),
    ("notes.md", "Wachtwoord: {v}"),
    ("notes.md", "Пароль: {v}"),
    ("notes.md", "密码：{v}"),
    ("notes.md", "Mot de passe : {v}"),
    ("run.sh", "mysqladmin -u root password '{v}'"),
    ("run.sh", "xfreerdp /v:10.0.0.1 /u:robot /p:'{v}'"),
    ("run.sh", "sqlplus -s robot/{v}@db.acme.io:1521/ORCL @x.sql"),
    ("run.sh", "snmpwalk -v3 -l authPriv -u robot -a SHA -A {v} 10.0.0.1"),
    ("run.sh", "rabbitmqctl add_user robot {v}"),
    ("run.sh", "aws ssm put-parameter --type SecureString --name /acme/db --value '{v}'"),
    ("run.csh", "setenv ACME_SECRET {v}"),
    ("build.sbt", 'credentials += Credentials("Realm", "repo.acme.io", "robot", "{v}")'),
    ("db.js", "new Sequelize('acme', 'robot', '{v}', {{ dialect: 'mysql' }})"),
    ("db.c", 'mysql_real_connect(c, "db.acme.io", "robot", "{v}", "acme", 0, NULL, 0);'),
    ("ftp.php", "ftp_login($c, 'robot', '{v}');"),
    ("Cert.cs", 'new X509Certificate2("c.pfx", "{v}");'),
    ("build.gradle.kts", 'buildConfigField("String", "API_SECRET", "\\"{v}\\"")'),
    ("login.feature", '  When I log in as "robot" with password "{v}"'),
    ("login.sql", "CREATE LOGIN robot WITH PASSWORD = N'{v}', CHECK_POLICY = OFF;"),
    ("Db.vb", 'Private Const DbPassword As String = "{v}"'),
    ("key.m", '#define kConsumerSecret @"{v}"'),
    ("env.go", 'var t = cmp.Or(os.Getenv("API_TOKEN"), "{v}")'),
    ("env.clj", '(def pw (or (System/getenv "DB_PASSWORD") "{v}"))'),
    ("app.conf.tmpl", 'auth {{{{ getenv "AUTH_TOKEN" "{v}" }}}};'),
    ("values.j2", "password: {{{{ db_password | default('{v}') }}}}"),
    ("Startup.cs", 'var k = builder.Configuration["Jwt:Key"] ?? "{v}";'),
    ("ipsec.secrets", ': PSK "{v}"'),
    ("haproxy.cfg", "  user robot insecure-password {v}"),
    ("switch.cfg", "tacacs-server host 10.0.0.1 key {v}"),
    ("wireless", "\toption key '{v}'"),
    ("preseed.cfg", "d-i passwd/root-password password {v}"),
    ("named.conf", '  secret "{v}";'),
    ("compose.yaml", "  NEO4J_AUTH: neo4j/{v}"),
    ("settings.php", "$settings['hash_salt'] = '{v}';"),
    ("stack.ts", "SecretValue.unsafePlainText('{v}')"),
    ("parameters.json", '[{{"ParameterKey": "AdminPassword", "ParameterValue": "{v}"}}]'),
    ("settings.json", '{{"apiKeyHelper": "echo {v}"}}'),
    ("store.py", 'keyring.set_password("mcp-crm", "svc", "{v}")'),
    ("client.py", 'httpx.get(url, params={{"q": q, "key": "{v}"}})'),
    ("client.py", 'API_KEYS = ["tiny", "{v}"]'),
    ("client.py", 'headers["X-Auth"] = "{v}"'),
    ("client.py", 'headers = {{"Cookie": "session={v}; Path=/"}}'),
    ("client.rs", 'let client = Client::new("{v}");'),
    ("client.php", "$client = new Client(['auth' => ['svc', '{v}']]);"),
    ("settings.go", 'Token string `envconfig:"TOKEN" default:"{v}"`'),
    ("settings.rb", "ENV.fetch('CRM_TOKEN') {{ '{v}' }}"),
    ("settings.clj", '(def api-key "{v}")'),
    ("settings.R", 'api_key <- "{v}"'),
    ("values.yaml", 'extraEnv:\n  - {{name: CRM_TOKEN, value: "{v}"}}'),
    ("vars.yml", "crm_token: \"{{{{ lookup('env', 'CRM') | default('{v}', true) }}}}\""),
    ("vars.yml", "basic_auth: svc:{v}"),
    ("app.json", '{{"env": {{"CRM_TOKEN": {{"description": "of the CRM", "value": "{v}"}}}}}}'),
    (".mcp.json", '{{"args": ["--header", "X-Token:{v}"]}}'),
    ("config.json", '{{"auth": "{v}"}}'),
    ("setup.md", "Set `CRM_TOKEN` to `{v}`."),
    ("server.log", "2025-01-02 INFO using token {v}"),
    ("a.ipynb", '{{"cells": [{{"cell_type": "code", "source": ["%env CRM_TOKEN={v}\\n"]}}]}}'),
    ("pod.yaml", "  - env:\n    - value: {v}\n      name: ADMIN_PASSWORD"),
    ("a.tfstate", '"type": "random_password",\n"instances": [{{"attributes": {{"result": "{v}"}}}}]'),
    ("out.log", "    [password] => {v}"),
    ("out.log", "config: {{Host:10.0.0.1 User:robot Password:{v} TLS:false}}"),
    ("call.xml", '<wsse:Password Type="#PasswordText">{v}</wsse:Password>'),
    ("app.properties", "spring.security.user.password={{noop}}{v}"),
    (".vscode/mcp.json", '{{"headers": {{"X-Acme-Key": "{v}"}}}}'),
    ("run.sh", "curl -H 'X-Acme-Key: {v}' https://api.acme.io"),
    ("config.yaml", "args:\n  - --apiKey\n  - {v}"),
    ("config.yaml", "args:\n  - --token\n  - {v}"),
    ("config.json", '{{"auth": {{"type": "bearer", "value": "{v}"}}}}'),
    ("lib.rs", 'std::env::var("SIGNING_KEY").unwrap_or_else(|_| String::from("{v}"))'),
    ("cli.rs", '#[arg(long, env = "ACME_TOKEN", default_value = "{v}")]'),
    ("env.ts", 'SESSION_SECRET: str({{ default: "{v}" }}),'),
    ("main.dart", "const apiKey = String.fromEnvironment('ACME_KEY', defaultValue: '{v}');"),
    ("template.yaml", "Parameters:\n  DbPassword:\n    Type: String\n    Default: {v}"),
    ("main.bicep", "param adminPassword string = '{v}'"),
    ("key.go", 'const apiToken string = "{v}"'),
    ("key.go", 'var jwtKey = []byte("{v}")'),
    ("sign.go", 'return t.SignedString([]byte("{v}"))'),
    ("sign.go", 'mac := hmac.New(sha256.New, []byte("{v}"))'),
    ("Jwt.java", 'Key key = Keys.hmacShaKeyFor("{v}".getBytes(UTF_8));'),
    ("Jwt.java", 'var algorithm = Algorithm.HMAC256("{v}");'),
    ("Jwt.cs", 'new SymmetricSecurityKey(Encoding.UTF8.GetBytes("{v}"));'),
    ("Jwt.php", "$t = JWT::encode($claims, '{v}', 'HS256');"),
    ("jwt.rb", "JWT.encode payload, '{v}', 'HS256'"),
    ("app.js", "app.use(cookieParser('{v}'));"),
    ("Client.java", '    .apiKey("{v}")'),
    ("Client.cs", 'new AzureKeyCredential("{v}")'),
    ("client.rb", 'req.basic_auth "robot", "{v}"'),
    ("client.php", "curl_setopt($ch, CURLOPT_USERPWD, 'robot:{v}');"),
    ("db.py", 'pymysql.connect("db.acme.io", "mcp", "{v}", "mcp")'),
    ("db.pl", 'DBI->connect("DBI:mysql:mcp;host=db", "mcp", "{v}");'),
    ("db.php", "new PDO('mysql:host=db', 'mcp', '{v}')"),
    ("db.go", 'sql.Open("mysql", "mcp:{v}@tcp(db:3306)/mcp")'),
    ("ftp.py", 'FTP("ftp.acme.io", "robot", "{v}")'),
    ("Dockerfile", "RUN echo 'root:{v}' | chpasswd"),
    ("compose.yaml", "    command: redis-server --requirepass {v}"),
    ("redis.conf", "requirepass {v}"),
    ("mcp.service", "[Service]\nEnvironment=ACME_TOKEN={v}"),
    ("setup.ps1", '$pw = ConvertTo-SecureString "{v}" -AsPlainText -Force'),
    ("run.cmd", 'setx DB_PASSWORD "{v}"'),
    ("requests.http", "@token = {v}"),
    ("nginx.conf", '  proxy_set_header Authorization "Bearer {v}";'),
    ("Caddyfile", "  header_up X-Api-Key {v}"),
    ("deploy.sh", "az login --service-principal -u 1 -p {v} --tenant acme"),
    ("deploy.sh", "kubectl create secret generic acme --from-literal=token={v}"),
    ("deploy.sh", "vault login {v}"),
    ("deploy.sh", "npm config set //npm.acme.io/:_authToken {v}"),
    ("app.ts", 'new WebSocket("wss://stream.acme.io/v1?token={v}")'),
    ("notify.yaml", "webhook_url: https://chat.acme.io/hooks/{v}"),
    ("server.py", 'ALLOWED_KEYS = ["{v}"]'),
    ("server.py", 'client = connect(\n    token=(\n        "{v}"\n    ),\n)'),
    ("server.go", "// API key for staging is {v}"),
    ("notes.md", "Use the API key **{v}** until ours is there."),
    ("notes.md", "Log in with the password `{v}` and go on."),
    ("notes.md", "- rotated the token (was `{v}`)"),
    ("notes.md", "- Session token verified: {v}"),
    ("seed.sql", "INSERT INTO users (id, email, api_token) VALUES (1, 'ops@acme.io', '{v}');"),
    ("seed.sql", "INSERT INTO users (id, api_token)\nVALUES (now(), '{v}');"),
    ("seed.sql", "INSERT INTO t (api_token, n) VALUES ('', 'it''s'), ('{v}', 'b');"),
    ("mcp.json", '"args": [\n        "--api-key",\n            "{v}"\n      ]'),
    ("server.py", 'self.api_key = api_key or "{v}"'),
    ("server.py", 'API_KEY = os.environ.get("X") if "X" in os.environ else "{v}"'),
    ("server.py", 'PASSWORDS = ["{v}"]'),
    ("server.py", 'if secrets.compare_digest(token, "{v}"):'),
    ("server.py", 'if token in ("{v}",):'),
    ("server.py", 'ssh.connect("host", 22, "root", "{v}")'),
    ("server.py", 'Elasticsearch("https://es", api_key=("id", "{v}"))'),
    ("server.py", 'Elasticsearch("https://es", basic_auth=("elastic", "{v}"))'),
    ("server.ts", 'new Octo({{ auth: "{v}" }})'),
    ("server.ts", 'new Api("https://acme.io", "{v}")'),
    ("server.ts", 'const auth = btoa("svc:{v}");'),
    ("server.ts", 'crypto.createCipheriv("aes-256-gcm", Buffer.from("{v}", "hex"), iv)'),
    ("server.ts", 'new SignJWT(c).sign(new TextEncoder().encode("{v}"))'),
    ("server.ts", 'new JwtStrategy({{ secretOrKey: "{v}" }}, cb)'),
    ("server.ts", 'const validKeys = ["{v}"];'),
    ("main.go", 'subtle.ConstantTimeCompare([]byte(token), []byte("{v}"))'),
    ("main.go", 'fmt.Sprintf("Bearer %s", "{v}")'),
    ("Main.kt", 'val token = System.getenv("TOKEN").orEmpty().ifEmpty {{ "{v}" }}'),
    ("Main.kt", 'mapOf("token" to "{v}")'),
    ("app.rb", 'token = ENV.fetch("TOKEN") {{ "{v}" }}'),
    ("lib.rs", 'headers.insert("x-api-key", HeaderValue::from_static("{v}"));'),
    ("lib.rs", 'headers.insert(AUTHORIZATION, "Bearer {v}".parse()?);'),
    ("run.sh", "gh secret set ACME --body {v}"),
    ("run.sh", "echo {v} | docker login ghcr.io -u bot --password-stdin"),
    ("run.sh", "aws configure set aws_secret_access_key {v}"),
    ("run.sh", "mongosh -u root -p '{v}' --authenticationDatabase admin"),
    ("run.sh", "sqlcmd -S db -U sa -P '{v}' -Q 'select 1'"),
    ("run.sh", "openssl enc -aes-256-cbc -k '{v}' -in a -out b"),
    ("run.sh", "openssl pkcs12 -export -passout pass:{v} -in a"),
    ("run.sh", "keytool -genkey -storepass {v} -alias a"),
    ("run.sh", "smbclient //srv/share -U 'svc%{v}'"),
    ("run.sh", 'echo "{v}" | sudo -S apt update'),
    ("Pulumi.prod.yaml", "config:\n  x:apiToken: {v}"),
    ("app.config", '<setting name="ApiToken" serializeAs="String"><value>{v}</value></setting>'),
    ("vpn.conf", "PresharedKey = {v}"),
    ("ldap.conf", "bindpw {v}"),
    (".env", "JWT={v}"),
    (".env", "ACME_AUTH={v}"),
    ("README.md", "| ACME_TOKEN | yes | `{v}` | the token |"),
    ("README.md", "Default login: admin:{v}"),
    ("docs.html", "<pre>export ACME_TOKEN={v}</pre>"),
    ("init.sql", "SET PASSWORD FOR 'mcp'@'%' = PASSWORD('{v}');"),
]


@pytest.mark.parametrize(("path", "text"), PLACES)
def test_the_value_at_such_a_place_is_found(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=VALUE).encode(), path)) == [VALUE]


@pytest.mark.parametrize("size", [16, 24, 40])
@pytest.mark.parametrize("text", ["ACME_TOKEN={v}", "ACME_SECRET = {v}"])
def test_base64_with_one_slash_is_no_media_type(detector: Detector, size: int, text: str) -> None:
    value = drawn(size - 1, 5)
    value = value[: size // 2] + "/" + value[size // 2 :]
    assert live(detector.scan(text.format(v=value).encode(), ".env")) == [value]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.py", 'SECRET_KEY = "{v}"'),
        (".env", "SECRET_KEY={v}"),
        ("a.yaml", "password: {v}"),
        ("a.json", '"password": "{v}"'),
    ],
)
def test_a_value_drawn_with_signs_is_no_code(detector: Detector, path: str, text: str) -> None:
    alphabet = string.ascii_lowercase + string.digits + "!@#%^*(-_=+)"
    values = [drawn(50, seed, alphabet) for seed in range(20)]
    found = [v for v in values if live(detector.scan(text.format(v=v).encode(), path)) == [v]]
    assert len(found) >= 18


@pytest.mark.parametrize(
    "text",
    ['config.setPassword("{v}");', "CREATE USER mcp WITH PASSWORD '{v}';", 'auth: {{ user: "a@b.io", pass: "{v}" }}'],
)
def test_words_and_a_number_are_a_password(detector: Detector, text: str) -> None:
    value = "-".join(("Copper", "Kite", str(80 + 2)))
    assert live(detector.scan(text.format(v=value).encode(), "Main.java")) == [value]


def test_a_key_that_is_a_uuid_is_a_credential_and_an_id_is_none(detector: Detector) -> None:
    digits = drawn(32, 6, "0123456789abcdef")
    value = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    assert live(detector.scan(f"MAPS_API_KEY: {value}".encode(), "goose/config.yaml")) == [value]
    assert live(detector.scan(f"tenant_id: {value}\nPostman-Token: {value}".encode(), "config.yaml")) == []


def test_a_token_beside_a_mail_address_of_an_example_host_is_found(detector: Detector) -> None:
    text = f"Mail ops@example.com\n\ncurl -H 'Authorization: Bearer {VALUE}' https://vault.acme.io\n"
    assert live(detector.scan(text.encode(), "notes.md")) == [VALUE]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sealed.yaml", "  encryptedData:\n    token: AgB" + drawn(400, 7)),
        ("config.yaml", "token: ENC(" + drawn(44, 8) + ")"),
        ("token.ts", 'export const USDC_TOKEN = "0x' + HEX[:40] + '";'),
        ("docs.js", 'algolia: {\n  appId: "R2IYF7ETH7",\n  // public\n  apiKey: "' + HEX[:32] + '",\n  indexName: "docs",\n}'),
        ("seed.sql", "INSERT INTO users (name, password) VALUES ('a', '" + HEX[:32] + "');"),
        ("seed.sql", "INSERT INTO t (token_id, note) VALUES ('" + VALUE + "', 'x');"),
        ("notes.md", "Set the API key `ACME_API_KEY` and the token `access_token`."),
        ("notes.md", "The password `your-password-12` is an example."),
        ("a.ts", 'const pattern = "^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9!@#]{8,}$";\nconst PASSWORD = pattern;'),
        ("a.ts", 'PASSWORD_RULE: "^[A-Z]{3}-[0-9!@#]{4,}$"'),
        ("Main.java", 'form.getPassword("Copper-Kite-Label")'),
        ("Main.java", 'token.verifyApiKey("' + VALUE + '")'),
        ("a.yaml", "token: meta-llama/Llama-3.1-8B-Instruct"),
        ("a.html", '<div data-key="' + HEX[:32] + '"></div>'),
        ("a.json", '{"X-Request-Key": "' + VALUE + '", "ETAG_KEY": "' + HEX[:32] + '"}'),
        ("compose.yaml", "      NEO4J_AUTH: neo4j/${NEO4J_PASSWORD}"),
        ("a.ts", 'const auth = "oauth2-authorization-code-flow";'),
        ("a.ts", 'log("Bearer token-is-missing-or-malformed");'),
        ("a.sh", 'echo "$PASSWORD" | docker login ghcr.io -u bot --password-stdin'),
        ("a.sh", "az login --use-device-code\nvault login -method=oidc\ngit config set token.name value"),
        ("a.md", "Login: https://acme.io/login2\nCredentials: see docs/setup2.md"),
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_no_finding(detector: Detector, path: str, text: str) -> None:
    assert classes(detector.scan(text.encode(), path)).isdisjoint(_FINDINGS)


@pytest.mark.parametrize("name", ["X-Cache-Key", "X-Idempotency-Key", "valid_key"])
def test_names_of_other_things_are_no_credential_names(name: str) -> None:
    assert kind_of(name) is None
