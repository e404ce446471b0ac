package io.ntk.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.program.Term.Kind;
import io.ntk.program.Term.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The linear form of each operation, as a sum of terms in state parts and sites. */
class LinearizerTest {
    private static final Source STATE = new Source(Kind.STATE, 0);
    private static final Source SITE = new Source(Kind.SITE, 0);

    private final Graph graph =
            new Graph(ParameterLayout.builder().vector("b", 4).build());
    private final Linearizer linearizer = new Linearizer(graph);
    private final Node h = graph.state(0, 4);
    private final Node b = graph.vector("b");

    private void assertForm(Node node, Term... terms) {
        assertThat(linearizer.linearForm(node)).containsExactlyInAnyOrder(terms);
    }

    private static Term whole(Source source, double scale, @Nullable Node coefficient) {
        return new Term(source, 0, 0, 4, scale, coefficient);
    }

    @Test
    void sums() {
        assertForm(h, whole(STATE, 1, null));
        assertForm(graph.add(h, b), whole(STATE, 1, null), whole(SITE, 1, null));
        assertForm(graph.subtract(h, b), whole(STATE, 1, null), whole(SITE, -1, null));
        assertForm(graph.shift(graph.scale(h, 3), 7), whole(STATE, 3, null));
    }

    @Test
    void whatCancelsIsGone() {
        assertForm(graph.subtract(h, h));
        assertForm(graph.add(graph.subtract(b, h), h), whole(SITE, 1, null));
        assertForm(graph.scale(h, 0));
        assertForm(graph.input(4));
        assertForm(graph.time());
    }

    @Test
    void productsAndQuotients() {
        assertForm(graph.multiply(h, b), whole(STATE, 1, b), whole(SITE, 1, h));
        assertForm(graph.multiply(h, h), whole(STATE, 1, graph.scale(h, 2)));
        Node quotient = graph.divide(h, b);
        Node inverse = graph.reciprocal(b);
        Node times = graph.scale(graph.multiply(quotient, inverse), -1);
        assertForm(quotient, whole(STATE, 1, inverse), whole(SITE, 1, times));
    }

    @Test
    void functions() {
        Node tanh = graph.tanh(h);
        assertForm(tanh, whole(STATE, 1, graph.apply(Elementary.TANH_SLOPE, tanh)));
        Node sigmoid = graph.sigmoid(h);
        assertForm(sigmoid, whole(STATE, 1, graph.apply(Elementary.SIGMOID_SLOPE, sigmoid)));
        assertForm(graph.relu(h), whole(STATE, 1, graph.apply(Elementary.STEP, h)));
        assertForm(graph.softplus(h), whole(STATE, 1, graph.sigmoid(h)));
        assertForm(graph.exp(h), whole(STATE, 1, graph.exp(h)));
    }

    /** No rule of its own: the coefficient is the derivative that the vocabulary defines. */
    @ParameterizedTest
    @EnumSource
    void everyFunctionHasItsDerivativeAsCoefficient(Elementary f) {
        Node y = graph.apply(f, h);
        assertForm(y, whole(STATE, 1, f.derivative(graph, h, y)));
    }

    @Test
    void slicesAndJoins() {
        assertForm(graph.slice(h, 1, 3), new Term(STATE, 1, 0, 2, 1, null));
        Node joined = graph.concat(List.of(b, h));
        assertForm(joined, whole(SITE, 1, null), new Term(STATE, 0, 4, 4, 1, null));
        assertForm(graph.slice(joined, 3, 6), new Term(SITE, 3, 0, 1, 1, null), new Term(STATE, 0, 1, 2, 1, null));
        assertForm(graph.slice(joined, 5, 8), new Term(STATE, 1, 0, 3, 1, null));
    }

    /** The coefficient of a slice is the slice of the coefficient. */
    @Test
    void slicesOfFunctions() {
        Node slope = graph.apply(Elementary.TANH_SLOPE, graph.tanh(h));
        assertForm(graph.slice(graph.tanh(h), 1, 3), new Term(STATE, 1, 0, 2, 1, graph.slice(slope, 1, 3)));
    }

    /** h ∘ b + 3 h: the coefficients of h add up to b + 3. */
    @Test
    void coefficientsOfTheSameColumnsAddUp() {
        Node sum = graph.add(graph.multiply(h, b), graph.scale(h, 3));
        assertForm(sum, whole(STATE, 1, graph.shift(b, 3)), whole(SITE, 1, h));
        Node tanh = graph.tanh(h);
        Node slope = graph.apply(Elementary.TANH_SLOPE, tanh);
        assertForm(
                graph.add(graph.multiply(h, b), graph.scale(tanh, 5)),
                whole(STATE, 1, graph.add(b, graph.scale(slope, 5))),
                whole(SITE, 1, h));
    }
}
