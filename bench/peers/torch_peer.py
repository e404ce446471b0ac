"""The alignment as a PyTorch user computes it: torch.func vjp and jvp through the model, vmap over the probes."""

import time

import torch
from torch.func import jvp, vjp, vmap

import recipe


def trajectory(cell, theta, x):
    trials, steps, _ = x.shape
    hidden = theta["weight_hh"].shape[1]
    h = x.new_zeros(trials, hidden)
    c = x.new_zeros(trials, hidden)
    seen = []
    for t in range(steps):
        a = torch.nn.functional.linear(x[:, t], theta["weight_ih"], theta["bias_ih"])
        b = torch.nn.functional.linear(h, theta["weight_hh"], theta["bias_hh"])
        if cell == "rnn":
            h = torch.tanh(a + b)
        elif cell == "gru":
            a_r, a_z, a_n = a.split(hidden, 1)
            b_r, b_z, b_n = b.split(hidden, 1)
            z = torch.sigmoid(a_z + b_z)
            n = torch.tanh(a_n + torch.sigmoid(a_r + b_r) * b_n)
            h = n + z * (h - n)
        else:
            i, f, g, o = (a + b).split(hidden, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        seen.append(h)
    return torch.stack(seen, 1)


def kernel_product(cell, theta, x, block):
    def model(parameters):
        return trajectory(cell, parameters, x)

    _, pullback = vjp(model, theta)
    return vmap(lambda v: jvp(model, (theta,), (pullback(v)[0],))[1])(block)


def main():
    given = recipe.arguments("torch.func")
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    bound = given.hidden**-0.5
    draw = lambda: {
        name: torch.empty(shape).uniform_(-bound, bound)
        for name, shape in recipe.shapes(given.cell, given.hidden, given.inputs).items()
    }
    before, after = draw(), draw()
    x = torch.randn(given.trials, given.steps, given.inputs)
    n = given.trials * given.steps * given.hidden
    seconds, value = [], None
    for _ in range(given.repetitions):
        if given.measure == "product":
            block = torch.randn(given.samples, given.trials, given.steps, given.hidden)
        start = time.perf_counter()
        with torch.no_grad():
            if given.measure == "product":
                kernel_product(given.cell, before, x, block)
            else:
                basis, _ = torch.linalg.qr(torch.randn(n, given.samples))
                block = (basis.T * (n / given.samples) ** 0.5).reshape(
                    given.samples, given.trials, given.steps, given.hidden
                )
                a = kernel_product(given.cell, before, x, block)
                b = kernel_product(given.cell, after, x, block)
                value = float((a * b).sum() / ((a * a).sum() * (b * b).sum()).sqrt())
        seconds.append(time.perf_counter() - start)
    recipe.report("torch " + torch.__version__, given, value, seconds)


if __name__ == "__main__":
    main()
