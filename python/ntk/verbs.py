"""The verbs of the command, as functions.

Options are those of the command, with underscores for hyphens: ``time_first=True`` is
``--time-first``, ``samples=200`` is ``--samples 200``, ``metric=["distance", "norm"]`` gives an
option twice, ``set={"alpha": 0.1}`` is ``--set alpha=0.1``, and ``with_`` is ``--with``, which
Python keeps for itself. Whatever names a file may be an array instead, and ``trials``, ``steps``
and ``units`` may be slices. ``ntk VERB --help`` lists the options of a verb.
"""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from .arguments import Arguments
from .call import run_with_later_page, run_with_page
from .results import Alignment, Check, Comparison, Flow, Spectrum, Trace, Track


def align(
    before: Any,
    after: Any = None,
    inputs: Any = None,
    *,
    cell: Any = None,
    report: Any = None,
    **options: Any,
) -> Alignment:
    """Estimates the alignment of a model's kernels before and after training.

    Args:
        before: the model before training: a file, a module, a state dict, a dictionary of arrays.
        after: the model after training; left out, with ``with_``, two operators of one model.
        inputs: an array [trials, steps, channels], or a file.
        cell: the name of a cell, a ``.cell`` file, or the text of one.
        report: a file to write the report to.
        options: those of ``ntk align``.

    Raises:
        NtkError: what the command refuses.
    """
    arguments = _arguments("align", before=before, after=after, inputs=inputs, cell=cell)
    arguments.options(options)
    return Alignment(*run_with_later_page(arguments, report))


def trace(model: Any, inputs: Any, *, cell: Any, report: Any = None, **options: Any) -> Trace:
    """Estimates the trace of a model's kernel, or with ``of="ntk-squared"`` of its square.

    Args:
        model: a file, a module, a state dict, or a dictionary of arrays.
        inputs: an array [trials, steps, channels], or a file.
        cell: the name of a cell, a ``.cell`` file, or the text of one.
        report: a file to write the report to.
        options: those of ``ntk trace``.

    Raises:
        NtkError: what the command refuses.
    """
    arguments = _arguments("trace", model=model, inputs=inputs, cell=cell)
    arguments.options(options)
    return Trace(*run_with_later_page(arguments, report))


def spectrum(
    model: Any,
    inputs: Any,
    *,
    cell: Any,
    vectors: bool = False,
    report: Any = None,
    **options: Any,
) -> Spectrum:
    """Computes the largest eigenvalues of a model's kernel and the dimensions that it uses.

    Args:
        model: a file, a module, a state dict, or a dictionary of arrays.
        inputs: an array [trials, steps, channels], or a file.
        cell: the name of a cell, a ``.cell`` file, or the text of one.
        vectors: whether to return the eigenvectors too.
        report: a file to write the report to.
        options: those of ``ntk spectrum``.

    Raises:
        NtkError: what the command refuses.
    """
    arguments = _arguments("spectrum", model=model, inputs=inputs, cell=cell)
    out = None
    if (vectors or options.get("reduce") is not None) and options.get("out") is None:
        out = os.path.join(arguments.folder(), "spectrum.npz")
        arguments.option("out", out)
    arguments.options(options)
    result, page = run_with_later_page(arguments, report)
    found = {}
    if out is not None:
        with np.load(out) as file:
            wanted = ("vectors", "matrix") if vectors else ("matrix",)
            found = {name: file[name] for name in wanted if name in file.files}
    return Spectrum(result, page, **found)


def track(
    folder: Any, inputs: Any = None, *, cell: Any = None, report: Any = None, **options: Any
) -> Track:
    """Follows a kernel over the checkpoints of a run.

    Args:
        folder: a folder of checkpoints, or a dictionary of models by training step.
        inputs: an array [trials, steps, channels], or a file; of a run of ``ntk train`` known.
        cell: the name of a cell, a ``.cell`` file, or the text of one; likewise known.
        report: a file to write the report to.
        options: those of ``ntk track``.

    Raises:
        NtkError: what the command refuses.
    """
    arguments = Arguments("track")
    if isinstance(folder, Mapping):
        folder = arguments.checkpoints(folder)
    arguments.positional("folder", folder)
    arguments.options({"inputs": inputs, "cell": cell})
    arguments.options(options)
    return Track(*run_with_page(arguments, report))


def compare(
    models: Any, inputs: Any, *, cell: Any, report: Any = None, **options: Any
) -> Comparison:
    """Compares every two of many models.

    Args:
        models: a list of files, modules, state dicts or dictionaries of arrays, or a dictionary
            of them by name.
        inputs: an array [trials, steps, channels], or a file.
        cell: the name of a cell, a ``.cell`` file, or the text of one; or a list, one a model.
        report: a file to write the report to.
        options: those of ``ntk compare``.

    Raises:
        NtkError: what the command refuses.
    """
    arguments = Arguments("compare")
    named = models.items() if isinstance(models, Mapping) else (("model", m) for m in models)
    for name, model in named:
        arguments.positional(str(name), model)
    arguments.options({"inputs": inputs, "cell": cell})
    arguments.options(options)
    return Comparison(*run_with_page(arguments, report))


def flow(
    model: Any, inputs: Any, targets: Any, *, cell: Any, report: Any = None, **options: Any
) -> Flow:
    """Shows what gradient descent on targets does next, and where.

    Args:
        model: a file, a module, a state dict, or a dictionary of arrays, with its readout.
        inputs: an array [trials, steps, channels], or a file.
        targets: an array [trials, steps, outputs], or classes [trials, steps], or a file.
        cell: the name of a cell, a ``.cell`` file, or the text of one.
        report: a file to write the report to.
        options: those of ``ntk flow``.

    Raises:
        NtkError: what the command refuses.
    """
    arguments = _arguments("flow", model=model, inputs=inputs, targets=targets, cell=cell)
    arguments.options(options)
    return Flow(*run_with_page(arguments, report))


def check(
    model: Any, inputs: Any, *, cell: Any, states: Any = None, report: Any = None, **options: Any
) -> Check:
    """Compares what all backends say about a model, or its states with those of your own program.

    Args:
        model: a file, a module, a state dict, or a dictionary of arrays.
        inputs: an array [trials, steps, channels], or a file.
        cell: the name of a cell, a ``.cell`` file, or the text of one.
        states: the states that your own program computed, [trials, steps, units], or a file.
        report: a file to write the report to.
        options: those of ``ntk check``.

    Raises:
        NtkError: what the command refuses; that they disagree is a result, and no error.
    """
    arguments = _arguments("check", model=model, inputs=inputs, cell=cell, states=states)
    arguments.options(options)
    return Check(*run_with_page(arguments, report))


def _arguments(verb: str, **options: Any) -> Arguments:
    arguments = Arguments(verb)
    arguments.options(options)
    return arguments
