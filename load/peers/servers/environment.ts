// What the runner hands to every server: where to listen, which database and whose rows. All pools are of one size.
import pg from 'pg';

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set. Servers are started by bench.ts; by hand, set PORT, DATABASE_URL and TENANT_ID.`,
    );
  return value;
}

export const port = Number(required('PORT'));
export const tenantId = required('TENANT_ID');

/** No idle timeout: a server that waits for its turn must not pay for new connections. */
export const poolOptions = {
  connectionString: required('DATABASE_URL'),
  // A superuser is above row-level security; any other login needs the tenant, and has it for the whole session.
  options: `-c app.tenant_id=${tenantId}`,
  max: Number(process.env['POOL_MAX'] ?? 10),
  idleTimeoutMillis: 0,
} satisfies pg.PoolConfig;

export function createPool(): pg.Pool {
  // Money fits a double (the tables check that), and a date without a time stays the text that it is.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
  return new pg.Pool(poolOptions);
}
