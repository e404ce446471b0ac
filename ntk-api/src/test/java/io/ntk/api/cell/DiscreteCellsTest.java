package io.ntk.api.cell;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static io.ntk.api.cell.Steps.C;
import static io.ntk.api.cell.Steps.H;
import static io.ntk.api.cell.Steps.assertParts;
import static io.ntk.api.cell.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The discrete-time cells against numbers from a plain NumPy transcription of PyTorch's documented equations. */
class DiscreteCellsTest {
    private static final String BIASES = ", bias_ih[%d], bias_hh[%d]";

    @Test
    void rnnTanh() {
        assertParts(
                step(new RnnCell(RnnCell.Activation.TANH, true), H),
                new double[][] {{-0.8063281118293267, -0.3673917578279567}, {0.7272905230720326, -0.3754181626855886}});
        assertParts(
                step(new RnnCell(RnnCell.Activation.TANH, false), H),
                new double[][] {{-0.48428819888554675, 0.6013054892096261}, {0.9070849653384179, 0.5953278601795999}});
    }

    @Test
    void rnnRelu() {
        assertParts(
                step(new RnnCell(RnnCell.Activation.RELU, true), H), new double[][] {{0, 0}, {0.9229511233347548, 0}});
        assertParts(
                step(new RnnCell(RnnCell.Activation.RELU, false), H),
                new double[][] {{0, 0.6951895098850643}, {1.5108228446437015, 0.6858786705577419}});
    }

    @Test
    void gru() {
        assertParts(step(new GruCell(true), H), new double[][] {
            {0.08677610900896134, -0.5766755714057858}, {0.019235553496086286, 0.3175747687830076}
        });
        assertParts(
                step(new GruCell(false), H),
                new double[][] {{0.39633177560513866, 0.012820574654166798}, {0.6939104097499568, 0.2306150403051505}});
    }

    @Test
    void lstm() {
        assertParts(
                step(new LstmCell(true), H, C),
                new double[][] {{0.16288764905450187, 0.3305900988039684}, {0.5387223706190154, -0.47767656166859684}},
                new double[][] {{0.27470138946127504, 0.6093494757905928}, {0.7745529816476755, -0.7045262943978614}});
        assertParts(
                step(new LstmCell(false), H, C),
                new double[][] {{-0.02608322237616109, 0.1816078981724683}, {0.3771408163927341, -0.6669774583424805}},
                new double[][] {{-0.07615768121185873, 0.3051121819199434}, {0.7046924774235782, -1.2340087725544244}});
    }

    @Test
    void lstmShowsHAndCarriesC() {
        assertThat(new LstmCell(true).stateParts()).isEqualTo(2);
        assertThat(new LstmCell(true).observedPart()).isZero();
        assertThat(new GruCell(true).stateParts()).isEqualTo(1);
    }

    /** Layer 1 starts from h = C / 2 and c = −H and reads the new h of layer 0. */
    @Test
    void stackedLayersReadTheLayerBelow() {
        ArrayMath math = new ArrayMath(2, 0);
        StackedCell stack = new StackedCell(new LstmCell(true), 2);
        assertParts(
                step(stack, H, C, math.scale(C, 0.5), math.scale(H, -1)),
                new double[][] {{0.16288764905450187, 0.3305900988039684}, {0.5387223706190154, -0.47767656166859684}},
                new double[][] {{0.27470138946127504, 0.6093494757905928}, {0.7745529816476755, -0.7045262943978614}},
                new double[][] {
                    {-0.12385075526410706, -0.35108703195368834}, {-0.27609525870721824, -0.4772340542820624}
                },
                new double[][] {{-0.3809557142087628, -0.5022021323428084}, {-0.6820670579171252, -0.7995592634094127}
                });
        assertThat(stack.stateParts()).isEqualTo(4);
        assertThat(stack.observedPart()).isEqualTo(2);
    }

    @Test
    void layoutsArePyTorchs() {
        assertThat(new RnnCell(RnnCell.Activation.TANH, true).parameters(3, 5))
                .hasToString("weight_ih[5, 3], weight_hh[5, 5]" + BIASES.formatted(5, 5));
        assertThat(new GruCell(true).parameters(3, 5))
                .hasToString("weight_ih[15, 3], weight_hh[15, 5]" + BIASES.formatted(15, 15));
        assertThat(new LstmCell(true).parameters(3, 5))
                .hasToString("weight_ih[20, 3], weight_hh[20, 5]" + BIASES.formatted(20, 20));
        assertThat(new LstmCell(false).parameters(3, 5)).hasToString("weight_ih[20, 3], weight_hh[20, 5]");
        assertThat(new StackedCell(new GruCell(false), 3).parameters(3, 5))
                .hasToString("weight_ih_l0[15, 3], weight_hh_l0[15, 5], weight_ih_l1[15, 5], weight_hh_l1[15, 5], "
                        + "weight_ih_l2[15, 5], weight_hh_l2[15, 5]");
    }

    @Test
    void aStackNeedsALayer() {
        assertRefused(
                INVALID_ARGUMENT,
                "The number of layers is 0. Give at least 1.",
                () -> new StackedCell(new GruCell(true), 0));
    }

    @Test
    void aStackOfOneLayerIsTheCell() {
        GruCell cell = new GruCell(true);
        assertThat(StackedCell.of(cell, 1)).isSameAs(cell);
        assertThat(StackedCell.of(cell, 2)).isInstanceOf(StackedCell.class);
        assertRefused(INVALID_ARGUMENT, "The number of layers is 0. Give at least 1.", () -> StackedCell.of(cell, 0));
    }

    @Test
    void aCellWithoutOptionsRefusesThemAll() {
        CellOptions.DEFAULT.withLayers(2).requireOnlyLayers("mgu");
        for (CellOptions options : List.of(CellOptions.DEFAULT.withDt(0.1), CellOptions.DEFAULT.withBias(true))) {
            assertRefused(
                    INVALID_ARGUMENT,
                    "Cell 'mgu' was given a time step or a choice of biases. Leave them out: the cell has neither option.",
                    () -> options.requireOnlyLayers("mgu"));
        }
    }
}
