/** What people do at the desk: judging alerts, correcting messages. Each change goes to the database, the audit and Kafka. */
@NullMarked
package io.tidewatch.alerting.desk;

import org.jspecify.annotations.NullMarked;
