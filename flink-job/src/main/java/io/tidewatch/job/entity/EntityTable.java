package io.tidewatch.job.entity;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The companies that are known. Read once, where the job is started, and shipped with it, so that all subtasks go by the
 * same table.
 */
public final class EntityTable implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String SAMPLE = "entities.csv";

    private final List<Company> companies;
    private final Set<String> tickers = new HashSet<>();

    EntityTable(List<Company> companies) {
        this.companies = companies;
        companies.forEach(company -> tickers.add(company.ticker()));
    }

    /**
     * Reads a table, see {@link EntityTableReader}.
     *
     * @param file its path; empty for the sample, which fits the demo stream
     * @throws IllegalArgumentException if it cannot be read, naming every mistake
     */
    public static EntityTable load(String file) {
        try (Reader in = file.isEmpty() ? sample() : Files.newBufferedReader(Path.of(file))) {
            return new EntityTableReader(file.isEmpty() ? SAMPLE : file).read(in);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "There is no file " + file + "; set 'entity.table' to a table of companies", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read the table of companies " + file + ": " + e.getMessage(), e);
        }
    }

    private static Reader sample() {
        InputStream in = Objects.requireNonNull(EntityTable.class.getResourceAsStream(SAMPLE), SAMPLE);
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    List<Company> companies() {
        return companies;
    }

    boolean lists(String ticker) {
        return tickers.contains(ticker);
    }
}
