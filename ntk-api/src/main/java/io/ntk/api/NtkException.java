package io.ntk.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mistake that a user can understand and mend: what was wrong with which value, and what to do about it.
 *
 * <p>The message is the problem followed by the remedy, each a full sentence on one line: line breaks in what they
 * quote become spaces, and other control characters are escaped. Command-line tools print it as it is, without a stack trace.
 */
public final class NtkException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

    private final ErrorId id;
    private final String problem;
    private final String remedy;

    /**
     * Names a mistake.
     *
     * @param id the kind of mistake
     * @param problem a sentence that says what was wrong with which value
     * @param remedy a sentence that says what to do
     */
    public NtkException(ErrorId id, String problem, String remedy) {
        this(id, problem, remedy, null);
    }

    /**
     * Names a mistake that another exception revealed.
     *
     * @param id the kind of mistake
     * @param problem a sentence that says what was wrong with which value
     * @param remedy a sentence that says what to do
     * @param cause what revealed it
     */
    public NtkException(ErrorId id, String problem, String remedy, @Nullable Throwable cause) {
        super(printable(problem) + " " + printable(remedy), cause);
        this.id = id;
        this.problem = printable(problem);
        this.remedy = printable(remedy);
    }

    /** Sentences quote what files and users say; a line break in them is a blank. */
    private static String printable(String sentence) {
        boolean isShown = Printable.of(sentence).equals(sentence);
        return isShown ? sentence : Printable.of(LINE_BREAK.matcher(sentence).replaceAll(" "));
    }

    /** {@return the kind of mistake} */
    public ErrorId id() {
        return id;
    }

    /** {@return a sentence that says what was wrong with which value} */
    public String problem() {
        return problem;
    }

    /** {@return a sentence that says what to do} */
    public String remedy() {
        return remedy;
    }
}
