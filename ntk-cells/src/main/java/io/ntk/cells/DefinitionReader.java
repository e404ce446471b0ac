package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cells.parser.EquationsParser;
import io.ntk.cells.parser.EquationsParser.ClauseContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads the clauses of an equation file into a definition. */
final class DefinitionReader {
    private static final Typed DT_VALUE =
            Typed.constant(new Node.Constant(CellDefinition.DT), Shape.NUMBER, CellDefinition.DT);

    private final Locations locations;
    private final Scope scope;
    private final SizeReader sizes;
    private final ExpressionReader expressions;
    private final List<TensorDeclaration> parameters = new ArrayList<>();
    private final List<TensorDeclaration> arrays = new ArrayList<>();
    private final LinkedHashMap<String, Node> numbers = new LinkedHashMap<>();
    private final List<StatePart> state = new ArrayList<>();
    private final List<Node> locals = new ArrayList<>();
    private Integration integration = Integration.MAP;

    DefinitionReader(Locations locations) {
        this.locations = locations;
        this.scope = new Scope(locations);
        this.sizes = new SizeReader(scope);
        this.expressions = new ExpressionReader(scope);
    }

    CellDefinition read(String text) {
        EquationsParser.FileContext file = new EquationParser(locations).parse(text);
        clause(file, EquationsParser.ParametersClauseContext.class)
                .ifPresent(c -> c.parameter().forEach(this::parameter));
        clause(file, EquationsParser.ConstantsClauseContext.class)
                .ifPresent(c -> c.constant().forEach(this::constant));
        clause(file, EquationsParser.IntegrateClauseContext.class).ifPresent(this::integrate);
        clause(file, EquationsParser.WeightsClauseContext.class)
                .ifPresent(c -> c.weight().forEach(this::weight));
        required(file, EquationsParser.StateClauseContext.class, "state")
                .statePart()
                .forEach(this::statePart);
        if (state.isEmpty() || !state.get(0).width().equals(Size.named("H"))) {
            throw locations.refused(
                    ErrorId.CELL_DEFINITION,
                    "has no first state part of length H",
                    "Declare the observed part first, without a length.");
        }
        List<Node> next = step(required(file, EquationsParser.StepClauseContext.class, "step"));
        Optional<EquationsParser.OutputClauseContext> output = clause(file, EquationsParser.OutputClauseContext.class);
        @Nullable Node read = output.isPresent() ? output(output.get()) : null;
        scope.requireAllUsed();
        List<String> names =
                file.heading().NAME().stream().map(Object::toString).toList();
        String description = file.heading().STRING() == null
                ? ""
                : unquoted(file.heading().STRING().getText());
        return new CellDefinition(
                names,
                description,
                List.copyOf(parameters),
                List.copyOf(arrays),
                numbers,
                new LinkedHashMap<>(scope.functions()),
                List.copyOf(state),
                List.copyOf(locals),
                next,
                integration,
                read,
                words(output),
                new LinkedHashMap<>(scope.tensors()));
    }

    private <C extends ClauseContext> Optional<C> clause(EquationsParser.FileContext file, Class<C> kind) {
        List<C> found =
                file.clause().stream().filter(kind::isInstance).map(kind::cast).toList();
        if (found.size() > 1) {
            Token second = found.get(1).getStart();
            throw mistake(second, "there is another clause " + Locations.quoted(second.getText()), "Join the two.");
        }
        return found.stream().findFirst();
    }

    private <C extends ClauseContext> C required(EquationsParser.FileContext file, Class<C> kind, String name) {
        return clause(file, kind)
                .orElseThrow(() -> locations.refused(
                        ErrorId.CELL_DEFINITION,
                        "has no clause '" + name + "'",
                        "Add it; 'ntk cells leaky' prints an example."));
    }

    private void parameter(EquationsParser.ParameterContext context) {
        TensorDeclaration.Presence presence = context.ABSENT() != null
                ? TensorDeclaration.Presence.ABSENT
                : context.OPTIONAL() != null
                        ? TensorDeclaration.Presence.OPTIONAL
                        : TensorDeclaration.Presence.REQUIRED;
        parameters.add(tensor(context.NAME().getSymbol(), context.shape(), context.source(), presence));
        Token name = context.NAME().getSymbol();
        TreeSet<String> itself = new TreeSet<>(Set.of(name.getText()));
        Shape shape = parameters.get(parameters.size() - 1).shape();
        scope.declare(name, new Typed(new Node.Tensor(name.getText()), shape, false, itself, name.getText()));
    }

