"""Scopes that give far more than a tool needs, per provider, from the providers' own lists of scopes."""

from __future__ import annotations

import re
from typing import Final

from keyproof.patterns import regex

ANY_PROVIDER: Final = "any"

BROAD: Final[dict[str, re.Pattern[str]]] = {
    "Google": regex(
        r"https://mail\.google\.com/?|https://www\.googleapis\.com/auth/(?:drive|cloud-platform|gmail\.modify|calendar"
        r"|contacts|admin\.directory\.user|admin\.directory\.group|sqlservice\.admin|compute|devstorage\.full_control|youtube"
        r"|photoslibrary|appengine\.admin|bigquery|datastore)"
    ),
    "GitHub": regex(
        r"repo|admin:(?:org|repo_hook|org_hook|public_key|gpg_key|enterprise)|delete_repo|workflow|user|site_admin|delete:packages"
    ),
    "GitLab": regex(r"api|sudo|admin_mode"),
    "Slack": regex(r"admin(?:\.[\w.:]{1,60})?|client|files:write:user"),
    "Microsoft": regex(
        r"(?:https://graph\.microsoft\.com/)?(?:[A-Z]\w{1,40}\.ReadWrite\.All|Directory\.AccessAsUser\.All|full_access_as_user"
        r"|Sites\.FullControl\.All|RoleManagement\.\w{1,40}|\w{1,40}\.FullControl(?:\.All)?)"
    ),
    "Atlassian": regex(
        r"manage:jira-configuration|manage:[\w-]{1,40}|write:confluence-space\.admin|admin:[\w:-]{1,60}"
    ),
    "Shopify": regex(r"write_all_orders|read_all_orders|write_customers"),
    "Stripe": regex(r"read_write"),
    "Discord": regex(r"guilds\.join|rpc"),
    "Snowflake": regex(r"session:role:ACCOUNTADMIN|session:role-any"),
    "Salesforce": regex(r"full|web"),
    "HubSpot": regex(r"crm\.schemas\.\w{1,40}\.write"),
    ANY_PROVIDER: regex(r"\*|\*[:.]\*|all|full|full_access|fullaccess|superuser|root|admin|\w{1,40}[:.]\*"),
}
"""A scope that is broad wherever it is asked for stands under ``any``."""

PROVIDERS: Final[dict[str, re.Pattern[str]]] = {
    "Google": regex(r"googleapis\.com/auth|^https://mail\.google"),
    "Microsoft": regex(r"graph\.microsoft\.com|^[A-Z]\w+\.(?:Read|ReadWrite|Send)(?:\.|$)"),
    "Slack": regex(r"^(?:channels|groups|im|mpim|chat|files|reactions|users):(?:read|write|history)"),
    "GitHub": regex(
        r"^(?:read|write|admin):(?:org|packages|repo_hook|public_key|gpg_key|discussion)$|^repo:status$|^public_repo$"
    ),
    "Atlassian": regex(r"^(?:read|write|manage):(?:jira|confluence|me|servicedesk)"),
    "Shopify": regex(r"^(?:read|write)_(?:products|orders|customers|inventory)$"),
    "Spotify": regex(r"^(?:user|playlist)-(?:read|modify|library)"),
}
"""Shapes that tell whose scopes a list holds."""
