package io.tidewatch.benchmarks.detectors;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Two tests at once over the last hour: more negatives than usual by a negative binomial, and a larger share of
 * negatives than usual by a beta-binomial. The score is the weaker evidence of the two, as -log10 of a probability, so
 * that both must agree. What is usual is learned from the hours before by exponentially weighted moments.
 */
final class CountAndShare implements Detector {
    private static final int HOUR = 12;

    /** Of the moments: one week. */
    private static final double DECAY = Math.pow(0.5, 1.0 / 2_016);

    private static final int LEAST_PAST = 288;

    /** Negatives and messages that are added to what was seen, so that a silent key has a share and a level. */
    private static final double PRIOR_NEGATIVES = 0.5;

    private static final double PRIOR_MESSAGES = 2;

    /** Least and most that two messages of an hour are taken to be alike. */
    private static final double LEAST_CORRELATION = 1e-3;

    private static final double MOST_CORRELATION = 0.5;

    @Override
    public String name() {
        return "NB and beta-binomial share";
    }

    @Override
    public double[] scores(CountSeries series) {
        RunningSums negatives = new RunningSums(series, series.negatives());
        RunningSums totals = new RunningSums(series, series.totals());
        double[] scores = new double[series.length()];
        Moments moments = new Moments();
        for (int window = 0; window < series.length(); window++) {
            if (series.isMissing(window)) {
                continue;
            }
            long negative = negatives.sum(window, HOUR);
            long total = totals.sum(window, HOUR);
            if (moments.seen >= LEAST_PAST) {
                scores[window] = Math.min(moments.countSurprise(negative), moments.shareSurprise(negative, total));
            }
            moments.learn(negative, total);
        }
        return scores;
    }

    private static final class Moments {
        int seen;
        private double weight;
        private double negatives;
        private double squares;
        private double messages;
        private double excess;
        private double pairs;

        void learn(long negative, long total) {
            double share = share();
            double residual = negative - share * total;
            double binomial = share * (1 - share);
            // A beta-binomial's variance is n p (1-p) (1 + (n-1) rho): what is beyond the binomial's gives rho.
            excess = excess * DECAY + residual * residual - total * binomial;
            pairs = pairs * DECAY + (double) total * Math.max(0, total - 1) * binomial;
            weight = weight * DECAY + 1;
            negatives = negatives * DECAY + negative;
            squares = squares * DECAY + (double) negative * negative;
            messages = messages * DECAY + total;
            seen++;
        }

        private double share() {
            return (negatives + PRIOR_NEGATIVES) / (messages + PRIOR_MESSAGES);
        }

        double countSurprise(long negative) {
            double mean = (negatives + PRIOR_NEGATIVES) / (weight + 1);
            double variance = Math.max(squares / weight - mean * mean, mean * 1.01);
            double size = mean * mean / (variance - mean);
            double success = size / (size + mean);
            return negative == 0 ? 0 : surprise(RegularizedBeta.complement(success, size, negative));
        }

        double shareSurprise(long negative, long total) {
            double share = share();
            double correlation =
                    Math.min(MOST_CORRELATION, Math.max(LEAST_CORRELATION, pairs > 0 ? excess / pairs : 0));
            double strength = 1 / correlation - 1;
            double alpha = share * strength;
            double beta = (1 - share) * strength;
            double tail = 0;
            for (long count = negative; count <= total; count++) {
                tail += Math.exp(logChoose(total, count)
                        + LogBeta.value(count + alpha, total - count + beta)
                        - LogBeta.value(alpha, beta));
            }
            return negative == 0 ? 0 : surprise(tail);
        }

        private static double logChoose(long of, long chosen) {
            return -Math.log(of + 1.0) - LogBeta.value(of - chosen + 1.0, chosen + 1.0);
        }

        private static double surprise(double tail) {
            return Math.max(0, -Math.log10(Math.max(tail, 1e-300)));
        }
    }
}