    private TensorDeclaration tensor(
            Token name,
            EquationsParser.ShapeContext shape,
            EquationsParser.@Nullable SourceContext source,
            TensorDeclaration.Presence presence) {
        Shape declared = sizes.declaredShape(shape);
        List<StoredTensor> stored = new ArrayList<>();
        if (source == null) {
            stored.add(new StoredTensor(name.getText(), List.of()));
        } else {
            source.stored().forEach(each -> stored.add(stored(each)));
        }
        return new TensorDeclaration(name.getText(), declared, List.copyOf(stored), presence);
    }

    private StoredTensor stored(EquationsParser.StoredContext context) {
        List<StoredTensor.View> views = new ArrayList<>();
        context.view()
                .forEach(view -> views.add(
                        new StoredTensor.View(view.TRANSPOSED() != null ? List.of() : sizes.ranges(view.range()))));
        String name = unquoted(context.STRING().getText());
        if (name.isEmpty()) {
            throw mistake(
                    context.getStart(), "the name of an array is empty", "Give the name that it has in the file.");
        }
        return new StoredTensor(name, views);
    }

    private void constant(EquationsParser.ConstantContext context) {
        if (context instanceof EquationsParser.ArrayContext array) {
            Token name = array.NAME().getSymbol();
            TensorDeclaration tensor = tensor(name, array.shape(), array.source(), TensorDeclaration.Presence.REQUIRED);
            arrays.add(tensor);
            scope.declare(name, Typed.constant(new Node.Tensor(name.getText()), tensor.shape(), name.getText()));
            return;
        }
        EquationsParser.NumberContext number = (EquationsParser.NumberContext) context;
        Token name = number.NAME().getSymbol();
        String value = number.sum().getText();
        if (scope.isFunction(value)) {
            scope.declareFunction(name, scope.functions().getOrDefault(value, value));
            return;
        }
        numbers.put(name.getText(), number(number.sum()));
        scope.declare(name, Typed.constant(new Node.Constant(name.getText()), Shape.NUMBER, name.getText()));
    }

    private Node number(EquationsParser.SumContext context) {
        Typed value = expressions.read(context);
        if (!value.shape().isNumber()) {
            throw mistake(context.getStart(), value + " is not a number", "Give a number, or a shape: NAME [H, H].");
        }
        return value.node();
    }

    private void integrate(EquationsParser.IntegrateClauseContext context) {
        Token method = context.NAME(0).getSymbol();
        integration = switch (method.getText()) {
            case "euler" -> Integration.EULER;
            case "rk4" -> Integration.RK4;
            default ->
                throw mistake(
                        method,
                        "the method " + Locations.quoted(method.getText()) + " is not known",
                        "Choose euler or rk4.");
        };
        Token dt = context.NAME(1).getSymbol();
        if (!dt.getText().equals(CellDefinition.DT)) {
            throw mistake(
                    dt, Locations.quoted(dt.getText()) + " is not expected here", "Give the time step: dt = 0.1.");
        }
        Node value = number(context.sum());
        scope.declare(dt, DT_VALUE);
        scope.use(CellDefinition.DT);
        numbers.put(CellDefinition.DT, value);
    }

    private void weight(EquationsParser.WeightContext context) {
        Typed value = expressions.read(context.sum());
        Token name = context.NAME().getSymbol();
        if (value.varies() || value.shape().isNumber() || value.parameters().size() > 1) {
            String what = value.shape().isNumber()
                    ? "a number"
                    : value.varies() ? "a product" : "made of more than one parameter";
            throw mistake(
                    name,
                    "the weight " + Locations.quoted(name.getText()) + " is " + what,
                    "A weight is a function, entry by entry, of one parameter and of constants.");
        }
        scope.declare(name, value.as(new Node.Defined(name.getText(), value.node()), value.shape(), name.getText()));
    }

    private void statePart(EquationsParser.StatePartContext context) {
        Token name = context.NAME(0).getSymbol();
        Shape shape = context.shape() == null ? Shape.vector(Size.named("H")) : sizes.declaredShape(context.shape());
        @Nullable Node initial = null;
        if (context.NAME().size() > 1) {
            Typed value = scope.value(context.NAME(1).getSymbol());
            if (value.varies() || !value.shape().equals(shape)) {
                throw locations.mistake(
                        ErrorId.SHAPE_MISMATCH,
                        context.NAME(1).getSymbol(),
                        "the state " + name.getText() + " of shape " + shape + " cannot begin with " + value,
                        "Give a parameter or a constant of the same shape.");
            }
            initial = scope.use(value);
        }
        if (!shape.isVector()) {
            throw mistake(
                    name, "the state " + name.getText() + " has shape " + shape, "A part of the state is a vector.");
        }
        scope.declare(name, Typed.varying(new Node.State(state.size()), shape, name.getText()));
        state.add(new StatePart(name.getText(), shape.last(), initial));
    }

