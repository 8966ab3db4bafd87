package dev.muster.coordinator.auth;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a person is for; a token has one or more of them. */
public enum AccessRole {
    VIEWER(Permission.READ),
    OPERATOR(Permission.READ, Permission.OPERATE, Permission.AUDIT),
    DEFINER(Permission.READ, Permission.DEFINE),
    ADMIN(
            Permission.READ,
            Permission.OPERATE,
            Permission.DEFINE,
            Permission.APPLY,
            Permission.AUDIT,
            Permission.ADMINISTER);

    private final Set<Permission> permissions;

    AccessRole(Permission... permissions) {
        EnumSet<Permission> all = EnumSet.of(Permission.PUBLIC);
        all.addAll(Arrays.asList(permissions));
        this.permissions = Collections.unmodifiableSet(all);
    }

    /** Whether who has this role may do what takes {@code permission}. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** As people write it: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that word. */
    public static Optional<AccessRole> parse(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** Those that may do what takes {@code permission}, in words. */
    public static String wordsFor(Permission permission) {
        return Arrays.stream(values())
                .filter(role -> role.may(permission))
                .map(AccessRole::word)
                .collect(Collectors.joining(" or "));
    }
}
