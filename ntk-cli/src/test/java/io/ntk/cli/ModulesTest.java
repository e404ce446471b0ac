package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** That what the poms list more than once is the same everywhere. */
class ModulesTest {
    private static final Path ROOT = Path.of("..");

    /** Of these modules, whoever imports the bill of materials needs no version. */
    private static final Set<String> NOT_FOR_USERS = Set.of("ntk-bom", "ntk-bench", "ntk-backend-tck-tests");

    private static List<String> read(Path pom, String expression) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        Document document = factory.newDocumentBuilder().parse(pom.toFile());
        NodeList found =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(expression, document, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    private static List<String> modules() throws Exception {
        return read(ROOT.resolve("pom.xml"), "/project/modules/module");
    }

    private static Path pom(String module) {
        return ROOT.resolve(module).resolve("pom.xml");
    }

    @Test
    void theBillOfMaterialsListsEveryModuleForUsers() throws Exception {
        String managed = "/project/dependencyManagement/dependencies/dependency";
        Stream<String> expected = modules().stream().filter(module -> !NOT_FOR_USERS.contains(module));

        assertThat(read(pom("ntk-bom"), managed + "/artifactId"))
                .containsExactlyInAnyOrderElementsOf(expected.toList());
        assertThat(read(pom("ntk-bom"), managed + "/groupId")).containsOnly("io.ntk");
        assertThat(read(pom("ntk-bom"), managed + "/version")).containsOnly("${project.version}");
    }

    @Test
    void versionsStandInTheRootAlone() throws Exception {
        assertThat(modules()).contains("ntk-bench", "ntk-cli", "ntk-spark");
        for (String module : modules()) {
            if (!module.equals("ntk-bom")) {
                assertThat(read(
                                pom(module),
                                "//dependency/version | //plugin/version | //path/version | /project/version"))
                        .as(module)
                        .isEmpty();
            }
        }
    }
}
