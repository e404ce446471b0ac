package io.ntk.cells;

import io.ntk.cells.parser.EquationsParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads lengths, shapes and slices. */
final class SizeReader {
    private final Scope scope;

    SizeReader(Scope scope) {
        this.scope = scope;
    }

    /** {@return the shape of a tensor, whose lengths may be new names} */
    Shape declaredShape(EquationsParser.ShapeContext context) {
        List<Size> sizes = new ArrayList<>();
        for (EquationsParser.SizeContext each : context.size()) {
            Size size = size(each);
            size.names().forEach(scope::declareLength);
            if (!size.isAtLeast(1).orElse(true)) {
                throw mistake(each.getStart(), "the length " + size + " is less than 1", "Every length is at least 1.");
            }
            sizes.add(size);
        }
        if (sizes.size() > 2) {
            throw mistake(
                    context.getStart(),
                    "a tensor with " + sizes.size() + " axes is declared",
                    "Tensors are vectors [n] and matrices [rows, columns].");
        }
        return new Shape(sizes);
    }

    List<Range> ranges(List<EquationsParser.RangeContext> contexts) {
        List<Range> ranges = new ArrayList<>();
        for (EquationsParser.RangeContext each : contexts) {
            ranges.add(range(each));
        }
        return ranges;
    }

    private Range range(EquationsParser.RangeContext context) {
        if (context.COLON() == null) {
            Size entry = known(context.size(0));
            return new Range(entry, entry.plus(Size.ONE), true);
        }
        Size from = Size.ZERO;
        @Nullable Size to = null;
        for (EquationsParser.SizeContext each : context.size()) {
            boolean beforeColon = each.getStart().getTokenIndex()
                    < context.COLON().getSymbol().getTokenIndex();
            if (beforeColon) {
                from = known(each);
            } else {
                to = known(each);
            }
        }
        return new Range(from, to, false);
    }

    private Size known(EquationsParser.SizeContext context) {
        Size size = size(context);
        Set<String> lengths = scope.lengths();
        for (String name : size.names()) {
            if (!lengths.contains(name)) {
                throw mistake(
                        context.getStart(),
                        Locations.quoted(name) + " is not the name of a length",
                        io.ntk.api.ClosestName.remedy(name, lengths));
            }
        }
        return size;
    }

    private Size size(EquationsParser.SizeContext context) {
        try {
            Size sum = term(context.sizeTerm(0));
            for (int i = 1; i < context.sizeTerm().size(); i++) {
                Token operator = (Token) context.getChild(2 * i - 1).getPayload();
                Size term = term(context.sizeTerm(i));
                sum = operator.getType() == EquationsParser.PLUS ? sum.plus(term) : sum.minus(term);
            }
            return sum;
        } catch (ArithmeticException e) {
            throw mistake(context.getStart(), "the length is too large", "Lengths are below 2147483648.");
        }
    }

    private Size term(EquationsParser.SizeTermContext context) {
        Size product = Size.ONE;
        for (EquationsParser.SizeFactorContext each : context.sizeFactor()) {
            Size factor = factor(each);
            if (!product.isNumber() && !factor.isNumber()) {
                throw mistake(
                        each.getStart(),
                        "two named lengths are multiplied",
                        "Give the product a name of its own, as in [K] for [H*R].");
            }
            product = factor.isNumber() ? product.times(factor.constant()) : factor.times(product.constant());
        }
        return product;
    }

    private Size factor(EquationsParser.SizeFactorContext context) {
        Token token = context.getStart();
        if (context.NAME() != null) {
            return Size.named(token.getText());
        }
        try {
            return Size.of(Integer.parseInt(token.getText()));
        } catch (NumberFormatException e) {
            throw mistake(
                    token,
                    "the length " + Locations.quoted(token.getText()) + " is not a whole number",
                    "Give a whole number.");
        }
    }

    private io.ntk.api.NtkException mistake(Token token, String problem, String remedy) {
        return scope.locations().mistake(token, problem, remedy);
    }
}
