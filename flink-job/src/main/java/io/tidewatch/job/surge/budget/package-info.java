/** Which of the surges found the desk is shown, so that they are as many as it can read. */
@org.jspecify.annotations.NullMarked
package io.tidewatch.job.surge.budget;
