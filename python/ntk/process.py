"""The one process of the command that serves this process of Python."""

import atexit
import collections
import json
import os
import signal
import subprocess
import sys
import threading
from typing import Any, Deque, Dict, List, Optional, Tuple

from . import command
from .errors import NtkError

_LAST_WORDS = 5
_SECONDS_TO_END = 5.0


class Server:
    """A process of ``ntk serve``, which answers one call at a time."""

    def __init__(self, path: str) -> None:
        # A session of its own, so that Ctrl-C reaches Python alone, which then ends the process.
        # Without a buffer, so that a fork has nothing of a request to write again.
        self._process = subprocess.Popen(
            [path, "serve", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        # Buffered here, since lines are read byte by byte otherwise.
        self._responses = open(self._process.stdout.fileno(), "rb", closefd=False)
        self._last_words: Deque[str] = collections.deque(maxlen=_LAST_WORDS)
        self._errors = threading.Thread(target=self._pass_errors_on, daemon=True)
        self._errors.start()
        self._calls = 0

    def call(self, args: List[str]) -> Dict[str, Any]:
        """Returns the response to arguments of the command, those after ``ntk``."""
        self._calls += 1
        request = json.dumps({"id": self._calls, "args": args}) + "\n"
        try:
            self._write(request.encode("utf-8"))
        except OSError:
            raise self._death() from None
        while True:
            line = self._responses.readline()
            if not line.endswith(b"\n"):
                raise self._death()
            response = json.loads(line)
            if "progress" not in response:
                return response
            message = response["progress"].get("message")
            if message:
                print(message, file=sys.stderr, flush=True)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def _pass_errors_on(self) -> None:
        for line in iter(self._process.stderr.readline, b""):
            text = line.decode("utf-8", "replace").rstrip()
            self._last_words.append(text)
            print(text, file=sys.stderr, flush=True)

    def _death(self) -> NtkError:
        """Waits for the process, which has closed its output, and says how it ended."""
        try:
            code = self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            code = self._end_now()
        self._errors.join(_SECONDS_TO_END)
        end = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        words = " ".join(self._last_words)
        return NtkError(
            "process-died",
            f"The process of ntk {end} during this call" + (f": {words}" if words else "."),
            "The next call starts a new one; if that dies too, run the same verb in a terminal.",
        )

    def kill(self) -> None:
        """Ends the process at once, whatever it computes."""
        self._end_now()
        self._close()

    def _end_now(self) -> int:
        # With what it started: the first call may be building ntk.
        if self._process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        return self._process.wait()

    def stop(self) -> None:
        """Ends the process, which waits for nothing."""
        self._process.stdin.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._end_now()
        self._close()

    def forget(self) -> None:
        """Lets go of a process that belongs to the parent of a fork."""
        self._process.returncode = 0
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()

    def _close(self) -> None:
        self._errors.join(_SECONDS_TO_END)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()


# What a process of the command depends on: one that was started otherwise is not used.
_Surroundings = Tuple[str, str, Tuple[Tuple[str, str], ...]]

_lock = threading.Lock()
_server: Optional[Server] = None
_started_in: Optional[_Surroundings] = None


def call(args: List[str]) -> Dict[str, Any]:
    """Returns the response to arguments of the command, from whichever thread it is called."""
    global _server
    with _lock:
        server = _running()
        try:
            return server.call(args)
        except BaseException:
            # It died, or the user interrupted the call: nothing of it may go on.
            _server = None
            server.kill()
            raise


def _running() -> Server:
    global _server, _started_in
    surroundings = _surroundings()
    if _server is not None and (not _server.is_alive() or _started_in != surroundings):
        _stop()
    if _server is None:
        _server = Server(surroundings[0])
        _started_in = surroundings
    return _server


def _surroundings() -> _Surroundings:
    """Relative paths depend on the folder, and the configuration on the environment."""
    variables = tuple(
        sorted(
            (name, value)
            for name, value in os.environ.items()
            if name.startswith("NTK_") or name in ("JAVA_HOME", "XDG_CONFIG_HOME", "HOME")
        )
    )
    return command.find(), os.getcwd(), variables


def _stop() -> None:
    global _server
    server, _server = _server, None
    if server is not None:
        server.stop()


def _stop_at_exit() -> None:
    # A daemon thread may be in the middle of a call, which nobody waits for any more.
    if _lock.acquire(blocking=False):
        _stop()
    elif _server is not None:
        _server.kill()


def _forget_after_fork() -> None:
    global _lock, _server
    _lock = threading.Lock()
    server, _server = _server, None
    if server is not None:
        server.forget()


atexit.register(_stop_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
