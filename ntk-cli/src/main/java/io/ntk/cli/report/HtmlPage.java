package io.ntk.cli.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import io.ntk.cli.chart.Chart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.file.Maker;
import io.ntk.cli.file.OutputFile;
import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.TableTag;
import j2html.tags.specialized.TrTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One HTML file that shows a result: on a telephone, on a wide screen and on paper, light or dark as the reader prefers. It
 * needs nothing but itself. Whatever text it is given is escaped, and shown even where it is written to be hidden.
 */
public final class HtmlPage {
    private static final String KIND = "Report";

    private final String heading;
    private final DivTag content = div();
    private final Pictures pictures = new Pictures();
    private final Glossary glossary = new Glossary();
    private String beginning = "";
    private OptionalInt reloading = OptionalInt.empty();

    /**
     * Starts a page.
     *
     * @param heading its title
     */
    public HtmlPage(String heading) {
        this.heading = heading;
    }

    /**
     * {@return this page with a sentence that follows its title}
     *
     * @param sentence what is to be known before anything else
     */
    public HtmlPage beginning(String sentence) {
        beginning = sentence;
        return this;
    }

    /**
     * {@return this page with a number that is seen first}
     *
     * @param name what it is
     * @param value the number
     * @param error how far to trust it
     */
    public HtmlPage number(String name, String value, String error) {
        return add(div(span(Printable.of(name)), strong(value), span(Printable.of(error)))
                .withClass("number"));
    }

    /**
     * {@return this page with a new section}
     *
     * @param title its title
     */
    public HtmlPage section(String title) {
        return add(h2(title));
    }

    /**
     * {@return this page with a paragraph}
     *
     * @param text full sentences
     */
    public HtmlPage text(String text) {
        return add(p().with(glossary.explaining(Printable.of(text))));
    }

    /**
     * {@return this page with text as a terminal would show it}
     *
     * @param text lines
     */
    public HtmlPage verbatim(String text) {
        return add(pre(text));
    }

    /**
     * {@return this page with a picture, to the right of the one before it where there is room}
     *
     * @param chart the picture
     * @param caption how to read it
     */
    public HtmlPage chart(Chart chart, String caption) {
        pictures.add(chart, caption);
        return this;
    }

    /**
     * {@return this page with a table}
     *
     * @param rows the table
     */
    public HtmlPage table(Table rows) {
        TableTag html = TagCreator.table(
                thead(cells(rows, rows.header(), true)),
                tbody().with(rows.rows().stream().map(row -> cells(rows, row, false))));
        // Who has no pointer scrolls it with the keyboard.
        return add(div(html).withClass("scrolling").withTabindex(0));
    }

    /**
     * {@return this page with what opens to named facts once a reader asks for them}
     *
     * @param summary what they are
     * @param facts their values by name
     */
    public HtmlPage folded(String summary, Map<String, String> facts) {
        return add(details(summary(summary), factTable(facts)));
    }

    /**
     * {@return this page with a link that saves a table, which the page itself holds}
     *
     * @param file what the saved file is called
     * @param csv the table
     */
    public HtmlPage download(String file, String csv) {
        String data = Base64.getEncoder().encodeToString(csv.getBytes(StandardCharsets.UTF_8));
        return add(p(a("Download the data")
                        .withHref("data:text/csv;charset=utf-8;base64," + data)
                        .attr("download", file))
                .withText(" as a table (CSV, with all digits)."));
    }

    /** {@return this page with the words that its paragraphs explained so far, for readers without a pointer; folded} */
    public HtmlPage words() {
        return glossary.met().isEmpty() ? this : folded("Words on this page", glossary.met());
    }

    /**
     * {@return this page, which a browser reads again and again while it is renewed}
     *
     * @param seconds between two readings
     */
    public HtmlPage reloading(int seconds) {
        reloading = OptionalInt.of(seconds);
        return this;
    }

    private static TrTag cells(Table rows, List<String> cells, boolean header) {
        TrTag row = tr();
        for (int column = 0; column < cells.size(); column++) {
            var cell = header ? th(cells.get(column)) : td(cells.get(column));
            row.with(rows.isNumeric(column) ? cell.withClass("digits") : cell);
        }
        return row;
    }

    /**
     * {@return this page with named facts}
     *
     * @param facts their values by name
     */
    public HtmlPage facts(Map<String, String> facts) {
        return add(factTable(facts));
    }

    private static TableTag factTable(Map<String, String> facts) {
        return TagCreator.table(tbody().with(facts.entrySet().stream()
                        .map(fact -> tr(th(Printable.of(fact.getKey())), td(Printable.of(fact.getValue()))))))
                .withClass("facts");
    }

    private HtmlPage add(DomContent element) {
        pictures.take().ifPresent(content::with);
        content.with(element);
        return this;
    }

    /** {@return the page} */
    public String toHtml() {
        pictures.take().ifPresent(content::with);
        return Printable.lines(TagCreator.document(html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                meta().withName("color-scheme").withContent("light dark"),
                                iff(
                                        reloading.isPresent(),
                                        meta().attr("http-equiv", "refresh")
                                                .withContent(String.valueOf(reloading.orElse(0)))),
                                title(heading),
                                style(rawHtml(styleSheet()))),
                        body(main(h1(heading))
                                .condWith(!beginning.isEmpty(), p(beginning))
                                .with(content)))
                .withLang("en")));
    }

    private static String styleSheet() {
        try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
            if (css == null) {
                throw new IllegalStateException("page.css is not beside " + HtmlPage.class);
            }
            return ":root{" + Chart.styleSheet(Theme.LIGHT) + "}@media screen and (prefers-color-scheme:dark){:root{"
                    + Chart.styleSheet(Theme.DARK) + "}}\n" + new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the page to a temporary file in the same folder, then moves it into place.
     *
     * @param file its name
     * @param maker the verb whose result it shows
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written
     */
    public void write(Path file, Maker maker) {
        byte[] bytes = (toHtml() + maker.comment()).getBytes(StandardCharsets.UTF_8);
        OutputFile.write(KIND, file, out -> out.write(bytes));
    }

    /**
     * Refuses a name that no browser would open as a page, and what could not be written: to be asked before long work.
     *
     * @param file the name of a report
     * @param maker the verb whose result it shows
     * @throws NtkException as {@link OutputFile#requireWritable}
     */
    public static void requireWritable(Path file, Maker maker) {
        OutputFile.requireWritable(KIND, file, List.of(".html"), maker);
    }
}
