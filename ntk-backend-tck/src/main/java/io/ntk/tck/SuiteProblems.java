package io.ntk.tck;

import io.ntk.api.spi.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The problems for a class nested in a suite. The suite's instance is asked, whose backend says in which precisions. */
abstract class SuiteProblems implements ArgumentsProvider {
    abstract List<Named<Problem>> of(LinearizationContract suite);

    @Override
    public final Stream<? extends Arguments> provideArguments(
            ParameterDeclarations parameters, ExtensionContext context) {
        Object suite =
                context.getParent().flatMap(ExtensionContext::getTestInstance).orElseThrow();
        return of((LinearizationContract) suite).stream().map(Arguments::of);
    }
}
