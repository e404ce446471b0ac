package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.List;

/**
 * D of the sites of a parameter class.
 *
 * @param model the source of D
 * @param of the class
 */
record ClassColumns(ModelPieces model, ParameterClass of) implements SiteColumns {
    /** {@return D of several classes} */
    static List<ClassColumns> of(ModelPieces model, List<ParameterClass> classes) {
        return classes.stream().map(of -> new ClassColumns(model, of)).toList();
    }

    @Override
    public int width() {
        return of.width();
    }

    @Override
    public int places() {
        return of.places().size();
    }

    @Override
    public SiteShape shape(int place) {
        return model.shape(site(place));
    }

    @Override
    public DoubleBuffer jacobians(int place, int trial, DirectBuffers workspace) {
        return model.siteJacobians(site(place), trial, workspace);
    }

    private int site(int place) {
        return of.places().get(place).site();
    }
}
