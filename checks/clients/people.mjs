// Who sends: people with a session cookie, machine clients with a bearer, strangers. And what they bring.
import { readFileSync } from "node:fs";
import { randomInt, randomUUID } from "node:crypto";

export const ADDRESS = process.env.ADDRESS ?? "http://127.0.0.1:8000";
export const ENDPOINT = `${ADDRESS}/graphql/`;
export const BEARER = process.env.BEARER; // of the head of the operator: may introspect, has tasks

/** The text of a published operation. */
export const operation = (name) =>
  readFileSync(new URL(`../../operations/${name}.graphql`, import.meta.url), "utf8");

/** `fetch` of one browser: keeps cookies, repeats the CSRF cookie in the header. */
export function browser() {
  const cookies = new Map();
  return async (url, options = {}) => {
    const headers = new Headers(options.headers);
    headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    if (cookies.has("csrftoken")) headers.set("x-csrftoken", cookies.get("csrftoken"));
    const response = await fetch(url, { ...options, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split("=");
      cookies.set(name, value);
    }
    return response;
  };
}

/** `fetch` of a machine client; without a token, of a stranger. */
export const machine = (token) => (url, options = {}) => {
  const headers = new Headers(options.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  return fetch(url, { ...options, headers });
};

/** Details of somebody who does not exist yet. */
export function newcomer() {
  const name = `client-${randomUUID().slice(0, 8)}`;
  return { username: name, password: randomUUID(), fullName: "Примеров Пример" };
}

/** The card of a private organisation with a made-up number that has the right check digit. */
export function providerCard(name) {
  const digits = [4, 2, ...Array.from({ length: 7 }, () => randomInt(10))];
  const weighed = digits.reduce((sum, digit, at) => sum + digit * [2, 4, 10, 3, 5, 9, 4, 6, 8][at], 0);
  return {
    kind: "TRAINING",
    ownership: "NON_STATE",
    fullName: `Общество «${name}»`,
    shortName: name,
    inn: digits.join("") + ((weighed % 11) % 10),
    municipality: "kemerovo-city",
  };
}

/** Codes of the refusals of a decision; an empty list when it was done. */
export const refusalCodes = (result) => (result.refusals ?? []).map((refusal) => refusal.code).sort();
