package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Num;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.Optional;

/** Values of the wanted type; every other one is a problem that names both types. */
final class Values {

    private final Problems problems;

    Values(Problems problems) {
        this.problems = problems;
    }

    /** The object, or empty after a problem. */
    Optional<Obj> object(Member member, String example) {
        return member.value() instanceof Obj object ? Optional.of(object) : wrong(member, "an object", example);
    }

    /** Not empty, printable, or empty after a problem. */
    Optional<String> text(Member member, String example) {
        if (!(member.value() instanceof Text text)) {
            return wrong(member, "a text", example);
        }
        if (text.value().isBlank() || !isPlain(text.value())) {
            String message = Quoted.of(member.name()) + " needs a text of printable characters, not "
                    + (text.value().isBlank() ? "an empty one" : Quoted.of(text.value()));
            problems.add(ProblemCode.WRONG_TYPE, text, message, "for example " + example);
            return Optional.empty();
        }
        return Optional.of(text.value());
    }

    Optional<Boolean> bool(Member member) {
        return member.value() instanceof Bool bool
                ? Optional.of(bool.value())
                : wrong(member, "true or false", "\"" + member.name() + "\": true");
    }

    private <T> Optional<T> wrong(Member member, String wanted, String example) {
        PositionedJson found = member.value();
        String message = Quoted.of(member.name()) + " needs " + wanted + ", not " + found.described();
        String quoted = found instanceof Num number && wanted.equals("a text")
                ? "write " + Quoted.of(member.name()) + ": " + Quoted.of(number.spelling())
                : "for example " + example;
        problems.add(ProblemCode.WRONG_TYPE, found, message, quoted);
        return Optional.empty();
    }

    /** No control characters, no half of a surrogate pair, nothing that turns the direction of writing. */
    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> {
            int type = Character.getType(c);
            return type == Character.CONTROL || type == Character.SURROGATE || type == Character.FORMAT;
        });
    }
}
