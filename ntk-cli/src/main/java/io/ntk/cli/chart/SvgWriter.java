package io.ntk.cli.chart;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
    private final Document svg;

    private SvgWriter(Document svg) {
        this.svg = svg;
    }

    static SvgWriter of(IChart chart, String title) {
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

    /** VectorGraphics2D names clips by chance; here the same chart gives the same names, and another chart others. */
    private void nameClips(String title) {
        Map<String, String> names = new HashMap<>();
        elements("clipPath").forEach(clip -> {
            String name = String.format(Locale.ROOT, "clip-%x-%d", title.hashCode(), names.size());
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
        elements("*").filter(element -> element.hasAttribute("style")).forEach(element -> {
            String style = element.getAttribute("style");
            for (Map.Entry<String, Color> variable : palette.variables().entrySet()) {
                Color color = variable.getValue();
                String rgb = "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
                style = style.replace(rgb, "var(" + variable.getKey() + ")");
            }
            element.setAttribute("style", style);
        });
        return this;
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
