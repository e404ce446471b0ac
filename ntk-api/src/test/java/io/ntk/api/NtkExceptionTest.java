package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NtkExceptionTest {
    @Test
    void messageIsProblemThenRemedy() {
        Throwable cause = new IllegalStateException("broken");
        NtkException exception = new NtkException(ErrorId.FILE_FORMAT, "It is wrong.", "Mend it.", cause);
        assertThat(exception)
                .hasMessage("It is wrong. Mend it.")
                .hasCause(cause)
                .returns(ErrorId.FILE_FORMAT, NtkException::id)
                .returns("It is wrong.", NtkException::problem)
                .returns("Mend it.", NtkException::remedy);
        assertThat(new NtkException(ErrorId.FILE_FORMAT, "It is wrong.", "Mend it."))
                .hasNoCause();
    }

    @Test
    void quotedControlCharactersAreEscaped() {
        NtkException e = new NtkException(ErrorId.FILE_FORMAT, "Name 'a\nb\u001b[0m' is odd.", "Rename it.");
        assertThat(e.problem()).isEqualTo("Name 'a b\\u001b[0m' is odd.");
        assertThat(e).hasMessage("Name 'a b\\u001b[0m' is odd. Rename it.");
    }
}
