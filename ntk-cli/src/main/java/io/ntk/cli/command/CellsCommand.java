package io.ntk.cli.command;

import io.ntk.api.cell.CellProvider;
import io.ntk.cli.report.Table;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ntk cells}: the cells on the class path. */
@Command(
        name = "cells",
        description = "List the cells that --cell may name, those of jars in plugins/ too.",
        footer = {"%nExamples:", "  ntk cells", "  ntk cells --plugin my-cell.jar"})
public final class CellsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public CellsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (NtkRuntime runtime = session.runtime(Map.of())) {
            List<Map<String, Object>> objects = new ArrayList<>();
            Table table = new Table("cell", "aliases", "equations", "from");
            for (Found<CellProvider> found : runtime.cells().all()) {
                CellProvider cell = found.provider();
                table.row(cell.name(), String.join(", ", cell.aliases()), cell.description(), found.jar());
                objects.add(Map.of(
                        "name", cell.name(),
                        "aliases", cell.aliases(),
                        "description", cell.description(),
                        "jar", found.jar()));
            }
            output.print(session, Map.of("cells", objects), table::toString);
        }
        return 0;
    }
}
