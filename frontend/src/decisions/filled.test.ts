import { expect, it } from 'vitest'
import { filled } from './filled'
import { inputOf, type Field } from './form'

const field = (name: string, kind: string, more: Partial<Field> = {}): Field =>
  ({ name, kind, label: name, help: '', isRequired: false, isList: false, isOneEach: false, preset: '', options: [], onlyFor: [], requiredFor: [], question: '', ...more }) as Field

const FIELDS = [
  field('total', 'MONEY'),
  field('from', 'DATE'),
  field('until', 'DATE'),
  field('share', 'DECIMAL'),
  field('caps', 'GROUP', { isList: true, fields: [field('direction', 'CHOICE'), field('amount', 'MONEY')] }),
]
const CARD = { total: 123450, from: '2027-01-01', share: '0.302', caps: [{ direction: 'ARTS', amount: 100 }] }

it('what was filled in is sent back as it was', () => {
  expect(inputOf(FIELDS, filled(FIELDS, CARD))).toEqual({ input: CARD, faults: {} })
})

it('is read as people write it', () => {
  expect(filled(FIELDS, CARD)).toMatchObject({ total: '1234,50', from: '01.01.2027', until: '', share: '0,302' })
})

it('a fraction has no zeros that nobody would write', () => {
  const shares = ['36000.00', '1.2000', '400', '0.0000'].map((share) => filled([field('share', 'DECIMAL')], { share }).share)
  expect(shares).toEqual(['36000', '1,2', '400', '0'])
})

it('a table keeps a row for each option', () => {
  const options = [{ value: 'A' }, { value: 'B' }] as Field['options']
  const table = field('areas', 'GROUP', { isList: true, isOneEach: true, fields: [field('area', 'CHOICE', { options }), field('pay', 'DECIMAL')] })
  expect(filled([table], { areas: [{ area: 'B', pay: '5.5' }] }).areas).toEqual([
    { area: 'A', pay: '' },
    { area: 'B', pay: '5,5' },
  ])
})
