import { dayText } from '../text/format'
import { blankOf, type Field, type Value, type Values } from './form'

type Given = string | number | boolean | null | undefined | Given[] | { [name: string]: Given }

/** What stands already, as it would be typed: an input of the API put back into its form. What it lacks is blank. */
export function filled(fields: Field[], given: object): Values {
  const blank = blankOf(fields)
  const known = given as { [name: string]: Given }
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, known[field.name]) ?? blank[field.name]]))
}

function valueOf(field: Field, given: Given): Value | undefined {
  if (given === null || given === undefined) return undefined
  if (Array.isArray(given)) {
    if (field.kind !== 'GROUP') return given.map((each) => textOf(field, each))
    const rows = given.map((each) => filled(field.fields ?? [], each as object))
    return field.isOneEach ? inPlace(field, rows) : rows
  }
  if (typeof given === 'object') return filled(field.fields ?? [], given)
  return typeof given === 'boolean' ? given : textOf(field, given)
}

/** A table has a row for each option, in the order of the options. */
function inPlace(field: Field, rows: Values[]): Values[] {
  const [first] = field.fields ?? []
  const blank = blankOf([field])[field.name] as Values[]
  return blank.map((row) => rows.find((each) => each[first!.name] === row[first!.name]) ?? row)
}

function textOf({ kind }: Field, given: Given): string {
  if (kind === 'DATE') return dayText(String(given))
  if (kind === 'MONEY') return (Number(given) / 100).toFixed(2).replace('.', ',')
  if (kind !== 'DECIMAL') return String(given)
  const [whole, fraction = ''] = String(given).split('.')
  const digits = fraction.replace(/0+$/, '')
  return digits ? `${whole},${digits}` : whole!
}
