"""Instructions of Dockerfiles, compose files and Kubernetes manifests that bear on credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from keyproof.code.names import is_secret_name
from keyproof.collectors import Collected, Collector
from keyproof.collectors._credential_values import credential_state
from keyproof.collectors._reading import Reading, base_name, folders, foreign, place
from keyproof.collectors._sensitive import content, family
from keyproof.collectors._view import View
from keyproof.detect.context import Context
from keyproof.detect.generic import RULES
from keyproof.detect.judge import judge
from keyproof.detect.names import NameKind, kind_of
from keyproof.detect.placeholders import is_weak
from keyproof.detect.setting import setting_of
from keyproof.documents import dockerfile, ignore, yaml
from keyproof.documents.dockerfile import Instruction, Setting
from keyproof.documents.tree import Child, DocumentError, Span, Value
from keyproof.model.fact import ImageInstruction, SecretClass
from keyproof.model.fact import Setting as FileSetting
from keyproof.model.target import Gap, GapKind
from keyproof.patterns import regex
from keyproof.sources import TreeFile

_DOCKERFILE = regex(r"(?:.+[._-])?(?:docker|container)file(?:[._-].+)?\Z")
_NOT_DOCKERFILE = regex(r"\.(?:dockerignore|md|txt|py|[jt]s|sh|ya?ml|json|go)\Z")
_COMPOSE = regex(r"(?:docker-)?compose(?:[._-][a-z0-9_.-]{1,40})?\.ya?ml(?:\.(?:example|sample|dist))?\Z")
_KINDS = (b"Secret", b"Deployment", b"StatefulSet", b"DaemonSet", b"Job", b"Pod", b"ConfigMap", b"Service")
_KIND = regex(rb"^kind:[ \t]*[\"']?[A-Z]", re.M)

_FOR_BUILD = regex(r"(?i)build[-_]?(?:only|time)|(?:for|during)[-_]build|not[-_](?:for|used)[-_]")
"""What a value says that is only there for the build to pass."""

_DEFAULT = regex(r"\$\{\w{1,100}:?[-=]([^{}\s]{1,300})\}")

_DEVELOPED_IN = regex(r"(?:^|/)\.devcontainer/")
"""Images in which somebody develops: their templates copy a file of their own settings."""

_Problem = Literal["secret-value", "weak-value", "secret-build-arg", "env-file-copied", "none"]
_FileKind = Literal["dockerfile", "compose", "kubernetes"]


def collected(collector: Collector, view: View) -> Collected:
    """Read every image build and deployment file of the tree."""
    reading = Reading(view)
    facts: list[ImageInstruction] = []
    for file in view.files:
        if file.link or foreign(file.path) or setting_of(file.path) is FileSetting.TEST:
            continue
        name = base_name(file.path)
        if _DOCKERFILE.match(name) and not _NOT_DOCKERFILE.search(name):
            instructions = reading.parsed(file, dockerfile.parse) or ()
            facts += _image(view, file, instructions)
        elif _COMPOSE.match(name):
            for root in reading.parsed(file, yaml.parse) or ():
                facts += _compose(file, root)
        elif name.endswith((".yaml", ".yml")) and _manifest(view.read(file)):
            facts += _manifests(reading, file)
    return reading.collected(collector, facts, "image and deployment files")


def _fact(
    kind: _FileKind, path: str, span: Span, instruction: str, name: str, problem: _Problem, detail: str
) -> ImageInstruction:
    return ImageInstruction(
        location=place(path, span),
        file_kind=kind,
        instruction=instruction,
        name=name,
        problem=problem,
        detail=detail,
    )


def _given(name: str, text: str) -> tuple[_Problem, str]:
    """Return the problem of a value bound to a secret's name, and a clause that says it."""
    state = credential_state(name, text, secret=True)
    if state == "literal" and is_weak(_defaulted(text)):
        return "none", "a well-known password stands in the file"
    if state == "literal" and _FOR_BUILD.search(text):
        return "none", "a placeholder for the build stands in the file"
    if state == "literal" and kind_of(name) is None and not _drawn(name, _defaulted(text)):
        return "none", "a plain setting, no credential"
    if state == "literal":
        return ("secret-value" if _drawn(name, _defaulted(text)) else "weak-value"), "a value stands in the file"
    words: dict[str, str] = {
        "reference": "takes the value from outside",
        "placeholder": "a placeholder stands in the file",
        "empty": "empty: the value comes when it is started",
    }
    return "none", words.get(state or "", "a plain setting, no credential")


