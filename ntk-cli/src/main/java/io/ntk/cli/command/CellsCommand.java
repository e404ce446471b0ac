package io.ntk.cli.command;

import io.ntk.api.cell.CellProvider;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Table;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ntk cells}: the cells on the class path. */
@Command(
        name = "cells",
        description = {"List the cells that --cell may name.", "Those of jars in plugins/ are among them."},
        footer = {"%nExamples:", "  ntk cells", "  ntk cells --plugin my-cell.jar"})
final class CellsCommand extends Verb {
    @Override
    int run(Workplace place, ProgressDisplay progress) {
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
}
