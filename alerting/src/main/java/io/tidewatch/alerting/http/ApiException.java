package io.tidewatch.alerting.http;

import io.javalin.http.HttpStatus;
import java.util.List;

/** A request that cannot be answered as it wished; its message is for the client. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient HttpStatus status;
    private final transient List<String> errors;

    private ApiException(HttpStatus status, String message, List<String> errors) {
        super(message, null, false, false);
        this.status = status;
        this.errors = List.copyOf(errors);
    }

    static ApiException badRequest(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, message, List.of(message));
    }

    static ApiException badRequest(List<String> errors) {
        return new ApiException(HttpStatus.BAD_REQUEST, String.join("; ", errors), errors);
    }

    static ApiException notFound(String what) {
        return of(HttpStatus.NOT_FOUND, "there is no " + what);
    }

    static ApiException of(HttpStatus status, String message) {
        return new ApiException(status, message, List.of());
    }

    HttpStatus status() {
        return status;
    }

    List<String> errors() {
        return errors;
    }
}
