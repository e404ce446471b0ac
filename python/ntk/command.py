"""Where the ``ntk`` command is."""

import os
import shutil
from pathlib import Path

from .errors import NtkError


def find() -> str:
    """Returns the path of the command: in ``NTK_HOME``, in the checkout, or on the path."""
    home = os.environ.get("NTK_HOME")
    if home:
        command = os.path.join(home, "ntk")
        if not _can_run(command):
            raise NtkError(
                "command-not-found",
                f"NTK_HOME is '{home}', which holds no command 'ntk'.",
                "Set it to the folder in which ntk lies, or unset it.",
            )
        return command
    folder = Path(__file__).resolve().parents[1]
    checkout = str(folder.parent / "ntk")
    if folder.name == "python" and _can_run(checkout):
        return checkout
    command = shutil.which("ntk") or ""
    if not command:
        raise NtkError(
            "command-not-found",
            "The command 'ntk' was not found.",
            "Set NTK_HOME to the folder in which it lies, or add that folder to PATH.",
        )
    return command


def _can_run(command: str) -> bool:
    return os.path.isfile(command) and os.access(command, os.X_OK)
