import * as labels from '../generated/enums'
import type { EditionStatus, ProgramRegisterQueryVariables, ProviderStatus, RegisterKind } from '../generated/types'
import { dayOf, oneOf, valueOf, wordOf } from '../parts/address'

export const FIRST = 50 // rows of a page

/** What the address says of the providers: applications, or the register as of a day. */
export interface ProviderFilters {
  view?: 'register'
  status?: ProviderStatus
  municipality?: string
  asOf?: string
}

export function readProviders(search: Record<string, unknown>): ProviderFilters {
  return {
    view: oneOf(search, 'view', ['register'] as const),
    status: valueOf(search, 'status', labels.ProviderStatus),
    municipality: wordOf(search, 'municipality'),
    asOf: dayOf(search, 'asOf'),
  }
}

export const asProviders = ({ status, municipality }: ProviderFilters) => ({ status, municipality, first: FIRST })
export const asProviderRegister = ({ asOf }: ProviderFilters) => ({ asOf, first: FIRST })

export interface EditionFilters {
  status?: EditionStatus
  text?: string
}

export function readEditions(search: Record<string, unknown>): EditionFilters {
  return { status: valueOf(search, 'status', labels.EditionStatus), text: wordOf(search, 'text') }
}

export const asEditions = ({ status, text }: EditionFilters) => ({ status, text, first: FIRST })

/** Which register of programs, of whom, as of which day. */
export interface RegisterFilters {
  kind?: RegisterKind
  text?: string
  municipality?: string
  asOf?: string
}

export function readRegister(search: Record<string, unknown>): RegisterFilters {
  return {
    kind: valueOf(search, 'kind', labels.RegisterKind),
    text: wordOf(search, 'text'),
    municipality: wordOf(search, 'municipality'),
    asOf: dayOf(search, 'asOf'),
  }
}

export function asRegister({ kind = 'CERTIFIED', text, municipality, asOf }: RegisterFilters): ProgramRegisterQueryVariables {
  return { kind, text, municipality, asOf, first: FIRST }
}

/** Where the same register lies as a file. */
export function fileOf({ kind = 'CERTIFIED', municipality, asOf }: RegisterFilters): string {
  const given = Object.entries({ asOf, municipality }).filter((pair): pair is [string, string] => Boolean(pair[1]))
  const query = new URLSearchParams(given).toString()
  return `/registers/${kind}.csv${query && `?${query}`}`
}

/** What belongs to one provider: its programs, its cases. */
export function ofProvider(provider: string) {
  return { provider, first: 20 }
}
