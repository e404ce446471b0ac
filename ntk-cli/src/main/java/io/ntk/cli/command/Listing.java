package io.ntk.cli.command;

import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import java.util.List;

/**
 * A list of what there is, which has no page.
 *
 * @param name of the things, the only member of the JSON object
 * @param objects what is known of each
 * @param table the same for people
 */
record Listing(String name, List<JsonObject> objects, Table table) implements Report {
    @Override
    public JsonObject json() {
        return new JsonObject().with(name, objects);
    }

    @Override
    public String text() {
        return table.toString();
    }
}
