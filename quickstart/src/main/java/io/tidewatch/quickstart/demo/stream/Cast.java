package io.tidewatch.quickstart.demo.stream;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who and what one message is about: chosen when a slot first asks, then kept for the rest of the message. */
final class Cast {
    private final Companies companies;
    private final Random random;
    private final boolean sparesEventCompanies;
    private final Set<String> claimedValues = new HashSet<>();

    private @Nullable Company first;
    private @Nullable Company second;
    private @Nullable String product;

    Cast(Companies companies, Random random, @Nullable Company lead, boolean sparesEventCompanies) {
        this.companies = companies;
        this.random = random;
        this.first = lead;
        this.sparesEventCompanies = sparesEventCompanies;
    }

    /** Returns the message's main company; {@code tag} limits the choice while none is chosen, "" does not. */
    Company first(String tag) {
        if (first == null) {
            first = companies.pick(random, company -> fits(company, tag));
        }
        return first;
    }

    /** Returns the other company of the message. */
    Company second(String tag) {
        if (second == null) {
            Company other = first("");
            second = companies.pick(random, company -> !company.equals(other) && fits(company, tag));
        }
        return second;
    }

    String product() {
        if (product == null) {
            List<String> products = first("").products();
            product = products.get(random.nextInt(products.size()));
        }
        return product;
    }

    /** Takes a value for this message; false when it was taken before, as nobody meets himself. */
    boolean claim(String value) {
        return claimedValues.add(value);
    }

    boolean hasCompany() {
        return first != null;
    }

    List<String> symbols() {
        List<String> symbols = new ArrayList<>();
        if (first != null) {
            symbols.add(first.ticker());
        }
        if (second != null) {
            symbols.add(second.ticker());
        }
        return symbols;
    }

    private boolean fits(Company company, String tag) {
        boolean spared = sparesEventCompanies && company.tags().contains(Companies.THIRD_WEEK);
        return !spared && (tag.isEmpty() || company.tags().contains(tag));
    }
}
