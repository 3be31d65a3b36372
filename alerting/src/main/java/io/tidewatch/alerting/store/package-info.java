/**
 * What the service keeps, in H2 or PostgreSQL. A store per kind of thing; what must happen together takes the
 * transaction's handle. Each topic has one writer, so a store looks what is there, decides in Java, and writes.
 */
@NullMarked
package io.tidewatch.alerting.store;

import org.jspecify.annotations.NullMarked;
