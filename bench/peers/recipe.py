"""The common part of the peer programs: arguments, initial weights and the printed result."""

import argparse
import json
import statistics

GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def arguments(engine):
    parser = argparse.ArgumentParser(description=f"NTK alignment of two untrained networks with {engine}.")
    parser.add_argument("--cell", choices=sorted(GATES), default="rnn")
    parser.add_argument("--size", default="100,10,128,3", help="trials, steps, hidden units, inputs")
    parser.add_argument("--samples", type=int, default=50)
    parser.add_argument("--repetitions", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--measure",
        choices=["alignment", "product"],
        default="alignment",
        help="the whole alignment, or one application of one kernel to a block",
    )
    parsed = parser.parse_args()
    parsed.trials, parsed.steps, parsed.hidden, parsed.inputs = map(int, parsed.size.split(","))
    return parsed


def shapes(cell, hidden, inputs):
    rows = GATES[cell] * hidden
    return {
        "weight_ih": (rows, inputs),
        "weight_hh": (rows, hidden),
        "bias_ih": (rows,),
        "bias_hh": (rows,),
    }


def report(engine, given, value, seconds):
    result = {
        "engine": engine,
        "cell": given.cell,
        "size": given.size,
        "samples": given.samples,
        "measure": given.measure,
        "value": value,
        "median": statistics.median(seconds[1:] or seconds),
        "seconds": seconds,
    }
    print(json.dumps(result))
