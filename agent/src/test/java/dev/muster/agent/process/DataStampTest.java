package dev.muster.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with data of another cluster is not started on. */
final class DataStampTest {

    private static final DataStamp OWN = AgentUnderTest.STAMP;
    private static final DataStamp OTHER =
            new DataStamp(new ClusterId("other"), new ClusterName("other_name"), HostName.of("host-b"), OWN.role());

    private AgentUnderTest agent;

    @BeforeEach
    void start(@TempDir Path state) throws IOException {
        agent = new AgentUnderTest(state);
    }

    @AfterEach
    void end() throws IOException {
        agent.close();
    }

    private LaunchResult launch(long sequence, DataStamp stamp) {
        return agent.runner().launch(AgentUnderTest.id(sequence), agent.script("echo up; exec sleep 300"), stamp);
    }

    private Failure failure(LaunchResult result) {
        assertThat(result).isInstanceOf(LaunchResult.Failed.class);
        return ((LaunchResult.Failed) result).failure();
    }

    private StampFile file() {
        return new StampFile(agent.instance());
    }

    @Test
    void theFirstLaunchStampsAndLaterOnesOfTheSameClusterGoOn() throws IOException {
        assertThat(launch(1, OWN)).isInstanceOf(LaunchResult.Running.class);
        assertThat(file().read()).isEqualTo(new DataStamp.Reading.Found(OWN));
        agent.restart();
        DataStamp renamed = new DataStamp(OWN.cluster(), new ClusterName("renamed"), OTHER.host(), OWN.role());
        assertThat(launch(2, renamed)).isInstanceOf(LaunchResult.Running.class);
        assertThat(file().read()).as("who stamped it first").isEqualTo(new DataStamp.Reading.Found(OWN));
    }

    @Test
    void dataFromBeforeThereWereStampsAreStampedAndNotRefused() throws IOException {
        Files.createDirectories(agent.instance().resolve("data"));
        Files.writeString(agent.instance().resolve("data/rows"), "precious");
        assertThat(launch(1, OWN)).isInstanceOf(LaunchResult.Running.class);
        assertThat(file().read()).isEqualTo(new DataStamp.Reading.Found(OWN));
        assertThat(agent.instance().resolve("data/rows")).hasContent("precious");
    }

    @Test
    void dataOfAnotherClusterAreRefusedBeforeTheLaunchAndLeftAsTheyAre() throws IOException {
        Files.createDirectories(agent.instance());
        file().writeIfMissing(OTHER);
        Failure failure = failure(launch(1, OWN));
        assertThat(failure.code()).isEqualTo("DATA_OF_ANOTHER_CLUSTER");
        assertThat(failure.message())
                .contains(agent.instance().toString(), "other_name", "(other)", "host-b", "\"muster\" (own)");
        assertThat(failure.hint()).contains("nothing deleted", "--dir", "move the folder away");
        assertThat(agent.running()).isEmpty();
        assertThat(Files.exists(agent.instance().resolve("logs"))).as("touched").isFalse();
        Files.move(agent.instance(), agent.state.resolve("moved-away"));
        assertThat(launch(2, OWN)).isInstanceOf(LaunchResult.Running.class);
    }

    @Test
    void anUnreadableStampIsNotTakenForNone() throws IOException {
        Files.createDirectories(agent.instance());
        for (String content : new String[] {"", "{}", "[]", "null", "{\"cluster\":", "x".repeat(100_000)}) {
            Files.writeString(file().path(), content);
            assertThat(failure(launch(1, OWN)).code()).as(content).isEqualTo("DATA_STAMP_UNREADABLE");
        }
        Files.delete(file().path());
        Files.createSymbolicLink(file().path(), agent.state.resolve("elsewhere"));
        assertThat(failure(launch(1, OWN)).message()).contains("not a file");
        Files.delete(file().path());
        assertThat(launch(1, OWN)).isInstanceOf(LaunchResult.Running.class);
    }

    /** A crash between the writing of the temporary file and its renaming. */
    @Test
    void whatACrashLeftOfAStampIsWrittenAnew() throws IOException {
        Files.createDirectories(agent.instance());
        Files.writeString(agent.instance().resolve("." + StampFile.NAME + ".tmp"), "{\"clus");
        assertThat(file().read()).isInstanceOf(DataStamp.Reading.None.class);
        assertThat(launch(1, OWN)).isInstanceOf(LaunchResult.Running.class);
        assertThat(file().read()).isEqualTo(new DataStamp.Reading.Found(OWN));
    }
}
