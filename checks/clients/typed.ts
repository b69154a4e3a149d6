// What a typed front-end relies on: unions narrow, money is a number, a hidden object must be reckoned with.
import type { CaseQuery, DraftProviderMutation, TasksQueryVariables } from "./build/typescript/operations.js";
import type { ProgramModule, Refused } from "./build/typescript/schema.js";

export function reasons({ draftProvider: result }: DraftProviderMutation): readonly string[] {
  return "refusals" in result ? result.refusals.map((refusal) => refusal.code) : [];
}

export function cheapest(answer: CaseQuery): number {
  // @ts-expect-error: the case may be hidden, and it may be about a provider
  answer.case.edition.modules;
  const modules = answer.case?.edition?.modules ?? [];
  return Math.min(...modules.flatMap((module) => module.normativeCosts.map((cost) => cost.kopecks)));
}

export const overdue: TasksQueryVariables = { view: "OVERDUE", first: 20 };
// @ts-expect-error: there is no such part of the desks
export const unknown: TasksQueryVariables = { view: "LATE" };
export const money: NonNullable<ProgramModule["askedPrice"]> = 1_200_000;
export const refused: Refused["refusals"][number]["code"] = "CASE_CHANGED";
