package io.ntk.cli.chart;

import java.util.List;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.IChart;

/** A picture in one size and in the colours of one paper. */
interface Drawing {
    /** {@return what paints it} */
    IChart chart();

    /** {@return what its places say to a reader who points at them; to be asked once it was painted} */
    List<Tip> tips();

    /** {@return what its areas in the colour of the first series say, in the order in which they are painted} */
    default List<String> tipsOfAreas() {
        return List.of();
    }

    /**
     * {@return a picture that XChart paints}
     *
     * @param chart what paints it
     * @param tips asked once it was painted
     * @param tipsOfAreas what its areas say
     */
    static Drawing of(IChart chart, Supplier<List<Tip>> tips, List<String> tipsOfAreas) {
        return new Drawing() {
            @Override
            public IChart chart() {
                return chart;
            }

            @Override
            public List<Tip> tips() {
                return tips.get();
            }

            @Override
            public List<String> tipsOfAreas() {
                return tipsOfAreas;
            }
        };
    }
}
