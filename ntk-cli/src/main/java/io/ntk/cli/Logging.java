package io.ntk.cli;

/** The level of the log, which goes to standard error: warnings only, unless asked for more. */
final class Logging {
    private Logging() {}

    /** Logs what ntk finds and starts. Must come before the first logger is made. */
    static void verbose() {
        System.setProperty("org.slf4j.simpleLogger.log.io.ntk", "debug");
    }
}
