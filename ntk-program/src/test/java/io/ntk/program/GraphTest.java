package io.ntk.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {
    private final Graph graph =
            new Graph(ParameterLayout.builder().weight("w", 3, 4).vector("b", 3).build());
    private final Node h = graph.state(0, 4);
    private final Node x = graph.input(2);

    @Test
    void equalOperationsAreOneNode() {
        assertThat(graph.state(0, 4)).isSameAs(h);
        assertThat(graph.state(1, 4)).isNotSameAs(h);
        assertThat(graph.add(graph.tanh(h), h)).isSameAs(graph.add(graph.tanh(h), h));
        assertThat(graph.subtract(graph.tanh(h), h)).isNotSameAs(graph.subtract(h, graph.tanh(h)));
        assertThat(graph.scale(h, 2)).isSameAs(graph.scale(h, 2)).isNotSameAs(graph.scale(h, 3));
        assertThat(graph.time()).isSameAs(graph.time());
    }

    @Test
    void functionsAreToldApart() {
        assertThat(graph.sin(h)).isSameAs(graph.apply(Elementary.SIN, h)).isNotSameAs(graph.cos(h));
        assertThat(graph.sin(h).function()).isEqualTo(Elementary.SIN);
        assertThat(graph.sin(h)).hasToString("#2 SIN");
        assertThat(h).hasToString("#0 STATE");
        assertThatNullPointerException().isThrownBy(h::function).withMessage("STATE is no function");
    }

    @Test
    void whatDoesNothingIsNotRecorded() {
        assertThat(graph.scale(h, 1)).isSameAs(h);
        assertThat(graph.slice(h, 0, 4)).isSameAs(h);
        assertThat(graph.concat(List.of(h))).isSameAs(h);
        assertThat(graph.slice(graph.slice(h, 1, 4), 1, 2)).isSameAs(graph.slice(h, 2, 3));
        assertThat(graph.nodes()).hasSize(4);
    }

    /** Each place where parameters enter is a site of its own, though tensor and argument be the same. */
    @Test
    void everyUseOfAParameterIsASite() {
        Node first = graph.affine("w", "b", h);
        Node second = graph.linear("w", h);
        Node third = graph.vector("b");
        assertThat(graph.sites()).extracting(Site::index).containsExactly(0, 1, 2);
        assertThat(graph.sites()).extracting(Site::featureWidth).containsExactly(4, 4, 0);
        assertThat(List.of(first, second, third)).extracting(Node::width).containsOnly(3);
        assertThat(graph.linear("w", h)).isNotSameAs(second);
    }

    @Test
    void aConcatenationIsAsWideAsItsParts() {
        assertThat(graph.width(graph.concat(List.of(h, x)))).isEqualTo(6);
    }
}
