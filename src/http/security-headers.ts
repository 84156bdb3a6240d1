// Headers that keep browsers from taking an answer for something else. Constant, so that they cost a hit next to nothing.

const page = [
  "default-src 'self'",
  // GraphiQL is one page with its code in it, and its editor starts workers of its own.
  "script-src 'self' 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Flat, as Node writes them. */
export const flatSecurityHeaders: readonly string[] = Object.entries(securityHeaders).flat();

/** Of GraphiQL's page, in the place of its equal above. It talks to its own origin alone. */
export const pagePolicy = { 'content-security-policy': page };
