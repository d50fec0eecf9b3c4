"""Whose credential a value is that no shape tells: the provider alone, by the name it is bound to or the host it is sent to.

Providers change the shapes of their keys and hand out more kinds than anybody has written down. ``DROPBOX_API_SECRET``
and ``https://api.dropbox.com/…?token=`` say whose it is all the same, and with that where it is revoked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Final

from keyproof.detect.rule import Rule
from keyproof.patterns import regex

_NOBODY: Final = frozenset(
    (
        "URL with a password", "private keys", "credential files", "cryptographic wallets", "HTTP headers", "JSON Web Token",
        "OpenAI-compatible service", "APISQL",
    )
)  # fmt: skip
"""What files of rules call a family of things that no one provider hands out."""

_ALSO: Final = {
    "alibaba": "Alibaba Cloud", "aliyun": "Alibaba Cloud", "dashscope": "Alibaba Cloud", "qwen": "Alibaba Cloud",
    "claude": "Anthropic", "jira": "Atlassian", "confluence": "Atlassian", "statuspage": "Atlassian", "amazon": "AWS", "amazonaws": "AWS",
    "azure": "Microsoft Azure", "azuredevops": "Microsoft Azure", "azureopenai": "Microsoft Azure", "azurestorage": "Microsoft Azure",
    "cosmosdb": "Microsoft Azure", "circle": "CircleCI", "cockroach": "CockroachDB", "dockerhub": "Docker", "elasticsearch": "Elastic",
    "fireworks": "Fireworks AI", "googleapis": "Google", "googlemaps": "Google", "gcp": "Google", "googlecloud": "Google",
    "firebase": "Google", "gemini": "Google", "youtube": "Google", "hcloud": "Hetzner", "hass": "Home Assistant",
    "homeassistant": "Home Assistant", "hf": "Hugging Face", "langsmith": "LangChain", "mongodbatlas": "MongoDB", "moonshot": "Moonshot AI",
    "kimi": "Moonshot AI", "mistral": "Mistral AI", "pplx": "Perplexity", "stability": "Stability AI", "terraform": "HashiCorp",
    "vault": "HashiCorp", "wandb": "Weights & Biases", "weightsbiases": "Weights & Biases", "weightsandbiases": "Weights & Biases",
    "voyage": "Voyage AI", "runwayml": "Runway", "grok": "xAI", "zhipu": "Zhipu AI", "glm": "Zhipu AI", "bigmodel": "Zhipu AI",
    "slackbot": "Slack", "facebook": "Meta", "instagram": "Meta", "whatsapp": "Meta", "twitter": "X (Twitter)", "linear": "Linear",
    "artifactory": "JFrog", "sonarcloud": "SonarQube", "sendinblue": "Brevo", "gh": "GitHub", "llamacloud": "LlamaIndex", "tinybird": "Tinybird",
    "notionhq": "Notion", "nvapi": "NVIDIA", "wolframalpha": "Wolfram", "jina": "Jina AI", "scw": "Scaleway", "k8s": "Kubernetes",
}  # fmt: skip
"""Words that call a provider by a product of its own, by what it was called before, or in short."""

_ORDINARY: Final = frozenset(
    "action airship alchemy amplitude apollo app apps autopilot axiom beamer box branch brave browser canny chatbot checkout circle clay clerk close column "
    "copper courier currents currencies cursor daily dandelion delighted deputy ditto drift drone duo eagle elastic enigma envoy eraser exchange face fixer "
    "flat flight float fly forge front ghost gist gitter glm google groove guardian guru harness harvest hawk here hive holiday holistic humanity hunter impala "
    "influx juro keen kraken line linear lob looker magnetic manifest mercury meta mite modal monday mux neon news nimble odds paddle paradigm particle "
    "persona phrase plaid podio polar polls polygon privacy proof protocols pusher railway ramp raven readme refiner render replicate reply resend rev ripple "
    "salad sanity sauce scale screenshot segment semaphore sentry shortcut signal smarty sonar source spectral square src stability streak stripe sumo swarm "
    "swell tomorrow together track tru turn twist vault verifier vpn watson weather wallet wise wit wiz zip zipcode zoom".split()
)
"""Providers' names that are words of their own: of a provider only where the name speaks of an API, or sets a variable."""

_SAID: Final = frozenset(
    "client consumer refresh bot integration delivery management ingest ingestion query insights merchant signing cdn preview registry "
    "restricted machine mobile web organisational billing usage write read export import push pull partner long short lived "
    "legacy permanent temporary fine grained scoped global ca origin eu us plugin system deployment join unlock".split()
)
"""What names call credentials of most providers, beside what `kinds` takes for nothing."""

