"""From what Python says to arguments of the command."""

import numbers
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from typing import Any, Dict, List, Optional

import numpy as np

from . import arrays
from .errors import NtkError

# Options that take a range of Python, or a list of indices.
_RANGES = ("trials", "steps", "units")
# Options that take NAME=VALUE, once for each name.
_PAIRS = ("set", "map")


class Arguments:
    """The arguments of one call, and the files of what they hold in memory.

    The files lie in a folder that only this user can read, and are removed when nobody needs
    the arguments any more: the call, and the result that may be shown as a page later.
    """

    def __init__(self, verb: str) -> None:
        self.words: List[str] = [verb]
        self._folder: Optional[str] = None
        self._remover: Optional[weakref.finalize] = None
        self._files = 0

    def folder(self) -> str:
        """Returns the folder of files of this call."""
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="ntk-")
            self._remover = weakref.finalize(self, _remove, self._folder, os.getpid())
        return self._folder

    def discard(self) -> None:
        """Removes the files of a call that failed, whose traceback may be kept for long."""
        if self._remover is not None:
            self._remover()

    def without_folder(self, text: str) -> str:
        """Returns a text in which files of this call have their names alone."""
        return text if self._folder is None else text.replace(self._folder + os.sep, "")

    def positional(self, name: str, value: Any) -> None:
        """Adds an argument that has no name on the command line."""
        path = self._path(name, value)
        self.words.append(os.path.join(os.curdir, path) if path.startswith("-") else path)

    def options(self, options: Dict[str, Any]) -> None:
        """Adds options by the names that they have on the command line."""
        for name, value in options.items():
            self.option(name, value)

    def checkpoints(self, models: Mapping) -> str:
        """Returns a folder with a file for each model, named by its training step."""
        folder = os.path.join(self.folder(), "checkpoints")
        os.mkdir(folder)
        for step, model in models.items():
            path = os.path.join(folder, f"step-{int(step):012d}.npz")
            arrays.write_npz(path, arrays.named_arrays(model))
        return folder

    def option(self, name: str, value: Any) -> None:
        """Adds an option: none if the value is ``None`` or ``False``, one for each of a list."""
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            return
        if value is True:
            self.words.append(flag)
            return
        for text in self._texts(name, value):
            self.words.append(f"{flag}={text}")

    def _texts(self, name: str, value: Any) -> List[str]:
        if name in _RANGES and isinstance(value, (slice, list, tuple)):
            return [_range(value)]
        if name in _PAIRS and isinstance(value, Mapping):
            return [f"{key}={_text(item)}" for key, item in value.items()]
        if isinstance(value, (list, tuple)) and value and all(map(_is_name, value)):
            return [self._path(name, item) for item in value]
        return [_text(value) if _is_scalar(value) else self._path(name, value)]

    def _path(self, name: str, value: Any) -> str:
        """Returns the name of a file, which holds the value if that is not a name itself."""
        if isinstance(value, os.PathLike):
            return os.fspath(value)
        if isinstance(value, str):
            return self._cell(value) if name == "cell" and "\n" in value else value
        if arrays.is_model(value):
            path = self._file(name, ".npz")
            arrays.write_npz(path, arrays.named_arrays(value))
            return path
        if isinstance(value, (list, tuple)) or arrays.is_array(value):
            array = arrays.as_array(value)
            path = self._file(name, ".npy")
            np.save(path, array, allow_pickle=False)
            return path
        raise NtkError(
            "invalid-argument",
            f"'{name}' is of type {type(value).__name__}.",
            "Give a number, a name, a path, an array, or a model.",
        )

    def _cell(self, equations: str) -> str:
        path = self._file("equations", ".cell")
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(equations)
        return path

    def _file(self, name: str, suffix: str) -> str:
        plain = re.sub(r"[^\w-]+", "-", name)
        path = os.path.join(self.folder(), plain + suffix)
        if os.path.exists(path):
            self._files += 1
            path = os.path.join(self.folder(), f"{plain}-{self._files}{suffix}")
        return path


def _remove(folder: str, owner: int) -> None:
    # A fork that ends must leave the files to the process that made them.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _is_name(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def _is_scalar(value: Any) -> bool:
    if isinstance(value, (numbers.Real, np.generic)) or _is_name(value):
        return not (isinstance(value, str) and "\n" in value)
    return hasattr(value, "item") and getattr(value, "shape", None) == ()


def _text(value: Any) -> str:
    if _is_name(value):
        return os.fspath(value)
    if hasattr(value, "item"):
        value = value.item()
    return repr(value) if isinstance(value, float) else str(value)


def _range(value: Any) -> str:
    if not isinstance(value, slice):
        return ",".join(_text(index) for index in value)
    if value.step not in (None, 1):
        raise NtkError(
            "invalid-argument",
            f"A range has a step of {value.step}.",
            "Give a range without a step, or a list of indices.",
        )
    ends = ("" if end is None else str(end) for end in (value.start, value.stop))
    return ":".join(ends)
