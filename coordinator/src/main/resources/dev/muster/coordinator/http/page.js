// The page of a cluster: puts its parts together. Each has one job; none knows more of the others than it imports.

import * as actions from "./page/actions.js";
import { showFacts, showFrozen, showProblems, showState, showWaiting } from "./page/board.js";
import * as change from "./page/change.js";
import * as connection from "./page/connection.js";
import * as definition from "./page/definition.js";
import { setText } from "./page/elements.js";
import { addEvent } from "./page/events.js";
import * as locks from "./page/locks.js";
import * as logs from "./page/logs.js";
import * as matrix from "./page/matrix.js";
import { showPicture } from "./page/topology.js";
import { age } from "./page/words.js";

/** One part after the other, with a pause in between for whoever types or scrolls. */
async function show() {
  for (const part of [showState, showFrozen, showFacts, showWaiting, change.showChange, showProblems, matrix.showMatrix, showPicture, logs.showPart,
    definition.showDefinition]) {
    part();
    await new Promise((done) => setTimeout(done, 0));
  }
}

function choose(host, role) {
  logs.choose(host, role);
  matrix.showMatrix();
}

function event(happened) {
  if (addEvent(happened)) connection.refreshSoon();
}

actions.start();
change.start({ steer: actions.confirmSteering });
matrix.start({ choose, stop: actions.confirmStop });
locks.start({ confirm: actions.confirm });
logs.start();
definition.start();
setInterval(() => {
  for (const element of document.querySelectorAll("[data-since]")) setText(element, age(element.dataset.since));
}, 1000);
connection.start({ show, event, askForToken: actions.askForToken });
