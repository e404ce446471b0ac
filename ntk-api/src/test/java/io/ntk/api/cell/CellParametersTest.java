package io.ntk.api.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.model.Parameters;
import org.junit.jupiter.api.Test;

class CellParametersTest {
    @Test
    void renamedParametersAreSeenUnderOtherNames() {
        ParameterLayout layout =
                ParameterLayout.builder().weight("w_l0", 1, 2).vector("b_l0", 1).build();
        CellParameters<double[][]> theta =
                new ArrayParameters(Parameters.of(layout, new double[] {2, 3, 5}), 1).renamed(name -> name + "_l0");
        double[][] x = {{10, 100}};
        assertThat(theta.linear("w", x)).isDeepEqualTo(new double[][] {{320}});
        assertThat(theta.affine("w", "b", x)).isDeepEqualTo(new double[][] {{325}});
        assertThat(theta.vector("b")).isDeepEqualTo(new double[][] {{5}});
    }
}
