package io.ntk.cli.command;

import io.ntk.cli.report.Report;
import io.ntk.io.json.JsonObject;

/** A list of what there is, in JSON and as text; it has no page. */
record Listing(JsonObject json, String text) implements Report {}
