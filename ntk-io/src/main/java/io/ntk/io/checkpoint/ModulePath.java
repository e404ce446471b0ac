package io.ntk.io.checkpoint;

/**
 * An array's name taken apart: {@code encoder.rnn} and {@code weight_ih} of {@code encoder.rnn.weight_ih}. PyTorch puts dots
 * between modules, JAX libraries often slashes.
 *
 * @param module the module's path, empty for an array of the outermost one
 * @param leaf the array's own name
 */
record ModulePath(String module, String leaf) {
    static ModulePath of(String name) {
        int separator = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
        return new ModulePath(name.substring(0, Math.max(0, separator)), name.substring(separator + 1));
    }

    static boolean isSeparator(char c) {
        return c == '.' || c == '/';
    }
}
