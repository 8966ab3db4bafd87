// What happened, newest first.

import { $, clockTime, make } from "./elements.js";

const EVENTS_KEPT = 300;
const BAD_EVENTS = /LOST|FAILED|REFUSED|DEGRADED|SUSPECTED|AWAY|DIFFERS/;
const GOOD_EVENTS = /STARTED|RECOVERED|BACK|READY/;

let events = []; // newest first
const eventIds = new Set();
let eventsWanted = false;

/** Whether it is new. */
export function addEvent(event) {
  if (!event.id || eventIds.has(event.id)) return false;
  eventIds.add(event.id);
  events.unshift(event);
  for (const old of events.splice(EVENTS_KEPT)) eventIds.delete(old.id);
  if (!eventsWanted) {
    eventsWanted = true;
    requestAnimationFrame(showEvents);
  }
  return true;
}

function showEvents() {
  eventsWanted = false;
  const list = $("events-list");
  const known = new Map([...list.children].map((row) => [row.dataset.id, row]));
  const top = list.scrollTop;
  list.replaceChildren(...events.map((event) => known.get(event.id) || eventRow(event)));
  list.scrollTop = top;
}

function eventRow(event) {
  const kind = BAD_EVENTS.test(event.type) ? "bad" : GOOD_EVENTS.test(event.type) ? "good" : "";
  return make("li", { "data-id": event.id, title: event.type + " " + event.at },
    make("time", { datetime: event.at }, clockTime.format(new Date(event.at))),
    make("span", { class: kind }, event.message));
}
