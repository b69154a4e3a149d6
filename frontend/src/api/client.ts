import { notifications } from '@mantine/notifications'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Me } from '../generated/operations'
import { asking, mayPass, pause } from './hooks'
import { Problem } from './problem'

const FRESH = 10_000 // milliseconds in which a page that is opened again asks nobody
const ME = asking(Me, {}).queryKey

/** What every page shares: answers are kept for a while, only what may pass is asked again, and who is out signs in. */
export function newQueryClient(): QueryClient {
  const often = { retry: mayPass, retryDelay: pause, networkMode: 'always' } as const
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: (problem, { state }) => failed(problem, state.data !== undefined) }),
    mutationCache: new MutationCache({ onError: (problem) => failed(problem, false) }),
    defaultOptions: { queries: { ...often, staleTime: FRESH, refetchOnReconnect: true }, mutations: often },
  })
  const failed = (problem: Error, isShown: boolean) => {
    const isOut = problem instanceof Problem && problem.code === 'UNAUTHENTICATED'
    if (isOut && client.getQueryState(ME)?.status === 'success') void client.refetchQueries({ queryKey: ME }, { cancelRefetch: false })
    if (!isOut && isShown) tellOld(problem)
  }
  return client
}

/** What is on the page stays, and so does what is typed there. */
function tellOld({ message }: Error): void {
  notifications.show({ id: 'old', color: 'yellow', title: 'На странице то, что загрузилось раньше', message })
}
