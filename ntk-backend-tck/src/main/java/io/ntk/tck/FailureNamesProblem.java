package io.ntk.tck;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Says in the message of a failure which check of which problem failed, since Maven's report only counts the problems. */
final class FailureNamesProblem implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        String check = context.getRequiredTestMethod().getName();
        String problem = context.getParent().orElseThrow().getDisplayName();
        String message = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
        AssertionError named = new AssertionError(check + " of " + problem + ": " + message, failure);
        named.setStackTrace(failure.getStackTrace());
        throw named;
    }
}
