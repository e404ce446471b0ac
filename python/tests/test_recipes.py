"""The lines of Python that messages and pages tell users to run, run as they stand."""

import bz2
import gzip
import io
import lzma
import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = {"rnn.weight_hh_l0": np.eye(3), "rnn.bias_hh_l0": np.arange(3.0)}
TENSORFLOW_END = bytes.fromhex("57fb808b247547db")


def module(name, **members):
    made = types.ModuleType(name)
    vars(made).update(members)
    return made


class Interpreter:
    """TensorFlow Lite's, of a file with WEIGHTS."""

    def __init__(self, path):
        assert Path(path).exists()

    def allocate_tensors(self):
        pass

    def get_tensor_details(self):
        return [{"name": name, "index": i} for i, name in enumerate(WEIGHTS)]

    def get_tensor(self, index):
        return list(WEIGHTS.values())[index]


def checkpoint(path):
    """TensorFlow's reader of the files whose names begin with a path."""
    assert list(Path().glob(path + "*"))
    return types.SimpleNamespace(
        get_variable_to_shape_map=lambda: {name: a.shape for name, a in WEIGHTS.items()},
        get_tensor=WEIGHTS.__getitem__,
    )


def tensorflow():
    lite = module("tensorflow.lite", Interpreter=Interpreter)
    train = module("tensorflow.train", load_checkpoint=checkpoint)
    return {"tensorflow": module("tensorflow", lite=lite, train=train)}


def onnx():
    def load(path):
        assert Path(path).exists()
        tensors = [types.SimpleNamespace(name=name, value=a) for name, a in WEIGHTS.items()]
        return types.SimpleNamespace(graph=types.SimpleNamespace(initializer=tensors))

    helper = module("onnx.numpy_helper", to_array=lambda tensor: tensor.value)
    return {
        "onnx": module("onnx", load=load, numpy_helper=helper),
        "onnx.numpy_helper": helper,
    }


def flax():
    def restore(content):
        assert content[:1] == b"\x81"
        return {"rnn": {"weight_hh_l0": np.eye(3), "bias_hh_l0": np.arange(3.0)}}

    def flatten(tree, sep):
        return {f"{outer}{sep}{name}": a for outer, of in tree.items() for name, a in of.items()}

    parts = {
        "flax.serialization": module("flax.serialization", msgpack_restore=restore),
        "flax.traverse_util": module("flax.traverse_util", flatten_dict=flatten),
    }
    whole = module("flax", **{name.split(".")[1]: part for name, part in parts.items()})
    return {"flax": whole, **parts}


def array_file():
    content = io.BytesIO()
    np.save(content, np.eye(3))
    return content.getvalue()


# The file that is refused, what it holds, the modules of its recipe, and the file that the recipe makes.
REFUSED = {
    "model.gz": (gzip.compress(array_file()), dict, "model"),
    "model.xz": (lzma.compress(array_file()), dict, "model"),
    "model.bz2": (bz2.compress(array_file()), dict, "model"),
    "data.csv": (b"1,2\n3,4\n", dict, "data.npy"),
    "model.tflite": (b"\x1c\x00\x00\x00TFL3" + bytes(40), tensorflow, "model.npz"),
    "model.index": (bytes(40) + TENSORFLOW_END, tensorflow, "model.npz"),
    "saved_model.pb": (b"\x08\x01\x12" + bytes(40), tensorflow, "model.npz"),
    "model.onnx": (b"\x08\x07\x12\x07pytorch" + bytes(40), onnx, "model.npz"),
    "model.msgpack": (b"\x81\xa3rnn" + bytes(40), flax, "model.npz"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_can_be_converted_as_the_message_says(
    name, tmp_path, monkeypatch, json_of
):
    content, modules, made = REFUSED[name]
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    variables = Path("variables")
    variables.mkdir()
    (variables / "variables.index").write_bytes(content)
    for module_name, stand_in in modules().items():
        monkeypatch.setitem(sys.modules, module_name, stand_in)

    remedy = json_of("show", tmp_path / name)["error"]["remedy"]
    recipe = re.search(r"in Python\b[^:]*: (import .*)\.$", remedy)
    assert recipe, remedy
    exec(compile(recipe.group(1), name, "exec"), {})

    arrays = json_of("show", tmp_path / made)["arrays"]
    assert sorted(a["shape"] for a in arrays) in ([[2, 2]], [[3, 3]], [[3], [3, 3]])


class Tensor:
    """PyTorch's, as far as the pages use it."""

    def __init__(self, values):
        self.values = values

    def cpu(self):
        return self

    def numpy(self):
        return self.values


def saved(model, path):
    assert Path(path).suffix == ".pt"
    np.savez(str(path) + ".npz", **model)


@pytest.mark.parametrize("page", ["README.md", "docs/bring-your-network.md"])
def test_the_lines_that_save_a_network(page, tmp_path, monkeypatch, json_of):
    monkeypatch.chdir(tmp_path)
    for module_name, stand_in in flax().items():
        monkeypatch.setitem(sys.modules, module_name, stand_in)
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(), re.M | re.S)
    assert blocks
    inputs = np.zeros((5, 4, 3))
    saving = [block for block in blocks if "save" in block and "class " not in block]
    assert saving
    for block in saving:
        keras = "save_weights" in block
        names = {
            "np": np,
            "torch": types.SimpleNamespace(save=saved),
            "model": types.SimpleNamespace(
                state_dict=lambda: WEIGHTS, save_weights=lambda path: Path(path).touch()
            ),
            "params": {"rnn": WEIGHTS},
            "inputs": inputs if keras or "flax" in block else Tensor(inputs),
        }
        exec(compile(block, page, "exec"), names)
    for made in [*tmp_path.glob("*.npy"), *tmp_path.glob("*.npz")]:
        assert "error" not in json_of("show", made)
    assert list(tmp_path.glob("*inputs.npy"))


def test_every_block_of_python_in_the_pages_is_python():
    blocks = [
        (page, block)
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for block in re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.M | re.S)
    ]
    assert len(blocks) >= 5
    for page, block in blocks:
        compile(block, str(page), "exec")
