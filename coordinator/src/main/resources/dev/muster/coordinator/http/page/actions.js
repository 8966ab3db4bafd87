// What people do: stop a host or the cluster after its name was typed, have a component tried again, and show who they are.

import { explain, forgetToken, hasToken, order, refreshSoon, useToken } from "./connection.js";
import { $ } from "./elements.js";
import { shown } from "./state.js";
import { plural } from "./words.js";

let orderOf = null; // { path, name }; without a name nothing has to be typed

export function confirmStop(host) {
  const cluster = shown.cluster;
  orderOf = host ? { path: "v1/hosts/" + encodeURIComponent(host) + "/stop", name: host } : { path: "v1/cluster/stop", name: cluster.cluster };
  confirmOrder(host ? "Stop host " + host : "Stop cluster " + cluster.cluster, host
    ? "Its components stop in order, then its agent ends. To have it back, start it there again."
    : "All components of " + plural(cluster.hosts.length, "host") + " stop in order, then all agents and this coordinator end.", "Stop");
}

export function confirmRetry(host, role) {
  orderOf = { path: "v1/hosts/" + encodeURIComponent(host) + "/roles/" + encodeURIComponent(role) + "/retry", name: "" };
  confirmOrder("Try " + role + " on " + host + " again", "It is started at once; repair what made it fail first. Nothing that runs is touched.", "Try again");
}

function confirmOrder(title, text, verb) {
  const typed = orderOf.name !== "";
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  $("confirm-name").textContent = orderOf.name;
  $("confirm-label").hidden = !typed;
  $("confirm-typed").value = "";
  $("confirm-error").textContent = "";
  $("confirm-do").textContent = verb;
  $("confirm-do").className = typed ? "danger" : "primary";
  $("confirm-do").disabled = typed;
  $("confirm").showModal();
}

async function doOrder(event) {
  event.preventDefault();
  if (!orderOf || $("confirm-typed").value !== orderOf.name) return;
  $("confirm-do").disabled = true;
  try {
    await order(orderOf.path, "asked for on the web page");
    $("confirm").close();
    refreshSoon();
  } catch (e) {
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
  $("confirm-typed").addEventListener("input", () => { $("confirm-do").disabled = $("confirm-typed").value !== orderOf.name; });
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
