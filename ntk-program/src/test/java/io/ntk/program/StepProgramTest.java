package io.ntk.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.EulerCell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.model.RecurrentModel;
import io.ntk.program.Term.Kind;
import io.ntk.program.Term.Source;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Into how few products a step compiles. Site 0 is the input's affine map and site 1 the state's, in the standard cells. */
class StepProgramTest {
    private static final int H = 3;

    private static StepProgram trace(Cell cell) {
        return StepProgram.trace(new RecurrentModel("cell", cell, 2, H));
    }

    /** Each lane as the columns at which each site enters it, such as {@code 0@3 1@3}. */
    private static List<String> lanes(StepProgram program) {
        assertThat(program.lanes()).extracting(Lane::width).containsOnly(H);
        return program.lanes().stream()
                .map(lane -> String.join(
                        " ",
                        lane.members().stream()
                                .map(member -> member.site().index() + "@" + member.from())
                                .toList()))
                .toList();
    }

    @Test
    void rnnIsOneLane() {
        StepProgram program = trace(new RnnCell(RnnCell.Activation.TANH, true));
        assertThat(lanes(program)).containsExactly("0@0 1@0");
        Node slope = program.coefficients().get(0);
        assertThat(slope.function()).isEqualTo(Elementary.TANH_SLOPE);
        assertThat(slope.arguments()).isEqualTo(program.next());
        assertThat(program.nextTerms()).containsExactly(List.of(new Term(new Source(Kind.LANE, 0), 0, 0, H, 1, slope)));
        assertThat(program.coefficients()).containsExactly(slope);
        assertThat(program.features()).singleElement().satisfies(feature -> {
            assertThat(feature.site().index()).isEqualTo(1);
            assertThat(feature.statePart()).isZero();
        });
        assertThat(program.isNested()).isFalse();
    }

    /** W is 3 × 2 at 0, U is 3 × 3 at 6: all rows of U lead to the one lane, whose coefficient is the slope of tanh. */
    @Test
    void engineFindsWeightsAndCoefficients() {
        StepProgram program = trace(new RnnCell(RnnCell.Activation.TANH, true));
        StepProgram.Feature feature = program.features().get(0);
        StepProgram.Target target = feature.targets().get(0);
        assertThat(target.lane()).isEqualTo(program.lanes().get(0));
        assertThat(feature.weightAt(target)).isEqualTo(6);
        assertThat(program.sites()).extracting(program::isOfState).containsExactly(false, true);
        Term term = program.nextTerms().get(0).get(0);
        assertThat(program.coefficient(term)).isZero();
        assertThat(program.coefficient(new Term(term.source(), 0, 0, H, 1, null)))
                .isEqualTo(-1);
        assertThat(program.nodes())
                .allSatisfy(node -> assertThat(program.nodes().get(node.id())).isSameAs(node));
    }

    @Test
    void lstmIsOneLaneForEachGate() {
        StepProgram program = trace(new LstmCell(true));
        assertThat(lanes(program)).containsExactlyInAnyOrder("0@0 1@0", "0@3 1@3", "0@6 1@6", "0@9 1@9");
        assertThat(program.isNested()).isFalse();
    }

    /** h' = o ∘ tanh(c'): two terms, one of them through c', instead of one for each gate and for c. */
    @Test
    void lstmTakesTheChangeOfItsCellOnce() {
        StepProgram program = trace(new LstmCell(true));
        assertThat(program.order()).containsExactly(1, 0);
        assertThat(program.nextTerms().get(0))
                .extracting(t -> t.source().kind())
                .containsExactly(Kind.NEXT, Kind.LANE);
        assertThat(program.nextTerms().get(0).get(0).source().index()).isEqualTo(1);
        assertThat(program.nextTerms().get(1))
                .extracting(t -> t.source().kind())
                .containsExactlyInAnyOrder(Kind.STATE, Kind.LANE, Kind.LANE, Kind.LANE);
    }

    /** Merging terms leaves coefficients behind that were computed on the way and that nothing takes. */
    @Test
    void whatIsNeededIsCompleteAndInOrder() {
        StepProgram program = trace(new LstmCell(true));
        List<Node> least = program.needed(List.of());
        Node other = program.nodes().stream()
                .filter(node -> !least.contains(node))
                .findFirst()
                .orElseThrow();
        List<Node> needed = program.needed(List.of(other));
        assertThat(needed)
                .contains(program.input(), other)
                .containsAll(program.state())
                .containsAll(program.next())
                .containsAll(program.coefficients())
                .isSortedAccordingTo(Comparator.comparingInt(Node::id))
                .allSatisfy(node -> assertThat(needed).containsAll(node.arguments()));
    }

