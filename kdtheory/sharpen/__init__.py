"""Sharp constants: the best C of a bound ``lhs <= C rhs``, enclosed from both sides."""

from kdtheory.sharpen.registry import Unanswerable, bound, bounds
from kdtheory.sharpen.result import Sharp
from kdtheory.sharpen.solve import sharpen

__all__ = ["Sharp", "Unanswerable", "bound", "bounds", "sharpen"]
