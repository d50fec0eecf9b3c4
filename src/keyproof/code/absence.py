"""Which way a condition goes when a value is absent, in three-valued logic."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from keyproof.code.ir import Attr, Binary, Call, Conditional, Const, Expr, Index, Name, Other, Sequence, Str, Unary

IsValue = Callable[[Expr], bool]

_EQUAL = frozenset({"==", "===", "is"})
_UNEQUAL = frozenset({"!=", "!==", "is not"})
_TRUTH = frozenset({"bool", "Boolean", "String", "str", "len", "hasattr", "isNonEmptyString"})


class _Case(NamedTuple):
    """What is absent, and how."""

    is_value: IsValue
    others: bool
    blank: bool


def when_absent(test: Expr, is_value: IsValue, *, others_absent: bool = False, blank: bool = False) -> bool | None:
    """Return the truth of *test* when the value is absent; None when it depends on something else.

    *others_absent* takes every other plain value as absent too, for tests of alternatives (``not a and not b``).
    *blank* says that an absent value is an empty text, which is not null.
    """
    return _truth(test, _Case(is_value, others_absent, blank))


def _truth(test: Expr, case: _Case) -> bool | None:
    if case.is_value(test):
        return False
    if isinstance(test, Unary):
        return _unary(test, case)
    if isinstance(test, Binary):
        return _binary(test, case)
    if isinstance(test, Call):
        return _call(test, case)
    if isinstance(test, Conditional):
        way = _truth(test.test, case)
        return None if way is None else _truth(test.then if way else test.otherwise, case)
    if isinstance(test, Const):
        return test.kind == "true"
    if isinstance(test, Other) and len(test.parts) == 1:
        return _truth(test.parts[0], case)
    if isinstance(test, Attr) and test.name in ("length", "size"):
        return _truth(test.value, case)
    if case.others and isinstance(test, Name | Attr | Index):
        return False
    return None


def _unary(test: Unary, case: _Case) -> bool | None:
    inner = _truth(test.value, case)
    if test.op in ("not", "!"):
        return None if inner is None else not inner
    return inner if test.op in ("await", "!!") else None


def _binary(test: Binary, case: _Case) -> bool | None:
    left, right = test.left, test.right
    if test.op in ("and", "or", "??", "&&", "||"):
        a = _truth(left, case)
        b = _truth(right, case)
        if test.op in ("and", "&&"):
            return False if a is False or b is False else True if a and b else None
        return True if a is True or b is True else False if a is False and b is False else None
    if test.op in _EQUAL | _UNEQUAL:
        other = right if _reaches(left, case.is_value) else left if _reaches(right, case.is_value) else None
        if other is None:
            # ``a == "" && b == ""``
            if (
                case.others
                and isinstance(left, Name | Attr | Index)
                and isinstance(right, Str | Const)
                and _is_absent_word(right)
            ):
                return None if case.blank and _is_null(right) else test.op in _EQUAL
            return None
        if case.blank and _is_null(other):
            return test.op in _UNEQUAL
        if _is_absent_word(other):
            return test.op in _EQUAL
        # Compared with a real value, an absent one is not equal to it.
        return test.op in _UNEQUAL if isinstance(other, Str) else None
    if test.op in (">", ">=", "<", "<=") and _reaches(left, case.is_value) and isinstance(right, Const):
        return test.op in ("<", "<=")
    if test.op in ("in", "not in") and (case.is_value(right) or _reaches(right, case.is_value)):
        return test.op == "not in"
    return None


def _call(test: Call, case: _Case) -> bool | None:
    func = test.func
    name = func.id if isinstance(func, Name) else func.name if isinstance(func, Attr) else ""
    if name in ("any", "all", "some", "every") and (listed := _listed(test)) is not None:
        items = [_truth(i, case) for i in listed.items]
        if name in ("all", "every"):
            return False if False in items else None
        return False if items and all(i is False for i in items) else None
    if name in ("all", "every") and test.args and _reaches(test.args[0].value, case.is_value):
        # ``all(settings.values())`` where one of the settings is absent.
        return False
    if name in _TRUTH and len(test.args) == 1:
        return _truth(test.args[0].value, case)
    if isinstance(func, Attr) and _reaches(func.value, case.is_value):
        # ``value.startswith(...)``, ``value.trim()``: false or empty of an absent one.
        return False
    if any(_reaches(a.value, case.is_value) for a in test.args):
        return None
    return False if case.others else None


def _listed(test: Call) -> Sequence | None:
    """Return the list of ``all([a, b])`` and ``[a, b].every(Boolean)``."""
    first = test.args[0].value if test.args else None
    if isinstance(first, Sequence):
        return first
    held = test.func.value if isinstance(test.func, Attr) else None
    return held if isinstance(held, Sequence) and isinstance(first, Name) and first.id in _TRUTH else None


def _reaches(expr: Expr, is_value: IsValue) -> bool:
    """Return whether *expr* is the value itself, or its trimmed, measured or typed form."""
    while True:
        if is_value(expr):
            return True
        if isinstance(expr, Attr) or (isinstance(expr, Unary) and expr.op in ("typeof", "await")):
            expr = expr.value
        elif isinstance(expr, Call) and isinstance(expr.func, Attr) and not expr.args:
            expr = expr.func.value
        elif isinstance(expr, Call) and len(expr.args) == 1 and isinstance(expr.func, Name):
            expr = expr.args[0].value
        elif isinstance(expr, Other) and len(expr.parts) == 1:
            expr = expr.parts[0]
        else:
            return False


def _is_null(expr: Expr) -> bool:
    if isinstance(expr, Const):
        return expr.kind == "null"
    return isinstance(expr, Name) and expr.id in ("undefined", "None", "null")


def _is_absent_word(expr: Expr) -> bool:
    if isinstance(expr, Const):
        return expr.kind in ("null", "false") or (expr.kind == "number" and expr.text == "0")
    if isinstance(expr, Name):
        return expr.id in ("undefined", "None", "null")
    return isinstance(expr, Str) and expr.value in ("", "undefined")
