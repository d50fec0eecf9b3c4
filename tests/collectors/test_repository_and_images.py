"""Credential files now and before, ignore files, marks; image builds and deployments."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.collectors import images, repository
from keyproof.collectors._repository import PROBES
from keyproof.model.fact import IgnoreCoverage, SensitiveFile, SuppressionMarker
from tests.collectors._folder import random_token, view

VALUE = random_token()
BEGIN = "-----BEGIN " + "PRIVATE KEY" + "-----\n"


def files_of(files, past=None, **rest):
    found = repository.collect(view(files, past, **rest)).facts
    return {
        f.location.path: (f.family, f.content, f.tracked, f.in_history) for f in found if isinstance(f, SensitiveFile)
    }


@pytest.mark.parametrize(
    ("path", "text", "family", "content"),
    [
        (".env", f"API_KEY={VALUE}\nPORT=1\n", ".env", "real"),
        (".env.production", "API_KEY=your-key\n", ".env", "placeholder"),
        (".env", "API_KEY=${API_KEY}\n", ".env", "placeholder"),
        (".env", "PORT=3000\n", ".env", "empty"),
        ("credentials.json", '{"installed": {"client_secret": "' + VALUE + '"}}', "credentials.json", "real"),
        ("token.json", '{"refresh_token": "' + VALUE + '"}', "token.json", "real"),
        ("client_secret_1.json", "{broken", "client_secret.json", "unknown"),
        ("my-service-account.json", '{"private_key": "<key>"}', "service account", "placeholder"),
        ("server.pem", BEGIN + VALUE * 3 + "\n", "private key", "real"),
        ("id_rsa", BEGIN + "...\n", "private key", "placeholder"),
        (".npmrc", "registry=https://r/\n", ".npmrc", "empty"),
        (".npmrc", f"//r/:_authToken={VALUE}\n", ".npmrc", "real"),
        (".npmrc", "//r/:_authToken=${NPM_TOKEN}\n", ".npmrc", "placeholder"),
        (".netrc", f"machine h login u password {VALUE}\n", ".netrc", "real"),
        (".pypirc", "[pypi]\nusername = __token__\n", ".pypirc", "empty"),
        ("kubeconfig", f"users:\n- user:\n    token: {VALUE}\n", "kubeconfig", "real"),
        ("store.p12", "\x00\x01", "key store", "unknown"),
    ],
)
def test_a_credential_file_is_judged_by_its_values(path, text, family, content):
    assert files_of({path: text}) == {path: (family, content, True, False)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env.example", f"API_KEY={VALUE}"),
        (".env.sample", ""),
        ("ca.pem", "-----BEGIN CERTIFICATE-----\nx\n"),
        ("id_rsa.pub", "ssh-rsa x"),
        ("node_modules/x/.npmrc", f"_authToken={VALUE}"),
        ("environment.json", "{}"),
        ("credentials.example.json", "{}"),
    ],
)
def test_examples_certificates_and_dependencies_are_none(path, text):
    assert files_of({path: text}) == {}


def test_a_file_removed_since_is_still_told_with_its_commits():
    found = repository.collect(view({"a.py": ""}, past={"x/.env": f"API_KEY={VALUE}", "a.py": ""})).facts
    (fact,) = (f for f in found if isinstance(f, SensitiveFile))
    assert (fact.content, fact.tracked, fact.in_history) == ("real", False, True)
    assert (fact.location.commit, fact.location.removed_in) == ("c" * 40, "d" * 40)
    assert VALUE not in repr(fact)


def test_a_file_that_was_real_once_stays_real():
    assert files_of({".env": "API_KEY=\n"}, past={".env": f"API_KEY={VALUE}"})[".env"][1] == "real"


def test_ignore_files_tell_what_they_cover():
    done = repository.collect(
        view(
            {
                ".gitignore": ".env*\n!.env.example\n*.pem\n",
                ".dockerignore": "node_modules\n",
                "package.json": '{"files": ["dist", "README.md"]}',
                "sub/.gitignore": "build\n",
                "sub/package.json": "{}",
            }
        )
    )
    found = {(f.location.path, f.file): f.covered for f in done.facts if isinstance(f, IgnoreCoverage)}
    assert found[(".gitignore", ".gitignore")] == (".env", ".env.local", ".env.production", "private.pem")
    assert found[("sub/.gitignore", ".gitignore")] == found[(".gitignore", ".gitignore")]
    assert found[(".dockerignore", ".dockerignore")] == ()
    assert found[("package.json", "package.json files")] == PROBES


def test_marks_that_ask_to_look_away():
    text = (
        "a = 1  # keyproof: ignore[KP001, KP006] a test value\nb = 2  # gitleaks:allow\nc  # trufflehog:ignore\n"
        "d  # pragma: allowlist secret\ne  # nosec B105\nf  # nosec B603\ng  # nosec\n"
    )
    done = repository.collect(view({"a.py": text, ".gitleaksignore": "x"}))
    found = [(f.tool, f.location.line, f.checks, f.reason) for f in done.facts if isinstance(f, SuppressionMarker)]
    assert found == [
        ("gitleaks", None, (), "a file that lists what to pass over"),
        ("keyproof", 1, ("KP001", "KP006"), "a test value"),
        ("gitleaks", 2, (), ""),
        ("trufflehog", 3, (), ""),
        ("detect-secrets", 4, (), ""),
        ("nosec", 5, (), ""),
        ("nosec", 7, (), ""),
    ]


def built(files, **rest):
    return [(f.instruction, f.name, f.problem) for f in images.collect(view(files, **rest)).facts]


def test_a_dockerfile_that_bakes_secrets_in():
    text = (
        f"FROM x\nENV API_KEY={VALUE}\nENV B_TOKEN=\nENV C_TOKEN=$C\nARG NPM_TOKEN\nARG UNUSED_TOKEN\nENV PORT=1\n"
        "RUN npm config set x $NPM_TOKEN\nRUN --mount=type=secret,id=pip pip install x\nCOPY .env /app/\n"
        "COPY --from=a .env /x/\n"
    )
    assert built({"Dockerfile": text}) == [
        ("ENV", "API_KEY", "secret-value"),
        ("ENV", "B_TOKEN", "none"),
        ("ENV", "C_TOKEN", "none"),
        ("RUN --mount", "pip", "none"),
        ("COPY", ".env", "env-file-copied"),
        ("ARG", "NPM_TOKEN", "secret-build-arg"),
        ("ARG", "UNUSED_TOKEN", "none"),
    ]


def test_copying_the_whole_folder_counts_when_an_env_file_is_there_and_not_ignored():
    image = "FROM x\nCOPY . .\n"
    assert built({"Dockerfile": image}) == [("COPY", ".", "none")]
    assert built({"Dockerfile": image, ".env": f"API_KEY={VALUE}"}, tracked=None) == [
        ("COPY", ".env", "env-file-copied")
    ]
    assert built({"Dockerfile": image, ".env": f"API_KEY={VALUE}", ".dockerignore": ".env*\n"}) == [
        ("COPY", ".", "none")
    ]
    assert built({"Dockerfile": image, ".envrc": "use flake"}, tracked=None) == [("COPY", ".", "none")]
    assert built({"Dockerfile": image, ".env.example": "A=1"}) == [("COPY", ".", "none")]


def test_compose_and_kubernetes():
    compose = (
        f"services:\n  a:\n    environment:\n      API_KEY: {VALUE}\n      B_TOKEN: ${{B_TOKEN}}\n      PORT: 1\n"
        f"    env_file: .env\n  b:\n    environment:\n      - C_TOKEN\n      - D_TOKEN={VALUE}\n"
    )
    assert built({"docker-compose.yml": compose}) == [
        ("environment", "API_KEY", "secret-value"),
        ("environment", "B_TOKEN", "none"),
        ("env_file", ".env", "none"),
        ("environment", "C_TOKEN", "none"),
        ("environment", "D_TOKEN", "secret-value"),
    ]
    secret = f"apiVersion: v1\nkind: Secret\nstringData:\n  key: {VALUE}\n  other: <key>\n"
    pod = (
        f"---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - env:\n    - name: A_TOKEN\n      value: {VALUE}\n"
        "    - name: B_TOKEN\n      valueFrom: {secretKeyRef: {name: x, key: y}}\n    - name: PORT\n      value: '1'\n"
    )
    assert built({"k8s/all.yaml": secret + pod}) == [
        ("Secret.stringData", "key", "secret-value"),
        ("Secret.stringData", "other", "none"),
        ("Pod.env", "A_TOKEN", "secret-value"),
        ("Pod.env", "B_TOKEN", "none"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATABASE_URL", "jdbc:postgresql://db:5432/app"),
        ("DATABASE_URL", "${DATABASE_URL:-sqlite:///./app.db}"),
        ("REDIS_URL", "${REDIS_URL:-redis://redis:6379/0}"),
        ("WEBUI_AUTH", "${WEBUI_AUTH:-False}"),
        ("SESSION_COOKIE_SAME_SITE", "strict"),
        ("TOKEN_COUNT_MODEL", "${TOKEN_COUNT_MODEL:-gpt-4}"),
        ("ADMIN_PASSWORD", "${ADMIN_PASSWORD:-admin" + "123}"),
    ],
)
def test_addresses_switches_and_well_known_passwords_are_not_a_secret_in_an_image(name, text):
    compose = f"services:\n  a:\n    environment:\n      {name}: {text}\n      API_KEY: {VALUE}\n"
    assert [problem for _, _, problem in built({"docker-compose.yml": compose}) if problem != "none"] == [
        "secret-value"
    ]
    assert built({"docker-compose.test.yml": compose}) == []


def test_what_can_be_guessed_or_is_there_for_the_build_weighs_less_than_a_drawn_value():
    words, counted = (
        "local_dev_" + "cookie_words_32chars_min",
        base64.b64encode(b"abcdefghijklmnopqrstuvwxyz012345").decode(),
    )
    compose = (
        f"services:\n  a:\n    environment:\n      COOKIE_SECRET: ${{COOKIE_SECRET:-{words}}}\n"
        f"      ENCRYPTION_KEY: {counted}\n      API_KEY: ${{API_KEY:-{VALUE}}}\n"
    )
    assert built({"docker-compose.yml": compose}) == [
        ("environment", "COOKIE_SECRET", "weak-value"),
        ("environment", "ENCRYPTION_KEY", "weak-value"),
        ("environment", "API_KEY", "secret-value"),
    ]
    image = "FROM x\nRUN true\nENV APP_KEY=build-only-" + "not-for-run-time\n"
    assert built({"Dockerfile": image}) == [("ENV", "APP_KEY", "none")]


def test_copying_a_file_that_holds_no_value_is_no_problem():
    files = {"Dockerfile": "FROM a\nCOPY package*.json .npmrc ./\n", ".npmrc": "fund=false\n"}
    assert [problem for _, _, problem in built(files)] == ["none"]
    files[".npmrc"] = f"//r/:_authToken={VALUE}\n"
    assert [problem for _, _, problem in built(files)] == ["env-file-copied"]
    del files[".npmrc"]  # it names a registry, or takes the token from outside, more often than it holds one
    assert [problem for _, _, problem in built(files)] == ["none"]


def test_the_image_that_somebody_develops_in_copies_settings_of_its_template():
    text = "FROM a\nCOPY library-scripts/meta.env /usr/local/etc/x\n"
    assert [problem for _, _, problem in built({".devcontainer/base.Dockerfile": text})] == ["none"]
    assert [problem for _, _, problem in built({"deploy/Dockerfile": text})] == ["env-file-copied"]


def test_a_helm_template_is_skipped_and_said():
    done = images.collect(view({"chart/templates/s.yaml": "apiVersion: v1\nkind: Secret\ndata: {{ .Values.x }}\n"}))
    assert done.facts == ()
    assert [g.kind.value for g in done.coverage.gaps] == ["skipped"]
    assert done.coverage.complete


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["", "apiVersion: 1\nkind: Pod\n", "services:\n", "FROM x\nENV ", "API_KEY="]),
)
def test_no_bytes_are_an_exception(data, start):
    content = start.encode() + data
    names = (
        "Dockerfile",
        "compose.yaml",
        "k.yaml",
        ".env",
        "token.json",
        "a.pem",
        ".npmrc",
        "kubeconfig",
        ".gitignore",
    )
    tree = view({**dict.fromkeys(names, content), "package.json": b'{"files":' + content})
    images.collect(tree)
    repository.collect(tree)
