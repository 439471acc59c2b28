// The page as files that any web server can serve: `node build.mjs`, with `--serve` at http://localhost:5173.
//   PAYESH_API    where the API is               PAYESH_TOKEN   this page's own token
//   OUT           the folder, `dist` if unset
import { cp, readFile, writeFile } from 'node:fs/promises'
import { context } from 'esbuild'

const api = process.env.PAYESH_API ?? 'http://localhost:8137'
const out = process.env.OUT ?? 'dist'
const building = await context({
  entryPoints: ['src/main.ts', 'src/style.css'],
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  loader: { '.woff2': 'file', '.svg': 'file' },
  logLevel: 'warning',
})
await building.rebuild()
const page = await readFile('src/index.html', 'utf8')
await writeFile(`${out}/index.html`, page.replace('{api}', new URL(api).origin))
await writeFile(`${out}/config.json`, JSON.stringify({ api, token: process.env.PAYESH_TOKEN ?? '' }))
await cp('src/icon.svg', `${out}/icon.svg`)
if (process.argv.includes('--serve')) {
  await building.serve({ servedir: out, host: 'localhost', port: 5173 })
  console.log('http://localhost:5173')
} else {
  await building.dispose()
}
