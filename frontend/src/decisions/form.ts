import type { DecisionForm_AskedFragment } from '../generated/types'
import { dayOf, decimalOf, kopecksOf, momentOf, timeOf, wholeOf } from '../text/written'

export interface Field extends DecisionForm_AskedFragment {
  fields?: Field[]
}
/** What a person has put in: text as typed, a tick, several choices, a group, several groups. */
export type Value = string | boolean | string[] | Values | Values[]
export interface Values {
  [name: string]: Value | undefined
}
/** What is wrong with a field, by its path. */
export type Faults = Record<string, string>
type Json = string | number | boolean | Json[] | { [name: string]: Json }

const FORMS: Record<string, [(text: string) => Json | undefined, string]> = {
  NUMBER: [wholeOf, 'Напишите целое число, например 25.'],
  DECIMAL: [decimalOf, 'Напишите число, например 12,5.'],
  MONEY: [kopecksOf, 'Напишите сумму в рублях, например 1234,50.'],
  DATE: [dayOf, 'Напишите день так: 22.11.2026.'],
  MOMENT: [momentOf, 'Напишите день и время так: 22.11.2026 09:30.'],
  TIME: [timeOf, 'Напишите время так: 09:30.'],
  ID: [(text) => idOf(text) || undefined, 'Файл ещё не загружен: дождитесь его или уберите.'],
}

/** The fields that are asked with the answers given so far, each required or not with them. */
export function askedOf(fields: Field[], values: Values): Field[] {
  const answerTo = (field: Field) => String(values[field.question] ?? '')
  const isAsked = (field: Field): boolean => {
    if (!field.onlyFor.length) return true
    const question = fields.find((each) => each.name === field.question)
    return question !== undefined && isAsked(question) && field.onlyFor.includes(answerTo(field))
  }
  return fields.filter(isAsked).map((field) => (field.requiredFor.includes(answerTo(field)) ? { ...field, isRequired: true } : field))
}

/** A form before anything is put in: presets, and a row for each option where the list has one of each. */
export function blankOf(fields: Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, blankValue(field)]))
}

function blankValue(field: Field): Value {
  const parts = field.fields ?? []
  if (field.kind === 'GROUP' && !field.isList) return blankOf(parts)
  if (field.kind === 'GROUP' && field.isOneEach) return rowsOf(field)
  if (field.kind === 'GROUP') return field.isRequired ? [blankOf(parts)] : []
  if (field.isList) return []
  return field.kind === 'FLAG' ? field.preset === 'true' : field.preset
}

function rowsOf(field: Field): Values[] {
  const [first] = field.fields ?? []
  if (!first?.options.length) return [blankOf(field.fields ?? [])]
  return first.options.map(({ value }) => ({ ...blankOf(field.fields ?? []), [first.name]: value }))
}

/** Whether nothing was put in: no text, no tick, no row. */
export function isBlank(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object') return Object.values(value).every(isBlank)
  return typeof value === 'boolean' ? !value : !value?.trim()
}

/** The fields of the input, or what is wrong with what was put in. What is not asked, or was left empty, is not sent. */
export function inputOf(fields: Field[], values: Values, path = ''): { input: { [name: string]: Json }; faults: Faults } {
  const input: { [name: string]: Json } = {}
  const faults: Faults = {}
  for (const field of askedOf(fields, values)) {
    const at = path + field.name
    const value = values[field.name]
    const isOpen = field.kind === 'GROUP' && !field.isList && field.isRequired // what is missing in it is told by name
    if (isBlank(value) && field.kind !== 'FLAG' && !isOpen) {
      if (field.isRequired) faults[at] = field.options.length ? 'Выберите ответ.' : 'Заполните поле.'
      continue
    }
    const sent = sentOf(field, value!, at, faults)
    if (sent !== undefined) input[field.name] = sent
  }
  return { input, faults }
}

function sentOf(field: Field, value: Value, at: string, faults: Faults): Json | undefined {
  const group = (part: Values, place: string) => {
    const inner = inputOf(field.fields ?? [], part, `${place}.`)
    Object.assign(faults, inner.faults, tooMany(field, part, place))
    return inner.input
  }
  if (Array.isArray(value)) {
    return value.map((part, place) => (typeof part === 'string' ? plain(field, part) : group(part, `${at}.${place}`)))
  }
  if (typeof value === 'object') return group(value, at)
  if (typeof value === 'boolean') return value
  const sent = plain(field, value)
  if (sent === undefined) faults[at] = FORMS[field.kind]![1]
  return sent
}

/** A row of a table may count no more than its option allows. */
function tooMany({ fields: [first, ...rest] = [], isOneEach }: Field, row: Values, place: string): Faults {
  const most = isOneEach ? first?.options.find(({ value }) => value === row[first.name])?.atMost : null
  if (most === null || most === undefined) return {}
  const over = rest.filter(({ kind, name }) => kind === 'NUMBER' && (wholeOf(String(row[name] ?? '')) ?? 0) > most)
  return Object.fromEntries(over.map(({ name }) => [`${place}.${name}`, `Не больше ${most}.`]))
}

/** The faults of what stands as it stood: whatever was touched is right until it is sent again. */
export function untouched(faults: Faults, before: Values, after: Values): Faults {
  const same = ([path]: [string, string]) => valueAt(before, path) === valueAt(after, path)
  return Object.fromEntries(Object.entries(faults).filter(same))
}

function valueAt(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], values)
}

function plain(field: Field, text: string): Json {
  const [read] = FORMS[field.kind] ?? []
  return read ? (read(text) as Json) : text
}

/** A file is put in as its id and its name on the next line, so that a draft can name it; without an id it is on its way. */
export function idOf(text: string): string {
  return text.split('\n')[0] ?? ''
}
