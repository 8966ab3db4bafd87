package dev.muster.cli.command;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster completion SHELL}. */
@Command(
        name = "completion",
        header = "Print the script that lets a shell complete commands, options, hosts and roles.",
        description = {
            "",
            "bash:  muster completion bash > ~/.local/share/bash-completion/completions/muster",
            "zsh:   muster completion zsh > ~/.zsh/_muster, and before compinit: fpath+=(~/.zsh)",
            "fish:  muster completion fish > ~/.config/fish/completions/muster.fish",
            "Only for this session:  source <(muster completion bash)",
            ""
        })
final class CompletionCommand implements Runnable {

    /** Whose script; lower case on the command line. */
    enum Kind {
        BASH,
        ZSH,
        FISH
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Kind shell;

    @Override
    public void run() {
        Map<String, Completions.Place> places = Completions.of(spec.root().commandLine());
        spec.commandLine()
                .getOut()
                .print(
                        switch (shell) {
                            case BASH -> BashCompletion.script(places);
                            case ZSH -> BashCompletion.zshScript(places);
                            case FISH -> FishCompletion.script(places);
                        });
        spec.commandLine().getOut().flush();
    }
}
