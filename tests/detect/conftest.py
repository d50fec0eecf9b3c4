from __future__ import annotations

import random
import string

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.model.fact import SecretClass


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector.load()


def drawn(size: int, seed: int = 0, alphabet: str = string.ascii_letters + string.digits) -> str:
    """Return a random-looking value, the same for the same arguments."""
    rng = random.Random(f"{size} {seed} {alphabet}")
    while True:
        value = "".join(rng.choice(alphabet) for _ in range(size))
        if len(set(value)) > min(size, len(alphabet)) // 3 and any(c.isdigit() for c in value):
            return value


def live(matches: list[Match]) -> list[str]:
    """Return the values taken to be live."""
    return [m.secret.reveal() for m in matches if m.judgement.secret_class is SecretClass.LIVE]


def classes(matches: list[Match]) -> set[str]:
    return {m.judgement.secret_class.value for m in matches}
