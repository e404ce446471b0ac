"""Arrays of any library as NumPy's, and models as dictionaries of them."""

import zipfile
from collections.abc import Mapping
from typing import Any, Dict, Iterator, Tuple

import numpy as np

from .errors import NtkError

_NUMERIC = "biufc"
_MOST_LEVELS = 32


def is_array(value: Any) -> bool:
    """Tells whether a value is an array of some library, scalars left out."""
    return _has_shape(value) and tuple(value.shape) != ()


def _has_shape(value: Any) -> bool:
    return isinstance(getattr(value, "shape", None), tuple)


def is_model(value: Any) -> bool:
    """Tells whether a value is a module, a state dict or a dictionary of arrays."""
    return isinstance(value, Mapping) or callable(getattr(value, "state_dict", None))


def as_array(value: Any) -> np.ndarray:
    """Returns a tensor, an array or nested lists as an array of numbers.

    PyTorch's tensors are taken from their device and their graph. Types that NumPy lacks, such
    as bfloat16, become float32, which holds all their values.
    """
    if callable(getattr(value, "detach", None)):
        value = _of_tensor(value)
    try:
        array = np.asarray(value)
    except ValueError as e:
        raise _refusal(value) from e
    if array.dtype.kind == "V" and array.dtype.names is None:
        array = array.astype(np.float32)
    if array.dtype.kind not in _NUMERIC:
        raise _refusal(value)
    return array


def _of_tensor(tensor: Any) -> Any:
    tensor = tensor.detach().cpu()
    try:
        return tensor.numpy()
    except TypeError:
        return tensor.float().numpy()


def _refusal(value: Any) -> NtkError:
    return NtkError(
        "unsupported-dtype",
        f"A value of type {type(value).__name__} is no array of numbers.",
        "Give a NumPy array, a tensor, or nested lists of numbers.",
    )


def named_arrays(model: Any) -> Dict[str, np.ndarray]:
    """Returns the arrays of a module, a state dict or nested dictionaries, by name.

    Names of nested dictionaries and positions in lists are joined by slashes, as in
    ``GRUCell_0/hn/kernel``. What is no array of numbers, such as a name or an object, is left
    out, as it is when ntk reads a checkpoint.
    """
    arrays = dict(_walk("", model, 0))
    if not arrays:
        raise NtkError(
            "array-not-found",
            f"A model of type {type(model).__name__} holds no arrays.",
            "Give a module, its state_dict(), or a dictionary of arrays.",
        )
    return arrays


def _walk(name: str, value: Any, level: int) -> Iterator[Tuple[str, np.ndarray]]:
    if level > _MOST_LEVELS:
        raise NtkError(
            "invalid-argument",
            f"A model is nested more than {_MOST_LEVELS} levels deep.",
            "Give the dictionary of its parameters.",
        )
    if callable(getattr(value, "state_dict", None)):
        value = value.state_dict()
    if isinstance(value, Mapping):
        items = value.items()
    elif isinstance(value, (list, tuple)) and any(is_array(v) or is_model(v) for v in value):
        items = enumerate(value)
    else:
        if _has_shape(value) or isinstance(value, (int, float, list, tuple)):
            try:
                yield name, as_array(value)
            except NtkError:
                pass
        return
    for key, item in items:
        yield from _walk(f"{name}/{key}" if name else str(key), item, level + 1)


def write_npz(path: str, arrays: Dict[str, np.ndarray]) -> None:
    """Writes arrays under any names, one of which ``numpy.savez`` keeps for itself."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as file:
        for name, array in arrays.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
