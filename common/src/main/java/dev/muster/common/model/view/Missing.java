package dev.muster.common.model.view;

import dev.muster.common.model.Failure;

/**
 * Why a host that is waited for is not there, as far as the coordinator can know it.
 *
 * @param cause code, what is known, and what to do; documented by {@code muster explain CODE}
 * @param summary a few words that are the same for all hosts of this cause, so that many can be told as one
 * @param command to be run on that host, as it stands; empty when there is none
 * @param ageMs since when it has been this cause, milliseconds
 */
public record Missing(Failure cause, String summary, String command, long ageMs) {

    /** The same with another age. */
    public Missing aged(long newAgeMs) {
        return new Missing(cause, summary, command, newAgeMs);
    }
}
