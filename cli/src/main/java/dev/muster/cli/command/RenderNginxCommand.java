package dev.muster.cli.command;

import dev.muster.cli.proxy.NginxText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster render nginx}: the same for nginx. */
@Command(
        name = "nginx",
        header = "Print a configuration of nginx for roles of the cluster, from ports, probes and who is ready.",
        description = {
            "",
            "The cluster is that of --cluster, by default cluster.json. A coordinator is asked who is ready, where one can be found;"
                    + " else all hosts of the file count as ready.",
            ""
        })
final class RenderNginxCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private ProxyOptions options;

    private final Surroundings surroundings;

    RenderNginxCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        ProxyOptions.Work work = options.work(surroundings, spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        new NginxText(work.pools(), work.bind()).lines(work.head()).forEach(out::println);
        return ExitCode.OK.code();
    }
}
