// The coordinator: what is asked of it, by whom, and how often. It asks what every other client may ask (docs/http-api.md).
//
//  1. All URLs are relative: the page works behind http, https and a proxy, and asks no other origin.
//  2. An access token is kept in this tab's sessionStorage, and sent in a header only.
//  3. A state that is known already (its tag) is not sent again.

import { $, clockTime, make, setText, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { itIsThere } from "./words.js";

const POLL_MS = 3000;          // when no event asks for it earlier
const AFTER_EVENT_MS = 150;    // events come in bursts
const ASK_EVERY_MS = 1000;     // at the most
const STREAM_RETRY_MAX_MS = 10000;
const STREAM_SILENT_MS = 40000; // the coordinator says something every 15 s
const TOKEN = "muster-token";

let handlers = { show: async () => {}, event: () => {}, askForToken: () => {} };

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || "answered " + status);
    this.status = status;
    this.code = problem.code || "";
    this.hint = problem.hint || "";
    this.errors = problem.errors || [];
  }
}

let token = sessionStorage.getItem(TOKEN) || "";
let locked = false; // a token was refused: it is not shown again, since whoever shows many bad ones is not heard for a minute
let tag = ""; // of the cluster that is shown

export async function ask(path, options) {
  const headers = Object.assign({}, options && options.headers);
  if (token) headers.Authorization = "Bearer " + token;
  const response = await fetch(path, Object.assign({ cache: "no-store", credentials: "omit", redirect: "error" }, options, { headers }));
  const date = Date.parse(response.headers.get("date") || "");
  if (!Number.isNaN(date)) itIsThere(date);
  if (response.ok || response.status === 304) return response;
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // no problem document: the status must do
  }
  throw new Refused(response.status, problem);
}

/** Of what changes something: the headers say that it comes from no other site's page. */
export const SENDING = { "Content-Type": "application/json", "Muster-Client": "page" };

/** `more` are further fields of the order. */
export function order(path, reason, more) {
  return ask(path, { method: "POST", headers: SENDING, body: JSON.stringify(Object.assign({ who: "web page", reason }, more)) });
}

export function timed(ms) {
  return typeof AbortSignal.timeout === "function" ? { signal: AbortSignal.timeout(ms) } : {};
}

/** Takes events from the stream's text; what is left is the beginning of the next one. */
function takeEvents(text) {
  const blocks = text.split("\n\n");
  const rest = blocks.pop();
  for (const block of blocks) {
    let kind = "";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) kind = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5).trimStart();
    }
    if (!data || kind === "lost") continue;
    try {
      const event = JSON.parse(data);
      lastEvent = event.id || lastEvent;
      handlers.event(event);
    } catch {
      // cut off on the way: the status is asked for all the same
    }
  }
  return rest;
}

let lastEvent = "";
let listening = null; // the AbortController of the stream

async function listen() {
  let waitMs = 500;
  for (;;) {
    await visible();
    if (locked || !shown.cluster) {
      await new Promise((done) => setTimeout(done, 200));
      continue; // the question for the status finds out first whether anything is answered
    }
    listening = new AbortController();
    let silent = 0;
    try {
      const headers = { Accept: "text/event-stream" };
      if (lastEvent) headers["Last-Event-ID"] = lastEvent;
      const response = await ask("v1/events", { headers, signal: listening.signal });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      live("on", "live");
      waitMs = 500;
      let text = "";
      const stop = listening;
      for (;;) {
        clearTimeout(silent);
        silent = setTimeout(() => stop.abort(), STREAM_SILENT_MS);
        const { done, value } = await reader.read();
        if (done) break;
        text = takeEvents(text + decoder.decode(value, { stream: true }));
      }
    } catch {
      // what it means is told by the question for the status, which is asked all the time
    }
    clearTimeout(silent);
    live("off", document.hidden ? "paused" : "connecting");
    refreshSoon();
    await new Promise((done) => setTimeout(done, waitMs));
    waitMs = Math.min(STREAM_RETRY_MAX_MS, waitMs * 2);
  }
}

