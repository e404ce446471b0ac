"""Writes the pickles beside this script, one for each protocol: python3 generate.py"""

import collections
import pickle

import numpy


class Settings:
    """Pickled by reference, so that a reader meets a class that it cannot know."""

    def __init__(self):
        self.rate = 0.5
        self.mask = numpy.arange(4, dtype="uint8").reshape(2, 2)


def tree():
    matrix = numpy.arange(6, dtype="<f8").reshape(2, 3) / 4 - 0.5
    shared = numpy.array([1, -2, 3], dtype="<i4")
    return {
        "matrix": matrix,
        "columns": numpy.asfortranarray(matrix),
        "big": matrix.astype(">f4"),
        "half": numpy.array([0.5, -2.0], dtype="<f2"),
        "flags": numpy.array([True, False, True]),
        "scalar": numpy.array(7.25),
        "empty": numpy.zeros((0, 3)),
        "long": numpy.arange(3000, dtype="<i2"),
        "complex": numpy.array([1 + 2j]),
        "shared": shared,
        "again": [shared, {3: shared, True: 1}],
        "ordered": collections.OrderedDict([("a", matrix[:1].copy()), ("b", 3)]),
        "objects": numpy.array([matrix[0].copy(), None], dtype=object),
        "settings": Settings(),
        "number": numpy.float64(2.5),
        "text": "\u00e9\u4e2d\U0001f600 ' \\ \n",
        "numbers": [0, 1, 255, 256, -1, 2**31, -(2**31) - 1, 2**62, 2**70, 1.5, None, True, False],
        "bytes": b"\x00\xff'\n",
        "set": {1, 2},
    }


for protocol in range(6):
    with open(f"protocol{protocol}.pkl", "wb") as file:
        pickle.dump(tree(), file, protocol=protocol)
