package io.ntk.io.checkpoint;

/**
 * An array's name split into module and leaf: {@code encoder.rnn} and {@code weight_ih} of
 * {@code encoder.rnn.weight_ih}. PyTorch separates modules by dots, many JAX libraries by slashes.
 *
 * @param module the module's path, empty for the outermost module
 * @param leaf the array's own name
 */
public record ModulePath(String module, String leaf) {
    /**
     * {@return the parts of a name}
     *
     * @param name of an array
     */
    public static ModulePath of(String name) {
        int separator = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
        return new ModulePath(name.substring(0, Math.max(0, separator)), name.substring(separator + 1));
    }

    /** {@return whether a name is that of this array, or ends it after a separator} */
    boolean isOf(String name) {
        String whole = module.isEmpty() ? leaf : module + "." + leaf;
        return isEnd(whole, name);
    }

    /**
     * {@return whether a name is another, or ends it after a separator}
     *
     * @param whole the other
     * @param name the name
     */
    public static boolean isEnd(String whole, String name) {
        return whole.equals(name)
                || (whole.endsWith(name) && isSeparator(whole.charAt(whole.length() - name.length() - 1)));
    }

    /**
     * {@return whether a character stands between modules}
     *
     * @param c the character
     */
    public static boolean isSeparator(char c) {
        return c == '.' || c == '/';
    }
}
