package io.ntk.runtime.provider;

import io.ntk.api.cell.CellProvider;
import io.ntk.api.spi.BackendProvider;

/** Sources of small providers for tests. */
public final class ProviderSources {
    private ProviderSources() {}

    /** A backend that starts, remembers its options in its engine text, and cannot linearize. */
    public static String backend(String className, String id) {
        return backend(className, id, "return Availability.yes();", "");
    }

    /** A backend with given bodies of {@code availability()} and its constructor. */
    public static String backend(String className, String id, String availability, String constructor) {
        return """
                import io.ntk.api.Precision;
                import io.ntk.api.spi.*;
                import java.util.Set;
                import java.util.TreeMap;

                public final class %1$s implements BackendProvider {
                    public %1$s() { %4$s }
                    public String id() { return "%2$s"; }
                    public String description() { return "engine of %2$s"; }
                    public Availability availability() { %3$s }
                    public Capabilities capabilities() {
                        return new Capabilities(Set.of(), Set.of(Precision.values()));
                    }
                    public AutodiffBackend create(BackendOptions options) {
                        if (options.settings().containsKey("explode")) {
                            throw new IllegalStateException("no engine");
                        }
                        return new AutodiffBackend() {
                            boolean closed;
                            public String id() { return "%2$s"; }
                            public String engine() {
                                return options.threads() + " " + options.memoryLimit() + " "
                                        + new TreeMap<>(options.settings()) + (closed ? " closed" : "");
                            }
                            public Capabilities capabilities() { return %1$s.this.capabilities(); }
                            public Linearization linearize(Problem problem) {
                                throw new UnsupportedOperationException();
                            }
                            public void close() { closed = true; }
                        };
                    }
                }
                """.formatted(className, id, availability, constructor);
    }

    /** A cell h' = tanh(x Wᵀ + h Uᵀ) with its own tensor names. */
    public static String cell(String className, String name, String alias) {
        return """
                import io.ntk.api.cell.*;
                import java.util.List;

                public final class %1$s implements CellProvider {
                    public String name() { return "%2$s"; }
                    public List<String> aliases() { return List.of(%3$s); }
                    public String description() { return "a test cell"; }
                    public Cell create(CellOptions options) {
                        Cell cell = new Cell() {
                            public ParameterLayout parameters(int inputSize, int hiddenSize) {
                                return ParameterLayout.builder()
                                        .weight("U", hiddenSize, hiddenSize)
                                        .weight("W", hiddenSize, inputSize)
                                        .vector("gain", 2 * hiddenSize + 1)
                                        .build();
                            }
                            public <A> List<A> step(
                                    CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                                return List.of(math.tanh(
                                        math.add(theta.linear("W", input), theta.linear("U", state.get(0)))));
                            }
                        };
                        return options.layers() == 1 ? cell : new StackedCell(cell, options.layers());
                    }
                }
                """.formatted(className, name, alias.isEmpty() ? "" : "\"" + alias + "\"");
    }

    /** Adds a backend with the given id to jars. */
    public static ProviderJars withBackend(ProviderJars jars, String jar, String className, String id) {
        return jars.add(jar, BackendProvider.class, className, backend(className, id));
    }

    /** Adds a cell with the given name to jars. */
    public static ProviderJars withCell(ProviderJars jars, String jar, String className, String name, String alias) {
        return jars.add(jar, CellProvider.class, className, cell(className, name, alias));
    }
}
