import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { ask } from "../ask.ts";
import type { Check } from "../check.ts";
import { patienceMs } from "../inbox.ts";
import { type Bindings, fill, mismatch } from "../placeholders.ts";
import { profileFor } from "../profile-for.ts";
import { bodyOf, type RequestVector, requestVectors } from "../vectors.ts";
import type { Visit } from "../visit.ts";

/** Each of vectors/requests.json. */
export const requests: readonly Check[] = requestVectors().map((vector): Check => {
  const profile = profileFor(vector.server);
  return {
    part: "Requests",
    title: vector.name,
    over: "http",
    ...(profile && { profile }),
    run: (visit) => hold(visit, vector),
  };
});

async function hold(visit: Visit, { request, answer }: RequestVector): Promise<void> {
  const bound: Bindings = new Map([["$host", new URL(visit.url).host]]);
  const { method, at = "", headers = {} } = fill(request, bound) as RequestVector["request"];
  const body = bodyOf(request);
  const asking = { method, headers, signal: AbortSignal.timeout(patienceMs), ...(body !== undefined && { body }) };
  const response = await ask(visit.url + at, asking);
  assert.equal(response.statusCode, answer.status);
  for (const [name, values] of Object.entries(answer.headers ?? {})) {
    says(response.headers[name]?.toString(), name, fill(values, bound));
  }
  const said = await text(response);
  if (answer.json) assert.deepEqual(JSON.parse(said), answer.json);
  if (answer.lines) saysLines(said, answer.lines, bound);
}

/** The header is there with all of `values`, or not at all where they are `null`. */
function says(there: string | undefined, name: string, values: unknown): void {
  const all = listOf(there ?? "");
  const missing = values === null ? [] : listOf(String(values)).filter((value) => !all.includes(value));
  const isRight = values === null ? there === undefined : missing.length === 0;
  assert(isRight, `it says ${name}: ${there}, not ${values === null ? "nothing" : missing.join(", ")}`);
}

const listOf = (values: string): string[] =>
  values
    .toLowerCase()
    .split(/[,;]/)
    .map((value) => value.trim());

function saysLines(said: string, lines: readonly object[], bound: Bindings): void {
  const frames = said.split("\n");
  assert.equal(frames.pop(), "", "its last line has no end");
  assert.equal(frames.length, lines.length, `it says ${said}`);
  for (const [at, line] of lines.entries()) {
    assert.equal(mismatch(line, JSON.parse(frames[at] ?? ""), bound, `line ${at + 1}`), undefined);
  }
}
