package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.spec.HostMerge.Merged;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Num;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how many hosts of each role a start needs, and compares it with the hosts that there are. */
final class RequireReader {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final String EXAMPLES = "write \"80%\", \"2/3\", or a number of hosts";

    private final Problems problems;
    private final SortedSet<String> roles;
    private final Set<Role> formed;

    /**
     * @param roles that are known
     * @param formed roles whose hosts form a cluster of their own, which a minority of them should not do
     */
    RequireReader(Problems problems, SortedSet<String> roles, Set<Role> formed) {
        this.problems = problems;
        this.roles = roles;
        this.formed = formed;
    }

    /** By role; roles that are not named need all of their hosts. Counts are compared only where {@code hosts} are without fault. */
    SortedMap<Role, Requirement> read(@Nullable Member require, List<Merged> hosts) {
        boolean mayCount = problems.errors() == 0;
        Optional<Obj> object = require == null
                ? Optional.empty()
                : new Values(problems).object(require, "\"" + require.name() + "\": {\"compute\": \"80%\"}");
        SortedMap<Role, Requirement> all = new TreeMap<>();
        for (Member member : object.map(o -> UniqueKeys.of(o, problems, ProblemCode.KEY_TWICE, "role"))
                .orElse(Collections.emptyMap())
                .values()) {
            if (!roles.contains(member.name())) {
                String hint = Suggestion.hint(member.name(), roles, "roles are " + Suggestion.some(roles));
                problems.add(ProblemCode.UNKNOWN_ROLE, member, "unknown role " + Quoted.of(member.name()), hint);
                continue;
            }
            Role role = new Role(member.name());
            value(member).ifPresent(requirement -> {
                all.put(role, requirement);
                if (mayCount) {
                    count(member, role, requirement, hosts);
                }
            });
        }
        return all;
    }

    private Optional<Requirement> value(Member member) {
        if (member.value() instanceof Text text) {
            if (Requirement.isMoreThanAll(text.value())) {
                String message = Quoted.of(text.value()) + " is more than all hosts of " + Quoted.of(member.name());
                problems.add(ProblemCode.REQUIRE_TOO_MANY, text, message, "leave the role out to need all of them");
                return Optional.empty();
            }
            Optional<Requirement> share = Requirement.share(text.value());
            return share.isPresent() ? share : wrong(member);
        }
        return member.value() instanceof Num number
                        && NUMBER.matcher(number.spelling()).matches()
                ? Optional.of(Requirement.hosts(Integer.parseInt(number.spelling())))
                : wrong(member);
    }

    private Optional<Requirement> wrong(Member member) {
        String message = Quoted.of(member.name()) + " needs a part of its hosts, not "
                + member.value().described();
        problems.add(ProblemCode.REQUIRE_VALUE, member.value(), message, EXAMPLES);
        return Optional.empty();
    }

    private void count(Member member, Role role, Requirement requirement, List<Merged> hosts) {
        int there = (int) hosts.stream().filter(host -> host.spec().has(role)).count();
        int needed = requirement.hostsOf(there);
        if (there == 0) {
            String message = "no host has the role " + Quoted.of(member.name()) + ", so none can be required";
            problems.add(ProblemCode.REQUIRE_NO_HOST, member, message, "give it to a host, or remove it here");
        } else if (needed > there) {
            String message =
                    needed + " hosts of " + Quoted.of(member.name()) + " are required, and the file has " + there;
            problems.add(
                    ProblemCode.REQUIRE_TOO_MANY, member.value(), message, "leave the role out to need all of them");
        } else if (formed.contains(role) && 2 * needed <= there) {
            String message = needed + " of " + there + " hosts of " + Quoted.of(member.name()) + " are no majority";
            String hint = "the others could form a second cluster: require " + (there / 2 + 1) + " at least";
            problems.add(ProblemCode.REQUIRE_MINORITY, member.value(), message, hint);
        }
    }
}
