// A database URL that names several hosts, as libpq has it: `postgres://user@one:5432,two:5432/crm?target_session_attrs=read-write`.
// Invariant: each that comes out names one host, and is a URL for any driver.
const form = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]+)(.*)$/;
/** What we mean without it, too: whoever serves has to write. */
const writable = new Set(['read-write', 'primary', 'any']);

/** In the order in which they are tried; the URL itself if it is of no such form. Null: it asks for a standby. */
export function eachHost(url: string): readonly string[] | null {
  const [, before = '', hosts = '', after = ''] = form.exec(url) ?? [];
  if (!hosts.includes(',')) return [url];
  const [path = '', query = ''] = after.split('?', 2);
  const parameters = new URLSearchParams(query);
  if (!writable.has(parameters.get('target_session_attrs') ?? 'any')) return null;
  parameters.delete('target_session_attrs');
  const rest = parameters.size > 0 ? `${path}?${parameters}` : path;
  return hosts.split(',').map((host) => `${before}${host}${rest}`);
}
