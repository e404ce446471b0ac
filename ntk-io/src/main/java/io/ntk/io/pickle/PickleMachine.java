package io.ntk.io.pickle;

import io.ntk.io.pickle.PythonSequence.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Executes the instructions of one pickle. Names are noted and nothing is called. */
final class PickleMachine {
    private static final int NEWEST_PROTOCOL = 5;
    private static final PythonSequence EMPTY_TUPLE = new PythonSequence(Kind.TUPLE, List.of());

    private final PickleInput input;
    private final Budget budget;
    private final Literals literals;
    private final List<PersistentId> persistentIds;
    private final PickleStack stack;
    private final Memo memo;

    PickleMachine(PickleInput input, Budget budget, List<PersistentId> persistentIds) {
        this.input = input;
        this.budget = budget;
        this.persistentIds = persistentIds;
        literals = new Literals(input, budget);
        stack = new PickleStack(budget);
        memo = new Memo(budget);
    }

    /** {@return the only value that is left} */
    Object result() throws PickleException {
        Object value = stack.pop();
        if (stack.size() > 0) {
            throw new PickleException("ends with " + (stack.size() + 1) + " values, not one");
        }
        return value;
    }

    void execute(Opcode opcode) throws IOException, PickleException {
        switch (opcode) {
            case PROTO -> requireKnown(input.unsignedByte());
            case FRAME -> input.length(8);
            case STOP -> throw new IllegalArgumentException("the end is not executed");

            case MARK -> stack.mark();
            case POP -> stack.drop();
            case POP_MARK -> stack.popToMark();
            case DUP -> stack.push(stack.peek());

            case NONE -> stack.push(None.NONE);
            case NEWTRUE -> stack.push(true);
            case NEWFALSE -> stack.push(false);
            case INT, LONG -> stack.push(literals.decimal());
            case BININT -> stack.push(literals.integer(4));
            case BININT1 -> stack.push(literals.number(input.littleEndian(1)));
            case BININT2 -> stack.push(literals.number(input.littleEndian(2)));
            case LONG1 -> stack.push(literals.integer(input.length(1)));
            case LONG4 -> stack.push(literals.integer(input.length(4)));
            case FLOAT -> stack.push(literals.decimalFraction());
            case BINFLOAT -> stack.push(literals.number(input.float64()));

            case STRING -> stack.push(literals.line(Coding.QUOTED));
            case UNICODE -> stack.push(literals.line(Coding.RAW_UNICODE_ESCAPE));
            case SHORT_BINSTRING -> stack.push(literals.text(input.length(1), Coding.BYTES));
            case BINSTRING -> stack.push(literals.text(input.length(4), Coding.BYTES));
            case SHORT_BINUNICODE -> stack.push(literals.text(input.length(1), Coding.UTF8));
            case BINUNICODE -> stack.push(literals.text(input.length(4), Coding.UTF8));
            case BINUNICODE8 -> stack.push(literals.text(input.length(8), Coding.UTF8));
            case SHORT_BINBYTES -> stack.push(literals.blob(input.length(1), Coding.BYTES));
            case BINBYTES -> stack.push(literals.blob(input.length(4), Coding.BYTES));
            case BINBYTES8, BYTEARRAY8 -> stack.push(literals.blob(input.length(8), Coding.BYTES));
            case NEXT_BUFFER, READONLY_BUFFER ->
                throw new PickleException("refers to a buffer outside of the file, which pickle.dump wrote elsewhere");

            case EMPTY_TUPLE -> stack.push(EMPTY_TUPLE);
            case TUPLE1 -> stack.push(sequence(Kind.TUPLE, stack.pop(1)));
            case TUPLE2 -> stack.push(sequence(Kind.TUPLE, stack.pop(2)));
            case TUPLE3 -> stack.push(sequence(Kind.TUPLE, stack.pop(3)));
            case TUPLE -> stack.push(sequence(Kind.TUPLE, stack.popToMark()));
            case EMPTY_LIST -> stack.push(sequence(Kind.LIST, new ArrayList<>(0)));
            case LIST -> stack.push(sequence(Kind.LIST, stack.popToMark()));
            case EMPTY_SET -> stack.push(sequence(Kind.SET, new ArrayList<>(0)));
            case FROZENSET -> stack.push(sequence(Kind.SET, stack.popToMark()));
            case APPEND -> append(stack.pop(1));
            case APPENDS, ADDITEMS -> append(stack.popToMark());
            case EMPTY_DICT -> dictionary(List.of());
            case DICT -> dictionary(stack.popToMark());
            case SETITEM -> set(stack.pop(2));
            case SETITEMS -> set(stack.popToMark());

            case PUT -> memo.put(literals.index(), stack.peek());
            case BINPUT -> memo.put(input.littleEndian(1), stack.peek());
            case LONG_BINPUT -> memo.put(input.littleEndian(4), stack.peek());
            case MEMOIZE -> memo.add(stack.peek());
            case GET -> stack.push(memo.get(literals.index()));
            case BINGET -> stack.push(memo.get(input.littleEndian(1)));
            case LONG_BINGET -> stack.push(memo.get(input.littleEndian(4)));

            case GLOBAL -> stack.push(global(input.shortLine(), input.shortLine()));
            case STACK_GLOBAL -> stackGlobal();
            case EXT1 -> stack.push(extension(1));
            case EXT2 -> stack.push(extension(2));
            case EXT4 -> stack.push(extension(4));
            case PERSID -> refer(literals.string(input.shortLine()));
            case BINPERSID -> refer(stack.pop());

            case REDUCE, NEWOBJ -> call(stack.pop(2));
            case NEWOBJ_EX -> callWithKeywords(stack.pop(3));
            case OBJ -> callGroup(stack.popToMark());
            case INST -> construct(global(input.shortLine(), input.shortLine()), stack.popToMark());
            case BUILD -> build(stack.pop());
        }
    }

