package io.tidewatch.quickstart.demo.stream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the demo stream and, beside it, what it was made to hold.
 *
 * <pre>
 * Timetable ──▶ MessageWriter ──▶ RepeatWriter ──▶ StreamAssembler ──▶ demo-stream.jsonl.gz
 * when, which     the words       copies, edits    order, ids,     └─▶ DemoTruth: demo-truth.json
 * kind of thing                   and retweets     redeliveries,
 *                                                  malformed lines
 * </pre>
 *
 * The same code and resources give the same lines on every machine.
 */
public final class DemoStreamGenerator {
    private static final int WRONG_USAGE = 2;

    private DemoStreamGenerator() {}

    /** Takes one argument, the file to write; {@code demo-truth.json} goes into the same folder. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: DemoStreamGenerator OUT_FILE.jsonl.gz");
            System.exit(WRONG_USAGE);
        }
        Path file = Path.of(args[0]);
        DemoStream stream = DemoStream.generate();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            writeGzip(stream, out);
        }
        Files.write(file.resolveSibling("demo-truth.json"), new DemoTruth(stream).toBytes());
    }

    /** Java's gzip header carries no time stamp and no file name, so equal lines give an equal file. */
    static void writeGzip(DemoStream stream, OutputStream out) throws IOException {
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(stream.toBytes());
        }
    }
}
