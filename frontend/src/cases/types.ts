import type { CaseDiagramQuery, CaseQuery } from '../generated/types'

export type Case = NonNullable<CaseQuery['case']>
export type Action = Case['viewerActions'][number]
export type CaseRecord = NonNullable<Case['record']>
export type Diagram = NonNullable<CaseDiagramQuery['case']>['diagram']
export type Step = Diagram['nodes'][number]
