// The form of a key is a promise to scanners and to everybody who stored one: it may be extended, never changed.
import { describe, expect, it } from 'vitest';
import { apiKeyPattern, createApiKey, hashSecret, looksLikeApiKey, parseApiKey } from '../../src/auth/api-key.ts';

const { key, publicId, secret } = createApiKey({ environment: 'live' });

describe('a new key', () => {
  it('has the documented form', () => {
    expect(key).toMatch(/^ck_live_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/);
    expect(createApiKey({ environment: 'test' }).key).toMatch(/^ck_test_/);
  });

  it('is found inside other text by the pattern for scanners', () => {
    expect(apiKeyPattern.exec(`authorization: Bearer ${key}\n`)?.[0]).toBe(key);
  });

  it('is never made twice', () => {
    const made = Array.from({ length: 1000 }, () => createApiKey({ environment: 'live' }));
    expect(new Set(made.map((each) => each.publicId)).size).toBe(1000);
    expect(new Set(made.map((each) => each.secret)).size).toBe(1000);
  });

  it('uses every digit about equally often', () => {
    const counts = new Map<string, number>();
    for (let made = 0; made < 2000; made++) {
      for (const digit of createApiKey({ environment: 'live' }).secret) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    // 64,000 digits, 1,032 of each expected, standard deviation 32: the bounds are more than six of them away.
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - 1032)).toBeLessThan(210);
  });
});

describe('reading a key', () => {
  it('gives back the parts', () => {
    expect(parseApiKey(key)).toEqual({ environment: 'live', publicId, secret });
  });

  it('takes a key that was made by the first version', () => {
    const old = 'ck_test_0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef49rH6W';
    expect(parseApiKey(old)?.publicId).toBe('0123456789');
  });

  it('refuses every change of one character', () => {
    for (let at = 0; at < key.length; at++) {
      const other = key[at] === 'x' ? 'y' : 'x';
      expect(parseApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBeNull();
    }
  });

  it('refuses two swapped characters, which is what people type', () => {
    for (let at = 0; at + 1 < key.length; at++) {
      if (key[at] === key[at + 1]) continue;
      expect(parseApiKey(key.slice(0, at) + key[at + 1] + key[at] + key.slice(at + 2))).toBeNull();
    }
  });

  it('refuses text around a key, and text that is none', () => {
    for (const text of [` ${key}`, `${key}\n`, key + key, key.slice(0, -1), '', 'ck_live_', '\0', 'ключ'])
      expect(parseApiKey(text)).toBeNull();
  });

  it('tells a typing error from another form', () => {
    expect(looksLikeApiKey(`${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`)).toBe(true);
    expect(looksLikeApiKey('sk_live_123')).toBe(false);
  });
});

describe('the stored hash', () => {
  it('has 32 bytes and depends on the secret and on the pepper', () => {
    const hash = hashSecret(secret, 'pepper');
    expect(hash).toHaveLength(32);
    expect(hashSecret(secret, 'pepper')).toEqual(hash);
    expect(hashSecret(secret, 'another pepper')).not.toEqual(hash);
    expect(hashSecret(createApiKey({ environment: 'live' }).secret, 'pepper')).not.toEqual(hash);
  });
});
