package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.Role;
import dev.muster.common.spec.SpecEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster upgrade}: another version, other settings or the other store of a role, without a file. */
@Command(
        name = "upgrade",
        header = "Give roles another version, other settings or their other store, step by step.",
        description = {
            "",
            "Says so in the cluster.json that is in force, and applies that: it is planned, asked for, and becomes the next revision.",
            "Comments and order of the file stay. Your own cluster.json is older then: muster export -o cluster.json",
            ""
        })
final class UpgradeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(arity = "0..*", paramLabel = "ROLE=VERSION", description = "The version that a role is to have.")
    private List<String> versions = List.of();

    @Option(
            names = "--set",
            paramLabel = "ROLE.SETTING=VALUE",
            description = "A setting for every host of a role; may be given several times.")
    private List<String> settings = List.of();

    @Option(
            names = "--swap",
            paramLabel = "ROLE",
            description = "Go over to the other side of the role's pair, one host first, which has it warmed up.")
    private List<String> swaps = List.of();

    @Mixin
    private StrategyOption strategy;

    @Mixin
    private Applying applying;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    UpgradeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (versions.isEmpty() && settings.isEmpty() && swaps.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "UPGRADE_EMPTY",
                    "nothing says what is to be upgraded",
                    "For example: " + surroundings.program()
                            + " upgrade backend=5.0.5, or --set backend.heap=4g, or --swap web");
        }
        List<Assignment> wanted = new ArrayList<>();
        for (String given : versions) {
            wanted.add(Assignment.of(given, "ROLE=VERSION"));
        }
        for (String given : settings) {
            wanted.add(Assignment.ofSetting(given));
        }
        for (String given : swaps) {
            wanted.add(new Assignment(Assignment.role(given, given), "", ""));
        }
        CoordinatorClient coordinator = connection.open(surroundings);
        RevisionJson current = new Lineage(coordinator).current();
        SpecEdit edit = new SpecEdit(current.file());
        List<String> words = new ArrayList<>();
        try {
            for (Assignment each : wanted) {
                words.add(each.in(edit));
            }
        } catch (SpecEdit.Refused refused) {
            throw CommandFailure.of(
                    ExitCode.INVALID, "NOT_EDITABLE", String.valueOf(refused.getMessage()), refused.hint());
        }
        String what = "upgrade: " + String.join(", ", words);
        int exit = applying.perform(
                new Applying.Subject(
                        "revision " + current.number() + " with " + String.join(", ", words),
                        null,
                        edit.text(),
                        current.number(),
                        ""),
                new Applying.Call(
                        coordinator,
                        surroundings,
                        strategy.orOneByOne(),
                        reason.text().isEmpty() ? what : reason.text(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr()));
        spec.commandLine()
                .getErr()
                .println("What is in force now: " + surroundings.program() + " export -o cluster.json");
        return exit;
    }

    /** {@code ROLE=VERSION} or {@code ROLE.SETTING=VALUE}; the setting is empty for a version, and the value too for a swap. */
    private record Assignment(Role role, String name, String value) {

        /** Says it in the text; in which words. */
        String in(SpecEdit edit) throws SpecEdit.Refused {
            if (value.isEmpty()) {
                return role + " to its " + edit.swap(role).word();
            }
            if (name.isEmpty()) {
                edit.version(role, value);
                return role + " " + value;
            }
            edit.setting(role, name, value);
            return role + "." + name + " " + value;
        }

        static Assignment of(String given, String form) throws CommandFailure {
            int equals = given.indexOf('=');
            if (equals < 1 || equals == given.length() - 1) {
                throw wrong(given, form);
            }
            return new Assignment(role(given.substring(0, equals), given), "", given.substring(equals + 1));
        }

        static Assignment ofSetting(String given) throws CommandFailure {
            int equals = given.indexOf('=');
            int dot = given.indexOf('.');
            if (dot < 1 || equals < dot + 2 || equals == given.length() - 1) {
                throw wrong(given, "ROLE.SETTING=VALUE");
            }
            return new Assignment(
                    role(given.substring(0, dot), given),
                    given.substring(dot + 1, equals),
                    given.substring(equals + 1));
        }

        static Role role(String name, String given) throws CommandFailure {
            if (!Role.isValid(name)) {
                throw wrong(given, "a role");
            }
            return new Role(name);
        }

        private static CommandFailure wrong(String given, String form) {
            return CommandFailure.of(
                    ExitCode.USAGE,
                    "BAD_ASSIGNMENT",
                    "\"" + Texts.printable(given) + "\" is not " + form,
                    "For example: backend=5.0.5, --set backend.heap=4g, --swap web");
        }
    }
}
