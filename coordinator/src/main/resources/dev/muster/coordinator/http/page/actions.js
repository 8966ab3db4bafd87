// What people do after they were asked: stop a host or the cluster once its name was typed, have a component tried again, steer a change;
// and how they show who they are.

import { explain, forgetToken, hasToken, order, refreshSoon, useToken } from "./connection.js";
import { $ } from "./elements.js";
import { shown } from "./state.js";
import { plural } from "./words.js";

const REASON = "asked for on the web page";

let question = null; // what is asked now

/**
 * Asks, and calls `send` when the answer is yes. With a `name` that one must be typed first. What `send` is refused for is shown, and it can
 * be tried again, unless `refused` (the error) deals with it.
 */
export function confirm(asked) {
  question = Object.assign({ name: "", danger: false, refused: () => false }, asked);
  const typed = question.name !== "";
  $("confirm-title").textContent = question.title;
  $("confirm-text").textContent = question.text;
  $("confirm-name").textContent = question.name;
  $("confirm-label").hidden = !typed;
  $("confirm-typed").value = "";
  $("confirm-error").textContent = "";
  $("confirm-do").textContent = question.verb;
  $("confirm-do").className = typed || question.danger ? "danger" : "primary";
  $("confirm-do").disabled = typed;
  $("confirm").showModal();
}

export function confirmStop(host) {
  const cluster = shown.cluster;
  const path = host ? "v1/hosts/" + encodeURIComponent(host) + "/stop" : "v1/cluster/stop";
  confirm({
    title: host ? "Stop host " + host : "Stop cluster " + cluster.cluster,
    text: host
      ? "Its components stop in order, then its agent ends. To have it back, start it there again."
      : "All components of " + plural(cluster.hosts.length, "host") + " stop in order, then all agents and this coordinator end.",
    verb: "Stop",
    name: host || cluster.cluster,
    send: () => order(path, REASON),
  });
}

export function confirmRetry(host, role) {
  confirm({
    title: "Try " + role + " on " + host + " again",
    text: "It is started at once; repair what made it fail first. Nothing that runs is touched.",
    verb: "Try again",
    send: () => order("v1/hosts/" + encodeURIComponent(host) + "/roles/" + encodeURIComponent(role) + "/retry", REASON),
  });
}

const STEERING = {
  pause: ["Pause", "No further step is begun for now. Steps under way are ended."],
  resume: ["Resume", "It goes on. What has failed stays as it is."],
  retry: ["Retry", "It goes on, and what has failed is tried again. Repair what made it fail first."],
  cancel: ["Cancel", "No further step is begun at all; those under way are ended. What is done stays done: "
    + "the way back is to roll back to the revision before."],
  force: ["Force", "Begun whatever speaks against it, and without waiting for an agent that is away. Users of the role may be cut off."],
};

/** `step` is the one to force; without it, what comes next. */
export function confirmSteering(word, number, step) {
  const [verb, text] = STEERING[word];
  const what = step ? step.role + " on " + step.host : "the next step of change " + number;
  confirm({
    title: word === "force" ? "Force " + what : verb + " change " + number,
    text,
    verb: word === "cancel" ? "Cancel change" : verb,
    danger: word === "cancel" || word === "force",
    send: () => order("v1/change/" + word, REASON, step ? { host: step.host, role: step.role } : {}),
  });
}

async function doOrder(event) {
  event.preventDefault();
  const asked = question;
  if (!asked || $("confirm-typed").value !== asked.name) return;
  $("confirm-do").disabled = true;
  try {
    await asked.send();
    $("confirm").close();
    refreshSoon();
  } catch (e) {
    if (asked.refused(e)) {
      $("confirm").close();
      return;
    }
    $("confirm-error").textContent = explain(e);
    $("confirm-do").disabled = false;
  }
}

/** `why` it is asked for, for people. */
export function askForToken(why) {
  $("forget").hidden = !hasToken();
  if ($("ask").open) return;
  if ($("confirm").open) $("confirm").close();
  $("ask-text").textContent = why;
  $("ask-token").value = "";
  $("ask").showModal();
}

export function start() {
  $("stop-cluster").addEventListener("click", () => confirmStop(""));
  $("confirm-cancel").addEventListener("click", () => $("confirm").close());
  $("confirm-typed").addEventListener("input", () => { $("confirm-do").disabled = $("confirm-typed").value !== question.name; });
  $("confirm-form").addEventListener("submit", doOrder);
  $("ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = $("ask-token").value.trim();
    if (!typed) return;
    $("ask-token").value = "";
    $("ask").close();
    useToken(typed);
    $("forget").hidden = false;
  });
  $("forget").addEventListener("click", () => {
    forgetToken();
    location.reload();
  });
  $("forget").hidden = !hasToken();
}
