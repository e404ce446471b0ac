package io.ntk.cli.report;

import io.ntk.cli.chart.Chart;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a verb found, in every form in which it can be shown. The forms that only some verbs offer refuse by default; a verb
 * whose options ask for one of them implements it. Forms may cost work of their own, and are asked for once at most.
 */
public interface Report {
    /** {@return all that is known of the result: {@code --json} and {@code --out FILE.json}} */
    JsonObject json();

    /** {@return lines for people, the last of them ended} */
    String text();

    /** {@return what {@code --quiet} leaves of the text: the value alone} */
    default String value() {
        return text();
    }

    /** {@return the result for spreadsheets and pages, with all digits, a field being empty where a number cannot be stated} */
    default Table table() {
        throw new UnsupportedOperationException(getClass() + " has no table");
    }

    /** {@return the numbers alone, NaN where one cannot be stated: {@code --out FILE.npz}} */
    default List<NumericArray> arrays() {
        throw new UnsupportedOperationException(getClass() + " has no arrays");
    }

    /** {@return the picture that {@code --plot} draws} */
    default Chart picture() {
        throw new UnsupportedOperationException(getClass() + " has no picture");
    }

    /** {@return the page that {@code --report} writes, without its provenance} */
    default HtmlPage page() {
        throw new UnsupportedOperationException(getClass() + " has no page");
    }

    /** {@return the sizes of the inputs, with which every form begins; empty if there are none} */
    default Optional<InputSizes> inputs() {
        return Optional.empty();
    }

    /** {@return how its numbers came about, which ends its page and its JSON; empty of a verb that computes nothing} */
    default Optional<Provenance> provenance() {
        return Optional.empty();
    }

    /** {@return what the process returns to the shell once the result is shown} */
    default int exitCode() {
        return 0;
    }
}
