package dev.muster.cli.command;

import dev.muster.coordinator.auth.AccessRole;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** What an access token may be for, as the command line writes it. */
final class AccessRoleNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(AccessRole.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .iterator();
    }
}
