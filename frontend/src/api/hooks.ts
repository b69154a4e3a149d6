import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { Operation } from './operation'
import { Problem } from './problem'
import { send } from './send'

const SOON = 2000 // milliseconds until one looks again how far a run has come
const PATIENCE = 4 // repeats of what may pass

export function mayPass(failures: number, problem: Error): boolean {
  return problem instanceof Problem && problem.passes && failures < PATIENCE
}

export function pause(failures: number): number {
  return Math.min(8000, 500 * 2 ** failures)
}

/** How to ask for an operation: for hooks, and for routes that ask before their page is there. */
export function asking<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables) {
  return queryOptions({
    queryKey: [operation.name, variables] as const,
    queryFn: () => send(operation, variables),
  })
}

interface Asked {
  queryKey: readonly unknown[]
}

/** Whether that was the same question with other variables: the answer to another one has other fields. */
function isOf({ name }: { name: string }, asked: Asked | undefined): boolean {
  return asked?.queryKey[0] === name
}

interface Kept<Data> {
  state: { data: Data | undefined }
}

/** Ask for an operation; the answer is kept and asked for anew after a decision. */
export function useAsked<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  options: { enabled?: boolean; refetchWhile?: (data: Data) => boolean; refetchEvery?: number; refetchInterval?: number; keepPrevious?: boolean } = {},
) {
  const { keepPrevious, refetchWhile, refetchEvery = SOON, ...rest } = options
  return useQuery({
    ...asking(operation, variables),
    ...rest,
    ...(refetchWhile && { refetchInterval: ({ state }: Kept<Data>) => (state.data && refetchWhile(state.data) ? refetchEvery : false) }),
    placeholderData: (previous: Data | undefined, before?: Asked) => (keepPrevious && isOf(operation, before) ? (previous as never) : undefined),
  })
}

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** How to ask for a connection page by page; `of` finds it in the answer. */
export function askingPages<Data, Variables extends { after?: string | null }>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  of: (data: Data) => Page,
) {
  return infiniteQueryOptions({
    queryKey: [operation.name, variables, 'pages'] as const,
    queryFn: ({ pageParam }) => send(operation, { ...variables, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => {
      const { hasNextPage, endCursor } = of(last).pageInfo
      return hasNextPage ? endCursor : undefined
    },
  })
}

/** Ask for a connection page by page; the rows of other filters stay until the new ones are there. */
export function usePages<Data, Variables extends { after?: string | null }>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  of: (data: Data) => Page,
  options: { refetchInterval?: number; refetchWhile?: (data: Data) => boolean } = {},
) {
  const { refetchInterval = false, refetchWhile } = options
  return useInfiniteQuery({
    ...askingPages(operation, variables, of),
    refetchInterval: ({ state }) => (refetchWhile && state.data?.pages.some(refetchWhile) ? SOON : refetchInterval),
    placeholderData: (previous, before) => (isOf(operation, before) ? previous : undefined),
  })
}

/** Carry out a mutation; afterwards every list and card on the screen is asked for anew. */
export function useAct<Data, Variables>(operation: Operation<Data, Variables>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (variables: Variables) => send(operation, variables),
    onSettled: () => client.invalidateQueries(),
  })
}
