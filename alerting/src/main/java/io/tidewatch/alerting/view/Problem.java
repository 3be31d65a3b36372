package io.tidewatch.alerting.view;

import java.util.List;

/** What is wrong with a request, as RFC 9457 has it. */
public record Problem(String title, int status, String detail, List<String> errors) {}
