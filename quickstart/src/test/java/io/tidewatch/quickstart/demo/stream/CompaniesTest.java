package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CompaniesTest {
    @Test
    void tickersAndNamesAreUniqueAndTickersHaveFourOrFiveLetters() throws IOException {
        Companies companies = Companies.load();
        assertThat(companies.all()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(companies.all()).extracting(Company::ticker).doesNotHaveDuplicates();
        assertThat(companies.all()).extracting(Company::name).doesNotHaveDuplicates();
        assertThat(companies.all()).allMatch(company -> company.ticker().matches("[A-Z]{4,5}"));
    }

    @Test
    void everyCompanyHasProducts() throws IOException {
        assertThat(Companies.load().all())
                .allMatch(company -> !company.products().isEmpty()
                        && company.products().stream().noneMatch(String::isBlank));
    }
}
