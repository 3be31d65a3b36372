/**
 * Makes the bundled demo stream: three weeks of invented news and comments with three planned events, repeats and
 * malformed lines. {@link io.tidewatch.quickstart.demo.stream.DemoStreamGenerator} draws the flow. Nothing here runs in
 * the demo itself, which reads the committed file; the generator is kept so that the file can be checked and changed.
 */
@NullMarked
package io.tidewatch.quickstart.demo.stream;

import org.jspecify.annotations.NullMarked;
