package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads variables of hooks: of the cluster, a group, a pattern or a host. */
final class VarsReader {

    /** A variable is one of the hook's environment, too; those that Muster gives are none of a file's. */
    private static final Pattern NAME =
            Pattern.compile("(?!(?:host|address|role|cluster)$)(?!MUSTER_)[A-Za-z_][A-Za-z0-9_]{0,63}");

    private final Problems problems;
    private final Values values;

    VarsReader(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** By name; none when there is no such key. */
    SortedMap<String, String> read(@Nullable Member member) {
        SortedMap<String, String> vars = new TreeMap<>();
        Optional<Obj> object = member == null
                ? Optional.empty()
                : values.object(member, Quoted.of(member.name()) + ": {\"pool\": \"p1\"}");
        object.map(found -> UniqueKeys.of(found, problems, ProblemCode.KEY_TWICE, "variable"))
                .ifPresent(members -> members.values().forEach(each -> variable(each, vars)));
        return vars;
    }

    private void variable(Member member, SortedMap<String, String> vars) {
        if (!NAME.matcher(member.name()).matches()) {
            String message = Quoted.of(member.name()) + " cannot name a variable";
            String hint =
                    "letters, digits and underscores, at most 64; host, address, role, cluster and MUSTER_ are given";
            problems.add(ProblemCode.WRONG_TYPE, member, message, hint);
            return;
        }
        values.text(member, Quoted.of(member.name()) + ": \"p1\"").ifPresent(text -> vars.put(member.name(), text));
    }
}
