// What the build puts into the page: serve.ts.
interface ImportMetaEnv {
  /** Of the API's GraphQL. */
  readonly VITE_API_URL: string;
  /** `on`: the API knows the manifest in generated/. */
  readonly VITE_BY_ID: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
