import type { CaseSubjectQuery, RegisterKind } from '../generated/types'

type Reviewed = NonNullable<NonNullable<CaseSubjectQuery['case']>['reviewedEdition']>

/** What every page that shows a program asks for; an expert is not told who teaches it and where. */
export interface Card extends Omit<Reviewed, 'documents'> {
  documents: Omit<Reviewed['documents'][number], 'kind'>[]
  program?: { kindLabel: string; fundingModeLabel: string; provider: { id: string; shortName: string } | null }
  entries?: Entry[]
  places?: { number: number; address: string; areaLabel: string; municipality: { name: string } }[]
}
export interface Entry {
  id: string
  kind: RegisterKind
  kindLabel: string
  number: string
  includedOn: string
  validUntil: string | null
  exit: { excludedOn: string } | null
}
export type Module = Card['modules'][number]
