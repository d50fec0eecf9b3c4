"""A credential is built into a container image.

What a Dockerfile sets with ENV or ARG, or copies, stays in a layer or in the image's history; everyone who can pull the image has it.

**Judged by:** Dockerfile, compose and Kubernetes files: literal values bound to credential names, build arguments for credentials, env files that are copied in.

**Blind to:** built images (no layer is opened here) and values that the build machine puts in.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, of_secrets, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, ImageInstruction, SecretClass, Setting
from keyproof.model.place import for_copying
from keyproof.model.verdict import Check, NotApplicable, Severity, Teaching, Verdict

CHECK = Check(
    code="KP004",
    slug="secret-in-image",
    title="A credential is built into a container image",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(538, 798),
    wants=(
        CredentialAtRest,
        ImageInstruction,
    ),
    teaching=Teaching(
        why="What an image is built with stays in its layers and history; everyone who can pull the image has it.",
        novice="Give the container its credential when it starts: docker run -e NAME, with no value in the Dockerfile.",
        professional="Use build secrets (RUN --mount=type=secret) for build time and the orchestrator's secret store for run time; ARG persists in the image history.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Take the value out of {path}; pass it at run time with -e {name}.",
            "Rebuild, and delete the published tags that hold it.",
        ),
        migrate=(
            "For build time use RUN --mount=type=secret,id=name.",
            "Add .env to .dockerignore.",
            "Document docker run -e {name}.",
        ),
    ),
    references=(
        "CWE-798: https://cwe.mitre.org/data/definitions/798.html",
        "https://docs.docker.com/build/building/secrets/",
    ),
)


_SEVERITY = {
    "secret-value": Severity.HIGH,
    "weak-value": Severity.MEDIUM,
    "secret-build-arg": Severity.MEDIUM,
    "env-file-copied": Severity.HIGH,
}
_WORDS = {
    "secret-value": "is set to a literal in",
    "weak-value": "is set to a value that can be guessed in",
    "secret-build-arg": "is a build argument, which stays in the image's history, in",
    "env-file-copied": "is copied into the image by",
}


def judge(subject: Subject) -> Verdict:
    """Fail on literal values and copied env files; warn about build arguments."""
    instructions = subject.facts.of(ImageInstruction)
    own = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.in_tree and f.setting is Setting.IMAGE_BUILD and f.exposed and f.secret_class is not SecretClass.EXPIRED
    ]  # fmt: skip
    values = of_secrets(CHECK, own, "stands in an image build file")
    named = {(p.path, p.line) for f in own for p in f.locations}
    alike: dict[tuple[str, str, str, str, str], list[ImageInstruction]] = {}
    for i in instructions:
        if i.problem != "none" and (i.location.path, i.location.line) not in named:
            alike.setdefault((i.location.path, i.problem, i.name, i.instruction, i.detail), []).append(i)
    made = tuple(
        finding(
            CHECK,
            f"{name} {_WORDS[problem]} {instruction}" + (f": {detail}" if detail else ""),
            [i.location for i in same],
            severity=Severity.LOW if for_copying(path) else _SEVERITY[problem],  # KP104 weighs examples
            confidence=0.8,
            name=name,
        )
        for (path, problem, name, instruction, detail), same in alike.items()
    )
    if not instructions and not values:
        return NotApplicable(summary="no image build or deployment file bears on credentials")
    question = "Does the build put credentials into a layer in what was not read?"
    clean = searched(subject, "no credential is built into an image", question, ImageInstruction, CredentialAtRest)
    return by_findings(
        CHECK, (*values, *made), f"{count(len(values) + len(made), 'credential')} built into an image", clean
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    bad = ImageInstruction(
        location=a.HERE, file_kind="dockerfile", instruction="ENV", name="API_KEY", problem="secret-value"
    )
    good = ImageInstruction(
        location=a.HERE, file_kind="compose", instruction="environment", name="API_KEY", problem="none"
    )
    yield Case(title="ENV with a value", subject=a.subject(bad), expected="fail", severity="high")
    weak = ImageInstruction(
        location=a.HERE, file_kind="compose", instruction="environment", name="API_KEY", problem="weak-value"
    )
    yield Case(title="words where a key is set", subject=a.subject(weak), expected="fail", severity="medium")
    yield Case(title="a reference", subject=a.subject(good), expected="pass")
    yield Case(title="no image files", subject=a.subject(), expected="not-applicable")
    yield Case(title="not all was read", subject=a.subject(good, complete=False), expected="unknown")
