package io.ntk.cli.figure;

import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Table;

/**
 * A part of what a study says in words: sentences, then a table.
 *
 * @param title its title
 * @param text full sentences
 * @param table the table, which may be without rows and is then not shown
 */
public record FigureSection(String title, String text, Table table) {
    /** {@return the section for a terminal} */
    public String toText() {
        return title + "\n\n" + text + "\n" + (table.rows().isEmpty() ? "" : "\n" + table);
    }

    /** {@return the section as it is put into a page of documentation} */
    public String toMarkdown() {
        return "## " + title + "\n\n" + text + "\n" + (table.rows().isEmpty() ? "" : "\n" + table.toMarkdown());
    }

    /**
     * Adds the section to a page.
     *
     * @param page the page
     */
    public void addTo(HtmlPage page) {
        page.section(title).text(text);
        if (!table.rows().isEmpty()) {
            page.table(table);
        }
    }
}
