package io.tidewatch.job.surge;

import java.util.Set;

/**
 * English words that hold a sentence together and say nothing of its matter. They are as usual in one text as in any
 * other, so they never tell what a surge is about, whatever weight the model gave them. Negations are not among them:
 * they turn a sentence round.
 */
public final class FunctionWords {
    private static final Set<String> WORDS = Set.of(
            ("a about above across after again against all along already also although am amid among an and any are as at"
                            + " be became because been before behind being below between both but by can could did do does"
                            + " doing during each either else even ever every for from further had has have having he her"
                            + " here hers him his how i if in into is it its itself just let like may me might more most"
                            + " much must my of off on once one only onto or other our out over own per rather s said same"
                            + " say says shall she should since so some still such t than that the their them then there"
                            + " these they this those though through thus to too toward towards under until up upon us very"
                            + " via was we well were what when where whether which while who whom whose why will with within"
                            + " would yet you your")
                    .split(" "));

    private FunctionWords() {}

    /** @param word in lower case */
    public static boolean contains(String word) {
        return WORDS.contains(word);
    }
}
