// What the build puts into the page: serve.ts.
interface ImportMetaEnv {
  /** Of the API's GraphQL. */
  readonly VITE_API_URL: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
