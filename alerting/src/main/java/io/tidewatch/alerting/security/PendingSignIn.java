package io.tidewatch.alerting.security;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;

/**
 * A sign-in that went to the provider and has not come back.
 *
 * @param browser a secret that only the browser which began it knows, so that nobody can be signed in as somebody else
 */
public record PendingSignIn(State state, Nonce nonce, CodeVerifier verifier, String browser) {
    public static PendingSignIn begin() {
        return new PendingSignIn(new State(), new Nonce(), new CodeVerifier(), Secrets.random());
    }
}
