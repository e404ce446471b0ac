package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cells.parser.EquationsParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/**
 * Reads expressions: finds what names mean, works out shapes, and holds the rule that a parameter enters as a matrix in a
 * product with a vector, or as a vector entry by entry.
 */
final class ExpressionReader {
    private static final int MAX_FACTORS = 60;

    private final Scope scope;
    private final SizeReader sizes;

    ExpressionReader(Scope scope) {
        this.scope = scope;
        this.sizes = new SizeReader(scope);
    }

    Typed read(EquationsParser.SumContext context) {
        List<Node.Term> terms = new ArrayList<>();
        Typed sum = term(context.term(0));
        terms.add(new Node.Term(false, sum.node()));
        for (int i = 1; i < context.term().size(); i++) {
            Token operator = (Token) context.getChild(2 * i - 1).getPayload();
            Typed term = term(context.term(i));
            terms.add(new Node.Term(operator.getType() == EquationsParser.MINUS, term.node()));
            sum = entrywise(operator, sum, term, sum.node());
        }
        return terms.size() == 1 ? sum : sum.as(new Node.Sum(List.copyOf(terms)), sum.shape(), text(context));
    }

    private Typed term(EquationsParser.TermContext context) {
        if (context.factor().size() > MAX_FACTORS) {
            throw mistake(
                    context.getStart(),
                    context.factor().size() + " factors are multiplied",
                    "Give parts of the product names of their own.");
        }
        Typed product = factor(context.factor(0));
        int next = 1;
        while (next < context.factor().size()) {
            List<Typed> chain = chain(context, product, next);
            Typed right = chain.get(chain.size() - 1);
            for (int i = chain.size() - 2; i >= 0; i--) {
                right = product(operator(context, next + i + 1), chain.get(i), right);
            }
            product = product(operator(context, next), product, right);
            next += chain.size();
        }
        return product;
    }

    private static Token operator(EquationsParser.TermContext context, int factor) {
        return (Token) context.getChild(2 * factor - 1).getPayload();
    }

    /**
     * Reads what is multiplied by what stands left of it: a factor, or matrices in a row and the vector that they multiply.
     * A @ B @ v is A @ (B @ v), since a product of two matrices is no weight.
     */
    private List<Typed> chain(EquationsParser.TermContext context, Typed left, int first) {
        List<Typed> chain = new ArrayList<>(List.of(factor(context.factor(first))));
        Typed last = chain.get(0);
        for (int i = first;
                left.shape().isMatrix()
                        && last.shape().isMatrix()
                        && i + 1 < context.factor().size()
                        && operator(context, i).getType() == EquationsParser.AT
                        && operator(context, i + 1).getType() == EquationsParser.AT;
                i++) {
            last = factor(context.factor(i + 1));
            chain.add(last);
        }
        return last.shape().isVector() ? chain : chain.subList(0, 1);
    }

    private Typed product(Token operator, Typed left, Typed right) {
        Typed product = switch (operator.getType()) {
            case EquationsParser.AT -> matrixProduct(operator, left, right);
            case EquationsParser.SLASH ->
                entrywise(operator, left, right, new Node.Quotient(left.node(), right.node()));
            default -> entrywise(operator, left, right, new Node.Product(left.node(), right.node()));
        };
        return product.as(product.node(), product.shape(), left.text() + " " + operator.getText() + " " + right.text());
    }

    /** Two operands entry by entry, as NumPy broadcasts them. */
    private Typed entrywise(Token operator, Typed left, Typed right, Node node) {
        Shape shape = broadcast(left.shape(), right.shape())
                .orElseThrow(() -> scope.locations()
                        .mistake(
                                ErrorId.SHAPE_MISMATCH,
                                operator,
                                "'" + operator.getText() + "' cannot combine " + left + " and " + right,
                                "Both must have the same shape, or one of them be a number."));
        if (shape.isMatrix() && (left.varies() || right.varies())) {
            Typed matrix = left.shape().isMatrix() ? left : right;
            Typed other = left.shape().isMatrix() ? right : left;
            throw mistake(
                    operator,
                    "the matrix " + matrix + " meets " + other + " entry by entry, which changes from step to step",
                    "A matrix enters as a product with a vector: M @ v; multiply what comes out of it instead.");
        }
        SortedSet<String> parameters = left.parametersWith(right);
        if (shape.isMatrix() && parameters.size() > 1) {
            throw mistake(
                    operator,
                    "a matrix is made of " + parameters.size() + " parameters, " + String.join(" and ", parameters),
                    "A weight is a function of one parameter: multiply what comes out of M @ v by the other.");
        }
        boolean varies = left.varies() || right.varies();
        return new Typed(node, shape, varies, varies ? Typed.NO_PARAMETERS : parameters, left.text());
    }

