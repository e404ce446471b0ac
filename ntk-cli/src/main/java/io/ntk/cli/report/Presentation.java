package io.ntk.cli.report;

import io.ntk.io.json.JsonObject;
import java.util.List;

/**
 * A report as it is shown: every form begins with the sizes of the inputs, if there are any, and pages and objects end with how the
 * numbers came about.
 *
 * @param report what was found
 */
public record Presentation(Report report) {
    private static final String INPUTS = "inputs";

    /** {@return the object} */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        report.inputs().ifPresent(sizes -> json.with(INPUTS, sizes.json()));
        json.with(report.json());
        report.provenance().ifPresent(provenance -> json.with("provenance", provenance.facts()));
        return json;
    }

    /** {@return the lines for people} */
    public String text() {
        return report.inputs()
                        .map(sizes -> Lines.line(INPUTS, sizes.toString()))
                        .orElse("")
                + report.text();
    }

    /**
     * {@return the page}
     *
     * @param verb whose result it shows
     * @param arguments of the command, as they were given
     */
    public HtmlPage page(String verb, List<String> arguments) {
        HtmlPage page = report.page();
        report.inputs().ifPresent(sizes -> page.beginning("Inputs: " + sizes + "."));
        page.download("ntk-" + verb + ".csv", ResultFile.csv(report.table()));
        page.words();
        report.provenance().ifPresent(provenance -> provenance.addTo(page, arguments));
        return page;
    }
}