    private static void requireKnown(int protocol) throws PickleException {
        if (protocol > NEWEST_PROTOCOL) {
            throw new PickleException("claims protocol " + protocol + "; known are 0 to " + NEWEST_PROTOCOL);
        }
    }

    private PythonSequence sequence(Kind kind, List<Object> items) throws PickleException {
        budget.charge(2 * Budget.OBJECT + (long) Budget.REFERENCE * items.size());
        return new PythonSequence(kind, items);
    }

    private void append(List<Object> items) throws PickleException {
        budget.charge((long) Budget.GROWING_REFERENCE * items.size());
        Object target = stack.peek();
        if (target instanceof PythonSequence sequence && sequence.kind() != Kind.TUPLE) {
            sequence.addAll(items);
        } else if (target instanceof Construction construction) {
            construction.addAll(items);
        } else {
            throw new PickleException("appends to what is no list");
        }
    }

    private void dictionary(List<Object> keysAndValues) throws PickleException {
        budget.charge(Budget.OBJECT);
        stack.push(new PythonDict());
        set(keysAndValues);
    }

    private void set(List<Object> keysAndValues) throws PickleException {
        if (keysAndValues.size() % 2 != 0) {
            throw new PickleException("sets a key without a value");
        }
        budget.charge((long) Budget.ENTRY * (keysAndValues.size() / 2));
        Object target = stack.peek();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            Object value = keysAndValues.get(i + 1);
            if (target instanceof PythonDict dictionary) {
                dictionary.put(key, value);
            } else if (target instanceof Construction construction) {
                construction.put(key, value);
            } else {
                throw new PickleException("sets a key of what is no dictionary");
            }
        }
    }

    private GlobalName global(String module, String name) throws PickleException {
        budget.charge(Budget.OBJECT + module.length() + name.length() + 2L * Budget.STRING);
        return new GlobalName(module, name);
    }

    private void stackGlobal() throws PickleException {
        Object name = stack.pop();
        Object module = stack.pop();
        if (!(name instanceof String nameText) || !(module instanceof String moduleText)) {
            throw new PickleException("names a module or a class by what is no text");
        }
        budget.charge(Budget.OBJECT);
        stack.push(new GlobalName(moduleText, nameText));
    }

    /** {@return the name of a class that is registered under a number, which only Python knows} */
    private GlobalName extension(int bytes) throws IOException, PickleException {
        return global("copyreg", "extension " + input.littleEndian(bytes));
    }

    private void refer(Object value) throws PickleException {
        budget.charge(Budget.OBJECT + Budget.GROWING_REFERENCE);
        PersistentId id = new PersistentId(value);
        persistentIds.add(id);
        stack.push(id);
    }

    private void call(List<Object> callableAndArguments) throws PickleException {
        construct(callableAndArguments.get(0), arguments(callableAndArguments.get(1)));
    }

    private void callWithKeywords(List<Object> parts) throws PickleException {
        List<Object> arguments = new ArrayList<>(arguments(parts.get(1)));
        arguments.add(parts.get(2));
        budget.charge((long) Budget.REFERENCE * arguments.size());
        construct(parts.get(0), arguments);
    }

    private void callGroup(List<Object> group) throws PickleException {
        if (group.isEmpty()) {
            throw new PickleException("makes an object of no class");
        }
        construct(group.get(0), new ArrayList<>(group.subList(1, group.size())));
    }

    private static List<Object> arguments(Object value) throws PickleException {
        if (value instanceof PythonSequence tuple && tuple.kind() == Kind.TUPLE) {
            return tuple.items();
        }
        throw new PickleException("makes an object with arguments that are no tuple");
    }

    private void construct(Object callable, List<Object> arguments) throws PickleException {
        budget.charge(2 * Budget.OBJECT);
        stack.push(new Construction(callable, Collections.unmodifiableList(arguments)));
    }

    private void build(Object state) throws PickleException {
        if (!(stack.peek() instanceof Construction construction)) {
            throw new PickleException("sets the state of what has none");
        }
        construction.build(state);
    }
}
