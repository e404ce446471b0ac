package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellProvider;
import io.ntk.cells.EquationProvider;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Table;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ntk cells}: the cells on the class path. */
@Grouped(OptionGroup.OUTPUT)
@Command(
        name = "cells",
        description = {
            "List the cells that --cell may name.",
            "Those of jars in plugins/ and of equation files in cells/ are among them."
        },
        footer = {"%nExamples:", "  ntk cells", "  ntk cells gru > my.cell", "  ntk cells --plugin my-cell.jar"})
final class CellsCommand extends Verb {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Print the equation file of this cell, ready to be copied and changed.")
    private @Nullable String name;

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        if (name != null) {
            return show(equations(place.runtime().cells().provider(name)), progress);
        }
        List<JsonObject> objects = new ArrayList<>();
        Table table = new Table("cell", "aliases", "equations", "from");
        for (Found<CellProvider> found : place.runtime().cells().all()) {
            CellProvider cell = found.provider();
            table.row(cell.name(), String.join(", ", cell.aliases()), cell.description(), found.jar());
            objects.add(new JsonObject()
                    .with("name", cell.name())
                    .with("aliases", cell.aliases())
                    .with("description", cell.description())
                    .with("jar", found.jar()));
        }
        return show(new Listing(new JsonObject().with("cells", objects), table.toString()), progress);
    }

    private static Listing equations(CellProvider cell) {
        if (!(cell instanceof EquationProvider equations)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + cell.name() + "' is written in Java, so there is no equation file of it.",
                    "'ntk cells' says where each cell comes from.");
        }
        JsonObject json = new JsonObject().with("name", cell.name()).with("equations", equations.text());
        return new Listing(json, equations.text());
    }
}
