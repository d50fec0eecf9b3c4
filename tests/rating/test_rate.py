"""The rating's law: knowing less never rates better."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keyproof.model.assessment import Rating
from keyproof.model.place import Location
from keyproof.model.verdict import Failed, Finding, NotApplicable, Passed, Severity, Undetermined, Verdict
from keyproof.rating.policy import REQUIRED_FOR_LOW
from keyproof.rating.rate import ORDER, rate

CODES = (*REQUIRED_FOR_LOW, "KP201", "KP306", "KP402")
GROUPS = {"KP306": "http", "KP402": "stdio"}


def failed(code: str, severity: Severity) -> Failed:
    place = Location(path="server.py", line=3)
    finding = Finding(check=code, title="t", severity=severity, confidence=0.9, cwe=(798,), locations=(place,))
    return Failed(summary=f"{code} failed", findings=(finding,))


PASS = Passed(summary="fine", evidence=("searched 3 files",))
UNKNOWN = Undetermined(summary="open", question="What is it?")
verdict = st.sampled_from([PASS, UNKNOWN, *(s for s in Severity)])


def make(code: str, word: Verdict | Severity) -> Verdict:
    return failed(code, word) if isinstance(word, Severity) else word


@given(st.lists(verdict, min_size=len(CODES), max_size=len(CODES)), st.sampled_from(CODES))
def test_a_verdict_that_gets_better_never_makes_the_rating_worse(words: list[Verdict | Severity], code: str) -> None:
    verdicts = {c: make(c, w) for c, w in zip(CODES, words, strict=True)}
    steps = [failed(code, Severity.HIGH), failed(code, Severity.MEDIUM), UNKNOWN, PASS]
    ratings = [ORDER.index(rate({**verdicts, code: step}, {}).rating) for step in steps]
    assert ratings == sorted(ratings, reverse=True)


def test_one_high_finding_makes_it_high_whatever_else_is_fine() -> None:
    verdicts = {c: PASS for c in CODES} | {"KP201": failed("KP201", Severity.HIGH)}
    assert rate(verdicts, {}).rating is Rating.HIGH


def test_low_needs_the_good_patterns_to_be_known() -> None:
    verdicts: dict[str, Verdict] = {c: PASS for c in CODES}
    assert rate(verdicts, {}).rating is Rating.LOW
    assert rate({**verdicts, "KP102": UNKNOWN}, {}).rating is Rating.UNDECIDED


def test_a_server_that_needs_no_credential_is_low() -> None:
    none = NotApplicable(summary="needs none")
    assert rate({c: none for c in CODES}, {}).rating is Rating.LOW


def test_advice_alone_does_not_raise_the_rating() -> None:
    verdicts: dict[str, Verdict] = {c: PASS for c in CODES} | {"KP103": failed("KP103", Severity.LOW)}
    assert rate(verdicts, {}).rating is Rating.LOW


def test_nothing_found_is_never_low() -> None:
    assert rate({c: PASS for c in CODES}, {}, decided=False).rating is Rating.UNDECIDED
    assert rate({}, {}).rating is Rating.UNDECIDED


def test_a_check_of_the_other_transport_does_not_weigh() -> None:
    verdicts = {c: PASS for c in CODES} | {"KP306": failed("KP306", Severity.HIGH)}
    assert rate(verdicts, GROUPS, "stdio").rating is Rating.LOW
    assert rate(verdicts, GROUPS, "streamable-http").rating is Rating.HIGH
    assert rate(verdicts, GROUPS).rating is Rating.HIGH


def test_every_reason_names_its_check_and_high_says_what_would_lower_it() -> None:
    rated = rate({"KP201": failed("KP201", Severity.HIGH), "KP402": failed("KP402", Severity.MEDIUM)}, {})
    assert [r.check for r in rated.reasons] == ["KP201", "KP402"]
    assert [r.check for r in rated.would_lower] == ["KP201"]
