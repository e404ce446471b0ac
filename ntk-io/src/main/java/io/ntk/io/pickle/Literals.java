package io.ntk.io.pickle;

import java.io.IOException;

/** Reads the numbers and strings of a pickle. */
final class Literals {
    private static final Long[] SMALL = small();

    private final PickleInput input;
    private final Budget budget;

    Literals(PickleInput input, Budget budget) {
        this.input = input;
        this.budget = budget;
    }

    Long number(long value) throws PickleException {
        if (value >= 0 && value < SMALL.length) {
            return SMALL[(int) value];
        }
        budget.charge(Budget.NUMBER);
        return value;
    }

    Double number(double value) throws PickleException {
        budget.charge(Budget.NUMBER);
        return value;
    }

    /** {@return a whole number in two's complement, left in the file if it needs more than eight bytes} */
    Object integer(long bytes) throws IOException, PickleException {
        if (bytes > Long.BYTES) {
            return blob(bytes, Coding.BYTES);
        }
        int unused = 8 * (Long.BYTES - (int) bytes);
        long unsigned = input.littleEndian((int) bytes);
        return number(bytes == 0 ? 0 : unsigned << unused >> unused);
    }

    /** {@return a line that is a whole number or, by tradition, a truth value; left in the file if it has too many digits} */
    Object decimal() throws IOException, PickleException {
        long start = input.position();
        byte[] line = input.line();
        String text = line == null ? "" : Coding.BYTES.text(line);
        if (text.equals("00") || text.equals("01")) {
            return text.equals("01");
        }
        String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
        try {
            return number(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            if (line != null && !digits.matches("[+-]?[0-9]{19,}")) {
                throw new PickleException("has a whole number that is none");
            }
            budget.charge(Budget.OBJECT);
            return new Blob(start, input.position() - start - 1, Coding.BYTES);
        }
    }

    Double decimalFraction() throws IOException, PickleException {
        String text = input.shortLine();
        try {
            return number(
                    switch (text) {
                        case "nan" -> Double.NaN;
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.parseDouble(text);
                    });
        } catch (NumberFormatException e) {
            throw new PickleException("has a number that is none");
        }
    }

    /** {@return a line that is the number of an object} */
    long index() throws IOException, PickleException {
        try {
            return Long.parseLong(input.shortLine());
        } catch (NumberFormatException e) {
            throw new PickleException("numbers an object with what is no number");
        }
    }

    /** {@return a line as a {@link String}, or as a {@link Blob} if it is long} */
    Object line(Coding coding) throws IOException, PickleException {
        long start = input.position();
        byte[] line = input.line();
        if (line == null) {
            budget.charge(Budget.OBJECT);
            return new Blob(start, input.position() - start - 1, coding);
        }
        return string(coding.text(line));
    }

    /** {@return a string as a {@link String}, or as a {@link Blob} if it is long} */
    Object text(long length, Coding coding) throws IOException, PickleException {
        return length > PickleInput.LONGEST_TEXT
                ? blob(length, coding)
                : string(coding.text(input.bytes((int) length)));
    }

    String string(String text) throws PickleException {
        budget.charge(Budget.STRING + text.length());
        return text;
    }

    Blob blob(long length, Coding coding) throws IOException, PickleException {
        budget.charge(Budget.OBJECT);
        Blob blob = new Blob(input.position(), length, coding);
        input.skip(length);
        return blob;
    }

    private static Long[] small() {
        Long[] numbers = new Long[256];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (long) i;
        }
        return numbers;
    }
}
