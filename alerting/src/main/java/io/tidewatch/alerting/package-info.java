/**
 * The risk desk's service: reads alerts, trends and scored messages from Kafka into a database, serves the console and its
 * API, takes verdicts and corrections back to Kafka, and notifies.
 */
@NullMarked
package io.tidewatch.alerting;

import org.jspecify.annotations.NullMarked;