/** A tab that nobody sees listens to nothing: a browser has six connections to a server for all its tabs. */
function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      done();
    };
    document.addEventListener("visibilitychange", look);
  });
}

function live(kind, words) {
  $("live").className = "live " + kind;
  setText($("live"), words);
}

let refreshTimer = 0;
let refreshing = false;
let refreshAgain = false;
let askedAtMs = -ASK_EVERY_MS;
let heardAt = null;

export function refreshSoon() {
  if (refreshing) {
    refreshAgain = true;
    return;
  }
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refresh, Math.max(AFTER_EVENT_MS, askedAtMs + ASK_EVERY_MS - performance.now()));
}

async function refresh() {
  if (refreshing || locked) return;
  refreshing = true;
  askedAtMs = performance.now();
  clearTimeout(refreshTimer);
  try {
    const seen = document.hidden ? null : await askForCluster();
    if (seen !== null) {
      await handlers.show();
      tag = seen; // not before: what was not drawn is to be sent again
    }
  } finally {
    refreshing = false;
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(refresh, refreshAgain ? ASK_EVERY_MS : POLL_MS);
    refreshAgain = false;
  }
}

/** The tag of a new state to show; null when there is none. */
async function askForCluster() {
  let seen = null;
  try {
    const known = tag ? { headers: { "If-None-Match": tag } } : {};
    const response = await ask("v1/cluster", Object.assign(known, timed(10000)));
    if (response.status !== 304) {
      shown.cluster = await response.json();
      seen = response.headers.get("etag") || "";
    }
  } catch (e) {
    await tell(e);
    return null;
  }
  heardAt = new Date();
  notice();
  document.body.classList.remove("stale");
  return seen;
}

async function tell(e) {
  document.body.classList.add("stale");
  if (e instanceof Refused && e.status === 401) {
    locked = true;
    const why = token ? explain(e) : "This cluster shows itself to holders of an access token only.";
    handlers.askForToken(why);
    notice("No access: " + explain(e) + " ", make("button", { type: "button", click: () => handlers.askForToken(why) }, "Enter a token"));
  } else if (e instanceof Refused && e.code === "NOT_LEADING") {
    await tellLeader();
  } else if (e instanceof Refused) {
    notice(explain(e));
  } else {
    const age = heardAt ? " Shown is what it said at " + clockTime.format(heardAt) + "." : "";
    notice("The coordinator does not answer." + age + " Trying again…");
  }
}

async function tellLeader() {
  live("", "standing by");
  let leader = "";
  try {
    // 404 is the answer of a coordinator that does not lead
    const response = await fetch("leader", Object.assign({ cache: "no-store", credentials: "omit" }, timed(5000)));
    leader = String((await response.json()).leader || "");
  } catch {
    // then nobody is named
  }
  if (!leader) {
    notice("This coordinator does not lead the cluster, and does not know yet which one does. Trying again…");
    return;
  }
  const host = leader.includes(":") ? "[" + leader + "]" : leader;
  const url = location.protocol + "//" + host + (location.port ? ":" + location.port : "") + "/";
  notice("This coordinator stands by. The one that leads: ", make("a", { href: url }, url));
}

export function explain(e) {
  if (!(e instanceof Refused)) return "The coordinator does not answer.";
  return e.message + (e.hint ? ": " + e.hint : "");
}

function notice(...parts) {
  $("notice").hidden = parts.length === 0;
  whenChanged("notice", parts.map((p) => (typeof p === "string" ? p : p.textContent)), () => $("notice").replaceChildren(...parts));
}

export function hasToken() {
  return Boolean(token);
}

/** Whether nothing is asked, because a token was refused or is wanted. */
export function isLocked() {
  return locked;
}

export function useToken(text) {
  token = text;
  locked = false;
  sessionStorage.setItem(TOKEN, token);
  if (listening) listening.abort();
  refreshSoon();
}

export function forgetToken() {
  token = "";
  sessionStorage.removeItem(TOKEN);
}

/** `show()` draws the cluster, `event(event)` takes one, `askForToken(why)` has one typed. */
export function start(given) {
  handlers = given;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && listening) listening.abort();
    else refreshSoon();
  });
  refresh();
  listen();
}
