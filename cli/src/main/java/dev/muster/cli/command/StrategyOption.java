package dev.muster.cli.command;

import dev.muster.common.model.change.Strategy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --strategy}: how many components of a role may be down at one time. */
final class StrategyOption {

    @Option(
            names = "--strategy",
            paramLabel = "HOW",
            converter = Converter.class,
            description =
                    "How many components of a role may be down at one time: one-by-one (the default), half, all, a number,"
                            + " a percentage such as 25%%, or label:NAME for one rack after the other. With @LABEL behind it,"
                            + " for example half@cell, all roles of one group of hosts are restarted before the next group.")
    private @Nullable Strategy strategy;

    /** Null when it was not given. */
    @Nullable
    Strategy given() {
        return strategy;
    }

    Strategy orOneByOne() {
        Strategy given = strategy;
        return given == null ? Strategy.ONE_BY_ONE : given;
    }

    /** Reads it. */
    static final class Converter implements ITypeConverter<Strategy> {
        @Override
        public Strategy convert(String text) {
            return Strategy.parse(text)
                    .orElseThrow(
                            () -> new TypeConversionException(
                                    "\"" + text
                                            + "\" is none of one-by-one, half, all, a number, a percentage, label:NAME, and none of these with @LABEL"));
        }
    }
}