_CALLED: Final = frozenset("api apikey apis rest sdk".split())
_OF_APIS: Final = frozenset(
    (*itertools.product(("api", "access", "auth", "bot", "app", "refresh", "personal", "developer"), ("token", "tokens")),
     *itertools.product(("api", "access", "secret", "license", "admin", "query", "service"), ("key", "keys")),
     ("client", "secret"), ("app", "secret"), ("api", "secret"), ("app", "password"), ("app", "credentials"), ("oauth", "credentials"))
)  # fmt: skip
"""Two words by which a name ends that is one of an API, whatever its product is called before."""

_OWN: Final = frozenset(
    "webhook cookie session jwt encryption callback db database redis proxy server test state csrf mock".split()
)
"""What names call a secret that its user made up."""

_MOST: Final = 3
"""Words that a product is called by at most: ``notification_hub``."""

_SETTING: Final = regex(r"[A-Z][A-Z0-9_]{3,}\Z")
_FIT: Final = regex(r"[!-~]{12,}\Z")
_HOST: Final = regex(r"(?i)(?<![\w.])https?://(?:[^\s/@\"'<>]{1,60}@)?([a-z0-9.-]{4,80})(?=[:/?\"'\s#]|\Z)")
_SUFFIXES: Final = frozenset("co com org net gov ac edu".split())
"""Second-level domains under a country's."""


class Owners:
    """The providers, each as a rule that no text is searched for."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Take the providers of *rules*."""
        self.rules: dict[str, Rule] = {}
        """By id."""
        self._by_word: dict[str, Rule] = {}
        by_name: dict[str, Rule] = {}
        called: dict[str, set[str]] = {}
        for rule in sorted(rules, key=lambda r: (not r.revoke, r.named, r.id)):
            if rule.provider in _NOBODY or rule.identifier:
                continue
            if rule.provider not in by_name:
                by_name[rule.provider] = self._add(rule)
            words = {_plain(rule.provider)}
            if rule.named:
                words |= {word.replace("_", "") for word in rule.context}
            for word in words:
                called.setdefault(word, set()).add(rule.provider)
        for word, providers in called.items():
            if len(providers) == 1 and len(word) > 1:
                self._by_word[word] = by_name[next(iter(providers))]
        for word, provider in _ALSO.items():
            if provider in by_name:
                self._by_word[word] = by_name[provider]

    def _add(self, rule: Rule) -> Rule:
        made = Rule(
            id=f"{re.sub('[^a-z0-9]+', '-', rule.provider.lower()).strip('-')}-told",
            title=f"{rule.provider} credential (told by its name)",
            pattern=_FIT.pattern,
            sample="",
            named=True,
            provider=rule.provider,
            revoke=rule.revoke,
            source=rule.source,
        )
        self.rules[made.id] = made
        return made

    def known(self, word: str) -> bool:
        """Whether *word*, in lower case and without a sign, calls a provider."""
        return word in self._by_word

    def of(self, value: str, name: str, parts: list[str], nothing: frozenset[str]) -> Rule | None:
        """Return whose *value* is by *parts*, the words of *name*; *nothing* are words that call any key of a provider."""
        if not _FIT.match(value):
            return None
        product: Rule | None = None
        for start in range(len(parts)):
            for stop in range(min(start + _LONGEST, len(parts)), start, -1):
                whose = "".join(parts[start:stop])
                owner = self._by_word.get(whose)
                if owner is None:
                    continue
                if not all(p in nothing or p in _SAID or p.isdigit() for p in parts[stop:]):
                    if product is None and whose not in _ORDINARY and _is_product(parts[stop:]):
                        product = owner
                    continue
                if stop == len(parts) and whose in _ORDINARY:
                    continue
                if whose in _ORDINARY and not (
                    _CALLED.intersection(parts[stop:]) or (start == 0 and _SETTING.match(name))
                ):
                    continue
                return owner
        return product

    def of_host(self, value: str, line: str) -> Rule | None:
        """Return whose *value* is by the one host that *line* speaks to, None where it speaks to none or to several."""
        if not _FIT.match(value):
            return None
        owners = {
            found.id: found for host in set(_HOST.findall(line)) if (found := self._by_word.get(domain(host.lower())))
        }
        hosts = {domain(host.lower()) for host in _HOST.findall(line)}
        return next(iter(owners.values())) if len(owners) == len(hosts) == 1 else None


def _is_product(behind: list[str]) -> bool:
    """Whether *behind*, the words after a provider's name, call a product of it and a credential of its API."""
    return tuple(behind[-2:]) in _OF_APIS and len(behind) - 2 <= _MOST and _OWN.isdisjoint(behind)


_LONGEST: Final = 4
"""Words that a provider's name is written in at most."""


def domain(host: str) -> str:
    """Return the label of *host* that its owner registered: ``tavily`` of ``api.tavily.com``."""
    labels = host.strip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    at = -3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SUFFIXES else -2
    return labels[at].replace("-", "")


def _plain(provider: str) -> str:
    return re.sub(r"[^a-z0-9]", "", provider.lower())
