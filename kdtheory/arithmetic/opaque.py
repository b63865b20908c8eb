"""Symbols that stand for a length: they compute, and tell nothing of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

#: What would let an operator tell one length from another without the reading's knowledge.
_TELLING = (
    "index int float hash str repr format bool mod rmod floordiv rfloordiv divmod rdivmod round "
    "floor ceil trunc abs len iter contains bytes complex and rand or ror xor rxor lshift rlshift "
    "rshift rrshift invert getitem array copy deepcopy reduce reduce_ex sizeof"
).split()


class Opaque:
    """A length that may be computed with and not looked at.

    Every attempt to look is refused, and remembered by the reading, so that an operator which
    catches the exception is not read either.
    """

    #: What ``isinstance`` goes by: a length is an int, and code that asks treats it as one.
    __class__ = property(lambda self: int)  # type: ignore[assignment]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **names: Any) -> Any:
        return self.as_array().__array_ufunc__(ufunc, method, *inputs, **names)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__") and hasattr(int, name):
            raise self.refused(name)
        raise AttributeError(name)

    def as_array(self) -> Any:
        """The symbol as an array of no axes."""
        raise NotImplementedError

    def refused(self, what: str) -> Exception:
        """The exception to raise, noted down; `what` names the attempt."""
        raise NotImplementedError


def _refusing(name: str) -> Callable[..., NoReturn]:
    def method(self: Opaque, *_: Any) -> NoReturn:
        raise self.refused(name)

    method.__name__ = f"__{name}__"
    return method


for _name in _TELLING:
    setattr(Opaque, f"__{_name}__", _refusing(_name))
