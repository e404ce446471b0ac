"""What the verbs return: their numbers as attributes, and all that the command said."""

import html
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from .errors import NtkError
from .estimate import Estimate
from .page import Page

__all__ = [
    "Alignment",
    "Check",
    "Comparison",
    "Estimate",
    "Flow",
    "Result",
    "Spectrum",
    "Trace",
    "Track",
]


@dataclass(frozen=True, eq=False)
class Result:
    """What every result has.

    Attributes:
        json: everything that the command says with ``--json``.
    """

    json: Dict[str, Any] = field(repr=False)
    _page: Page = field(repr=False)

    @property
    def seconds(self) -> Optional[float]:
        """The time of the computation, without that of reading files; None if not measured."""
        return self.json.get("seconds")

    @property
    def warnings(self) -> List[str]:
        """What looks wrong with the checkpoints as they were read."""
        models = self.json.get("model", {}).get("read", [])
        return [warning for model in models for warning in model["warnings"]]

    def page(self) -> str:
        """Returns the report, an HTML document that needs nothing else.

        That of an alignment, a trace or a spectrum makes about twice as many products again.
        """
        return self._page.text()

    def _headline(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:
        return " ".join([self._headline()] + [f"Warning: {text}" for text in self.warnings])

    def _repr_html_(self) -> str:
        title = type(self).__name__
        text = f"<p>{html.escape(repr(self))}</p>"
        try:
            return text + self._page.frame(title)
        except NtkError as e:
            return f"{text}<p>There are no pictures. {html.escape(str(e))}</p>"


@dataclass(frozen=True, eq=False, repr=False)
class _Estimated(Result):
    """A result that is one estimate first of all, and others beside it."""

    @property
    def estimate(self) -> Estimate:
        """The value with its error."""
        return Estimate.of(self.json)

    @property
    def value(self) -> float:
        """The estimate."""
        return self.estimate.value

    @property
    def standard_error(self) -> Optional[float]:
        """Its standard error by sampling; 0 if exact, None where none is known."""
        return self.estimate.standard_error

    @property
    def interval(self) -> Optional[Tuple[float, float]]:
        """Its 95% interval, None where none is known."""
        return self.estimate.interval

    @property
    def error_kind(self) -> str:
        """``"exact"``, ``"standard-error"`` or ``"heuristic"``."""
        return self.estimate.error_kind

    @property
    def estimator(self) -> str:
        """The method."""
        return self.json["estimator"]

    def __float__(self) -> float:
        return self.value

    def _headline(self) -> str:
        # An exact method spends no products with probes.
        products = self.json["operatorApplications"]
        found = self.estimator + (f", {products} products with each kernel" if products else "")
        of = "" if self.json["of"] == "ntk" else f" of {self.json['of']}"
        return (
            f"{type(self).__name__}{of} {self.estimate.text()}"
            f" ({self.estimate.error_text()}; {found})"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Alignment(_Estimated):
    """The alignment of two kernels, from ``ntk align``."""

    @property
    def metrics(self) -> Dict[str, Any]:
        """Other metrics asked for: an Estimate each, of one kernel a pair (before, after)."""
        return {_snake(name): metric for name, metric in _metrics(self.json).items()}

    @property
    def cka(self) -> Optional[float]:
        """The centred alignment of the states, None where it is not defined."""
        return self.json.get("cka")

    @property
    def representation_alignment(self) -> Optional[float]:
        """The alignment of the states, None where it is not defined."""
        return self.json.get("representationAlignment")

    @property
    def weight_change(self) -> Dict[str, Optional[float]]:
        """How far each parameter tensor moved, relative to its size before."""
        return self.json.get("weightChange", {})

    @property
    def tensor_contributions(self) -> Dict[str, Estimate]:
        """What each tensor adds, with ``contributions=True``; empty without."""
        return _named_estimates(self.json.get("contributions", {}).get("tensors", []))

    @property
    def step_contributions(self) -> np.ndarray:
        """What each time step adds, with ``contributions=True``; empty without."""
        return _array([s["value"] for s in self.json.get("contributions", {}).get("steps", [])])


@dataclass(frozen=True, eq=False, repr=False)
class Trace(_Estimated):
    """The trace of a kernel or of its square, from ``ntk trace``."""


@dataclass(frozen=True, eq=False, repr=False)
class Spectrum(Result):
    """The largest eigenvalues of a kernel, from ``ntk spectrum``.

    Attributes:
        vectors: the eigenvectors, [values, trials, steps, units], with ``vectors=True``; of a
            reduced kernel on the axes that are left; else None.
        matrix: the reduced kernel, with ``reduce``; else None.
    """

    vectors: Optional[np.ndarray] = None
    matrix: Optional[np.ndarray] = None

    @property
    def eigenvalues(self) -> np.ndarray:
        """The eigenvalues, or with ``of="propagation"`` the singular values, largest first."""
        return _array(self.json["values"])

    @property
    def residuals(self) -> np.ndarray:
        """Bounds of the eigenvalues' errors; empty for a reduced kernel, which has others."""
        return _array(self.json.get("residuals", []))

    @property
    def effective_dimension(self) -> Dict[str, Estimate]:
        """The number of dimensions used: of ``all``, and by axis; reduced, of ``reduced``."""
        reduced = self.json.get("reducedEffectiveDimension")
        found = self.json.get("effectiveDimension", {}) if reduced is None else {"reduced": reduced}
        return {name: Estimate.of(value) for name, value in found.items()}

    @property
    def density(self) -> List[np.ndarray]:
        """With ``density``, nodes and weights [nodes, 2] of the quadrature of each probe."""
        return [_array(probe) for probe in self.json.get("density", [])]

    def _headline(self) -> str:
        largest = self.eigenvalues[0] if len(self.eigenvalues) else float("nan")
        error = ""
        if len(self.residuals):
            error = f", within {self.residuals[0]:.2g}"
        top = self.json.get("reducedTopEigenvalue")
        if top is not None:
            error = f", {Estimate.of(top).error_text()}"
        dimensions = "".join(
            f"; effective dimension ({name}) {dimension!r}"
            for name, dimension in self.effective_dimension.items()
            if name in ("all", "reduced")
        )
        return f"Spectrum: {len(self.eigenvalues)} values, largest {largest:.6g}{error}{dimensions}"


@dataclass(frozen=True, eq=False, repr=False)
class Track(Result):
    """How a kernel moved over checkpoints, from ``ntk track``."""

    @property
    def steps(self) -> np.ndarray:
        """The training step of each checkpoint."""
        return np.array([point["step"] for point in self.json["checkpoints"]], dtype=np.int64)

    @property
    def alignment(self) -> np.ndarray:
        """The alignment of each checkpoint's kernel with that of the first."""
        return self.curve("alignment_first")

    @property
    def names(self) -> List[str]:
        """The names of the curves, as in the table of ``--csv``."""
        return [name for name in _columns(self.json["checkpoints"][0]) if name != "step"]

    def curve(self, name: str) -> np.ndarray:
        """Returns a quantity over the checkpoints, NaN where it is not defined."""
        return _array([_columns(point)[name] for point in self.json["checkpoints"]])

    def interval(self, name: str) -> np.ndarray:
        """Returns the 95% intervals of an estimate, [checkpoints, 2]."""
        ends = [point[name]["interval95"] for point in self.json["checkpoints"]]
        return _array([(None, None) if pair is None else pair for pair in ends])

    def _headline(self) -> str:
        last = Estimate.of(self.json["checkpoints"][-1]["alignment_first"])
        return (
            f"Track: {len(self.steps)} checkpoints, steps {self.steps[0]} to {self.steps[-1]};"
            f" the last kernel's alignment with the first is {last!r}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """Many models, every two of them compared, from ``ntk compare``."""

    @property
    def models(self) -> List[str]:
        """The models, in the order of the matrices."""
        return self.json["models"]

    @property
    def matrix(self) -> np.ndarray:
        """The alignments [models, models]; of models of different sizes, their CKA."""
        return _array(self.json["values"] if "values" in self.json else self.json["cka"])

    @property
    def standard_errors(self) -> np.ndarray:
        """The standard errors of the alignments, NaN where none is known."""
        return _array(self.json.get("standardErrors", []))

    @property
    def intervals(self) -> np.ndarray:
        """The 95% intervals of the alignments, [models, models, 2]."""
        return _array(self.json.get("intervals95", []))

    @property
    def metrics(self) -> Dict[str, np.ndarray]:
        """The other quantities: matrices of every two models, or a number for each."""
        known = ("values", "standardErrors", "intervals95")
        found = {}
        for name, value in self.json.items():
            if isinstance(value, dict) and "values" in value:
                found[_snake(name)] = _array(value["values"])
            elif name not in known and _is_of_models(value):
                found[_snake(name)] = _array([_number(item) for item in value])
        return found

    def _headline(self) -> str:
        pairs = self.matrix[~np.eye(len(self.models), dtype=bool)]
        ends = f"from {np.nanmin(pairs):.4g} to {np.nanmax(pairs):.4g}"
        if "values" not in self.json:
            return f"Comparison of {len(self.models)} models of different sizes: CKA {ends}"
        errors = f"standard errors up to {_largest(self.standard_errors)}"
        found = f"{self.json['estimator']}, {self.json['samples']} products with each kernel"
        return f"Comparison of {len(self.models)} models: alignments {ends} ({errors}; {found})"


@dataclass(frozen=True, eq=False, repr=False)
class Flow(Result):
    """What learning does next, from ``ntk flow``."""

    @property
    def loss(self) -> float:
        """The loss before the next step."""
        return self.json["lossBefore"]

    @property
    def error_alignment(self) -> Estimate:
        """How much of the error the kernel reaches, relative to its norm."""
        return Estimate.of(self.json["errorAlignment"])

    @property
    def norm(self) -> Estimate:
        """The Frobenius norm of the kernel."""
        return Estimate.of(self.json["norm"])

    @property
    def gradient_share(self) -> Dict[str, Optional[float]]:
        """The share of each parameter tensor in the squared gradient."""
        return self.json["gradientShare"]

    @property
    def share_by_step(self) -> np.ndarray:
        """The share of each time step in the flow."""
        return _array(self.json["flowShareByStep"])

    @property
    def share_by_trial(self) -> np.ndarray:
        """The share of each trial in the flow."""
        return _array(self.json["flowShareByTrial"])

    @property
    def share_by_unit(self) -> np.ndarray:
        """The share of each unit in the flow."""
        return _array(self.json["flowShareByUnit"])

    def _headline(self) -> str:
        return (
            f"Flow: {self.json['lossFunction']} {self.loss:.6g},"
            f" error alignment {self.error_alignment!r}; {self.json['estimator']}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Check(Result):
    """Whether backends, or the states of your own program, agree, from ``ntk check``."""

    @property
    def agree(self) -> bool:
        """Whether all differences are within the tolerance."""
        return self.json["agree"]

    @property
    def tolerance(self) -> float:
        """The largest relative difference that counts as agreement."""
        return self.json["tolerance"]

    @property
    def differences(self) -> Dict[str, Dict[str, float]]:
        """By backend and quantity; empty where states were compared."""
        found = self.json.get("backends", [])
        return {row["backend"]: row["differences"] for row in found if row["differences"]}

    @property
    def first_difference(self) -> Optional[Dict[str, Any]]:
        """Where states first part, with both values; None where they do not."""
        return self.json.get("firstDifference")

    def __bool__(self) -> bool:
        return self.agree

    def _headline(self) -> str:
        if self.differences:
            largest = max(max(row.values()) for row in self.differences.values())
        else:
            largest = self.json.get("largestDifference") or 0.0
        return (
            f"Check: {'agreement' if self.agree else 'DISAGREEMENT'}, largest relative difference"
            f" {largest:.2g}, tolerance {self.tolerance:.2g}"
        )


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def _array(values: Any) -> np.ndarray:
    """Returns numbers as an array, NaN where JSON has null."""
    return np.array(values, dtype=np.float64)


def _is_of_models(value: Any) -> bool:
    """Tells whether a value is a list of numbers, of estimates or of rows of a matrix."""
    if not isinstance(value, list) or not value:
        return False
    first = value[0]
    return "errorKind" in first if isinstance(first, dict) else not isinstance(first, str)


def _number(item: Any) -> Any:
    """Returns the number of an estimate, or the number itself."""
    return item["value"] if isinstance(item, dict) else item


def _columns(point: Dict[str, Any]) -> Dict[str, Any]:
    """Returns the numbers of a checkpoint, those of tensors with the tensor after a dot."""
    columns: Dict[str, Any] = {}
    for name, item in point.items():
        if isinstance(item, dict) and "errorKind" not in item:
            columns.update({f"{name}.{tensor}": value for tensor, value in item.items()})
        else:
            columns[name] = _number(item)
    return columns


def _largest(errors: np.ndarray) -> str:
    known = errors[np.isfinite(errors)]
    return f"{known.max():.2g}" if known.size else "unknown"


def _named_estimates(parts: List[Dict[str, Any]]) -> Dict[str, Estimate]:
    return {part["name"]: Estimate.of(part) for part in parts}


def _metrics(json: Dict[str, Any]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for name, value in json.items():
        if isinstance(value, dict) and "errorKind" in value:
            found[name] = Estimate.of(value)
        elif isinstance(value, dict) and _is_pair_of_estimates(value):
            found[name] = (Estimate.of(value["before"]), Estimate.of(value["after"]))
    return found


def _is_pair_of_estimates(value: Dict[str, Any]) -> bool:
    pair = (value.get("before"), value.get("after"))
    return all(isinstance(one, dict) and "errorKind" in one for one in pair)
