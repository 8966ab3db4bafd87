package dev.muster.cli.command;

import dev.muster.cli.proxy.HaproxyText;
import dev.muster.common.model.spec.Balancer.HaProxy;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster render haproxy}: a configuration that Muster's own hooks find their servers in. */
@Command(
        name = "haproxy",
        header = "Print a configuration of HAProxy for roles of the cluster, from ports, probes and who is ready.",
        description = {
            "",
            "The cluster is that of --cluster, by default cluster.json. A coordinator is asked who is ready, where one can be found;"
                    + " else all hosts of the file count as ready.",
            ""
        })
final class RenderHaproxyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private ProxyOptions options;

    private final Surroundings surroundings;

    RenderHaproxyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        ProxyOptions.Work work = options.work(surroundings, spec.commandLine().getErr());
        List<String> sockets =
                work.cluster().balancer().ways() instanceof HaProxy haproxy ? haproxy.sockets() : List.of();
        PrintWriter out = spec.commandLine().getOut();
        new HaproxyText(work.pools(), sockets, work.bind()).lines(work.head()).forEach(out::println);
        return ExitCode.OK.code();
    }
}