def _drawn(name: str, value: str) -> bool:
    """Whether *value* is judged as one that nobody guesses, rather than as words that an example or a start shows."""
    kind = kind_of(name) or NameKind("password")
    said = judge(RULES[kind.word], value, Context(setting=FileSetting.IMAGE_BUILD, name=name, kind=kind))
    return said.secret_class in (SecretClass.LIVE, SecretClass.TEST_FIXTURE, SecretClass.EXPIRED)


def _defaulted(text: str) -> str:
    """Return the default of ``${NAME:-default}``, else *text*."""
    found = _DEFAULT.fullmatch(text.strip())
    return found[1] if found else text.strip()


def _image(view: View, file: TreeFile, instructions: tuple[Instruction, ...]) -> Iterator[ImageInstruction]:
    arguments: dict[str, tuple[Instruction, Setting]] = {}
    for instruction in instructions:
        for setting in dockerfile.settings(instruction):
            if not is_secret_name(setting.name) or instruction.word == "LABEL":
                continue
            if setting.value is None or (instruction.word == "ARG" and not setting.value):
                arguments.setdefault(setting.name, (instruction, setting))
                continue
            problem, detail = _given(setting.name, setting.value)
            span = Span(setting.line, 1, setting.line, 1) if setting.line != instruction.span.line else instruction.span
            yield _fact("dockerfile", file.path, span, instruction.word, setting.name, problem, detail)
        if instruction.word in ("COPY", "ADD") and not any(n == "from" for n, _ in instruction.flags):
            yield from _copied(view, file, instruction)
        if instruction.word == "RUN":
            for name, text in instruction.flags:
                if name == "mount" and "type=secret" in text:
                    match = re.search(r"\bid=([^,\s]{1,100})", text)
                    found = match[1] if match else "secret"
                    detail = "a build secret: not kept in a layer"
                    yield _fact("dockerfile", file.path, instruction.span, "RUN --mount", found, "none", detail)
    for name, (instruction, _) in arguments.items():
        used = _use(name, instructions)
        kept: _Problem = "secret-build-arg" if used else "none"
        detail = f"the build argument is used in {used}; its value stays in the image's history" if used else "not used"
        yield _fact("dockerfile", file.path, instruction.span, "ARG", name, kept, detail)


def _use(name: str, instructions: tuple[Instruction, ...]) -> str:
    """Return the word of the first RUN or ENV that uses the build argument *name*, ``""`` without one."""
    pattern = re.compile(rf"\$\{{?{re.escape(name)}\b")
    for instruction in instructions:
        if instruction.word in ("RUN", "ENV") and (
            pattern.search(instruction.text) or any(pattern.search(h) for h in instruction.heredocs)
        ):
            return instruction.word
    return ""


def _copied(view: View, file: TreeFile, instruction: Instruction) -> Iterator[ImageInstruction]:
    """Yield a COPY of an env or credential file, and a COPY of a whole folder that holds one."""
    context = file.path.rpartition("/")[0]
    for source in dockerfile.operands(instruction)[:-1]:
        bare = source.removeprefix("./").rstrip("/")
        named = family(base_name(bare))
        if named and not bare.endswith("*"):
            inside = view.by_path.get(f"{context}/{bare}" if context else bare)
            unseen = inside is None and (named == ".npmrc" or _DEVELOPED_IN.search(file.path))
            if unseen or (inside is not None and content(named, view.read(inside)) in ("empty", "placeholder")):
                yield _fact(
                    "dockerfile",
                    file.path,
                    instruction.span,
                    instruction.word,
                    bare,
                    "none",
                    "what it holds is not here" if unseen else "it holds no value",
                )
                continue
            detail = f"{named} goes into a layer of the image"
            yield _fact("dockerfile", file.path, instruction.span, instruction.word, bare, "env-file-copied", detail)
        elif bare in ("", ".", "*"):
            yield _whole_context(view, file, instruction, context)


def _whole_context(view: View, file: TreeFile, instruction: Instruction, context: str) -> ImageInstruction:
    ignored, ignore_path = _dockerignore(view, file, context)
    inside = [
        f
        for f in view.files
        if f.path.rpartition("/")[0] == context
        and (label := family(base_name(f.path))).startswith(".env")
        and content(label, view.read(f)) not in ("empty", "placeholder")
    ]
    word, span = instruction.word, instruction.span
    if ignored is not None and all(ignored.covers(p) for p in (".env", *(base_name(f.path) for f in inside))):
        return _fact("dockerfile", file.path, span, word, ".", "none", f"{ignore_path} leaves .env files out")
    open_to = [base_name(f.path) for f in inside if ignored is None or not ignored.covers(base_name(f.path))]
    why = "there is no .dockerignore" if ignored is None else f"{ignore_path} does not leave it out"
    if open_to:
        detail = f"copies the whole folder with {open_to[0]}: {why}"
        return _fact("dockerfile", file.path, span, word, open_to[0], "env-file-copied", detail)
    detail = f"copies the whole folder; a .env file beside it would go into the image: {why}"
    return _fact("dockerfile", file.path, span, word, ".", "none", detail)


