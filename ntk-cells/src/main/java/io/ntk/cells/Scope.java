package io.ntk.cells;

import io.ntk.api.ClosestName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** The names of an equation file: what each stands for, where it was declared, and which were used. */
final class Scope {
    /** Names whose meaning is fixed. */
    private static final Set<String> RESERVED = Set.of("x", "t", "I", "H", "concat", "euler", "rk4");

    private final Locations locations;
    private final Map<String, Typed> values = new LinkedHashMap<>();
    private final Map<String, String> functions = new LinkedHashMap<>();
    private final Map<String, Token> declared = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> lengths = new LinkedHashSet<>(Set.of("I", "H"));
    private final Map<String, UsedTensor> tensors = new LinkedHashMap<>();

    private boolean inStep;
    private @Nullable String ofState;

    Scope(Locations locations) {
        this.locations = locations;
    }

    Locations locations() {
        return locations;
    }

    void declareLength(String name) {
        lengths.add(name);
    }

    Set<String> lengths() {
        return lengths;
    }

    boolean isLength(String name) {
        return lengths.contains(name);
    }

    /** Gives a name its meaning. A name has one. */
    void declare(Token name, Typed value) {
        requireNew(name);
        values.put(name.getText(), value);
    }

    void declareFunction(Token name, String function) {
        requireNew(name);
        functions.put(name.getText(), function);
    }

    /** Adds a name that the language itself gives a meaning, such as x. */
    void predefine(String name, Typed value) {
        values.put(name, value);
    }

    /** Adds the names that equations of the step may use besides those declared; vectors are used as they are from here on. */
    void beginStep() {
        inStep = true;
        predefine("x", Typed.varying(new Node.Input(), Shape.vector(Size.named("I")), "x"));
        predefine("t", Typed.varying(new Node.Time(), Shape.vector(Size.ONE), "t"));
    }

    private void requireNew(Token token) {
        String name = token.getText();
        if (RESERVED.contains(name) || Functions.isKnown(name)) {
            throw locations.mistake(
                    token, "the name " + Locations.quoted(name) + " has a meaning of its own", "Choose another name.");
        }
        if (isLength(name)) {
            throw locations.mistake(
                    token, Locations.quoted(name) + " is already the name of a length", "Choose another name.");
        }
        Token first = declared.putIfAbsent(name, token);
        if (first != null) {
            throw locations.mistake(
                    token,
                    Locations.quoted(name) + " is declared again; line " + first.getLine() + " declared it",
                    "Every name has one meaning: choose another.");
        }
    }

    /** {@return what a name stands for} */
    Typed value(Token token) {
        String name = token.getText();
        Typed value = values.get(name);
        if (value != null) {
            used.add(name);
            boolean isTensor = !value.varies() && value.shape().isVector();
            return inStep && isTensor ? value.as(use(value), value.shape(), value.text()) : value;
        }
        if (isLength(name)) {
            return Typed.constant(new Node.Length(Size.named(name)), Shape.NUMBER, name);
        }
        if (functions.containsKey(name) || Functions.isKnown(name)) {
            throw locations.mistake(
                    token, Locations.quoted(name) + " is a function", "Give it an argument: " + name + "(…).");
        }
        Set<String> known = new TreeSet<>(values.keySet());
        known.addAll(lengths);
        throw locations.mistake(
                token, Locations.quoted(name) + " stands for nothing here", ClosestName.remedy(name, known));
    }

    /** {@return what the step makes of a state part, once its equation has been read} */
    Typed next(Token name) {
        Typed value = values.get(name.getText() + "'");
        if (value == null) {
            throw locations.mistake(
                    name,
                    "the next state " + name.getText() + "' is used before its equation",
                    "Write the equation of " + name.getText() + "' first.");
        }
        return value;
    }

    boolean isFunction(String name) {
        return functions.containsKey(name) || Functions.isKnown(name);
    }

    /** Checks the name of a function that is called. */
    String function(Token token) {
        String name = token.getText();
        if (!isFunction(name)) {
            Set<String> known = new TreeSet<>(Functions.names());
            known.addAll(functions.keySet());
            throw locations.mistake(
                    token, Locations.quoted(name) + " is not a function", ClosestName.remedy(name, known));
        }
        used.add(name);
        return name;
    }

    /** Notes that a function is applied to the observed state. */
    void applyToState(String function) {
        ofState = ofState == null ? function : ofState;
    }

    /** {@return the function that the equations apply to the observed state, if there is one} */
    @Nullable
    String ofState() {
        return ofState;
    }

    Map<String, String> functions() {
        return functions;
    }

    void use(String name) {
        used.add(name);
    }

    /** {@return the node of a matrix or vector that a step uses, noting it as used} */
    Node use(Typed tensor) {
        Node node = UsedTensor.isView(tensor.node()) ? tensor.node() : new Node.Defined(tensor.text(), tensor.node());
        String label = UsedTensor.label(node);
        tensors.putIfAbsent(label, new UsedTensor(label, node, tensor.shape()));
        return node;
    }

    Map<String, UsedTensor> tensors() {
        return tensors;
    }

    /** Refuses what is declared and not used: it would be differentiated, or was meant to do something. */
    void requireAllUsed() {
        declared.forEach((name, token) -> {
            if (!used.contains(name)) {
                throw locations.mistake(
                        token, Locations.quoted(name) + " is never used", "Use it in an equation, or remove it.");
            }
        });
    }

    /** Forgets names that only the equations of the step may use. */
    void forget(Set<String> names) {
        values.keySet().removeAll(names);
    }
}
