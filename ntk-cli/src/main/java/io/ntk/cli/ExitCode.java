package io.ntk.cli;

/** What the process returns to the shell. */
final class ExitCode {
    /** Everything went well. */
    static final int OK = 0;

    /** Results that must agree do not: {@code ntk check}. */
    static final int DISAGREEMENT = 1;

    /** The user asked for something that cannot be done, in a way that the message says how to mend. */
    static final int USER = 2;

    /** A fault of ntk. */
    static final int INTERNAL = 3;

    private ExitCode() {}
}