    private List<Node> step(EquationsParser.StepClauseContext context) {
        scope.beginStep();
        LinkedHashMap<String, Node> next = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>(Set.of("x", "t"));
        for (EquationsParser.EquationContext equation : context.equation()) {
            if (equation instanceof EquationsParser.DefinitionContext definition) {
                Typed value = expressions.read(definition.sum());
                String name = definition.NAME().getText();
                names.add(name);
                // Matrices and numbers are the same in every step.
                boolean stays = !value.shape().isVector();
                Node node = stays ? value.node() : local(value.node());
                scope.declare(
                        definition.NAME().getSymbol(),
                        stays ? value.as(node, value.shape(), name) : Typed.varying(node, value.shape(), name));
            } else {
                String part = change(equation, next);
                names.add(part + "'");
            }
        }
        List<Node> all = new ArrayList<>();
        for (StatePart part : state) {
            Node node = next.get(part.name());
            if (node == null) {
                throw mistake(
                        context.getStart(),
                        "the state " + part.name() + " has no equation",
                        "Add "
                                + (integration == Integration.MAP
                                        ? part.name() + "' = …"
                                        : "d" + part.name() + "/dt = …")
                                + ".");
            }
            scope.use(part.name());
            all.add(node);
        }
        scope.forget(names);
        return List.copyOf(all);
    }

    private Node local(Node node) {
        locals.add(node);
        return new Node.Local(locals.size() - 1);
    }

    /** Reads the equation of a part of the state. */
    private String change(EquationsParser.EquationContext equation, Map<String, Node> next) {
        Token token = equation.getStart();
        boolean map = equation instanceof EquationsParser.NextContext;
        String part = map ? token.getText() : token.getText().substring(1);
        if (equation instanceof EquationsParser.DerivativeContext derivative
                && !(token.getText().startsWith("d")
                        && derivative.NAME(1).getText().equals(CellDefinition.DT))) {
            throw mistake(
                    token,
                    "an equation begins with "
                            + Locations.quoted(
                                    token.getText() + "/" + derivative.NAME(1).getText()),
                    "Begin it with NAME, NAME' or dNAME/dt.");
        }
        if (map != (integration == Integration.MAP)) {
            throw mistake(
                    token,
                    map
                            ? "the next state is given, but the file has 'integrate'"
                            : "a derivative is given without 'integrate'",
                    map ? "Give d" + part + "/dt, or remove 'integrate'." : "Add integrate euler dt = 0.1, or rk4.");
        }
        Optional<StatePart> declared =
                state.stream().filter(each -> each.name().equals(part)).findFirst();
        if (declared.isEmpty() || next.containsKey(part)) {
            throw mistake(
                    token,
                    declared.isEmpty()
                            ? Locations.quoted(part) + " is not a part of the state"
                            : "the state " + part + " has another equation",
                    declared.isEmpty() ? "Declare it under 'state'." : "Keep one.");
        }
        EquationsParser.SumContext sum = sum(equation);
        Typed value = expressions.read(sum);
        Size width = declared.get().width();
        if (value.shape().isMatrix()
                || !(value.shape().isNumber()
                        || value.shape().last().equals(width)
                        || value.shape().last().equals(Size.ONE))) {
            throw locations.mistake(
                    ErrorId.SHAPE_MISMATCH,
                    token,
                    "the state " + part + " of shape [" + width + "] cannot become " + value,
                    "Both must have the same shape.");
        }
        Node node = local(value.node());
        next.put(part, node);
        if (map) {
            scope.predefine(part + "'", Typed.varying(node, Shape.vector(width), part + "'"));
        }
        return part;
    }

    private static EquationsParser.SumContext sum(ParserRuleContext equation) {
        return equation.getRuleContext(EquationsParser.SumContext.class, 0);
    }

    private Node output(EquationsParser.OutputClauseContext context) {
        Typed value = expressions.read(context.sum());
        if (!value.shape().isVector() || !value.varies()) {
            throw mistake(context.getStart(), "the output is " + value, "Give a vector made of the state.");
        }
        return value.node();
    }

    /** Says what is read. A rate network is often read through its nonlinearity, so that its not being so is worth a word. */
    private String words(Optional<EquationsParser.OutputClauseContext> output) {
        if (output.isPresent()) {
            return output.get().sum().getText() + " of the state";
        }
        String function = scope.ofState();
        return function == null ? "the state itself" : "the state itself, not " + function + " of it";
    }

    private static String unquoted(String text) {
        return text.substring(1, text.length() - 1);
    }

    private NtkException mistake(Token token, String problem, String remedy) {
        return locations.mistake(token, problem, remedy);
    }
}
