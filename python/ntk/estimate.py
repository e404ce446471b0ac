"""A number that is known with an error."""

import math
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple


@dataclass(frozen=True)
class Estimate:
    """A number with a statement of its error.

    Attributes:
        value: the estimate.
        standard_error: its standard error by sampling; 0 if exact, None where none is known.
        rounding_error: a bound of its error by rounding, None where it was not measured.
        interval: its 95% interval, None where none is known.
        error_kind: ``"exact"``, ``"standard-error"`` or ``"heuristic"``.
    """

    value: float
    standard_error: Optional[float]
    rounding_error: Optional[float]
    interval: Optional[Tuple[float, float]]
    error_kind: str

    @classmethod
    def of(cls, json: Dict[str, Any]) -> "Estimate":
        """Reads one as the command writes it."""
        return cls(
            value=math.nan if json["value"] is None else json["value"],
            standard_error=json.get("standardError"),
            rounding_error=json.get("roundingError"),
            interval=_interval(json.get("interval95")),
            error_kind=json["errorKind"],
        )

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        return f"{self.text()} ({self.error_text()})"

    def text(self) -> str:
        """Returns the value, to the digits that its error leaves."""
        return _digits(self.value, self._resolution())

    def error_text(self) -> str:
        """Returns how far the value can be trusted, in words."""
        if self.error_kind == "exact":
            return "exact"
        if self.interval is None:
            return "no error is known"
        low, high = (_digits(end, self._resolution()) for end in self.interval)
        text = f"95% interval {low} to {high}"
        return text if self.error_kind == "standard-error" else f"{text}, {self.error_kind}"

    def _resolution(self) -> float:
        if self.error_kind != "exact" and self.interval is not None:
            return (self.interval[1] - self.interval[0]) / 2
        return self.rounding_error or 0.0


def _interval(ends: Any) -> Optional[Tuple[float, float]]:
    return None if ends is None else (ends[0], ends[1])


def _digits(value: float, resolution: float) -> str:
    """Returns a number to two digits of what it is known to, or nine digits of its own."""
    if not (math.isfinite(value) and 0 < resolution < abs(value)):
        return f"{value:.9g}"
    digits = 2 + math.floor(math.log10(abs(value))) - math.floor(math.log10(resolution))
    return f"{value:.{max(2, min(digits, 15))}g}"