    private static Optional<Shape> broadcast(Shape left, Shape right) {
        boolean leftIsLonger = left.sizes().size() >= right.sizes().size();
        List<Size> longer = leftIsLonger ? left.sizes() : right.sizes();
        List<Size> shorter = leftIsLonger ? right.sizes() : left.sizes();
        List<Size> sizes = new ArrayList<>(longer);
        int skipped = longer.size() - shorter.size();
        for (int axis = 0; axis < shorter.size(); axis++) {
            Size a = longer.get(skipped + axis);
            Size b = shorter.get(axis);
            if (!a.equals(b) && !a.equals(Size.ONE) && !b.equals(Size.ONE)) {
                return Optional.empty();
            }
            sizes.set(skipped + axis, a.equals(Size.ONE) ? b : a);
        }
        return Optional.of(new Shape(sizes));
    }

    private Typed matrixProduct(Token operator, Typed left, Typed right) {
        if (left.shape().isVector() && right.shape().isMatrix()) {
            return matrixVector(operator, left, right, transposed(right), left);
        }
        if (left.shape().isMatrix() && right.shape().isVector()) {
            return matrixVector(operator, left, right, left, right);
        }
        String remedy = left.shape().isMatrix() && right.shape().isMatrix()
                ? "A product of matrices is no weight: " + leftAlone(left)
                        + "multiply a vector by one after the other, " + name(left) + " @ (" + right.text() + " @ v)."
                : "'@' multiplies a matrix and a vector; '*' multiplies entry by entry.";
        throw mistake(operator, "'@' cannot multiply " + left + " and " + right, remedy);
    }

    /** {@return advice to make a weight of what is left of a product of matrices, if it has no name} */
    private static String leftAlone(Typed left) {
        return UsedTensor.isView(left.node())
                ? ""
                : "write W = " + withoutBrackets(left.text()) + " under 'weights', and ";
    }

    private static String name(Typed matrix) {
        return UsedTensor.isView(matrix.node()) ? matrix.text() : "W";
    }

    private static String withoutBrackets(String text) {
        int depth = 0;
        int end = 0;
        do {
            depth += text.charAt(end) == '(' ? 1 : text.charAt(end) == ')' ? -1 : 0;
            end++;
        } while (depth > 0);
        boolean whole = text.startsWith("(") && end == text.length();
        return whole ? text.substring(1, text.length() - 1) : text;
    }

    private Typed matrixVector(Token operator, Typed left, Typed right, Typed matrix, Typed vector) {
        if (!matrix.shape().last().equals(vector.shape().last())) {
            throw scope.locations()
                    .mistake(
                            ErrorId.SHAPE_MISMATCH,
                            operator,
                            "'@' cannot multiply " + left + " and " + right,
                            "The axes that meet, " + matrix.shape().last() + " and "
                                    + vector.shape().last() + ", must be the same.");
        }
        Node weight = matrix.node();
        List<Node> numbers = new ArrayList<>();
        // (0.3 * W) @ r is 0.3 * (W @ r), which leaves W the parameter itself.
        while (weight instanceof Node.Product product && isNumber(product.left())) {
            numbers.add(product.left());
            weight = product.right();
        }
        Node used = scope.use(matrix.as(weight, matrix.shape(), matrix.text()));
        Node result = new Node.MatrixVector(used, vector.node());
        for (Node number : numbers) {
            result = new Node.Product(number, result);
        }
        return Typed.varying(result, Shape.vector(matrix.shape().rows()), left.text());
    }

    private static boolean isNumber(Node node) {
        return node instanceof Node.Literal || node instanceof Node.Constant || node instanceof Node.Length;
    }

    private static Typed transposed(Typed matrix) {
        Node node =
                matrix.node() instanceof Node.Transposed twice ? twice.matrix() : new Node.Transposed(viewable(matrix));
        return matrix.as(node, matrix.shape().transposed(), matrix.text() + ".T");
    }

    /** {@return a node that can be named: what is computed gets its text for a name} */
    private static Node viewable(Typed matrix) {
        return UsedTensor.isView(matrix.node()) ? matrix.node() : new Node.Defined(matrix.text(), matrix.node());
    }

    private Typed factor(EquationsParser.FactorContext context) {
        if (context instanceof EquationsParser.SignedContext signed) {
            Typed value = factor(signed.factor());
            boolean negative = signed.MINUS() != null;
            return negative
                    ? value.as(
                            new Node.Sum(List.of(new Node.Term(true, value.node()))), value.shape(), "-" + value.text())
                    : value;
        }
        EquationsParser.ViewedContext viewed = (EquationsParser.ViewedContext) context;
        Typed value = atom(viewed.atom());
        for (EquationsParser.ViewContext view : viewed.view()) {
            value = view(view, value);
        }
        return value;
    }

