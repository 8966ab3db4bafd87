// How long the rest of a change takes, as far as the page has seen it go: nothing is guessed before a step's end was seen.

let seen = null;

/**
 * Seconds that the rest takes at the pace seen so far; -1 when it is not known. To be asked each time the change is different, and with null
 * while there is none. `nowMs` is of a clock that nobody sets.
 */
export function secondsLeft(change, nowMs) {
  if (!change) {
    seen = { number: 0 };
    return -1;
  }
  const ended = change.done + change.failed;
  const runs = change.status === "RUNNING";
  if (!seen || seen.number !== change.number) {
    // of a change that goes on already it is not known since when its first step does
    seen = { number: change.number, isWhole: seen !== null, ended, ranMs: 0, atMs: nowMs, ran: runs };
  }
  if (seen.ran) seen.ranMs += nowMs - seen.atMs; // while it is paused no time is counted
  seen.atMs = nowMs;
  seen.ran = runs;
  if (ended < seen.ended || !seen.isWhole && ended > seen.ended) {
    Object.assign(seen, { ended, isWhole: true, ranMs: 0 }); // from here on all is seen; or some steps are tried again
  }
  const steps = ended - seen.ended;
  const left = change.steps.length - ended;
  return runs && seen.isWhole && steps > 0 && left > 0 ? Math.round(seen.ranMs / steps * left / 1000) : -1;
}
