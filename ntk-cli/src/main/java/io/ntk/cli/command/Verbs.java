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
        return List.of(
                new DemoCommand(session),
                new AlignCommand(session),
                new CompareCommand(session),
                new TraceCommand(session),
                new SpectrumCommand(session),
                new SweepCommand(session),
                new CheckCommand(session),
                new BenchCommand(session),
                new TrainCommand(session),
                new TrackCommand(session),
                new FigureCommand(session),
                new DoctorCommand(session),
                new BackendsCommand(session),
                new CellsCommand(session),
                new EstimatorsCommand(session));
    }
}
