package io.ntk.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The verbs of the command, in the order in which its help lists them, for one line of arguments. */
public final class Verbs {
    private final List<Verb> verbs;

    /**
     * Makes them.
     *
     * @param session where they run
     */
    public Verbs(Session session) {
        verbs = List.of(
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
    }

    /** {@return the verbs, for picocli} */
    public List<Callable<Integer>> all() {
        return List.copyOf(verbs);
    }

    /**
     * {@return the verb of a name alone, which is quicker to set up than all of them; all if there is none}
     *
     * @param name the first word of a line
     */
    public List<Callable<Integer>> named(String name) {
        List<Callable<Integer>> named = verbs.stream()
                .filter(verb ->
                        verb.getClass().getAnnotation(Command.class).name().equals(name))
                .<Callable<Integer>>map(verb -> verb)
                .toList();
        return named.isEmpty() ? all() : named;
    }

    /** {@return whether one of them has printed its result, which it may have done even if it failed later} */
    public boolean haveAnswered() {
        return verbs.stream().anyMatch(Verb::hasAnswered);
    }
}
