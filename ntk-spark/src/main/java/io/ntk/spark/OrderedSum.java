package io.ntk.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Sums one array from each partition by a tree on the executors. The shape and order of the tree depend only on the
 * number of partitions, so the result is reproducible to the last bit; Spark's own {@code treeReduce} adds in the order
 * of arrival.
 */
final class OrderedSum {
    /** The number of arrays that a node adds, and the most that the driver receives. */
    static final int FAN_IN = 8;

    private OrderedSum() {}

    /**
     * Sums the arrays.
     *
     * @param pieces one array for each partition, all of the same length
     * @return their sum
     */
    static double[] of(JavaRDD<double[]> pieces) {
        int count = pieces.getNumPartitions();
        JavaPairRDD<Integer, double[]> level =
                pieces.mapToPair(piece -> new Tuple2<>(TaskContext.getPartitionId(), piece));
        while (count > FAN_IN) {
            count = (count + FAN_IN - 1) / FAN_IN;
            level = level.partitionBy(new ByNode(count)).mapPartitionsToPair(node -> {
                List<Tuple2<Integer, double[]>> arrived = new ArrayList<>();
                node.forEachRemaining(arrived::add);
                Tuple2<Integer, double[]> sum = new Tuple2<>(TaskContext.getPartitionId(), add(arrived));
                return List.of(sum).iterator();
            });
        }
        return add(new ArrayList<>(level.collect()));
    }

    private static double[] add(List<Tuple2<Integer, double[]>> pieces) {
        pieces.sort(Comparator.comparing(Tuple2::_1));
        double[] sum = pieces.get(0)._2().clone();
        for (Tuple2<Integer, double[]> piece : pieces.subList(1, pieces.size())) {
            double[] addend = piece._2();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += addend[i];
            }
        }
        return sum;
    }

    /** Sends piece i to node i / FAN_IN. */
    private static final class ByNode extends Partitioner implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int nodes;

        ByNode(int nodes) {
            this.nodes = nodes;
        }

        @Override
        public int numPartitions() {
            return nodes;
        }

        @Override
        public int getPartition(Object piece) {
            return (Integer) piece / FAN_IN;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByNode that && nodes == that.nodes;
        }

        @Override
        public int hashCode() {
            return nodes;
        }
    }
}
