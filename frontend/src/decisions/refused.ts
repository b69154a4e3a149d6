import type { Refusal } from '../api/refusals'
import { askedOf, type Faults, type Field, type Values } from './form'

/** Refusals as the form shows them: next to the field that they name, all others at the top. */
export function placed(refusals: Refusal[], fields: Field[], values: Values): { faults: Faults; rest: Refusal[] } {
  const faults: Faults = {}
  const rest: Refusal[] = []
  for (const refusal of refusals) {
    const at = placeOf(refusal.path, fields, values)
    if (at) faults[at] = [faults[at], textOf(refusal)].filter(Boolean).join(' ')
    else rest.push(refusal)
  }
  return { faults, rest }
}

export function textOf({ message, remedy, rule }: Refusal): string {
  return [message, remedy, rule && `(${rule})`].filter(Boolean).join(' ')
}

/** The deepest field on the way of a path that is on the screen; a card's own path may begin inside of its group. */
function placeOf(path: string[], fields: Field[], values: Values): string {
  const steps = path.map(camel)
  const direct = walk(steps, fields, values)
  if (direct || steps.length === 0) return direct
  for (const group of askedOf(fields, values)) {
    const inside = values[group.name]
    if (group.kind !== 'GROUP' || group.isList || typeof inside !== 'object' || Array.isArray(inside)) continue
    const found = walk(steps, group.fields ?? [], inside)
    if (found) return `${group.name}.${found}`
  }
  return ''
}

function walk([step, ...after]: string[], fields: Field[], values: Values): string {
  const field = askedOf(fields, values).find((each) => each.name === step)
  if (!field) return ''
  const value = values[field.name]
  if (field.kind !== 'GROUP' || after.length === 0 || typeof value !== 'object') return field.name
  if (!Array.isArray(value)) return below(field.name, walk(after, field.fields ?? [], value))
  const place = rowOf(field, value, after[0]!)
  const row = value[place]
  if (typeof row !== 'object') return field.name
  return `${field.name}.${below(String(place), walk(after.slice(1), field.fields ?? [], row))}`
}

/** The row that a step of a path means: by what its first field says, as a code or a number, or by its place. */
function rowOf(field: Field, rows: (string | Values)[], step: string): number {
  const [first] = field.fields ?? []
  const named = first?.options.length ? rows.findIndex((row) => typeof row === 'object' && row[first.name] === step) : -1
  return named >= 0 ? named : Number(step)
}

function below(name: string, inner: string): string {
  return inner ? `${name}.${inner}` : name
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** The label of a field by its path, with the number of its row: «Замечания, 2: Поле». */
export function labelAt(path: string, fields: Field[]): string {
  const [step, ...after] = path.split('.')
  const field = fields.find((each) => each.name === step)
  if (!field) return ''
  const place = field.isList && field.kind === 'GROUP' && after.length > 0 ? Number(after.shift()) : undefined
  const named = field.isOneEach && place !== undefined ? field.fields?.[0]?.options[place]?.label : undefined
  if (named) return after.length > 0 ? `${named}: ${labelAt(after.join('.'), field.fields ?? [])}` : named
  const row = place === undefined ? '' : `, ${place + 1}`
  const inner = after.length > 0 ? labelAt(after.join('.'), field.fields ?? []) : ''
  return `${field.label}${row}${inner && `: ${inner}`}`
}
