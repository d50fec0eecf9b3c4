"""Every check over its own cases; what holds for all of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from keyproof import registry
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import Coverage, Facts
from keyproof.model.target import Gap, GapKind
from keyproof.model.verdict import Failed, Passed, Severity, Undetermined, word

NAMES = registry.names("keyproof.checks")
ALL = [
    pytest.param(name, case, id=f"{name[:5]}-{case.title}")
    for name in NAMES
    for case in registry.load("keyproof.checks", name, "cases")()
]


def judge(name: str, subject: Subject) -> object:
    return registry.load("keyproof.checks", name, "judge")(subject)


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_check_decides_its_own_cases(name: str, case: Case) -> None:
    verdict = judge(name, case.subject)
    assert word(verdict) == case.expected, verdict
    if case.severity:
        assert max(f.severity.weight for f in verdict.findings) == Severity(case.severity).weight


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_verdict_has_evidence_and_a_finding_has_all_it_needs(name: str, case: Case) -> None:
    verdict = judge(name, case.subject)
    if isinstance(verdict, Passed | Failed):
        assert verdict.evidence
    if isinstance(verdict, Undetermined):
        assert verdict.question
    for finding in getattr(verdict, "findings", ()):
        assert finding.locations
        assert finding.cwe
        assert finding.remediation
        assert not re.search(r"(?<!\$)\{(?:path|name|revoke|commit)\}", "".join(finding.remediation))
        assert finding.check == name[:5].upper()


@pytest.mark.parametrize(("name", "case"), ALL)
def test_the_order_of_facts_does_not_matter(name: str, case: Case) -> None:
    given = case.subject
    turned = Subject(
        **{f: getattr(given, f) for f in given.__struct_fields__}
        | {"facts": Facts(reversed(given.facts.all), given.facts.coverage), "credentials": given.credentials[::-1]}
    )
    assert word(judge(name, turned)) == word(judge(name, given))


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_gap_never_makes_a_verdict_better(name: str, case: Case) -> None:
    given = case.subject
    gap = Gap(kind=GapKind.BOUND, what="cut")
    less = tuple(
        Coverage(collector=c.collector, yields=c.yields, searched=c.searched, complete=False, gaps=(gap,))
        for c in given.facts.coverage
    )
    worse = Subject(**{f: getattr(given, f) for f in given.__struct_fields__} | {"facts": Facts(given.facts.all, less)})
    order = ("fail", "unknown", "pass")
    before, after = word(judge(name, given)), word(judge(name, worse))
    if before in order and after in order:
        assert order.index(after) <= order.index(before)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_is_pure_and_whole(name: str) -> None:
    check = registry.load("keyproof.checks", name, "CHECK")
    assert name == f"{check.code.lower()}_{check.slug.replace('-', '_')}"
    assert len(list(registry.load("keyproof.checks", name, "cases")())) >= 3
    source = Path(registry.__file__).parent / "checks" / f"{name}.py"
    tree = ast.parse(source.read_text("utf-8"))
    assert "**Blind to:**" in (ast.get_docstring(tree) or "")
    modules = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    own = ("keyproof.model", "keyproof.checks", "__future__", "collections.abc", "typing")
    assert [m for m in modules if not m.startswith(own)] == []
    assert [n.names[0].name for n in ast.walk(tree) if isinstance(n, ast.Import) and n.names[0].name != "msgspec"] == []


def test_codes_are_unique_and_in_known_groups() -> None:
    checks = list(registry.load_all("keyproof.checks", "CHECK").values())
    assert len({c.code for c in checks}) == len(checks)
    assert {c.group for c in checks} <= {"red-flag", "practice", "leak", "http", "stdio", "client", "live"}
