package io.ntk.cli.chart;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.ntk.api.Printable;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.knowm.xchart.internal.chartpart.IChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A chart as VectorGraphics2D writes it, made to scale and to name itself. Text is drawn as shapes, which look the same everywhere. */
final class SvgWriter {
    private static final Pattern COLOR = Pattern.compile("rgb\\(\\d+,\\d+,\\d+\\)");

    private final Document svg;

    private SvgWriter(Document svg) {
        this.svg = svg;
    }

    static SvgWriter of(Drawing drawing, String title) {
        IChart chart = drawing.chart();
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new SVGProcessor()
                    .getDocument(graphics.getCommands(), new PageSize(chart.getWidth(), chart.getHeight()))
                    .writeTo(bytes);
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            // The document names a definition on the web, which nobody needs.
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            Document svg = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes.toByteArray()));
            SvgWriter writer = new SvgWriter(svg);
            writer.mend(chart, title);
            return writer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("VectorGraphics2D wrote something that is not XML", e);
        }
    }

    private void mend(IChart chart, String title) {
        Element root = svg.getDocumentElement();
        root.setAttribute("width", String.valueOf(chart.getWidth()));
        root.setAttribute("height", String.valueOf(chart.getHeight()));
        root.setAttribute("viewBox", "0 0 " + chart.getWidth() + " " + chart.getHeight());
        root.setAttribute("role", "img");
        root.setAttribute("aria-label", title);
        nameClips(title);
    }

    /** VectorGraphics2D names clips by chance; here the same chart gives the same names, and another chart or size others. */
    private void nameClips(String title) {
        String size = svg.getDocumentElement().getAttribute("viewBox");
        Map<String, String> names = new HashMap<>();
        elements("clipPath").forEach(clip -> {
            String name = String.format(Locale.ROOT, "clip-%x-%d", (title + size).hashCode(), names.size());
            names.put("url(#" + clip.getAttribute("id") + ")", "url(#" + name + ")");
            clip.setAttribute("id", name);
        });
        elements("*").forEach(element -> {
            String named = names.get(element.getAttribute("clip-path"));
            if (named != null) {
                element.setAttribute("clip-path", named);
            }
        });
    }

    /** {@return the chart with variables of a style sheet in the place of the colours} */
    SvgWriter withVariables(Palette palette) {
        Map<String, String> names = new HashMap<>();
        palette.variables().forEach((name, color) -> names.put(rgb(color), "var(" + name + ")"));
        elements("*").filter(element -> element.hasAttribute("style")).forEach(element -> {
            String style = element.getAttribute("style");
            element.setAttribute(
                    "style", COLOR.matcher(style).replaceAll(rgb -> names.getOrDefault(rgb.group(), rgb.group())));
        });
        return this;
    }

    private static String rgb(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    /**
     * {@return the chart with titles, which browsers show to a reader who points at a place}
     *
     * @param drawing what was painted
     * @param areas the colour of the areas that say something
     */
    SvgWriter withTips(Drawing drawing, Color areas) {
        Iterator<String> ofAreas = drawing.tipsOfAreas().iterator();
        elements("path")
                .filter(path -> path.getAttribute("style").startsWith("fill:" + rgb(areas)))
                .toList()
                .forEach(path -> {
                    if (ofAreas.hasNext()) {
                        path.appendChild(title(ofAreas.next()));
                    }
                });
        Element places = element("g");
        places.setAttribute("fill", "transparent");
        for (Tip tip : drawing.tips()) {
            Element place = element("rect");
            place.setAttribute("x", rounded(tip.place().getX()));
            place.setAttribute("y", rounded(tip.place().getY()));
            place.setAttribute("width", rounded(tip.place().getWidth()));
            place.setAttribute("height", rounded(tip.place().getHeight()));
            place.appendChild(title(tip.text()));
            places.appendChild(place);
        }
        svg.getDocumentElement().appendChild(places);
        return this;
    }

    private Element title(String text) {
        Element title = element("title");
        title.setTextContent(Printable.of(text));
        return title;
    }

    private Element element(String name) {
        return svg.createElementNS(svg.getDocumentElement().getNamespaceURI(), name);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private Stream<Element> elements(String tag) {
        NodeList found = svg.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
    }

    String document() {
        return write(false);
    }

    /** {@return the root alone, without a size of its own} */
    String element() {
        svg.getDocumentElement().removeAttribute("width");
        svg.getDocumentElement().removeAttribute("height");
        return write(true);
    }

    private String write(boolean rootAlone) {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, rootAlone ? "yes" : "no");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(svg.getDocumentElement()), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("The chart cannot be written as XML", e);
        }
    }
}
