"""Scopes that give far more than a tool needs, per provider, from the providers' own lists of scopes."""

from __future__ import annotations

import re
from typing import Final

ANY_PROVIDER: Final = "any"

BROAD: Final[dict[str, re.Pattern[str]]] = {
    "Google": re.compile(
        r"https://mail\.google\.com/?|https://www\.googleapis\.com/auth/(?:drive|cloud-platform|gmail\.modify|calendar"
        r"|contacts|admin\.directory\.user|admin\.directory\.group|sqlservice\.admin|compute|devstorage\.full_control|youtube"
        r"|photoslibrary|appengine\.admin|bigquery|datastore)"
    ),
    "GitHub": re.compile(
        r"repo|admin:(?:org|repo_hook|org_hook|public_key|gpg_key|enterprise)|delete_repo|workflow|user|site_admin|delete:packages"
    ),
    "GitLab": re.compile(r"api|sudo|admin_mode"),
    "Slack": re.compile(r"admin(?:\.[\w.:]{1,60})?|client|files:write:user"),
    "Microsoft": re.compile(
        r"(?:https://graph\.microsoft\.com/)?(?:[A-Z]\w{1,40}\.ReadWrite\.All|Directory\.AccessAsUser\.All|full_access_as_user"
        r"|Sites\.FullControl\.All|RoleManagement\.\w{1,40}|\w{1,40}\.FullControl(?:\.All)?)"
    ),
    "Atlassian": re.compile(
        r"manage:jira-configuration|manage:[\w-]{1,40}|write:confluence-space\.admin|admin:[\w:-]{1,60}"
    ),
    "Shopify": re.compile(r"write_all_orders|read_all_orders|write_customers"),
    "Stripe": re.compile(r"read_write"),
    "Discord": re.compile(r"guilds\.join|rpc"),
    "Snowflake": re.compile(r"session:role:ACCOUNTADMIN|session:role-any"),
    "Salesforce": re.compile(r"full|web"),
    "HubSpot": re.compile(r"crm\.schemas\.\w{1,40}\.write"),
    ANY_PROVIDER: re.compile(r"\*|\*[:.]\*|all|full|full_access|fullaccess|superuser|root|admin|\w{1,40}[:.]\*"),
}
"""A scope that is broad wherever it is asked for stands under ``any``."""

PROVIDERS: Final[dict[str, re.Pattern[str]]] = {
    "Google": re.compile(r"googleapis\.com/auth|^https://mail\.google"),
    "Microsoft": re.compile(r"graph\.microsoft\.com|^[A-Z]\w+\.(?:Read|ReadWrite|Send)(?:\.|$)"),
    "Slack": re.compile(r"^(?:channels|groups|im|mpim|chat|files|reactions|users):(?:read|write|history)"),
    "GitHub": re.compile(
        r"^(?:read|write|admin):(?:org|packages|repo_hook|public_key|gpg_key|discussion)$|^repo:status$|^public_repo$"
    ),
    "Atlassian": re.compile(r"^(?:read|write|manage):(?:jira|confluence|me|servicedesk)"),
    "Shopify": re.compile(r"^(?:read|write)_(?:products|orders|customers|inventory)$"),
    "Spotify": re.compile(r"^(?:user|playlist)-(?:read|modify|library)"),
}
"""Shapes that tell whose scopes a list holds."""
