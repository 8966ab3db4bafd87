package dev.muster.simulation;

/** What must hold whatever happens, each with the reason why. */
enum Invariant {
    ONE_PROCESS("a component runs once at most: two would share one data directory"),
    JOURNAL_BEFORE_LAUNCH("a process whose launch is not in the journal is an orphan after a crash"),
    ONLY_OWN_PROCESSES("a stop ends processes of its own launch only: a pid alone may be anybody's"),
    NEWEST_EPOCH("what an older coordinator says after a newer one was heard is not obeyed"),
    EPOCHS_INCREASE("every leadership has an epoch of its own, and only the newest one writes"),
    RUN_IS_ASKED_FOR("a cluster that was stopped starts again only when an operator starts it"),
    ANNOUNCED_ONCE("scripts wait for the announcement: it comes once a run, whoever leads"),
    ANNOUNCED_TRUE("when the start is announced, everything really was running and joined when last looked at"),
    ANNOUNCED_AGREED("when the start is announced, all nodes of a role really were of one cluster"),
    FAILED_STAYS_FAILED("a launch that failed never becomes ready: late news is of the past"),
    READY_IS_TRUE("READY is said only of a process that really worked"),
    STOP_HAS_A_CAUSE(
            "a component is stopped for a goal, an operator, a start timeout or a denial of its peers, never because a"
                    + " link is down"),
    RESTARTED_WHEN_DENIED(
            "what is not joined any more is restarted only when it was joined and its peers have denied it, not"
                    + " been silent, without a break for as long as its plan says"),
    STOPPED_ON_REQUEST(
            "a component that is known to run, and is in cluster.json, is told to stop only when an operator asked"),
    AS_THE_FILE_SAYS("what is not in the leader's cluster.json is wanted ABSENT, and nothing else is"),
    BARRIER("nothing is started before every host has really registered in the run, less those that the run does"
            + " without"),
    BARRIER_STAYS_PASSED("a run that has stopped waiting for hosts does not wait again, whoever leads"),
    ABSENCE_ALLOWED("a run does without no host but those that the file does not require, or that an operator skipped"),
    SEEDS_STAY("seeds of a role are chosen once: other ones could form it a second time"),
    FORMED_ONCE("a run does not go on without what a role was formed from"),
    FORMED_IS_TRUE("a role counts as whole only when all of its nodes have worked that the run does not do without"),
    CHECKED_FIRST(
            "nothing is launched in a run before every host has said that it is well, or an operator ignores what it"
                    + " lacks, and that is stored"),
    OWN_CHECK("what an agent finds right before a launch keeps the component, but for what an operator ignores there:"
            + " that does not"),
    REACHED_FIRST(
            "nothing is launched in a run before every host that was asked whether it reaches the others has said so, and"
                    + " that is stored"),
    LET_GO_FIRST("no host is told to launch anything before it is told to let go what it listens on for the preflight"),
    START_ORDER("a component is wanted only when its forerunners are READY"),
    ONE_AT_A_TIME("of a role that starts one at a time, one new node joins at a time"),
    SEEDS_FIRST("a node that is no seed starts after the seeds have worked"),
    STOP_ORDER("a component is stopped after those that need it"),
    NOTHING_LEFT("after a stop of the cluster nothing runs on a host that was reached"),
    STOPPED_STAYS_STOPPED("a host that an operator stopped starts nothing before its agent is started again"),
    OWN_PAUSE("a coordinator that was paused does not take its own silence for the hosts'"),
    OLD_INCARNATION("a session of an older agent does not replace that of a newer one"),
    NOBODY_TURNED_AWAY("an agent on its own machine is never refused for good, not even right after a reboot"),
    GIVEN_UP_STAYS("what was given up is tried again only when its goal changed, or an operator said so"),
    RETRY_OF_FAILED("a retry starts what has FAILED, and touches nothing else"),
    LAUNCH_IS_WANTED("nothing is launched that the coordinator does not want RUNNING"),
    GOALS_IN_ORDER("goals that come after newer ones of the same session change nothing"),
    REPORTS_IN_ORDER("a report that comes after a newer one of the same session is of the past"),
    OWN_CLUSTER("an agent obeys no coordinator of another cluster, or of none"),
    OWN_AGENTS("no agent is welcomed that belongs to another cluster"),
    OWN_STORE("a coordinator does not lead on a store that was wiped or put back from an old copy"),
    GENERATIONS("each change of cluster.json is a new generation, and nothing else is"),
    DIFFERENCE_TOLD("that a host's cluster.json differs is told on both sides, and only then"),
    OWN_NETWORK(
            "when most agents vanish together, nobody is called lost and nothing starts before the patience is over"),
    APPLIED_ONLY("the definition of a cluster that has started changes on an operator's word alone"),
    ONE_CHANGE("one change at a time, each numbered one higher"),
    STEP_ONCE("a step of a change that is done is never taken again"),
    FEW_DOWN(
            "a change never takes more members of a role down than its strategy allows, nor one while another is down"),
    GROUP_BY_GROUP("what works is restarted only when the groups of hosts before its own have been"),
    SETTLED_FIRST("a change takes down no member of a role while another one says that the role has not settled"),
    ONE_MOVES(
            "of a role that has its data among its hosts one at a time joins or leaves: two could take both copies along"),
    LEFT_FIRST(
            "what holds something that nobody else may hold is stopped by a change, and counts as gone, only when it has"
                    + " really left"),
    PAIRED(
            "whoever a change has restarted, or has had join, is in the balancer, and whoever could not be taken out is put back"),
    WARMED_FIRST(
            "of a role that goes over to the other side of its pair one goes first and has that side warmed up; nobody is"
                    + " done before that"),
    OUT_FIRST("nothing is taken down by a change that users are still sent to"),
    HELD_BACK("a change begins nothing on what an operator holds back, by force neither"),
    DRAINED(
            "whom maintenance has drained nobody is sent to until it ends, a change takes no other one down meanwhile, and"
                    + " after it the balancer has everybody back, whoever leads"),
    HELD_UNTIL_LET_GO("what is held back stays so, whoever leads, until an operator or its time ends it"),
    COPIES_GO_FORWARD(
            "a host's copy of the definition never goes back to an older revision: it may be the only one left"),
    COPIES_EVERYWHERE("every host whose agent is there ends with a copy of the revision in force"),
    LOCKED("what somebody has locked, nobody else changes or stops"),
    QUEUE_ORDER("while somebody waits to change the cluster, nobody who came later begins"),
    LEGAL_STATES("every transition is in the table, and no core throws"),
    LIVENESS("when all faults are over, the cluster gets where its operator wants it, within a bound"),
    CALM_STAYS_CALM("when nothing fails, nothing is launched or stopped");

    private final String why;

    Invariant(String why) {
        this.why = why;
    }

    String why() {
        return why;
    }
}
