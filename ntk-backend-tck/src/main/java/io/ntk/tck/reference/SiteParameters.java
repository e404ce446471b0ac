package io.ntk.tck.reference;

import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Dual;
import io.ntk.api.spi.StepStructure.AffineSite;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters that note every place at which they are asked for, and make the value there a direction of
 * differentiation. Only places with a differentiated parameter count.
 */
final class SiteParameters implements CellParameters<Dual<double[][]>> {
    private final CellParameters<Dual<double[][]>> values;
    private final UsedTensors tensors;
    private final List<AffineSite> sites = new ArrayList<>();
    private final List<double[]> features = new ArrayList<>();
    private int nextDirection;
    private final int directions;

    /** Starts noting; sites beyond the number of directions are noted only. */
    SiteParameters(CellParameters<Dual<double[][]>> values, UsedTensors tensors, int firstDirection, int directions) {
        this.values = values;
        this.tensors = tensors;
        this.nextDirection = firstDirection;
        this.directions = directions;
    }

    /** {@return the places, in the order in which the step came to them} */
    List<AffineSite> sites() {
        return sites;
    }

    /** {@return the features at each place} */
    List<double[]> features() {
        return features;
    }

    @Override
    public Dual<double[][]> affine(String weight, String bias, Dual<double[][]> x) {
        return note(weight, bias, x.value()[0], values.affine(weight, bias, x));
    }

    @Override
    public Dual<double[][]> linear(String weight, Dual<double[][]> x) {
        return note(weight, "", x.value()[0], values.linear(weight, x));
    }

    @Override
    public Dual<double[][]> vector(String vector) {
        return note("", vector, new double[0], values.vector(vector));
    }

    private Dual<double[][]> note(String weight, String bias, double[] feature, Dual<double[][]> value) {
        AffineSite site = new AffineSite(
                ifDifferentiated(weight), ifDifferentiated(bias), feature.length, value.value()[0].length);
        if (site.weight().isEmpty() && site.bias().isEmpty()) {
            return value;
        }
        sites.add(site);
        features.add(feature);
        int first = nextDirection;
        nextDirection += value.value()[0].length;
        return nextDirection <= directions ? DualModel.varied(value, first, directions) : value;
    }

    private String ifDifferentiated(String name) {
        return tensors.isDifferentiated(name) ? name : "";
    }
}
