package io.ntk.api.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayList;
import java.util.List;

/**
 * Stacked layers of one cell. Each layer reads the observed state of the layer below at the same step, as with
 * PyTorch's {@code num_layers}. The tensors of layer i are those of the cell with {@code _li} appended; the top layer
 * is observed. The state parts are those of layer 0, then those of layer 1, and so on.
 */
public final class StackedCell implements Cell {
    private final Cell layer;
    private final int layers;

    /**
     * Stacks layers of one cell.
     *
     * @param layer the cell of every layer
     * @param layers the number of layers, at least 1
     */
    public StackedCell(Cell layer, int layers) {
        if (layers < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The number of layers is " + layers + ".", "Give at least 1.");
        }
        this.layer = layer;
        this.layers = layers;
    }

    /**
     * {@return the cell itself for one layer, or a stack of its layers}
     *
     * @param layer the cell of every layer
     * @param layers the number of layers, at least 1
     */
    public static Cell of(Cell layer, int layers) {
        return layers == 1 ? layer : new StackedCell(layer, layers);
    }

    @Override
    public boolean hasEquationsOf(Cell other) {
        return other instanceof StackedCell stack && layers == stack.layers && layer.hasEquationsOf(stack.layer);
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        ParameterLayout layout = ParameterLayout.builder().build();
        for (int i = 0; i < layers; i++) {
            String suffix = "_l" + i;
            layout = layout.followedBy(layer.parameters(i == 0 ? inputSize : hiddenSize, hiddenSize)
                    .renamed(name -> name + suffix));
        }
        return layout;
    }

    @Override
    public WeightMap weights(int inputSize, int hiddenSize) {
        WeightMap weights = WeightMap.identity(ParameterLayout.builder().build());
        for (int i = 0; i < layers; i++) {
            String suffix = "_l" + i;
            weights = weights.followedBy(
                    layer.weights(i == 0 ? inputSize : hiddenSize, hiddenSize).renamed(name -> name + suffix));
        }
        return weights;
    }

    @Override
    public int stateParts() {
        return layers * layer.stateParts();
    }

    @Override
    public int observedPart() {
        return (layers - 1) * layer.stateParts() + layer.observedPart();
    }

    @Override
    public List<Integer> stateWidths(int inputSize, int hiddenSize) {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            widths.addAll(layer.stateWidths(i == 0 ? inputSize : hiddenSize, hiddenSize));
        }
        return widths;
    }

    @Override
    public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        String suffix = "_l" + (layers - 1);
        return layer.output(
                math,
                theta.renamed(name -> name + suffix),
                state.subList((layers - 1) * layer.stateParts(), layers * layer.stateParts()));
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        int parts = layer.stateParts();
        List<A> next = new ArrayList<>();
        A below = input;
        for (int i = 0; i < layers; i++) {
            String suffix = "_l" + i;
            List<A> layerState = layer.step(
                    math, theta.renamed(name -> name + suffix), below, state.subList(i * parts, (i + 1) * parts));
            next.addAll(layerState);
            below = layerState.get(layer.observedPart());
        }
        return next;
    }
}
