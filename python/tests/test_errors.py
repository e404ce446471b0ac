"""What is refused, and how it is said."""

import glob
import os
import tempfile

import numpy as np
import pytest

import ntk
from ntk import command


def refusal(call, *args, **options):
    with pytest.raises(ntk.NtkError) as caught:
        call(*args, **options)
    error = caught.value
    assert str(error) == f"{error.message} {error.remedy}"
    return error


def test_a_refusal_is_that_of_the_command(before, after, inputs, files, json_of):
    error = refusal(ntk.align, before, after, inputs, cell="gruu")
    expected = json_of(
        *("align", "--cell", "gruu", "--before", files / "before.npz"),
        *("--after", files / "after.npz", "--inputs", files / "inputs.npy"),
    )["error"]
    assert (error.id, error.message, error.remedy) == (
        expected["id"],
        expected["message"],
        expected["remedy"],
    )
    assert error.id == "unknown-cell"


def test_an_unknown_option(before, after, inputs):
    error = refusal(ntk.align, before, after, inputs, cell="gru", sampels=3)
    assert error.message == "Option '--sampels' is not known. Did you mean '--samples'?"


def test_files_in_memory_have_their_names_alone(before, inputs):
    wide = np.zeros((5, 6, 9))
    error = refusal(ntk.trace, before, wide, cell="gru")
    assert error.id == "shape-mismatch"
    assert error.message.startswith(
        "The inputs 'inputs.npy' have shape [5, 6, 9], but checkpoint 'model.npz' is of a model"
    )


@pytest.mark.parametrize(
    ("model", "id"),
    [
        ({}, "array-not-found"),
        ({"name": "a model"}, "array-not-found"),
        (object(), "invalid-argument"),
        ("nowhere.npz", "file-not-found"),
        ([["a", "b"]], "unsupported-dtype"),
    ],
)
def test_what_is_no_model(model, id, inputs):
    assert refusal(ntk.trace, model, inputs, cell="gru").id == id


def test_a_range_with_a_step(before, inputs):
    error = refusal(ntk.trace, before, inputs, cell="gru", steps=slice(0, 6, 2))
    assert error.message == "A range has a step of 2."


def test_help_is_no_result(before, inputs):
    assert refusal(ntk.trace, before, inputs, cell="gru", help=True).id == "invalid-argument"


def test_ntk_home_decides_which_command(monkeypatch, tmp_path):
    monkeypatch.setenv("NTK_HOME", str(tmp_path))
    error = refusal(command.find)
    assert error.id == "command-not-found"
    assert str(tmp_path) in error.message
    (tmp_path / "ntk").write_text("#!/bin/sh\n")
    (tmp_path / "ntk").chmod(0o700)
    assert command.find() == str(tmp_path / "ntk")


def test_files_of_a_call_are_private_and_do_not_stay(before, after, inputs, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = ntk.align(before, after, inputs, cell="gru", samples=20)
    (folder,) = glob.glob(str(tmp_path / "ntk-*"))
    assert os.stat(folder).st_mode & 0o077 == 0
    del result
    assert os.listdir(tmp_path) == []
    refusal(ntk.align, before, after, inputs, cell="gruu")
    assert os.listdir(tmp_path) == []
