package io.ntk.cli.command;

import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Report;

/**
 * Lists of what there is, which have no page.
 *
 * @param json what is known of each thing
 * @param text the same for people
 */
record Listing(JsonObject json, String text) implements Report {}
