import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import { asking } from '../api/hooks'
import { Me } from '../generated/operations'
import { Missing } from '../parts/Page'
import { Shell } from './Shell'
import { SessionProvider } from './session'

/** The root of all pages: a session first, then the shell. Routes ask for their data while the session is asked for. */
export const root = createRootRouteWithContext<{ client: QueryClient }>()({
  loader: ({ context: { client } }) => void client.prefetchQuery(asking(Me, {})),
  staleTime: Infinity, // once: a decision asks for everything anew
  component: () => (
    <SessionProvider>
      <Shell />
    </SessionProvider>
  ),
  notFoundComponent: () => <Missing title="Такой страницы нет">Выберите раздел слева или вернитесь назад.</Missing>,
})
