// The cluster.json in force: shown, edited, planned, and put into force exactly as it was planned.
//
//  1. What was typed is lost only when whoever typed it says so: not by a refusal, and not by somebody else's change.
//  2. A text is applied on the revision that it was made from, or not at all (If-Match), and as the plan that was shown, or not at all (token).
//  3. A plan that is shown is of the text that is shown: typing takes it away.

import { confirm } from "./actions.js";
import { Refused, SENDING, ask, explain, timed } from "./connection.js";
import { differences, merged } from "./difference.js";
import { $, make, setText } from "./elements.js";
import { planParts, summary } from "./plan.js";
import { aboutRevision, revisions, showRevisions, start as startRevisions, textOf } from "./revisions.js";
import { shown } from "./state.js";

const FILE_MS = 30000;         // reading and rendering a large definition takes a while
const ERRORS_MAX = 30;
const DIFFERENCES_MAX = 60;
const NEWER_MAX = 10;

let base = null;     // { revision, text } that the text in the area was made from
let planned = null;  // { subject, file, plan, reason, isTyped }
let opened = false;
let told = 0;        // the newest revision that the page has dealt with
let applying = false;
let asking = 0;      // counts questions: the answer to an older one is not shown

export function start() {
  $("definition-open").addEventListener("click", toggle);
  $("definition-text").addEventListener("input", forgetPlan);
  $("definition-strategy").addEventListener("input", forgetPlan);
  $("definition-text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) planTyped();
  });
  $("definition-plan").addEventListener("click", planTyped);
  $("definition-reload").addEventListener("click", reload);
  $("plan-apply").addEventListener("click", apply);
  $("plan-drop").addEventListener("click", forgetPlan);
  startRevisions({ rollBack });
}

/** Called when the cluster is another: somebody else may have put a file into force. */
export function showDefinition() {
  setText($("definition-about"), "revision " + shown.cluster.revision);
  if (!opened || !base || applying || shown.cluster.revision <= told) return;
  told = shown.cluster.revision;
  if (isTouched()) tellMoved();
  else load(() => !isTouched());
}

async function toggle() {
  opened = !opened;
  $("definition-body").hidden = !opened;
  $("definition-open").setAttribute("aria-expanded", String(opened));
  setText($("definition-open"), opened ? "Hide" : "Show and edit");
  if (opened && base) showDefinition();
  else if (opened) await load();
}

/** The area knows no carriage returns. */
function asTyped(text) {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
}

function isTouched() {
  return base !== null && $("definition-text").value !== asTyped(base.text);
}

/** Byte for byte what is in force when nothing was typed; else with the ends of lines that it had. */
function typed() {
  const text = $("definition-text").value;
  if (!isTouched()) return base.text;
  return base.text.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}

async function inForce() {
  const response = await ask("v1/cluster/file", timed(FILE_MS));
  return { revision: Number((response.headers.get("etag") || "").replaceAll(/[^0-9]/g, "")), text: await response.text() };
}

/** Takes the file in force in place of what was typed, when `isWanted` still after it was asked for: meanwhile somebody may have begun to type. */
async function load(isWanted = () => true) {
  const mine = ++asking;
  try {
    const [file, all] = await Promise.all([inForce(), revisions()]);
    if (mine !== asking) return;
    if (!isWanted()) {
      tellMoved();
      return;
    }
    base = file;
    told = file.revision;
    $("definition-text").value = file.text;
    showRevisions(all);
    forgetPlan();
    say("");
  } catch (e) {
    if (mine === asking) refused(e);
  }
}

function reload() {
  if (!isTouched()) load();
  else confirm({ title: "Drop what you have typed", text: "The file in force takes its place.", verb: "Drop it", danger: true, send: () => load() });
}

function forgetPlan() {
  planned = null;
  $("plan").hidden = true;
}

/** What went wrong, or what was done. */
function say(text, kind, ...more) {
  $("definition-said").className = "said " + (kind || "");
  $("definition-said").replaceChildren(text, ...more);
}

function refused(e) {
  const errors = e instanceof Refused ? e.errors.slice(0, ERRORS_MAX) : [];
  say(explain(e), "bad", errors.length > 0 ? make("pre", {}, errors.join("\n")) : "");
}

function planTyped() {
  if (base) plan({ subject: "cluster.json", file: typed(), base: base.revision, reason: "", isTyped: true });
}

