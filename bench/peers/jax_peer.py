"""The alignment as a JAX user computes it: jitted, linearized once, the linearization transposed once."""

import functools
import time

import jax
import jax.numpy as jnp

import recipe


def trajectory(cell, theta, x):
    hidden = theta["weight_hh"].shape[1]

    def step(state, x_t):
        h, c = state
        a = x_t @ theta["weight_ih"].T + theta["bias_ih"]
        b = h @ theta["weight_hh"].T + theta["bias_hh"]
        if cell == "rnn":
            h = jnp.tanh(a + b)
        elif cell == "gru":
            a_r, a_z, a_n = jnp.split(a, 3, axis=1)
            b_r, b_z, b_n = jnp.split(b, 3, axis=1)
            z = jax.nn.sigmoid(a_z + b_z)
            n = jnp.tanh(a_n + jax.nn.sigmoid(a_r + b_r) * b_n)
            h = n + z * (h - n)
        else:
            i, f, g, o = jnp.split(a + b, 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    start = jnp.zeros((x.shape[0], hidden))
    _, seen = jax.lax.scan(step, (start, start), jnp.swapaxes(x, 0, 1))
    return jnp.swapaxes(seen, 0, 1)


def kernel_product(cell, theta, x, block):
    _, pushforward = jax.linearize(lambda parameters: trajectory(cell, parameters, x), theta)
    pullback = jax.linear_transpose(pushforward, theta)
    return jax.vmap(lambda v: pushforward(pullback(v)[0]))(block)


@functools.partial(jax.jit, static_argnums=(0, 4))
def alignment(cell, before, after, x, samples, key):
    shape = (x.shape[0], x.shape[1], before["weight_hh"].shape[1])
    n = shape[0] * shape[1] * shape[2]
    basis, _ = jnp.linalg.qr(jax.random.normal(key, (n, samples)))
    block = (basis.T * (n / samples) ** 0.5).reshape((samples, *shape))
    a = kernel_product(cell, before, x, block)
    b = kernel_product(cell, after, x, block)
    return (a * b).sum() / jnp.sqrt((a * a).sum() * (b * b).sum())


def main():
    given = recipe.arguments("jax")
    bound = given.hidden**-0.5
    shapes = recipe.shapes(given.cell, given.hidden, given.inputs)

    def draw(seed):
        keys = jax.random.split(jax.random.PRNGKey(seed), len(shapes))
        return {
            name: jax.random.uniform(key, shape, minval=-bound, maxval=bound)
            for key, (name, shape) in zip(keys, shapes.items())
        }

    before, after = draw(1), draw(2)
    x = jax.random.normal(jax.random.PRNGKey(0), (given.trials, given.steps, given.inputs))
    product = jax.jit(kernel_product, static_argnums=0)
    seconds, value = [], None
    for repetition in range(given.repetitions):
        key = jax.random.PRNGKey(10 + repetition)
        block = jax.random.normal(key, (given.samples, given.trials, given.steps, given.hidden)).block_until_ready()
        start = time.perf_counter()
        if given.measure == "product":
            product(given.cell, before, x, block).block_until_ready()
        else:
            value = float(alignment(given.cell, before, after, x, given.samples, key))
        seconds.append(time.perf_counter() - start)
    recipe.report("jax " + jax.__version__, given, value, seconds)


if __name__ == "__main__":
    main()
