"""The array-API functions of the tracing namespace, gathered.

Element by element: :mod:`.elementwise`; along an axis: :mod:`.reductions`; moving entries about:
:mod:`.shapes`; put together from others: :mod:`.contractions`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdtheory.arithmetic import elementwise, reductions, shapes  # noqa: F401  (they register)
from kdtheory.arithmetic.contractions import COMPOSED, Linalg
from kdtheory.arithmetic.functions import FUNCTIONS
from kdtheory.arithmetic.trace import Array, Namespace

FUNCTIONS |= COMPOSED
setattr(Namespace, "linalg", property(Linalg))  # noqa: B010  # for operators, not for us


# methods that arrays of NumPy have besides -------------------------------------------------------


def _of_arrays(name: str) -> Callable[..., Any]:
    def method(self: Array, *args: Any, **names: Any) -> Any:
        xp = self.__array_namespace__()
        return getattr(xp, name)(self, *args, **names)

    method.__name__ = name
    return method


for _own in (
    "prod any all std var argmax argmin argsort cumsum cumprod dot round squeeze swapaxes take "
    "repeat ptp"
).split():
    if not hasattr(Array, _own):
        setattr(Array, _own, _of_arrays(_own))
