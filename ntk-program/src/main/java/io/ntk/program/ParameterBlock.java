package io.ntk.program;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Readout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The differentiated parameters of a lane, or of the readout, as one matrix {@code [width, depth]}. Its product with
 * the block's features is the parameters' contribution to the lane. The depth runs over the features of all members.
 *
 * @param width the number of rows
 * @param depth the number of feature columns, at least 1
 * @param slots the tensors, side by side
 * @param features the position of its feature matrix in {@link Set#features}
 */
public record ParameterBlock(int width, int depth, List<Slot> slots, int features) {
    /**
     * A tensor's place: rows {@code row … row + width − 1} of the tensor are columns {@code column …} of the block.
     *
     * @param tensor the tensor, with its offset among the differentiated parameters
     * @param row the first row of the tensor
     * @param column the first column of the block
     */
    public record Slot(ParameterTensor tensor, int row, int column) {}

    /**
     * The values side by side that make up a feature matrix. Those of a lane that depend on the state before the step come
     * last: where that state is zero, as it usually is at the first step, products leave them out.
     *
     * @param columns the values, from left to right
     */
    public record Features(List<FeatureColumns> columns) {
        /** {@return how many columns the matrix has} */
        public int depth() {
            return columns.stream().mapToInt(FeatureColumns::width).sum();
        }
    }

    /**
     * A value of the step, or 1.
     *
     * @param node the value, or null for 1
     * @param isOfState whether it depends on the state before the step
     */
    public record FeatureColumns(@Nullable Node node, boolean isOfState) {
        /** {@return how many columns the value has} */
        public int width() {
            return node == null ? 1 : node.width();
        }
    }

    /**
     * All blocks of a step.
     *
     * @param lanes for each lane its block, or null where none of its parameters is differentiated
     * @param readout the readout's block, or null where none of its parameters is differentiated or outputs are not observed
     * @param features the distinct feature matrices of all blocks
     */
    public record Set(
            List<@Nullable ParameterBlock> lanes, @Nullable ParameterBlock readout, List<Features> features) {
        /**
         * Collects the blocks of a program.
         *
         * @param program the recorded step
         * @param selected the differentiated parameters
         * @param readoutFeature the observed part of the next state where outputs are observed, else null
         * @return its blocks
         */
        public static Set of(StepProgram program, ParameterLayout selected, @Nullable Node readoutFeature) {
            List<Features> features = new ArrayList<>();
            List<@Nullable ParameterBlock> lanes = new ArrayList<>();
            for (Lane lane : program.lanes()) {
                Collector collector = new Collector(selected);
                for (Lane.Member member : lane.members()) {
                    ParameterTensor bias = member.site().bias();
                    if (bias != null) {
                        collector.add(bias.name(), member.from(), new FeatureColumns(null, false));
                    }
                }
                for (boolean isOfState : new boolean[] {false, true}) {
                    for (Lane.Member member : lane.members()) {
                        ParameterTensor weight = member.site().weight();
                        if (weight != null && program.isOfState(member.site()) == isOfState) {
                            FeatureColumns columns =
                                    new FeatureColumns(member.site().feature(), isOfState);
                            collector.add(weight.name(), member.from(), columns);
                        }
                    }
                }
                lanes.add(collector.block(lane.width(), features));
            }
            ParameterBlock readout = null;
            if (readoutFeature != null) {
                Collector collector = new Collector(selected);
                collector.add(Readout.WEIGHT, 0, new FeatureColumns(readoutFeature, false));
                collector.add(Readout.BIAS, 0, new FeatureColumns(null, false));
                readout = collector.block(collector.rows(), features);
            }
            return new Set(java.util.Collections.unmodifiableList(lanes), readout, List.copyOf(features));
        }

        /** {@return whether no parameter is in two blocks, or twice in one} */
        public boolean isDisjoint() {
            Map<String, BitSet> seen = new HashMap<>();
            for (ParameterBlock block : all()) {
                for (Slot slot : block.slots()) {
                    BitSet rows = seen.computeIfAbsent(slot.tensor().name(), name -> new BitSet());
                    int taken = rows.nextSetBit(slot.row());
                    if (taken >= 0 && taken < slot.row() + block.width()) {
                        return false;
                    }
                    rows.set(slot.row(), slot.row() + block.width());
                }
            }
            return true;
        }

        /** {@return the values that the feature matrices hold} */
        public List<Node> featureNodes() {
            return features.stream()
                    .flatMap(matrix -> matrix.columns().stream())
                    .map(FeatureColumns::node)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** {@return the lanes' blocks and at the end the readout's, without nulls} */
        public List<ParameterBlock> all() {
            List<ParameterBlock> all = new ArrayList<>();
            for (ParameterBlock block : lanes) {
                if (block != null) {
                    all.add(block);
                }
            }
            if (readout != null) {
                all.add(readout);
            }
            return all;
        }
    }

    private static final class Collector {
        private final ParameterLayout selected;
        private final List<Slot> slots = new ArrayList<>();
        private final List<FeatureColumns> columns = new ArrayList<>();
        private int depth;

        Collector(ParameterLayout selected) {
            this.selected = selected;
        }

        void add(String name, int row, FeatureColumns features) {
            if (selected.contains(name)) {
                slots.add(new Slot(selected.tensor(name), row, depth));
                columns.add(features);
                depth += features.width();
            }
        }

        int rows() {
            return slots.isEmpty() ? 0 : slots.get(0).tensor().rows();
        }

        @Nullable
        ParameterBlock block(int width, List<Features> known) {
            if (slots.isEmpty()) {
                return null;
            }
            Features features = new Features(List.copyOf(columns));
            int index = known.indexOf(features);
            if (index < 0) {
                index = known.size();
                known.add(features);
            }
            return new ParameterBlock(width, depth, List.copyOf(slots), index);
        }
    }
}
