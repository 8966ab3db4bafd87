package dev.muster.coordinator.node;

import dev.muster.common.model.trust.KeyPrint;
import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.authority.AuthorityFolder;
import dev.muster.coordinator.trust.CaRotation;
import dev.muster.coordinator.trust.Trust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does on this coordinator's machine what {@link CaRotation} says of the exchange of the cluster's authority. */
final class AuthorityExchange {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorityExchange.class);

    private final LinkSecurity.Issuing issuing;

    AuthorityExchange(LinkSecurity.Issuing issuing) {
        this.issuing = issuing;
    }

    /** The trust is this from now on. */
    void follow(Trust trust) {
        CaRotation rotation = trust.rotation();
        if (rotation == null) {
            return;
        }
        AuthorityFolder folder = issuing.authority();
        try {
            Authority own = folder.get();
            KeyPrint waiting = folder.waiting().orElse(null);
            switch (rotation.stepOf(own.print(), own.previous().orElse(null), waiting)) {
                case NONE -> {
                    // as it should be
                }
                case PROMOTE -> {
                    folder.promote();
                    LOG.info(
                            "the authority {} issues from now on; that of {} counts too until muster cert rotate-ca --finish",
                            rotation.issuing(),
                            own.print());
                }
                case AWAIT ->
                    LOG.info(
                            "the authority {} issues from now on; it comes here with the renewal of this host's certificates",
                            rotation.issuing());
                case FORGET -> {
                    folder.forgetPrevious();
                    issuing.identity().believe(folder.get().believed());
                    LOG.info("only the authority {} counts from now on", rotation.issuing());
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.error(
                    "the authority in {} cannot be exchanged: {}; it is tried again at the next change and start",
                    folder.path(),
                    e.getMessage());
        }
    }
}
