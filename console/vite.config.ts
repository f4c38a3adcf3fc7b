// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vite';

// One script and one style, under fixed names: the server embeds them and its policy allows no other.
export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: 'src/main.tsx',
      output: { entryFileNames: 'console.js', assetFileNames: 'console.[ext]', format: 'es' },
    },
  },
});
