"""One test over many items: thousands of tests of a moment each cost more to keep account of than to run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any


def for_each(argument: str, items: Sequence[Any], *, called: Callable[[Any], str]) -> Callable[[Any], Any]:
    """As ``pytest.mark.parametrize`` of one argument, in one test: all items are tried, all that fail are said by name.

    Its fixtures are shared by the items.
    """

    def decorated(check: Callable[..., object]) -> Callable[..., None]:
        def test(**fixtures: object) -> None:
            assert items
            failed: list[Exception] = []
            for item in items:
                try:
                    check(**{argument: item}, **fixtures)
                except Exception as error:
                    error.add_note(f"{argument}: {called(item)}")
                    failed.append(error)
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(items)} fail", failed)

        signature = inspect.signature(check)
        others = [value for name, value in signature.parameters.items() if name != argument]
        test.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        test.__name__, test.__qualname__, test.__module__ = check.__name__, check.__qualname__, check.__module__
        return test

    return decorated
