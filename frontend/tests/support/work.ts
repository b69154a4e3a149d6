import { execFileSync } from 'node:child_process'

/** What the tests work on: programs to certify and dossiers for the commission, with names of this run's own. */
export interface Work {
  run: string
  programs: string[]
  dossiers: string[]
}

/** What the tests of a run share is left on the desks before the first one. */
export default function begin(): void {
  process.env.WORK = leaveWork()
}

/** Leave open work on the desks of the product; for tests that others may have left with empty desks. */
export function leaveWork(): string {
  const script = new URL('../../../demo/desks.py', import.meta.url).pathname
  const said = execFileSync(process.env.PYTHON ?? 'python3', [script, process.env.ADDRESS ?? 'http://127.0.0.1:8000'])
  return said.toString().trim().split('\n').at(-1)!
}

export function work(): Work {
  return JSON.parse(process.env.WORK ?? '{}') as Work
}
