package io.tidewatch.quickstart.demo.stream;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** The invented companies of {@code companies.csv}. */
final class Companies {
    /** Tag of the companies that a planned event is about: ordinary news leaves them alone once their week begins. */
    static final String THIRD_WEEK = "third-week";

    private static final int COLUMNS = 7;

    private final List<Company> all;

    private Companies(List<Company> all) {
        this.all = all;
    }

    static Companies load() throws IOException {
        return new Companies(DemoResources.contentLines("companies.csv").stream()
                .skip(1)
                .map(Companies::parse)
                .toList());
    }

    // No name holds a comma or a quote, so the file needs no quoting.
    private static Company parse(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException("expected " + COLUMNS + " columns, found \"" + line + "\"");
        }
        return new Company(
                cells[0],
                cells[1],
                Set.of(cells[2].split(" ", -1)),
                cells[3],
                cells[4],
                cells[5],
                List.of(cells[6].split(";", -1)));
    }

    List<Company> all() {
        return all;
    }

    Company byTicker(String ticker) {
        return all.stream()
                .filter(company -> company.ticker().equals(ticker))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no company has the ticker " + ticker));
    }

    /** Returns any company that passes. */
    Company pick(Random random, Predicate<Company> filter) {
        List<Company> fitting = all.stream().filter(filter).toList();
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("no company fits the sentence");
        }
        return fitting.get(random.nextInt(fitting.size()));
    }
}
