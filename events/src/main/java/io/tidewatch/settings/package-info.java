/** Typed settings from {@code name=value} pairs, for every program of Tidewatch. */
@NullMarked
package io.tidewatch.settings;

import org.jspecify.annotations.NullMarked;