    /** The reset gate multiplies the state's part of the candidate, so that part is a lane of its own. */
    @Test
    void gruSharesResetAndUpdateAndSplitsTheCandidate() {
        StepProgram program = trace(new GruCell(true));
        assertThat(lanes(program)).containsExactlyInAnyOrder("0@0 1@0", "0@3 1@3", "0@6", "1@6");
        assertThat(program.isNested()).isFalse();
    }

    /** h' = h + dt (W tanh(h) + V x − h): W reads tanh(h), not the state itself, and 1 − dt of the state stays. */
    @Test
    void leakyReadsAFunctionOfTheState() {
        StepProgram program = trace(new EulerCell(new LeakyField(false), 0.25));
        assertThat(lanes(program)).containsExactly("0@0 1@0");
        assertThat(program.nextTerms().get(0))
                .containsExactlyInAnyOrder(
                        new Term(new Source(Kind.STATE, 0), 0, 0, H, 0.75, null),
                        new Term(new Source(Kind.LANE, 0), 0, 0, H, 0.25, null));
        assertThat(program.features()).singleElement().returns(-1, StepProgram.Feature::statePart);
    }

    /** h' = tanh(W (W h) + V x): one weight at two sites, of which the first feeds the second. */
    private static final class Twice implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder()
                    .weight("w", hiddenSize, hiddenSize)
                    .weight("v", hiddenSize, inputSize)
                    .build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A inner = theta.linear("w", state.get(0));
            A outer = theta.linear("w", inner);
            return List.of(math.tanh(math.add(outer, theta.linear("v", input))));
        }
    }

    @Test
    void aWeightUsedTwiceIsTwoSites() {
        StepProgram program = trace(new Twice());
        assertThat(lanes(program)).containsExactly("0@0", "1@0 2@0");
        assertThat(program.isNested()).isTrue();
        assertThat(program.features()).hasSize(2);
        assertThat(program.features().get(0).statePart()).isZero();
        assertThat(program.features().get(1).terms())
                .containsExactly(new Term(new Source(Kind.LANE, 0), 0, 0, H, 1, null));
    }

    /** h' = z ∘ W h + W h + W h: three sites of equal value, of which the last two enter alike. */
    private static final class Thrice implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder().weight("w", hiddenSize, hiddenSize).build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A h = state.get(0);
            A gated = math.multiply(math.tanh(h), theta.linear("w", h));
            return List.of(math.add(gated, math.add(theta.linear("w", h), theta.linear("w", h))));
        }
    }

    @Test
    void usesInOneWayShareALane() {
        assertThat(lanes(trace(new Thrice()))).containsExactlyInAnyOrder("0@0", "1@0 2@0");
    }

    /** Nothing of the state is left after a step, so nothing but parameters changes it. */
    private static final class Memoryless implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder()
                    .weight("v", hiddenSize, inputSize)
                    .weight("unused", hiddenSize, hiddenSize)
                    .build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A ignored = theta.linear("unused", state.get(0));
            return List.of(math.add(theta.linear("v", input), math.scale(ignored, 0)));
        }
    }

    @Test
    void whatDoesNotReachTheStateIsLeftOut() {
        StepProgram program = trace(new Memoryless());
        assertThat(lanes(program)).containsExactly("1@0");
        assertThat(program.features()).isEmpty();
    }

    /** Returns its state with something missing. */
    private record Broken(int parts, int width) implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder().vector("b", 1).build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            return java.util.Collections.nCopies(parts, math.slice(state.get(0), 0, width));
        }
    }

    @Test
    void statesOfOtherShapesAreRefused() {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> trace(new Broken(2, H)))
                .returns(ErrorId.CELL_DEFINITION, NtkException::id)
                .withMessageStartingWith("Cell 'cell' returned state parts of widths [3, 3] instead of [3].");
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> trace(new Broken(1, H - 1)))
                .withMessageStartingWith("Cell 'cell' returned state parts of widths [2] instead of [3].");
    }
}
