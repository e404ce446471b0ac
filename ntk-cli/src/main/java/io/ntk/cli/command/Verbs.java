package io.ntk.cli.command;

import java.util.List;
import java.util.concurrent.Callable;

/** The verbs of the command, in the order in which its help lists them. */
public final class Verbs {
    private Verbs() {}

    /**
     * {@return the verbs, for picocli}
     *
     * @param session where they run
     */
    public static List<Callable<Integer>> all(Session session) {
        List<Verb> verbs = List.of(
                new ShowCommand(),
                new DemoCommand(),
                new AlignCommand(),
                new CompareCommand(),
                new TraceCommand(),
                new SpectrumCommand(),
                new FlowCommand(),
                new DynamicsCommand(),
                new SweepCommand(),
                new CheckCommand(),
                new BenchCommand(),
                new TrainCommand(),
                new TrackCommand(),
                new FigureCommand(),
                new DoctorCommand(),
                new BackendsCommand(),
                new CellsCommand(),
                new TasksCommand(),
                new EstimatorsCommand());
        verbs.forEach(verb -> verb.runIn(session));
        return List.copyOf(verbs);
    }
}
