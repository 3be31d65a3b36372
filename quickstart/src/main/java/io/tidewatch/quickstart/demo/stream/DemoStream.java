package io.tidewatch.quickstart.demo.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The whole stream in memory.
 *
 * @param lines in the file's order
 */
record DemoStream(List<StreamLine> lines, List<PlannedEvent> events) {
    // Any seed would do. java.util.Random, because its sequence is part of its specification.
    private static final long SEED = 20_260_302L;

    static DemoStream generate() throws IOException {
        Random random = new Random(SEED);
        Companies companies = Companies.load();
        Vocabulary vocabulary = Vocabulary.load();
        List<PlannedEvent> events = PlannedEvent.all();
        Timetable timetable = new Timetable(companies, PatternFile.load("templates.txt"), random);
        MessageWriter writer = new MessageWriter(companies, vocabulary, random);
        List<DemoMessage> messages = new ArrayList<>();
        for (Arrival arrival : timetable.arrivals(events)) {
            messages.add(writer.write(arrival));
        }
        messages.addAll(new RepeatWriter(vocabulary, events, random).repeatsOf(messages));
        return new DemoStream(new StreamAssembler(random).assemble(messages), events);
    }

    /** Returns the JSON lines, each with a line feed. */
    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StreamLine line : lines) {
            out.writeBytes(line.bytes());
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** Returns the lines that hold a message that comes for the first time under its id. */
    List<StreamLine> firstDeliveries() {
        return lines.stream()
                .filter(line -> line.message().isPresent() && !line.isRedelivery())
                .toList();
    }
}
