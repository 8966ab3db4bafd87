package dev.muster.common.spec;

import java.util.List;

/** A JSON value that knows where it stands. Objects keep every member, duplicates too: only the checks know what a duplicate means. */
sealed interface PositionedJson extends Span {

    /** For messages: {@code the text "true"}, {@code a list}. */
    String described();

    /** A key with its value; its span is the key's. */
    record Member(String name, int offset, int length, PositionedJson value) implements Span {}

    /** Its span is the opening brace: a caret below a whole object would say nothing. */
    record Obj(int offset, List<Member> members) implements PositionedJson {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public String described() {
            return "an object";
        }
    }

    record Arr(int offset, List<PositionedJson> elements) implements PositionedJson {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public String described() {
            return "a list";
        }
    }

    record Text(int offset, int length, String value) implements PositionedJson {
        @Override
        public String described() {
            return "the text " + Quoted.of(value);
        }
    }

    /** A number keeps its spelling: it is only ever passed on as text. */
    record Num(int offset, int length, String spelling) implements PositionedJson {
        @Override
        public String described() {
            return "the number " + Quoted.bare(spelling);
        }
    }

    record Bool(int offset, int length, boolean value) implements PositionedJson {
        @Override
        public String described() {
            return Boolean.toString(value);
        }
    }

    record Null(int offset) implements PositionedJson {
        @Override
        public int length() {
            return 4;
        }

        @Override
        public String described() {
            return "null";
        }
    }
}
