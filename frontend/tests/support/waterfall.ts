import type { Page, Request } from '@playwright/test'

interface Asked {
  name: string
  from: number
  to: number
}

/** Listens to what a page asks the server; `chains` tells the longest chain of questions that waited for each other. */
export function listen(page: Page) {
  const asked = new Map<Request, Asked>()
  page.on('request', (request) => {
    if (!request.url().endsWith('/graphql/')) return
    const { operationName } = request.postDataJSON() as { operationName: string }
    asked.set(request, { name: operationName, from: performance.now(), to: Infinity })
  })
  page.on('requestfinished', (request) => {
    const found = asked.get(request)
    if (found) found.to = performance.now()
  })
  return {
    forget: () => asked.clear(),
    names: () => [...asked.values()].map(({ name }) => name),
    longestChain: () => longest([...asked.values()].toSorted((one, other) => one.from - other.from)),
  }
}

function longest(asked: Asked[]): string[] {
  const chains: string[][] = []
  asked.forEach((each, place) => {
    const before = asked.flatMap((other, at) => (at < place && other.to <= each.from ? [chains[at]!] : []))
    chains.push([...before.reduce((long, chain) => (chain.length > long.length ? chain : long), []), each.name])
  })
  return chains.reduce((long, chain) => (chain.length > long.length ? chain : long), [])
}
