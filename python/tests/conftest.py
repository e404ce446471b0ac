"""A small GRU before and after training, in memory and in files."""

import json
import os
import subprocess

import numpy as np
import pytest

from ntk import command

UNITS = 4
CHANNELS = 3


def gru(seed):
    """Returns the weights of a GRU and a readout as PyTorch names them."""
    random = np.random.default_rng(seed)
    shapes = {
        "gru.weight_ih_l0": (3 * UNITS, CHANNELS),
        "gru.weight_hh_l0": (3 * UNITS, UNITS),
        "gru.bias_ih_l0": (3 * UNITS,),
        "gru.bias_hh_l0": (3 * UNITS,),
        "readout.weight": (2, UNITS),
        "readout.bias": (2,),
    }
    return {
        name: random.uniform(-0.5, 0.5, shape).astype(np.float32)
        for name, shape in shapes.items()
    }


@pytest.fixture
def before():
    return gru(1)


@pytest.fixture
def after(before):
    moved = gru(2)
    return {name: array + moved[name] / 2 for name, array in before.items()}


@pytest.fixture
def inputs():
    return np.random.default_rng(3).standard_normal((5, 6, CHANNELS))


@pytest.fixture
def files(tmp_path, before, after, inputs):
    """Returns a folder with the same models and inputs in files."""
    np.savez(tmp_path / "before.npz", **before)
    np.savez(tmp_path / "after.npz", **after)
    np.save(tmp_path / "inputs.npy", inputs)
    return tmp_path


@pytest.fixture
def json_of():
    """Returns what the command prints for arguments, in a process of its own."""

    def run(*args):
        line = [command.find(), *map(str, args), "--json"]
        done = subprocess.run(line, capture_output=True, check=False, env=dict(os.environ))
        return json.loads(done.stdout)

    return run
