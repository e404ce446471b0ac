package io.ntk.io.pickle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects that a pickle refers to again, by number. */
final class Memo {
    private final Budget budget;
    private final List<@Nullable Object> objects = new ArrayList<>();

    Memo(Budget budget) {
        this.budget = budget;
    }

    /** Stores an object under the next number. */
    void add(Object object) throws PickleException {
        budget.charge(Budget.GROWING_REFERENCE);
        objects.add(object);
    }

    /** Stores an object. Numbers are given in turn, so that one beyond the number of opcodes was not written by a pickler. */
    void put(long index, Object object) throws PickleException {
        if (index < 0 || index > budget.opcodes()) {
            throw new PickleException("stores an object as number " + index + " after " + budget.opcodes()
                    + " instructions; numbers are given in turn");
        }
        while (objects.size() <= index) {
            budget.charge(Budget.GROWING_REFERENCE);
            objects.add(null);
        }
        objects.set((int) index, object);
    }

    Object get(long index) throws PickleException {
        Object object = index < 0 || index >= objects.size() ? null : objects.get((int) index);
        if (object == null) {
            throw new PickleException("refers to object " + index + ", which was not stored");
        }
        return object;
    }
}
