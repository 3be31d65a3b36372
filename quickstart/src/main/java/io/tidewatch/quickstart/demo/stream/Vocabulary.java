package io.tidewatch.quickstart.demo.stream;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values for slots, by the slot's name. */
final class Vocabulary {
    private final Map<String, List<String>> valuesByName;

    private Vocabulary(Map<String, List<String>> valuesByName) {
        this.valuesByName = valuesByName;
    }

    static Vocabulary load() throws IOException {
        Map<String, List<String>> values = new HashMap<>();
        for (String line : DemoResources.contentLines("vocabulary.txt")) {
            int colon = line.indexOf(": ");
            values.put(
                    line.substring(0, colon), List.of(line.substring(colon + 2).split(" \\| ", -1)));
        }
        return new Vocabulary(Map.copyOf(values));
    }

    String pick(String name, Random random) {
        List<String> values = valuesByName.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no slot is called {" + name + "}");
        }
        return values.get(random.nextInt(values.size()));
    }
}
