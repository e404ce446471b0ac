"""What is in memory gives what the command gives for files."""

import html
import re
import tempfile
from html.parser import HTMLParser

import numpy as np
import pytest

import ntk

EXACT = {"estimator": "exact", "precision": "float64"}


def timeless(result):
    """Returns the numbers of a result: neither times nor the names of files."""
    return {
        name: value
        for name, value in result.items()
        if name not in ("seconds", "model", "provenance", "references")
    }


def test_align_of_dictionaries_is_that_of_files(before, after, inputs, files, json_of):
    result = ntk.align(before, after, inputs, cell="gru", samples=20, metric=["distance", "norm"])
    expected = json_of(
        *("align", "--cell", "gru", "--samples", "20", "--metric", "distance", "--metric", "norm"),
        *("--before", files / "before.npz", "--after", files / "after.npz"),
        *("--inputs", files / "inputs.npy"),
    )
    assert timeless(result.json) == timeless(expected)
    assert result.value == float(result) == expected["value"]
    assert result.interval == tuple(expected["interval95"])
    assert result.standard_error == expected["standardError"]
    assert result.metrics["distance"].value == expected["distance"]["value"]
    assert result.metrics["norm"][1].value == expected["norm"]["after"]["value"]
    assert re.match(
        r"Alignment 0\.\d+ \(95% interval 0\.\d+ to 0\.\d+;"
        r" deflated, 20 products with each kernel\)$",
        repr(result),
    )


def test_paths_of_any_kind(files):
    before, after = files / "before.npz", f"{files / 'after.npz'}:gru"
    result = ntk.align(before, after, files / "inputs.npy", cell="gru", **EXACT)
    assert result.error_kind == "exact"
    assert result.standard_error == 0
    assert "exact" in repr(result)


class Tensor:
    """What ntk uses of a PyTorch tensor, which NumPy may not be able to hold."""

    def __init__(self, array, is_bfloat16=False):
        self.array = array
        self.is_bfloat16 = is_bfloat16
        self.shape = array.shape

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        return Tensor(self.array)

    def numpy(self):
        if self.is_bfloat16:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array


class Module:
    """What ntk uses of a PyTorch module."""

    def __init__(self, arrays, is_bfloat16=False):
        self.arrays = arrays
        self.is_bfloat16 = is_bfloat16

    def state_dict(self):
        found = {name: Tensor(array, self.is_bfloat16) for name, array in self.arrays.items()}
        return {**found, "gru._extra_state": None, "name": "a GRU"}


def test_modules_state_dicts_and_nested_dictionaries(before, after, inputs):
    expected = ntk.align(before, after, inputs, cell="gru", **EXACT)
    nested = {"params": {name: array.tolist() for name, array in after.items()}, "epoch": 3}
    for first in (Module(before), Module(before).state_dict(), Module(before, is_bfloat16=True)):
        result = ntk.align(first, nested, Tensor(inputs), cell="gru", **EXACT)
        assert result.value == expected.value


def test_equations_as_text_and_as_a_file(tmp_path, inputs):
    equations = "\n".join(
        [
            'cell small "a small network"',
            "",
            "parameters",
            "  W  [H, H]",
            "  U  [H, I]",
            "",
            "constants",
            "  alpha = 0.2",
            "",
            "state",
            "  h",
            "",
            "step",
            "  h' = (1 - alpha) * h + alpha * tanh(W @ h + U @ x)",
            "",
        ]
    )
    random = np.random.default_rng(4)
    model = {"W": random.standard_normal((4, 4)), "U": random.standard_normal((4, 3))}
    (tmp_path / "small.cell").write_text(equations, encoding="utf-8")
    options = {"set": {"alpha": 0.1}, **EXACT}
    of_text = ntk.trace(model, inputs, cell=equations, **options)
    of_file = ntk.trace(model, inputs, cell=tmp_path / "small.cell", **options)
    assert of_text.value == of_file.value
    assert of_text.value != ntk.trace(model, inputs, cell=equations, **EXACT).value


def test_a_part_by_slices_lists_and_masks(before, inputs):
    whole = ntk.trace(before, inputs, cell="gru", **EXACT)
    ranges = {"steps": slice(2, None), "trials": [0, 3], "units": slice(-2, None)}
    part = ntk.trace(before, inputs, cell="gru", **ranges, **EXACT)
    assert part.json["model"]["shape"] == [2, 4, 2]
    valid = np.ones((5, 6), dtype=bool)
    valid[:, 3:] = False
    masked = ntk.trace(before, inputs, cell="gru", valid=valid, **EXACT)
    assert masked.json["model"]["validSteps"] == 15
    assert masked.value < whole.value


def test_spectrum(before, inputs):
    result = ntk.spectrum(before, inputs, cell="gru", count=3, vectors=True, precision="float64")
    assert result.eigenvalues.shape == result.residuals.shape == (3,)
    assert (np.diff(result.eigenvalues) <= 0).all()
    assert result.vectors.shape == (3, 5, 6, 4)
    assert np.linalg.norm(result.vectors[0]) == pytest.approx(1)
    assert result.matrix is None
    assert set(result.effective_dimension) == {"all", "trial", "time", "unit"}
    assert repr(result).startswith("Spectrum: 3 values, largest ")
    reduced = ntk.spectrum(before, inputs, cell="gru", reduce="time", estimator="exact")
    assert reduced.matrix.shape == (6, 6)
    assert reduced.vectors is None
    largest = np.linalg.eigvalsh(reduced.matrix)[-1]
    assert reduced.eigenvalues[0] == pytest.approx(largest, rel=1e-6)


