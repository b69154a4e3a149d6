interface Item {
  number: number
  outcome: string | null
  ballots: { isCast: boolean; member: { id: string; fullName: string } | null }[]
  recusals: { member: { id: string } | null }[]
}

export interface Awaited {
  cast: number
  put: number
  /** Whose votes are missing, and on which items. */
  missing: { name: string; items: number[] }[]
}

/** Whose votes are awaited on open items. Who was recused after the ballot was put has none to cast. */
export function awaitedOf(items: Item[]): Awaited {
  const open = items.filter(({ outcome }) => outcome === null).flatMap((item) => ballotsOf(item).map((ballot) => ({ ...ballot, item })))
  const names = new Map<string, number[]>()
  for (const { isCast, member, item } of open) {
    if (isCast) continue
    const name = member?.fullName ?? 'Член комиссии'
    names.set(name, [...(names.get(name) ?? []), item.number])
  }
  return {
    put: open.length,
    cast: open.filter(({ isCast }) => isCast).length,
    missing: [...names].map(([name, numbers]) => ({ name, items: numbers })),
  }
}

function ballotsOf({ ballots, recusals }: Item) {
  const away = new Set(recusals.map(({ member }) => member?.id))
  return ballots.filter(({ isCast, member }) => isCast || !away.has(member?.id))
}
