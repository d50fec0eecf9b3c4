"""Controls of HTTP authorization by the names that SDKs and web frameworks give them. Data for ``http_auth``."""

from __future__ import annotations

from typing import Final

from keyproof.code import known
from keyproof.code.known import Shown
from keyproof.patterns import regex

_OAUTH: Final = "an authorization server of its own or of a provider is used"

CALLS: Final[dict[str, tuple[Shown, ...]]] = {
    "requireBearerAuth": (("authorization", "present", "the SDK's bearer middleware refuses requests without a token"),),
    "bearerAuth": (("authorization", "present", "a bearer middleware refuses requests without a token"),),
    "withMcpAuth": (("authorization", "present", "mcp-handler's withMcpAuth"),),
    "experimental_withMcpAuth": (("authorization", "present", "mcp-handler's withMcpAuth"),),
    "mcpAuthRouter": (("oauth", "present", "the SDK's OAuth router"), ("resource-metadata", "present", "served by mcpAuthRouter"),
                      ("pkce", "present", "mcpAuthRouter requires a code challenge")),
    "mcpAuthMetadataRouter": (("resource-metadata", "present", "served by mcpAuthMetadataRouter"),),
    "oauthMetadataResponse": (("resource-metadata", "present", "served by the SDK"),),
    "protectedResourceHandler": (("resource-metadata", "present", "served by mcp-handler"),),
    "ProxyOAuthServerProvider": (("oauth", "present", "the SDK's OAuth proxy"),),
    "OAuthProvider": (("oauth", "present", _OAUTH),),
    "AuthSettings": (("oauth", "present", "the SDK's AuthSettings"), ("authorization", "present", "the SDK checks a bearer token")),
    "RemoteAuthProvider": (("oauth", "present", _OAUTH), ("resource-metadata", "present", "served by RemoteAuthProvider")),
    **{
        name: (("oauth", "present", f"fastmcp's {name}"), ("authorization", "present", f"fastmcp's {name}"),
               ("resource-metadata", "present", f"served by {name}"), ("pkce", "present", f"{name} requires a code challenge"))
        for name in ("OAuthProxy", "OIDCProxy", "GitHubProvider", "GoogleProvider", "AzureProvider", "Auth0Provider",
                     "WorkOSProvider", "AuthKitProvider", "DescopeProvider", "ScalekitProvider", "SupabaseProvider",
                     "DiscordProvider", "AWSCognitoProvider", "InMemoryOAuthProvider")
    },
    "JWTVerifier": (("authorization", "present", "bearer tokens are verified as JWTs"),
                    ("signature", "present", "JWTVerifier checks the signature")),
    "BearerAuthProvider": (("authorization", "present", "bearer tokens are verified as JWTs"),
                           ("signature", "present", "BearerAuthProvider checks the signature")),
    "IntrospectionTokenVerifier": (("authorization", "present", "tokens are checked with their issuer"),),
    "StaticTokenVerifier": (("authorization", "present", "a fixed list of tokens"), ("static-token", "weak", "tokens never expire")),
    "SimpleTokenVerifier": (("authorization", "present", "a fixed list of tokens"), ("static-token", "weak", "tokens never expire")),
    "DebugTokenVerifier": (("authorization", "weak", "DebugTokenVerifier accepts any token"),),
    "DemoInMemoryAuthProvider": (("authorization", "weak", "a demonstration provider"),),
    "HTTPBearer": (("authorization", "present", "FastAPI's HTTPBearer"),),
    "APIKeyHeader": (("authorization", "present", "FastAPI's APIKeyHeader"), ("static-token", "weak", "a fixed key is compared")),
    "OAuth2PasswordBearer": (("authorization", "present", "FastAPI's OAuth2PasswordBearer"),),
    "BearerAuthBackend": (("authorization", "present", "the SDK's BearerAuthBackend"),),
    "RequireAuthMiddleware": (("authorization", "present", "the SDK's RequireAuthMiddleware"),),
    "timingSafeEqual": (("constant-time", "present", "tokens are compared in constant time"),),
    "compare_digest": (("constant-time", "present", "tokens are compared in constant time"),),
    "TransportSecuritySettings": (("dns-rebinding", "present", "Host and Origin are checked"),),
    "createMcpExpressApp": (("dns-rebinding", "present", "createMcpExpressApp checks the Host header"),),
    "hostHeaderValidation": (("dns-rebinding", "present", "the Host header is checked"),),
    "localhostHostValidation": (("dns-rebinding", "present", "the Host header is checked"),),
    "TrustedHostMiddleware": (("dns-rebinding", "present", "the Host header is checked"),),
    "HTTPSRedirectMiddleware": (("https", "present", "plain requests are sent to https"),),
    **{n: v for k in known.KNOWN for n, v in k.http_auth.items()},
}  # fmt: skip
"""Name called → what it shows."""

JWT_VERIFIERS: Final = frozenset({"JWTVerifier", "BearerAuthProvider", "OIDCProxy"})
"""fastmcp's verifiers, for which an audience or issuer that is not given is not checked (``providers/jwt.py``)."""

JWT_CALLS: Final = frozenset({
    "jwt.decode", "jose.jwt.decode", "jose.jwtVerify", "jsonwebtoken.verify", "jsonwebtoken.default.verify", "jwt.verify",
    "jwt.default.verify", "authlib.jose.jwt.decode", "hono/jwt.verify",
}) | known.names("jwt_calls")  # fmt: skip
JWT_UNVERIFIED: Final = frozenset({
    "jwtDecode", "jwt_decode", "decodeJwt", "get_unverified_claims", "get_unverified_header", "decodeProtectedHeader",
    "ParseUnverified",
})  # fmt: skip
"""Functions that read a JWT without looking at its signature."""

AUDIENCE: Final = frozenset({"audience", "aud"})
ISSUER: Final = frozenset({"issuer", "iss", "issuers"})

ROUTES: Final = frozenset({"/authorize", "/oauth/authorize", "/token", "/oauth/token", "/register"})
"""Paths by which a server shows that it hosts an authorization server."""

BEARER: Final = regex(r"(?i)^(?:authorization|x-api-key|x-mcp-token|x-auth-token)$")
QUERY_TOKENS: Final = frozenset(
    {"access_token", "token", "api_key", "apiKey", "apikey", "auth_token", "authToken", "key"}
)
QUERIES: Final = frozenset({"query", "query_params", "searchParams", "args"})
