package io.ntk.estimators.exact;

import io.ntk.api.model.InitialState;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;

/** Checks whether two comparable linearizations are of the same network on the same inputs. */
final class Identity {
    private Identity() {}

    static boolean sameNetwork(Linearization a, Linearization b) {
        Problem left = a.problem();
        Problem right = b.problem();
        return left.precision() == right.precision()
                && left.kept().equals(right.kept())
                && left.model().cell().hasEquationsOf(right.model().cell())
                && Arrays.equals(left.parameters().toArray(), right.parameters().toArray())
                && Arrays.equals(left.inputs().toArray(), right.inputs().toArray())
                && sameInitialState(left, right)
                // Equal observations cover constants of the cell that its equations and parameters do not show.
                && Arrays.equals(a.observations(), b.observations());
    }

    private static boolean sameInitialState(Problem left, Problem right) {
        InitialState first = left.initialState();
        InitialState second = right.initialState();
        for (int trial = 0; trial < left.inputs().trials(); trial++) {
            for (int unit = 0; unit < left.model().stateSize(); unit++) {
                if (first.get(trial, unit) != second.get(trial, unit)) {
                    return false;
                }
            }
        }
        return true;
    }
}
