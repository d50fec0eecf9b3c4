"""A made report with every kind of thing in it, hostile text included; values are marked so that a leak shows."""

from __future__ import annotations

import msgspec

from keyproof.model import report as wire

HOSTILE = "evil\x1b[31m[/bold]<script>alert(1)</script>`|*\n# x\u202e"
"""A path or name made to break out of every format."""

TEMPLATE_TEACHING = {"why": "It matters.", "novice": "Keep it out of git.", "professional": "Rotate and revoke."}


def finding(
    check: str = "KP001",
    *,
    title: str = "a token stands in the code",
    severity: str = "high",
    n: int = 1,
    path: str = "src/server.py",
    secret: str | None = None,
) -> wire.WireFinding:
    return wire.WireFinding(
        id=f"{check}-{n:016x}",
        check=check,
        rule="github-pat-classic",
        class_="live-looking",
        severity=severity,  # type: ignore[arg-type]
        confidence=0.97,
        cwe=(798,),
        title=title,
        message="Whoever reads the repository holds it.",
        masked="ghp_…[40]",
        fingerprint=f"{n:032x}",
        locations=(
            wire.Place(path=path, line=12, column=5),
            wire.Place(path=path, line=9, commit="a" * 40, first_seen="2025-01-02T03:04:05Z", in_head=True),
        ),
        flow=(wire.Place(path=path, line=3, note="read"), wire.Place(path=path, line=12, note="logged")),
        remediation=("Revoke it at https://github.com/settings/tokens", "Read it from the environment"),
        secret=secret,
    )


def verdict(check: str, word: str, group: str, summary: str, question: str = "") -> wire.WireVerdict:
    return wire.WireVerdict(
        check=check,
        slug="a-slug",
        title="A title",
        group=group,
        verdict=word,  # type: ignore[arg-type]
        severity="high",
        summary=summary,
        question=question,
        evidence=(wire.Place(path="README.md", line=1), "searched 3 files"),
    )


def assessment(
    name: str = "demo",
    *,
    rating: str = "HIGH",
    path: str = "src/server.py",
    secret: str | None = None,
    whole: bool = False,
) -> wire.WireAssessment:
    return wire.WireAssessment(
        server=name,
        root="",
        language="python",
        transports=("stdio", "streamable-http"),
        default_transport="stdio",
        rating=rating,  # type: ignore[arg-type]
        rating_by_transport={"stdio": rating, "streamable-http": "HIGH"},
        reasons=(wire.WireReason(check="KP001", text="1 credential stands in the tree"),),
        would_lower=(wire.WireReason(check="KP001", text="Revoke it"),),
        answers=wire.WireAnswers(
            provide="Set DEMO_TOKEN [src/server.py:3].",
            missing="The server stops and names DEMO_TOKEN [src/server.py:5].",
            environments="Nothing in the repository says so; ask the author.",
        ),
        credentials=(
            wire.WireCredential(
                name="DEMO_TOKEN",
                kind="access token",
                provider="",
                source="env",
                required=True,
                validated="presence",
                on_missing="fail-fast",
                documented_in=(wire.Place(path="README.md", line=8),),
                read_at=(wire.Place(path="src/server.py", line=3),),
                rotation="restart",
            ),
        ),
        verdicts=(
            verdict("KP001", "fail", "red-flag", "1 credential stands in the tree"),
            verdict("KP002", "fail", "red-flag", "1 credential was committed"),
            verdict("KP007", "pass", "red-flag", "1 accepted"),
            verdict("KP201", "fail", "leak", "1 leak into a log"),
            verdict("KP101", "pass", "practice", "all 1 credentials come from the environment"),
            verdict("KP106", "unknown", "practice", "nothing says so", "Are there separate credentials?"),
            verdict("KP306", "not-applicable", "http", "no HTTP transport"),
        ),
        findings=(
            finding(path=path, secret=secret),
            finding("KP002", path=path, secret=secret),
            finding("KP201", title=f"logged {path}", severity="medium", n=2, path=path),
        ),
        accepted=(
            msgspec.structs.replace(
                finding("KP007", severity="low", n=3, path=path),
                accepted_by="inline mark",
                accepted=f"a test value ({path}:12)",
            ),
        ),
        suppressed_counts={"placeholder": 2},
        suppressed=(
            wire.WireSuppressed(
                rule="generic-api-key",
                class_="placeholder",
                masked="…[16]",
                location=wire.Place(path=path, line=2),
                reasons=("it says your-key",),
            ),
        ),
        markers=(wire.Place(path=path, line=4, note="gitleaks:allow"),),
        notes=("the exception for KP001 (src/*) expired on 2025-01-01",),
        searched={"files": 3, "blobs": 5},
        whole=whole,
    )


def report(*, servers: int = 0, path: str = "src/server.py", secret: str | None = None) -> wire.Report:
    parts = tuple(
        assessment(f"server-{i}", rating=r, path=path, secret=secret)
        for i, r in zip(range(servers), ["LOW", "MEDIUM", "UNDECIDED"] * servers, strict=False)
    )
    return wire.Report(
        schema_version="1.0",
        tool=wire.Tool(name="keyproof", version="0.0.0", rules=200, checks=40),
        target=wire.WireTarget(kind="folder", ref="demo", commit="b" * 40),
        limits_reached=(wire.Limit(what="file larger than the bound", bound="64 MiB", where="big.bin", kind="bound"),),
        not_read=(wire.Limit(what="node_modules is skipped", bound="", where="node_modules", kind="skipped"),),
        assessments=(assessment(path=path, secret=secret, whole=bool(servers)), *parts),
        teaching={"KP001": TEMPLATE_TEACHING},
    )
