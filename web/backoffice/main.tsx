import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { Refused } from './api.ts'
import './office.css'
import { router } from './router.tsx'
import { WordsProvider } from './words/words.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && !(error instanceof Refused && error.problem.status < 500),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})

createRoot(document.getElementById('office')!).render(
  <QueryClientProvider client={queries}>
    <WordsProvider>
      <RouterProvider router={router} />
    </WordsProvider>
  </QueryClientProvider>,
)
