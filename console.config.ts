// `npm run console`: the page of the console from src/console/page to the three files that nodes serve, which are committed.
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/console/page',
  base: '/console/',
  logLevel: 'error',
  build: {
    outDir: '../generated',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { entryFileNames: 'console.js', assetFileNames: 'console[extname]' } },
  },
});
