"""One process answers all calls, and is replaced where it must be."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import ntk
from ntk import process


def pid():
    return process._server.pid


def value(before, after, inputs, **options):
    return ntk.align(before, after, inputs, cell="gru", samples=20, **options).value


def test_calls_share_a_process(before, after, inputs):
    first = value(before, after, inputs)
    served_by = pid()
    with pytest.raises(ntk.NtkError):
        value(before, after, inputs, estimator="nope")
    assert value(before, after, inputs) == first
    assert pid() == served_by


def test_a_process_that_died_between_calls_is_replaced(before, after, inputs):
    first = value(before, after, inputs)
    dead = pid()
    os.kill(dead, signal.SIGKILL)
    process._server._process.wait()
    assert value(before, after, inputs) == first
    assert pid() != dead


def test_a_process_that_dies_during_a_call_is_an_error_of_that_call(before, inputs):
    ntk.trace(before, inputs, cell="gru", samples=20)
    server = process._server
    killer = threading.Timer(0, lambda: os.kill(server.pid, signal.SIGKILL))
    write = server._write

    def write_and_die(data):
        write(data[:5])
        killer.start()

    server._write = write_and_die
    with pytest.raises(ntk.NtkError) as caught:
        ntk.trace(before, inputs, cell="gru")
    assert caught.value.id == "process-died"
    assert "was ended by signal 9 during this call" in caught.value.message
    assert "starts a new one" in caught.value.remedy
    ntk.trace(before, inputs, cell="gru", samples=20)


def test_a_command_that_cannot_start_says_why(before, inputs, monkeypatch, tmp_path):
    (tmp_path / "ntk").write_text("#!/bin/sh\necho 'ntk: No Java was found.' >&2\nexit 2\n")
    (tmp_path / "ntk").chmod(0o700)
    monkeypatch.setenv("NTK_HOME", str(tmp_path))
    with pytest.raises(ntk.NtkError, match="ended with exit code 2 .*: ntk: No Java was found."):
        ntk.trace(before, inputs, cell="gru")


def test_what_a_terminal_would_be_told_is_told(before, inputs, monkeypatch, tmp_path, capsys):
    answer = '{"id":1,"exitCode":2,"error":{"id":"x","message":"No.","remedy":"Stop."}}'
    (tmp_path / "ntk").write_text(
        "#!/bin/sh\nread request\necho 'ntk: building...' >&2\n"
        """echo '{"id":1,"progress":{"seconds":1}}'\n"""
        """echo '{"id":1,"progress":{"message":"This takes an hour."}}'\n"""
        f"echo '{answer}'\nread end\n"
    )
    (tmp_path / "ntk").chmod(0o700)
    monkeypatch.setenv("NTK_HOME", str(tmp_path))
    with pytest.raises(ntk.NtkError, match="No. Stop."):
        ntk.trace(before, inputs, cell="gru")
    process._stop()
    told = capsys.readouterr().err.splitlines()
    assert sorted(told) == ["This takes an hour.", "ntk: building..."]


def test_another_folder_and_another_environment_are_taken_notice_of(files, monkeypatch):
    monkeypatch.chdir(files)
    args = ("before.npz", "after.npz", "inputs.npy")
    result = ntk.align(*args, cell="gru", samples=20)
    monkeypatch.setenv("NTK_PRECISION", "float64")
    assert ntk.align(*args, cell="gru", samples=20).json["precision"] == "float64"
    monkeypatch.chdir("/")
    with pytest.raises(ntk.NtkError, match="'inputs.npy' does not exist"):
        ntk.align(*args, cell="gru")
    assert result.json["precision"] == "float32"


def test_threads_wait_for_each_other(before, after, inputs):
    expected = [value(before, after, inputs, seed=seed) for seed in range(4)]
    found = [None] * 4

    def call(seed):
        found[seed] = value(before, after, inputs, seed=seed)

    threads = [threading.Thread(target=call, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_a_fork_has_a_process_of_its_own(before, after, inputs):
    expected = value(before, after, inputs)
    served_by = pid()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            same = value(before, after, inputs) == expected
            code = 0 if same and pid() != served_by else 2
            process._stop()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert status == 0
    assert value(before, after, inputs) == expected
    assert pid() == served_by


LONG = {"samples": 10_000, "estimator": "hutchinson"}
SLOW = """
import numpy as np
import ntk
from ntk import process
random = np.random.default_rng(1)
shapes = {"weight_ih": (300, 3), "weight_hh": (300, 100), "bias_ih": (300,), "bias_hh": (300,)}
model = {name: random.standard_normal(shape) / 10 for name, shape in shapes.items()}
inputs = random.standard_normal((40, 400, 3))
"""


def alive(served_by):
    try:
        os.kill(served_by, 0)
        with open(f"/proc/{served_by}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.fixture
def interruptible():
    """What starts the tests in the background may have them ignore interrupts, which no notebook does."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_ends_the_computation(before, inputs, interruptible):
    ntk.trace(before, inputs, cell="gru", samples=20)
    served_by = pid()
    scope = {}
    exec(SLOW, scope)
    interrupt = threading.Timer(2, lambda: os.kill(os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        ntk.trace(scope["model"], scope["inputs"], cell="gru", **LONG)
    assert not alive(served_by)
    ntk.trace(before, inputs, cell="gru", samples=20)
    assert pid() != served_by


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are looked up in /proc")
def test_a_process_ends_with_python_even_if_that_is_killed_during_a_call():
    code = SLOW + (
        "ntk.trace(model, inputs[:2, :4], cell='gru', samples=4)\n"
        "print(process._server.pid, flush=True)\n"
        f"ntk.trace(model, inputs, cell='gru', **{LONG})\n"
    )
    python = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    served_by = int(python.stdout.readline())
    time.sleep(2)
    assert alive(served_by)
    python.kill()
    python.wait()
    python.stdout.close()
    end = time.monotonic() + 60
    while alive(served_by) and time.monotonic() < end:
        time.sleep(0.1)
    assert not alive(served_by)