/** An ordinary plan, of an older text. What was typed stays. */
async function rollBack(revision) {
  try {
    const file = await textOf(revision);
    await plan({ subject: "revision " + revision, file, base: 0, reason: "rollback to revision " + revision, isTyped: false });
  } catch (e) {
    refused(e);
  }
}

/** `wanted.base` is the revision that it must be planned on; 0 for the one in force. `why` it is planned again. */
async function plan(wanted, why) {
  const mine = ++asking;
  forgetPlan();
  say("planning…");
  try {
    const body = JSON.stringify({ file: wanted.file, strategy: $("definition-strategy").value.trim() });
    const answer = await (await ask("v1/plans", Object.assign({ method: "POST", headers: SENDING, body }, timed(FILE_MS)))).json();
    if (mine !== asking) return;
    if (wanted.base > 0 && answer.base.revision !== wanted.base) {
      await tellMoved();
      return;
    }
    planned = Object.assign({}, wanted, { plan: answer });
    say(why || "", why ? "warn" : "");
    $("plan-parts").replaceChildren(...planParts(wanted.subject, answer));
    $("plan-apply").hidden = !answer.change || answer.obstacles.length > 0;
    $("plan").hidden = false;
    $("plan").scrollIntoView({ block: "nearest" });
  } catch (e) {
    if (mine === asking) refused(e);
  }
}

function apply() {
  const wanted = planned;
  const plan = wanted.plan;
  confirm({
    title: "Apply " + wanted.subject,
    text: summary(plan) + " It becomes revision " + plan.to + "." + (plan.severe ? " This may lose data or a service." : ""),
    verb: "Apply",
    name: plan.severe ? plan.cluster : "",
    send: () => put(wanted),
    refused: (e) => moved(e, wanted),
  });
}

async function put(wanted) {
  const plan = wanted.plan;
  const query = new URLSearchParams({ strategy: plan.strategy, token: plan.token, who: "web page" });
  const reason = $("definition-reason").value.trim() || wanted.reason;
  if (reason) query.set("reason", reason);
  if (plan.severe) query.set("confirm", plan.cluster);
  const headers = Object.assign({ "If-Match": "\"" + plan.base.revision + "\"" }, SENDING);
  applying = true;
  try {
    const options = Object.assign({ method: "PUT", headers, body: wanted.file }, timed(FILE_MS));
    const answer = await (await ask("v1/cluster/file?" + query, options)).json();
    $("definition-reason").value = "";
    if (wanted.isTyped || !isTouched()) await load();
    else showRevisions(await revisions());
    forgetPlan();
    say(answer.message || "It is stored.", "good");
  } finally {
    applying = false;
  }
}

/** Whether the error says that the cluster is no longer as it was; then whoever wanted it looks at it again. */
function moved(e, wanted) {
  if (!(e instanceof Refused)) return false;
  if (e.code === "REVISION_MOVED") tellMoved();
  else if (e.code === "PLAN_MOVED") plan(wanted, "The cluster is not as it was when the plan was made: hosts or components have come or gone. This is the plan now.");
  else return false;
  return true;
}

/** Who has changed what meanwhile, and how to go on with what was typed. */
async function tellMoved() {
  const mine = ++asking;
  forgetPlan();
  try {
    const [file, all] = await Promise.all([inForce(), revisions()]);
    if (mine !== asking) return;
    told = file.revision;
    showRevisions(all);
    const from = base;
    const both = merged(asTyped(from.text), $("definition-text").value, asTyped(file.text));
    const newer = all.revisions.filter((each) => each.revision > from.revision).reverse().slice(0, NEWER_MAX);
    const goOn = (text) => () => {
      base = file;
      $("definition-text").value = text === null ? $("definition-text").value : text;
      say("What you have typed is made from revision " + file.revision + " now. Plan it.");
      $("definition-plan").focus();
    };
    say("The cluster is at revision " + file.revision + " now, not at " + from.revision + ": somebody else has changed it. "
      + "What you have typed is kept.", "bad",
    make("ul", {}, ...newer.map((each) => make("li", {}, "revision " + each.revision + ": ", aboutRevision(each)))),
    make("pre", {}, differences(asTyped(from.text), asTyped(file.text), DIFFERENCES_MAX).join("\n")),
    make("div", { class: "actions" },
      both === null ? "" : make("button", { type: "button", class: "primary", click: goOn(both) }, "Merge that into my text"),
      make("button", { type: "button", click: goOn(null) }, "I have taken that in by hand"),
      make("button", { type: "button", click: () => load() }, "Drop my text, take the one in force")));
  } catch (e) {
    if (mine === asking) refused(e);
  }
}
