package io.ntk.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program asks of a server.
 *
 * @param id how the program calls it, a {@code String} or a {@code Long}, which the response repeats
 * @param arguments what follows {@code ntk}
 */
record Request(Object id, List<String> arguments) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int LONGEST_ID = 200;
    private static final String FORM = "Send {\"id\": 1, \"args\": [\"align\", \"--before\", ...]} on one line.";

    /**
     * {@return the request that a line is}
     *
     * @param line JSON
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if it is none
     */
    static Request parse(String line) {
        try (JsonParser json = JSON.createParser(line)) {
            Request request = request(json);
            if (json.nextToken() != null) {
                throw refusal("A request is followed by something else on its line.");
            }
            return request;
        } catch (IOException e) {
            throw refusal("A request is not a JSON object.");
        }
    }

    private static Request request(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw refusal("A request is not a JSON object.");
        }
        @Nullable Object id = null;
        @Nullable List<String> arguments = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> id = id(json);
                case "args" -> arguments = arguments(json);
                default -> throw refusal("A request has a member '" + name + "'.");
            }
        }
        if (id == null || arguments == null) {
            throw refusal("A request has no " + (id == null ? "id." : "args."));
        }
        return new Request(id, List.copyOf(arguments));
    }

    private static Object id(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING && json.getTextLength() <= LONGEST_ID) {
            return json.getText();
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        throw refusal(
                "The id of a request is neither a whole number nor a string of at most " + LONGEST_ID + " characters.");
    }

    private static List<String> arguments(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw refusal("The args of a request are not a list.");
        }
        List<String> arguments = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw refusal("One of the args of a request is not a string.");
            }
            String argument = json.getText();
            if (argument.indexOf('\0') >= 0) {
                throw refusal("One of the args of a request has a NUL character.");
            }
            arguments.add(argument);
        }
        return arguments;
    }

    private static NtkException refusal(String problem) {
        return new NtkException(ErrorId.INVALID_ARGUMENT, problem, FORM);
    }
}
