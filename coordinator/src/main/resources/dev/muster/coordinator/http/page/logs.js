// One component, and what it says.

import { confirmRetry } from "./actions.js";
import { ask, explain, isLocked, timed } from "./connection.js";
import { $, make, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { partLook, plural } from "./words.js";

const LOG_MS = 1500;
const LOG_REFUSED_MS = 5000;
const LOG_PART = 65536;
const LOG_KEPT = 500000;       // characters
const LINES_SHOWN = 2000;

export function start() {
  $("log-filter").addEventListener("input", () => shown.chosen && logNext >= 0 && showLog());
  $("log-follow").addEventListener("change", () => shown.chosen && logNext >= 0 && showLog());
}

let logText = "";
let logNext = -1;
let logRun = 0; // answers to what was asked for another component are not shown

export function choose(host, role) {
  shown.chosen = { host, role };
  logRun++;
  logText = "";
  logNext = -1;
  $("log-title").textContent = role + " on " + host;
  $("log-text").textContent = "reading…";
  showPart();
  if (window.matchMedia("(max-width: 1000px)").matches) $("log").scrollIntoView();
  readLog(logRun);
}

export function showPart() {
  const { cluster, chosen } = shown;
  if (!chosen) return;
  const host = cluster.hosts.find((h) => h.name === chosen.host);
  const part = host && host.roles.find((p) => p.role === chosen.role);
  const lines = part ? partLines(part) : [["", "not in the cluster's definition any more", "bad"]];
  whenChanged("part", [chosen, lines, part && part.state], () => {
    const list = make("dl");
    for (const [name, value, kind] of lines) list.append(make("dt", {}, name), make("dd", { class: kind || "" }, value));
    const retry = part && part.state === "FAILED"
      ? make("button", { type: "button", class: "small", click: () => confirmRetry(chosen.host, chosen.role) }, "Try again…") : "";
    $("part").replaceChildren(list, retry);
  });
}

function partLines(part) {
  const look = partLook(part);
  const lines = [["state", look[2] + (part.progress ? ", " + part.progress : "") + (part.gaveUp ? ", given up" : ""), look[0]]];
  lines.push(["software", part.kind + " " + part.version]);
  if (part.pid) lines.push(["process", part.pid + (part.restarts ? ", restarted " + part.restarts + " times" : "")]);
  if (part.waitsFor) lines.push(["waits for", part.waitsFor]);
  if (part.failure) {
    lines.push(["failure", part.failure.code + ": " + part.failure.message, "bad"]);
    const retry = part.gaveUp ? "then have it tried again: muster retry " + shown.chosen.host + "/" + part.role : "";
    const advice = [part.failure.hint, retry].filter(Boolean).join("\n");
    if (advice) lines.push(["what to do", advice]);
    if (part.failure.detail.length > 0) lines.push(["", part.failure.detail.slice(0, 8).join("\n"), "mono"]);
  }
  for (const proof of part.evidence) {
    lines.push([proof.probe, (proof.passed ? "✓ " : "✕ ") + proof.detail, proof.passed ? "good" : "bad"]);
  }
  return lines;
}

async function readLog(run) {
  const chosen = shown.chosen;
  if (run !== logRun || !chosen) return;
  const path = "v1/hosts/" + encodeURIComponent(chosen.host) + "/roles/" + encodeURIComponent(chosen.role) + "/log";
  let again = LOG_MS;
  try {
    if (!isLocked() && !document.hidden && ($("log-follow").checked || logNext < 0)) {
      const where = logNext < 0 ? "?tail=" + LOG_PART : "?offset=" + logNext + "&limit=" + LOG_PART;
      const response = await ask(path + where, timed(15000));
      const text = await response.text();
      if (run !== logRun) return;
      const first = logNext < 0;
      const offset = Number(response.headers.get("muster-log-offset"));
      const next = Number(response.headers.get("muster-log-next"));
      if (!first && offset < logNext) logText = ""; // a new file
      logText = (logText + text).slice(-LOG_KEPT);
      logNext = next;
      if (first || text) showLog();
      if (text.length > LOG_PART / 2 && !first) again = 50;
    }
  } catch (e) {
    if (run !== logRun) return;
    again = LOG_REFUSED_MS;
    if (logNext < 0) $("log-text").textContent = explain(e);
  }
  setTimeout(() => readLog(run), again);
}

function showLog() {
  const box = $("log-text");
  const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 30;
  const wanted = $("log-filter").value.toLowerCase();
  // eslint-disable-next-line no-control-regex
  let lines = logText.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, "").split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  const all = lines.length;
  if (wanted) lines = lines.filter((line) => line.toLowerCase().includes(wanted));
  box.textContent = lines.length > 0 ? lines.slice(-LINES_SHOWN).join("\n")
    : wanted ? "None of the last " + plural(all, "line") + " contains that." : "Nothing was said yet.";
  if ($("log-follow").checked && (atEnd || wanted || box.scrollTop === 0)) box.scrollTop = box.scrollHeight;
}
