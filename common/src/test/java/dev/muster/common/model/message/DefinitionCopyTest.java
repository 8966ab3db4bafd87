package dev.muster.common.model.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message.Definition;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DefinitionCopyTest {

    private static Revision revision(long number, String text) {
        return new Revision(new Generation(number), new SpecHash("hash-" + text), text, "ann", number, "");
    }

    private static Definition said(long epoch, long number, String text, Role... formed) {
        return new Definition(new Epoch(epoch), revision(number, text), null, List.of(formed));
    }

    private static DefinitionCopy copy(Definition first) {
        return DefinitionCopy.of(new ClusterId("c-1"), HostName.of("a"), first);
    }

    @Test
    void rule1ANewerRevisionTakesItsPlaceAndAnOlderOneNeverDoes() {
        DefinitionCopy copy = copy(said(3, 7, "seven"));
        assertThat(copy.isOlderThan(said(3, 8, "eight"))).isTrue();
        assertThat(copy.isOlderThan(said(3, 6, "six"))).isFalse();
        assertThat(copy.isOlderThan(said(9, 6, "six"))).isFalse();
    }

    @Test
    void rule1AnotherRevisionOfTheSameNumberDoesNotTakeItsPlace() {
        assertThat(copy(said(3, 7, "seven")).isOlderThan(said(9, 7, "another seven")))
                .isFalse();
    }

    @Test
    void rule1WhatHasFormedSinceIsKept() {
        DefinitionCopy copy = copy(said(3, 7, "seven", Role.BACKEND));
        assertThat(copy.isOlderThan(said(3, 7, "seven", Role.BACKEND, Role.INDEX)))
                .isTrue();
        assertThat(copy.isOlderThan(said(3, 7, "seven"))).isFalse();
        assertThat(copy.isOlderThan(said(3, 7, "seven", Role.BACKEND))).isFalse();
    }

    @Test
    void rule1TheSameTextMayHaveALowerNumberOfALaterLeadershipOnly() {
        DefinitionCopy copy = copy(said(3, 7, "seven"));
        assertThat(copy.isOlderThan(said(3, 5, "seven"))).isFalse();
        assertThat(copy.isOlderThan(said(4, 5, "seven"))).isTrue();
    }

    @Test
    void rule2WhatTheNewOneDoesNotKnowIsKeptBesideIt() {
        DefinitionCopy copy = copy(said(3, 7, "seven"));
        Definition knowing = new Definition(new Epoch(3), revision(8, "eight"), revision(7, "seven"), List.of());
        assertThat(copy.replacedBy(knowing).replaced()).isNull();
        assertThat(copy.replacedBy(said(9, 8, "eight")).replaced()).isEqualTo(revision(7, "seven"));
        assertThat(copy.replacedBy(said(9, 8, "eight")).revisions())
                .extracting(each -> each.number().value())
                .containsExactly(8L, 7L);
    }
}
