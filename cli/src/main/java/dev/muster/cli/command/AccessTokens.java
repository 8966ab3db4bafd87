package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.util.List;
import java.util.stream.Collectors;

/** Access tokens as a coordinator tells of them. */
final class AccessTokens {

    private AccessTokens() {}

    /**
     * One of them, in words.
     *
     * @param expires RFC 3339, or {@code never}
     * @param revoked RFC 3339; empty when it is not
     * @param secret the token itself; empty when it is not told
     */
    record Token(
            String id,
            String name,
            String roles,
            String cluster,
            String created,
            String expires,
            String revoked,
            String secret) {

        private static Token of(JsonTree json) {
            String expires = json.get("expiresAt").text();
            return new Token(
                    Texts.printable(json.get("id").text()),
                    Texts.printable(json.get("name").text()),
                    json.get("roles").list().stream()
                            .map(role -> Texts.printable(role.text()))
                            .collect(Collectors.joining(",")),
                    Texts.printable(json.get("cluster").text()),
                    Texts.printable(json.get("createdAt").text()),
                    expires.isEmpty() ? "never" : Texts.printable(expires),
                    Texts.printable(json.get("revokedAt").text()),
                    Texts.printable(json.get("token").text()));
        }
    }

    static Token one(CoordinatorClient.Answer answer) throws CommandFailure {
        return Token.of(answer.json());
    }

    static List<Token> all(CoordinatorClient.Answer answer) throws CommandFailure {
        return answer.json().get("tokens").list().stream().map(Token::of).toList();
    }
}
