package io.tidewatch.job.entity;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.tidewatch.job.text.TextCleaner;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a table of companies: CSV with the columns {@code ticker,name,aliases,ambiguous,context}. The last three hold
 * several values with semicolons between them, or nothing. {@code ambiguous} repeats those of the name and the aliases
 * that also mean something else. Lines that begin with {@code #} are comments.
 *
 * <p>It goes on after a mistake, so that all are reported at once.
 */
final class EntityTableReader {
    private static final List<String> COLUMNS = List.of("ticker", "name", "aliases", "ambiguous", "context");
    private static final int MIN_NAME_CHARS = 2;
    private static final int MAX_NAME_CHARS = 100;
    private static final int SHOWN_MISTAKES = 20;

    private final String file;
    private final List<String> mistakes = new ArrayList<>();
    private final List<Company> companies = new ArrayList<>();
    private final Map<String, Long> lineOfTicker = new HashMap<>();
    private final Map<String, Long> lineOfName = new HashMap<>();
    private final Map<String, Long> lineOfAmbiguousName = new HashMap<>();
    private long line;

    /** @param file its name, for messages */
    EntityTableReader(String file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException naming every mistake, or the first {@value #SHOWN_MISTAKES} */
    EntityTable read(Reader in) throws IOException {
        CsvMapper mapper = CsvMapper.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.TRIM_SPACES)
                .enable(CsvParser.Feature.ALLOW_COMMENTS)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build();
        try (MappingIterator<String[]> rows =
                mapper.readerFor(String[].class).with(CsvSchema.emptySchema()).readValues(in)) {
            boolean header = true;
            while (rows.hasNextValue()) {
                List<String> cells = Arrays.asList(rows.nextValue());
                // Known once the row is read; before that it is the line of the row before.
                line = rows.getParser().currentTokenLocation().getLineNr();
                if (header) {
                    check(cells.equals(COLUMNS), "must be the header '" + String.join(",", COLUMNS) + "'");
                } else if (check(
                        cells.size() == COLUMNS.size(),
                        "has " + cells.size() + " columns, but must have " + COLUMNS.size())) {
                    add(cells);
                }
                header = false;
            }
        }
        if (companies.isEmpty() && mistakes.isEmpty()) {
            mistakes.add("it lists no company");
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException("The table of companies " + file + " is wrong:\n  - "
                    + String.join("\n  - ", mistakes.subList(0, Math.min(mistakes.size(), SHOWN_MISTAKES)))
                    + (mistakes.size() > SHOWN_MISTAKES ? "\n  - and more" : ""));
        }
        return new EntityTable(List.copyOf(companies));
    }

    private void add(List<String> cells) {
        String ticker = cells.get(0);
        List<String> names = values(cells.get(1) + ';' + cells.get(2));
        List<String> ambiguous = values(cells.get(3));
        List<String> context = values(cells.get(4));
        check(Tickers.isTicker(ticker), "'" + ticker + "' is no ticker: those are " + Tickers.FORM);
        Long earlier = lineOfTicker.putIfAbsent(ticker, line);
        check(earlier == null, "the ticker " + ticker + " is on line " + earlier + " already");
        check(!cells.get(1).isBlank(), "the company has no name");
        check(
                ambiguous.isEmpty() || !context.isEmpty(),
                "an ambiguous name needs words in 'context' that tell the company from the other meaning");
        names.forEach(name -> checkName(name, ambiguous.contains(name)));
        for (String name : ambiguous) {
            check(names.contains(name), "'" + name + "' is ambiguous, but neither the name nor an alias");
            context.forEach(word -> check(
                    !(' ' + lowerCase(name) + ' ').contains(' ' + lowerCase(word) + ' '),
                    "the context '" + word + "' is part of the name '" + name + "', and so would prove nothing"));
        }
        List<String> clear = new ArrayList<>(names);
        clear.removeAll(ambiguous);
        companies.add(new Company(ticker, List.copyOf(clear), ambiguous, context));
    }

    private void checkName(String name, boolean ambiguous) {
        check(
                name.length() >= MIN_NAME_CHARS
                        && name.length() <= MAX_NAME_CHARS
                        && name.chars().anyMatch(Character::isLetter),
                "the name '" + name + "' must have " + MIN_NAME_CHARS + " to " + MAX_NAME_CHARS
                        + " characters, a letter among them");
        String sameName = lowerCase(name);
        Long earlier = lineOfName.get(sameName);
        if (earlier == null && !ambiguous) {
            earlier = lineOfAmbiguousName.get(sameName);
        }
        check(
                earlier == null,
                "the name '" + name + "' is on line " + earlier
                        + " already; mark it as ambiguous on both, with different contexts");
        (ambiguous ? lineOfAmbiguousName : lineOfName).putIfAbsent(sameName, line);
    }

    /** Cleaned as texts are, so that they can be found there. */
    private static List<String> values(String cell) {
        return Arrays.stream(cell.split(";"))
                .map(TextCleaner::clean)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private boolean check(boolean condition, String mistake) {
        if (!condition) {
            mistakes.add("line " + line + ": " + mistake);
        }
        return condition;
    }
}
