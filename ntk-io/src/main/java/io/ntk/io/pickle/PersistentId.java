package io.ntk.io.pickle;

/** A reference to something that is stored outside of the pickle, such as the numbers of a tensor. Equality is identity. */
public final class PersistentId {
    private final Object value;

    PersistentId(Object value) {
        this.value = value;
    }

    /** {@return what identifies it} */
    public Object value() {
        return value;
    }
}
