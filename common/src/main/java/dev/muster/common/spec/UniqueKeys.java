package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members of an object by name. Of a repeated key the first counts, and every further one is a problem. */
final class UniqueKeys {

    private UniqueKeys() {}

    /**
     * The members in their order.
     *
     * @param code of the problem that a repeated key is
     * @param noun what the keys are, for its message: {@code role}
     */
    static Map<String, Member> of(Obj object, Problems problems, ProblemCode code, String noun) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (Member member : object.members()) {
            Member first = members.putIfAbsent(member.name(), member);
            if (first != null) {
                String message = noun + " " + Quoted.of(member.name()) + " is listed twice here";
                problems.add(code, member, message, "first listed on line " + problems.lineOf(first));
            }
        }
        return members;
    }
}
