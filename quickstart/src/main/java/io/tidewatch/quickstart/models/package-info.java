/** Which models there are, which one the running job shall use, and what people said of its decisions. */
@NullMarked
package io.tidewatch.quickstart.models;

import org.jspecify.annotations.NullMarked;
