import { describe, expect, it } from 'vitest'
import { askedOf, blankOf, inputOf, untouched, type Field } from './form'

function field(name: string, kind: string, rest: Partial<Field> = {}): Field {
  return {
    name, kind, label: name, help: '', idOf: '', onlyFor: [], requiredFor: [], question: '', preset: '',
    isList: false, isRequired: false, isOneEach: false, options: [], ...rest,
  }
}
const options = (...values: string[]) => values.map((value) => ({ value, label: value, atMost: null }))
const verdict = field('verdict', 'CHOICE', { isRequired: true, options: options('PASS', 'RETURN', 'REFUSE') })
const remarks = field('remarks', 'GROUP', {
  isList: true, onlyFor: ['RETURN'], question: 'verdict',
  fields: [field('field', 'LINE', { isRequired: true }), field('text', 'TEXT', { isRequired: true })],
})
const act = field('act', 'GROUP', { fields: [field('number', 'LINE', { isRequired: true }), field('adoptedOn', 'DATE', { isRequired: true })] })

describe('the input of a decision', () => {
  it('holds every kind as the API takes it', () => {
    const kinds: [string, string | boolean, unknown][] = [
      ['LINE', ' Номер 5 ', ' Номер 5 '],
      ['TEXT', 'Почему\nтак', 'Почему\nтак'],
      ['NUMBER', '1 200', 1200],
      ['DECIMAL', '12,5', '12.5'],
      ['MONEY', '1 234,5', 123450],
      ['DATE', '22.11.2026', '2026-11-22'],
      ['MOMENT', '22.11.2026 9:30', '2026-11-22T09:30:00+07:00'],
      ['TIME', '9.30', '09:30'],
      ['FLAG', true, true],
      ['ID', 'U3Rv\nскан.pdf', 'U3Rv'],
    ]
    const fields = kinds.map(([kind]) => field(kind.toLowerCase(), kind))
    const values = Object.fromEntries(kinds.map(([kind, typed]) => [kind.toLowerCase(), typed]))
    const sent = Object.fromEntries(kinds.map(([kind, , wanted]) => [kind.toLowerCase(), wanted]))
    expect(inputOf(fields, values)).toEqual({ input: sent, faults: {} })
  })

  it('names every field that is missing in a group that must be given', () => {
    const must = { ...act, isRequired: true }
    expect(inputOf([must], blankOf([must])).faults).toEqual({ 'act.number': 'Заполните поле.', 'act.adoptedOn': 'Заполните поле.' })
  })

  it('has no row that counts more than its option allows', () => {
    const criterion = field('criterion', 'LINE', { options: [{ value: 'STAFF', label: 'Кадры', atMost: 10 }] })
    const scores = field('scores', 'GROUP', { isList: true, isOneEach: true, fields: [criterion, field('points', 'NUMBER')] })
    const given = (points: string) => inputOf([scores], { scores: [{ criterion: 'STAFF', points }] }).faults
    expect(given('10')).toEqual({})
    expect(given('11')).toEqual({ 'scores.0.points': 'Не больше 10.' })
  })

  it('is no longer wrong where it was touched', () => {
    const faults = { verdict: 'Выберите ответ.', 'remarks.0.text': 'Заполните поле.', 'remarks.1.text': 'Заполните поле.' }
    const before = { verdict: '', remarks: [{ text: '' }, { text: '' }] }
    const after = { verdict: '', remarks: [{ text: 'Мало.' }, { text: '' }] }
    expect(Object.keys(untouched(faults, before, after))).toEqual(['verdict', 'remarks.1.text'])
  })

  it('leaves out what is empty and not required, and a group in which nothing was put', () => {
    const fields = [field('reason', 'TEXT'), field('limit', 'MONEY'), field('grounds', 'CHOICE', { isList: true }), act]
    expect(inputOf(fields, blankOf(fields))).toEqual({ input: {}, faults: {} })
  })

  it('asks for what is required, at its path', () => {
    const fields = [verdict, field('day', 'DATE', { isRequired: true }), act]
    const values = { ...blankOf(fields), day: 'завтра', act: { number: '5', adoptedOn: '' } }
    expect(inputOf(fields, values).faults).toEqual({
      verdict: 'Выберите ответ.',
      day: 'Напишите день так: 22.11.2026.',
      'act.adoptedOn': 'Заполните поле.',
    })
  })

  it('asks for what one answer requires, with that answer only', () => {
    const fields = [verdict, field('reason', 'TEXT', { requiredFor: ['REFUSE'], question: 'verdict' })]
    expect(inputOf(fields, { verdict: 'PASS', reason: '' })).toEqual({ input: { verdict: 'PASS' }, faults: {} })
    expect(inputOf(fields, { verdict: 'REFUSE', reason: '' }).faults).toEqual({ reason: 'Заполните поле.' })
    const required = askedOf(fields, { verdict: 'REFUSE' }).map(({ isRequired }) => isRequired)
    expect(required).toEqual([true, true])
  })

  it('sends a tick that was left open: false is an answer', () => {
    const fields = [field('hasReadTerms', 'FLAG', { isRequired: true })]
    expect(inputOf(fields, blankOf(fields)).input).toEqual({ hasReadTerms: false })
  })

  it('sends lists of groups in their order, and says which row is wrong', () => {
    const values = { verdict: 'RETURN', remarks: [{ field: 'name', text: 'Коротко.' }, { field: 'hours', text: ' ' }] }
    const { input, faults } = inputOf([verdict, remarks], values)
    expect(input).toEqual({ verdict: 'RETURN', remarks: [{ field: 'name', text: 'Коротко.' }, { field: 'hours' }] })
    expect(faults).toEqual({ 'remarks.1.text': 'Заполните поле.' })
  })

  it('does not send what the answer does not ask for', () => {
    const values = { verdict: 'PASS', remarks: [{ field: 'name', text: 'Коротко.' }] }
    expect(inputOf([verdict, remarks], values)).toEqual({ input: { verdict: 'PASS' }, faults: {} })
  })
})

describe('a form', () => {
  it('asks what depends on an answer only while its question is asked', () => {
    const way = field('way', 'CHOICE', { options: options('SIMPLE', 'PAPER'), preset: 'SIMPLE', onlyFor: ['PASS'], question: 'verdict' })
    const code = field('code', 'LINE', { onlyFor: ['SIMPLE'], question: 'way' })
    const fields = [verdict, way, code]
    const names = (answer: string) => askedOf(fields, { ...blankOf(fields), verdict: answer }).map(({ name }) => name)
    expect(names('')).toEqual(['verdict'])
    expect(names('PASS')).toEqual(['verdict', 'way', 'code'])
    expect(names('REFUSE')).toEqual(['verdict'])
  })

  it('has a row for each option where the list has one of each', () => {
    const criterion = field('criterion', 'LINE', { isRequired: true, options: options('CONTENT', 'STAFF') })
    const scores = field('scores', 'GROUP', {
      isList: true, isOneEach: true, isRequired: true, fields: [criterion, field('points', 'NUMBER', { isRequired: true })],
    })
    expect(blankOf([scores])).toEqual({ scores: [{ criterion: 'CONTENT', points: '' }, { criterion: 'STAFF', points: '' }] })
  })
})
