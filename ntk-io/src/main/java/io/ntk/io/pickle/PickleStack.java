package io.ntk.io.pickle;

import java.util.ArrayList;
import java.util.List;

/** The stack of the machine, on which marks separate groups of values. */
final class PickleStack {
    private static final Object MARK = new Object();

    private final Budget budget;
    private final List<Object> values = new ArrayList<>();
    private int highest;

    PickleStack(Budget budget) {
        this.budget = budget;
    }

    void push(Object value) throws PickleException {
        values.add(value);
        if (values.size() > highest) {
            highest = values.size();
            budget.charge(Budget.GROWING_REFERENCE);
        }
    }

    void mark() throws PickleException {
        push(MARK);
    }

    Object pop() throws PickleException {
        Object value = peek();
        values.remove(values.size() - 1);
        return value;
    }

    /** Removes the last value or mark. */
    void drop() throws PickleException {
        if (values.isEmpty()) {
            throw new PickleException("takes a value from an empty stack");
        }
        values.remove(values.size() - 1);
    }

    Object peek() throws PickleException {
        Object value = values.isEmpty() ? MARK : values.get(values.size() - 1);
        if (value == MARK) {
            throw new PickleException("takes a value where there is none");
        }
        return value;
    }

    /** Removes the last {@code count} values. {@return them, the last one last} */
    List<Object> pop(int count) throws PickleException {
        int from = values.size() - count;
        if (from < 0 || values.subList(from, values.size()).contains(MARK)) {
            throw new PickleException("takes " + count + " values where there are fewer");
        }
        return cut(from);
    }

    /** Removes the values after the last mark, and the mark. {@return them, the last one last} */
    List<Object> popToMark() throws PickleException {
        int mark = values.size() - 1;
        while (mark >= 0 && values.get(mark) != MARK) {
            mark--;
        }
        if (mark < 0) {
            throw new PickleException("looks for a mark where there is none");
        }
        List<Object> group = cut(mark + 1);
        values.remove(mark);
        return group;
    }

    int size() {
        return values.size();
    }

    private List<Object> cut(int from) {
        List<Object> tail = values.subList(from, values.size());
        List<Object> group = new ArrayList<>(tail);
        tail.clear();
        return group;
    }
}
