package io.ntk.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AverageLinkageTest {
    private static double[][] onALine(double... places) {
        double[][] distances = new double[places.length][places.length];
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < places.length; j++) {
                distances[i][j] = Math.abs(places[i] - places[j]);
            }
        }
        return distances;
    }

    @Test
    void putsPlacesOnALineInTheirOrder() {
        List<Integer> order = AverageLinkage.order(onALine(5, 0, 9, 1, 5.5, 10.2));

        assertThat(order).isIn(List.of(1, 3, 0, 4, 2, 5), List.of(5, 2, 4, 0, 3, 1));
    }

    @Test
    void keepsClustersTogether() {
        // Single linkage would chain 0, 1, 2; by average, 2 is nearer to 3.
        double[][] distances = {
            {0, 1, 9, 9},
            {1, 0, 3.5, 9},
            {9, 3.5, 0, 4},
            {9, 9, 4, 0}
        };

        assertThat(AverageLinkage.order(distances)).containsExactly(0, 1, 2, 3);
        double[][] crossed = onALine(0, 10, 1, 11, 0.5, 10.5);
        assertThat(AverageLinkage.order(crossed)).containsExactly(0, 4, 2, 1, 5, 3);
    }

    @Test
    void keepsTheOrderOfEqualDistances() {
        assertThat(AverageLinkage.order(new double[3][3])).containsExactly(0, 1, 2);
        assertThat(AverageLinkage.order(new double[1][1])).containsExactly(0);
    }
}
