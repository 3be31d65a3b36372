package io.tidewatch.alerting.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.tidewatch.alerting.config.DeskConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider: authorization code flow with PKCE. Its configuration and keys are read from its issuer when
 * somebody first signs in, so that the service starts without it.
 */
public final class OidcProvider {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

    private final DeskConfig.Oidc config;
    private @Nullable Known known;

    public OidcProvider(DeskConfig.Oidc config) {
        this.config = config;
    }

    /** Where to send the browser. */
    public URI signInAddress(PendingSignIn pending, URI callback) throws IOException {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE, new Scope("openid", "profile", "email"), clientId(), callback)
                .endpointURI(known().metadata().getAuthorizationEndpointURI())
                .state(pending.state())
                .nonce(pending.nonce())
                .codeChallenge(pending.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** The state that the provider sent back, of whatever kind the answer is; null without one. */
    public static @Nullable State stateOf(URI answer) {
        try {
            return AuthenticationResponseParser.parse(answer).getState();
        } catch (com.nimbusds.oauth2.sdk.ParseException e) {
            return null;
        }
    }

    /**
     * Redeems the provider's answer.
     *
     * @param answer the callback's address with its parameters
     * @throws IOException if the provider refused, cannot be reached, or its word cannot be trusted
     */
    public Claims redeem(URI answer, PendingSignIn pending, URI callback) throws IOException {
        try {
            AuthenticationResponse response = AuthenticationResponseParser.parse(answer);
            if (!response.indicatesSuccess()) {
                throw new IOException("the provider refused: "
                        + response.toErrorResponse().getErrorObject().getCode());
            }
            AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
            IDTokenClaimsSet claims = known().validator()
                    .validate(tokens(code, pending, callback).getOIDCTokens().getIDToken(), pending.nonce());
            return claims(claims);
        } catch (GeneralException | BadJOSEException | JOSEException e) {
            throw new IOException("the provider's answer cannot be trusted: " + e.getMessage(), e);
        }
    }

    private OIDCTokenResponse tokens(AuthorizationCode code, PendingSignIn pending, URI callback)
            throws IOException, GeneralException {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, callback, pending.verifier());
        URI endpoint = known().metadata().getTokenEndpointURI();
        TokenRequest request = config.clientSecret().isEmpty()
                ? new TokenRequest(endpoint, clientId(), grant)
                : new TokenRequest(
                        endpoint, new ClientSecretBasic(clientId(), new Secret(config.clientSecret())), grant);
        HTTPRequest http = request.toHTTPRequest();
        http.setConnectTimeout(TIMEOUT_MILLIS);
        http.setReadTimeout(TIMEOUT_MILLIS);
        TokenResponse response = OIDCTokenResponseParser.parse(http.send());
        if (!response.indicatesSuccess()) {
            throw new IOException("the provider gave no token: "
                    + response.toErrorResponse().getErrorObject().getCode());
        }
        return (OIDCTokenResponse) response.toSuccessResponse();
    }

    private Claims claims(IDTokenClaimsSet claims) {
        String name = claims.getStringClaim("preferred_username");
        String email = claims.getStringClaim("email");
        List<String> groups = claims.getStringListClaim(config.roleClaim());
        String user = name != null
                ? name
                : email != null ? email : claims.getSubject().getValue();
        return new Claims(user, groups == null ? List.of() : groups);
    }

    private ClientID clientId() {
        return new ClientID(config.clientId());
    }

    private synchronized Known known() throws IOException {
        Known present = known;
        if (present != null) {
            return present;
        }
        Issuer issuer = new Issuer(config.issuer().toString());
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(issuer, TIMEOUT_MILLIS, TIMEOUT_MILLIS);
            List<JWSAlgorithm> offered = metadata.getIDTokenJWSAlgs();
            JWSAlgorithm algorithm =
                    offered == null || offered.contains(JWSAlgorithm.RS256) ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
            Known found = new Known(
                    metadata,
                    new IDTokenValidator(
                            issuer,
                            clientId(),
                            algorithm,
                            metadata.getJWKSetURI().toURL()));
            known = found;
            return found;
        } catch (GeneralException e) {
            throw new IOException("the provider's configuration cannot be read: " + e.getMessage(), e);
        }
    }

    private record Known(OIDCProviderMetadata metadata, IDTokenValidator validator) {}

    /** Who the provider says it is, and the groups that it lists. */
    public record Claims(String user, List<String> groups) {}
}
