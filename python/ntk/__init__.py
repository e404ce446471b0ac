"""Metrics of the neural tangent kernel of trained recurrent networks.

Every function is a verb of the ``ntk`` command, and takes its options by their names:
``ntk align --before A --after B --inputs X --cell gru --samples 200`` is
``ntk.align(A, B, X, cell="gru", samples=200)``. Models may be files, PyTorch modules, state
dicts, or dictionaries of arrays; the computation runs in one process of the command, which
stays started between calls.
"""

from .errors import NtkError
from .results import (
    Alignment,
    Check,
    Comparison,
    Estimate,
    Flow,
    Spectrum,
    Trace,
    Track,
)
from .verbs import align, check, compare, flow, spectrum, trace, track

__all__ = [
    "Alignment",
    "Check",
    "Comparison",
    "Estimate",
    "Flow",
    "NtkError",
    "Spectrum",
    "Trace",
    "Track",
    "align",
    "check",
    "compare",
    "flow",
    "spectrum",
    "trace",
    "track",
]
