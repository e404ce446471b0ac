"""Makes the files of docs/bring-your-network.md that are not copies of golden files, and prints the right alignments.

Run as `python generate.py GOLDEN` where GOLDEN holds models/ctrnn_dale.npz and cases/read_through_tanh_*.pth. Needs NumPy, SciPy,
JAX and Flax. Copies are before.pt, after.pt, inputs.npy (the golden GRU) and *.weights.h5, keras_inputs.npy (the golden Keras GRU).
"""
import io
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path

import jax
import numpy as np
import scipy.io

jax.config.update("jax_enable_x64", True)
import flax.linen as nn
import jax.numpy as jnp
from flax.traverse_util import flatten_dict, unflatten_dict

GOLDEN = Path(sys.argv[1])


# PyTorch's zip of a pickle and storages, written and read without PyTorch.

sys.modules["torch"] = types.ModuleType("torch")
sys.modules["torch._utils"] = types.ModuleType("torch._utils")


def rebuild():
    pass


class Storage:
    pass


rebuild.__module__, rebuild.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
Storage.__module__, Storage.__qualname__ = "torch", "DoubleStorage"
sys.modules["torch._utils"]._rebuild_tensor_v2 = rebuild
sys.modules["torch"].DoubleStorage = Storage


class Stored:
    def __init__(self, key, array):
        self.key, self.array = key, array


class Tensor:
    def __init__(self, key, array):
        self.stored = Stored(key, array)

    def __reduce__(self):
        array = self.stored.array
        strides = tuple(stride // array.itemsize for stride in array.strides)
        return rebuild, (self.stored, 0, array.shape, strides, False, OrderedDict())


class Pickler(pickle._Pickler):
    def persistent_id(self, value):
        return ("storage", Storage, value.key, "cpu", value.array.size) if isinstance(value, Stored) else None


def save(name, arrays):
    arrays = {key: np.ascontiguousarray(value) for key, value in arrays.items()}
    data = io.BytesIO()
    Pickler(data, 2).dump(OrderedDict((k, Tensor(str(i), v)) for i, (k, v) in enumerate(arrays.items())))
    with zipfile.ZipFile(name, "w", zipfile.ZIP_STORED) as file:
        def put(path, content):
            file.writestr(zipfile.ZipInfo(f"{Path(name).stem}/{path}", (1980, 1, 1, 0, 0, 0)), content)
        put("data.pkl", data.getvalue())
        put("byteorder", "little")
        for i, value in enumerate(arrays.values()):
            put(f"data/{i}", value.tobytes())
        put("version", "3\n")


def load(path):
    file = zipfile.ZipFile(path)
    root = file.namelist()[0].split("/")[0]

    class Unpickler(pickle.Unpickler):
        def find_class(self, module, name):
            if name == "_rebuild_tensor_v2":
                return lambda data, offset, shape, strides, *rest: np.lib.stride_tricks.as_strided(
                    data[offset:], shape, [8 * stride for stride in strides]).copy()
            return OrderedDict if name == "OrderedDict" else name

        def persistent_load(self, identity):
            return np.frombuffer(file.read(f"{root}/data/{identity[2]}"), "<f8")

    return Unpickler(io.BytesIO(file.read(f"{root}/data.pkl"))).load()


def kernel(states, parameters):
    jacobian = jax.jacobian(lambda p: states(p).reshape(-1))(parameters)
    jacobian = np.concatenate([np.asarray(v).reshape(v.shape[0], -1) for v in jacobian.values()], axis=1)
    return jacobian @ jacobian.T


def alignment(states, before, after):
    a, b = kernel(states, before), kernel(states, after)
    return (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())


# A rate network under Dale's law, in PyTorch.
dale = np.load(GOLDEN / "models/ctrnn_dale.npz")
for when in ("before", "after"):
    trained = {k[len(when) + 1:]: dale[k] for k in dale.files if k.startswith(when + ".")}
    fixed = {"rnn.sign": dale["constant.sign"], "rnn.mask": dale["constant.mask"]}
    save(f"dale_{when}.pt", {**{k: v for k, v in trained.items() if k.startswith("rnn")}, **fixed,
                             **{k: v for k, v in trained.items() if k.startswith("readout")}})
np.save("dale_inputs.npy", dale["inputs"])
np.save("dale_states.npy", dale["states_after"])

# A rate network in MATLAB.
inputs = np.load(GOLDEN / "cases/read_through_tanh_inputs.npy")
nets = [load(GOLDEN / f"cases/read_through_tanh_{when}.pth") for when in ("before", "after")]
for when, net in zip(("before", "after"), nets):
    fields = {"J": net["J.weight"], "B": net["b_in"], "c": net["c_x"][:, None],
              "W_out": net["W_out.weight"], "b_out": net["W_out.bias"][:, None]}
    scipy.io.savemat(f"{when}.mat", {"net": fields}, do_compression=True)
scipy.io.savemat("inputs.mat", {"inputs": inputs}, do_compression=True)


def rates(p):
    def step(y, u):
        y = 0.9 * y + 0.1 * (p["J.weight"] @ jnp.tanh(y) + p["c_x"] + p["b_in"] @ u)
        return y, y
    return jax.vmap(lambda u: jax.lax.scan(step, jnp.zeros(6), u)[1])(inputs)


before, after = ({k: jnp.asarray(v) for k, v in net.items() if not k.startswith("W_out")} for net in nets)
print("rate_inside", alignment(rates, before, after))  # 0.999539060915

# A GRU of Flax.
gru = nn.RNN(nn.GRUCell(6, param_dtype=jnp.float64))
generator = np.random.default_rng(3)
x = generator.standard_normal((3, 5, 2))
shapes = {k: v.shape for k, v in flatten_dict(gru.init(jax.random.key(0), x)["params"], sep="/").items()}
before = {k: jnp.asarray(0.5 * generator.standard_normal(shape)) for k, shape in sorted(shapes.items())}
after = {k: v + 0.3 * generator.standard_normal(v.shape) for k, v in before.items()}
for when, values in (("before", before), ("after", after)):
    np.savez(f"flax_{when}.npz", **{k: np.asarray(v) for k, v in values.items()})
np.save("flax_inputs.npy", x)
print("flax_gru", alignment(lambda p: gru.apply({"params": unflatten_dict(p, sep="/")}, x), before, after))  # 0.917956758502
