package io.ntk.cli;

import java.util.Map;

/**
 * The log, which goes to standard error: warnings only, unless asked for more. System properties say so and not a file, since a
 * library may bring a file of its own that stands first on the class path.
 */
final class Logging {
    private static final String LIBRARY = "org.slf4j.simpleLogger.";
    private static final String LEVEL = LIBRARY + "log.io.ntk";
    private static final Map<String, String> DEFAULTS = Map.of(
            LIBRARY + "logFile",
            "System.err",
            // What other libraries warn of, such as a missing GPU, is in the result where it matters.
            LIBRARY + "defaultLogLevel",
            "error",
            LEVEL,
            "warn",
            LIBRARY + "showThreadName",
            "false",
            LIBRARY + "showShortLogName",
            "true",
            LIBRARY + "levelInBrackets",
            "false");

    private Logging() {}

    /** Keeps standard output for results. Must come before the first logger is made. */
    static void quiet() {
        DEFAULTS.forEach(System.getProperties()::putIfAbsent);
    }

    /** Logs what ntk finds and starts. Must come before the first logger is made. */
    static void verbose() {
        System.setProperty(LEVEL, "debug");
    }
}
