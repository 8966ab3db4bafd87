package dev.muster.agent.node;

import dev.muster.agent.process.OutputFile;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.message.Message.LogRequest;
import java.io.IOException;
import java.util.Optional;

/** Answers a question about a component's output. Only files of launches that the core knows can be named. */
final class LogReader {

    private LogReader() {}

    /**
     * @param launch what runs of the role, or ran last; empty when nothing was launched
     * @param output its output; empty when there is none yet
     */
    static LogReply answer(LogRequest request, Optional<LaunchId> launch, Optional<OutputFile> output) {
        if (launch.isEmpty() || output.isEmpty()) {
            return failed(
                    request,
                    Failure.of(
                            "LOG_NONE",
                            request.role() + " has not been started on this host",
                            "muster status says what it waits for"));
        }
        try {
            OutputFile.Part part = output.get().read(request.offset(), request.bytesMax());
            return new LogReply(request.request(), part.offset(), part.text(), part.nextOffset(), null);
        } catch (IOException e) {
            return failed(
                    request,
                    Failure.of(
                            "LOG_UNREADABLE",
                            "the output of " + request.role() + " cannot be read: " + e,
                            "See the agent's own log."));
        }
    }

    private static LogReply failed(LogRequest request, Failure failure) {
        return new LogReply(request.request(), request.offset(), "", request.offset(), failure);
    }
}
