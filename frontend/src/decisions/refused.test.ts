import { describe, expect, it } from 'vitest'
import type { Refusal } from '../api/refusals'
import type { Field } from './form'
import { labelAt, placed } from './refused'

function field(name: string, kind: string, rest: Partial<Field> = {}): Field {
  return {
    name, kind, label: name, help: '', idOf: '', onlyFor: [], requiredFor: [], question: '', preset: '',
    isList: false, isRequired: false, isOneEach: false, options: [], ...rest,
  }
}
const no = (path: string[], message = 'Нет.'): Refusal => ({ code: 'NO', message, rule: 'п. 1', remedy: 'Исправьте.', path })
const fields = [
  field('verdict', 'CHOICE', { label: 'Решение' }),
  field('orderDate', 'DATE', { onlyFor: ['ENROLL'], question: 'verdict' }),
  field('remarks', 'GROUP', { label: 'Замечания', isList: true, fields: [field('field', 'LINE', { label: 'Поле' }), field('text', 'TEXT')] }),
  field('card', 'GROUP', { fields: [field('shortName', 'LINE'), field('modules', 'GROUP', { isList: true, fields: [field('hours', 'NUMBER')] })] }),
]
const values = { verdict: 'ENROLL', remarks: [{ field: '', text: '' }], card: { shortName: '', modules: [{ hours: '1' }] } }
const at = (...path: string[]) => Object.keys(placed([no(path)], fields, values).faults)

describe('a refusal', () => {
  it('stands next to the field that its path names, in the words of the server or of the form', () => {
    expect(at('order_date')).toEqual(['orderDate'])
    expect(at('orderDate')).toEqual(['orderDate'])
    expect(at('remarks', '0', 'field')).toEqual(['remarks.0.field'])
    expect(at('card', 'modules', '0', 'hours')).toEqual(['card.modules.0.hours'])
  })
  it('of a card begins inside of its group', () => {
    expect(at('short_name')).toEqual(['card.shortName'])
  })
  it('stands at the nearest group where its row is not on the screen', () => {
    expect(at('remarks', '7', 'field')).toEqual(['remarks'])
  })
  it('names a row by what its first field says, where that is chosen of a list', () => {
    const criterion = field('criterion', 'LINE', { options: [{ value: 'STAFF', label: 'Кадры', atMost: 10 }] })
    const scores = field('scores', 'GROUP', { label: 'Оценки', isList: true, fields: [criterion, field('points', 'NUMBER')] })
    const { faults } = placed([no(['scores', 'STAFF'])], [scores], { scores: [{ criterion: 'CONTENT' }, { criterion: 'STAFF' }] })
    expect(Object.keys(faults)).toEqual(['scores.1'])
    expect(labelAt('scores.1', [scores])).toBe('Оценки, 2')
    expect(labelAt('scores.0.points', [{ ...scores, isOneEach: true }])).toBe('Кадры: points')
  })
  it('without a place on the screen goes to the top', () => {
    const hidden = placed([no(['order_date']), no([]), no(['unknown'])], fields, { ...values, verdict: 'REFUSE' })
    expect(hidden.faults).toEqual({})
    expect(hidden.rest).toHaveLength(3)
  })
  it('shares its field with another one', () => {
    const { faults } = placed([no(['verdict'], 'Раз.'), no(['verdict'], 'Два.')], fields, values)
    expect(faults.verdict).toBe('Раз. Исправьте. (п. 1) Два. Исправьте. (п. 1)')
  })
})

it('names a field by its labels and the number of its row', () => {
  expect(labelAt('remarks.1.field', fields)).toBe('Замечания, 2: Поле')
  expect(labelAt('verdict', fields)).toBe('Решение')
})
