import { useAsked } from '../api/hooks'
import { useSession } from '../app/session'
import { Municipalities } from '../generated/operations'
import type { MunicipalitiesQuery } from '../generated/types'

export type Municipality = MunicipalitiesQuery['municipalities']['edges'][number]['node']

export const ALL_MUNICIPALITIES = { first: 50 }

/** All municipalities of the region by name, and the one for which the person works now. */
export function useMunicipalities(): { all: Municipality[]; own: Municipality | undefined; isKnown: boolean } {
  const { acting } = useSession()
  const asked = useAsked(Municipalities, ALL_MUNICIPALITIES)
  const found = asked.data?.municipalities.edges.map((edge) => edge.node) ?? []
  const all = found.toSorted((one, other) => one.name.localeCompare(other.name, 'ru'))
  const isMunicipal = acting?.unit.kind === 'MUNICIPALITY'
  return { all, own: isMunicipal ? all.find(({ code }) => code === acting.unit.code) : undefined, isKnown: !asked.isPending }
}
