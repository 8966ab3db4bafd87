package dev.muster.common.spec;

/** What can be wrong with a cluster.json. Ids are stable, and each stands in docs/problems.md with its meaning and its fix. */
public enum ProblemCode {
    EMPTY_FILE("E001"),
    NOT_UTF8("E002"),
    SYNTAX("E003"),
    ENDS_EARLY("E004"),
    TEXT_AFTER_END("E005"),
    TOO_DEEP("E006"),
    NOT_AN_OBJECT("E007"),
    TOO_LARGE("E008"),

    HOST_TWICE("E010"),
    NOT_A_HOST("E011"),
    BAD_PATTERN("E012"),
    PATTERNS_OVERLAP("E013"),
    TOO_MANY_HOSTS("E014"),
    HOST_NOT_AN_OBJECT("E015"),
    ADDRESS_TWICE("E016"),
    LOOPBACK_MIXED("E017"),
    NO_HOSTS("E018"),
    ADDRESS_UNUSABLE("E019"),

    UNKNOWN_ROLE("E020"),
    ROLE_VALUE("E021"),
    ROLE_TWICE("E022"),
    BAD_ROLE_NAME("E023"),
    ROLE_WITHOUT_KIND("E024"),

    UNKNOWN_KEY("E030"),
    WRONG_TYPE("E031"),
    KEY_TWICE("E032"),
    UNKNOWN_GROUP("E033"),
    BAD_SETTING("E034"),
    BAD_CLUSTER_NAME("E035"),
    BAD_SETTING_NAME("E036"),
    HOSTS_MISSING("E037"),
    ADDRESS_SHARED("E038"),
    TOO_MUCH("E039"),

    NO_MASTER("E040"),
    SECOND_MASTER("E041"),
    STANDBY_IS_MASTER("E042"),
    REQUIRE_VALUE("E043"),
    REQUIRE_TOO_MANY("E044"),
    REQUIRE_NO_HOST("E045"),
    BALANCER_INCOMPLETE("E046"),
    BALANCER_VALUE("E047"),
    VARIABLE_MISSING("E048"),
    BALANCER_NAME("E049"),

    PAIR_UNEQUAL("E050"),

    BYTE_ORDER_MARK("W001"),
    LOOPBACK_NAME("W002"),
    STANDBY_COUNT("W003"),
    GROUP_UNUSED("W004"),
    NOTHING_TO_DO("W005"),
    DIRECTORY_UNUSED("W006"),
    REQUIRE_MINORITY("W007"),
    BALANCER_NO_HOST("W008");

    private final String id;

    ProblemCode(String id) {
        this.id = id;
    }

    /** As it is printed and documented, for example {@code E020}. */
    public String id() {
        return id;
    }

    /** Errors refuse the file, warnings do not. */
    public boolean isError() {
        return id.charAt(0) == 'E';
    }
}
