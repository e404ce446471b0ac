/** Line charts with intervals, bar charts and heat maps, as SVG and PNG. */
@NullMarked
package io.ntk.cli.chart;

import org.jspecify.annotations.NullMarked;
