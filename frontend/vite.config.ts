import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const SERVER = process.env.SERVER ?? 'http://127.0.0.1:8000'
const PATHS = ['/graphql', '/files', '/check', '/registers/', '/trajectory']

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', manifest: true },
  // Django compares the origin with the host: to it the page comes from the server itself.
  server: { proxy: Object.fromEntries(PATHS.map((path) => [path, { target: SERVER, changeOrigin: true, headers: { origin: SERVER } }])) },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
})