    private Typed view(EquationsParser.ViewContext context, Typed value) {
        Token token = context.getStart();
        if (context.TRANSPOSED() != null) {
            if (!value.shape().isMatrix()) {
                throw mistake(token, value + " is transposed, but is not a matrix", "Leave '.T' out.");
            }
            return transposed(value);
        }
        List<Range> ranges = sizes.ranges(context.range());
        int axes = value.shape().sizes().size();
        if (ranges.size() > axes) {
            throw mistake(
                    token,
                    value + " has " + axes + " axes, but is indexed by " + ranges.size(),
                    "Give at most one slice for each axis.");
        }
        List<Size> kept = new ArrayList<>();
        List<Range> all = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            Range range = axis < ranges.size() ? ranges.get(axis) : new Range(Size.ZERO, null, false);
            Size length = value.shape().sizes().get(axis);
            requireInside(token, value, range, length);
            all.add(range);
            // A single entry of a vector stays a vector, of length 1.
            if (!range.single() || axes == 1) {
                kept.add(range.length(length));
            }
        }
        if (kept.isEmpty()) {
            throw mistake(token, "a single entry is taken of " + value, "Take a slice such as [0:1] of one axis.");
        }
        Node node = axes == 2 ? viewable(value) : value.node();
        Typed selected = value.as(
                new Node.Selected(node, List.copyOf(all), value.text()), new Shape(kept), value.text() + text(context));
        // A row or a column of a matrix is a vector that the step uses.
        return axes == 2 && kept.size() == 1
                ? selected.as(scope.use(selected), selected.shape(), selected.text())
                : selected;
    }

    private void requireInside(Token token, Typed value, Range range, Size axis) {
        boolean inside = range.from().isAtLeast(0).orElse(true)
                && range.length(axis).isAtLeast(1).orElse(true)
                && axis.minus(range.end(axis)).isAtLeast(0).orElse(true);
        if (!inside) {
            throw scope.locations()
                    .mistake(
                            ErrorId.SHAPE_MISMATCH,
                            token,
                            "the slice " + range + " does not fit an axis of length " + axis + " of " + value,
                            "A slice begins at 0 or later, is not empty, and ends within the axis.");
        }
    }

    private Typed atom(EquationsParser.AtomContext context) {
        Token token = context.getStart();
        if (context instanceof EquationsParser.LiteralContext) {
            double number = Double.parseDouble(token.getText());
            if (Double.isInfinite(number)) {
                throw mistake(
                        token,
                        "the number " + Locations.quoted(token.getText()) + " is too large",
                        "Give one below 1e308.");
            }
            return Typed.constant(new Node.Literal(number), Shape.NUMBER, token.getText());
        }
        if (context instanceof EquationsParser.BracketContext bracket) {
            Typed inner = read(bracket.sum());
            return inner.as(inner.node(), inner.shape(), "(" + inner.text() + ")");
        }
        if (context instanceof EquationsParser.CallContext call) {
            return token.getText().equals("concat") ? joined(call) : applied(call);
        }
        if (context instanceof EquationsParser.NextStateContext next) {
            return scope.next(next.NAME().getSymbol());
        }
        return scope.value(token);
    }

    private Typed applied(EquationsParser.CallContext context) {
        Token token = context.getStart();
        String function = scope.function(token);
        if (context.sum().size() != 1) {
            throw mistake(
                    token,
                    "function " + Locations.quoted(function) + " is given "
                            + context.sum().size() + " arguments",
                    "Give it one.");
        }
        Typed argument = read(context.sum(0));
        if (argument.node().equals(new Node.State(0))) {
            scope.applyToState(function);
        }
        return argument.as(
                new Node.Call(function, argument.node()), argument.shape(), function + "(" + argument.text() + ")");
    }

    private Typed joined(EquationsParser.CallContext context) {
        List<Node> parts = new ArrayList<>();
        List<Size> lengths = new ArrayList<>();
        Size total = Size.ZERO;
        for (EquationsParser.SumContext each : context.sum()) {
            Typed part = read(each);
            if (!part.shape().isVector()) {
                throw mistake(each.getStart(), "concat is given " + part, "It joins vectors.");
            }
            parts.add(part.node());
            lengths.add(part.shape().last());
            total = total.plus(part.shape().last());
        }
        return Typed.varying(
                new Node.Joined(List.copyOf(parts), List.copyOf(lengths)), Shape.vector(total), text(context));
    }

    /** {@return how an expression is written, in one line with single spaces} */
    private static String text(ParserRuleContext context) {
        return context.children.stream()
                .map(child -> child instanceof ParserRuleContext inner ? text(inner) : child.getText())
                .collect(Collectors.joining());
    }

    private NtkException mistake(Token token, String problem, String remedy) {
        return scope.locations().mistake(token, problem, remedy);
    }
}