def test_track_of_models_in_memory(before, after, inputs):
    half = {name: (before[name] + after[name]) / 2 for name in before}
    result = ntk.track({0: before, 100: after, 50: half}, inputs, cell="gru", samples=20)
    assert result.steps.tolist() == [0, 50, 100]
    assert result.alignment[0] == 1
    assert (np.diff(result.alignment) < 0).all()
    assert result.interval("alignment_first").shape == (3, 2)
    assert set(result.names) >= {"norm", "cka_first"}
    changes = [name for name in result.names if name.startswith("weight_change_first.")]
    (recurrent,) = [name for name in changes if "weight_hh" in name]
    assert result.curve(recurrent)[0] == 0
    assert result.curve(recurrent)[2] > 0
    assert repr(result).startswith("Track: 3 checkpoints, steps 0 to 100; ")


def test_compare(before, after, inputs):
    models = {"young": before, "old": after}
    result = ntk.compare(models, inputs, cell="gru", samples=20, as_given=True)
    assert result.models == ["young", "old"]
    assert result.matrix.shape == result.standard_errors.shape == (2, 2)
    assert result.intervals.shape == (2, 2, 2)
    assert result.metrics["cka"].shape == (2, 2)
    assert result.metrics["norm"].shape == (2,)
    align = ntk.align(before, after, inputs, cell="gru", samples=20)
    assert result.matrix[0, 1] == pytest.approx(align.value)


def test_compare_models_of_two_cells_and_sizes(before, inputs):
    random = np.random.default_rng(5)
    small = {"weight_ih_l0": random.standard_normal((2, 3)), "weight_hh_l0": np.eye(2)}
    small.update({"bias_ih_l0": np.zeros(2), "bias_hh_l0": np.zeros(2)})
    result = ntk.compare([before, small], inputs, cell=["gru", "rnn_tanh"], samples=20)
    assert result.matrix.shape == (2, 2)
    assert result.matrix[0, 1] == result.metrics["cka"][1, 0]
    assert result.standard_errors.size == 0
    assert "different sizes: CKA from 0." in repr(result)


def test_flow(before, inputs):
    targets = np.zeros((5, 6, 2))
    result = ntk.flow(before, inputs, targets, cell="gru", groups=[0, 0, 1, 1, 1], **EXACT)
    assert result.loss > 0
    assert result.share_by_step.sum() == pytest.approx(1)
    assert len(result.share_by_trial) == 5
    assert len(result.share_by_unit) == 4
    assert sum(result.gradient_share.values()) == pytest.approx(1)
    assert 0 < result.error_alignment.value <= 1


def test_a_check_that_disagrees_is_a_result(before, inputs):
    result = ntk.check(before, inputs, cell="gru", states=np.zeros((5, 6, 4)))
    assert not result
    assert not result.agree
    assert result.first_difference["trial"] == 0
    assert "DISAGREEMENT" in repr(result)


class Balanced(HTMLParser):
    """Refuses a document whose elements do not nest."""

    VOID = {"meta", "link", "br", "img", "input", "hr", "col"}

    def __init__(self):
        super().__init__()
        self.open = []
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def seen_in(text):
    parser = Balanced()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser.seen


def test_a_notebook_shows_the_pictures_apart_from_itself(before, after, inputs):
    result = ntk.align(before, after, inputs, cell="gru", samples=20)
    shown = result._repr_html_()
    assert seen_in(shown) == {"p", "iframe"}
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', shown).group(1))
    assert {"html", "style", "svg", "figcaption"} <= seen_in(page)
    assert "table" in seen_in(result.page())
    assert page.count("<figure") == result.page().count("<figure") > 3
    track = ntk.track({0: before, 1: after}, inputs, cell="gru", samples=20)
    assert "svg" in seen_in(track.page())


def test_a_page_of_files_that_changed_is_refused(files):
    args = (files / "before.npz", files / "after.npz", files / "inputs.npy")
    result = ntk.align(*args, cell="gru", samples=20)
    spectrum = ntk.spectrum(files / "after.npz", args[2], cell="gru", count=3)
    np.savez(files / "after.npz", **dict(np.load(files / "before.npz")))
    with pytest.raises(ntk.NtkError, match="a file has changed since"):
        result.page()
    with pytest.raises(ntk.NtkError, match="a file has changed since"):
        spectrum.page()
    assert "There are no pictures." in result._repr_html_()


def test_a_report_of_the_users_own(before, inputs, tmp_path):
    path = tmp_path / "mine.html"
    result = ntk.trace(before, inputs, cell="gru", samples=20, report=path)
    written = path.read_text(encoding="utf-8")
    assert result.page() == re.sub(rf"{tempfile.gettempdir()}/ntk-\w+/", "", written)
