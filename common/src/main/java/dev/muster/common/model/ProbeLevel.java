package dev.muster.common.model;

/** What a passed probe proves. */
public enum ProbeLevel {
    /** The component itself works: the next step of the start order may go on. */
    OWN,

    /** The rest of the cluster sees it: only now does it count towards the cluster start. */
    JOINED,

    /** Nothing of its role is on its way between members, or lacks a copy: only now may a change take a member down. */
    SETTLED;
}
