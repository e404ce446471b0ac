package io.ntk.io.checkpoint;

/**
 * An array's name split into module and leaf: {@code encoder.rnn} and {@code weight_ih} of
 * {@code encoder.rnn.weight_ih}. PyTorch separates modules by dots, many JAX libraries by slashes.
 *
 * @param module the module's path, empty for the outermost module
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
