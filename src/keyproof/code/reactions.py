"""What happens when a credential is absent, predicted from the control flow around the places that read it.

The classes are keyproof's own. What cannot be told is UNKNOWN; a live run settles it.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from keyproof.code.conditions import Check, Trace
from keyproof.code.env_reads import is_env
from keyproof.code.ir import (
    Attr,
    Binary,
    Call,
    Class,
    Const,
    Expr,
    Function,
    If,
    Mapping,
    Name,
    Node,
    Sequence,
    Template,
    Try,
)
from keyproof.code.ir import Str as Text
from keyproof.code.names import NOT_NEEDED, PLACEHOLDER, is_secret_name, kind_of
from keyproof.code.outcomes import Ending, Endings, Naming, catches, shown_error
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.raised import Raised
from keyproof.code.reacted import Default, Reacted
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken, location
from keyproof.code.trace import Tracer
from keyproof.code.walk import walk
from keyproof.detect.own import is_none, signs
from keyproof.model.fact import Reaction
from keyproof.model.place import Location

_OPTIONS_ERROR: Final = "OptionsValidationException"
"""What .NET raises where an option that must be there is not."""


_ENDS: Final = frozenset({"exit", "raise", "error-result", "text-result", "skip-auth"})


class Reactions:
    """Judges the reads of one project."""

    def __init__(self, project: Project, phases: Phases | None = None) -> None:
        """Prepare the analysis; nothing is walked yet but the handlers."""
        self.project = project
        self.phases = phases or Phases(project)
        self.endings = Endings(project, self.phases)
        self.tracer = Tracer(self.endings)
        self.raised = Raised(self.endings)

    def of(self, taken: Taken) -> Reacted:
        """Return what happens when the value of *taken* is absent."""
        if not taken.traced:
            return Reacted(required=taken.required)
        naming = Naming((taken.name,), taken.key_params)
        declared = self._default(taken.default, taken.steps[0].scope, taken.name) if taken.default is not None else None
        if declared is not None and declared.default not in ("none", "empty"):
            return declared
        checked = taken.bare and not taken.declared and self._is_checked_before(taken)
        if taken.bare and not checked:
            return self._bare(taken, naming)
        trace = self.tracer.follow(taken, naming, blank=declared is not None and declared.default == "empty")
        judged = self._judge(trace, taken, naming)
        if judged.reaction is Reaction.SILENT and _is_configured(taken):
            return Reacted(validated=judged.validated, default=judged.default)
        if checked and judged.reaction in (Reaction.SILENT, Reaction.UNKNOWN):
            judged = replace(judged, required=False, validated="presence")
        if declared is not None and judged.default == "none":
            judged = replace(judged, default=declared.default)
        return judged

    # ---- the parts of a judgement ------------------------------------------------------------------------------------

    def _judge(self, trace: Trace, taken: Taken, naming: Naming) -> Reacted:
        validated = "format" if trace.format else "presence" if any(c.ending for c in trace.checks) else ""
        if trace.fallback is not None and trace.fallback_scope is not None:
            given = self._default(trace.fallback, trace.fallback_scope, taken.name)
            if given.default not in ("none", "empty"):
                return replace(given, validated=validated)
            default: Default = given.default
        else:
            default = "none"
        decisive = _decisive(trace.checks)
        of_another = decisive is not None and self._is_of_another(decisive, trace)
        if decisive is not None and decisive.ending is not None and not of_another:
            decided = self._decided(decisive, decisive.ending, trace, naming)
            return replace(decided, validated=validated, default=default)
        if trace.told and trace.empty is not None:
            at = location(trace.empty.scope.module, trace.empty.node)
            return Reacted(
                Reaction.DEGRADE,
                at,
                True,
                False if self.tracer.conditions.is_left_out(trace) else None,
                "presence",
                default,
            )
        if trace.empty is not None or any(c.ending is not None and c.ending.how == "ignored" for c in trace.checks):
            # The way without it is thought of, and goes on.
            trace.guarded += trace.uses
            found = self._guarded(trace, validated, default)
            return replace(found, required=None) if of_another else found
        if trace.dereferenced is not None and not trace.guarded and default == "none":
            at = location(taken.steps[0].scope.module, trace.dereferenced)
            return Reacted(Reaction.CRASH, at, required=True, default=default)
        if trace.uses:
            use = trace.uses[0]
            optional = None if not trace.alternative else False
            return Reacted(Reaction.SILENT, _at(use), required=optional, validated=validated, default=default)
        if trace.guarded:
            return self._guarded(trace, validated, default)
        return Reacted(validated=validated, default=default)

    def _decided(self, check: Check, ending: Ending, trace: Trace, naming: Naming) -> Reacted:
        """Return what comes of the *check* whose *ending* says most."""
        found = self.raised.of(ending, naming)
        certain = not (check.alternatives or trace.alternative or self._is_conditional(check))
        certain = certain and (ending.how == "exit" or self.phases.of(check.scope) != "unknown")
        required = True if certain else None
        if ending.how == "warn":
            required = False if self.tracer.conditions.is_left_out(trace) else None
        elif found.reaction is Reaction.UNSAFE_DEFAULT:
            required = None
        named = found.names_it or trace.told
        if found.reaction is Reaction.NOISY and not named and _is_said_whole(ending.error):
            found = replace(found, reaction=Reaction.CRASH)
        return replace(found, names_it=named, required=required)

    def _is_of_another(self, check: Check, trace: Trace) -> bool:
        """Return whether *check* is made only where another way was chosen than the one without the value.

        ``if kind == "oauth": if not config.oauth: raise``, where what reads the value gives nothing without it.
        """
        if trace.empty is None or check.ending is None or check.ending.named:
            return False
        here: Node = check.node
        parent = self.endings.parent(here, check.scope)
        while parent is not None and not isinstance(parent, Function):
            if isinstance(parent, If) and any(part is here for part in parent.then) and not _is_main_guard(parent):
                return True
            here, parent = parent, self.endings.parent(parent, check.scope)
        return False

    def _is_conditional(self, check: Check) -> bool:
        """Return whether the check itself is made only under some other condition."""
        here: Node = check.node
        parent = self.endings.parent(here, check.scope)
        while parent is not None and not isinstance(parent, Function):
            if isinstance(parent, If) and parent.test is not here and not _is_main_guard(parent):
                return True
            here, parent = parent, self.endings.parent(parent, check.scope)
        return False

    def _guarded(self, trace: Trace, validated: str, default: Default) -> Reacted:
        """Only used where it is there: optional, unless what it opens is the way to the upstream."""
        if not trace.guarded:
            return Reacted(required=False, validated=validated, default=default)
        use = trace.guarded[0]
        opens = any(self._attaches(step) for step in trace.guarded)
        required = None if opens and not trace.alternative else False
        return Reacted(Reaction.SILENT, _at(use), required=required, validated=validated, default=default)

    def _attaches(self, step: Step) -> bool:
        """Return whether the value is attached to requests (an ``Authorization`` header and its like) at *step*."""
        here: Node | None = step.node
        for _ in range(6):
            here = self.endings.parent(here, step.scope) if here is not None else None
            if here is None or isinstance(here, Function):
                return False
            for part in walk(here, into_functions=False):
                if isinstance(part, Text | Name):
                    text = part.value if isinstance(part, Text) else part.id
                    if "authorization" in text.lower() or text.startswith("Bearer"):
                        return True
        return False

    def _default(self, expr: Expr, scope: Scope, name: str) -> Reacted:
        """Return what a fallback value makes of the absence."""
        at = location(scope.module, expr)
        if isinstance(expr, Const):
            return Reacted(default="none" if expr.kind == "null" else "literal", required=False)
        if isinstance(expr, Mapping | Sequence):
            return Reacted(default="empty")
        texts = self.project.constants(scope.module, expr, scope)
        if not texts:
            if isinstance(expr, Name | Text | Template):
                return Reacted(default="none")
            return Reacted(Reaction.NONE_NEEDED, at, default="computed", required=False)
        text = texts[0].strip()
        if not text:
            return Reacted(default="empty")
        if signs(name) and not is_none(text):
            return Reacted(Reaction.UNSAFE_DEFAULT, at, default="literal", required=False)
        if NOT_NEEDED.match(text):
            return Reacted(Reaction.NONE_NEEDED, at, default="placeholder", required=False)
        if PLACEHOLDER.match(text):
            return Reacted(Reaction.SILENT, at, default="placeholder", required=True)
        if not is_secret_name(name) or (
            kind_of(name) in ("connection string", "webhook URL") and not _has_password(text)
        ):
            return Reacted(Reaction.NONE_NEEDED, at, default="literal", required=False)
        return Reacted(Reaction.UNSAFE_DEFAULT, at, default="literal", required=False)

    def _bare(self, taken: Taken, naming: Naming) -> Reacted:
        """A read that raises by itself."""
        step = taken.steps[0]
        ending = Ending("raise", step.node, step.scope, named=True)
        found = self.raised.uncaught(ending, naming, bare=True)
        if found.reaction is Reaction.NOISY:
            # ``KeyError: 'X'`` and a stack trace are the only message, unless a library words it for the user.
            worded = taken.names_itself or self._is_worded(ending, naming)
            found = replace(found, reaction=Reaction.NOISY if worded else Reaction.CRASH)
            if taken.names_itself and step.scope.module.language == "rust":
                # clap and envy word it in one line and end the program.
                found = replace(found, reaction=Reaction.FAIL_FAST)
            if taken.names_itself and step.scope.module.language == "csharp" and self._ends_cleanly(_OPTIONS_ERROR):
                found = replace(found, reaction=Reaction.FAIL_FAST)
        return replace(found, required=found.required if found.required is not None else True)

    def _ends_cleanly(self, error: str) -> bool:
        """Return whether some place catches *error*, which a library raises, and ends the program with its message."""
        for module in self.project.modules.values():
            for node, scope in self.project.index(module).of(Try):
                for handler in node.handlers if isinstance(node, Try) else ():
                    if any(name.rpartition(".")[2] == error for name in handler.types):
                        after = self.endings.of_branch(handler.body, scope, Naming(()))
                        return after is not None and after.how == "exit"
        return False

    def _is_worded(self, ending: Ending, naming: Naming) -> bool:
        """``except KeyError as e: raise ConfigError(f"missing: {e}")`` around the read."""
        here: Node = ending.node
        parent = self.endings.parent(here, ending.scope)
        while parent is not None and not isinstance(parent, Function):
            if isinstance(parent, Try) and any(s is here for s in parent.body):
                for handler in parent.handlers:
                    if catches(handler, ending.error, bare=True):
                        after = self.endings.of_branch(handler.body, ending.scope, naming)
                        raised = after is not None and after.how == "raise" and isinstance(after.error, Call)
                        return after is not None and raised and (after.named or shown_error(after, handler))
            here, parent = parent, self.endings.parent(parent, ending.scope)
        return False

    def _is_checked_before(self, taken: Taken) -> bool:
        """Return whether the read stands under a condition (``"X" in os.environ``) on the same variable."""
        step = taken.steps[0]
        here: Node = step.node
        parent = self.endings.parent(here, step.scope)
        while parent is not None and not isinstance(parent, Function | Class):
            test = getattr(parent, "test", None)
            if isinstance(test, Node) and test is not here:
                for part in walk(test):
                    if isinstance(part, Text) and part.value == taken.name:
                        return True
                    if isinstance(part, Binary) and part.op == "in" and is_env(self.project, part.right, step.scope):
                        return True
            here, parent = parent, self.endings.parent(parent, step.scope)
        return False


def _is_configured(taken: Taken) -> bool:
    """Whether a file of Laravel's or Rails' settings reads it: who asks for the setting by its name is not followed."""
    scope = taken.steps[0].scope
    if scope.module.language == "ruby":
        return "config" in scope.module.path.split("/")[:-1]
    return scope.module.language == "php" and scope.node is None and "config" in scope.module.path.split("/")[:-1]


def _decisive(checks: list[Check]) -> Check | None:
    """Return the check that says most: one that ends the branch, one that names the variable, the first."""
    ending = [c for c in checks if c.ending is not None and c.ending.how in _ENDS]
    for wanted in (
        [c for c in ending if c.ending and c.ending.named and c.ending.how != "text-result"],
        [c for c in ending if c.ending and c.ending.how in ("exit", "raise", "error-result", "skip-auth")],
        ending,
        [c for c in checks if c.ending is not None and c.ending.how == "warn"],
    ):
        if wanted:
            return wanted[0]
    return None


def _is_said_whole(error: Expr | None) -> bool:
    """Whether the message of *error* stands there as it is printed, so that it names what it names and no more."""
    return isinstance(error, Call) and all(isinstance(arg.value, Text) for arg in error.args)


def _is_main_guard(branch: If) -> bool:
    """``if __name__ == "__main__"`` and its JavaScript forms."""
    for node in walk(branch.test):
        if (isinstance(node, Name) and node.id in ("__name__", "require")) or (
            isinstance(node, Attr) and node.name in ("argv", "main", "url")
        ):
            return True
    return False


def _at(step: Step) -> Location:
    return location(step.scope.module, step.node)


def _has_password(text: str) -> bool:
    """Return whether a connection string carries a password."""
    authority = text.partition("://")[2].partition("/")[0]
    user, _, _ = authority.rpartition("@")
    return bool(user.partition(":")[2]) or "password=" in text.lower()
