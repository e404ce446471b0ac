package io.ntk.io.pickle;

/**
 * A class or a function that Python would import. It is only a name.
 *
 * @param module the module, such as {@code torch._utils}
 * @param name the name in that module, such as {@code _rebuild_tensor_v2}
 */
public record GlobalName(String module, String name) implements Comparable<GlobalName> {
    /** {@return the module and the name, joined by a dot} */
    public String path() {
        return module + "." + name;
    }

    /** Orders names, so that a hash table of names chosen to collide stays fast. */
    @Override
    public int compareTo(GlobalName other) {
        int byModule = module.compareTo(other.module);
        return byModule != 0 ? byModule : name.compareTo(other.name);
    }
}
