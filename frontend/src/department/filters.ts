import * as labels from '../generated/enums'
import type { RoadmapDutiesQueryVariables, RoadmapStatus } from '../generated/types'
import { dayOf, oneOf, valueOf, wordOf } from '../parts/address'

const FIRST = 50 // rows of a page
type Search = Record<string, unknown>

export const ROADMAP_VIEWS = { '': 'По ответственным', items: 'По мероприятиям', duties: 'Пункты и сроки' } as const

export interface RoadmapFilters {
  view?: 'items' | 'duties'
  municipality?: string
  body?: string
  item?: string
  status?: RoadmapStatus
  late?: boolean
}

export function readRoadmap(search: Search): RoadmapFilters {
  return {
    view: oneOf(search, 'view', ['items', 'duties'] as const),
    municipality: wordOf(search, 'municipality'),
    body: wordOf(search, 'body'),
    item: itemOf(search),
    status: valueOf(search, 'status', labels.RoadmapStatus),
    late: search.late === true ? true : undefined,
  }
}

/** A number of a measure. «1.10» without quotes is a number to the router, which drops its zero: it is kept as text. */
function itemOf(search: Search): string | undefined {
  const item = wordOf(search, 'item')
  return item && /^\d+\.\d+$/.test(item) ? item : undefined
}

export function asDuties({ municipality, body, item, status, late }: RoadmapFilters): RoadmapDutiesQueryVariables {
  return { municipality, body, item, status, overdue: late, first: FIRST }
}

export const RULE_VIEWS = {
  '': 'Сроки',
  settings: 'Числа',
  grounds: 'Основания отказа',
  criteria: 'Критерии оценки',
  acts: 'Правовые акты',
  calendar: 'Календарь',
} as const

export interface RuleFilters {
  view?: Exclude<keyof typeof RULE_VIEWS, ''>
  on?: string
  municipality?: string
  year?: number
}

export function readRules(search: Search): RuleFilters {
  const year = Number(search.year)
  return {
    view: oneOf(search, 'view', ['settings', 'grounds', 'criteria', 'acts', 'calendar'] as const),
    on: dayOf(search, 'on'),
    municipality: wordOf(search, 'municipality'),
    year: Number.isInteger(year) && year >= 2000 && year <= 2100 ? year : undefined,
  }
}

export const asRules = ({ on, municipality }: RuleFilters) => ({ on, municipality })
export const asActs = { first: FIRST }
export const asYear = ({ year }: RuleFilters) => ({ year: year ?? new Date().getFullYear() })
