"""Controls of HTTP authorization, scopes, and refused credentials."""

from __future__ import annotations

import textwrap

from keyproof.code.http_auth import controls
from keyproof.code.ir import Module
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.code.scopes import scopes
from keyproof.code.upstream import auth_errors


def project(text: str, path: str = "server.py") -> Project:
    made = parse(path, textwrap.dedent(text).encode())
    assert isinstance(made, Module)
    return Project([made])


def states(text: str, path: str = "server.py") -> dict[str, str]:
    return {c.control: c.state for c in controls(project(text, path))}


HTTP = 'from fastmcp import FastMCP\nmcp = FastMCP("x"{auth})\nmcp.run(transport="http")\n'
TS = """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
const transport = new StreamableHTTPServerTransport({ %s });
"""


def test_nothing_is_said_of_a_server_without_http() -> None:
    assert states('from fastmcp import FastMCP\nmcp = FastMCP("x")\nmcp.run()\n') == {}


def test_an_http_server_that_asks_for_nothing_has_no_authorization() -> None:
    assert states(HTTP.format(auth=""))["authorization"] == "absent"


def test_a_verifier_with_audience_and_issuer_checks_both() -> None:
    made = states(HTTP.format(auth=', auth=JWTVerifier(jwks_uri="u", issuer="i", audience="a")'))
    assert (made["authorization"], made["audience"], made["issuer"], made["signature"]) == ("present",) * 4


def test_a_verifier_without_audience_does_not_check_it() -> None:
    made = states(HTTP.format(auth=', auth=JWTVerifier(jwks_uri="u", audience=None)'))
    assert (made["audience"], made["issuer"]) == ("absent", "absent")


def test_a_verifier_that_accepts_anything_is_weak() -> None:
    assert states(HTTP.format(auth=", auth=DebugTokenVerifier()"))["authorization"] == "weak"


def test_a_jwt_whose_signature_is_not_checked_is_weak() -> None:
    text = HTTP.format(auth="") + 'import jwt\nclaims = jwt.decode(t, options={"verify_signature": False})\n'
    assert states(text)["signature"] == "weak"


def test_a_jwt_that_is_checked_tells_what_is_checked() -> None:
    text = HTTP.format(auth="") + 'import jwt\nclaims = jwt.decode(t, key, algorithms=["RS256"], audience="me")\n'
    made = states(text)
    assert (made["signature"], made["audience"], made["issuer"], made["expiry"]) == (
        "present",
        "present",
        "absent",
        "present",
    )


def test_the_sdks_middleware_is_an_authorization() -> None:
    text = TS % "" + (
        'app.post("/mcp", requireBearerAuth({ verifier, resourceMetadataUrl: u }), h);\n'
        "app.use(mcpAuthMetadataRouter({}));\n"
    )
    made = states(text, "index.ts")
    assert (made["authorization"], made["resource-metadata"], made["www-authenticate"]) == ("present",) * 3


def test_a_guard_of_its_own_is_an_authorization_and_its_comparison_is_looked_at() -> None:
    text = (
        TS % ""
        + """
    app.use((req, res, next) => {
      const token = req.headers.authorization;
      if (token !== serverToken) return res.status(401).end();
      next();
    });
    """
    )
    made = states(textwrap.dedent(text), "index.ts")
    assert (made["authorization"], made["static-token"], made["constant-time"]) == ("present", "weak", "absent")


def test_a_token_in_the_query_is_weak() -> None:
    text = TS % "" + 'app.post("/mcp", (req, res) => { check(req.query.access_token); });\n'
    assert states(text, "index.ts")["header-only"] == "weak"


def test_rebinding_protection_is_seen() -> None:
    assert states(TS % "enableDnsRebindingProtection: true", "index.ts")["dns-rebinding"] == "present"
    assert states(TS % "", "index.ts")["dns-rebinding"] == "absent"


def test_broad_scopes_are_named() -> None:
    made = scopes(project('SCOPES = ["https://mail.google.com/", "https://www.googleapis.com/auth/gmail.readonly"]\n'))
    assert [(f.broad, f.provider) for f in made] == [(("https://mail.google.com/",), "Google")]


def test_narrow_scopes_are_not_broad() -> None:
    assert [f.broad for f in scopes(project('scope = "read:jira-work offline_access"\n'))] == [()]


def test_a_word_that_is_broad_at_github_is_an_everyday_word_elsewhere() -> None:
    assert [f.broad for f in scopes(project('scopes = ["user", "tracks"]\n'))] == [()]
    made = scopes(project('url = "https://github.com/login/oauth/authorize"\nscopes = ["repo", "read:user"]\n'))
    assert [f.broad for f in made] == [("repo",)]


def test_required_scopes_are_validated() -> None:
    assert [f.how for f in scopes(project('auth = AuthSettings(required_scopes=["mcp:read"])\n'))] == ["validated"]


def test_a_telescope_is_no_scope() -> None:
    assert scopes(project('telescope = "hubble"\n')) == []


def test_a_branch_for_refused_credentials_is_handled() -> None:
    assert [u.state for u in auth_errors(project("if response.status_code == 401:\n    pass\n"))] == ["handled"]
    assert [u.state for u in auth_errors(project("if response.status_code in (401, 403):\n    pass\n"))] == ["handled"]
    assert [u.state for u in auth_errors(project("if (err.response?.status === 403) { x(); }", "a.ts"))] == ["handled"]


def test_another_number_is_no_refused_credential() -> None:
    assert auth_errors(project("if count == 401:\n    pass\n")) == []
    assert auth_errors(project("if response.status_code == 404:\n    pass\n")) == []


def test_a_caught_error_of_any_request_is_generic() -> None:
    made = auth_errors(project("try:\n    f()\nexcept httpx.HTTPStatusError as e:\n    raise\n"))
    assert [u.state for u in made] == ["generic"]
    made = auth_errors(project("try:\n    f()\nexcept openai.AuthenticationError as e:\n    raise\n"))
    assert [u.state for u in made] == ["handled"]
