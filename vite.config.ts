import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({
        pages: '.holdfast/page',
        assets: '.holdfast/page',
        fallback: 'index.html',
        precompress: true,
      }),
      outDir: '.holdfast/kit',
      files: { src: 'web', assets: 'web/static', serviceWorker: 'web/service-worker' },
      compilerOptions: { runes: true },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // SvelteKit's announcer of page changes has a style attribute: this is its hash.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'connect-src': ['self'],
          'worker-src': ['self'],
          'manifest-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
        },
      },
    }),
  ],
  // The first browsers with light-dark(); an older target would have every colour of tokens.css written twice.
  build: {
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      // What a dozen screens share comes in one file: in many small ones it is more bytes, and each is asked for.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 12 }] } },
      treeshake: {
        // Words only say: a part of them that a screen does not show is not loaded with the others.
        moduleSideEffects: [{ test: /\/web\/messages\//, sideEffects: false }],
      },
    },
  },
});
