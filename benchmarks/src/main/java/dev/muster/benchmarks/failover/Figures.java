package dev.muster.benchmarks.failover;

import java.util.List;
import java.util.Locale;

/** Everything that is measured, with its goal. Milliseconds; the greatest of all rounds where a goal names no median. */
final class Figures {

    final Figure limit = new Figure("bare LeaderLatch, same ensemble: killed until led", Figure.NONE, Figure.NONE);
    final Figure leaderKilled = new Figure("leader killed until another leads", 5_000, 8_000);
    final Figure attached = new Figure("  from then until all agents are attached", Figure.NONE, 1_000);
    final Figure handOver = new Figure("leader told to end until another leads", Figure.NONE, 500);
    final Figure handedOver = new Figure("  from then until all agents are attached", Figure.NONE, 1_000);
    final Figure component = new Figure("component killed until told", Figure.NONE, 1_000);
    final Figure adopted = new Figure("adopted component killed until told", Figure.NONE, 1_000);
    final Figure agent = new Figure("agent killed until its host is lost", Figure.NONE, 10_000);
    final Figure silent = new Figure("agent stopped until its host is lost", Figure.NONE, 10_000);
    final Figure adoption = new Figure("agent's start until all of its host is READY again", Figure.NONE, 2_000);
    final Figure adoptionFromJvm = new Figure("  the same from the JVM being up", Figure.NONE, Figure.NONE);
    final Figure adoptionBeside = new Figure("the same with a coordinator in its process", Figure.NONE, 2_000);
    final Figure crowdRestart = new Figure("coordinator of N agents killed until its next one leads", 30_000, 30_000);
    final Figure crowdBack = new Figure("  from then until all agents are registered", Figure.NONE, 1_000);
    final Figure crowdStandby = new Figure("the same with a standby: until it leads", Figure.NONE, 8_000);
    final Figure crowdMoved = new Figure("  from then until all agents are registered", Figure.NONE, 1_000);

    long restarts;

    /** More often than once a round: the first new leader lost its connection to the store for a moment. */
    long leadTakenAgain;

    String notes = "";

    void note(String format, Object... arguments) {
        notes += "  " + String.format(Locale.ROOT, format, arguments) + "\n";
    }

    void print() {
        StringBuilder text = new StringBuilder(Figure.heading());
        List.of(
                        limit,
                        leaderKilled,
                        attached,
                        handOver,
                        handedOver,
                        component,
                        adopted,
                        agent,
                        silent,
                        adoption,
                        adoptionFromJvm,
                        adoptionBeside,
                        crowdRestart,
                        crowdBack,
                        crowdStandby,
                        crowdMoved)
                .forEach(figure -> text.append(figure.line()));
        System.out.print(text.append(notes));
        System.out.flush();
    }
}
