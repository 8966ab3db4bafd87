package dev.muster.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CgroupsTest {

    private static final String PURE = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw";
    private static final String HYBRID = "40 30 0:35 / /sys/fs/cgroup/unified rw - cgroup2 none rw";
    private static final String OLD = "31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";

    @Test
    void theOwnGroupIsFoundWithVersionTwoAloneOrBesideVersionOne() {
        assertThat(Cgroups.own(List.of(PURE), List.of("0::/system.slice/muster.service")))
                .contains(Path.of("/sys/fs/cgroup/system.slice/muster.service"));
        assertThat(Cgroups.own(List.of(OLD, HYBRID), List.of("4:memory:/x", "0::/")))
                .contains(Path.of("/sys/fs/cgroup/unified"));
    }

    @Test
    void withoutVersionTwoThereIsNone() {
        assertThat(Cgroups.own(List.of(OLD), List.of("4:memory:/x"))).isEmpty();
        assertThat(Cgroups.own(List.of(OLD), List.of("0::/"))).isEmpty();
        assertThat(Cgroups.own(List.of(), List.of())).isEmpty();
        assertThat(Cgroups.own(List.of(PURE), List.of("0::/../outside"))).isEmpty();
    }
}
