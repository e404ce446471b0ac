package io.ntk.cli.command;

import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Report;

/** A list of what there is, in JSON and as text; it has no page. */
record Listing(JsonObject json, String text) implements Report {}
