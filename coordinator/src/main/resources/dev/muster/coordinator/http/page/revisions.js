// Every accepted cluster.json that is kept: who had it accepted, when and why; an older one can be gone back to.

import { ask, timed } from "./connection.js";
import { $, make } from "./elements.js";
import { ageOf } from "./words.js";

let handlers = { rollBack: () => {} };

/** `rollBack(revision)` is called for the number of an older one. */
export function start(given) {
  handlers = given;
}

export async function revisions() {
  return (await ask("v1/revisions", timed(15000))).json();
}

export async function textOf(revision) {
  return (await (await ask("v1/revisions/" + revision, timed(15000))).json()).revision.file;
}

/** The newest first. */
export function showRevisions(all) {
  $("revisions").replaceChildren(...all.revisions.slice().reverse().map((each) => {
    const current = each.revision === all.current;
    return make("li", { "data-revision": each.revision },
      make("span", { class: "chip " + (current ? "good" : "idle") }, each.revision + (current ? " in force" : "")),
      aboutRevision(each),
      current ? "" : make("button", { type: "button", class: "small", "aria-label": "Plan to go back to revision " + each.revision,
        click: () => handlers.rollBack(each.revision) }, "Roll back: plan"));
  }));
}

export function aboutRevision(revision) {
  return make("span", {}, make("b", {}, revision.author), ", ", ageOf(revision.at), " ago", revision.reason ? ": " + revision.reason : "");
}
