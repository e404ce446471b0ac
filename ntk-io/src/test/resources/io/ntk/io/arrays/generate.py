"""Writes the binary files beside this script, with the libraries that users write theirs with.

    pip install numpy ml_dtypes safetensors && python3 generate.py

The files in golden/ are not written here: they are reference cases that PyTorch computed.
"""

import io
import os
import warnings
import zipfile

import ml_dtypes
import numpy as np
import safetensors.numpy

os.chdir(os.path.dirname(os.path.abspath(__file__)))

SHAPE = (2, 3, 4)
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64"]


def values(dtype):
    """24 values of a type, its extremes among them."""
    ramp = np.arange(24) - 5
    if dtype == "bool":
        return (ramp % 3 == 0).reshape(SHAPE)
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        array = (ramp * 3).astype(dtype)
        array[0], array[7], array[23] = info.min, info.max, info.max - 1
        return array.reshape(SHAPE)
    info = ml_dtypes.finfo(dtype)
    array = (ramp / 7).astype(dtype)
    array[0], array[7], array[11], array[23] = info.max, -float(info.tiny), info.smallest_subnormal, -0.0
    return array.reshape(SHAPE)


def npy_bytes(array, version=None):
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def write(path, content):
    with open(path, "wb") as out:
        out.write(content)


# Every type, byte order and index order. What Java must make of TYPE.ORDER.INDEX is TYPE.expected.
dtypes = {}
for name in ["bool"] + INTEGERS + FLOATS:
    array = values(name)
    dtypes[name + ".expected"] = array.astype("<f8")
    for order, sign in (("little", "<"), ("big", ">")):
        ordered = array.astype(array.dtype.newbyteorder(sign))
        dtypes[f"{name}.{order}.c"] = np.ascontiguousarray(ordered)
        dtypes[f"{name}.{order}.fortran"] = np.asfortranarray(ordered)
np.savez_compressed("dtypes.npz", **dtypes)

# Every version of the header, and shapes of few axes.
for major in (1, 2, 3):
    write(f"version{major}.npy", npy_bytes(np.arange(6.0).reshape(2, 3), (major, 0)))
np.savez(
    "shapes.npz",
    scalar=np.float64(42.0),
    one=np.array([7.0]),
    empty=np.zeros((0,)),
    none_of_three=np.zeros((3, 0, 2)),
    five_axes=np.arange(2 * 1 * 3 * 1 * 2, dtype="f8").reshape(2, 1, 3, 1, 2),
    fortran_matrix=np.asfortranarray(np.arange(6.0).reshape(2, 3)),
)

# What is not numbers, beside what is.
record = np.array([(1.0, 2)], dtype=[("a", "<f4"), ("b", "<i4")])
np.savez(
    "refused.npz",
    numbers=np.arange(3.0),
    objects=np.array([{"a": 1}, None], dtype=object),
    complexes=np.array([1 + 2j]),
    text=np.array(["abc"]),
    bytestrings=np.array([b"abc"]),
    dates=np.array(["2020-01-01"], dtype="M8[D]"),
    records=record,
    longdoubles=np.array([1.0], dtype=np.longdouble),
    bfloats=np.array([1.0], dtype=ml_dtypes.bfloat16),
)
np.save("unicode_fields.npy", np.array([(1.0,)], dtype=[("\u03b8", "<f8")]))
np.savez("one.npz", only=np.array([1.0, 2.0]))
np.savez("none.npz")
np.savez("names.npz", **{"params/rnn/w": np.ones(2), "\u03b8.weight": np.ones(3), "a:b": np.ones(4)})

# Sizes as 64-bit fields throughout, as in archives beyond 4 GB.
zipfile.ZIP64_LIMIT = 1
np.savez("zip64.npz", a=np.arange(3.0), b=np.arange(4.0))
zipfile.ZIP64_LIMIT = (1 << 31) - 1

# The other format, by its own library.
tensors = {name: values(name) for name in ["bool"] + INTEGERS + FLOATS}
tensors["bfloat16"] = values(ml_dtypes.bfloat16)
for name, array in list(tensors.items()):
    tensors[name + ".expected"] = array.astype("<f8")
tensors["scalar"] = np.array(42.0, dtype="f4")
tensors["empty"] = np.zeros((0, 3), dtype="f4")
tensors["float8"] = np.array([1.0, 2.0], dtype=ml_dtypes.float8_e4m3fn)
safetensors.numpy.save_file(tensors, "dtypes.safetensors", metadata={"format": "np"})
