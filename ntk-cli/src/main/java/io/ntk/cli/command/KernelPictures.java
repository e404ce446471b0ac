package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.HtmlPage;
import io.ntk.estimators.spectrum.PartialTrace;
import org.ejml.data.DMatrixRMaj;

/** Pictures of kernels that are reduced to one axis; those on several have too many entries for a picture. */
final class KernelPictures {
    private KernelPictures() {}

    /**
     * Shows a reduced kernel, if it has one axis.
     *
     * @param page the page
     * @param title what it is called
     * @param kernel the kernel
     * @param problem whose it is
     */
    static void add(HtmlPage page, String title, PartialTrace kernel, Problem problem) {
        if (kernel.kept().axes().size() == 1) {
            Axis axis = kernel.kept().axes().get(0);
            AxesMap axes = new AxesMap(axis, axis, problem);
            DMatrixRMaj matrix = kernel.matrix();
            page.chart(
                    axes.of(title, matrix::get, false),
                    "How " + AxesMap.plural(axis) + " go together in the kernel: " + axes.caption()
                            + ". The diagonal says how much the parameters move each, a place off it how far two move together.");
        }
    }
}
