package dev.muster.common.security;

import dev.muster.common.model.trust.IdentityKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who this host is: {@code DIR/identity}. One key; a certificate for the agent and, where a coordinator runs, one for that; and
 * the authority's certificate. The key never leaves the machine.
 */
public final class IdentityFolder {

    private static final String KEY = "key.pem";
    private static final String PUBLIC_KEY = "key.pub";
    private static final String AUTHORITY = "authority.pem";

    private final Path path;

    /** @param directory of the host, {@code --dir} */
    public IdentityFolder(Path directory) {
        this.path = directory.resolve("identity");
    }

    public Path path() {
        return path;
    }

    /** The authority's certificate, for whoever wants to check a coordinator's. */
    public Path authority() {
        return path.resolve(AUTHORITY);
    }

    /** Whether this host has a certificate of that kind. */
    public boolean has(IdentityKind kind) {
        return Files.exists(place(kind).certificate());
    }

    /** Where the credentials of that kind are. */
    public CredentialFiles.Place place(IdentityKind kind) {
        return new CredentialFiles.Place(
                path.resolve(kind.name().toLowerCase(Locale.ROOT) + ".pem"),
                path.resolve(KEY),
                path.resolve(AUTHORITY));
    }

    /** The certificate of that kind; empty when there is none. */
    public Optional<X509Certificate> certificate(IdentityKind kind) throws IOException, CertificateException {
        Path file = place(kind).certificate();
        return Files.exists(file)
                ? Optional.of(Pem.certificates(Files.readString(file, StandardCharsets.UTF_8))
                        .get(0))
                : Optional.empty();
    }

    /** The host's key, made at the first call. */
    public KeyPair keys() throws IOException, GeneralSecurityException {
        SafeFile.privateFolder(path);
        Path privateKey = path.resolve(KEY);
        Path publicKey = path.resolve(PUBLIC_KEY);
        if (!Files.exists(privateKey) || !Files.exists(publicKey)) {
            KeyPair made = Keys.generate();
            SafeFile.writePublic(publicKey, Pem.of(made.getPublic()));
            SafeFile.writePrivate(privateKey, Pem.of(made.getPrivate()));
            return made;
        }
        PrivateKey own = Pem.privateKey(Files.readString(privateKey, StandardCharsets.UTF_8));
        PublicKey shown = Pem.publicKey(Files.readString(publicKey, StandardCharsets.UTF_8));
        return new KeyPair(shown, own);
    }

    /** Keeps whom this host believes, the authority in force first. */
    public void believe(List<X509Certificate> authorities) throws IOException, CertificateException {
        String text = Pem.of(authorities);
        Path file = authority();
        // Renewals, and whoever looks after the files of an existing PKI, say the same again and again.
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), text.getBytes(StandardCharsets.UTF_8))) {
            SafeFile.writePublic(file, text);
        }
    }

    /** Keeps what the authority has issued. */
    public void keep(IdentityKind kind, List<X509Certificate> chain, List<X509Certificate> authorities)
            throws IOException, CertificateException {
        SafeFile.privateFolder(path);
        believe(authorities);
        SafeFile.writePublic(place(kind).certificate(), Pem.of(chain));
    }
}