def _dockerignore(view: View, file: TreeFile, context: str) -> tuple[ignore.Ignore | None, str]:
    base = f"{context}/" if context else ""
    for path in (f"{file.path}.dockerignore", f"{base}.dockerignore", f"{base}.containerignore"):
        found = view.by_path.get(path)
        text = view.text(found) if found is not None and not found.link else None
        if text is not None:
            try:
                return ignore.parse(text, docker=True), path
            except DocumentError:
                return None, path
    return None, ""


def _compose(file: TreeFile, root: Value) -> Iterator[ImageInstruction]:
    services = root.get("services")
    for service in services.members() if services is not None else ():
        for key, holder in (
            ("environment", service.value.get("environment")),
            ("build.args", service.value.get("build", "args")),
        ):
            for name, text, span in _settings(holder):
                if is_secret_name(name):
                    problem, detail = ("none", "passed through from the caller") if text is None else _given(name, text)
                    yield _fact("compose", file.path, span, key, name, problem, detail)  # type: ignore[arg-type]
        env_file = service.value.get("env_file")
        if env_file is not None:
            detail = "variables come from a file when it is started"
            yield _fact("compose", file.path, env_file.span, "env_file", env_file.text or ".env", "none", detail)
    secrets = root.get("secrets")
    for secret in secrets.members() if secrets is not None else ():
        detail = "a secret mounted when it is started"
        yield _fact("compose", file.path, secret.span, "secrets", secret.key, "none", detail)


def _settings(holder: Value | None) -> Iterator[tuple[str, str | None, Span]]:
    """Yield (name, value or None when passed through, span) of compose's map or list of variables."""
    for child in holder.members() if holder is not None else ():
        yield child.key, None if child.value.kind == "null" else child.value.text, child.value.span
    for item in holder.items() if holder is not None else ():
        name, sign, text = item.text.partition("=")
        yield name.strip(), text if sign else None, item.span


def _manifest(data: bytes) -> bool:
    return b"apiVersion" in data[:200_000] and _KIND.search(data) is not None and any(k in data for k in _KINDS)


def _manifests(reading: Reading, file: TreeFile) -> Iterator[ImageInstruction]:
    data = reading.view.read(file)
    if b"{{" in data and not folders(file.path).isdisjoint({"templates", "charts", "chart"}):
        what = "a Helm template: its values are filled in when it is installed"
        reading.gaps.append(Gap(kind=GapKind.SKIPPED, what=what, where=file.path))
        return
    for root in reading.parsed(file, yaml.parse) or ():
        kind = root.text_at("kind")
        if kind in ("Secret", "ConfigMap"):
            yield from _stored(file, root, kind)
        else:
            yield from _containers(file, root, kind)


def _stored(file: TreeFile, root: Value, kind: str) -> Iterator[ImageInstruction]:
    """Yield the members of a Secret (every one is a credential) or of a ConfigMap (those named as one)."""
    for key in ("stringData", "data"):
        holder = root.get(key)
        for child in holder.members() if holder is not None else ():
            if kind == "ConfigMap" and not is_secret_name(child.key):
                continue
            text = child.value.text
            problem, detail = _given(child.key, _decoded(text) if (kind, key) == ("Secret", "data") else text)
            yield _fact("kubernetes", file.path, child.value.span, f"{kind}.{key}", child.key, problem, detail)


def _decoded(text: str) -> str:
    import base64

    try:
        return base64.b64decode(text.strip()[:100_000], validate=True).decode("utf-8", "replace")
    except ValueError:
        return text


def _containers(file: TreeFile, root: Value, kind: str) -> Iterator[ImageInstruction]:
    for keys, child in root.walk():
        if len(keys) < 2 or keys[-2] != "env" or child.value.kind != "map":
            continue
        yield from _variable(file, child, kind)


def _variable(file: TreeFile, child: Child, kind: str) -> Iterator[ImageInstruction]:
    entry = child.value
    name = entry.text_at("name")
    value = entry.get("value")
    if entry.get("valueFrom", "secretKeyRef") is not None:
        detail = "refers to a Kubernetes secret"
        yield _fact("kubernetes", file.path, entry.span, f"{kind}.env", name, "none", detail)
    elif value is not None and is_secret_name(name):
        problem, detail = _given(name, value.text)
        yield _fact("kubernetes", file.path, value.span, f"{kind}.env", name, problem, detail)
